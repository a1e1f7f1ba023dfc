"""The report as one HTML file: no script, nothing loaded, light and dark, printable."""

# ruff: noqa: E501 - lines of HTML

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from intake.operate.charts import overall_plots, workflow_plots
from intake.operate.document import document
from intake.operate.document import rows as table
from intake.operate.outcomes import WorkflowReport
from intake.operate.report import Report, hours_method
from intake.operate.stats import Estimate


def page(found: Report) -> str:
    """The whole file."""
    title = f"Mailroom report, {found.since:%d %B %Y} to {found.until:%d %B %Y}"
    sections = [_overview(found), _told(found)]
    sections += [_workflow(found, w) for w in found.workflows if w.messages or w.workflow]
    soft = '<p class="soft">Figures come with their 95 % intervals. Of too few mails nothing is said.</p>'
    return document(title, soft + "".join(sections))


def _overview(found: Report) -> str:
    o = found.overall
    month, budget = found.forecast.month, found.forecast.budget
    tiles = [
        ("mails", f"{o.messages:,}", ""),
        ("drafts", f"{o.drafted:,}", f"{o.waiting:,} not judged yet"),
        ("accepted of judged drafts", _short(o.accepted), _between(o.accepted)),
        ("hours recovered", f"{sum(w.hours_recovered for w in found.workflows):.1f}", "method below"),
        ("cost", f"{o.cost:.2f}", f"{money(o.cost_per_accepted)} per accepted reply"),
        ("next 30 days", money(month), f"budget {money(budget)}"),
        (
            "found wrong in samples",
            _short(o.disagreement),
            _agreement(o),
        ),
        ("saved by caching", f"{o.cache_saved:.2f}", f"{o.cached:,} answers"),
    ]
    shown = "".join(
        f'<div class="card tile"><span class="soft">{escape(name)}</span><b>{escape(value)}</b>'
        f'<span class="soft">{escape(small)}</span></div>'
        for name, value, small in tiles
    )
    return (
        f'<div class="tiles">{shown}</div><p class="soft">Hours: {escape(hours_method(found))}.</p>'
        + _table(found)
        + f'<div class="grid">{_cards(overall_plots(found))}</div>'
    )


def _table(found: Report) -> str:
    heads = ("workflow", "mails", "drafted", "escalated", "quarantined", "ignored", "failed", "unchanged", "edited", "rejected", "accepted", "KPI", "before", "cost")  # fmt: skip
    rows = []
    for w in found.workflows:
        k = w.kpi
        kpi = "too few"
        if k.value is not None and k.interval is not None:
            kpi = f"{k.value:.1f} ({k.interval[0]:.1f}–{k.interval[1]:.1f}) {'min' if k.unit == 'minutes' else k.unit}"
        counts = (w.messages, w.drafted, w.escalated, w.quarantined, w.ignored, w.failed, w.accepted_unchanged, w.edited, w.rejected)  # fmt: skip
        base = "" if k.baseline is None else f"{k.baseline:g}"
        rows.append(
            [
                w.workflow or "none of them",
                *(f"{n:,}" for n in counts),
                _short(w.accepted),
                kpi,
                base,
                f"{w.cost:.2f}",
            ]
        )
    return table(heads, rows)


def _told(found: Report) -> str:
    alerts = [[_day(a.since), a.text, "over" if a.ended_at else "lasts"] for a in found.alerts]
    changed = [[_day(c.at), c.text] for c in found.changes]
    return (
        "<h2>Alerts</h2>"
        + (table(("since", "what", "state"), alerts, words=1) if alerts else "<p>None.</p>")
        + "<h2>What changed</h2>"
        + (
            table(("when", "what"), changed, words=1)
            if changed
            else "<p>Nothing in configuration or knowledge.</p>"
        )
    )


def _workflow(found: Report, w: WorkflowReport) -> str:
    figures = [
        ["accepted of judged drafts", percent(w.accepted)],
        ["kept of edited drafts", percent(w.edit_similarity)],
        ["minutes to draft", number(w.to_draft)],
        ["minutes to send", number(w.to_send)],
        ["hours recovered", f"{w.hours_recovered:.1f}"],
        ["unsupported sentences caught", f"{w.unsupported:,}"],
        ["cost per outcome", money(w.cost_per_outcome)],
        ["cost per accepted reply", money(w.cost_per_accepted)],
        ["found wrong in samples", percent(w.disagreement)],
        ["  change a week, points", points(w.disagreement_trend)],
    ]
    lists = [
        ("Why not drafted", w.reasons),
        ("Missing fields", w.missing),
        ("Found hidden or instructing", w.flags),
    ]
    shown = "".join(
        f"<h3>{escape(title)}</h3>{table(('what', 'mails'), [[k, f'{n:,}'] for k, n in counted])}"
        for title, counted in lists
        if counted
    )
    return (
        f'<h2>{escape(w.workflow or "None of the workflows")}</h2><div class="grid">'
        f'<div class="card tall">{table(("figure", "95 % interval"), figures)}{shown}{_spent(w)}</div>'
        + _cards(workflow_plots(found, w))
        + "</div>"
    )


def _spent(w: WorkflowReport) -> str:
    """Tokens and money; nothing where nothing was spent."""
    if not w.tokens and not w.cost:
        return ""
    heads = ("outcome", "mails", "tokens", "each", "cost", "each")
    return f"<h3>Tokens and money</h3>{table(heads, spent_rows(w))}"


def spent_rows(w: WorkflowReport) -> list[list[str]]:
    """What each outcome took, in all and for one; of an accepted reply only the latter."""
    rows = []
    for s in w.spent:
        each = ("", "") if not s.count else (f"{s.tokens / s.count:,.0f}", money(s.cost / s.count))
        whole = ("", "") if s.what == "accepted reply" else (f"{s.tokens:,}", money(s.cost))
        rows.append([s.what, f"{s.count:,}", whole[0], each[0], whole[1], each[1]])
    return rows


def _cards(svgs: Sequence[str]) -> str:
    return "".join(f'<div class="card">{svg}</div>' for svg in svgs)


def percent(e: Estimate) -> str:
    """A share as people read it, or that there is too little."""
    if e.value is None or e.low is None or e.high is None:
        return "too few"
    return f"{e.value:.0%} ({e.low:.0%} to {e.high:.0%})"


def _agreement(o: WorkflowReport) -> str:
    if o.disagreement.value is None:
        return "look at samples: `mailroom sample`"
    change = (
        f"; a week {points(o.disagreement_trend)} points" if o.disagreement_trend.value is not None else ""
    )
    return f"{_between(o.disagreement)}{change}; kappa {number(o.kappa)}"


def _short(e: Estimate) -> str:
    return "too few" if e.value is None else f"{e.value:.0%}"


def _between(e: Estimate) -> str:
    return "" if e.low is None or e.high is None else f"{e.low:.0%} to {e.high:.0%}"


def number(e: Estimate) -> str:
    if e.value is None or e.low is None or e.high is None:
        return "too few"
    return f"{e.value:.2f} ({e.low:.2f} to {e.high:.2f})"


def points(e: Estimate) -> str:
    """A change of a share in percentage points."""
    if e.value is None or e.low is None or e.high is None:
        return "too few"
    return f"{100 * e.value:+.1f} ({100 * e.low:+.1f} to {100 * e.high:+.1f})"


def money(value: float | None) -> str:
    return "too few" if value is None else f"{value:.4f}" if value < 1 else f"{value:.2f}"


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"
