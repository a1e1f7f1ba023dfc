"""Fixtures for every test."""

import sys
from collections.abc import Iterator

import pytest

from tests.servers.browser import browser

__all__ = ["browser", "untraced"]


@pytest.fixture
def untraced() -> Iterator[None]:
    """Lines are not counted, which takes four times what is done (`no_cover` does nothing in a worker)."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)
