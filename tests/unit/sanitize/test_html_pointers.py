"""Clips that point at an element of the page."""

import pytest

from intake.sanitize import sanitize_html

CLIP = "<svg width=0 height=0><clipPath id=Cc></clipPath></svg>"


@pytest.mark.parametrize("value", ["url(#nowhere)", "url('#nowhere')", "inset(50%);clip-path:url(#nowhere)"])
def test_a_clip_that_points_nowhere_cuts_nothing(value: str) -> None:
    assert sanitize_html(f'<p style="clip-path:{value}">Words</p>', where="sample").text == "Words"


@pytest.mark.parametrize("value", ["url(#Cc)", "url(#cc)", "url(x.svg#a)", "url(#a b);clip-path:inset(50%)"])
def test_a_clip_that_may_cut_is_not_passed_over(value: str) -> None:
    assert sanitize_html(f'<p style="clip-path:{value}">Words</p>{CLIP}', where="sample").text == ""
