"""Results of checks that run by themselves: canaries, shadow runs, drift tests, weekly duties."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from intake.ledger.store import Ledger
from intake.ledger.tables import measurements


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One result. `body` holds figures and ids, never the words of a mail."""

    at: float
    kind: str
    key: str
    body: dict[str, Any]


def measure(ledger: Ledger, kind: str, key: str, body: dict[str, Any]) -> None:
    """Keep one result under the ledger's clock."""
    text = json.dumps(body, ensure_ascii=False, default=str)
    with ledger.write() as db:
        db.execute(
            insert(measurements).values(
                at=ledger.now(),
                kind=kind,
                key=key[:120],
                body=text,
            )
        )


def measured(
    ledger: Ledger, kind: str, *, key: str | None = None, since: float = 0.0, limit: int = 1000
) -> list[Measurement]:
    """Results of one kind, newest first."""
    query = (
        select(measurements)
        .where(measurements.c.kind == kind, measurements.c.at >= since)
        .order_by(measurements.c.id.desc())
        .limit(limit)
    )
    if key is not None:
        query = query.where(measurements.c.key == key)
    with ledger.engine.connect() as db:
        return [
            Measurement(at=r.at, kind=r.kind, key=r.key, body=json.loads(r.body)) for r in db.execute(query)
        ]
