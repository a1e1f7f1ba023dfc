"""`mailroom audit`: does the chain hold, and what does it say."""

import json
import sys
from typing import Annotated

import typer

from intake.cli.context import Context, emit, say

app = typer.Typer()
sub = typer.Typer(no_args_is_help=True, help="Verify or export the hash-chained audit log.")
app.add_typer(sub, name="audit")


@app.callback()
def _group() -> None:
    """Keeps this a group."""


@sub.command("verify")
def verify(ctx: typer.Context) -> None:
    """Walk the chain: change, deletion, reordering and a cut end are found. Exit 1 when it is broken."""
    from intake.ledger import audit, open_ledger

    context: Context = ctx.obj
    ledger = open_ledger(context.settings())
    found = audit.verify(ledger.engine, anchor=ledger.anchor)
    if context.json:
        emit({"entries": found.entries, "valid": found.valid, "broken_at": found.broken_at})
    elif found.valid:
        say(f"{found.entries} entries, the chain holds")
    else:
        say(f"{found.entries} entries, broken at {found.broken_at}: {found.why}")
    if not found.valid:
        raise typer.Exit(1)


@sub.command("export")
def export(
    ctx: typer.Context,
    message: Annotated[int | None, typer.Option("--message", help="Only what concerns this mail.")] = None,
) -> None:
    """Print the log as JSON lines."""
    from intake.ledger import audit, open_ledger
    from intake.ledger.views import stamp

    ledger = open_ledger(ctx.obj.settings())
    for e in audit.entries(ledger.engine, message=message):
        line = {
            "seq": e.seq,
            "at": stamp(e.at.timestamp()),
            "actor": e.actor,
            "kind": e.kind,
            "message": e.message,
            "facts": dict(e.facts),
            "text": dict(e.leaves),
            "hash": e.hash,
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
