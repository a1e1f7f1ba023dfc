"""Which values a browser takes, which it drops, and of which that is not known."""

import pytest

from intake.sanitize.css.values import validity

TAKEN = """
display: inline-flex | color: hsl(0, 0%, 20%) | color: rgb(0 0 0 / 50%) | font-size: larger
font-size: 1.2em | font: 16px/1.5 "Segoe UI", Arial | font: italic bold 14px sans-serif
font: normal 400 small-caps 1em/1 a | left: -10px | left: auto | margin: 0 auto
margin: 1px 2px 3px 4px | padding: 0 10% | width: calc(100% - 10px) | max-height: none | height: auto
text-indent: 2em | line-height: 1.4 | line-height: 0 | opacity: 50%
transform: translate(10px, 5%) rotate(5deg) scale(2) | transform: rotate(0)
transform: matrix(1,0,0,1,0,0) | translate: 10px 5px | scale: 2 | rotate: x 90deg
clip: rect(0, 10px, 10px, 0) | clip: rect(auto 1px 1px auto) | clip-path: inset(0 round 8px)
clip-path: circle(50% at center) | background: #fff url(a.png) no-repeat 0 0 / 10px | background: none
background: linear-gradient(90deg, #000, #fff) | background-clip: text | z-index: -1
overflow: hidden auto | white-space: nowrap | text-shadow: 0 1px 2px #000 | content: attr(title)
zoom: .5 | filter: grayscale(100%) | color: var(--anything) | letter-spacing: -.02em
float: inline-start | cursor: foo
box-sizing: border-box | -webkit-box-sizing: border-box | border: 1px solid #ccc | border: none
border-left: thick red dashed | box-shadow: inset 0 1px 2px 0 rgba(0,0,0,.2), 0 0 3px red | flex: 1 1 0
flex: 0 0 50% | flex-flow: row wrap | justify-content: safe flex-end | gap: 1em 2% | vertical-align: -3px
text-decoration: underline wavy red 2px | outline: 1px auto | min-width: 0
"""
DROPPED = """
box-sizing: foo | -webkit-box-sizing: 12 | table-layout: wide | border: 1px 2px solid | border: 12 solid
border-top: -1px solid | box-shadow: 0 | box-shadow: 1px 1px red blue | flex: 1px 2px | flex-flow: row column
justify-content: foo | order: 1.5 | outline: 1px 2px | min-height: none | vertical-align: up
display: blok | display: 1 1 | color: blak | color: #00 | color: hsl(0,0,0) | font-size: 10
font-size: -1px | font: foo | font: 16px | font: bold | font: 16 a | left: 10 | left: none | margin: 1 1
margin: 0 0 0 0 0 | padding: -1px | width: none | max-height: auto | height: 10 | text-indent: 1
line-height: -1 | opacity: none | transform: scale(0) 0 | transform: translate(10)
transform: translate(0,0,0) | transform: matrix(1,0,0,1,0) | transform: rotate(5) | translate: 10
scale: 2px | clip: rect(0,1px) | background: foo | background-clip: foo | z-index: 1.5 | overflow: foo
white-space: foo | visibility: none | position: center | filter: alpha(opacity=0) | all: none
color: foo(1 2 3) | background: foo(1) | left: 10newunit | color: rgb(0 0,0) | color: rgb(none,0,0)
color: lab(1,2,3) | color: hwb(0,0%,0%) | color: color(srgb 0 0) | color: light-dark(red)
background: 0 0 red 0 | background: top top | background: none none | background: no-repeat repeat-x
background: 0/0 1px 2px | background: 0 0/cover cover | background: url(a b) | font-size: 0pxx
float: center | contain: foo | content: foo | letter-spacing: 1 | mix-blend-mode: foo
"""
UNKNOWN = """
color: color-layers(red, blue) | left: anchor(left) | width: calc-size(auto, 0px) | left: 10cqw
display: grid-lanes | clip-path: path("M0 0") | transform: foo(1) | background: image(red)
font-size: calc(20px -1px) | font-size: calc(10px+5px) | font-size: calc(10 + 5px) | opacity: calc(50% + 1)
font-size: max(1, 20px) | font-size: (20px) | background: linear-gradient(#000 foo, #000)
background: linear-gradient(top, #000, #fff) | background: linear-gradient(to left left, #000, #fff)
background: radial-gradient(circle circle, #000, #fff) | background: element(#a)
filter: blur(2em) | mask: url(a) | color: attr(data-c type(<color>)) | height: calc(10px + )
opacity: sign(1) | font: calc(1px) a
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    lines = [part for line in table.strip().splitlines() for part in line.split(" | ")]
    return [(name.strip(), value) for name, _, value in (part.partition(": ") for part in lines)]


@pytest.mark.parametrize(("name", "value"), _pairs(TAKEN))
def test_what_a_browser_takes(name: str, value: str) -> None:
    assert validity(name, value, False) is True


@pytest.mark.parametrize(("name", "value"), _pairs(DROPPED))
def test_what_a_browser_drops(name: str, value: str) -> None:
    assert validity(name, value, False) is False


@pytest.mark.parametrize(("name", "value"), _pairs(UNKNOWN))
def test_what_is_not_known(name: str, value: str) -> None:
    """Such an element is in doubt, since what stood before may hide it."""
    assert validity(name, value, False) is None


def test_in_quirks_mode_lengths_need_no_unit() -> None:
    assert validity("left", "10", True) is True
    assert validity("translate", "10", False) is False
