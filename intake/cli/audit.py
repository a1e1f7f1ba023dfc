"""`mailroom audit`: does the chain hold, and what does it say."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli.context import Context, emit, say
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import AccountSettings, Settings

app = typer.Typer()
sub = typer.Typer(no_args_is_help=True, help="Verify or export the hash-chained audit log.")
app.add_typer(sub, name="audit")


@app.callback()
def _group() -> None:
    """Keeps this a group."""


@sub.command("verify")
def verify(
    ctx: typer.Context,
    account: Annotated[
        str | None, typer.Option("--account", help="Compare with the anchors in this account's mailbox too.")
    ] = None,
) -> None:
    """Walk the chain: change, deletion, reordering and a cut end are found. Exit 1 when it is broken."""
    from intake.ledger import audit, open_ledger

    context: Context = ctx.obj
    settings = context.settings()
    ledger = open_ledger(settings)
    from intake.operate.anchor import anchored, written

    pins = [written(settings.audit.file) if settings.audit.file else {}]
    if account is not None:
        from intake.cli.ledger import mailbox_of

        with mailbox_of(settings, _account(settings, account)) as box:
            pins.append(anchored(box))
        say(f"{len(pins[-1])} anchors in the mailbox")
    verdicts = [audit.verify(ledger.engine, anchor=ledger.anchor, pins=noted) for noted in pins]
    found = next((v for v in verdicts if not v.valid), verdicts[0])
    if context.json:
        emit({"entries": found.entries, "valid": found.valid, "broken_at": found.broken_at})
    elif found.valid:
        say(f"{found.entries} entries, the chain holds")
    else:
        say(f"{found.entries} entries, broken at {found.broken_at}: {found.why}")
    if not found.valid:
        raise typer.Exit(1)


@sub.command("anchor")
def anchor(
    ctx: typer.Context, account: Annotated[str, typer.Option("--account", help="Into whose mailbox.")]
) -> None:
    """Note the chain's head in a mailbox, where who can change the database cannot reach it."""
    from intake.cli.ledger import mailbox_of
    from intake.ledger import audit, open_ledger
    from intake.operate.anchor import FOLDER, lay

    context: Context = ctx.obj
    settings = context.permitted("anchor")
    chosen = _account(settings, account)
    ledger = open_ledger(settings)
    head = audit.head(ledger.engine)
    if head is None:
        raise Misconfigured("the audit log is empty", mend="let the agent work first")
    with mailbox_of(settings, chosen) as box:
        lay(box, chosen, head)
    if context.json:
        emit({"seq": head[0], "hash": head[1], "folder": FOLDER})
    else:
        say(f"entry {head[0]} is anchored in {FOLDER} of {chosen.address}")


def _account(settings: "Settings", name: str) -> "AccountSettings":
    found = next((a for a in settings.accounts if a.name == name), None)
    if found is None:
        known = ", ".join(a.name for a in settings.accounts) or "none"
        raise Misconfigured(f"no account is named {name!r}", mend=f"one of: {known}")
    return found


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
