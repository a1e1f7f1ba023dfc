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
from retrieval.ranking import rank

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


def measure(data: Search, every: int = 1) -> dict[str, Any]:
    """One line of results: the shipped configuration and its two baselines, over one index."""
    queries = data.queries[::every]
    found: dict[str, Any] = {"set": data.name, "documents": len(data.documents), "queries": len(queries)}
    scores: dict[str, list[float]] = {"shipped": [], "words": [], "meaning": []}
    with base_of(data.documents) as base:
        for query, relevant in queries:
            for name, sources in ranked(base, query).items():
                scores[name].append(ndcg(sources, relevant))
    return found | {f"ndcg10_{name}": round(sum(s) / len(s), 4) for name, s in scores.items()}


def ranked(base: KnowledgeBase, query: str) -> dict[str, list[str]]:
    """Sources in order of their best passage: as shipped, by words alone, by meaning alone."""
    view = base.view()
    allowed = view.index.allowed((), None)
    found = {}
    for name, dense, weight in (
        ("shipped", view.dense, view.weight),
        ("words", None, 0.0),
        ("meaning", view.dense, 1.0),
    ):
        hits = rank(view.index, dense, query, k=3 * K, allowed=allowed, language=None, weight=weight)
        owners = [view.index.contents[view.index.owner[h.row]] for h in hits]
        places = [view.index.place(c, ()) for c in owners]
        found[name] = list(dict.fromkeys(p.source for p in places if p))[:K]
    return found


def ndcg(sources: list[str], relevant: set[str]) -> float:
    gain = sum(1 / math.log2(i + 2) for i, s in enumerate(sources) if s in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(K, len(relevant))))
