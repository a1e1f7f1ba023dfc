"""nDCG@10 of the shipped search, beside words alone and meaning alone, in one run."""

import json
import math
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.quality_sets import Search
from intake.config import Settings
from retrieval import KnowledgeBase

K = 10


@contextmanager
def base_of(documents: dict[str, str], **knowledge: Any) -> Iterator[KnowledgeBase]:
    """A knowledge base over these files, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "knowledge"
        for name, text in documents.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        settings = Settings.model_validate(
            {"data_dir": Path(folder) / "data", "knowledge": {"folder": root, **knowledge}}
        )
        with KnowledgeBase.open(settings) as base:
            report = base.sync()
            if report.failed:
                print(json.dumps({"failed": len(report.failed), "first": report.failed[0].reason}))
            yield base


def measure(data: Search) -> dict[str, Any]:
    """One line of results: the shipped configuration and its two baselines."""
    found: dict[str, Any] = {"set": data.name, "documents": len(data.documents), "queries": len(data.queries)}
    for name, options in {
        "shipped": {},
        "words": {"embeddings": "none"},
        "meaning": {"dense_weight": 1.0},
    }.items():
        with base_of(data.documents, **options) as base:
            scores = [ndcg(ranked(base, query), relevant) for query, relevant in data.queries]
        found[f"ndcg10_{name}"] = round(sum(scores) / len(scores), 4)
    return found


def ranked(base: KnowledgeBase, query: str) -> list[str]:
    """Sources in order of their best passage."""
    return list(dict.fromkeys(p.source for p in base.search(query, 3 * K)))[:K]


def ndcg(sources: list[str], relevant: set[str]) -> float:
    gain = sum(1 / math.log2(i + 2) for i, s in enumerate(sources) if s in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(K, len(relevant))))
