# ruff: noqa: E501 - markup
"""Boxes that are moved by a share, turned, slanted or enlarged are read where they surely stand in sight."""

import pytest

from intake.sanitize import sanitize_html

HERO = '<div style="position:relative;height:200px;width:400px;background:#036">{}</div>'
READ = {
    "turned": '<p style="transform:rotate(-5deg);width:200px">Gate closes</p>',
    "slanted": '<p style="transform:skew(-10deg,2deg);width:200px;margin:30px">Gate closes</p>',
    "enlarged in the middle": '<p style="transform:scale(1.1);width:300px;margin:50px">Gate closes</p>',
    "half its width to the right": '<p style="transform:translate(50%,0);width:100px">Gate closes</p>',
    "back to where a margin brought it from": (
        '<p style="transform:translateX(-50px);margin-left:100px">Gate closes</p>'
    ),
    "in the middle of a box": HERO.format(
        '<h1 style="position:absolute;top:50%;left:10%;transform:translateY(-50%);color:#fff">Gate closes</h1>'
    ),
    "before a badge that is turned a little": (
        "<p>Gate closes</p><p><b style='display:inline-block;background:#e42;padding:6px;rotate:5deg'>now</b></p>"
    ),
    "in a cell before a button with a ground in its line": (
        "<table cellpadding=16><tr><td>Gate closes</td></tr><tr><td>"
        "<a href='#' style='background:#e42;padding:13px 28px'>Yes</a></td></tr></table>"
    ),
    "in the middle of the page": (
        '<p style="position:absolute;top:50%;left:50%;transform:translate(-50%,-50%)">Gate closes</p>'
    ),
}
NOT_READ = {
    "enlarged over the edge": '<p style="transform:scale(1.5)">Gate closes</p>',
    "turned around another place": (
        '<p style="transform:rotate(40deg);transform-origin:500px 0;width:200px">Gate closes</p>'
    ),
    "turned, and turned again": (
        '<div style="rotate:40deg;width:300px"><p style="rotate:40deg">Gate closes</p></div>'
    ),
    "its width to the left": '<p style="transform:translateX(-100%);width:200px">Gate closes</p>',
    "its height up": '<p style="transform:translateY(-100%)">Gate closes</p>',
    "out of a turned box": (
        '<div style="rotate:40deg;width:300px"><p style="margin-left:-200px">Gate closes</p></div>'
    ),
    "out of a box that cuts": (
        '<div style="overflow:hidden;width:200px;height:40px">'
        '<p style="transform:translateY(100%);line-height:40px">Gate closes</p></div>'
    ),
    "light letters beside their box": HERO.format(
        '<h1 style="position:absolute;top:100%;left:10%;color:#fff">Gate closes</h1>'
    ),
    "in a cell without the padding of its table": (
        "<style>td{padding:0}</style><table cellpadding=16><tr><td>Gate closes</td></tr><tr><td>"
        "<a href='#' style='background:#fff;padding:40px 90px'>Yes</a></td></tr></table>"
    ),
    "a lid beside a float that makes no line higher": (
        "<p style='margin:0'>Gate closes</p><div><b style='display:inline-block;float:left;height:50px'></b></div>"
        "<div style='position:relative;margin-top:-20px;background:#fff;height:20px'></div>"
    ),
    "a lid moved over it": (
        '<p>Gate closes</p><p style="background:#fff;transform:translateY(-100%);margin:0">&nbsp;<br>&nbsp;</p>'
    ),
}


@pytest.mark.parametrize("name", READ)
def test_what_surely_stands_in_sight_is_read(name: str) -> None:
    view = sanitize_html(READ[name], where="sample")
    assert "Gate closes" in view.text
    assert not view.findings


@pytest.mark.parametrize("name", NOT_READ)
def test_what_may_stand_out_of_sight_is_not_read(name: str) -> None:
    assert "Gate" not in sanitize_html(NOT_READ[name], where="sample").text


DRAWN = {
    "over its neighbour by a margin": (
        "<p>Gate closes <b style='background:#fff;padding:9px;margin-left:-90px'>xxxxxxxxxx</b></p>"
    ),
    "over its neighbour by a shadow": (
        "<p>Gate closes <b style='background:#fff;padding:9px;box-shadow:-60px 0 #fff'>xxx</b></p>"
    ),
    "out of a row that has no room": (
        "<div style='display:flex;justify-content:center;width:60px;overflow:hidden'><b style='flex:none'>Gate closes"
        "</b><b style='flex:none'>and so on and on</b></div>"
    ),
    "over the last line from below": (
        "<div style='position:relative;padding:12px'>Gate closes<b style='position:absolute;left:0;bottom:-5px;"
        "width:400px;height:60px;background:#fff'></b></div>"
    ),
    "away when an animation is at its end": (
        "<style>@keyframes a{to{transform:translateX(-3000px)}}</style><p style='animation:a .1s forwards'>Gate closes</p>"
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_what_may_be_drawn_over_or_away_is_not_read(name: str) -> None:
    assert "Gate" not in sanitize_html(DRAWN[name], where="sample").text
