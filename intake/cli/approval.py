"""What a person decides about one draft: approve it, or take back what was done."""

import typer

from intake.cli.context import emit, say
from intake.cli.ledger import Ident, mailbox_of, opened, row_named
from intake.errors import Misconfigured

app = typer.Typer()


@app.command("approve")
def approve(ctx: typer.Context, ident: Ident) -> None:
    """Approve a draft by name. High risk takes two people; then it moves to the approved folder."""
    from intake.deliver import acts
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
        people = acts.approve(box, row, account, ledger, risk=workflow.risk, actor=operator())
    if people is None:
        say(f"{ident}: the draft is no longer in {row.artefact_folder}")
        raise typer.Exit(1)
    waits = not acts.enough(people, workflow.risk)
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
    from intake.deliver import acts
    from intake.roles import operator

    context, ledger = opened(ctx, "undo")
    row = row_named(ledger, ident)
    done = acts.Undone(removed=0, sent=False)
    if row.artefact_folder and row.artefact_message_id:
        settings = context.settings()
        account = settings.account(row.account)
        with mailbox_of(settings, account) as box:
            done = acts.undo(box, row, account)
    if done.removed:
        ledger.undone(row.id, actor=operator())
        ledger.seal()
    if context.json:
        emit({"id": ident, "removed": done.removed, "sent": done.sent})
    if done.sent:
        say(f"{ident}: its reply was sent and cannot be taken back; write to the customer yourself")
    elif done.removed and not context.json:
        say(f"{ident}: {done.removed} taken back")
    elif not done.removed:
        say(f"{ident}: nothing of ours lies in the mailbox")
    if done.sent or not done.removed:
        raise typer.Exit(1)
