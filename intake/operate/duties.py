"""The owner's errands of the running agent: feedback, drift, canaries, samples, reports, retention."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from intake.config import AccountSettings, Settings
from intake.config.base import duration_s
from intake.errors import MailroomError
from intake.ledger import Ledger
from intake.ledger.measurements import Measurement, measure, measured
from intake.workflow.errands import Errand
from intake.workflow.events import Event, Listener

if TYPE_CHECKING:
    from intake.mailbox import ImapMailbox

DUTY: Final = "duty"
HOUR_S: Final = 3600.0
DAY_S: Final = 86_400.0
COLLECT_S: Final = 300.0
LOOK_S: Final = 600.0
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RECENT_S: Final = 60 * DAY_S


def of_owner(settings: Settings, mailbox: "Callable[[AccountSettings], ImapMailbox]") -> tuple[Errand, ...]:
    """All of them. What is due is remembered in the ledger, so a restart neither repeats nor skips a day."""
    return (
        Errand(name="feedback", every_s=COLLECT_S, first_s=60.0, work=_collecting(settings, mailbox)),
        Errand(name="owner", every_s=LOOK_S, first_s=120.0, work=_looking(settings, mailbox)),
    )


def due(ledger: Ledger, duty: str, every_s: float) -> bool:
    """Whether a duty was not done for that long, and did not fail in the last hour."""
    last = measured(ledger, DUTY, key=duty, limit=1)
    return not last or ledger.now() - last[0].at >= (min(every_s, HOUR_S) if _failed(last[0]) else every_s)


def weekly(ledger: Ledger, duty: str, weekday: str, hour: int) -> bool:
    """Whether a weekly duty is due: its hour (UTC) has come and it was not done since."""
    now = datetime.fromtimestamp(ledger.now(), UTC)
    start = (now - timedelta(days=(now.weekday() - _DAYS.index(weekday)) % 7)).replace(
        hour=hour, minute=0, second=0, microsecond=0
    )
    if now < start:
        start -= timedelta(days=7)
    last = measured(ledger, DUTY, key=duty, limit=1)
    if not last:
        # A program that was never there before does not send last week's letter at its first start.
        measure(ledger, DUTY, duty, {})
        return False
    return last[0].at < start.timestamp() or (_failed(last[0]) and due(ledger, duty, HOUR_S))


def do(ledger: Ledger, duty: str, work: Callable[[], object], say: Callable[[str], None]) -> None:
    """Do a duty, and note that afterwards: one that a kill broke off is begun anew by the next start.

    One that fails is told and tried again in an hour; it keeps no other from being done.
    """
    try:
        work()
    except Exception as exc:  # noqa: BLE001 - whatever it is, the other duties are done
        say(f"{duty} failed: {type(exc).__name__}: {exc}; again in an hour")
        measure(ledger, DUTY, duty, {"failed": True})
    else:
        measure(ledger, DUTY, duty, {})


def _failed(last: Measurement) -> bool:
    return bool(last.body.get("failed"))


def _collecting(
    settings: Settings, mailbox: "Callable[[AccountSettings], ImapMailbox]"
) -> Callable[[Ledger, Listener], None]:
    def work(ledger: Ledger, tell: Listener) -> None:
        from intake.operate.collect import collect

        for account in settings.accounts:
            with contextlib.closing(mailbox(account)) as box:
                found = collect(box, account, settings, ledger)
            if found.judged or found.remarks:
                text = f"{account.name}: {found.judged} drafts judged, {found.remarks} remarks"
                tell(Event(kind="notice", account=account.name, text=text))

    return work


def _looking(
    settings: Settings, mailbox: "Callable[[AccountSettings], ImapMailbox]"
) -> Callable[[Ledger, Listener], None]:
    def work(ledger: Ledger, tell: Listener) -> None:
        from intake.operate import anchor, canary, changes, retention

        def say(text: str) -> None:
            tell(Event(kind="notice", text=text))

        def looked() -> None:
            for change in changes.note(settings, ledger):
                say(change.text)

        def demoted() -> None:
            for source in _demoted(settings, ledger):
                say(f"{source} is not cited any more: drafts with it were refused for wrong facts")

        def anchored() -> None:
            head = anchor.note(settings, mailbox, ledger)
            say("the audit log is empty" if head is None else f"entry {head[0]} of the audit log is anchored")

        quality, weeks = settings.quality, settings.report
        noted = settings.audit.file or settings.audit.mailbox
        for name, wanted, every_s, duty in (
            ("changes", True, HOUR_S, looked),
            ("sources", True, HOUR_S, demoted),
            ("drift", quality.drift, DAY_S, partial(_watch_drift, settings, ledger)),
            ("canary", quality.canaries is not None, DAY_S, partial(canary.run, settings, ledger)),
            ("anchor", bool(noted), duration_s(settings.audit.every), anchored),
            ("purge", True, DAY_S, partial(retention.purge, settings, ledger)),
        ):
            if wanted and due(ledger, name, every_s):
                do(ledger, name, duty, say)
        if quality.sample and weekly(ledger, "sample", "monday", 5):
            do(ledger, "sample", partial(_lay_samples, settings, mailbox, ledger, say), say)
        if weeks.weekly and weekly(ledger, "report", weeks.weekday, weeks.hour):
            do(ledger, "report", partial(_send_reports, settings, ledger, say), say)

    return work


def _watch_drift(settings: Settings, ledger: Ledger) -> None:
    from intake.operate import watching

    watching.watch_drift(settings, ledger, embed=embedding(settings))


def embedding(settings: Settings) -> Any:
    """Texts to vectors by the configured model; None where only words are searched."""
    from retrieval.embed import embedder

    model = embedder(settings.knowledge)
    return None if model is None else lambda texts: model.embed(list(texts))


def _demoted(settings: Settings, ledger: Ledger) -> list[str]:
    from intake.ledger.facts import facts, snapshot
    from intake.operate.corrections import demote

    with snapshot(ledger) as db:
        mails = facts(db, since=ledger.now() - _RECENT_S, until=ledger.now() + 1)
    return demote(ledger, settings, mails)


def _lay_samples(
    settings: Settings,
    mailbox: "Callable[[AccountSettings], ImapMailbox]",
    ledger: Ledger,
    say: Callable[[str], None],
) -> None:
    from intake.operate.samplemail import lay_sample

    for account in settings.accounts:
        with contextlib.closing(mailbox(account)) as box:
            laid = lay_sample(box, account, settings, ledger)
        say(f"{account.name}: {laid} outcomes laid into {account.folders.sample} for a look")


def _send_reports(settings: Settings, ledger: Ledger, say: Callable[[str], None]) -> None:
    """Each owner gets the report of the seven days before; who could not be reached is told."""
    from intake.deliver import Accepted, SmtpSender
    from intake.operate.letter import letter, sender_of
    from intake.operate.report import report

    until = datetime.fromtimestamp(ledger.now(), UTC).replace(minute=0, second=0, microsecond=0)
    try:
        account = sender_of(settings)
    except MailroomError as exc:
        say(f"weekly report: {exc}")
        return
    found = report(settings, ledger, since=until - timedelta(days=7), until=until)
    sender = SmtpSender.of(account, data_dir=settings.data_dir)
    for owner in dict.fromkeys(w.owner for w in settings.workflows):
        result = sender.send(letter(found, owner, account=account, now=until))
        say(f"weekly report to {owner}: {'sent' if isinstance(result, Accepted) else 'not sent'}")
