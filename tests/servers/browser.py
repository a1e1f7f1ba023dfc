"""Debian's Chromium for tests, and what no page may do; where it is missing, CI fails and others skip."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-quic",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
"""No sandbox, because CI is root; nothing asks the world outside, which a closed network leaves waiting."""
START_MS = 30_000


def chromium_path() -> Path:
    """Where Chromium is; without one the test is skipped, or fails under CI."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium")
        pytest.skip(f"{CHROMIUM} is missing")
    return CHROMIUM


@contextmanager
def chromium() -> Iterator[Any]:
    """A Playwright browser, closed at the end."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(path), args=list(ARGUMENTS), timeout=START_MS
        )
        with closing(started):
            yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for a module that imports this."""
    with chromium() as started:
        yield started


def faults(page: Any) -> list[str]:
    """What is wrong with a page as it stands: axe-core's violations, and being wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"], "iframes": False}
    found = Axe().run(page, options=options).response["violations"]
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    told = [f"{v['id']}: {v['nodes'][0]['html']}" for v in found]
    return [*told, *([f"wider than the screen by {wider} px"] if wider > 0 else [])]
