"""What the first page shows, read from the ledger in a few counted queries and kept for some seconds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from sqlalchemy import Integer, case, cast, func, select

from intake.ledger import Ledger
from intake.ledger.tables import cursors, messages
from intake.operate import alerts

DAYS: Final = 14
"""Days of the little chart."""
REVIEW_DAYS: Final = 30
"""Drafts older than this are history, not work that waits."""
OUTCOMES: Final = ("drafted", "escalated", "quarantined", "ignored", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A watched folder and how long ago it was last looked at, seconds."""

    account: str
    folder: str
    age_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Mails of one day (UTC) by outcome."""

    day: date
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Queue, health and counts at one moment."""

    at: datetime
    pending: int
    oldest_s: float | None
    """Age of the oldest mail that is due."""
    polled: tuple[Polled, ...]
    days: tuple[Day, ...]
    """The last `DAYS`, oldest first, empty ones too."""
    to_review: int
    """Drafts of the last `REVIEW_DAYS` that nobody has judged."""
    by_workflow: tuple[tuple[str | None, dict[str, int]], ...]
    """Outcomes of the last seven days, the busiest workflow first; None: no workflow fitted."""
    alerts: tuple[alerts.Alert, ...]

    def sum(self, outcome: str, days: int) -> int:
        return sum(d.counts.get(outcome, 0) for d in self.days[-days:])

    @property
    def peak(self) -> int:
        return max((d.total for d in self.days), default=0) or 1


def read_board(ledger: Ledger) -> Board:
    """One consistent look at the ledger."""
    now = datetime.fromtimestamp(ledger.now(), UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - timedelta(days=DAYS - 1)
    day = cast((messages.c.decided_at - first.timestamp()) / 86400 - 0.5, Integer)
    if ledger.engine.dialect.name == "sqlite":  # its CAST cuts off, PostgreSQL's rounds
        day = cast((messages.c.decided_at - first.timestamp()) / 86400, Integer)
    week = messages.c.decided_at >= (midnight - timedelta(days=6)).timestamp()
    grouped = (
        select(day, messages.c.outcome, messages.c.workflow, func.count(), func.sum(case((week, 1), else_=0)))
        .where(messages.c.decided_at >= first.timestamp(), messages.c.outcome.is_not(None))
        .group_by(day, messages.c.outcome, messages.c.workflow)
    )
    waiting = (
        select(func.count())
        .select_from(messages)
        .where(
            messages.c.decided_at >= (now - timedelta(days=REVIEW_DAYS)).timestamp(),
            messages.c.outcome == "drafted",
            messages.c.artefact_state == "laid",
        )
    )
    counts: list[dict[str, int]] = [{} for _ in range(DAYS)]
    flows: dict[str | None, dict[str, int]] = {}
    with ledger.engine.connect() as db:
        for number, outcome, workflow, n, recent in db.execute(grouped):
            if 0 <= int(number) < DAYS:
                found = counts[int(number)]
                found[outcome] = found.get(outcome, 0) + int(n)
            if recent:
                flow = flows.setdefault(workflow, {})
                flow[outcome] = flow.get(outcome, 0) + int(recent)
        to_review = int(db.execute(waiting).scalar_one())
        polled = tuple(
            Polled(account=r.account, folder=r.folder, age_s=max(0.0, now.timestamp() - r.polled_at))
            for r in db.execute(select(cursors).order_by(cursors.c.account, cursors.c.folder))
        )
    pending, oldest = ledger.pending()
    return Board(
        at=now,
        pending=pending,
        oldest_s=max(0.0, now.timestamp() - oldest) if oldest is not None else None,
        polled=polled,
        days=tuple(Day(day=(first + timedelta(days=i)).date(), counts=c) for i, c in enumerate(counts)),
        to_review=to_review,
        by_workflow=tuple(sorted(flows.items(), key=lambda f: -sum(f[1].values()))),
        alerts=tuple(alerts.current(ledger)),
    )
