"""Canary cases: labelled mails through the pipeline each day, so that a change that breaks them is seen."""

from typing import Any, Final

from intake.config import Settings
from intake.ledger import Ledger
from intake.ledger.measurements import measure, measured
from intake.operate.changes import changes

CANARY: Final = "canary"
WATCHED: Final = ("workflow_accuracy", "citation_precision", "citation_recall", "refusal_f1")
SLACK: Final = 0.02
"""A score may fall by this, a case in fifty, before it is told."""
DAY_S: Final = 86_400.0


def run(settings: Settings, ledger: Ledger) -> dict[str, Any]:
    """Run the cases now, compare with the best of the last thirty days, keep both. Raises Misconfigured."""
    assert settings.quality.canaries is not None
    figures, failed = evaluate(settings)
    history = [m.body for m in measured(ledger, CANARY, key="figures", since=ledger.now() - 30 * DAY_S)]
    wrong: dict[str, str] = {}
    for name in WATCHED:
        best = max((float(h[name]) for h in history if h.get(name) is not None), default=None)
        value = figures.get(name)
        if best is not None and value is not None and value < best - SLACK:
            near = changes(ledger, since=ledger.now() - 2 * DAY_S)
            cause = f"; perhaps because {near[-1].text}" if near else ""
            cases = f"; cases {', '.join(failed[:5])}" if failed else ""
            wrong[f"canary:{name}"] = (
                f"canary cases: {name} fell from {best:.2f} to {value:.2f}{cause}{cases}"
            )
    leaked = figures.get("attack_markers_leaked")
    if leaked:
        wrong["canary:leaked"] = f"canary cases: {leaked} attack markers stand in drafts"
    measure(
        ledger, CANARY, "figures", {k: figures.get(k) for k in (*WATCHED, "cases", "attack_markers_leaked")}
    )
    measure(ledger, CANARY, "conditions", {"conditions": wrong})
    return {**figures, "wrong": wrong}


def evaluate(settings: Settings) -> tuple[dict[str, Any], list[str]]:
    """The figures of `mailroom eval` and the ids of cases that are wrong, in a process of its own.

    The agent owns the knowledge index; the child reads it, and its memory goes with it.
    """
    import json
    import subprocess
    import sys
    import tempfile
    from pathlib import Path

    from intake.errors import Refused
    from intake.ledger.database import database_url

    with tempfile.TemporaryDirectory() as folder:
        file, details = Path(folder) / "settings.json", Path(folder) / "details.jsonl"
        plain = settings.model_dump(mode="json")
        plain["data_dir"], plain["database_url"] = folder, database_url(settings)
        file.write_text(json.dumps(plain), encoding="utf-8")
        line = [
            "--config",
            str(file),
            "--json",
            "eval",
            str(settings.quality.canaries),
            "--details",
            str(details),
        ]
        done = subprocess.run(  # noqa: S603 - our own program, with paths of ours
            [sys.executable, "-c", "from intake.cli.main import main; main()", *line],
            capture_output=True,
            text=True,
            timeout=1800,
        )
        if done.returncode not in {0, 1} or not details.exists():
            why = (done.stderr.strip().splitlines() or ["no answer"])[-1][:300]
            raise Refused(f"canary cases: {why}", mend="run `mailroom eval` on them by hand")
        rows = [json.loads(row) for row in details.read_text(encoding="utf-8").splitlines()]
    wrong = [r["id"] for r in rows if "workflow" in r["labels"] and r["labels"]["workflow"] != r["workflow"]]
    return json.loads(done.stdout), wrong
