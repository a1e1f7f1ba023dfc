"""What happened to each mail, and what a person can do about it."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli.context import Context, emit, say, table
from intake.errors import Misconfigured
from intake.roles import operator

if TYPE_CHECKING:
    from intake.config import AccountSettings, Settings
    from intake.ledger import Ledger, Row
    from intake.mailbox import ImapMailbox
    from intake.roles import Act

app = typer.Typer()
Ident = Annotated[str, typer.Argument(help="The mail's id, as `mailroom messages` shows it.")]


@app.command("messages")
def messages(
    ctx: typer.Context,
    account: Annotated[str | None, typer.Option("--account")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1)] = 1000,
) -> None:
    """List what happened to each mail, newest first."""
    from intake.ledger.views import message_json

    context, ledger = opened(ctx)
    rows = ledger.rows(account=account, outcome=outcome, limit=limit)
    if context.json:
        emit({"messages": [message_json(r) for r in rows]})
        return
    table(
        ["id", "from", "subject", "outcome", "workflow", "reason"],
        [
            [str(r.id), r.sender, r.subject, r.outcome or r.state, r.workflow or "", r.reason or ""]
            for r in rows
        ],
        whole=["id", "outcome", "workflow"],
    )


@app.command("show")
def show(ctx: typer.Context, ident: Ident) -> None:
    """Show one mail in full, with its audit trail."""
    from intake.ledger.views import show_json

    context, ledger = opened(ctx)
    full = show_json(ledger, row_named(ledger, ident))
    if context.json:
        emit(full)
        return
    table(["what", "value"], _explained(full))


def _explained(full: dict[str, Any]) -> list[list[str]]:
    """What happened and why, line by line, in the order in which it was decided."""
    lines = [
        [k, str(full[k] or "")] for k in ("from", "subject", "received_at", "outcome", "reason", "workflow")
    ]
    seen = full["classification"]
    if seen["confidence"] is not None:
        lines.append(["sure", f"{seen['confidence']:.2f}, language {seen['language'] or 'unknown'}"])
    lines += [["it is like", why] for why in seen["why"] or []]
    lines += [["or else", f"{name} {sure:.2f}"] for name, sure in seen["alternatives"] or []]
    lines += [[f"field {name}", str(value)] for name, value in full["fields"].items()]
    lines += [["missing", str(name)] for name in full["missing"]]
    lines += [["stopped by", stop["reason"]] for stop in full["stops"]]
    lines += [[f"found {f['technique']}", str(f["text"])] for f in full["findings"]]
    for question in full["questions"]:
        lines.append(["asked", question["text"]])
        near = ", ".join(question["sources"][:3]) or "nothing"
        lines.append(["  answerable", f"{question['answerable']:.2f}; nearest: {near}"])
    draft = full["draft"] or {}
    lines += [["draft", str(draft.get("body") or "")]] if draft else []
    for claim in draft.get("claims") or []:
        for c in claim["citations"]:
            lines.append([f"source [{c['n']}]", f"{c['source']}: {c['quote']} ({claim['verdict']})"])
    lines += [["left out", f"{d['text']} ({d['verdict']})"] for d in full["dropped"]]
    lines += [["told the reviewer", str(note)] for note in draft.get("notes") or []]
    return lines + [[str(e["at"]), f"{e['actor']}: {e['kind']}"] for e in full["audit"]]


@app.command("dead-letters")
def dead_letters(ctx: typer.Context) -> None:
    """List mails that were given up."""
    from intake.ledger.views import dead_json

    context, ledger = opened(ctx)
    dead = [dead_json(r) for r in ledger.rows(state="dead")]
    if context.json:
        emit({"dead_letters": dead})
        return
    table(
        ["id", "since", "tries", "error"],
        [[d["id"], d["since"], str(d["attempts"]), d["error"]] for d in dead],
    )


@app.command("retry")
def retry(
    ctx: typer.Context,
    ident: Annotated[str | None, typer.Argument()] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every dead letter.")] = False,
) -> None:
    """Put a dead letter back into the queue; the running agent takes it up."""
    if ident is None and not everything:
        raise Misconfigured("retry: no mail was named", mend="give an id, or --all")
    context, ledger = opened(ctx, "retry")
    idents = [r.id for r in ledger.rows(state="dead")] if everything else [row_named(ledger, str(ident)).id]
    again = [str(i) for i in idents if ledger.again(i, actor=operator())]
    if context.json:
        emit({"retried": again})
    else:
        say(f"back in the queue: {', '.join(again) or 'none'}")
    if not again and not everything:
        say(f"{ident} is not a dead letter")
        raise typer.Exit(1)


@app.command("reconcile")
def reconcile(ctx: typer.Context) -> None:
    """Compare mailbox, ledger and artefacts, and mend what is safe to mend."""
    from intake.operate.reconcile import reconcile as compare

    context, ledger = opened(ctx, "reconcile")
    settings = context.settings()
    report = compare(settings, ledger, lambda account: mailbox_of(settings, account))
    found = [{"kind": d.kind, "id": d.id, "mended": d.mended} for d in report.differences]
    if context.json:
        emit({"checked": report.checked, "differences": found})
    else:
        table(["kind", "id", "mended"], [[str(d["kind"]), str(d["id"]), str(d["mended"])] for d in found])
        say(f"{report.checked} mails checked, {len(found)} differences")
    if any(not d["mended"] for d in found):
        raise typer.Exit(1)


def opened(ctx: typer.Context, act: "Act" = "view") -> "tuple[Context, Ledger]":
    """The ledger, for somebody who may do this. Raises Refused or Misconfigured."""
    from intake.ledger import open_ledger

    context: Context = ctx.obj
    return context, open_ledger(context.permitted(act))


def row_named(ledger: "Ledger", ident: str) -> "Row":
    row = ledger.row(int(ident)) if ident.isdecimal() and len(ident) < 19 else None
    if row is None:
        raise Misconfigured(f"no mail has the id {ident}", mend="see `mailroom messages`")
    return row


@contextlib.contextmanager
def mailbox_of(settings: "Settings", account: "AccountSettings") -> "Iterator[ImapMailbox]":
    from intake.mailbox import ImapMailbox

    box = ImapMailbox(account, data_dir=settings.data_dir)
    try:
        box.connect()
        yield box
    finally:
        box.close()
