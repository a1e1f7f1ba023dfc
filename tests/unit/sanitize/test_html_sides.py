# ruff: noqa: E501 - markup
"""Where texts stand across the page: what is beside a cover is seen, what leaves its ground is withheld."""

import pytest

from intake.sanitize import sanitize_html

DARK = "background:#333;color:#fff"
COVER = "position:absolute;top:0;height:200px;background:#fff"
SEEN = {
    "a cover to the right": f"<div style='{COVER};left:400px;width:300px'></div><p>Vaa</p>",
    "a cover to the left": f"<div style='{COVER};left:0;width:90px'></div><p style='margin-left:200px'>Vaa</p>",
    "a cover that hangs from the right": f"<div style='{COVER};right:0;width:90px'></div><p>Vaa</p>",
    "a cover beside a narrow centred box": (
        f"<div style='{COVER};left:0;width:90px'></div><div style='width:400px;margin:0 auto'>Vaa</div>"
    ),
    "a block in an inline box that is pushed off": "<b style='margin-left:-3000px'>Haa <p>Vaa</p></b>",
    "a line after the one that is drawn to the left": "<p>Vaa<i style='margin-left:-900px'>Haa</i><br>Vab</p>",
    "a column that is drawn a little to the left": "<div style='padding-left:99px'><p style='margin-left:-60px'>Vaa</p></div>",
    "white letters in a cell that grows": f"<table><tr><td style='{DARK}'><p style='margin-left:60px'>Vaa</p></td></tr></table>",
    "white letters in a float that is cleared": (
        f"<div style='{DARK}'><div style='float:left'>Vaa</div><div style='clear:both'></div></div>"
    ),
    "white letters in a float in a box that cuts": f"<div style='{DARK};overflow:hidden'><div style='float:left'>Vaa</div></div>",
    "white letters moved within their dark box": (
        f"<div style='{DARK};padding:40px'><a style='position:relative;top:4px;left:20px'>Vaa</a></div>"
    ),
    "a button of the colour of its cell": (
        f"<table width=100><tr><td style='{DARK}'><div style='width:60px'>"
        f"<a style='{DARK};display:inline-block;padding:9px'>Vaa</a></div></td></tr></table>"
    ),
}  # fmt: skip
WITHHELD = {
    "a cover over the first letters": f"<div style='{COVER};left:0;width:300px'></div><p>Haa</p>",
    "a cover over the end of a long line": (
        f"<div style='{COVER};left:120px;width:700px'></div><p>words of which the last are covered, as is Haa</p>"
    ),
    "a shadow that reaches over from the right": (
        f"<div style='{COVER};left:400px;width:9px;box-shadow:0 0 0 500px #fff'></div><p>Haa</p>"
    ),
    "a cover beside a text that hangs at the right": (
        f"<div style='{COVER};left:400px;width:600px'></div><p style='text-align:right'>Haa</p>"
    ),
    "a cover beside a text that runs to the left": (
        f"<div style='{COVER};left:400px;width:600px'></div><p dir=rtl>Haa</p>"
    ),
    "a cover moved back by a transform": (
        f"<div style='{COVER};left:400px;width:300px;transform:translateX(-400px)'></div><p>Haa</p>"
    ),
    "what follows in a line that is drawn to the left": "<p>Vaa<i style='margin-left:-900px'>Hab</i> Haa</p>",
    "letters drawn out of the box that cuts them": (
        "<div style='overflow:hidden;margin-left:200px'><p style='margin-left:-99px'>Haa</p></div>"
    ),
    "white letters right of their cell": f"<table><tr><td style='{DARK}'><i style='position:relative;left:300px'>Haa</i></td></tr></table>",
    "white letters in a float below a box of no height": f"<div style='{DARK}'><div style='float:left'>Haa</div></div>",
    "white letters wider than their box": f"<div style='{DARK};width:50px;text-indent:200px'>Haa</div>",
    "white letters joined into one that has no room": (
        f"<div style='{DARK};max-width:60px'>wwwwwwwwww<b>wwwwwwwwwwww</b><i>Haa</i></div>"
    ),
    "white letters of a cell whose columns are fixed": (
        f"<table style='table-layout:fixed;width:60px'><tr><td style='{DARK}'><div style='padding-left:90px'>Haa</div></td></tr></table>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_what_stands_clear_is_seen(name: str) -> None:
    """All V words reach the text, and nothing of them is in doubt."""
    text = sanitize_html(SEEN[name], where=name).text
    assert [w for w in ("Vaa", "Vab") if w in SEEN[name] and w not in text] == []
    assert "Haa" not in text


@pytest.mark.parametrize("name", WITHHELD)
def test_what_may_be_hidden_is_withheld(name: str) -> None:
    """Chromium paints each without its H word."""
    text = sanitize_html(f"{WITHHELD[name]}<p>Vzz</p>", where=name).text
    assert "Haa" not in text
    assert "Hab" not in text
