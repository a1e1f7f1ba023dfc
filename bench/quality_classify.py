"""Classification of public sets by the shipped model, beside plain logistic regression on embeddings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality_answer import auroc, calibration_error
from bench.quality_sets import Classes, banking, clinc, curekart
from intake.classify.features import Floats, Space
from intake.classify.linear import learn
from retrieval.minilm import MiniLM, open_model

SEED = 7
NONE = "(none)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Of each text the best class, the probability of that class, and how much it belongs anywhere."""

    best: list[str]
    probability: np.ndarray
    inside: np.ndarray


def sets(folder: Path) -> list[Classes]:
    return [clinc(folder, SEED), banking(folder, SEED), curekart(folder, SEED)]


def measure(data: Classes) -> dict[str, Any]:
    """One line of results: the shipped model and its baseline, on the same examples."""
    model = open_model()
    assert model is not None, "run `mailroom models install`"
    texts = {part: model.embed([t for t, _ in pairs]) for part, pairs in _parts(data).items()}
    found: dict[str, Any] = {"set": data.name, "examples": len(data.train), "tests": len(data.test)}
    found |= {f"{k}": v for k, v in figures(data, shipped(data, texts, model)).items()}
    return found | {f"baseline_{k}": v for k, v in figures(data, baseline(data, texts)).items()}


def _parts(data: Classes) -> dict[str, list[tuple[str, str]]]:
    return {"train": data.train, "test": data.test, "strange": [(t, NONE) for t in data.strange]}


def shipped(data: Classes, vectors: dict[str, Floats], embedder: MiniLM) -> Judged:
    """What `LinearClassifier` makes of bare requests: its space, its model, its gate."""
    train = [t for t, _ in data.train]
    space = Space(train, vectors["train"])
    model = learn([label for _, label in data.train], train, vectors["train"], embedder, space)
    asked = [t for part in ("test", "strange") for t, _ in _parts(data)[part]]
    rows = np.concatenate([vectors["test"], vectors["strange"].reshape(-1, 384)])
    chances, inside = model.judge(space.alike(asked, rows))
    best = [model.classes[i] for i in chances.argmax(axis=1)]
    return Judged(best=best, probability=chances.max(axis=1) * inside, inside=inside)


def baseline(data: Classes, vectors: dict[str, Floats]) -> Judged:
    """Logistic regression on the vectors; its probability says how much a text belongs."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(C=40.0, max_iter=300)
    regression.fit(vectors["train"], [label for _, label in data.train])
    rows = np.concatenate([vectors["test"], vectors["strange"].reshape(-1, 384)])
    chances = regression.predict_proba(rows)
    best = [str(regression.classes_[i]) for i in chances.argmax(axis=1)]
    return Judged(best=best, probability=chances.max(axis=1), inside=chances.max(axis=1))


def figures(data: Classes, judged: Judged) -> dict[str, float]:
    """Accuracy in scope, calibration, and how strangers are told; NONE is a class where there are any."""
    n = len(data.test)
    truth = [label for _, label in data.test]
    right = [a == b for a, b in zip(judged.best[:n], truth, strict=True)]
    found = {"accuracy": float(np.mean(right))}
    everything = truth + [NONE] * len(data.strange)
    none = 1 - judged.inside
    said = [b if p >= n else NONE for b, p, n in zip(judged.best, judged.probability, none, strict=True)]
    confidence = np.maximum(judged.probability, none)
    found["ece"] = calibration_error(
        confidence.tolist(), [a == b for a, b in zip(said, everything, strict=True)]
    )
    if data.strange:
        own, strange = judged.inside[:n], judged.inside[n:]
        found["oos_auroc"] = auroc(own, strange)
        found["oos_fpr_at_95"] = float((strange >= np.quantile(own, 0.05)).mean())
        found["matthews_with_none"] = matthews(everything, said)
    return {name: round(value, 4) for name, value in found.items()}


def matthews(truth: list[str], said: list[str]) -> float:
    from sklearn.metrics import matthews_corrcoef

    return float(matthews_corrcoef(truth, said))
