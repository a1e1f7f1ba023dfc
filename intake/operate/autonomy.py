"""The errand that approves what a workflow has earned to send alone; the desk sends it as any other."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from intake.config import AccountSettings, Settings, WorkflowSettings
from intake.deliver.autonomy import Standing, earned, sampled
from intake.ledger.records import Row, result_of
from intake.ledger.store import Ledger
from intake.ledger.tables import audit, judgements, messages
from intake.workflow.events import Event, Listener

if TYPE_CHECKING:
    from intake.mailbox import ImapMailbox

ALONE: Final = "sent alone"
"""The kind of the audit entry. It is no person's approval, so it counts for no second one."""
ACTOR: Final = "autonomy"
DAY_S: Final = 86_400.0
MAX_ROWS: Final = 500


def standing(ledger: Ledger, workflow: WorkflowSettings) -> Standing:
    """From the judgements of people: what was sent alone is no sample of its own quality."""
    alone = select(audit.c.message).where(audit.c.kind == ALONE, audit.c.message.is_not(None))
    names = [workflow.name, *workflow.renamed_from]
    recent = (
        select(judgements.c.verdict)
        .join(messages, messages.c.id == judgements.c.message)
        .where(messages.c.workflow.in_(names), judgements.c.message.not_in(alone))
        .order_by(judgements.c.at.desc())
        .limit(workflow.autonomy.samples)
    )
    today = (
        select(func.count())
        .select_from(audit.join(messages, messages.c.id == audit.c.message))
        .where(audit.c.kind == ALONE, audit.c.at >= ledger.now() - DAY_S, messages.c.workflow.in_(names))
    )
    with ledger.engine.connect() as db:
        verdicts = list(db.execute(recent).scalars())
        sent = int(db.execute(today).scalar_one())
    return Standing(judged=len(verdicts), agreed=verdicts.count("unchanged"), sent_alone=sent)


def sending_alone(
    settings: Settings, account: AccountSettings, mailbox: "Callable[[AccountSettings], ImapMailbox]"
) -> Callable[[Ledger, Listener], None]:
    """The errand of one account: it moves earned drafts from Review to Approved, and says so first."""
    looked_at: set[int] = set()
    told: dict[str, str] = {}

    def work(ledger: Ledger, tell: Listener) -> None:
        for row in reversed(ledger.rows(account=account.name, outcome="drafted", limit=MAX_ROWS)):
            workflow = settings.workflow(row.workflow)
            if row.id in looked_at or row.finished_at is None or workflow is None:
                continue
            # Looked at once: what was left to people stays with them.
            looked_at.add(row.id)
            why = _kept(settings, account, ledger, workflow, row)
            if why is None:
                _release(account, ledger, mailbox, row)
            elif why.startswith("agreement") and told.get(workflow.name) != why:
                told[workflow.name] = why
                text = f"{workflow.name}: {why}; people review again"
                tell(Event(kind="notice", account=account.name, text=text))

    return work


def _kept(
    settings: Settings, account: AccountSettings, ledger: Ledger, workflow: WorkflowSettings, row: Row
) -> str | None:
    """Why a person looks at this draft; None where it goes out alone."""
    if "send" not in settings.guard.actions or account.smtp is None or not workflow.autonomy.enabled:
        return "sending is off"
    if row.received_at < ledger.now() - DAY_S:
        return "too old to be sent unseen"
    if sampled(row.digest, workflow.autonomy.review_share):
        return "a sample for people"
    return _noted(result_of(row)) or earned(workflow, standing(ledger, workflow))


def _noted(result: dict[str, Any]) -> str | None:
    """What about the mail or its draft asks for a person's eye."""
    draft = result.get("draft") or {}
    contract = result.get("contract") or {}
    if not draft.get("claims"):
        return "no drafted answer"
    if any(f.get("action") != "removed" for f in result.get("findings") or []):
        return "something was flagged"
    if draft.get("notes") or result.get("dropped") or contract.get("missing") or contract.get("stops"):
        return "the reviewer is told something"
    return None


def _release(
    account: AccountSettings, ledger: Ledger, mailbox: "Callable[[AccountSettings], ImapMailbox]", row: Row
) -> None:
    if row.artefact_message_id is None:
        return
    box = mailbox(account)
    try:
        uids = box.find(account.folders.review, row.artefact_message_id)
        if uids:
            # Noted before it is moved: killed in between, it counts and lies in Review, and nothing is sent.
            ledger.note(ALONE, actor=ACTOR, message=row.id)
            box.ensure_folders([account.folders.approved])
            box.move(account.folders.review, uids[0], account.folders.approved)
    finally:
        box.close()
