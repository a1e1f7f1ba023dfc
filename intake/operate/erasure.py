"""The erasure of a person (GDPR, article 17), from ledger, journal, examples, caches, alerts and audit texts.

The audit chain stays valid: personal text lies in leaves beside the chain and is deleted there, while the
chain keeps only salted digests of it. The salts go with the leaves, so no digest can be tried out. That was
chosen over encrypting each person's text under a key of their own, since one mail names several people.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, delete, func, inspect, or_, select, text, update

from intake.config import Settings
from intake.errors import Misconfigured
from intake.ledger import Ledger
from intake.ledger.audit import erase_leaves
from intake.ledger.database import engine_for
from intake.ledger.tables import alerts, audit, corrections, measurements, messages, outbox, raws
from intake.operate.retention import ERASED
from intake.operate.traces import files_with, holds, rewrite_databases, spellings

MIN_WORDS: Final = 5
"""Shorter texts stand in anybody's mail by chance."""
_DRIFT: Final = "drift"
_ENCODED: Final = (b"base64", b"quoted-printable", b"=?")
_CLEANED: Final = ("messages", "raws", "outbox", "audit", "corrections", "alerts", "measurements")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was found of a person, and is gone now."""

    messages: int
    raw: int
    audit_entries: int
    corrections: int = 0
    journal: int = 0
    """Runs in the journal of durable steps."""
    documents: tuple[str, ...] = ()
    """Documents and configuration files of the company that name the person: only people may change those."""
    remaining: tuple[str, ...] = ()
    """Files of the data folder that hold the person still, because another process has them open."""

    @property
    def nothing(self) -> bool:
        return not any(
            (self.messages, self.raw, self.audit_entries, self.corrections, self.documents, self.remaining)
        )


def forget(
    ledger: Ledger,
    address: str,
    *,
    also: Sequence[str] = (),
    settings: Settings | None = None,
    config: Path | None = None,
) -> Forgotten:
    """Erase a person: their mails' bytes and texts, their name in the ledger, their audit text.

    `also` are further texts that point at the person, such as a full name. Keys and digests of mails stay,
    so that these are not taken in again; they tell nothing of the person. Without `settings` only the ledger
    is cleaned. Raises Misconfigured for texts that are too short to mean one person.
    """
    words = [address.strip(), *(w.strip() for w in also)]
    if short := next((w for w in words if len(w) < MIN_WORDS), None):
        raise Misconfigured(
            f"{short!r} is too short to mean one person", mend="give an address or a full name"
        )
    wanted = spellings(words)
    with ledger.write() as db:
        rows = _about(db, words, wanted)
        ids, digests = [r.id for r in rows], [r.digest for r in rows]
        seqs = _entries(db, ids, words)
        raw = _each(db, delete(raws).where(raws.c.digest == bindparam("key")), digests)
        _each(db, delete(outbox).where(outbox.c.message == bindparam("key")), ids)
        gone = _each(db, delete(corrections).where(corrections.c.message == bindparam("key")), ids)
        gone += db.execute(delete(corrections).where(_contains(corrections.c.text, words))).rowcount
        _each(db, update(messages).where(messages.c.id == bindparam("key")).values(**_blank()), ids)
        for at in range(0, len(seqs), 500):
            erase_leaves(db, seqs[at : at + 500])
        if ids:
            # Texts of drift may quote a request; the next daily look writes them anew.
            db.execute(delete(measurements).where(measurements.c.kind == _DRIFT))
            quoted = alerts.c.key.startswith(f"{_DRIFT}:")
            db.execute(update(alerts).where(quoted).values(text=ERASED))
        db.execute(update(alerts).where(_contains(alerts.c.text, words)).values(text=ERASED))
    journal = _journal(ledger, ids, settings)
    facts: dict[str, object] = {
        "messages": len(ids),
        "audit": len(seqs),
        "corrections": gone,
        "journal": journal,
    }
    ledger.note("forgot a person", actor="admin", facts=facts)
    documents, remaining = _outside(ledger, settings, wanted, config, cached=bool(gone))
    return Forgotten(
        messages=len(ids),
        raw=raw,
        audit_entries=len(seqs),
        corrections=gone,
        journal=journal,
        documents=documents,
        remaining=remaining,
    )


def export(ledger: Ledger, address: str) -> list[dict[str, Any]]:
    """All that is kept of a person, for an access request (GDPR, article 15)."""
    words = [address.strip()]
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
            for row in _about(db, words, spellings(words))
        ]


def _blank() -> dict[str, Any]:
    empty = dict.fromkeys(("message_id", "reason", "error", "trace", "result", "artefact_message_id"))
    return {"sender": ERASED, "sender_name": "", "subject": "", "thread": "", **empty}


def _contains(column: Any, words: Sequence[str]) -> Any:
    return or_(*(func.lower(column).contains(w.lower(), autoescape=True) for w in words))


def _about(db: Connection, words: Sequence[str], wanted: Sequence[bytes]) -> list[Any]:
    """Mails from the person, to them, or that name them anywhere, by columns and by stored bytes."""
    columns = (
        messages.c.sender,
        messages.c.sender_name,
        messages.c.subject,
        messages.c.message_id,
        messages.c.thread,
        messages.c.result,
        messages.c.reason,
        messages.c.error,
        messages.c.trace,
    )
    named = or_(*(_contains(c, words) for c in columns), _contains(messages.c.result, _escaped(words)))
    found = {row.id: row for row in db.execute(select(messages).where(named))}
    digests = [r.digest for r in db.execute(select(raws)) if _names(bytes(r.data), words, wanted)]
    digests += [
        row.digest
        for row in db.execute(
            select(messages.c.digest, outbox.c.data).join(outbox, outbox.c.message == messages.c.id)
        )
        if _names(bytes(row.data), words, wanted)
    ]
    for digest in digests:
        for row in db.execute(select(messages).where(messages.c.digest == digest)):
            found[row.id] = row
    return [found[i] for i in sorted(found)]


def _escaped(words: Sequence[str]) -> list[str]:
    """As JSON writes them: results are stored in ASCII."""
    return [json.dumps(w.lower())[1:-1] for w in words] + [json.dumps(w)[1:-1] for w in words]


def _names(data: bytes, words: Sequence[str], wanted: Sequence[bytes]) -> bool:
    if holds(data, wanted):
        return True
    if not any(mark in data.lower() for mark in _ENCODED):
        return False
    from intake.parse import parse

    parsed = parse(data)
    texts = [h.value for h in parsed.headers]
    texts += [p.text for p in (*parsed.body, *parsed.alternatives) if p.text is not None]
    whole = "\n".join(texts).lower()
    return any(w.lower() in whole for w in words) or any(holds(p.payload, wanted) for p in parsed.attachments)


def _entries(db: Connection, ids: Sequence[int], words: Sequence[str]) -> list[int]:
    """Audit entries whose text is to go: all of these mails, and any that names the person."""
    held = audit.c.leaves.is_not(None)
    found = set(db.execute(select(audit.c.seq).where(held, _contains(audit.c.leaves, words))).scalars())
    for at in range(0, len(ids), 500):
        part = audit.c.message.in_(ids[at : at + 500])
        found |= set(db.execute(select(audit.c.seq).where(held, part)).scalars())
    return sorted(found)


def _each(db: Connection, statement: Any, keys: Sequence[Any]) -> int:
    return sum(db.execute(statement, {"key": key}).rowcount for key in keys)


def _journal(ledger: Ledger, ids: Sequence[int], settings: Settings | None) -> int:
    """The runs of these mails in the journal of DBOS, whose errors may hold words; how many there were."""
    if settings is None or not ids:
        return 0
    if ledger.engine.dialect.name != "sqlite":
        return _runs(ledger.engine, ids)
    path = settings.data_dir / "dbos.sqlite"
    if not path.exists():
        return 0
    engine = engine_for(f"sqlite:///{path.as_posix()}")
    try:
        return _runs(engine, ids)
    finally:
        engine.dispose()


def _runs(engine: Engine, ids: Sequence[int]) -> int:
    look = inspect(engine)
    schemas = [s for s in (None, "dbos") if s is None or s in look.get_schema_names()]
    tables = [
        f'"{schema}"."{name}"' if schema else f'"{name}"'
        for schema in schemas
        for name in look.get_table_names(schema=schema)
        if "workflow_uuid" in {c["name"] for c in look.get_columns(name, schema=schema)}
    ]
    # The parent of the others comes last.
    tables.sort(key=lambda name: "workflow_status" in name)
    gone = 0
    with engine.begin() as db:
        for ident in ids:
            for name in tables:
                # Table names come from the database's own catalogue.
                query = text(f"DELETE FROM {name} WHERE workflow_uuid LIKE :key")  # noqa: S608
                done = db.execute(query, {"key": f"mail-{ident}-%"})
                gone += done.rowcount if "workflow_status" in name else 0
    return gone


def _outside(
    ledger: Ledger, settings: Settings | None, wanted: Sequence[bytes], config: Path | None, *, cached: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Free pages rewritten, caches dropped; what names the person outside, and what is left."""
    if settings is None:
        _compact(ledger)
        return (), ()
    if cached:
        for path in (settings.data_dir / "classifier").glob("*.npz"):
            path.unlink(missing_ok=True)
    _compact(ledger)
    ledger.engine.dispose()
    if settings.data_dir.is_dir():
        rewrite_databases(settings.data_dir)
    documents = [p for p in (config, *(w.examples_file for w in settings.workflows)) if p is not None]
    named = [str(p) for p in documents if p.is_file() and holds(p.read_bytes(), wanted)]
    if settings.knowledge.folder.is_dir():
        named += [str(p) for p in files_with(settings.knowledge.folder, wanted)]
    left = files_with(settings.data_dir, wanted) if settings.data_dir.is_dir() else []
    return tuple(named), tuple(str(p.relative_to(settings.data_dir)) for p in left)


def _compact(ledger: Ledger) -> None:
    """Free pages still hold what was deleted until the database rewrites its files."""
    sqlite = ledger.engine.dialect.name == "sqlite"
    with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        if sqlite:
            db.execute(text("VACUUM"))
            db.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            return
        db.execute(text("SET lock_timeout = '10s'"))
        for name in _CLEANED:
            db.execute(text(f"VACUUM FULL {name}"))
