"""What people did with drafts, and what they said of sampled outcomes."""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, delete, insert, select, update

from intake.ledger import audit
from intake.ledger.store import Ledger
from intake.ledger.tables import judgements, messages, reviews

Verdict = Literal["unchanged", "edited", "rejected", "deleted", "replaced"]
"""`replaced`: somebody answered by hand, in other words, and the draft was not used."""
Origin = Literal["deleted", "command", "rejected", "approved", "dashboard", "sent"]

_RANK: Final = {"deleted": 0, "command": 1, "rejected": 2, "approved": 2, "dashboard": 2, "sent": 3}
"""Better evidence replaces weaker: what was really sent stands above a move between folders."""
_STATE: Final = {
    "unchanged": "accepted",
    "edited": "edited",
    "rejected": "rejected",
    "deleted": "rejected",
    "replaced": "rejected",
}
MAX_TEXT_CHARS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The fate of one draft. `distance` counts changed characters, `similarity` is 0..1."""

    message: int
    at: float
    actor: str
    verdict: Verdict
    origin: Origin
    distance: int = 0
    similarity: float = 1.0
    sent_at: float | None = None
    """When the reply went out, seconds since 1970; None where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one person said of one sampled outcome. `workflow` None means none of them."""

    message: int
    reviewer: str
    at: float
    workflow: str | None
    agrees: bool


def judge(ledger: Ledger, given: Judgement, *, text: str | None = None) -> bool:
    """Keep a judgement and its audit entry together; False where as good a one is known already.

    `text` is what a person wrote instead; it goes into the audit entry's leaf alone, where `forget` and
    `purge` find it.
    """
    with ledger.write() as db:
        held = db.execute(select(judgements).where(judgements.c.message == given.message)).first()
        if held is not None:
            same = (held.verdict, held.origin, held.sent_at) == (given.verdict, given.origin, given.sent_at)
            if same or _RANK[held.origin] > _RANK[given.origin]:
                return False
            db.execute(delete(judgements).where(judgements.c.message == given.message))
        values = {name: getattr(given, name) for name in Judgement.__dataclass_fields__}
        db.execute(insert(judgements).values(**{**values, "actor": given.actor[:100]}))
        db.execute(
            update(messages)
            .where(messages.c.id == given.message, messages.c.outcome == "drafted")
            .values(artefact_state=_STATE[given.verdict])
        )
        audit.append(
            db,
            at=ledger.now(),
            actor=given.actor[:100],
            kind="judged",
            message=given.message,
            facts={"verdict": given.verdict, "origin": given.origin, "distance": given.distance},
            personal={"text": text[:MAX_TEXT_CHARS] if text else None},
        )
    return True


def judged(db: Connection, *, since: float = 0.0) -> dict[int, Judgement]:
    """Judgements of mails received since then, by the mail's id."""
    query = (
        select(judgements)
        .join(messages, messages.c.id == judgements.c.message)
        .where(messages.c.received_at >= since)
    )
    return {
        int(r.message): Judgement(**{n: getattr(r, n) for n in Judgement.__dataclass_fields__})
        for r in db.execute(query)
    }


def review(ledger: Ledger, given: Review) -> None:
    """Keep what a person said of a sampled outcome; the same person's later word replaces the earlier."""
    with ledger.write() as db:
        same = (reviews.c.message == given.message) & (reviews.c.reviewer == given.reviewer)
        db.execute(delete(reviews).where(same))
        db.execute(
            insert(reviews).values(
                message=given.message,
                reviewer=given.reviewer[:100],
                at=given.at,
                workflow=given.workflow,
                agrees=int(given.agrees),
            )
        )
        audit.append(
            db,
            at=ledger.now(),
            actor=given.reviewer[:100],
            kind="reviewed",
            message=given.message,
            facts={"workflow": given.workflow, "agrees": given.agrees},
        )


def reviewed(db: Connection, *, since: float = 0.0) -> list[Review]:
    """Reviews of mails received since then, oldest mail first."""
    query = (
        select(reviews)
        .join(messages, messages.c.id == reviews.c.message)
        .where(messages.c.received_at >= since)
        .order_by(reviews.c.message, reviews.c.at)
    )
    return [
        Review(message=r.message, reviewer=r.reviewer, at=r.at, workflow=r.workflow, agrees=bool(r.agrees))
        for r in db.execute(query)
    ]
