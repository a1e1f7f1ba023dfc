"""What a mail asks for, and in which language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.classify import in_context, language, leans, questions

MAIL = """Dear team,

I hope you are well. I ordered a kettle two weeks ago (order SO-104233) and it has not
arrived yet. Where is my parcel and can I change the delivery address? Also, do you ship to
Norway?

Thanks for your help!
Best regards,
Ana"""


def test_greeting_story_and_thanks_are_no_requests() -> None:
    """Each request is given by itself, as it stands in the mail."""
    assert questions(MAIL) == (
        "Where is my parcel",
        "can I change the delivery address?",
        "Also, do you ship to\nNorway?",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is my order", ("where is my order",)),
        (
            "Hi\n1. What is the warranty?\n2. Do you repair?\n\nThx",
            ("What is the warranty?", "Do you repair?"),
        ),
        ("My parcel never arrived. I am angry.", ("My parcel never arrived.",)),
        ("See you on Friday, it was a nice evening.", ()),
        ("Could you please send the invoice again? Thanks!", ("Could you please send the invoice again?",)),
        ("Bonjour,\nje voudrais un devis.", ("je voudrais un devis.",)),
        (
            "Bitte senden Sie mir eine Rechnung.\nVielen Dank im Voraus",
            ("Bitte senden Sie mir eine Rechnung.",),
        ),
        ("Hola, ¿dónde está mi pedido? Gracias", ("¿dónde está mi pedido?",)),
        ("Hello – where is your showroom?", ("where is your showroom?",)),
        ("返品できますか？ありがとう。", ("返品できますか？",)),
        ("I look forward to hearing from you.\nBest regards", ()),
        ("", ()),
    ],
)
def test_requests_in_many_forms(text: str, expected: tuple[str, ...]) -> None:
    """Lists, orders, complaints and other languages."""
    assert questions(text) == expected


def test_ten_requests_are_enough() -> None:
    """A mail with fifty questions goes to a person anyway."""
    assert len(questions("\n".join(f"What is number {n} of the list?" for n in range(50)))) == 10


def test_a_very_long_sentence_is_cut_at_a_word() -> None:
    """No request is longer than a person would read."""
    (found,) = questions("Where is " + "my parcel " * 400 + "?")
    assert len(found) <= 600


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_slices_of_itself(text: str) -> None:
    """Nothing is raised and nothing is made up."""
    for found in questions(text):
        assert found in text
    assert 2 <= len(language(text)) <= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is my parcel?", "en"),
        ("Wo ist mein Paket?", "de"),
        ("Où est mon colis ?", "fr"),
        ("¿Dónde está mi pedido?", "es"),
        ("Dove è il mio pacco?", "it"),
        ("Waar is mijn pakket?", "nl"),
        ("返品できますか", "ja"),
        ("Где моя посылка? Я жду уже две недели.", "ru"),
        ("SO-104233", "und"),
        ("", "und"),
        ("12345", "und"),
    ],
)
def test_the_language_of_short_texts(text: str, expected: str) -> None:
    """Function words tell it; codes tell nothing."""
    assert language(text) == expected


@pytest.mark.parametrize(
    ("text", "question", "wider"),
    [
        ("The VAT id is gone. Can you add it?", "Can you add it?", "The VAT id is gone. Can you add it?"),
        ("My timer stopped.\n\nWhy?", "Why?", "My timer stopped. Why?"),
        ("Hello Ana,\nwhere is it?", "where is it?", None),
        ("Where is it?", "Where is it?", None),
    ],
)  # fmt: skip
def test_a_question_that_points_back_takes_the_sentence_before_it(
    text: str, question: str, wider: str | None
) -> None:
    assert questions(text)[-1] == question
    assert leans(question)
    assert in_context(text, question) == wider


def test_a_question_that_names_its_thing_stands_for_itself() -> None:
    assert not leans("How long is the free trial of your product?")
    assert not leans("Is it possible to pay invoices by card?")
