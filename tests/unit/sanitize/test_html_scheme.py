# ruff: noqa: E501 - samples
"""The colours of the browser's own sheet, in a light scheme and in a dark one, and what undoes a style."""

import pytest

from tests.unit.sanitize.marks import kept

DARK = "<style>:root{color-scheme:dark}</style>"


@pytest.mark.parametrize(
    "dark",
    [DARK, "<meta name=color-scheme content=dark>", "<meta name=color-scheme content='only dark'>",
     "<meta name=color-scheme content='1'><meta name=color-scheme content=dark>",
     "<meta name=color-scheme content=dark><style>:root{color-scheme:normal}</style>"],
)  # fmt: skip
def test_a_dark_page_has_light_letters(dark: str) -> None:
    assert kept(f"{dark}<p>Vaa<p style='color:#000'>Haa<p style='color:#fff'>Vab") == ["Vaa", "Vab"]


@pytest.mark.parametrize(
    "light",
    ["<style>:root{color-scheme:light dark}</style>", "<style>:root{color-scheme:dark;color-scheme:light}</style>",
     "<meta name=color-scheme content='dark normal'>", "<meta name=color-scheme content=dark><style>:root{color-scheme:light}</style>",
     "<template><meta name=color-scheme content=dark></template>", "<style>body{color-scheme:dark}</style>"],
)  # fmt: skip
def test_a_page_is_light_unless_it_is_dark_alone(light: str) -> None:
    assert kept(f"{light}<p style='color:#000'>Vaa<p style='color:#fff'>Haa") == ["Vaa"]


def test_system_colours_are_those_of_the_scheme() -> None:
    page = "<p style='color:canvas'>Haa<p style='color:light-dark(#fff,#121212)'>Hab<p style='color:canvastext'>Vaa"
    assert kept(DARK + page) == ["Vaa"]
    assert kept("<div style='color-scheme:dark'><p style='color:canvastext'>Haa</div>") == []


def test_links_and_fields_are_dark_in_a_dark_page() -> None:
    assert kept(f"{DARK}<div style='background:#9e9eff'><a href=#>Haa</a></div><a href=#>Vaa</a>") == ["Vaa"]
    assert kept(f"{DARK}<input value=Vaa><input value=Haa style='color:#3b3b3b'>") == ["Vaa"]


@pytest.mark.parametrize(
    "hidden",
    ["<input value=Haa disabled style='background:#545454'>", "<select disabled style='background:#757575'><option>Haa</select>",
     "<fieldset disabled><input value=Haa style='background:#545454'></fieldset>", "<input placeholder=Haa style='background:#757575'>",
     "<input type=submit value=Haa style='color:#e0e0e0'>", "<select multiple><option selected style='color:#cecece'>Haa</select>",
     "<div style='-webkit-text-fill-color:#fff'><input value=Haa></div>",
     "<div style='-webkit-text-fill-color:#fff'><a href=#>Haa</a></div>",
     "<table><tr><td bgcolor=canvas><font style='color:rgb(202,0,160)'>Haa</table>"],
)  # fmt: skip
def test_letters_of_the_colour_that_the_browser_gives_their_ground_are_hidden(hidden: str) -> None:
    assert kept(hidden) == []


def test_a_placeholder_is_grey_whatever_the_field_is() -> None:
    assert kept("<input placeholder=Vaa style='color:#fff'> <textarea placeholder=Vab></textarea>") == [
        "Vaa",
        "Vab",
    ]


@pytest.mark.parametrize(
    "hidden",
    ["<div style='color:#fff'><p style='color:revert'>Haa</div>", "<div style='color:#fff'><font color=black style='color:revert'>Haa</font></div>",
     "<div style='visibility:hidden'><p style='visibility:revert'>Haa</div>", "<div style='font-size:1px'><p style='font-size:20px;font:inherit'>Haa</div>",
     "<div style='-webkit-text-fill-color:#fff'><p style='-webkit-text-fill-color:revert'>Haa</div>",
     "<div style='color:#fff'><font color=black style='all:revert'>Haa</font></div>",
     "<table><tr><td bgcolor=black style='all:unset;color:#fff'>Haa</table>"],
)  # fmt: skip
def test_what_is_undone_is_inherited(hidden: str) -> None:
    assert kept(hidden) == []


def test_a_colour_hardly_lighter_than_a_dark_ground_is_not_seen() -> None:
    assert kept(
        "<div style='background:#121212'><p style='color:#2a2a2a'>Haa<p style='color:#555'>Vaa</div>"
    ) == ["Vaa"]


@pytest.mark.parametrize("inner", ["Haa", "<p style='display:contents;text-indent:0'>Haa</p>"])
def test_an_indent_takes_a_line_out_of_the_box_that_cuts(inner: str) -> None:
    box = "text-indent:-50px;overflow:hidden;margin-left:150px;width:300px"
    assert kept(f"<div style='{box}'>{inner}</div>") == []
