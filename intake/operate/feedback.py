"""What people said of an outcome: a reason, the right workflow, their words, who and when."""

import json
from dataclasses import dataclass

from sqlalchemy import insert, select

from intake.errors import Misconfigured
from intake.ledger import Ledger, audit
from intake.ledger.tables import audit as entries
from intake.ledger.tables import feedback
from intake.operate.corrections import propose

REASONS = (
    "wrong workflow",
    "wrong facts",
    "missing facts",
    "tone",
    "should not be answered",
    "other",
)
MAX_TEXT_CHARS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One record. `text` is None where none was given or where it was erased since."""

    id: int
    at: float
    """Seconds since 1970."""
    actor: str
    message: int
    reason: str
    workflow: str | None
    """The workflow it should have been."""
    text: str | None


def reason_of(text: str) -> str:
    """The reason tag meant, written with spaces, hyphens or underscores. Raises Misconfigured."""
    wanted = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    if wanted not in REASONS:
        raise Misconfigured(f"--reason {text!r} is not a reason", mend="one of: " + ", ".join(REASONS))
    return wanted


def record(
    ledger: Ledger,
    message: int,
    *,
    reason: str,
    actor: str,
    workflow: str | None = None,
    text: str | None = None,
) -> Feedback:
    """Write a record and its audit entry in one transaction.

    The text goes into the audit entry's leaf alone: `forget` and `purge` erase it there, and nowhere else
    is there a copy. Raises Misconfigured for an unknown reason or too long a text.
    """
    tag = reason_of(reason)
    if text is not None and len(text) > MAX_TEXT_CHARS:
        raise Misconfigured(
            f"--text: longer than {MAX_TEXT_CHARS} characters", mend="give the part that matters"
        )
    at = ledger.now()
    with ledger.write() as db:
        entry = audit.append(
            db,
            at=at,
            actor=actor[:100],
            kind="feedback",
            message=message,
            facts={"reason": tag, "workflow": workflow},
            personal={"text": text or None},
        )
        done = db.execute(
            insert(feedback).values(
                at=at, actor=actor[:100], message=message, reason=tag, workflow=workflow, entry=entry
            )
        )
        (ident,) = done.inserted_primary_key or (0,)
        if tag == "wrong workflow" and workflow is not None:
            propose(db, message, workflow, actor=actor, at=at)
    return Feedback(
        id=int(ident),
        at=at,
        actor=actor[:100],
        message=message,
        reason=tag,
        workflow=workflow,
        text=text or None,
    )


def records(ledger: Ledger, *, limit: int = 1000) -> list[Feedback]:
    """Newest first."""
    query = (
        select(feedback, entries.c.leaves)
        .join(entries, entries.c.seq == feedback.c.entry, isouter=True)
        .order_by(feedback.c.id.desc())
        .limit(limit)
    )
    with ledger.engine.connect() as db:
        return [
            Feedback(
                id=r.id,
                at=r.at,
                actor=r.actor,
                message=r.message,
                reason=r.reason,
                workflow=r.workflow,
                text=json.loads(r.leaves)["text"][1] if r.leaves else None,
            )
            for r in db.execute(query)
        ]
