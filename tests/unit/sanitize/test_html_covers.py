# ruff: noqa: E501 - markup
"""Which boxes hide a text that they lie over, and which grounds a text may come to lie on."""

import pytest

from tests.unit.sanitize import marks

FADES = "<style>@keyframes a{to{opacity:0;visibility:hidden}}@keyframes b{to{opacity:.5;color:#fff}}</style>"
SEEN = {
    "a generated layer below the letters": (
        "<style>p{position:relative;z-index:0}p::after{content:'';position:absolute;inset:0;background:#eee;z-index:-1}</style><p>Vaa</p>"
    ),
    "letters above a generated layer over the window": (
        "<style>body::after{content:'';position:fixed;inset:0;background:#fff;z-index:5}p{position:relative;z-index:6}</style><p>Vaa</p>"
    ),
    "words beside one that fades for ever": f"{FADES}<p>Vaa</p><p style='animation:a 9s infinite'>Hab</p><p>Vac</p>",
    "words around an outline that lies in its box": (
        "<p>Vaa</p><div style='outline:20px solid #fff;outline-offset:-20px;height:40px;margin:30px 0'></div><p>Vab</p>"
    ),
}  # fmt: skip
WITHHELD = {
    "a generated layer above the letters": (
        "<style>p{position:relative}p::after{content:'';position:absolute;inset:0;background:#eee}</style><p>Haa</p>"
    ),
    "a row that an animation folds up, so that what follows comes to lie under a box": (
        "<style>@keyframes a{to{visibility:collapse}}tr{animation:a .1s forwards}</style><table><tr><td style='height:200px'>x</table>"
        "<p>Haa</p><div style='position:absolute;top:0;left:0;width:500px;height:100px;background:#fff'></div>"
    ),
    "a ground below, of a colour that changes": (
        f"{FADES}<p>Haa</p><b style='animation:b 9s infinite;color:#000;position:absolute;inset:0;z-index:-1;background:currentcolor'></b>"
    ),
    "a dark ground below that is faded to the grey of the letters": (
        f"{FADES}<p style='color:#808080'>Haa</p><b style='animation:b 1s both;position:absolute;inset:0;z-index:-1;background:#000'></b>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_what_no_box_hides_is_kept(name: str) -> None:
    html = SEEN[name]
    assert marks.kept(f"<!doctype html>{html}") == [w for w in ("Vaa", "Vab", "Vac") if w in html]


@pytest.mark.parametrize("name", WITHHELD)
def test_what_may_be_hidden_is_not(name: str) -> None:
    assert marks.kept(f"<!doctype html>{WITHHELD[name]}") == []
