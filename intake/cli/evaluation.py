"""The page of `mailroom eval --html`: figures, plots and the worst cases side by side, without a script."""

# ruff: noqa: E501 - lines of HTML

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from intake.operate import plots
from intake.operate.document import document
from intake.operate.stats import share

NONE = "(none)"
MAX_WORST = 100
BINS = 10
_STYLE = ".card{overflow-wrap:anywhere}.card pre{white-space:pre-wrap;font:inherit;margin:4px 0}.bad{color:var(--red)}"


def page(result: dict[str, Any], rows: Sequence[dict[str, Any]]) -> str:
    """One self-contained file."""
    charts = [
        plots.matrix(
            "Workflow: labels against the machine",
            [(a, b, n) for a, found in result["confusion"].items() for b, n in found.items()],
        ),
        plots.calibration("Confidence against the share that was right", _bins(_classified(rows))),
        _risk("Risk by coverage: workflows, the surest first (%)", _classified(rows)),
        _risk("Risk by coverage: answers, the surest first (%)", _answers(rows)),
        plots.calibration("Answerability against the share with an answer", _bins(_answers(rows))),
    ]
    worst = "".join(_case(row, why) for row, why in _worst(rows))
    body = (
        f"{_figures(result)}<h2>Plots</h2><div class=grid>"
        f"{''.join(f'<div class=card>{c}</div>' for c in charts)}</div>"
        "<p class=soft>Coverage is the share of cases that would be taken, the surest first; risk is the share of"
        " those that are wrong.</p>"
        f"<h2>Worst cases</h2>{worst or '<p>None.</p>'}"
    )
    return document("Evaluation", body, style=_STYLE)


def _figures(result: dict[str, Any]) -> str:
    changes = result.get("compared") or {}
    lines = []
    for name, value in result.items():
        if name in {"confusion", "judged", "intervals", "compared", "regressions"}:
            continue
        interval = (result.get("intervals") or {}).get(name)
        change = changes.get(name)
        before = ""
        if change:
            tone = " class=bad" if change["regression"] else ""
            before = f"<span{tone}>{_plain(change['before'])}{' (regression)' if change['regression'] else ''}</span>"
        spread = f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else ""
        lines.append(
            f"<tr><th>{escape(name)}</th><td>{escape(_plain(value))}</td><td>{spread}</td>"
            + (f"<td>{before}</td></tr>" if changes else "</tr>")
        )
    head = f"<tr><th>figure</th><th>now</th><th>95 % interval</th>{'<th>before</th>' if changes else ''}</tr>"
    return f"<div class=scroll tabindex=0><table>{head}{''.join(lines)}</table></div>"


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return "not measured" if value is None else json.dumps(value, ensure_ascii=False)


def _classified(rows: Sequence[dict[str, Any]]) -> list[tuple[float, bool]]:
    """Confidence in the answer given, "none" included, and whether it was right."""
    return [
        (r["confidence"], (r["labels"]["workflow"] or None) == r["workflow"])
        for r in rows
        if "workflow" in r["labels"] and r["confidence"] is not None
    ]


def _answers(rows: Sequence[dict[str, Any]]) -> list[tuple[float, bool]]:
    """Answerability, and whether there is an answer."""
    return [
        (r["answerable"], bool(r["labels"]["answerable"]))
        for r in rows
        if r["labels"].get("answerable") is not None and r["answerable"] is not None
    ]


def _bins(judged: Sequence[tuple[float, bool]]) -> list[tuple[float, float, float, float]]:
    found = []
    for n in range(BINS):
        own = [(c, ok) for c, ok in judged if min(BINS - 1, int(c * BINS)) == n]
        right = share(sum(ok for _, ok in own), len(own))
        if right.value is not None and right.low is not None and right.high is not None:
            found.append((sum(c for c, _ in own) / len(own), right.value, right.low, right.high))
    return found


def _risk(title: str, judged: Sequence[tuple[float, bool]]) -> str:
    """At each coverage, how many of the surest are wrong."""
    if not judged:
        return plots.empty(title)
    risks, wrong = [], 0
    for n, (_, ok) in enumerate(sorted(judged, reverse=True), 1):
        wrong += not ok
        risks.append(100 * wrong / n)
    labels = [f"{100 * (n + 1) // len(risks)} % taken" for n in range(len(risks))]
    return plots.series(title, labels, risks)


def _worst(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """What leaked, what was answered and should not be, then the wrong ones, the surest first."""
    told: list[tuple[float, dict[str, Any], str]] = []
    for r in rows:
        labels, sure = r["labels"], r["confidence"] or 0.0
        if r["leaked"]:
            told.append((4.0, r, f"leaked: {', '.join(r['leaked'])}"))
        elif labels.get("answerable") is False and r["answered"]:
            told.append((3.0 + sure, r, "answered, and there is no answer"))
        elif "workflow" in labels and (labels["workflow"] or None) != r["workflow"]:
            told.append(
                (2.0 + sure, r, f"workflow {r['workflow'] or NONE}, not {labels['workflow'] or NONE}")
            )
        elif labels.get("sources") and r["answered"] and not set(r["sources"]) & set(labels["sources"]):
            told.append((1.0 + sure, r, "cites other documents"))
        elif labels.get("answerable") and not r["answered"]:
            told.append((1.0 - (r["answerable"] or 0.0), r, "not answered, and there is an answer"))
    for _, row, why in sorted(told, key=lambda t: -t[0])[:MAX_WORST]:
        yield row, why


def _case(row: dict[str, Any], why: str) -> str:
    draft = row["draft"]
    body = draft["body"] if draft else row["reason"] or ""
    sources = ", ".join(row["sources"]) or "no source"
    wanted = json.dumps(row["labels"], ensure_ascii=False)
    return (
        f"<h3>{escape(str(row['id']))}: <span class=bad>{escape(why)}</span></h3><div class=grid>"
        f"<div class=card><b>The mail</b><pre>{escape(row['text'])}</pre><p class=soft>{escape(wanted)}</p></div>"
        f"<div class=card><b>{escape(row['outcome'])}</b>, {escape(str(row['workflow'] or NONE))}"
        f"<pre>{escape(body)}</pre><p class=soft>{escape(sources)}</p></div></div>"
    )
