"""Speed and memory of knowledge and classifier: sync, search, whole mails, training. Prints JSON.

    python -m bench.quality_scale [--documents 1000]

A document is twenty paragraphs of about forty words, each one passage.
"""

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.quality_retrieval import base_of
from intake.classify import LinearClassifier
from intake.config import WorkflowSettings
from retrieval.minilm import open_model

WORDS = [
    "order",
    "parcel",
    "tariff",
    "invoice",
    "garden",
    "engine",
    "lesson",
    "window",
    "battery",
    "ticket",
    "member",
    "doctor",
    "winter",
    "harbour",
    "copper",
    "travel",
    "cotton",
    "signal",
    "bridge",
    "market",
    "silver",
    "module",
    "planet",
    "ribbon",
    "saddle",
    "tunnel",
    "velvet",
    "wagon",
    "yellow",
    "zebra",
    "answer",
    "basket",
    "camera",
    "dinner",
    "estate",
    "forest",
    "guitar",
    "hammer",
    "island",
    "jacket",
    "kettle",
    "ladder",
    "magnet",
    "needle",
    "orange",
    "pencil",
    "quarter",
    "radio",
    "school",
    "timber",
]


def documents(count: int, paragraphs: int = 20) -> dict[str, str]:
    """Texts that differ from each other, the same in every run."""
    chance = random.Random(1)

    def paragraph(n: int) -> str:
        words = [chance.choice(WORDS) for _ in range(38)]
        return (
            f"Rule {n} of {chance.choice(WORDS)}: "
            + " ".join(words).capitalize()
            + f" {chance.randrange(10**6)}."
        )

    return {
        f"{d % 20:02d}/{d:05d}.md": "\n\n".join(
            f"## Part {d}.{n}\n\n{paragraph(n)}" for n in range(paragraphs)
        )
        for d in range(count)
    }


def measure(count: int = 1000) -> dict[str, Any]:
    """Sync from nothing and again, one change, and the times of searches with and without a scope."""
    begin = time.perf_counter()
    with base_of(documents(count)) as base:
        found: dict[str, Any] = {"set": "scale", "documents": count, "passages": len(base.view().index)}
        found["sync_s"] = round(time.perf_counter() - begin, 2)
        found["sync_unchanged_s"] = _seconds(base.sync)
        chance = random.Random(2)
        queries = [" ".join(chance.choice(WORDS) for _ in range(8)) for _ in range(200)]
        for name, scopes in (("search", ()), ("search_scoped", ("07",))):
            times = [_seconds(lambda q=q, s=scopes: base.search(f"{q} {s}", 8, scopes=s), 6) for q in queries]
            found[f"{name}_p50_ms"], found[f"{name}_p95_ms"] = _quantiles(times)
    found["rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def training(workflows: int = 20, examples: int = 20) -> dict[str, Any]:
    """Learning from nothing, and again from the cache."""
    chance = random.Random(3)
    base = {
        "owner": "o@x.example", "purpose": "p", "done_when": "d", "acceptance": {},
        "kpi": {"name": "k", "unit": "minutes", "baseline": {"mean": 1, "stdev": 1}, "target": 1},
    }  # fmt: skip
    owned = []
    for w in range(workflows):
        own = chance.sample(WORDS, 6)
        lines = [
            f"What about the {chance.choice(own)} and my {chance.choice(own)} {chance.choice(WORDS)}?"
            for _ in range(examples)
        ]
        owned.append(
            WorkflowSettings.model_validate(base | {"name": f"w{w}", "trigger": own[0], "examples": lines})
        )
    model = open_model()
    with tempfile.TemporaryDirectory() as folder:

        def train() -> object:
            return LinearClassifier.train(owned, embedder=model, cache=Path(folder))

        return {"set": "training", "workflows": workflows, "examples": workflows * examples,
                "seconds": _seconds(train), "cached_seconds": _seconds(train)}  # fmt: skip


def _seconds(call: Callable[[], object], digits: int = 2) -> float:
    begin = time.perf_counter()
    call()
    return round(time.perf_counter() - begin, digits)


def _quantiles(seconds: list[float]) -> tuple[float, float]:
    return round(float(np.quantile(seconds, 0.5)) * 1000, 1), round(
        float(np.quantile(seconds, 0.95)) * 1000, 1
    )


def main() -> None:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("--documents", type=int, default=1000)
    print(json.dumps(measure(parser.parse_args().documents)))
    print(json.dumps(training()))


if __name__ == "__main__":
    main()
