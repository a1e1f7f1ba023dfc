"""Colours made of others, sums of values, and what neither is."""

import pytest

from intake.sanitize import sanitize_html
from intake.sanitize.css.colour import parse_colour
from intake.sanitize.css.lengths import length, number

MADE = {
    "rgb(from black r g b / .9)": (0, 0, 0, 0.9),
    "rgb(from white calc(r - 255) 0 none)": (0, 0, 0, 1),
    "hsl(from red calc(h + 120) s l)": (0, 1, 0, 1),
    "hwb(from red h w 50)": (0.5, 0, 0, 1),
    "color(from black srgb 1 g b)": (1, 0, 0, 1),
    "oklab(from white 0 a b)": (0, 0, 0, 1),
    "lab(from white 0% a b / alpha)": (0, 0, 0, 1),
    "color-mix(in srgb, black, white)": (0.5, 0.5, 0.5, 1),
    "color-mix(in srgb, transparent 40%, #000)": (0, 0, 0, 0.6),
    "color-mix(in srgb, black 25%, black 25%)": (0, 0, 0, 0.5),
    "color-mix(in hsl, red, blue)": (1, 0, 1, 1),
    "color-mix(in hsl, red, white)": (0.875, 0.625, 0.625, 1),
}


@pytest.mark.parametrize("text", MADE)
def test_a_colour_is_made_of_another(text: str) -> None:
    assert parse_colour(text) == pytest.approx(MADE[text], abs=1e-4)


@pytest.mark.parametrize(
    "text",
    ["rgb(from currentcolor r g b)", "oklch(from white .5 .2 h)", "rgb(from #0000 r g b)",
     "rgb(from white calc(r -1) g b)", "color-mix(in srgb shorter hue, red, red)", "color-mix(in srgb, red)",
     "color-mix(in hsl longer hue, red, blue)", "light-dark(contrast-color(red), red)"],
)  # fmt: skip
def test_a_colour_that_is_not_worked_out_is_not_told(text: str) -> None:
    assert parse_colour(text) == "unknown"


def test_brackets_in_brackets_end_somewhere() -> None:
    assert parse_colour("light-dark(" * 3000 + "red" + ")" * 3000) == "unknown"
    assert length("calc(" * 70 + "1px" + ")" * 70, 16.0, None) is None


@pytest.mark.parametrize("text", ["calc(1px+1px)", "calc(1px -1px)", "calc(1px + 1)", "max(1px, 1)", "(1px)"])
def test_a_sum_that_a_browser_drops_is_none(text: str) -> None:
    assert length(text, 16.0, 100.0) is None


def test_sums_are_worked_out() -> None:
    assert length("calc(50% + (2px - 1px) * 3)", 16.0, 100.0) == 53
    assert number("clamp(0, min(1, 2), .5)") == 0.5


@pytest.mark.parametrize("value", ["calc(20px -1px)", "max(1, 20px)", "(20px)"])
def test_a_sum_that_is_dropped_leaves_the_text_hidden(value: str) -> None:
    view = sanitize_html(f"<p style='font-size:0;font-size:{value}'>Words</p>", where="sample")
    assert view.text == ""


@pytest.mark.parametrize("value", ["rgb(255 255,255)", "foo(1)", "#fffg"])
def test_a_colour_that_is_dropped_leaves_the_text_seen(value: str) -> None:
    view = sanitize_html(f"<p style='color:{value}'>Words</p>", where="sample")
    assert view.text == "Words"
