"""The ledger as scripts read it: the JSON shapes of `messages`, `show` and `dead-letters`."""

from datetime import UTC, datetime
from typing import Any

from intake.ledger import audit
from intake.ledger.records import Row, result_of
from intake.ledger.store import Ledger


def stamp(seconds: float | None) -> str | None:
    """RFC 3339 in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_json(row: Row) -> dict[str, Any]:
    """One mail, as `messages --json` lists it."""
    artefact = None
    if row.artefact_folder and row.artefact_message_id:
        artefact = {"folder": row.artefact_folder, "message_id": row.artefact_message_id}
    return {
        "id": str(row.id),
        "message_id": row.message_id,
        "account": row.account,
        "folder": row.folder,
        "uid": row.uid,
        "from": row.sender,
        "subject": row.subject,
        "received_at": stamp(row.received_at),
        "finished_at": stamp(row.finished_at),
        "outcome": row.outcome if row.finished_at is not None else None,
        "reason": row.reason,
        "workflow": row.workflow,
        "attempts": tries(row),
        "artefact": artefact,
    }


def tries(row: Row) -> int:
    """How often the mail was worked on: failed tries, and the one that ended well."""
    return row.attempts + int(row.state == "done" and row.run > 0)


def show_json(ledger: Ledger, row: Row) -> dict[str, Any]:
    """One mail in full, with its audit trail."""
    result = result_of(row)
    contract, seen = result.get("contract") or {}, result.get("classification") or {}
    fields, questions = contract.get("fields") or [], result.get("questions") or []
    passages = [p for q in questions for p in q.get("passages") or []]
    return {
        **message_json(row),
        "state": row.state,
        "error": row.error,
        "findings": result.get("findings") or [],
        "fields": {f["name"]: f["value"] for f in fields},
        "passages": list({p["id"]: p for p in passages}.values()),
        "draft": result.get("draft"),
        "model": result.get("model"),
        "classification": {
            "confidence": result.get("confidence"),
            **{key: seen.get(key) for key in ("language", "why", "alternatives")},
        },
        "questions": [
            {
                "text": q.get("text"),
                "answerable": q.get("answerable"),
                "sources": list(dict.fromkeys(p.get("source") for p in q.get("passages") or [])),
            }
            for q in questions
        ],
        "missing": contract.get("missing") or [],
        "stops": contract.get("stops") or [],
        "dropped": result.get("dropped") or [],
        "duration_ms": result.get("duration_ms"),
        "audit": [
            {
                "seq": e.seq,
                "at": stamp(e.at.timestamp()),
                "actor": e.actor,
                "kind": e.kind,
                "facts": dict(e.facts),
                "text": dict(e.leaves),
                "hash": e.hash,
            }
            for e in audit.entries(ledger.engine, message=row.id)
        ],
    }


def dead_json(row: Row) -> dict[str, Any]:
    """One dead letter."""
    return {
        "id": str(row.id),
        "error": row.error or row.reason,
        "attempts": tries(row),
        "since": stamp(row.finished_at),
    }
