# ruff: noqa: E501 - markup
"""Which boxes hide a text that they lie over, and which grounds a text may come to lie on."""

import pytest

from tests.unit.sanitize import marks

FADES = "<style>@keyframes a{to{opacity:0;visibility:hidden}}@keyframes b{to{opacity:.5;color:#fff}}</style>"
DARK = "background:#000;height:60px"
SEEN = {
    "what stands below a shadow that is thrown upwards": (
        "<div style='position:relative;height:10px;box-shadow:0 -50px 0 20px #fff'></div><p>Vaa</p>"
    ),
    "beside a drawing of no size": "<svg width=0 height=0 style='position:absolute'></svg><p style='height:5px'>Vaa</p>",
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
    "letters at the side of a block that begins below them": (
        f"<div style='float:left'>Vaa</div><div style='clear:both;{DARK}'></div>"
    ),
    "a column that is held by its row": (
        f"<style>.r::after{{content:'';display:table;clear:both}}</style><div class=r><b style='float:left'>Vaa</b></div><p style='{DARK}'></p>"
    ),
    "letters on a ground of their own before a dark block": (
        f"<div style='float:left;background:#fff'>Vaa</div><div style='{DARK}'></div>"
    ),
    "a raised heading beside a dark picture of its own page": (
        f"<p style='position:relative;top:2px'>Vaa</p><p>Vab</p><p>Vac</p><div style='{DARK}'></div>"
    ),
    "words around a box to tick that is laid beside the page": (
        "<input type=checkbox style='position:absolute;left:-99px'><p>Vaa</p><p>Vab</p>"
    ),
}  # fmt: skip
WITHHELD = {
    "a frame that an attribute gives a table": (
        "<p style='margin:0'>Haa</p><table border=40 width=400 style='position:absolute;top:0'><tr><td></table>"
    ),
    "what stands at the lower frame of a table": (
        "<p style='margin:0'>a</p><table border=40 width=400 style='position:absolute;top:0'><tr><td></table><p>Haa</p>"
    ),
    "what a lid as high as its line may reach": (
        "<div style='position:absolute;top:0;left:0;width:900px;line-height:200px;height:1lh;background:#fff'></div>"
        "<p style='margin-top:80px'>Haa</p>"
    ),
    "what stands below a shadow that a turn throws downwards": (
        "<div style='transform:rotate(180deg)'><div style='position:relative;height:10px;box-shadow:0 -50px 0 20px #fff'></div></div>"
        "<p>Haa</p>"
    ),
    "what stands below a second shadow": (
        "<div style='position:relative;height:10px;box-shadow:0 -50px 0 20px #fff,0 50px #fff'></div><p>Haa</p>"
    ),
    "what stands above a shadow": (
        "<p>Haa</p><div style='position:relative;height:10px;box-shadow:0 -50px 0 20px #fff'></div>"
    ),
    "letters beside a dot that is wider than its box": (
        "<div style='float:left;border-top-width:300px;border-top-style:dotted'>Haa</div><p>Hab</p><p>Hac</p>"
    ),
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
    "letters at the side, before a dark block that is as wide as the page": (
        f"<div style='float:left'>Haa</div><div style='{DARK}'></div>"
    ),
    "a table at the side by an attribute": f"<table align=left><tr><td>Haa</table><p style='{DARK}'></p>",
    "words of a picture at the side": f"<img align=left alt=Haa><p style='{DARK}'></p>",
    "a row that is lower than the column in it": (
        f"<style>.r::after{{content:'';display:table;clear:both}}.r{{height:0}}</style><div class=r><b style='float:left'>Haa</b></div><p style='{DARK}'></p>"
    ),
    "letters moved down on a dark block behind them": f"<p style='position:relative;top:40px'>Haa</p><p style='{DARK}'></p>",
    "letters placed on a dark block behind them": f"<p style='position:absolute;top:40px'>Haa</p><p>x</p><p style='{DARK}'></p>",
    "letters turned away on a dark block": f"<p style='transform:translateY(40px)'>Haa</p><p style='{DARK}'></p>",
    "letters that run out of a low box onto a dark one": (
        f"<div style='height:10px;font-size:40px'>Haa</div><div style='{DARK}'></div>"
    ),
    "letters moved onto a coloured column": (
        "<p style='position:relative;top:40px'>Haa</p><table width=500><col style='background:#000'><tr><td height=100></table>"
    ),
    "a line as high as the letters that an empty box in it would have": (
        "<p><span style='font-size:200px'></span>Haa</p>"
        "<div style='position:absolute;top:100px;left:0;width:500px;height:200px;background:#fff'></div>"
    ),
    "letters behind the end of a box that a break has carried to the line before": (
        "<p>a<span style='padding-right:300px'><br></span>Haa</p>"
        "<div style='position:absolute;top:0;left:0;width:200px;height:200px;background:#fff'></div>"
    ),
    "a generated picture of whatever size": (
        "<style>b::after{content:linear-gradient(#fff,#fff);position:relative}</style><b>x</b><p>Haa</p>"
        "<div style='position:absolute;top:300px;left:0;width:500px;height:900px;background:#fff'></div>"
    ),
    "a box to tick that is made a part of its line": (
        "<style>input{all:unset;padding:50px;background:#fff}</style><p>x<input type=checkbox></p><p>Haa</p>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_what_no_box_hides_is_kept(name: str) -> None:
    html = SEEN[name]
    assert marks.kept(f"<!doctype html>{html}") == [w for w in ("Vaa", "Vab", "Vac") if w in html]


@pytest.mark.parametrize("name", WITHHELD)
def test_what_may_be_hidden_is_not(name: str) -> None:
    assert marks.kept(f"<!doctype html>{WITHHELD[name]}") == []
