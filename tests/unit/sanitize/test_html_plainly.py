"""Transforms that undo each other are a shift or nothing, and a polygon may be the box itself."""

import pytest

from intake.sanitize import sanitize_html

READ = (
    "rotate:1turn",
    "transform:rotate(360deg)",
    "transform:translate(-5000px) translate(5000px)",
    "translate:-3000px;transform:translateX(3000px)",
    "scale:2;transform:scale(.5)",
    "transform:rotate(180deg) translate(40px) rotate(180deg) translate(40px)",
    "transform:matrix(-1,0,0,-1,0,0);rotate:180deg",
    "clip-path:polygon(0 0,100% 0,100% 100%,0 100%)",
    "clip-path:polygon(100% 100%,100% 0,0 0,0 100%)",
)
NOT_READ = (
    "transform:rotate(180deg) translate(2000px) rotate(180deg)",
    "transform:translate(-5000px) translate(2000px)",
    "transform:translate(-5000px) scale(2) translate(2000px) scale(.5)",
    "translate:-3000px;transform:translateX(3000px) scale(0)",
    "transform:rotate(360deg) translate(-3000px)",
    "transform:rotate(360deg) rotatex(90deg)",
    "transform:" + "translate(9px) " * 17 + "translate(-5000px)",
    "clip-path:polygon(0 0,100% 0,100% 0,0 0)",
    "clip-path:polygon(0 0,100% 100%,100% 0,0 100%)",
    "clip-path:polygon(0 0,1px 0,1px 1px,0 1px)",
)


@pytest.mark.parametrize("style", READ)
def test_what_comes_to_nothing_withholds_nothing(style: str) -> None:
    view = sanitize_html(f'<p style="{style}">Gate closes at nine</p>', where="sample")
    assert "Gate closes at nine" in view.text
    assert not view.findings


@pytest.mark.parametrize("style", NOT_READ)
def test_what_comes_to_more_is_not_read(style: str) -> None:
    view = sanitize_html(f'<p style="{style}">Gate closes at nine</p>', where="sample")
    assert "Gate" not in view.text
