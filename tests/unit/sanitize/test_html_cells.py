# ruff: noqa: E501 - markup
"""Items that stand in one cell of a grid: the last one that is painted is seen, and what is beneath it is not."""

import pytest

from intake.sanitize import sanitize_html

ONE = "<style>.g{display:grid;width:400px}.g>*{grid-area:1/1}.lid{background:#fff}</style>"
TOP = {
    "the later one": "<div class=g><p>Haa</p><p class=lid>Vaa</p></div>",
    "the one of the higher index": "<div class=g><p class=lid style='z-index:1'>Vaa</p><p class=lid>Haa</p></div>",
    "by lines": (
        "<div style='display:grid'><p style='grid-row:1;grid-column:1'>Haa</p>"
        "<p style='grid-row:1/2;grid-column:1/-1;background:#fff'>Vaa</p></div>"
    ),
    "by the name of the only area": (
        "<style>.n{display:grid;grid-template-areas:\"a\"}.n>*{grid-area:a;background:#fff}</style>"
        "<div class=n><p>Haa</p><p>Vaa</p></div>"
    ),
    "over an item of its own layers": (
        "<div class=g><div style='z-index:0'><p style='position:relative;z-index:9;background:#fff'>Haa</p></div>"
        "<p class=lid style='z-index:0'>Vaa</p></div>"
    ),
    "alone in its grid": "<div class=g><p class=lid>Vaa</p></div>",
}  # fmt: skip
UNSURE = {
    "letters without a ground over others": "<div class=g><p>Haa</p><p>x</p></div>",
    "letters under a ground that is no single colour": "<div class=g><p>x</p><p style='background:#fff8'>Haa</p></div>",
    "a lid that is moved by its order": "<div class=g><p class=lid>x</p><p class=lid style='order:-1'>Haa</p></div>",
    "something in a lower item that rises": (
        "<div class=g><div><div style='position:relative;z-index:1;background:#fff;height:60px'></div></div>"
        "<p class=lid>Haa</p></div>"
    ),
    "another item over several rows": (
        "<div class=g><p class=lid>Haa</p><p style='grid-area:1/1/3/2;background:#fff'>x</p></div>"
    ),
    "a generated item": (
        "<style>.g::after{content:'';grid-area:1/1;background:#fff}</style><div class=g><p class=lid>Haa</p></div>"
    ),
    "an earlier item with the index 0, painted later than one without": (
        "<div class=g><p style='z-index:0'>x</p><p class=lid>Haa</p></div>"
    ),
    "an item in a wrapper without a box": (
        "<div class=g><p class=lid>Haa</p><div style='display:contents'><p style='grid-area:1/1;background:#fff'>x</p>"
        "</div></div>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOP)
def test_the_last_one_that_is_painted_in_a_cell_is_seen(name: str) -> None:
    view = sanitize_html(f"<!doctype html>{ONE}{TOP[name]}<p>Vab</p>", where="")
    assert "Vaa" in view.text
    assert "Vab" in view.text
    assert "Haa" not in view.text


@pytest.mark.parametrize("name", UNSURE)
def test_what_may_lie_beneath_another_in_its_cell_is_not_given_on(name: str) -> None:
    view = sanitize_html(f"<!doctype html>{ONE}{UNSURE[name]}<p>Vab</p>", where="")
    assert "Haa" not in view.text
    assert "Haa" in " ".join(finding.text for finding in view.findings)


def test_light_letters_on_what_another_item_of_their_cell_paints_are_not_taken_for_hidden() -> None:
    items = "<div style='background:#123;height:80px'></div><p style='color:#fff'>Vaa</p>"
    view = sanitize_html(f"<!doctype html>{ONE}<div class=g>{items}</div>", where="")
    assert [finding.action for finding in view.findings] == ["withheld"]
