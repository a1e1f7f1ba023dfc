"""A query takes on the meaning of the best passages and looks a second time (Rocchio)."""

from pathlib import Path

import numpy as np

from intake.config import Settings
from retrieval import KnowledgeBase
from retrieval.ranking import rank

MEANINGS = {
    "query": (1.0, 0.0),
    "nearest": (0.9, 0.44),
    "beside it": (0.48, 0.88),
    "away from it": (0.5, -0.87),
}


class Arranged:
    """Vectors as the test wants them."""

    name, version = "arranged", "1"

    def embed(self, texts: list[str]) -> np.ndarray:
        rows = [next((v for k, v in MEANINGS.items() if k in text), (0.0, -1.0)) for text in texts]
        return np.array(rows, np.float32).reshape(-1, 2)


def test_of_two_passages_about_as_near_the_one_like_the_best_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    for n, name in enumerate(["away from it", "nearest", "beside it"]):
        (folder / f"{n}.txt").write_text(f"{name} " + "lorem " * n)
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "knowledge": {"folder": folder}})
    with KnowledgeBase.open(settings, embedder=Arranged()) as base:  # type: ignore[arg-type]
        base.sync()
        assert [p.source for p in base.search("query")] == ["1.txt", "2.txt", "0.txt"]


def test_without_vectors_words_alone_rank_as_if_there_were_no_meaning(tmp_path: Path) -> None:
    """A store that holds nothing takes nothing from the score of words."""

    class Empty:
        def query(self, text: str) -> np.ndarray:
            return np.array([1.0, 0.0], np.float32)

        def nearest(self, *_: object) -> list[tuple[str, float]]:
            return []

        def rows(self, *_: object) -> dict[str, np.ndarray]:
            return {}

    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "a.txt").write_text("Kettles are descaled with vinegar.")
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "knowledge": {"folder": folder}})
    with KnowledgeBase.open(settings, embedder=Arranged()) as base:  # type: ignore[arg-type]
        base.sync()
        index = base.view().index
        hits = rank(
            index, Empty(), "vinegar", k=3, allowed=index.allowed((), None), language=None, weight=0.6,
        )  # type: ignore[arg-type]  # fmt: skip
    assert [(h.row, h.score) for h in hits] == [(0, 1.0)]
