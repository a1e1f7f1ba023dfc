"""The words of a question met by those of a passage, both read in their context by the real model."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from intake.mail import Passage
from retrieval.minilm import MiniLM, open_model
from retrieval.reading import LAYERS, Reading, Remembering, reading_signs, worst_met

KETTLE = "The kettle holds 1.7 litres. Its cable is one metre long. It switches itself off when it boils."
PARCEL = "Parcels to Norway take five days. Customs are paid by whoever receives them."


@pytest.fixture(scope="module")
def model() -> MiniLM:
    found = open_model()
    assert found is not None, "run `mailroom models install`"
    return found


def passage(text: str, source: str = "a.md") -> Passage:
    return Passage(
        id=f"{source}-0", source=source, title="", location="", start=0, end=len(text), text=text, score=1.0,
        language="en", priority=0.0,
    )  # fmt: skip


def signs(model: MiniLM, question: str, *texts: str) -> dict[str, float]:
    passages = [passage(text, f"{n}.md") for n, text in enumerate(texts)]
    return reading_signs(question, passages, lambda _: 1.0, Remembering(model))


def test_tokens_stand_where_their_letters_stand(model: MiniLM) -> None:
    (read,) = model.read([KETTLE])
    words = [KETTLE[a:b] for a, b in read.spans]
    assert words[:3] == ["The", "kettle", "holds"]
    assert read.rows.shape == (len(words), 768)
    assert np.allclose(np.linalg.norm(read.rows.astype(np.float32), axis=1), 1, atol=0.01)


def test_a_text_is_read_the_same_whatever_is_read_with_it(model: MiniLM) -> None:
    """An estimate made from a reading must not hang on what was asked before."""
    alone, beside = model.read([KETTLE])[0], model.read([PARCEL * 5, KETTLE, "x"])[1]
    assert (alone.rows == beside.rows).all()


def test_the_passage_that_answers_is_met_better_than_one_about_something_else(model: MiniLM) -> None:
    question = "How much water fits into the kettle?"
    near, far = signs(model, question, KETTLE), signs(model, question, PARCEL)
    for layer in LAYERS:
        for name in ("tokens", "window", "sentence", "cosine"):
            assert near[f"read_{layer}_{name}"] > far[f"read_{layer}_{name}"]


def test_a_lead_is_over_other_documents_and_not_over_the_same_one(model: MiniLM) -> None:
    question = "How long is the cable of the kettle?"
    twice = [passage(KETTLE), replace(passage(KETTLE), id="a.md-1")]
    alone = reading_signs(question, twice, lambda _: 1.0, model)
    beside = reading_signs(question, [*twice, passage(PARCEL, "b.md")], lambda _: 1.0, model)
    copied = reading_signs(question, [*twice, passage(KETTLE, "c.md")], lambda _: 1.0, model)
    assert alone["read_word_tokens_gap"] > 0
    assert beside["read_word_tokens_gap"] > 0.1
    assert copied["read_word_tokens_gap"] == pytest.approx(0, abs=1e-6)


def test_words_without_weight_do_not_count(model: MiniLM) -> None:
    """Of a question of question words all tokens are looked at, instead of none."""
    question = "How long is the cable of the kettle?"
    heavy = reading_signs(question, [passage(KETTLE)], lambda w: None if w == "cable" else 1.0, model)
    light = reading_signs(question, [passage(KETTLE)], lambda w: 1.0 if w == "cable" else None, model)
    none = reading_signs(question, [passage(KETTLE)], lambda _: None, model)
    assert light["read_word_sentence"] > heavy["read_word_sentence"]
    assert none["read_word_tokens"] == heavy["read_word_tokens"]


def test_a_word_is_met_by_one_that_means_the_same(model: MiniLM) -> None:
    """Of several the worst counts, and without a word all are met."""
    passages = [passage("Clubs and schools get ten percent off."), passage(PARCEL, "b.md")]

    def met(word: str) -> float:
        return worst_met({word}, f"Is there a discount for {word}?", passages, model)

    assert met("students") > 0.4 > 0.32 > met("hamsters")
    both = worst_met({"students", "hamsters"}, "Do students and hamsters get a discount?", passages, model)
    assert both < 0.4
    assert worst_met(set(), "Is there a discount?", passages, model) == 1.0
    assert worst_met({"absent"}, "Is there a discount?", passages, model) == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "\ud800",
        "🫖" * 300,
        "a" * 50_000,
        "?!…" * 2000,
        "1.\n2.\n3.\n",
        "привет " * 400,
        "\x00",
    ],
    ids=lambda text: repr(text)[:20],
)
def test_strange_texts_are_read_within_bounds(model: MiniLM, text: str) -> None:
    for found in (signs(model, text, KETTLE), signs(model, "How much is it?", text, KETTLE)):
        assert all(np.isfinite(value) and -1.01 <= value <= 1.01 for value in found.values())
    (read,) = model.read([text])
    assert len(read.rows) == len(read.spans) <= 256
    assert -1.01 <= worst_met({"much"}, "How much is it?", [passage(text)], model) <= 1


def test_a_reading_is_kept_and_the_oldest_given_up() -> None:
    class Counting:
        def __init__(self) -> None:
            self.texts: list[str] = []

        def read(self, texts: list[str]) -> list[Reading]:
            self.texts += texts
            rows: NDArray[np.float16] = np.ones((1, 1), np.float16)
            return [Reading(rows=rows, spans=np.zeros((1, 2), np.int32)) for _ in texts]

    counting = Counting()
    kept = Remembering(counting)  # type: ignore[arg-type]
    kept.read(["a", "b", "a"])
    assert counting.texts == ["a", "b"]
    kept.read([str(n) for n in range(Remembering.KEPT)])
    kept.read(["a"])
    assert counting.texts[-1] == "a"
