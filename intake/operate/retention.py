"""Data kept no longer than needed: retention by class.

The audit chain stays valid: its personal text lies in leaves beside the chain and is deleted there, while
the chain keeps only salted digests of it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from intake.config import Settings
from intake.config.base import duration_s
from intake.ledger import Ledger
from intake.ledger.audit import erase_leaves
from intake.ledger.tables import audit, messages, raws

ERASED = "(erased)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How many things of each class were deleted."""

    raw: int
    text: int
    ledger: int
    audit: int


def purge(settings: Settings, ledger: Ledger) -> Purged:
    """Delete what `retention` no longer allows, by age. Mail that is still worked on is left alone."""
    keep = settings.retention
    now = ledger.now()
    with ledger.engine.begin() as db:
        raw = _raw_before(db, _limit(keep.raw, now))
        texts = _text_before(db, _limit(keep.text, now))
        leaves = _leaves_before(db, _limit(keep.audit, now))
        rows = _rows_before(db, _limit(keep.ledger, now))
    done = Purged(raw=raw, text=texts, ledger=rows, audit=leaves)
    ledger.note(
        "purged", actor="retention", facts={"raw": raw, "text": texts, "ledger": rows, "audit": leaves}
    )
    _vacuum(ledger)
    return done


def _limit(keep: str, now: float) -> float | None:
    return None if keep == "all" else now - duration_s(keep)


def _finished(before: float) -> Any:
    return messages.c.state.in_(("done", "dead")) & (messages.c.received_at < before)


def _raw_before(db: Connection, before: float | None) -> int:
    if before is None:
        return 0
    open_digests = select(messages.c.digest).where(messages.c.state.notin_(("done", "dead")))
    return db.execute(
        delete(raws).where(raws.c.stored_at < before, raws.c.digest.notin_(open_digests))
    ).rowcount


def _text_before(db: Connection, before: float | None) -> int:
    if before is None:
        return 0
    return db.execute(
        update(messages)
        .where(_finished(before), messages.c.result.is_not(None))
        .values(result=None, trace=None)
    ).rowcount


def _leaves_before(db: Connection, before: float | None) -> int:
    if before is None:
        return 0
    found = list(
        db.execute(select(audit.c.seq).where(audit.c.at < before, audit.c.leaves.is_not(None))).scalars()
    )
    erase_leaves(db, found)
    return len(found)


def _rows_before(db: Connection, before: float | None) -> int:
    """Old rows lose their personal columns; the key stays, so that no mail is ever taken for a new one."""
    if before is None:
        return 0
    return db.execute(
        update(messages)
        .where(_finished(before), messages.c.sender != ERASED)
        .values(sender=ERASED, sender_name="", subject="", message_id=None, reason=None, error=None)
    ).rowcount


def _vacuum(ledger: Ledger) -> None:
    """Free pages still hold what was deleted until SQLite rewrites the file."""
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(text("VACUUM"))
            db.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
