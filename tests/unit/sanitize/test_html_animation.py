# ruff: noqa: E501 - samples
"""What an animation leaves once it has come to its end."""

import pytest

from intake.sanitize import sanitize_html
from intake.sanitize.html.animation import parse
from tests.unit.sanitize import marks

FRAMES = "@keyframes come{to{opacity:1}}@keyframes go{to{opacity:0}}@keyframes fade{to{color:#fff}}"


def kept(style: str) -> list[str]:
    """The marked words of a page that reach the text."""
    page = f"<style>{FRAMES}p{{{style}}}</style><p>Vaa</p>"
    return marks.kept(page)


@pytest.mark.parametrize(
    "style",
    ["opacity:0;animation:come 1s forwards", "animation:go 1s", "animation:none-such 1s forwards", "animation:GO 1s forwards",
     "animation:go 1s forwards;opacity:1!important", "opacity:0;animation:come 0s both ease-in",
     "animation:go 1s linear paused", "animation:go 1s infinite;opacity:1!important", "animation:go 1s 99999s"],
)  # fmt: skip
def test_letters_that_stand_there_in_the_end_are_kept(style: str) -> None:
    assert kept(style) == ["Vaa"]


@pytest.mark.parametrize(
    "style",
    ["animation:go 1s forwards", "animation:fade .5s both", "opacity:0;animation:come 1s", "opacity:0!important;animation:come 1s forwards",
     "animation:go 1s infinite", "animation:come 99s 1s both;opacity:0", "animation:come 1s forwards;animation-name:go",
     "animation:come 1s paused forwards;opacity:0", "animation:come 1s forwards linear(0,0);opacity:0",
     "animation:go 1s step-start paused", "animation:go 1s -2s paused", "animation:go 0s paused", "animation:go 1s paused both",
     "animation:go 1s infinite,fade 1s infinite;opacity:1!important", "animation:fade 1s infinite;opacity:1!important"],
)  # fmt: skip
def test_letters_that_may_be_gone_in_the_end_are_not(style: str) -> None:
    assert kept(style) == []


def test_an_animation_that_is_told_twice_is_not_worked_out() -> None:
    page = "<style>@keyframes a{to{opacity:0}}@keyframes a{to{opacity:1}}p{opacity:0;animation:a 1s forwards}</style><p>Vaa</p>"
    assert "Vaa" not in sanitize_html(page, where="x").text


def test_one_animation_is_parsed_and_two_are_not() -> None:
    found = parse("go 200ms 3 ease-in 1s forwards")
    assert found is not None
    assert (found.name, round(found.end_s, 3), found.fill) == ("go", 1.6, "forwards")
    assert parse("go 1s, come 1s") is None
    assert parse("go come 1s") is None
