"""Ten times the siblings take about ten times the time, whatever has to be told of each."""

import time
from collections.abc import Callable

import pytest

from intake.sanitize import sanitize_html

MANY, TIMES, MOST = 800, 4, 9.0
DARK = "background:#333;color:#fff"
PAGES: dict[str, Callable[[int], str]] = {
    "floats in a dark box": lambda n: f"<div style='{DARK}'>" + "<p style='float:left'>a</p>" * n + "</div>",
    "letters moved in a dark box": lambda n: (
        f"<div style='{DARK}'>" + "<p style='position:relative;top:2px'>a</p>" * n + "</div>"
    ),
    "boxes that cut": lambda n: "<div style='overflow:hidden;height:30px;width:90px'>a</div>" * n,
    "a box that cuts, deep above its texts": lambda n: (
        "<div style='overflow:hidden'>" + "<div>" * (n // 8) + "<p>a</p>" * 400
    ),
    "a value of many digits": lambda n: f"<p style='filter:opacity({'1' * 20 * n})'>a</p>",
    "a line that is drawn aside": lambda n: "<b style='margin-left:-90px'>x</b>" + "<p>a</p>" * n,
    "white letters of a drawing": lambda n: (
        "<svg width=200 height=90>" + "<text x=5 y=20 fill=white>a</text>" * n + "</svg>"
    ),
    "moved letters before dark blocks": lambda n: (
        "<style>p{background:#333;color:#fff}</style>"
        + "<i style='position:relative;top:3px'>a</i><p>b</p>" * (n // 2)
    ),
    "letters at the side of dark blocks": lambda n: (
        "<style>p{background:#000;color:#fff}</style>"
        + "<div><i style='float:left'>a</i><p>b</p></div>" * (n // 2)
    ),
    "letters and blocks of as many colours": lambda n: "".join(
        f"<i style='position:relative;top:3px;color:#{k * 997:06x}'>a</i><p style='background:#{k:06x}'>b</p>"
        for k in range(n // 4)
    ),
    "a query of a container, far apart": lambda n: (
        f"<style>@container (1{' ' * 20 * n}x){{p{{color:red}}}}</style><p>a</p>"
    ),
    "columns that are folded": lambda n: (
        "<table>" + "<col style='visibility:collapse'>" * n + "<tr><td>a<td>b</table>"
    ),
}  # fmt: skip


def took(html: str) -> float:
    start = time.process_time()
    sanitize_html(html, where="sample")
    return time.process_time() - start


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("name", PAGES)
def test_time_grows_with_the_siblings_and_no_faster(name: str) -> None:
    """Each was quadratic once: sixteen times the time for four times the siblings."""
    few = min(took(PAGES[name](MANY)) for _ in range(3))
    assert min(took(PAGES[name](MANY * TIMES)) for _ in range(2)) < MOST * max(few, 0.01)
