# ruff: noqa: E501 - samples
"""Letters of a drawing on its rectangles, and beside letters that are out of sight."""

import pytest

from tests.unit.sanitize import marks


def kept(inner: str, attributes: str = "width=400 height=120", around: str = "") -> list[str]:
    """The marked words of a drawing that reach the text."""
    page = f"<div style='{around}'><svg {attributes}>{inner}</svg></div>"
    return marks.kept(page)


DARK = "<rect width=400 height=40 fill=#024></rect>"


def test_light_letters_on_a_dark_rectangle_are_kept() -> None:
    assert kept(f"{DARK}<text x=5 y=25 fill=#fff>Vaa</text> <text x=5 y=80>Vab</text>") == ["Vaa", "Vab"]


@pytest.mark.parametrize(
    "inner",
    [f"{DARK}<text x=5 y=25 fill=#024>Haa</text>", f"<text x=5 y=25 fill=#fff>Haa</text>{DARK}",
     "<text x=5 y=25>Haa</text><rect width=400 height=40 fill=#fff></rect>", "<rect width=20 height=40 fill=#024></rect><text x=5 y=25 fill=#fff>Haa word</text>",
     f"<style>rect{{y:60px}}</style>{DARK}<text x=5 y=25 fill=#fff>Haa</text>", "<rect width=400 height=40 fill=#024 opacity=0></rect><text x=5 y=25 fill=#fff>Haa</text>",
     "<text x=5 y=25>Haa</text><path d='M0 0H400V120H0' fill=#fff></path>", "<text x=5 y=60>Haa</text><text x=5 y=60 stroke=#fff stroke-width=60>mmm</text>"],
)  # fmt: skip
def test_letters_that_a_rectangle_may_hide_or_not_hold_are_not(inner: str) -> None:
    assert kept(inner) == []


def test_letters_out_of_sight_leave_others_seen() -> None:
    others = "<text x=900 y=20>Haa</text><text x=5 y=-20>Hab</text><text x=5 y=400>Hac</text><text x=5 y=70 opacity=0>Had</text>"
    assert kept(f"<text x=5 y=20>Vaa</text>{others}") == ["Vaa"]


def test_a_drawing_may_say_that_it_is_as_large_as_it_is() -> None:
    assert kept("<text x=5 y=20>Vaa</text>", "width=400 height=120 viewBox='0 0 400 120'") == ["Vaa"]
    assert kept("<text x=5 y=20>Haa</text>", "width=400 height=120 viewBox='0 0 40000 12000'") == []


def test_a_filling_is_inherited_by_letters() -> None:
    assert kept("<text x=5 y=20>Haa</text>", around="fill:#fff") == []


def test_a_drawing_may_tell_the_size_of_its_letters() -> None:
    letters = "<text x='9' y='30'>Vaa</text><clipPath id='c'><rect width='9' height='9'/></clipPath>"
    assert kept(letters, "width=300 height=60 font-size=16 font-family=Arial") == ["Vaa"]
    assert kept(letters, "width=300 height=60 font-size=0") == []
