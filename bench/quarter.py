"""A quarter of 20,000 simulated mails through the real reports, drift tests and alerts. Prints JSON.

    python -m bench.quarter [--seeds 3] [--mails 20000] [--html PATH] [--pipeline 500]

For each seed: the report's counts against the simulation's truth, its intervals against the parameters that
made the mails, and the alerts of 91 days, looked for each evening as the agent does. `missed` are faults
without an alert in their week; `false_alarms` are alerts of no fault; the holiday must raise none.
`--pipeline` sends that many mails through sanitizer, classifier, contract, retrieval, writer and checks.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import quarter_world as world
from intake.config import Settings
from intake.ledger import Ledger, open_ledger
from intake.operate import alerts, stats
from intake.operate.page import page
from intake.operate.report import Report, report
from intake.operate.sample import sample
from intake.operate.watching import standing, watch_drift

HOUR = 22
"""UTC, when the day's look is taken."""
FAULTS = {
    "drift": (world.DRIFT_WEEK, ("drift:inputs:all", "drift:outputs:order-status", "drift:outputs:all")),
    "knowledge": (world.BAD_WEEKS[0], ("drift:quality:returns",)),
}
EXPECTED = {key for _, keys in FAULTS.values() for key in keys}


def settings_in(folder: Path) -> Settings:
    flows = [
        {
            "name": name,
            "owner": "ana@shop.test",
            "purpose": "answers",
            "trigger": str(world.ASKED[name][0]).replace("{n}", "SO-1"),
            "done_when": "a reply is approved",
            "kpi": {"name": "time", "unit": "minutes", "baseline": {"mean": 190, "stdev": 85}, "target": 60},
            "acceptance": {"min_accepted": 0.7},
            "examples": [t.replace("{n}", "SO-1") for t in world.ASKED[name]],
        }
        for name in ("order-status", "returns")
    ]  # fmt: skip
    return Settings.model_validate({"data_dir": folder, "workflows": flows})


def run(seed: int, mails: int, html: Path | None, embed: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        settings = settings_in(Path(name))
        clock = [world.START.timestamp()]
        ledger = open_ledger(settings, now=lambda: clock[0])
        try:
            truth = world.build(ledger, seed=seed, mails=mails)
            began, told = time.monotonic(), _days(settings, ledger, truth, clock, embed, seed)
            looked_s = time.monotonic() - began
            clock[0] = _moment(world.WEEKS * 7)
            began = time.monotonic()
            found = report(settings, ledger, since=world.START, until=datetime.fromtimestamp(clock[0], UTC))
            report_s = time.monotonic() - began
            if html is not None:
                html.write_text(page(found), encoding="utf-8")
            return {
                "seed": seed,
                "mails": mails,
                **_judged(told),
                **compared(found, truth),
                "daily_looks_s": round(looked_s, 1),
                "report_s": round(report_s, 2),
            }
        finally:
            ledger.engine.dispose()


def _moment(day: int) -> float:
    return (world.START + timedelta(days=day)).timestamp()


def _days(
    settings: Settings, ledger: Ledger, truth: world.Truth, clock: list[float], embed: Any, seed: int
) -> list[dict[str, Any]]:
    """Each evening: look, and tell what is new; each Monday people look at a sample of last week."""
    told, chance = [], random.Random(seed + 1000)
    for day in range(world.WEEKS * 7):
        if day and day % 7 == 0:
            clock[0] = _moment(day)
            _reviewed(ledger, truth, chance, day // 7)
        clock[0] = _moment(day) + HOUR * 3600
        watch_drift(settings, ledger, embed=embed)
        told += [
            {"week": day // 7 + 1, "day": day, "key": alert.key, "text": alert.text}
            for alert in alerts.check(settings, ledger, standing(ledger))
            if not alert.over
        ]
    return told


def _reviewed(ledger: Ledger, truth: world.Truth, chance: random.Random, week: int) -> None:
    rows = ledger.rows(since=_moment(7 * (week - 1)), limit=100_000)
    rows = [r for r in rows if r.received_at < _moment(7 * week)]
    for stratum in sample(rows, seed=week).strata:
        for row in stratum.drawn:
            for reviewer in ("ana", "tom"):
                world.look(ledger, truth, row.id, reviewer, ledger.now(), chance)


def _judged(told: list[dict[str, Any]]) -> dict[str, Any]:
    found, missed = {}, []
    for fault, (week, keys) in FAULTS.items():
        hits = [a for a in told if a["week"] == week and a["key"] in keys]
        found[fault] = {"day_of_week": hits[0]["day"] % 7 + 1, "text": hits[0]["text"]} if hits else None
        if not hits:
            missed.append(fault)
    first = {key: week for week, keys in FAULTS.values() for key in keys}
    # An alert of a fault's own kind told again later is the same fault coming and going, not a false one.
    false = [a for a in told if a["key"] not in EXPECTED or a["week"] < first[a["key"]]]
    return {
        "alerted": found,
        "missed": missed,
        "false_alarms": len(false),
        "false": [f"week {a['week']} {a['key']}: {a['text'][:120]}" for a in false],
        "holiday_alerts": sum(a["week"] == world.HOLIDAY_WEEK for a in told),
        "alerts": len(told),
    }


def compared(found: Report, truth: world.Truth) -> dict[str, Any]:
    """Counts that differ from the truth, and intervals that do not hold it."""
    wrong, outside, held = [], [], 0
    for w in found.workflows:
        name = w.workflow or "none"
        for outcome, n in truth.outcomes.get(name, {}).items():
            if getattr(w, outcome) != n:
                wrong.append(f"{name} {outcome}")
        fates = truth.fates.get(name, {})
        if (w.accepted_unchanged, w.edited, w.rejected) != tuple(
            fates.get(f, 0) for f in ("unchanged", "edited", "rejected")
        ):
            wrong.append(f"{name} fates")
        if abs(w.cost - truth.cost.get(name, 0.0)) > 1e-4:
            wrong.append(f"{name} cost")
    status = found.workflows[0]
    wanted = world.FATES["order-status"]
    mu, sigma = world.DRAFT_MINUTES
    nu, tau = world.SEND_MINUTES
    import math

    draft = math.exp(mu + sigma**2 / 2)
    mistakes = sum(truth.labels[i] != truth.machine[i] for i in truth.labels) / max(1, len(truth.labels))
    statements = [
        ("accepted", status.accepted, wanted["unchanged"] + wanted["edited"]),
        ("edit similarity", status.edit_similarity, 14 / 17),
        ("minutes to draft", status.to_draft, draft),
        ("minutes to send", status.to_send, draft + math.exp(nu + tau**2 / 2)),
        ("disagreement", found.overall.disagreement, _seen(mistakes, world.SLIP)),
    ]
    for name, estimate, value in statements:
        if estimate.holds(value):
            held += 1
        else:
            outside.append(f"{name}: {estimate.value} ({estimate.low} to {estimate.high}), truth {value:.4f}")
    return {
        "counts_wrong": wrong,
        "intervals": len(statements),
        "intervals_holding": held,
        "outside": outside,
        "kappa": stats_json(found.overall.kappa),
        "kappa_people": stats_json(found.overall.kappa_people),
    }


def _seen(mistakes: float, slip: float) -> float:
    """How often a reviewer who slips disagrees with the machine: half of the slips on a mistake hit it."""
    return mistakes * (1 - slip / 2) + (1 - mistakes) * slip


def stats_json(e: stats.Estimate) -> list[float | None]:
    return [None if v is None else round(v, 3) for v in (e.value, e.low, e.high)]


def embedded() -> Any:
    """The offline model with a memory, since the same wordings come again and again."""
    import numpy as np

    from intake.config import KnowledgeSettings
    from retrieval.embed import embedder

    model, kept = embedder(KnowledgeSettings()), dict[str, Any]()
    if model is None:
        return None

    def embed(texts: Any) -> Any:
        fresh = sorted({t for t in texts if t not in kept})
        for at in range(0, len(fresh), 256):
            part = fresh[at : at + 256]
            kept.update(zip(part, model.embed(part), strict=True))
        return np.stack([kept[t] for t in texts])

    return embed


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--html", type=Path)
    parser.add_argument("--pipeline", type=int, default=500)
    parser.add_argument("--words", action="store_true", help="without the embedding model")
    given = parser.parse_args()
    embed = None if given.words else embedded()
    good = True
    for seed in range(1, given.seeds + 1):
        found = run(seed, given.mails, given.html if seed == 1 else None, embed)
        good &= not found["missed"] and found["false_alarms"] <= 1 and not found["counts_wrong"]
        print(json.dumps({"bench": "quarter", **found}), flush=True)
    if given.pipeline:
        from bench.quarter_pipeline import through

        print(json.dumps({"bench": "quarter-pipeline", **through(given.pipeline)}), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
