"""The audit chain: each entry holds the hash of the one before it, so nothing changes unnoticed.

Personal text stands in *leaves* beside the chain; the chain hashes a salted digest of each leaf. Deleting
a leaf's text (`forget`) leaves the chain valid, and the digest tells nothing without its salt.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, text

from intake.ledger.tables import audit

GENESIS = "0" * 64
_LOCK = 7_260_002


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the audit log. `leaves` maps a name to its text, None where it was erased."""

    seq: int
    at: datetime
    actor: str
    kind: str
    message: int | None
    facts: Mapping[str, object]
    leaves: Mapping[str, str | None]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What `verify` found. `broken_at` is the first entry that does not hold."""

    entries: int
    valid: bool
    broken_at: int | None = None
    why: str | None = None


def canonical(value: object) -> str:
    """JSON with one spelling only: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _sha(data: str) -> str:
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def _entry_hash(seq: int, at: float, actor: str, kind: str, message: int | None, body: str, prev: str) -> str:
    return _sha(canonical([seq, repr(at), actor, kind, message, body, prev]))


def append(
    connection: Connection,
    *,
    at: float,
    actor: str,
    kind: str,
    message: int | None = None,
    facts: Mapping[str, object] | None = None,
    personal: Mapping[str, str | None] | None = None,
) -> int:
    """Add an entry inside the caller's transaction; its number comes back.

    `facts` must not hold personal text: that belongs into `personal`.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    last = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    seq, prev = (int(last.seq) + 1, str(last.hash)) if last else (1, GENESIS)
    leaves = {
        name: [secrets.token_hex(16), value] for name, value in (personal or {}).items() if value is not None
    }
    digests = {name: _sha(salt + value) for name, (salt, value) in leaves.items()}
    body = canonical({"facts": dict(facts or {}), "leaves": digests})
    connection.execute(
        insert(audit).values(
            seq=seq,
            at=at,
            actor=actor,
            kind=kind,
            message=message,
            body=body,
            leaves=canonical(leaves) if leaves else None,
            prev=prev,
            hash=_entry_hash(seq, at, actor, kind, message, body, prev),
        )
    )
    return seq


def entries(engine: Engine, *, message: int | None = None) -> Iterator[Entry]:
    """The log in order, or what concerns one mail."""
    query = select(audit).order_by(audit.c.seq)
    if message is not None:
        query = query.where(audit.c.message == message)
    with engine.connect() as connection:
        for row in connection.execution_options(yield_per=500).execute(query):
            yield _entry(row)


def latest(engine: Engine, limit: int, *, before: int | None = None) -> list[Entry]:
    """The newest entries, newest first; those before a `seq` for the next page."""
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.seq < before)
    with engine.connect() as connection:
        return [_entry(row) for row in connection.execute(query)]


def _entry(row: Any) -> Entry:
    body = json.loads(row.body)
    kept = json.loads(row.leaves) if row.leaves else {}
    return Entry(
        seq=row.seq,
        at=datetime.fromtimestamp(row.at, UTC),
        actor=row.actor,
        kind=row.kind,
        message=row.message,
        facts=body["facts"],
        leaves={name: kept[name][1] if name in kept else None for name in body["leaves"]},
        hash=row.hash,
    )


def verify(engine: Engine, *, anchor: Path | None = None, pins: Mapping[int, str] | None = None) -> Verdict:
    """Walk the whole chain: finds change, deletion, reordering, and truncation against its anchors.

    `pins` are heads that were noted elsewhere, by number: whoever rewrites database and anchor file still
    contradicts them.
    """
    held = read_anchor(anchor) if anchor else None
    pinned = {**({held[0]: held[1]} if held else {}), **(pins or {})}
    expected, prev, count = 1, GENESIS, 0
    with engine.connect() as connection:
        for row in connection.execution_options(yield_per=500).execute(select(audit).order_by(audit.c.seq)):
            count += 1
            why = _fault(row, expected, prev)
            if why is None and pinned.get(row.seq, row.hash) != row.hash:
                why = "differs from the anchored head"
            if why:
                total = connection.execute(select(func.count()).select_from(audit)).scalar_one()
                return Verdict(entries=int(total), valid=False, broken_at=expected, why=why)
            expected, prev = expected + 1, row.hash
    if any(seq >= expected for seq in pinned):
        return Verdict(entries=count, valid=False, broken_at=expected, why="the end is missing")
    return Verdict(entries=count, valid=True)


def _fault(row: object, expected: int, prev: str) -> str | None:
    seq, body, leaves = getattr(row, "seq"), str(getattr(row, "body")), getattr(row, "leaves")  # noqa: B009
    if seq != expected:
        return "an entry is missing"
    if getattr(row, "prev") != prev:  # noqa: B009
        return "does not follow the entry before it"
    args = [getattr(row, name) for name in ("at", "actor", "kind", "message")]
    if _entry_hash(seq, args[0], args[1], args[2], args[3], body, prev) != getattr(row, "hash"):  # noqa: B009
        return "was changed"
    try:
        digests = json.loads(body)["leaves"]
        kept = json.loads(leaves) if leaves else {}
        if any(_sha(salt + value) != digests.get(name) for name, (salt, value) in kept.items()):
            return "its text was changed"
    except (ValueError, TypeError, KeyError):
        return "its text was changed"
    return None


def erase_leaves(connection: Connection, seqs: list[int]) -> None:
    """Delete the personal text of entries; the chain stays valid."""
    connection.execute(audit.update().where(audit.c.seq.in_(seqs)).values(leaves=None))


def write_anchor(engine: Engine, path: Path) -> None:
    """Note the chain's head in a file beside the database, atomically."""
    last = head(engine)
    if last is None:
        return
    held = read_anchor(path)
    if held and held[0] > last[0]:
        return  # an anchor never moves back: that is what shows a cut
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    with fresh.open("w", encoding="ascii") as file:
        file.write(f"{last[0]} {last[1]}\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def head(engine: Engine) -> tuple[int, str] | None:
    """Number and hash of the last entry; None while there is none."""
    with engine.connect() as connection:
        last = connection.execute(
            select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
        ).first()
    return (int(last.seq), str(last.hash)) if last else None


def read_anchor(path: Path) -> tuple[int, str] | None:
    """The anchored head, None where there is none."""
    try:
        seq, digest = path.read_text(encoding="ascii").split()
        return int(seq), digest
    except (OSError, ValueError):
        return None
