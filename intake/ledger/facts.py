"""What figures need of each finished mail, read in one consistent look at the ledger."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from intake.ledger.store import Ledger
from intake.ledger.tables import messages

MAX_QUESTIONS = 3
MAX_QUESTION_CHARS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One mail as the figures see it. What retention has deleted is empty, zero or None."""

    id: int
    received_at: float
    decided_at: float | None
    finished_at: float | None
    outcome: str | None
    reason: str | None
    workflow: str | None
    sender: str
    cost: float
    tokens: int
    read: bool
    """Whether the stored outcome was still there, so that the fields below say something."""
    model: str = ""
    language: str = "und"
    confidence: float | None = None
    answerable: float | None = None
    draft_chars: int = 0
    claims: int = 0
    dropped: int = 0
    missing: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """The first requests found in the mail, in the sender's words."""


@contextmanager
def snapshot(ledger: Ledger) -> Iterator[Connection]:
    """A connection whose reads all see the ledger as it was at the first of them."""
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.connect() as db:
            # The driver begins no transaction for reads; in WAL a deferred one is a snapshot.
            db.execute(text("BEGIN DEFERRED"))
            yield db
            db.rollback()
        return
    with ledger.engine.connect().execution_options(isolation_level="REPEATABLE READ") as db:
        yield db
        db.rollback()


_COLUMNS = [
    messages.c[name]
    for name in (
        "id",
        "received_at",
        "decided_at",
        "finished_at",
        "outcome",
        "reason",
        "workflow",
        "sender",
        "cost",
        "tokens",
        "result",
    )
]


def facts(db: Connection, *, since: float, until: float, workflow: str | None = None) -> list[Fact]:
    """Mails received in [since, until), oldest first."""
    query = (
        select(*_COLUMNS)
        .where(messages.c.received_at >= since, messages.c.received_at < until)
        .order_by(messages.c.received_at, messages.c.id)
    )
    if workflow is not None:
        query = query.where(messages.c.workflow == workflow)
    return [_fact(row) for row in db.execution_options(yield_per=500).execute(query)]


def _fact(row: Any) -> Fact:
    plain = {
        name: getattr(row, name)
        for name in (
            "id",
            "received_at",
            "decided_at",
            "finished_at",
            "reason",
            "workflow",
            "sender",
            "cost",
            "tokens",
        )
    }
    outcome = row.outcome if row.finished_at is not None else None
    try:
        result = json.loads(row.result) if row.result else None
    except ValueError:
        result = None
    if not isinstance(result, dict):
        return Fact(**plain, outcome=outcome, read=False)
    draft = result.get("draft") or {}
    claims = draft.get("claims") or []
    kind = result.get("classification") or {}
    asked = result.get("questions") or []
    cited = [str(c.get("source", "")) for claim in claims for c in claim.get("citations") or []]
    return Fact(
        **plain,
        outcome=outcome,
        read=bool(result),
        model=str((result.get("model") or {}).get("name") or ""),
        language=str(kind.get("language") or "und"),
        confidence=float(kind["confidence"]) if kind.get("confidence") is not None else None,
        answerable=max((float(q.get("answerable") or 0.0) for q in asked), default=None),
        draft_chars=len(draft.get("body") or ""),
        claims=len(claims),
        dropped=len(result.get("dropped") or []),
        missing=tuple(str(m) for m in (result.get("contract") or {}).get("missing") or []),
        techniques=tuple(str(f.get("technique")) for f in result.get("findings") or []),
        sources=tuple(dict.fromkeys(cited)),
        asked=tuple(str(q.get("text") or "")[:MAX_QUESTION_CHARS] for q in asked[:MAX_QUESTIONS]),
    )
