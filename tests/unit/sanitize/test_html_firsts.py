"""Which texts a style of the first line reaches."""

import pytest

from tests.unit.sanitize import marks

SEEN = {
    "behind a break": "<p class=f>Haa<br>Vaa</p>",
    "behind a break in a box in the line": "<p class=f><b>Haa<br>Vaa</b></p>",
    "behind a block that holds a line": "<div class=f><p>Haa</p><p>Vaa</p></div>",
    "in a box that stands in lines": "<p><span class=f>Vaa</span></p>",
    "where either colour can be read": "<p class=g>Vaa</p>",
}
NOT_SEEN = {
    "before the break": "<p class=f>Haa<br></p>",
    "a break that is not displayed": "<p class=f>a<br style='display:none'>Haa</p>",
    "a break at the side": "<p class=f>a<span style='float:left'><br></span>Haa</p>",
    "a break within ruby": "<p class=f>a<ruby>b<br><rt>c</rt></ruby>Haa</p>",
    "a block that holds no line": "<div class=f><p></p><p>Haa</p></div>",
    "a ground of the colour of the line": "<p class=g><b style='background:#c00'>Haa</b></p>",
    "letters of no size": "<p class=h>Haa</p>",
}
STYLE = "<style>.f::first-line{color:#fff}.g::first-line{color:#c00}.h::first-line{font-size:0}</style>"


@pytest.mark.parametrize("name", SEEN)
def test_what_stands_behind_the_first_line_is_kept(name: str) -> None:
    assert marks.kept(f"<!doctype html>{STYLE}{SEEN[name]}") == ["Vaa"]


@pytest.mark.parametrize("name", NOT_SEEN)
def test_what_may_stand_in_it_is_not(name: str) -> None:
    assert marks.kept(f"<!doctype html>{STYLE}{NOT_SEEN[name]}") == []


def initial(style: str, page: str = "<p>Haa</p><p class=i>█ Vbb</p>") -> str:
    return f"<!doctype html><style>.i::first-letter{{{style}}}</style>{page}"


@pytest.mark.parametrize(
    "style", ["font-size:300%", "font-size:3em;text-transform:uppercase", "font-weight:bold"]
)
def test_a_first_letter_that_is_larger_withholds_nothing(style: str) -> None:
    assert marks.kept(initial(style, "<p>Vaa</p><p class=i>Vbb</p>")) == ["Vaa", "Vbb"]


@pytest.mark.parametrize(
    "style",
    ["font:200px/0 Arial", "font:bold 90px/10px Arial", "font-size:900px", "text-shadow:0 -40px #000",
     "font-size:5em;margin-top:-60px", "font-size:5em;line-height:0", "font-size:90px;background:#fff"],
)  # fmt: skip
def test_a_first_letter_that_may_lie_over_other_lines_does(style: str) -> None:
    assert "Haa" not in marks.kept(initial(style))


def test_a_large_first_letter_in_lines_of_a_given_height_lies_over_others() -> None:
    page = "<div style='line-height:20px'><p>Haa</p><p class=i>█ Vbb</p></div>"
    assert "Haa" not in marks.kept(initial("font-size:90px", page))


DROPPED = "font-size:48px;float:left;"


@pytest.mark.parametrize(
    "style", ["line-height:1", "line-height:40px;padding-right:4px", "color:#a33;margin:4px"]
)
def test_a_first_letter_beside_its_lines_withholds_nothing(style: str) -> None:
    assert marks.kept(initial(DROPPED + style, "<p>Vaa</p><p class=i>X Vbb</p>")) == ["Vaa", "Vbb"]


@pytest.mark.parametrize(
    "style", ["line-height:10px", "margin-top:-40px", "background:#fff", "font-size:300px"]
)
def test_one_that_may_reach_over_others_does(style: str) -> None:
    assert "Haa" not in marks.kept(initial(DROPPED + style))


def test_a_box_that_cuts_is_too_low_for_lines_that_it_makes_shorter() -> None:
    page = "<div style='overflow:hidden;height:20px'><p class=i style='margin:0'>X and Haa</p></div>"
    assert marks.kept(initial(DROPPED, page)) == []
