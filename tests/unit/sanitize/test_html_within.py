# ruff: noqa: E501
"""Boxes that cut what they do not hold: what surely stands in them is seen, what may stand beside them is not."""

import pytest

from intake.sanitize import sanitize_html

IN_A_CELL = "<table width='400'><tr><td><div style='position:relative;height:90px;overflow:hidden'>{}</div></td></tr></table>"
SEEN = {
    "an item that cuts, in a row that holds it": "<div style='display:grid;grid-template-rows:1fr'><div style='overflow:hidden'>Vaa</div></div>",
    "an item that cuts, in a column that grows": "<div style='display:flex;flex-direction:column'><div style='overflow:hidden'>Vaa</div></div>",
    "lines from top to bottom": "<div style='writing-mode:vertical-rl;height:200px'>Vaa</div>",
    "lines from top to bottom in a cell": "<table><tr><td style='writing-mode:sideways-lr'>Vaa</td></tr></table>",
    "a margin that a padding makes good": "<p style='margin-left:-1000px;padding-left:1000px'>Vaa",
    "rows of a grid that hold what stands in them": "<div style='display:grid;grid-template-rows:1fr'><p>Vaa</p></div>",
    "a row of no height, of which nothing is cut": "<div style='display:grid;grid-template-rows:0fr'><p>Vaa</p></div>",
    "columns as many as have room": "<div style='display:grid;grid-template-columns:repeat(auto-fit,minmax(100px,1fr));gap:1em'>"
    "<p>Vaa</p><p>Vbb</p></div>",
    "columns with names": "<div style='display:grid;grid-template-columns:[side] 10em [main end] minmax(0,1fr)'><p>Vaa</p></div>",
    "columns of shares": "<div style='display:grid;grid-template-columns:30% 70%'><p>Vaa</p><p>Vbb</p></div>",
    "a column of no width, of which nothing is cut": "<div style='display:grid;grid-template-columns:0 1fr'><p>Vaa</p></div>",
    "far below a low row": "<div style='display:grid;grid-auto-rows:0'><p style='background:#fff'>a</p></div>"
    "<div style='height:200px'></div><p>Vaa</p>",
    "a section of a mail by Word": "<style>div.s{page:s}</style><div class=s>Vaa</div>",
    "a font as a content system writes it": "<p style='font-variant-east-asian:inherit;font-variant-alternates:inherit'>Vaa",
    "a line above the lower edge": "<div style='height:60px;overflow:hidden;width:400px;line-height:20px'>"
    "<p style='margin:40px 0 0'>Vaa<br>Haa</p></div>",
    "one line of two": "<div style='line-height:20px;max-height:20px;overflow:hidden'>Vaa<br>Haa</div>",
    "the second line, where a margin draws up the first": "<div style='height:26px;overflow:hidden;line-height:26px'>"
    "<p style='margin:-26px 0 0'>Haa<br>Vaa</p></div>",
    "a heading in a box of its own height": "<table><tr><th><p style='height:32px;line-height:32px;overflow:hidden'>Vaa"
    "</p></th></tr></table>",
    "placed in a box in a cell": IN_A_CELL.format("<b style='position:absolute;left:12px;top:12px'>Vaa</b>"),
    "drawn out, and back again": "<div style='overflow:hidden;width:200px'><div style='position:relative;left:-300px'>"
    "<b style='position:relative;left:300px'>Vaa</b></div></div>",
    "behind a pane of glass": "<div style='position:relative;height:40px'>Vaa<div style='position:absolute;inset:0;"
    "background:rgba(255,255,255,.4)'></div></div>",
    "the first item of a row": "<div style='display:flex;width:300px;overflow:hidden'><p style='flex:0 0 300px'>Vaa</p>"
    "<p style='flex:0 0 300px'>Haa</p></div>",
    "clamped where there is no box for it": "<div style='-webkit-line-clamp:1;overflow:hidden'>a<br>Vaa</div>",
    "beside what floats": "<div style='width:600px'><div style='float:left;width:200px'>a</div>"
    "<div style='overflow:hidden'>Vaa</div></div>",
}
UNSEEN = {
    "behind what sticks out of a low row": "<div style='display:grid;grid-template-rows:0'><div style='height:60px;"
    "background:#fff;position:relative'></div></div><p style='margin:0'>Haa</p>",
    "behind what stands beside a narrow column": "<div style='display:grid;grid-template-columns:20px 1fr'>"
    "<div style='white-space:nowrap'>behind Haa</div><div style='background:#fff'>b</div></div>",
    "behind what stands beside an item that may be narrow": "<div style='width:90px;display:grid;grid-template-columns:1fr 1fr'>"
    "<div style='white-space:nowrap;min-width:0'>behind all of it Haa</div><div style='background:#fff'>b<br>b</div></div>",
    "in a column that no browser takes": "<div style='display:grid;grid-template-columns:0 1fr;grid-template-columns:"
    "repeat(auto-fit,1fr)'><div style='overflow:hidden;min-width:0'>Haa</div></div>",
    "in a column that reaches to the left of the page": "<div dir=rtl style='width:100px'><div style='display:grid;"
    "grid-template-columns:100px 300px'><p>a</p><p>Haa</p></div></div>",
    "in columns wider than the page, held at its right": "<div style='display:grid;grid-template-columns:900px 900px;"
    "float:right'><p>Haa</p><p>b</p></div>",
    "in the next of two low rows": "<div style='display:grid;grid-auto-rows:0'><div>Haa</div>"
    "<div style='height:60px;background:#fff'></div></div>",
    "an item that cuts what its row does not hold": "<div style='display:grid;grid-template-rows:0fr'>"
    "<div style='overflow:hidden;min-height:0'>Haa</div></div>",
    "border-box, by another name": "<div style='width:90px;overflow:hidden;-webkit-box-sizing:border-box;padding-left:90px'>"
    "Haa</div>",
    "border-box, behind what is dropped": "<div style='width:90px;overflow:hidden;box-sizing:border-box;box-sizing:foo;"
    "padding-left:90px'>Haa</div>",
    "padding that takes all the height of a dark box": "<div style='background:#000;color:#fff;height:40px;"
    "box-sizing:border-box;padding-top:40px'>Haa</div>",
    "a margin, by its old name": "<div style='-webkit-margin-before:-500px'>Haa</div>",
    "items from the far side, by the old name": "<div style='display:flex;-webkit-justify-content:flex-end;width:90px;"
    "overflow:hidden'><b style='flex:none;width:90px'>Haa</b><b style='flex:none;width:90px'>b</b></div>",
    "the corner of a round box": "<div style='overflow:hidden;border-radius:200px;width:400px;height:400px'>Haa</div>",
    "a condition that may lay it behind another": "<style>.w{container-type:inline-size}@container (width>1px){.f{order:2}}"
    "</style><div class=w><div style='width:90px;overflow:hidden;display:flex'><b class=f style='flex:none;width:90px'>Haa"
    "</b><b style='flex:none;width:90px'>b</b></div></div>",
    "below the lower edge": "<div style='height:60px;overflow:hidden;width:400px;line-height:20px'>"
    "<p style='margin:60px 0 0'>Haa</p></div>",
    "placed beside a box in a cell": IN_A_CELL.format("<b style='position:absolute;left:402px;top:12px'>Haa</b>"),
    "placed below a box in a cell": IN_A_CELL.format("<b style='position:absolute;left:2px;top:92px'>Haa</b>"),
    "drawn out, and not far enough back": "<div style='overflow:hidden;width:200px'>"
    "<div style='position:relative;left:-300px'><b style='position:relative;left:200px'>Haa</b></div></div>",
    "pushed out of a narrow box, where it is placed": "<div style='overflow:hidden;width:200px;position:relative'>"
    "<div style='margin-left:260px'><b style='position:absolute'>Haa</b></div><br></div>",
    "behind two panes of glass": "<div style='position:relative;height:40px'>Haa<div style='position:absolute;inset:0;"
    "background:#ffffffd0'><div style='position:absolute;inset:0;background:#ffffffd0'></div></div></div>",
    "behind a box in a box without a ground": "<div style='position:relative;height:40px'>Haa<div style='position:absolute;"
    "inset:0'><div style='position:absolute;inset:0;background:#fff'></div></div></div>",
    "below a box that is as high as the one around it": "<div style='position:relative;height:40px'><div style='position:"
    "absolute;inset:0;overflow:hidden'><p>a</p><p>b</p><p>Haa</p></div></div>",
    "on a ground of two colours": "<p style='background:#fff;color:#fff;background:red,blue'>Haa</p>",
    "no room beside what floats": "<div style='width:600px'><div style='float:left;width:100%'>a</div>"
    "<div style='overflow:hidden'>Haa</div></div>",
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_what_surely_stands_in_a_box_that_cuts_is_seen(name: str) -> None:
    view = sanitize_html(f"<!doctype html>{SEEN[name]}", where=name)
    assert "Vaa" in view.text
    assert "Haa" not in view.text


@pytest.mark.parametrize("name", UNSEEN)
def test_what_may_stand_beside_a_box_that_cuts_is_not(name: str) -> None:
    assert "Haa" not in sanitize_html(f"<!doctype html>{UNSEEN[name]}", where=name).text


@pytest.mark.parametrize(
    "condition",
    ["not (display: inline-grid)", "(color: nope)", "(position: -webkit-sticky)", "(background: red, blue)"],
)
def test_a_condition_that_does_not_hold_hides_nothing(condition: str) -> None:
    page = f"<style>@supports {condition} {{p {{display: none}}}}</style><p>Vaa</p>"
    assert "Vaa" in sanitize_html(page, where="sample").text


@pytest.mark.parametrize("condition", ["selector(:has(a))", "(height: 1lh)", "(color: red !important)"])
def test_a_condition_that_holds_hides(condition: str) -> None:
    page = f"<style>@supports {condition} {{p {{display: none}}}}</style><p>Haa</p>"
    assert "Haa" not in sanitize_html(page, where="sample").text


CUT = {
    "a line at the side of its box": "<div style='width:200px;overflow:hidden;white-space:nowrap'>Vaa w w w w w w w w w w w w Haa",
    "a line with an ellipsis": "<div style='width:200px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis'>"
    "Vaa w w w w w w w w w w w w Haa",
    "a clamped box": "<div style='display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:1;overflow:hidden;"
    "width:200px'>Vaa w w w w w w w w w w w w Haa",
    "lines of a clamped box": "<div style='display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;"
    "overflow:hidden;width:200px'>a<br>Vaa<br>Haa",
}


@pytest.mark.parametrize("html", CUT.values(), ids=CUT.keys())
def test_the_words_before_a_cut_are_read(html: str) -> None:
    text = sanitize_html(html, where="body").text
    assert "Vaa" in text
    assert "Haa" not in text


UNCUT = {
    "moved within its line": "<div style='width:200px;overflow:hidden;white-space:nowrap'><b style='position:relative;left:300px'>"
    "Haa w w w w w w w w w w w w</b>",
    "behind a wide picture": "<div style='width:200px;overflow:hidden;white-space:nowrap'><img width=300 height=9 alt=''>Haa",
    "boxes on a line that is broken nowhere": "<div style='width:200px;overflow:hidden;white-space:nowrap'>"
    "<b style='display:inline-block;width:150px'>a</b><b style='display:inline-block;width:99px;text-align:right'>Haa",
    "boxes that are joined": "<div style='width:200px;overflow:hidden'><b style='display:inline-block;width:150px'>a</b>"
    "&#8288;<b style='display:inline-block;width:99px;text-align:right'>Haa",
    "boxes beside a float": "<div style='width:200px;overflow:hidden;white-space:nowrap'><i style='float:left;width:99px'>a</i>"
    "<b style='display:inline-block;width:60px'>a</b><b style='display:inline-block;width:99px;text-align:right'>Haa",
    "a box behind the edge of a line's part": "<div style='width:200px;overflow:hidden'><b style='margin-left:150px'>"
    "<i style='display:inline-block;width:99px;text-align:right'>Haa",
    "an item that cuts, in a row of no height": "<div style='display:grid;grid-template-rows:0fr'><div style='overflow:hidden'>Haa</div></div>",
    "an item that cuts, in a column that is made lower": "<div style='display:flex;flex-direction:column;height:9px'>"
    "<div style='display:flex;flex-direction:column;min-height:0'><div style='overflow:hidden'>Haa</div></div></div>",
    "lines from top to bottom that are cut": "<div style='height:9px;overflow:hidden'><p style='writing-mode:vertical-rl'>www Haa",
    "lines from top to bottom, drawn upwards": "<style>p::before{content:'';margin-top:-400px}</style><p style='writing-mode:vertical-rl'>Haa",
    "lines from top to bottom that need a low ground": "<div style='height:9px;background:#000;color:#fff'><p style='writing-mode:vertical-rl'>Haa",
    "a margin that a padding hardly makes good": "<p style='margin-left:-1000px;padding-left:700px'>Haa",
    "from the right": "<div style='width:200px;overflow:hidden;white-space:nowrap;direction:rtl'>Haa w w w w w w w w w w w w w w w",
    "lines that are balanced": "<div style='display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:1;"
    "overflow:hidden;width:200px;text-wrap:balance'>www www www Haa www www www",
}


@pytest.mark.parametrize("html", UNCUT.values(), ids=UNCUT.keys())
def test_words_that_may_stand_behind_a_cut_are_not_read(html: str) -> None:
    assert "Haa" not in sanitize_html(html, where="body").text


def test_what_is_cut_is_put_before_a_browser_as_a_part_of_its_text() -> None:
    html = "<div style='width:200px;overflow:hidden;white-space:nowrap'>Vaa w w w w w w w w w w w w Haa"
    assert sanitize_html(html, where="body", opinions={0: frozenset(range(7))}).text == "Vaa w w w w w w"
