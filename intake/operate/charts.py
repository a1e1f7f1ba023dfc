"""The plots of the report and the dashboard, each one inline SVG.

The page that carries them has to carry `plots.STYLE` as well.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from intake.operate import plots, stats
from intake.operate.outcomes import Day, WorkflowReport
from intake.operate.report import Report


def overall_plots(found: Report) -> list[str]:
    """Of all mail: volume, acceptance, funnel, confusion, calibration, cost."""
    o = found.overall
    labels = [d.day.isoformat() for d in o.days]
    bins = [
        (b.confidence, b.right.value, b.right.low, b.right.high)
        for b in o.calibration
        if b.right.value is not None and b.right.low is not None and b.right.high is not None
    ]
    return [
        _volume(found, o),
        _acceptance(found, o),
        _funnel(o),
        plots.matrix("Workflow: rows are what people say", o.confusion),
        plots.calibration("How often right, by how sure it was", bins),
        plots.bars("Cost a day", labels, [d.cost for d in o.days]),
    ]


def workflow_plots(found: Report, w: WorkflowReport) -> list[str]:
    """Of one workflow: volume, acceptance, response time against the baseline, funnel, cost."""
    labels = [d.day.isoformat() for d in w.days]
    levels = []
    if w.kpi.baseline is not None and w.kpi.unit.startswith("min"):
        levels = [plots.Level(value=w.kpi.baseline, kind="before", label=f"baseline {w.kpi.baseline:g}")]
    sent = sum(d.sent is not None for d in w.days) > len(w.days) / 2
    times = [d.sent if sent else d.minutes for d in w.days]
    return [
        _volume(found, w),
        _acceptance(found, w),
        plots.series(f"Minutes to {'send' if sent else 'draft'}", labels, times, levels=levels),
        _funnel(w),
        plots.bars("Cost a day", labels, [d.cost for d in w.days]),
    ]


def _volume(found: Report, w: WorkflowReport) -> str:
    labels = [d.day.isoformat() for d in w.days]
    values = [float(d.messages) for d in w.days]
    return plots.series("Mails a day", labels, values, marks=_marks(found, w.days))


def _acceptance(found: Report, w: WorkflowReport) -> str:
    labels = [d.day.isoformat() for d in w.days]
    accepted = [100 * d.accepted / d.judged if d.judged >= stats.MIN_SAMPLE else None for d in w.days]
    marks = _marks(found, w.days, lambda d: (d.accepted, d.judged))
    return plots.series("Accepted drafts, % of judged", labels, accepted, marks=marks)


def _funnel(w: WorkflowReport) -> str:
    steps: list[tuple[str, int, plots.Tone]] = [
        ("mails", w.messages, "bar"),
        ("drafted", w.drafted, "bar"),
        ("unchanged", w.accepted_unchanged, "good"),
        ("edited", w.edited, "good"),
        ("rejected", w.rejected, "bad"),
        ("escalated", w.escalated, "warn"),
        ("quarantined", w.quarantined, "warn"),
        ("ignored", w.ignored, "idle"),
        ("failed", w.failed, "bad"),
    ]
    return plots.funnel("What became of the mails", steps)


def _marks(
    found: Report, days: Sequence[Day], counted: Callable[[Day], tuple[int, int]] | None = None
) -> list[plots.Mark]:
    """Releases in the period, and the change point where the two sides really differ."""
    if not days:
        return []
    places = {d.day: i for i, d in enumerate(days)}
    marks = [
        plots.Mark(at=places[day], kind="change", label=f"{day}: {c.text}")
        for c in found.changes
        if (day := datetime.fromtimestamp(c.at, UTC).date()) in places
    ]
    if counted is None:
        return sorted(marks, key=lambda m: m.at)
    values = [counted(d) for d in days]
    at = stats.change_point([(float(h), float(n)) for h, n in values])
    if at is not None:
        after = (sum(h for h, _ in values[at:]), sum(n for _, n in values[at:]))
        # Looking for the best place makes chance look good: the level is divided by the places tried.
        if stats.changed_share(values[:at], after) < 0.01 / len(days):
            marks.append(plots.Mark(at=at, kind="break", label=f"{days[at].day}: the level changed"))
    return sorted(marks, key=lambda m: m.at)
