"""What a filter makes of colours, and what an opaque mask cuts."""

import pytest

from tests.unit.sanitize.marks import kept

SEEN = {
    "inverted with its ground": "<p style='filter:invert(1);background:#fff'>Vaa</p>",
    "white made black": "<p style='filter:brightness(0);color:#fff'>Vaa</p>",
    "a blur of nothing": "<p style='filter:grayscale(1) blur(0)'>Vaa</p>",
    "inverted on a dark ground": "<div style='background:#000'><p style='filter:invert(1)'>Vaa</p></div>",
    "a child of the same colour": "<div style='filter:invert(1);background:#fff'><p>Vaa</p></div>",
    "an opaque mask": "<p style='mask-image:linear-gradient(#fff,#000)'>Vaa</p>",
}
UNSEEN = {
    "inverted without its ground": "<p style='filter:invert(1)'>Haa</p>",
    "ground and letters made black": "<p style='filter:brightness(0);background:#fff'>Haa</p>",
    "two hues made one grey": "<p style='filter:grayscale(1);color:#f00;background:#363636'>Haa</p>",
    "a child with a ground": "<div style='filter:brightness(0)'><p style='background:#fff'>Haa</p></div>",
    "letters cut out of a ground": "<div style='background:#fff;-webkit-background-clip:text;"
    "color:transparent'><p style='filter:invert(1)'>Haa</p></div>",
    "a clip of a box that is too low": "<div style='height:0;clip-path:inset(0)'>Haa</div>",
    "a gradient of another browser": "<p style='color:#fff;background:-moz-linear-gradient(#000,#000)'>Haa",
    "two opacities": "<p style='filter:opacity(.2) opacity(.1)'>Haa</p>",
    "a mask of a low box": "<div style='height:0;mask-image:linear-gradient(#fff,#000)'>Haa</div>",
    "a float in a box of no height": "<div style='overflow:clip'><p style='float:left'>Haa</p></div>",
    "a mask that lets through": "<p style='mask-image:linear-gradient(#fff,transparent)'>Haa</p>",
}


@pytest.mark.parametrize("html", SEEN.values(), ids=SEEN.keys())
def test_letters_that_stand_out_in_the_end_are_read(html: str) -> None:
    assert kept(f"<!doctype html>{html}") == ["Vaa"]


@pytest.mark.parametrize("html", UNSEEN.values(), ids=UNSEEN.keys())
def test_letters_that_may_not_are_not_kept(html: str) -> None:
    assert kept(f"<!doctype html>{html}") == []
