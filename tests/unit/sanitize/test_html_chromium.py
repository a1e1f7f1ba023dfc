"""Chromium's pixels decide whether a word is seen; `sanitize_html` must not let a hidden one through."""

import json
import os
import re
from pathlib import Path

import pytest

from bench.fidelity import SAMPLES, judge
from intake.sanitize import sanitize_html

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
EACH = 5
"""Every so many samples of the bench, so that the test stays short."""


@pytest.mark.chromium
def test_no_word_that_chromium_does_not_paint_reaches_the_text() -> None:
    """What the pixels do not show is not in the text, on every fifth sample of the bench."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    samples = json.loads((SAMPLES / "own.json").read_text())[::EACH]
    hidden = seen = 0
    for sample, judged in zip(
        samples, judge([s["html"] for s in samples], executable=str(CHROMIUM)), strict=True
    ):
        view = sanitize_html(sample["html"], where=sample["name"])
        shown = {w for j in judged if j.seen for w in re.findall(r"\b[HV][a-z]{2}\b", j.text)}
        unseen = {w for j in judged if not j.seen for w in re.findall(r"\b[HV][a-z]{2}\b", j.text)} - shown
        hidden, seen = hidden + len(unseen), seen + len(shown)
        leaked = {w for w in unseen if re.search(rf"\b{w}\b", view.text)}
        assert not leaked, sample["name"]
    assert hidden >= 10
    assert seen >= 10
