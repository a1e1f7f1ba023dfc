"""`report`: the workflow owner's figures."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from intake.cli.context import Context, emit
from intake.errors import Misconfigured

app = typer.Typer()
MAX_ROWS = 1_000_000


@app.callback()
def _group() -> None:
    pass


@app.command("report")
def report(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", help="How far back: 24h, 7d, 4w.")] = "7d",
) -> None:
    """Report outcomes, the KPI against its baseline, and cost, by workflow."""
    context: Context = ctx.obj
    settings = context.settings()
    from intake.config.base import duration_s
    from intake.ledger import open_ledger
    from intake.operate.report import costs_since
    from intake.operate.report import report as build

    until = datetime.now(UTC)
    try:
        start = until - timedelta(seconds=duration_s(since))
    except (ValueError, OverflowError) as exc:
        raise Misconfigured(f"--since: {exc}", mend="write 24h, 7d or 4w") from exc
    ledger = open_ledger(settings)
    rows = ledger.rows(since=start.timestamp(), limit=MAX_ROWS)
    found = build(settings, rows, costs_since(ledger, start.timestamp()), since=start, until=until)
    ledger.engine.dispose()
    if context.json:
        emit(found)
    else:
        _print(found["workflows"])


def _print(workflows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    names = ("messages", "drafted", "escalated", "quarantined", "ignored", "failed")
    table = Table("workflow", *names, "KPI", "baseline", "now (95 %)", "cost", box=None)
    for w in workflows:
        kpi = w["kpi"]
        now = "too few mails" if kpi["value"] is None else f"{kpi['value']:.1f} ({kpi['interval'][0]:.1f} to "
        now += "" if kpi["value"] is None else f"{kpi['interval'][1]:.1f}) {kpi['unit']}"
        table.add_row(
            w["workflow"] or "none of them",
            *(str(w[n]) for n in names),
            kpi["name"],
            "" if kpi["baseline"] is None else f"{kpi['baseline']:g}",
            now,
            f"{w['cost']:.4f}",
        )
    Console().print(table)
