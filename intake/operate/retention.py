"""Data kept no longer than needed: retention by class, and the erasure of a person.

The audit chain stays valid: its personal text lies in leaves beside the chain and is deleted there, while
the chain keeps only salted digests of it.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, text, update

from intake.config import Settings
from intake.config.base import duration_s
from intake.ledger import Ledger
from intake.ledger.audit import erase_leaves
from intake.ledger.tables import audit, messages, outbox, raws

ERASED = "(erased)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How many things of each class were deleted."""

    raw: int
    text: int
    ledger: int
    audit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was found of a person, and is gone now."""

    messages: int
    raw: int
    audit_entries: int


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


def forget(ledger: Ledger, address: str) -> Forgotten:
    """Erase a person: their mails' bytes and texts, their name in the ledger, their audit text.

    Keys and digests stay, so that their mails are not taken in again; they tell nothing of the person.
    """
    needle = address.strip().lower()
    with ledger.engine.begin() as db:
        found = _about(db, needle)
        ids = [row.id for row in found]
        digests = [row.digest for row in found]
        seqs = list(
            db.execute(
                select(audit.c.seq).where(
                    or_(
                        audit.c.message.in_(ids), func.lower(audit.c.leaves).contains(needle, autoescape=True)
                    ),
                    audit.c.leaves.is_not(None),
                )
            ).scalars()
        )
        raw = db.execute(delete(raws).where(raws.c.digest.in_(digests))).rowcount
        db.execute(delete(outbox).where(outbox.c.message.in_(ids)))
        db.execute(
            update(messages)
            .where(messages.c.id.in_(ids))
            .values(
                sender=ERASED,
                sender_name="",
                subject="",
                message_id=None,
                thread="",
                reason=None,
                error=None,
                trace=None,
                result=None,
            )
        )
        erase_leaves(db, seqs)
    ledger.note("forgot a person", actor="admin", facts={"messages": len(ids), "audit": len(seqs)})
    _vacuum(ledger)
    return Forgotten(messages=len(ids), raw=raw, audit_entries=len(seqs))


def export(ledger: Ledger, address: str) -> list[dict[str, Any]]:
    """All that is kept of a person, for an access request (GDPR, article 15)."""
    with ledger.engine.connect() as db:
        return [
            {
                "id": row.id,
                "received_at": row.received_at,
                "from": row.sender,
                "subject": row.subject,
                "outcome": row.outcome,
                "reason": row.reason,
                "workflow": row.workflow,
                "result": json.loads(row.result) if row.result else None,
            }
            for row in _about(db, address.strip().lower())
        ]


def _about(db: Connection, needle: str) -> list[Any]:
    wanted = or_(
        func.lower(messages.c.sender) == needle,
        func.lower(messages.c.result).contains(needle, autoescape=True),
        func.lower(messages.c.subject).contains(needle, autoescape=True),
    )
    found = {row.id: row for row in db.execute(select(messages).where(wanted))}
    # A mail may name the person in its body only.
    for raw in db.execute(select(raws.c.digest, raws.c.data)):
        if needle.encode() in bytes(raw.data).lower():
            for row in db.execute(select(messages).where(messages.c.digest == raw.digest)):
                found[row.id] = row
    return list(found.values())


def _vacuum(ledger: Ledger) -> None:
    """Free pages still hold what was deleted until SQLite rewrites the file."""
    if ledger.engine.dialect.name == "sqlite":
        with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(text("VACUUM"))
            db.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
