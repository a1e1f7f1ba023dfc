"""The owner's figures: what each workflow did, against the baseline measured before."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from intake.config import Settings, WorkflowSettings
from intake.ledger import Ledger, Row

MIN_SAMPLE = 5
"""Below this many mails a mean and its interval say nothing, and none are given."""
Z_95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """The workflow's number beside its baseline. `interval` is the 95 % interval of the mean."""

    name: str
    unit: str
    baseline: float | None
    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowReport:
    """One workflow over the period; `workflow` is None for mail that belongs to none."""

    workflow: str | None
    messages: int
    drafted: int
    escalated: int
    quarantined: int
    ignored: int
    failed: int
    accepted_unchanged: int
    edited: int
    rejected: int
    kpi: Kpi
    cost: float
    cost_per_outcome: float | None
    reasons: tuple[tuple[str, int], ...]
    """The commonest reasons for not drafting."""


def costs_since(ledger: Ledger, since: float) -> dict[int, float]:
    """What each mail received since then has cost, by its id."""
    from sqlalchemy import select

    from intake.ledger.tables import messages

    query = select(messages.c.id, messages.c.cost).where(messages.c.received_at >= since, messages.c.cost > 0)
    with ledger.engine.connect() as db:
        return {row.id: row.cost for row in db.execute(query)}


def report(
    settings: Settings, rows: Iterable[Row], costs: dict[int, float], *, since: datetime, until: datetime
) -> dict[str, Any]:
    """The contract's shape of a report over rows of the ledger received in [since, until)."""
    by: dict[str | None, list[Row]] = {w.name: [] for w in settings.workflows}
    for row in rows:
        known = settings.workflow(row.workflow)
        by.setdefault(known.name if known else None, []).append(row)
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "workflows": [
            asdict(_workflow(settings.workflow(name), name, found, costs)) for name, found in by.items()
        ],
    }


def _workflow(
    workflow: WorkflowSettings | None, name: str | None, rows: Sequence[Row], costs: dict[int, float]
) -> WorkflowReport:
    outcomes = Counter(row.outcome for row in rows)
    cost = sum(costs.get(row.id, 0.0) for row in rows)
    finished = sum(1 for row in rows if row.outcome)
    verdicts = Counter(row.artefact_state for row in rows if row.outcome == "drafted")
    return WorkflowReport(
        workflow=name,
        messages=len(rows),
        drafted=outcomes["drafted"],
        escalated=outcomes["escalated"],
        quarantined=outcomes["quarantined"],
        ignored=outcomes["ignored"],
        failed=outcomes["failed"],
        accepted_unchanged=verdicts["accepted"] + verdicts["sent"],
        edited=verdicts["edited"],
        rejected=verdicts["rejected"],
        kpi=_kpi(workflow, rows),
        cost=round(cost, 6),
        cost_per_outcome=round(cost / finished, 6) if finished else None,
        reasons=tuple(Counter(r.reason for r in rows if r.reason).most_common(5)),
    )


def _kpi(workflow: WorkflowSettings | None, rows: Sequence[Row]) -> Kpi:
    minutes = [
        (r.finished_at - r.received_at) / 60
        for r in rows
        if r.outcome == "drafted" and r.finished_at is not None and r.finished_at >= r.received_at
    ]
    mean, interval = mean_interval(minutes)
    kpi = workflow.kpi if workflow else None
    return Kpi(
        name=kpi.name if kpi else "time to draft",
        unit=kpi.unit if kpi else "minutes",
        baseline=kpi.baseline.mean if kpi else None,
        value=mean,
        interval=interval,
    )


def mean_interval(values: Sequence[float]) -> tuple[float | None, tuple[float, float] | None]:
    """Mean and its 95 % interval by the normal approximation; None where there are too few values."""
    n = len(values)
    if n < MIN_SAMPLE:
        return None, None
    mean = math.fsum(values) / n
    variance = math.fsum((v - mean) ** 2 for v in values) / (n - 1)
    half = Z_95 * math.sqrt(variance / n)
    return round(mean, 3), (round(mean - half, 3), round(mean + half, 3))
