"""`mailroom check`: every part that the configuration names is tried, and each says what is wrong."""

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from intake.config import AccountSettings, Settings
from intake.config.operations import AlertSettings
from intake.config.policy import ModelSettings
from intake.errors import MailroomError


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One part, whether it works, and what a person does when it does not."""

    part: str
    ok: bool
    detail: str
    mend: str | None = None


def run_checks(settings: Settings) -> list[CheckRow]:
    """Try everything in the order in which it is needed; one failing part does not hide the next."""
    return [_tried(part, attempt) for part, attempt in _attempts(settings)]


def _attempts(settings: Settings) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "configuration", lambda: _configured(settings)
    yield "data folder", lambda: _data_folder(settings)
    yield "database", lambda: _database(settings)
    for account in settings.accounts:
        yield f"IMAP {account.name}", lambda a=account: _imap(a, settings)  # type: ignore[misc]
        if account.smtp is not None:
            yield f"SMTP {account.name}", lambda a=account: _smtp(a)  # type: ignore[misc]
    yield "knowledge", lambda: _knowledge(settings)
    yield "embeddings", lambda: _embeddings(settings)
    yield "models", lambda: _models(settings)
    if settings.guard.redaction.presidio:
        yield "names", lambda: _names(settings)
    if settings.alerts.webhook:
        yield "alerts", lambda: _alerts(settings.alerts)


def _tried(part: str, attempt: Callable[[], str]) -> CheckRow:
    try:
        return CheckRow(part=part, ok=True, detail=attempt())
    except MailroomError as exc:
        return CheckRow(part=part, ok=False, detail=str(exc), mend=exc.mend or None)
    except Exception as exc:  # noqa: BLE001 - a check reports whatever a part does, it never breaks
        return CheckRow(part=part, ok=False, detail=f"{type(exc).__name__}: {exc}", mend="run with --debug")


def _configured(settings: Settings) -> str:
    from intake.errors import Misconfigured

    if not settings.accounts:
        raise Misconfigured("no account is named", mend="add one under accounts:")
    if not settings.workflows:
        raise Misconfigured("no workflow is named", mend="add one under workflows:")
    return f"{len(settings.accounts)} accounts, {len(settings.workflows)} workflows"


def _data_folder(settings: Settings) -> str:
    from intake.errors import Misconfigured

    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".check-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as exc:
        raise Misconfigured(
            f"{folder}: {exc.strerror}", mend="choose a data_dir that this user may write"
        ) from exc
    stat = os.statvfs(folder)
    free_mb = stat.f_bavail * stat.f_frsize // 1_000_000
    if free_mb < settings.alerts.min_disk_mb:
        raise Misconfigured(f"{folder}: only {free_mb} MB free", mend="make room on the disk")
    return f"{folder}, {free_mb} MB free"


def _database(settings: Settings) -> str:
    from intake.ledger import open_ledger

    ledger = open_ledger(settings)
    waiting, _ = ledger.pending()
    ledger.engine.dispose()
    return f"{ledger.engine.url.get_backend_name()}, {waiting} mails waiting"


def _imap(account: AccountSettings, settings: Settings) -> str:
    from intake.errors import Misconfigured
    from intake.mailbox import ImapMailbox
    from intake.mailbox.folders import ALL

    box = ImapMailbox(account, data_dir=settings.data_dir)
    try:
        box.connect()
        folders = account.folders
        box.ensure_folders([folders.review, folders.escalated, folders.quarantine])
        seen = []
        every = box.special(ALL)
        for name in folders.watch:
            if name == every:
                raise Misconfigured(
                    f"{account.name}: {name} holds every mail of the account, what was sent among it",
                    mend="watch INBOX, or the label that the team works on",
                )
            state = box.state(name)
            seen.append(f"{name} {state.exists} mails")
        if not seen:
            raise Misconfigured(f"{account.name}: no folder is watched", mend="name one under folders.watch")
        return ", ".join(seen)
    finally:
        box.close()


def _smtp(account: AccountSettings) -> str:
    from intake.errors import Unreachable

    smtp = account.smtp
    assert smtp is not None
    try:
        with socket.create_connection((smtp.host, smtp.port), timeout=min(smtp.timeout_s, 10)):
            return f"{smtp.host}:{smtp.port} answers"
    except OSError as exc:
        raise Unreachable(
            f"{smtp.host}:{smtp.port} does not answer: {exc}", mend=f"check accounts.{account.name}.smtp"
        ) from exc


def _knowledge(settings: Settings) -> str:
    from intake.errors import Misconfigured

    folder = settings.knowledge.folder
    if not folder.is_dir():
        raise Misconfigured(f"{folder}: no such folder", mend="make it and put documents into it")
    names = [p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")]
    if not names:
        raise Misconfigured(
            f"{folder}: is empty", mend="put documents into it; until then every mail is escalated"
        )
    if settings.knowledge.chroma != "embedded":
        import httpx

        from intake.errors import Unreachable

        try:
            httpx.get(f"{settings.knowledge.chroma}/api/v2/heartbeat", timeout=5).raise_for_status()
        except httpx.HTTPError as exc:
            raise Unreachable(
                f"Chroma at {settings.knowledge.chroma}: {exc}", mend="start it, or say embedded"
            ) from exc
    return f"{len(names)} files in {folder}"


def _embeddings(settings: Settings) -> str:
    from intake.errors import Misconfigured
    from retrieval.embed import embedder

    found = embedder(settings.knowledge)
    if found is None and settings.knowledge.embeddings != "none":
        raise Misconfigured(
            "the offline model is not installed; search goes on by words only",
            mend="run `mailroom models install`",
        )
    return found.name if found else "words only"


def _models(settings: Settings) -> str:
    names = []
    for use, model in (("classify", settings.models.classify), ("draft", settings.models.draft)):
        if not model.extractive:
            model.api_key()
            _answers(use, model)
        names.append(f"{use}: {model.name}")
    return ", ".join(names)


def _answers(use: str, model: ModelSettings) -> None:
    from intake.errors import Unreachable
    from intake.models import ModelFailed, probe

    try:
        probe(model)
    except ModelFailed as exc:
        raise Unreachable(
            f"models.{use}: {model.name} gave no answer: {exc}", mend=_MODEL_MENDS[exc.kind].format(use=use)
        ) from exc


_NO_ANSWER = "see models.{use}.base_url, the network, and the provider's status"
_MODEL_MENDS = {
    "timeout": "raise models.{use}.timeout_s, or take a faster model",
    "malformed": "take a model that can answer in JSON: models.{use}.name",
    "refused": "see models.{use}: name, key and what the account may use",
    "throttled": "raise the account's limit, or set models.{use}.requests_per_minute below it",
    "unreachable": _NO_ANSWER,
    "busy": "raise models.{use}.concurrency",
    "budget": "raise guard.budgets",
}


def _names(settings: Settings) -> str:
    from intake.models import names

    return names.check(settings.guard.redaction.presidio_model)


def _alerts(alerts: AlertSettings) -> str:
    alerts.webhook_secret()
    return str(alerts.webhook)
