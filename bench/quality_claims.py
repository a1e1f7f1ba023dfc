"""Sentence support on WiCE's development part: does the evidence hold a claim? No model is asked.

The soft measure is the verifier's own `score`; its threshold is set on the other folds (five, by claim).
Beside it stand word coverage alone and the verifier's strict verdict, which is made for sentences near their
source and refuses nearly all of WiCE's free rewording.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from intake.verify import score, supported

FOLDS = 5


def measure(folder: Path) -> dict[str, Any]:
    """Balanced accuracy of telling supported claims from partly and not supported ones."""
    lines = (folder / "wice_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    truth = np.array([row["label"] == "supported" for row in rows])
    texts = [(row["claim"], "\n\n".join(row["evidence"])) for row in rows]
    soft = np.array([score(claim, evidence) for claim, evidence in texts])
    words = np.array([_coverage(claim, evidence) for claim, evidence in texts])
    strict = np.array([supported(claim, evidence[:20_000]) is None for claim, evidence in texts])
    return {
        "set": "WiCE development part",
        "claims": len(rows),
        "supported": int(truth.sum()),
        "balanced_accuracy": round(_cross_validated(soft, truth), 4),
        "baseline_words": round(_cross_validated(words, truth), 4),
        "strict_verdict": round(_balanced(strict, truth), 4),
        "strict_false_accepts": round(float(strict[~truth].mean()), 4),
    }


def _coverage(claim: str, evidence: str) -> float:
    have = set(evidence.lower().split())
    said = claim.lower().split()
    return sum(w in have for w in said) / max(1, len(said))


def _cross_validated(values: np.ndarray, truth: np.ndarray) -> float:
    fold = np.arange(len(truth)) % FOLDS
    said = np.zeros(len(truth), bool)
    for k in range(FOLDS):
        own = fold != k
        cuts = np.unique(values[own])
        best = max(cuts, key=lambda cut: _balanced(values[own] >= cut, truth[own]))
        said[~own] = values[~own] >= best
    return _balanced(said, truth)


def _balanced(said: np.ndarray, truth: np.ndarray) -> float:
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)
