"""Fixtures for every test."""

from tests.servers.browser import browser

__all__ = ["browser"]
