"""`report`: the workflow owner's figures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli.context import Context, emit, say, table
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import Settings
    from intake.operate.outcomes import WorkflowReport
    from intake.operate.report import Report

app = typer.Typer()


@app.callback()
def _group() -> None:
    pass


@app.command("report")
def report(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", help="How far back: 24h, 7d, 4w.")] = "7d",
    until: Annotated[str | None, typer.Option("--until", help="End of it, as 2026-11-23T09:00:00Z.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write one page with plots here.")] = None,
    mail: Annotated[str | None, typer.Option("--mail", help="Send it to this address.")] = None,
) -> None:
    """Report outcomes, the KPI against its baseline, cost and alerts, by workflow."""
    context: Context = ctx.obj
    settings = context.settings()
    from intake.cli.answer import clock
    from intake.ledger import open_ledger
    from intake.operate.report import report as build
    from intake.operate.report import report_json

    end = clock(until) if until else datetime.now(UTC)
    start = start_of(since, end)
    ledger = open_ledger(settings)
    try:
        found = build(settings, ledger, since=start, until=end)
    finally:
        ledger.engine.dispose()
    if html is not None:
        _write(html, found)
    if mail is not None:
        _send(settings, found, mail)
    if context.json:
        emit(report_json(found))
    else:
        _print(found)


def start_of(since: str, end: datetime) -> datetime:
    """The moment a duration before `end`. Raises Misconfigured."""
    from intake.config.base import duration_s

    try:
        return end - timedelta(seconds=duration_s(since))
    except (ValueError, OverflowError) as exc:
        raise Misconfigured(f"--since: {exc}", mend="write 24h, 7d or 4w") from exc


def _write(path: Path, found: "Report") -> None:
    from intake.operate.page import page

    try:
        path.write_text(page(found), encoding="utf-8")
    except OSError as exc:
        raise Misconfigured(f"--html {path}: {exc.strerror}", mend="name a file you may write") from exc
    say(f"wrote {path}")


def _send(settings: "Settings", found: "Report", to: str) -> None:
    from intake.deliver import Accepted, NotSent, SmtpSender
    from intake.operate.letter import letter, sender_of

    account = sender_of(settings)
    message = letter(found, to, account=account, now=datetime.now(UTC))
    result = SmtpSender.of(account, data_dir=settings.data_dir).send(message)
    if isinstance(result, NotSent):
        raise result.error
    say(f"sent to {to}" if isinstance(result, Accepted) else f"it may have been sent: {result.reason}")


def _rows(w: "WorkflowReport") -> list[list[str]]:
    """A workflow's line in each of the tables of `_HEADS`, without its name."""
    from intake.operate.page import money, number, percent

    k = w.kpi
    now = "too few mails"
    if k.value is not None and k.interval is not None:
        now = f"{k.value:.1f} ({k.interval[0]:.1f} to {k.interval[1]:.1f}) {k.unit}"
    counts = (w.messages, w.drafted, w.escalated, w.quarantined, w.ignored, w.failed)
    fates = (w.accepted_unchanged, w.edited, w.rejected, w.waiting)
    return [
        [str(n) for n in counts],
        [*(str(n) for n in fates), percent(w.accepted)],
        [number(w.to_draft), number(w.to_send)],
        [k.measured, now, "" if k.baseline is None else f"{k.baseline:g}"],
        [f"{w.hours_recovered:.1f}", f"{w.cost:.4f}", money(w.cost_per_outcome), money(w.cost_per_accepted)],
    ]


_HEADS = (
    ("mails", "drafted", "escalated", "quarantined", "ignored", "failed"),
    ("unchanged", "edited", "rejected", "not judged", "accepted"),
    ("minutes to draft", "minutes to send"),
    ("KPI", "now (95 %)", "before"),
    ("hours recovered", "cost", "per outcome", "per reply"),
)


def _print(found: "Report") -> None:
    from rich.console import Console
    from rich.text import Text

    from intake.operate.page import money, percent, points, spent_rows
    from intake.operate.report import hours_method

    console = Console()
    named = [(w.workflow or "none of them", w) for w in found.workflows]
    lines = {name: _rows(w) for name, w in named}
    for at, heads in enumerate(_HEADS):
        table(["workflow", *heads], [[name, *rows[at]] for name, rows in lines.items()])
        print()
    for w in found.workflows:
        told = [("not drafted", w.reasons), ("missing", w.missing), ("found", w.flags)]
        for what, counted in told:
            if counted:
                words = ", ".join(f"{name} {n}" for name, n in counted[:5])
                console.print(Text(f"{w.workflow or 'none of them'}, {what}: {words}"))
    o = found.overall
    if o.tokens or o.cost:
        spending = [(name, w) for name, w in named if w.tokens or w.cost]
        columns = ["workflow", "outcome", "mails", "tokens", "each", "cost", "each"]
        table(columns, [[name, *row] for name, w in (*spending, ("all", o)) for row in spent_rows(w)])
        print()
    console.print(
        Text(
            f"unsupported sentences caught: {o.unsupported}; cost per accepted reply: "
            f"{money(o.cost_per_accepted)}; next 30 days: {money(found.forecast.month)} "
            f"(budget {money(found.forecast.budget)}); saved by caching: {o.cache_saved:.4f}"
        )
    )
    console.print(
        Text(
            f"found wrong in samples: {percent(o.disagreement)}, change a week in points "
            f"{points(o.disagreement_trend)}; hours: {hours_method(found)}"
        )
    )
    for alert in found.alerts:
        console.print(Text(f"alert {alert.key}{'' if alert.ended_at is None else ' (over)'}: {alert.text}"))
    for change in found.changes:
        console.print(Text(f"changed {datetime.fromtimestamp(change.at, UTC):%Y-%m-%d %H:%M}: {change.text}"))
