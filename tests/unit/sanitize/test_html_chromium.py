"""Chromium's pixels decide whether a word is seen; `sanitize_html` must not let a hidden one through.

The short form of `python -m bench.fidelity`: some of the samples, pairs and mutants, painted anew.
"""

import pytest

from bench.bounds import beside
from bench.chromium import Judge
from bench.fidelity import Count, Sample, independent, own
from bench.fidelity_tools import Ours
from bench.mutants import mutants
from intake.sanitize.browser import Browser
from tests.servers.browser import chromium_path

EACH = 30
"""Every so many samples of the bench, so that the test stays short."""
MUTANTS, LAID_OUT = 6, 60


def _chosen() -> list[Sample]:
    later = independent("later")[::10]
    return [
        *own()[::EACH],
        *independent()[::10],
        *independent("blind")[::10],
        *later,
        *mutants(MUTANTS, seed=90_000),
    ]


@pytest.mark.chromium
def test_texts_stand_within_the_bounds_that_tell_what_may_cover_them() -> None:
    """The layout of Chromium is the judge of the flow: no text of some mutants stands beside its bounds."""
    with Browser(str(chromium_path()), seconds=60) as browser:
        found = [beside(browser, html) for _, html in mutants(LAID_OUT, seed=91_000)]
    assert sum(count for count, _ in found) >= LAID_OUT
    assert [wrong for _, wrong in found if wrong] == []


@pytest.mark.chromium
def test_no_word_that_chromium_does_not_paint_reaches_the_text() -> None:
    """What the pixels do not show is not in the text, and of what they show little is lost."""
    count = Count()
    with Judge(str(chromium_path())) as judge:
        for name, html in _chosen():
            count.add((name, html), judge.words(html), Ours().read(html))
    assert not [miss for miss in count.misses if miss[1] == "leaked"]
    assert count.hidden >= 15
    assert count.visible >= 20
    # Mutants are made of covers and shifts, and what these may hide is withheld.
    assert count.lost + count.withheld <= 0.35 * count.visible
