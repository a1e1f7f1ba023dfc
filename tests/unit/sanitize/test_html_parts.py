# ruff: noqa: E501 - samples
"""Parts of elements with a style of their own: the content of `details`, and the insides of fields."""

import pytest

from tests.unit.sanitize.marks import kept


@pytest.mark.parametrize(
    "style",
    [
        "content-visibility:visible",
        "content-visibility:visible;visibility:visible",
        "content-visibility:initial",
    ],
)
def test_a_style_may_show_what_a_closed_box_holds(style: str) -> None:
    page = f"<style>details::details-content{{{style}}}</style><details><summary>Vaa</summary>Vab<p>Vac</p></details>"
    assert kept(page) == ["Vaa", "Vab", "Vac"]


@pytest.mark.parametrize(
    "style", ["display:none", "content-visibility:hidden", "visibility:hidden", "opacity:0", "color:#fff"]
)
def test_a_style_may_hide_what_an_open_box_holds_beside_its_summary(style: str) -> None:
    page = f"<style>::details-content{{{style}}}</style><details open>Haa<summary>Vaa</summary><p>Hab</p></details>"
    assert kept(page) == ["Vaa"]


def test_a_style_that_does_not_show_it_leaves_a_box_closed() -> None:
    assert kept(
        "<style>::details-content{display:block}</style><details><summary>Vaa</summary>Haa</details>"
    ) == ["Vaa"]


@pytest.mark.parametrize(
    "page",
    ["<style>::details-content{position:fixed;inset:0;background:#fff}</style><p>Haa</p><details open><summary>Hab</summary>Hac</details>",
     "<style>input::-webkit-datetime-edit{position:fixed;inset:0;background:#fff}</style><p>Haa</p><input type=date>",
     "<style>input::-webkit-slider-thumb{box-shadow:0 0 0 600px #fff}</style><p>Haa</p><input type=range>"],
)  # fmt: skip
def test_a_part_that_may_lie_over_others_withholds_these(page: str) -> None:
    assert kept(page) == []
