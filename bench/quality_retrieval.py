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
from retrieval.embed import Embedder
from retrieval.index import Index
from retrieval.ranking import rank

K = 10


@contextmanager
def base_of(
    documents: dict[str, str], embedder: Embedder | None = None, **knowledge: Any
) -> Iterator[KnowledgeBase]:
    """A knowledge base over these files, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "knowledge"
        write(documents, root)
        settings = Settings.model_validate(
            {"data_dir": Path(folder) / "data", "knowledge": {"folder": root, **knowledge}}
        )
        with KnowledgeBase.open(settings, embedder=embedder) as base:
            report = base.sync()
            if report.failed:
                print(json.dumps({"failed": len(report.failed), "first": report.failed[0].reason}))
            yield base


def write(documents: dict[str, str], root: Path) -> None:
    for name, text in documents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


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
    for name, dense in (("shipped", view.dense), ("words", None)):
        hits = rank(view.index, dense, query, k=3 * K, allowed=allowed, language=None, weight=view.weight)
        found[name] = _sources(view.index, [h.row for h in hits])
    assert view.dense is not None, "run `mailroom models install`"
    row = view.dense.query(query)
    near = view.dense.nearest(view.index, row, 3 * K, None) if row is not None else []
    found["meaning"] = _sources(view.index, [view.index.row[i] for i, _ in near])
    return found


def _sources(index: Index, rows: list[int]) -> list[str]:
    places = [index.place(index.contents[index.owner[r]], ()) for r in rows]
    return list(dict.fromkeys(p.source for p in places if p))[:K]


def ndcg(sources: list[str], relevant: set[str]) -> float:
    gain = sum(1 / math.log2(i + 2) for i, s in enumerate(sources) if s in relevant)
    return gain / sum(1 / math.log2(i + 2) for i in range(min(K, len(relevant))))
