# ruff: noqa: E501 - rows of colours
"""Colours of other spaces, as Chromium paints them."""

import pytest

from intake.sanitize.css.colour import parse_colour


@pytest.mark.parametrize(
    ("colour", "painted"),
    [("oklch(0.3 0.1 250)", (0, 46, 93)), ("oklch(0.3 0.4 250)", (20, 0, 236)), ("lab(20% 0 0)", (48, 48, 48)),
     ("lch(20% 30 40)", (82, 33, 21)), ("oklab(95% -.3 .1)", (0, 255, 167)), ("color(xyz-d50 .1 .3 .1)", (0, 184, 79)),
     ("color(srgb-linear .5 .5 .5)", (188, 188, 188)), ("oklch(.5 -0.2 40)", (99, 99, 99))],
)  # fmt: skip
def test_a_colour_of_another_space_is_painted_as_the_nearest_of_the_screen(
    colour: str, painted: tuple[int, int, int]
) -> None:
    found = parse_colour(colour)
    assert isinstance(found, tuple)
    assert all(abs(255 * one - other) <= 1 for one, other in zip(found[:3], painted, strict=True))


def test_a_colour_of_a_space_that_is_not_known_is_not_told() -> None:
    assert parse_colour("color(rec2020 0 1 0)") == "unknown"
    assert parse_colour("oklch(from currentcolor l c h)") == "unknown"
