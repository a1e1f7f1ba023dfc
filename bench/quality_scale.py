"""Speed and memory of knowledge and classifier: sync, search, whole mails, training. Prints JSON.

    python -m bench.quality_scale [--documents 1000] [--stand-in]

A document is twenty paragraphs of about forty words, each one passage. With `--stand-in` an embedding
model that costs nothing takes the place of the real one, so that 100,000 passages are measured in minutes.
Whole mails are those of the sample company, whose documents then stand among the thousand.
"""

import argparse
import hashlib
import itertools
import json
import multiprocessing
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from bench.quality_retrieval import base_of, write
from intake.classify import LinearClassifier
from intake.config import WorkflowSettings, load
from intake.mail import SanitizedMessage
from intake.memory import trim
from retrieval import KnowledgeBase
from retrieval.embed import Embedder
from retrieval.minilm import open_model
from retrieval.ports import Choices

_NUMBERS = itertools.count(10_000)
SAMPLE = Path(__file__).resolve().parents[1] / "examples" / "fernweh.yaml"
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


class StandIn:
    """Any text to a vector of its own, at no cost: what is measured with it is all but the embedding."""

    name, version = "stand-in", "1"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 384), np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
            row[:] = np.random.default_rng(seed).standard_normal(384, np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def measure(count: int = 1000, embedder: Embedder | None = None) -> dict[str, Any]:
    """Sync from nothing and again, one change, and the times of searches with and without a scope."""
    begin, worked = time.perf_counter(), time.process_time()
    with base_of(documents(count), embedder) as base:
        found: dict[str, Any] = {"set": "scale", "documents": count, "passages": len(base.view().index)}
        found["sync_s"] = round(time.perf_counter() - begin, 2)
        found["sync_processor_s"] = round(time.process_time() - worked, 2)
        found["sync_unchanged_s"] = _seconds(base.sync)
        found["changed_s"] = _seconds(lambda: _change(base))
        chance = random.Random(2)
        queries = [" ".join(chance.choice(WORDS) for _ in range(8)) for _ in range(200)]
        for name, scopes in (("search", ()), ("search_scoped", ("07",))):
            times = [_seconds(lambda q=q, s=scopes: base.search(f"{q} {s}", 8, scopes=s), 6) for q in queries]
            found[f"{name}_p50_ms"], found[f"{name}_p95_ms"] = _quantiles(times)
        trim()  # as the agent does once a minute
        found["rss_mb"] = round(psutil.Process().memory_info().rss / 2**20)
        base.close()
        found["rss_opened_mb"] = _opened(base._settings, stand_in=embedder is not None)
    found["rss_peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def _opened(settings: Choices, *, stand_in: bool) -> int:
    """MB resident of another process that opens the index and searches it, with the real model beside."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_searched, (settings, stand_in))


def _searched(settings: Choices, stand_in: bool) -> int:
    open_model().embed(["What does the parcel cost?"])
    with KnowledgeBase.open(settings, embedder=StandIn() if stand_in else None) as base:
        for n in range(50):
            base.search(f"{WORDS[n]} {n}", 8)
        trim()
        return round(psutil.Process().memory_info().rss / 2**20)


def _change(base: KnowledgeBase) -> None:
    """One document written anew; ends when a search finds what is new in it."""
    path = base._folder / "00" / "00000.md"
    path.write_text("## Part 0.0\n\nThe porcupine is fed at 7:45.\n", encoding="utf-8")
    base.sync()
    # The vectors of a stand-in say nothing, and of 100,000 some are near by chance: it need not be first.
    assert any("porcupine" in passage.text for passage in base.search("When is the porcupine fed?", 200))


def mails(count: int = 1000) -> dict[str, Any]:
    """The sample company's mails, classified and taken through the pipeline, among so many documents."""
    from intake.bootstrap import build_knowledge, build_pipeline
    from intake.sanitize import sanitize

    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        knowledge = Path(folder) / "knowledge"
        settings = load(SAMPLE)
        shutil.copytree(settings.knowledge.folder, knowledge)
        write(documents(count), knowledge)
        settings = settings.model_copy(
            update={
                "data_dir": Path(folder) / "data",
                "knowledge": settings.knowledge.model_copy(update={"folder": knowledge}),
            }
        )
        base = build_knowledge(settings)
        base.sync()
        pipeline = build_pipeline(settings, base)
        seen = [sanitize(path.read_bytes()) for path in sorted((SAMPLE.parent / "mails").glob("*.eml"))]
        outcomes = [pipeline.process(m, account=settings.accounts[0], now=now) for m in seen]
        drafted = [m for m, o in zip(seen, outcomes, strict=True) if o.kind == "drafted"]
        found = {
            "set": "mails",
            "passages": len(base.view().index),
            "mails": len(seen),
            "drafted": len(drafted),
        }
        for name, call in (
            ("classify", pipeline.classifier.classify),
            ("mail", lambda m: pipeline.process(m, account=settings.accounts[0], now=now)),
        ):
            times = [_seconds(lambda m=m, c=call: c(_renewed(m)), 6) for _ in range(5) for m in drafted]
            found[f"{name}_p50_ms"], found[f"{name}_p95_ms"] = _quantiles(times)
        base.close()
    return found


def _renewed(message: SanitizedMessage) -> SanitizedMessage:
    """The same mail with a sentence of its own."""
    return replace(message, text=f"{message.text}\n\nMy customer number is {next(_NUMBERS)}.")


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
    parser.add_argument("--stand-in", action="store_true", help="an embedding model that costs nothing")
    options = parser.parse_args()
    print(json.dumps(measure(options.documents, StandIn() if options.stand_in else None)), flush=True)
    if not options.stand_in:
        print(json.dumps(training()), flush=True)
        print(json.dumps(mails(options.documents)), flush=True)


if __name__ == "__main__":
    main()
