"""What a person decides about one draft: approve it, or take back what was done."""

from typing import TYPE_CHECKING

import typer

from intake.cli.context import emit, say
from intake.cli.ledger import Ident, mailbox_of, opened, row_named
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import AccountSettings
    from intake.ledger import Row
    from intake.mailbox import ImapMailbox

app = typer.Typer()


@app.command("approve")
def approve(ctx: typer.Context, ident: Ident) -> None:
    """Approve a draft by name. High risk takes two people; then it moves to the approved folder."""
    from intake.deliver.desk import TWO_PEOPLE
    from intake.roles import operator

    context, ledger = opened(ctx, "approve")
    row = row_named(ledger, ident)
    settings = context.settings()
    workflow = settings.workflow(row.workflow)
    if row.outcome != "drafted" or not row.artefact_folder or not row.artefact_message_id:
        raise Misconfigured(f"{ident} has no draft", mend="see `mailroom messages`")
    if workflow is None or not workflow.send:
        raise Misconfigured(
            f"sending is off for the workflow {row.workflow}",
            mend="set send: true there, or send the draft yourself",
        )
    account = settings.account(row.account)
    with mailbox_of(settings, account) as box:
        box.ensure_folders([account.folders.approved])
        place = _place(box, row, account)
        if place is None:
            say(f"{ident}: the draft is no longer in {row.artefact_folder}")
            raise typer.Exit(1)
        people = ledger.approvers(row.id)
        if operator() not in people:
            ledger.note("approved", actor=operator(), message=row.id)
            people |= {operator()}
        waits = workflow.risk == "high" and len(people) < TWO_PEOPLE
        folder, uid = place
        if not waits and folder != account.folders.approved:
            box.move(folder, uid, account.folders.approved)
    ledger.seal()
    if context.json:
        emit({"id": ident, "approved": not waits, "approvers": sorted(people)})
    elif waits:
        say(f"{ident}: approved by {operator()}; a second person has to approve it (risk: high)")
    else:
        say(f"{ident}: approved")


@app.command("undo")
def undo(ctx: typer.Context, ident: Ident) -> None:
    """Take back what was done for a mail: its draft or note leaves the mailbox. What was sent stays sent."""
    from intake.roles import operator

    context, ledger = opened(ctx, "undo")
    row = row_named(ledger, ident)
    removed, sent = 0, False
    if row.artefact_folder and row.artefact_message_id:
        settings = context.settings()
        account = settings.account(row.account)
        with mailbox_of(settings, account) as box:
            while (place := _place(box, row, account)) is not None and removed < 10:
                box.delete(*place)
                removed += 1
            sent = _was_sent(box, row, account)
    if removed:
        ledger.undone(row.id, actor=operator())
        ledger.seal()
    if context.json:
        emit({"id": ident, "removed": removed, "sent": sent})
    if sent:
        say(f"{ident}: its reply was sent and cannot be taken back; write to the customer yourself")
    elif removed and not context.json:
        say(f"{ident}: {removed} taken back")
    elif not removed:
        say(f"{ident}: nothing of ours lies in the mailbox")
    if sent or not removed:
        raise typer.Exit(1)


def _place(box: "ImapMailbox", row: "Row", account: "AccountSettings") -> tuple[str, int] | None:
    """Folder and UID of the artefact, wherever a person may have moved it."""
    folders, there = account.folders, set(box.folder_names())
    places = (str(row.artefact_folder), folders.review, folders.approved, folders.rejected)
    for folder in dict.fromkeys(p for p in places if p in there):
        uids = box.find(folder, str(row.artefact_message_id))
        if uids:
            return folder, uids[0]
    return None


def _was_sent(box: "ImapMailbox", row: "Row", account: "AccountSettings") -> bool:
    from intake.deliver.artefact import artefact_id

    folder = account.folders.sent or box.special("\\Sent")
    there = folder is not None and folder in box.folder_names()
    return there and bool(box.find(str(folder), artefact_id(row.digest, "sent", account)))
