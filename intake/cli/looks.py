"""What a person says of a sampled outcome, and the sample laid into the mailbox."""

import contextlib

from intake.cli.context import Context, emit, say
from intake.errors import Misconfigured


def looked(
    context: Context, *, ok: int | None, wrong: int | None, workflow: str | None, mailbox: bool
) -> None:
    """`sample --ok ID`, `--wrong ID [--workflow NAME]`, `--mailbox`."""
    from intake.ledger import open_ledger
    from intake.ledger.judgements import Review, review
    from intake.operate.feedback import record
    from intake.roles import operator

    if ok is not None and wrong is not None:
        raise Misconfigured("sample: --ok and --wrong at once", mend="say one of them")
    settings = context.permitted("sample")
    ledger = open_ledger(settings)
    try:
        if mailbox:
            _lay(context)
            return
        ident = ok if ok is not None else wrong
        row = ledger.row(ident) if ident is not None and ident < 1 << 62 else None
        if row is None:
            raise Misconfigured(f"no mail has the id {ident}", mend="see `mailroom sample`")
        label = row.workflow
        if workflow is not None:
            known = settings.workflow(workflow)
            if known is None and workflow != "none":
                raise Misconfigured(f"--workflow: none is named {workflow!r}", mend="name one, or `none`")
            label = known.name if known else None
        given = Review(
            message=row.id, reviewer=operator(), at=ledger.now(), workflow=label, agrees=ok is not None
        )
        review(ledger, given)
        if wrong is not None and label != row.workflow and label is not None:
            record(ledger, row.id, reason="wrong workflow", actor=operator(), workflow=label)
    finally:
        ledger.engine.dispose()
    if context.json:
        emit({"id": str(row.id), "reviewer": given.reviewer, "workflow": label, "right": given.agrees})
    else:
        say(f"{row.id}: {'right' if given.agrees else 'wrong'}, kept with your name")


def _lay(context: Context) -> None:
    from intake.ledger import open_ledger
    from intake.mailbox import ImapMailbox
    from intake.operate.samplemail import lay_sample

    settings = context.settings()
    ledger = open_ledger(settings)
    laid = {}
    for account in settings.accounts:
        with contextlib.closing(ImapMailbox(account, data_dir=settings.data_dir)) as box:
            box.connect()
            laid[account.name] = lay_sample(box, account, settings, ledger)
    ledger.engine.dispose()
    if context.json:
        emit({"laid": laid})
    else:
        say(", ".join(f"{name}: {n} laid into Sample" for name, n in laid.items()) or "no account")
