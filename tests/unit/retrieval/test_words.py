"""Texts become the words that rank them."""

import pytest

from retrieval.words import stems


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("U.N.", "UN"),
        ("at 5 p.m. daily", "at 5 pm daily"),
        ("the S.p.A", "the SpA"),
        ("J.R.R. Tolkien", "JRR Tolkien"),
        ("Schrödinger", "Schrodinger"),
    ],
)
def test_the_same_however_it_is_written(written: str, meant: str) -> None:
    assert stems(written, "en") == stems(meant, "en")


def test_ends_of_sentences_and_domains_are_no_initials() -> None:
    assert stems("Take plan B. It is", "en") == ["take", "plan", "b"]
    assert stems("shop.example", "en")[:2] == ["shop", "exampl"]
