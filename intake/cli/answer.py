"""`mailroom classify` and `mailroom draft`: mails through the pipeline, touching no mailbox."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli.context import Context, emit
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import AccountSettings, Settings
    from intake.pipeline import Pipeline

app = typer.Typer()
MAX_MAIL_BYTES = 100_000_000

Paths = Annotated[list[Path], typer.Argument(help="Mails (.eml).")]


@app.callback()
def _group() -> None:
    pass


@app.command("classify")
def classify(ctx: typer.Context, paths: Paths) -> None:
    """Say which workflow each mail belongs to, or none."""
    from intake.bootstrap import build_pipeline
    from intake.sanitize import sanitize

    context: Context = ctx.obj
    raws = [(path, read_mail(path)) for path in paths]
    pipeline = build_pipeline(context.settings())
    results = []
    for path, raw in raws:
        found = pipeline.classifier.classify(sanitize(raw))
        results.append(
            {
                "path": str(path),
                "workflow": found.workflow,
                "confidence": round(found.confidence, 4),
                "language": found.language,
                "alternatives": [{"workflow": w, "confidence": round(c, 4)} for w, c in found.alternatives],
                "questions": list(found.questions),
                "why": list(found.why),
            }
        )
    emit(results[0] if len(results) == 1 else results)


@app.command("draft")
def draft(
    ctx: typer.Context,
    paths: Paths,
    now: Annotated[str | None, typer.Option(help="The clock, as 2026-11-23T09:00:00Z.")] = None,
    account: Annotated[str | None, typer.Option(help="Name of the account that answers.")] = None,
) -> None:
    """Take each mail through the whole pipeline and print what would become of it."""
    from intake.mail.json import outcome_json
    from intake.sanitize import sanitize

    context: Context = ctx.obj
    raws = [read_mail(path) for path in paths]
    settings = context.settings()
    who, at = account_of(settings, account), clock(now)
    pipeline = synced_pipeline(settings)
    results: list[dict[str, Any]] = []
    for raw in raws:
        message = sanitize(raw)
        results.append(outcome_json(message, pipeline.process(message, account=who, now=at)))
    emit(results[0] if len(results) == 1 else results)


def read_mail(path: Path) -> bytes:
    """The bytes of a mail. Raises Misconfigured."""
    try:
        if path.stat().st_size > MAX_MAIL_BYTES:
            raise Misconfigured(f"{path}: larger than {MAX_MAIL_BYTES} bytes", mend="name one mail")
        return path.read_bytes()
    except OSError as exc:
        raise Misconfigured(f"{path}: cannot be read: {exc.strerror}", mend="name an .eml file") from exc


def clock(text: str | None) -> datetime:
    """The time given, else the present; UTC where it names no zone. Raises Misconfigured."""
    if text is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as exc:
        raise Misconfigured(f"--now {text!r} is not a time", mend="write 2026-11-23T09:00:00Z") from exc
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def account_of(settings: "Settings", name: str | None) -> "AccountSettings | None":
    """The account named, else the first one. Raises Misconfigured."""
    if name is None:
        return settings.accounts[0] if settings.accounts else None
    found = next((a for a in settings.accounts if a.name == name), None)
    if found is None:
        known = ", ".join(a.name for a in settings.accounts) or "none"
        raise Misconfigured(f"no account is named {name!r}", mend=f"known: {known}")
    return found


def synced_pipeline(settings: "Settings") -> "Pipeline":
    """The pipeline over the knowledge folder as it is now."""
    from intake.bootstrap import build_knowledge, build_pipeline

    knowledge = build_knowledge(settings)
    knowledge.sync()
    return build_pipeline(settings, knowledge)
