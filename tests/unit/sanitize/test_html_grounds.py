# ruff: noqa: E501 - markup
"""What lies behind letters: gradients, inset shadows, and blocks that are painted after them."""

import pytest

from tests.unit.sanitize import marks

SEEN = {
    "an inset shadow below dark letters": "<p style='box-shadow:inset 0 0 0 60px #fff'>Vaa</p>",
    "a gradient below letters that are painted later": (
        "<div style='position:relative;height:90px'><p style='position:absolute;inset:0;margin:0;background:linear-gradient(#fde,#def)'></p>"
        "<b style='position:absolute;top:9px'>Vaa</b></div>"
    ),
    "a gradient of no size": "<p style='color:#fff;background:#035 linear-gradient(#fff,#fff);background-size:0 0'>Vaa</p>",
    "below its neighbours, above the ground of its stacking context": (
        "<div style='background:#eef;isolation:isolate'><p style='position:relative;z-index:-1'>Vaa</p></div>"
    ),
    "on the ground of the page": "<body style='background:#eef'><p style='position:relative;z-index:-1'>Vaa</p>",
    "before what is not shown": "<div style='height:0'>Vaa</div><p style='content-visibility:hidden'>Hbb</p>",
}  # fmt: skip
NOT_SEEN = {
    "a shadow of the colour of the letters": "<p style='box-shadow:inset 0 0 0 60px'>Haa</p>",
    "a shadow over letters that are cut out of a ground": (
        "<p style='background:#000;background-clip:text;color:transparent;box-shadow:inset 0 0 0 60px #fff'>Haa</p>"
    ),
    "the first of two gradients": "<p style='background:linear-gradient(#fff,#fff),linear-gradient(#000,#000);color:#fff'>Haa</p>",
    "the middle of a long gradient": "<p style='background:linear-gradient(#000 -9999px,#fff 9999px);color:#808080'>Haa</p>",
    "the last of many stops": (
        "<p style='color:#fff;background:linear-gradient(#000,#010000 0,#020000 0,#030000 0,#040000 0,#050000 0,#060000 0,#070000 0,#fff 0)'>Haa</p>"
    ),
    "a gradient of the colour of the letters": "<p style='background:linear-gradient(#fff,currentcolor 1px)'>Haa</p>",
    "below the block around": "<div style='background:#eef'><p style='position:relative;z-index:-1'>Haa</p></div>",
    "an item below its box": "<div style='display:flex;background:#eef'><p style='z-index:-1'>Haa</p></div>",
    "below the ground of a page that has two": (
        "<html style='background:#fff'><body style='background:#eee'><p style='position:relative;z-index:-1'>Haa</p>"
    ),
    "a block that is painted as a whole": (
        "<p style='margin:0;line-height:40px'>Haa</p><div style='content-visibility:auto;margin-top:-40px;height:40px;background:#fff'></div>"
    ),
    "a block with a depth of its own": (
        "<p style='margin:0;line-height:40px'>Haa</p><div style='transform-style:preserve-3d;margin-top:-40px;height:40px;background:#fff'></div>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_letters_that_stand_out_are_kept(name: str) -> None:
    assert marks.kept(f"<!doctype html>{SEEN[name]}") == ["Vaa"]


@pytest.mark.parametrize("name", NOT_SEEN)
def test_letters_that_do_not_are_not(name: str) -> None:
    assert marks.kept(f"<!doctype html>{NOT_SEEN[name]}") == []
