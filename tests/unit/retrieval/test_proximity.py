"""Words that stand together in the question count more in a passage where they stand together, too."""

from pathlib import Path

import numpy as np
import pytest

from intake.config import Settings
from retrieval import KnowledgeBase
from retrieval.proximity import together

IDF = dict.fromkeys(range(1, 9), 2.0)


def gains(query: list[int | None], *passages: list[int]) -> list[float]:
    return [float(g) for g in together(query, IDF, [np.array(p, np.int32) for p in passages])]


def test_neighbours_count_near_each_other_in_either_order() -> None:
    apart, near, turned, too_far = gains([1, 2], [1, 5], [1, 5, 5, 2], [2, 1], [1, 5, 5, 5, 2])
    assert apart == too_far == 0
    assert near == turned > 0


def test_a_pair_counts_for_less_each_time_it_comes_again() -> None:
    once, twice = gains([1, 2], [1, 2], [1, 2, 5, 5, 5, 1, 2])
    assert once < twice < 2 * once


def test_words_of_two_passages_are_no_neighbours() -> None:
    assert gains([1, 2], [5, 1], [2, 5]) == [0, 0]


def test_a_pair_is_worth_what_its_more_common_word_is() -> None:
    passages = [np.array([1, 2], np.int32)]
    rare, common = (float(together([1, 2], {1: 4.0, 2: w}, passages)[0]) for w in (3.0, 1.0))
    assert rare == pytest.approx(3 * common)


@pytest.mark.parametrize("query", [[], [None], [1], [1, 1], [1, None, 2], [7, 8]])
def test_a_query_without_neighbours_that_are_there_gains_nothing(query: list[int | None]) -> None:
    assert gains(query, [1, 2, 1, 1], []) == [0, 0]


def test_a_long_question_costs_little() -> None:
    query: list[int | None] = [n % 8 + 1 for n in range(3000)]
    assert gains(query, [n % 8 + 1 for n in range(20_000)])[0] > 0


@pytest.mark.parametrize("end", ["", " Ask us.", " Call us.", " Write to us."])
def test_the_passage_that_has_the_words_together_is_found_first(end: str, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    beside = "Each gift card is printed. Boxes are folded. The paper is wrapped in blue."
    apart = "Each gift is wrapped in blue paper. Boxes are folded. The card is printed."
    (folder / "beside.md").write_text(beside + end)
    (folder / "apart.md").write_text(apart + end)
    settings = Settings.model_validate(
        {"data_dir": tmp_path / "data", "knowledge": {"folder": folder, "embeddings": "none"}}
    )
    with KnowledgeBase.open(settings) as base:
        base.sync()
        found = base.search("Is the gift card printed?", 2)
        assert [p.source for p in found] == ["beside.md", "apart.md"]
