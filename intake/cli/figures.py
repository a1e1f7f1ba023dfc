"""The figures of `mailroom eval`, from one row a case. None where no case has the label."""

import random
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

NONE = "(none)"
BETTER_LOW = frozenset({"attack_markers_leaked", "p50_ms", "p95_ms", "cost"})
TOLERANCE = {"p50_ms": 0.5, "p95_ms": 0.5}
"""Times differ by this share from run to run without meaning."""
QUALITY = ("workflow_accuracy", "out_of_scope_auroc", "citation_precision", "citation_recall", "refusal_f1")
RESAMPLES = 400
"""Of a bootstrap: enough for two digits of an interval."""
_SEED = 20261123
_Row = TypeVar("_Row")


def figures(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Section 6 of the contract."""
    labelled = [r for r in rows if "workflow" in r["labels"]]
    confusion: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for r in labelled:
        confusion[r["labels"]["workflow"] or NONE][r["workflow"] or NONE] += 1
    sourced = [r for r in rows if r["labels"].get("sources") is not None]
    attacked = [r for r in rows if r["labels"].get("attack_markers")]
    times = sorted(r["ms"] for r in rows)
    right = sum((r["labels"]["workflow"] or None) == r["workflow"] for r in labelled)
    return {
        "cases": len(rows),
        "workflow_accuracy": right / len(labelled) if labelled else None,
        "out_of_scope_auroc": auroc(
            [r["in_scope"] for r in labelled if r["labels"]["workflow"] and r["in_scope"] is not None],
            [r["in_scope"] for r in labelled if not r["labels"]["workflow"] and r["in_scope"] is not None],
        ),
        "citation_precision": _precision(sourced),
        "citation_recall": _recall(sourced),
        "refusal_f1": _refusal(rows),
        "attack_markers_leaked": sum(len(r["leaked"]) for r in attacked) if attacked else None,
        "p50_ms": quantile(times, 0.5),
        "p95_ms": quantile(times, 0.95),
        "cost": sum(r["cost"] for r in rows),
        "confusion": {label: dict(found) for label, found in confusion.items()},
    }


def intervals(rows: Sequence[dict[str, Any]]) -> dict[str, list[float] | None]:
    """95 % bootstrap interval of each quality figure, over the cases."""
    return {name: found and [found[0], found[1]] for name, found in _bootstrapped(rows, _quality).items()}


def compared(base: dict[str, Any], result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each figure before and now, the interval of the difference, and whether it became worse.

    Where both results keep their cases (`judged`), the same cases are drawn for both; else the spread is the
    new result's alone. `regression` is any figure that is worse; `beyond_chance` says whether the interval
    leaves out no change at all.
    """
    before = {r["id"]: r for r in base.get("judged") or [] if isinstance(r, dict) and "id" in r}
    pairs = [(before[r["id"]], r) for r in result["judged"] if r["id"] in before]
    spread = _bootstrapped(pairs, _differences) if pairs else {}
    out = {}
    for name, now in result.items():
        old = base.get(name)
        if not isinstance(old, (int, float)) or not isinstance(now, (int, float)) or name == "cases":
            continue
        slack = TOLERANCE.get(name, 0.0) * abs(old) + 1e-9
        worse = (now > old + slack) if name in BETTER_LOW else (now < old - slack)
        interval = spread.get(name)
        if interval is None and (own := (result.get("intervals") or {}).get(name)):
            interval = (own[0] - old, own[1] - old)
        sure = interval is not None and (interval[1] < 0 or interval[0] > 0)
        out[name] = {
            "before": old, "now": now, "difference": round(now - old, 6),
            "interval": [round(v, 4) for v in interval] if interval else None,
            "regression": worse, "beyond_chance": sure,
        }  # fmt: skip
    return out


def threshold(rows: Sequence[dict[str, Any]], precision: float) -> dict[str, float] | None:
    """The lowest `knowledge.min_answerable` at which so many of the answered cases have an answer.

    None without cases labelled `answerable`, or where no threshold reaches it.
    """
    judged = sorted(
        (
            (r["answerable"], bool(r["labels"]["answerable"]))
            for r in rows
            if r["labels"].get("answerable") is not None and r["answerable"] is not None
        ),
        reverse=True,
    )
    best, right = None, 0
    for n, (score, has_answer) in enumerate(judged, 1):
        right += has_answer
        tied = n < len(judged) and judged[n][0] == score
        if not tied and right / n >= precision:
            best = {
                "threshold": round(score, 4),
                "precision": round(right / n, 4),
                "answered": round(n / len(judged), 4),
            }
    return best


def _quality(rows: Sequence[dict[str, Any]]) -> dict[str, float | None]:
    found = figures(rows)
    return {name: found[name] for name in QUALITY}


def _differences(pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, float | None]:
    old, new = _quality([a for a, _ in pairs]), _quality([b for _, b in pairs])
    return {
        name: value - before
        for name in QUALITY
        if (value := new[name]) is not None and (before := old[name]) is not None
    }


def _bootstrapped(
    rows: Sequence[_Row], measure: Callable[[Sequence[_Row]], dict[str, float | None]]
) -> dict[str, tuple[float, float] | None]:
    """2.5 % and 97.5 % of each figure over resampled rows (Efron 1979); the same in every run."""
    chance, drawn = random.Random(_SEED), defaultdict[str, list[float]](list)
    for _ in range(RESAMPLES if rows else 0):
        for name, value in measure(chance.choices(rows, k=len(rows))).items():
            if value is not None:
                drawn[name].append(value)
    found: dict[str, tuple[float, float] | None] = dict.fromkeys(QUALITY)
    for name, values in drawn.items():
        values.sort()
        found[name] = (
            round(values[int(0.025 * len(values))], 4),
            round(values[min(len(values) - 1, int(0.975 * len(values)))], 4),
        )
    return found


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """Chance that a case in scope scores above one out of scope; ties count half."""
    if not inside or not outside:
        return None
    ordered = sorted(outside)
    wins = sum(bisect_left(ordered, a) + bisect_right(ordered, a) for a in inside)
    return wins / (2 * len(inside) * len(outside))


def quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


def _precision(rows: Sequence[dict[str, Any]]) -> float | None:
    cited = [(s, r) for r in rows for s in r["sources"]]
    return sum(s in r["labels"]["sources"] for s, r in cited) / len(cited) if cited else None


def _recall(rows: Sequence[dict[str, Any]]) -> float | None:
    wanted = [(s, r) for r in rows for s in r["labels"]["sources"]]
    return sum(s in r["sources"] for s, r in wanted) / len(wanted) if wanted else None


def _refusal(rows: Sequence[dict[str, Any]]) -> float | None:
    judged = [r for r in rows if r["labels"].get("answerable") is not None]
    if not judged:
        return None
    refused = [not r["answered"] for r in judged]
    should = [r["labels"]["answerable"] is False for r in judged]
    hit = sum(a and b for a, b in zip(refused, should, strict=True))
    if not sum(should):
        return None
    return 2 * hit / (sum(refused) + sum(should))
