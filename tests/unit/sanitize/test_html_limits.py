# ruff: noqa: E501 - markup
"""Boxes that cut at a limit, or hold a row of items, are read where what they hold surely has room."""

import pytest

from intake.sanitize import sanitize_html

READ = {
    "one line": '<div style="max-height:48px;overflow:hidden">Gate closes</div>',
    "two paragraphs": '<div style="max-height:120px;overflow:hidden"><p>Gate closes</p><p>at nine</p></div>',
    "a row of items": '<div style="display:flex;height:100px;overflow:hidden"><b>Gate closes</b></div>',
    "items in the middle of their row": (
        '<div style="display:flex;align-items:center;height:60px;overflow:hidden"><b>Gate closes</b></div>'
    ),
    "a shadow of the letters": '<p style="filter:drop-shadow(1px 1px 2px #000)">Gate closes</p>',
}
NOT_READ = {
    "what is too low for a line": '<div style="max-height:9px;overflow:hidden">Gate closes</div>',
    "what stands below its limit": (
        '<div style="max-height:48px;overflow:hidden"><p style="padding-top:50px">Gate closes</p></div>'
    ),
    "a second line": ('<div style="max-height:20px;overflow:hidden;line-height:20px"><br>Gate closes</div>'),
    "a row with a high neighbour": (
        '<div style="display:flex;align-items:flex-end;height:60px;overflow:hidden">'
        '<b style="padding-bottom:90px">Gate closes</b></div>'
    ),
    "a baseline set by a neighbour": (
        '<div style="display:flex;align-items:baseline;height:60px;overflow:hidden;line-height:20px">'
        '<b style="padding-top:40px">at</b><b style="padding-bottom:40px;padding-top:15px">Gate closes</b></div>'
    ),
    "a row drawn up by a margin": (
        '<div style="display:flex;height:60px;overflow:hidden"><b style="margin-top:-90px">Gate closes</b></div>'
    ),
    "a blur of a length that is not told": '<p style="filter:blur(9cqw)">Gate closes</p>',
    "a shadow of a colour that is none": (
        '<p style="filter:opacity(0);filter:drop-shadow(1px 1px 2px foo)">Gate closes</p>'
    ),
}


@pytest.mark.parametrize("name", READ)
def test_what_surely_has_room_is_read(name: str) -> None:
    view = sanitize_html(READ[name], where="sample")
    assert "Gate closes" in view.text
    assert not view.findings


@pytest.mark.parametrize("name", NOT_READ)
def test_what_may_be_cut_is_not_read(name: str) -> None:
    assert "Gate" not in sanitize_html(NOT_READ[name], where="sample").text


ROW = "<style>.row{{display:flex;gap:18px}}.grid{{display:grid;grid-template-columns:1fr 1fr}}.card{{{}}}</style>"
CARDS = "<div class={}><div class=card>Gate closes</div><div class=card>at nine</div></div>"


@pytest.mark.parametrize(("kind", "style"), [("row", "flex:1;overflow:hidden"), ("grid", "overflow:hidden")])
def test_cards_that_share_a_row_are_read_where_their_words_have_room(kind: str, style: str) -> None:
    view = sanitize_html(ROW.format(style) + CARDS.format(kind), where="sample")
    assert "Gate closes" in view.text
    assert not view.findings
    narrow = f"<div style='width:60px'>{CARDS.format(kind)}</div>"
    assert "Gate" not in sanitize_html(ROW.format(style) + narrow, where="sample").text


def test_a_row_that_begins_at_the_right_may_reach_beyond_the_left_edge() -> None:
    page = "<div style='display:flex;direction:rtl;width:200px'><div><img width=900 height=20></div>Gate closes</div>"
    assert "Gate" not in sanitize_html(page, where="sample").text
