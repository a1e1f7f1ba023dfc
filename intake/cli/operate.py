"""`report`: the workflow owner's figures."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli.context import Context, emit, say
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


def _lines() -> "list[tuple[str, Callable[[WorkflowReport], str]]]":
    """The rows of the table: a figure's name, and how it is read from a workflow."""
    from intake.operate.page import money, number, percent

    def kpi(w: "WorkflowReport") -> str:
        k = w.kpi
        if k.value is None or k.interval is None:
            return "too few mails"
        return f"{k.value:.1f} ({k.interval[0]:.1f} to {k.interval[1]:.1f}) {k.unit}"

    return [
        ("mails", lambda w: str(w.messages)),
        ("drafted", lambda w: str(w.drafted)),
        ("escalated", lambda w: str(w.escalated)),
        ("quarantined", lambda w: str(w.quarantined)),
        ("ignored", lambda w: str(w.ignored)),
        ("failed", lambda w: str(w.failed)),
        ("unchanged / edited / rejected", lambda w: f"{w.accepted_unchanged} / {w.edited} / {w.rejected}"),
        ("drafts not judged yet", lambda w: str(w.waiting)),
        ("accepted", lambda w: percent(w.accepted)),
        ("minutes to draft", lambda w: number(w.to_draft)),
        ("minutes to send", lambda w: number(w.to_send)),
        ("KPI", lambda w: f"{w.kpi.name}, {w.kpi.measured}"),
        ("  now (95 %)", kpi),
        ("  before", lambda w: "" if w.kpi.baseline is None else f"{w.kpi.baseline:g} {w.kpi.unit}"),
        ("hours recovered", lambda w: f"{w.hours_recovered:.1f}"),
        ("cost", lambda w: f"{w.cost:.4f}"),
        ("  per outcome", lambda w: money(w.cost_per_outcome)),
        ("  per accepted reply", lambda w: money(w.cost_per_accepted)),
    ]


def _print(found: "Report") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from intake.operate.page import money, percent, points, spent_rows
    from intake.operate.report import hours_method

    console = Console()
    table = Table("", *(w.workflow or "none of them" for w in found.workflows), box=None)
    for name, value in _lines():
        table.add_row(name, *(Text(value(w)) for w in found.workflows))
    console.print(table)
    for w in found.workflows:
        told = [("not drafted", w.reasons), ("missing", w.missing), ("found", w.flags)]
        for what, counted in told:
            if counted:
                words = ", ".join(f"{name} {n}" for name, n in counted[:5])
                console.print(Text(f"{w.workflow or 'none of them'}, {what}: {words}"))
    o = found.overall
    if o.tokens or o.cost:
        spent = Table("tokens and money", "workflow", "mails", "tokens", "each", "cost", "each", box=None)
        spending = [(w.workflow or "none of them", w) for w in found.workflows if w.tokens or w.cost]
        for name, w in (*spending, ("all", o)):
            for what, *cells in spent_rows(w):
                spent.add_row(what, name, *cells)
        console.print(spent)
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
