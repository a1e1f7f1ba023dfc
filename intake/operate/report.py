"""The owner's report: what each workflow did, against the baseline measured before."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from intake.config import Settings
from intake.ledger import Ledger
from intake.ledger.facts import Fact, facts, snapshot
from intake.ledger.judgements import judged, reviewed
from intake.operate.alerting import listed
from intake.operate.changes import Change, changes
from intake.operate.outcomes import Kpi, WorkflowReport, figures

DAY_S: Final = 86_400.0
MIN_DAYS: Final = 3
"""Fewer days with mail than this say nothing of a month's cost."""

__all__ = ["Forecast", "Kpi", "Report", "Told", "WorkflowReport", "report", "report_json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert that began or lasted in the period. Times in seconds since 1970."""

    key: str
    text: str
    since: float
    ended_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Cost of thirty days at the rate of the period; None where too few days had mail.

    `budget` is thirty times the day's cap, None where there is none.
    """

    month: float | None
    budget: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it. `overall` has every mail; `workflows` are in the order of the configuration."""

    since: datetime
    until: datetime
    overall: WorkflowReport
    workflows: tuple[WorkflowReport, ...]
    changes: tuple[Change, ...]
    alerts: tuple[Told, ...]
    forecast: Forecast
    minutes_per_reply: float


def report(settings: Settings, ledger: Ledger, *, since: datetime, until: datetime) -> Report:
    """Figures of mails received in [since, until), all read in one look at the ledger.

    A workflow that was renamed keeps its history under its present name.
    """
    start, end = since.timestamp(), until.timestamp()
    with snapshot(ledger) as db:
        mails = facts(db, since=start, until=end)
        fates = judged(db, since=start)
        looks = reviewed(db, since=start)
    mails = [_renamed(settings, m) for m in mails]
    looks = [replace(r, workflow=_name(settings, r.workflow)) for r in looks]
    by: dict[str | None, list[Fact]] = {w.name: [] for w in settings.workflows}
    for mail in mails:
        by.setdefault(mail.workflow, []).append(mail)
    minutes = settings.report.minutes_per_reply
    return Report(
        since=since,
        until=until,
        overall=figures(None, "all", mails, fates, looks, minutes_per_reply=minutes),
        workflows=tuple(
            figures(settings.workflow(name), name, found, fates, looks, minutes_per_reply=minutes)
            for name, found in by.items()
        ),
        changes=changes(ledger, since=start, until=end),
        alerts=tuple(
            Told(key=a.key, text=a.text, since=a.since, ended_at=ended)
            for a, ended in listed(ledger)
            if a.since < end and (ended is None or ended >= start)
        ),
        forecast=_forecast(settings, mails),
        minutes_per_reply=minutes,
    )


def report_json(found: Report) -> dict[str, Any]:
    """The contract's shape, and what was added to it."""
    plain = asdict(found)
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "workflows": [_json(w) for w in plain["workflows"]],
        "overall": _json(plain["overall"]),
        "changes": plain["changes"],
        "alerts": plain["alerts"],
        "forecast": plain["forecast"],
        "hours_method": hours_method(found),
    }


def hours_method(found: Report) -> str:
    """How the hours were counted, in one sentence."""
    return (
        f"each reply that was sent from a draft counts {found.minutes_per_reply:g} minutes "
        "(report.minutes_per_reply), an edited one in proportion to what was kept"
    )


def _json(workflow: dict[str, Any]) -> dict[str, Any]:
    days = [{**d, "day": d["day"].isoformat()} for d in workflow["days"]]
    return {**workflow, "days": days}


def _renamed(settings: Settings, mail: Fact) -> Fact:
    name = _name(settings, mail.workflow)
    return mail if name == mail.workflow else replace(mail, workflow=name)


def _name(settings: Settings, workflow: str | None) -> str | None:
    known = settings.workflow(workflow)
    return known.name if known else None


def _forecast(settings: Settings, mails: Sequence[Fact]) -> Forecast:
    days = {datetime.fromtimestamp(m.received_at, UTC).date() for m in mails}
    cap = settings.guard.caps.cost_per_day
    budget = None if cap is None else round(30 * cap, 2)
    if len(days) < MIN_DAYS:
        return Forecast(month=None, budget=budget)
    span = max(1.0, (mails[-1].received_at - mails[0].received_at) / DAY_S)
    return Forecast(month=round(sum(m.cost for m in mails) / span * 30, 4), budget=budget)
