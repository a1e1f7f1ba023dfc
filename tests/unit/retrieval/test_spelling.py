"""What a customer misspells is read as the documents spell it; what is a word of its own is left alone."""

import pytest

from retrieval.lexical import Lexical, Vocabulary
from retrieval.spelling import Spelling
from retrieval.words import stems


def spelling(text: str, language: str = "en") -> Spelling:
    vocabulary = Vocabulary()
    return Spelling(Lexical(vocabulary, [vocabulary.encode(stems(text, language))], [language]))


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("How long is the waranty?", "How long is the warranty?"),
        ("How do I reach Mr Kletterbrg about it?", "How do I reach Mr kletterberg about it?"),
        ("How much is the shiping of it?", "How much is the shipping of it?"),
        ("How do I recieve my money?", "How do I receive my money?"),
    ],
)
def test_one_slip_is_mended(asked: str, read: str) -> None:
    documents = "You receive the money and the warranty with the shipping, says Kletterberg"
    assert spelling(documents).mended(asked) == read


def test_of_two_the_commoner_word_of_the_documents_is_meant() -> None:
    assert "strong" in spelling("strong strong strong storing").mended("What does the stronng force do?")


@pytest.mark.parametrize(
    "asked",
    [
        "How long is the warrrantty?",  # two slips in a word
        "Do you sell boots?",  # the documents have roots
        "What about biking with it?",  # and hiking
        "Which teh is it?",  # too short to tell
        "Is SO-104233 or Waranty-2 shipped?",  # codes are as they are
        "",
        "?",
    ],
)
def test_words_of_the_language_and_codes_stay(asked: str) -> None:
    assert spelling("roots hiking tea warranty").mended(asked) == asked


def test_a_letter_in_another_place_is_mended_where_nothing_is_nearer() -> None:
    read = spelling("Kletterberg ships Abilene with a warranty")
    assert read.mended("Was ableine retired?") == "Was abilene retired?"
    assert read.mended("Was bilenea retired?") == "Was bilenea retired?"  # its first letter is another


def test_words_of_the_documents_stay_whatever_language_the_question_is_taken_for() -> None:
    asked = "Quando posso acquired la gravity del prodotto?"
    assert spelling("the force of gravity was acquired").mended(asked) == asked


def test_a_question_is_mended_in_its_own_language() -> None:
    german = spelling("Die Lieferung dauert drei Tage und die Rücksendung ist kostenlos", "de")
    assert german.mended("Wie lange dauert die Liefrung bitte?") == "Wie lange dauert die lieferung bitte?"
    assert german.mended("Was kosten die Dosen und die Hosen bitte?").endswith("Dosen und die Hosen bitte?")


def test_without_documents_nothing_is_mended() -> None:
    assert spelling("").mended("How long is the waranty?") == "How long is the waranty?"


def test_a_text_of_nothing_but_slips_ends_soon() -> None:
    asked = "what is the " + " ".join(f"waranty{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(300))
    assert len(spelling("warranty").mended(asked)) <= 2000
