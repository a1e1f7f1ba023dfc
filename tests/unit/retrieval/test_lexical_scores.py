"""BM25 as bm25s computes it by itself, on texts of every kind."""

import bm25s
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.lexical import Lexical, Vocabulary
from retrieval.words import stems

WORDS = ["fee", "tent", "lamp", "shop", "noon", "ferry", "blue", "SO-104233", "42"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=8))
def test_the_scores_are_those_of_the_library(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    bags = [stems(text, "en") for text in texts]
    found = Lexical(vocabulary, [vocabulary.encode(bag) for bag in bags], ["en"] * len(texts))
    query = "fee tent SO-104233"
    known = sorted({word for bag in bags for word in bag})
    asked = [word for word in stems(query, "en") if word in known]
    if not asked:
        assert not found.scores(query).any()
        return
    other = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    other.index(
        ([[known.index(w) for w in b] for b in bags], {w: n for n, w in enumerate(known)}),
        show_progress=False,
    )
    wanted = other.get_scores_from_ids([known.index(w) for w in asked])
    assert np.allclose(found.scores(query), wanted, atol=1e-5)


def test_a_word_that_came_later_is_unknown_to_an_index() -> None:
    vocabulary = Vocabulary()
    first = Lexical(vocabulary, [vocabulary.encode(["fee"])], ["en"])
    Lexical(vocabulary, [vocabulary.encode(["fee", "tent"])], ["en"])
    assert first.knows("fee")
    assert not first.knows("tent")
    assert first.rarity("tent") == 1.0
    assert not first.scores("tent").any()


def test_words_may_come_while_they_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = Vocabulary()
    index = Lexical(vocabulary, [vocabulary.encode(["fee", "tent"])], ["en"])

    def knows(_: Lexical, word: str) -> bool:
        vocabulary.encode([f"{word} of a sync"])
        return True

    monkeypatch.setattr(Lexical, "knows", knows)
    assert index.words() == ["fee", "tent"]
