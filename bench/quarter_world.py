"""A simulated quarter of a shared inbox: seeded, with its truth beside it.

Two workflows and strangers' mail, two reviewers with known habits, working days and weekends, days that
differ by more than chance, a holiday week of a third of the mail, a drift that begins with week 7 and a
knowledge document that is wrong in weeks 10 and 11. Written into the ledger's own tables.
"""

import json
import math
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert

from intake.ledger import Ledger, audit
from intake.ledger.tables import feedback, judgements, measurements, messages, reviews

START: Final = datetime(2026, 7, 6, tzinfo=UTC)
"""A Monday."""
WEEKS: Final = 13
DRIFT_WEEK: Final = 7
BAD_WEEKS: Final = (10, 11)
HOLIDAY_WEEK: Final = 5
SHARES: Final = {"order-status": 0.6, "returns": 0.3, None: 0.1}
DRAFTED: Final = {"order-status": 0.78, "returns": 0.7, None: 0.0}
FATES: Final = {
    "order-status": {"unchanged": 0.64, "edited": 0.24, "rejected": 0.12},
    "returns": {"unchanged": 0.55, "edited": 0.31, "rejected": 0.14},
}
BAD_FATES: Final = {"unchanged": 0.3, "edited": 0.25, "rejected": 0.45}
JUDGED: Final = 0.95
WRONG_LABEL: Final = 0.06
"""Share of mails whose workflow the machine gets wrong, in quiet weeks."""
SLIP: Final = 0.02
"""Share of reviews in which a person names a wrong workflow."""
SEND_MINUTES: Final = (math.log(28.0), 0.6)
DRAFT_MINUTES: Final = (math.log(0.6), 0.5)
ASKED: Final = {
    "order-status": (
        "Where is my parcel with the number {n}?",
        "Has order {n} shipped yet?",
        "When will my order {n} arrive?",
        "My delivery {n} is late, what is going on?",
        "The tracking of {n} has not moved for days.",
    ),
    "returns": (
        "How can I send the jacket back?",
        "When do I get the money back for {n}?",
        "Can I exchange the boots for another size?",
        "Who pays the return shipping of {n}?",
        "I want to return the tent, what do I do?",
    ),
    None: (
        "We offer search engine services for your web page.",
        "Are you hiring for the summer season?",
        "Could you sponsor our mountain club?",
    ),
}
NEW: Final = (
    "The pickup locker does not open with the code for {n}.",
    "Which pickup locker is my parcel {n} in?",
    "The locker at the station was full, where is {n} now?",
)
DOMAINS: Final = ("gmail.test", "outlook.test", "web.test", "post.test", "alpine.test")
SOURCES: Final = {
    "order-status": ("policies/shipping.md", "service/faq.md"),
    "returns": ("policies/returns.md", "policies/returns.md", "service/faq.md"),
}


@dataclass(slots=True)
class Truth:
    """What is so, counted while it is made."""

    seed: int
    outcomes: dict[str, dict[str, int]] = field(default_factory=dict)
    fates: dict[str, dict[str, int]] = field(default_factory=dict)
    cost: dict[str, float] = field(default_factory=dict)
    labels: dict[int, str | None] = field(default_factory=dict)
    """Each mail's true workflow."""
    machine: dict[int, str | None] = field(default_factory=dict)


@dataclass(slots=True)
class _Rows:
    messages: list[dict[str, Any]] = field(default_factory=list)
    judgements: list[dict[str, Any]] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)


def build(ledger: Ledger, *, seed: int, mails: int = 20_000, faults: bool = True) -> Truth:
    """Fill an empty ledger with the quarter."""
    chance, truth, rows = random.Random(seed), Truth(seed=seed), _Rows()
    for ident, (at, mood) in enumerate(_arrivals(chance, mails), 1):
        _mail(chance, truth, rows, ident, at, mood, faults)
    with ledger.write() as db:
        for at in range(0, len(rows.messages), 500):
            db.execute(insert(messages), rows.messages[at : at + 500])
        db.execute(insert(judgements), rows.judgements)
        if rows.feedback:
            entry = audit.append(db, at=START.timestamp(), actor="simulation", kind="feedback")
            db.execute(insert(feedback), [{**f, "entry": entry} for f in rows.feedback])
        if faults:
            _knowledge(db, BAD_WEEKS[0], "changed policies/returns.md")
            _knowledge(db, BAD_WEEKS[1] + 1, "changed policies/returns.md")
    return truth


def week_of(at: float) -> int:
    """Which week of the quarter, from 1."""
    return int((at - START.timestamp()) // (7 * 86_400)) + 1


def look(
    ledger: Ledger,
    truth: Truth,
    ident: int,
    reviewer: str,
    at: float,
    chance: random.Random,
    slip: float = SLIP,
) -> None:
    """A reviewer's word on a sampled mail: the truth, but for a slip now and then."""
    label = truth.labels[ident]
    if chance.random() < slip:
        label = chance.choice([w for w in SHARES if w != label])
    with ledger.write() as db:
        db.execute(
            insert(reviews).values(
                message=ident,
                reviewer=reviewer,
                at=at,
                workflow=label,
                agrees=int(label == truth.machine[ident]),
            )
        )


def _arrivals(chance: random.Random, mails: int) -> list[tuple[datetime, float]]:
    """Times, and the mood of their day: a shift of the odds that all its mails share."""
    weights = []
    for day in range(WEEKS * 7):
        weight = 1.0 if day % 7 < 5 else 0.22
        weight *= 0.33 if day // 7 + 1 == HOLIDAY_WEEK else 1.0
        weights.append(weight * chance.uniform(0.85, 1.15))
    moods = [chance.gauss(0, 0.15) for _ in weights]
    days = sorted(chance.choices(range(len(weights)), weights, k=mails))
    times = [
        (START + timedelta(days=d, hours=6, seconds=chance.uniform(0, 14 * 3600)), moods[d]) for d in days
    ]
    return sorted(times)


def _mail(
    chance: random.Random, truth: Truth, rows: _Rows, ident: int, at: datetime, mood: float, faults: bool
) -> None:
    week = week_of(at.timestamp())
    label = chance.choices(list(SHARES), list(SHARES.values()))[0]
    new = faults and week >= DRIFT_WEEK and label == "order-status" and chance.random() < 0.25
    machine = label
    if chance.random() < WRONG_LABEL:
        machine = chance.choice([w for w in SHARES if w != label])
    drafted = chance.random() < _odds(DRAFTED[machine] * (0.35 if new else 1.0), mood)
    outcome = "drafted" if drafted else "escalated" if machine or chance.random() < 0.3 else "ignored"
    came = at.timestamp()
    took = 60 * chance.lognormvariate(*DRAFT_MINUTES)
    cost = round(chance.uniform(0.002, 0.006), 6) if drafted else round(chance.uniform(0.0004, 0.001), 6)
    source = chance.choice(SOURCES[machine]) if drafted and machine else None
    language = "de" if chance.random() < (0.4 if new else 0.2) else "en"
    asked = chance.choice(NEW if new else ASKED[label]).format(n=f"SO-{chance.randint(100_000, 999_999)}")
    truth.labels[ident], truth.machine[ident] = label, machine
    name = machine or "none"
    _count(truth.outcomes, name, outcome)
    truth.cost[name] = truth.cost.get(name, 0.0) + cost
    confidence = max(0.05, min(0.99, chance.gauss(0.6 if new else 0.86, 0.08)))
    rows.messages.append(
        {
            "id": ident,
            "account": "support",
            "folder": "INBOX",
            "uidvalidity": 1,
            "uid": ident,
            "digest": f"{ident:064x}",
            "message_id": f"<{ident}@sim.test>",
            "sender": f"p{chance.randint(1, 9000)}@{chance.choice(DOMAINS)}",
            "received_at": came,
            "seen_at": came + 1,
            "decided_at": came + took,
            "finished_at": came + took,
            "state": "done",
            "outcome": outcome,
            "workflow": machine,
            "reason": None
            if drafted
            else f"low confidence ({confidence:.2f})"
            if new
            else "the knowledge has no answer",
            "artefact_state": "laid" if drafted else None,
            "tokens": chance.randint(400, 900),
            "cost": cost,
            "result": _result(asked, language, confidence, source, chance),
        }
    )
    if drafted and machine:
        _judged(chance, truth, rows, ident, came, took, week, machine, source, faults)


def _judged(
    chance: random.Random,
    truth: Truth,
    rows: _Rows,
    ident: int,
    came: float,
    took: float,
    week: int,
    machine: str,
    source: str | None,
    faults: bool,
) -> None:
    if chance.random() >= JUDGED:
        return
    bad = faults and week in BAD_WEEKS and source == "policies/returns.md"
    odds = BAD_FATES if bad else FATES[machine]
    fate = chance.choices(list(odds), list(odds.values()))[0]
    _count(truth.fates, machine, fate)
    sent = came + took + 60 * chance.lognormvariate(*SEND_MINUTES)
    kept = 1.0 if fate == "unchanged" else round(chance.betavariate(14, 3), 4)
    rows.judgements.append(
        {
            "message": ident,
            "at": sent,
            "actor": chance.choice(("ana", "tom")),
            "verdict": fate,
            "origin": "sent" if fate != "rejected" else "rejected",
            "distance": int(400 * (1 - kept)),
            "similarity": kept if fate != "rejected" else 0.0,
            "sent_at": sent if fate != "rejected" else None,
        }
    )
    if fate == "rejected":
        reason = "wrong facts" if bad or chance.random() < 0.3 else "tone"
        rows.feedback.append(
            {"at": sent, "actor": "ana", "message": ident, "reason": reason, "workflow": None}
        )


def _result(asked: str, language: str, confidence: float, source: str | None, chance: random.Random) -> str:
    claims = [{"text": "x", "citations": [{"n": 1, "source": source}], "supported": True}] if source else []
    return json.dumps(
        {
            "classification": {"language": language, "confidence": confidence},
            "questions": [{"text": asked, "answerable": 0.8 if source else 0.3}],
            "draft": {"body": "x" * int(chance.gauss(500, 90)), "claims": claims} if source else None,
            "dropped": [{}] if chance.random() < 0.04 else [],
            "model": {"name": "openai:small"},
            "findings": [{"technique": "tracking-pixel"}] if chance.random() < 0.1 else [],
        }
    )


def _odds(p: float, mood: float) -> float:
    if p <= 0:
        return 0.0
    return 1 / (1 + math.exp(-(math.log(p / (1 - p)) + mood)))


def _count(into: dict[str, dict[str, int]], name: str, kind: str) -> None:
    held = into.setdefault(name, {})
    held[kind] = held.get(kind, 0) + 1


def _knowledge(db: Any, week: int, text: str) -> None:
    at = (START + timedelta(weeks=week - 1, hours=5)).timestamp()
    body = json.dumps({"text": f"knowledge: {text}", "names": ["policies/returns.md"]})
    db.execute(insert(measurements).values(at=at, kind="change", key="knowledge", body=body))
