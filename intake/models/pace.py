"""How often and how many at once a model is called, and how long it asks us to wait."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from intake.models.providers import headers_of

MAX_WAIT_S: Final = 60.0
"""A longer wait is not slept through: the mail goes back to the queue or to the next model."""


class Pace:
    """A gate before a model: calls at once, and calls a minute. Safe under threads."""

    def __init__(self, *, concurrency: int, requests_per_minute: int | None) -> None:
        self._places = threading.BoundedSemaphore(concurrency)
        self._interval_s = 60.0 / requests_per_minute if requests_per_minute else 0.0
        self._lock = threading.Lock()
        self._next = 0.0

    @contextmanager
    def turn(self, timeout_s: float) -> Iterator[bool]:
        """One call's turn; False where no place came free in time."""
        got = self._places.acquire(timeout=timeout_s)
        try:
            if got:
                self._wait()
            yield got
        finally:
            if got:
                self._places.release()

    def hold(self, wait_s: float) -> None:
        """Nobody calls before this long: the provider asked for it."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + wait_s)

    def _wait(self) -> None:
        with self._lock:
            now = time.monotonic()
            wait = max(0.0, self._next - now)
            self._next = max(now, self._next) + self._interval_s
        if wait:
            time.sleep(min(wait, MAX_WAIT_S))


def retry_after_s(exc: BaseException, *, now: datetime | None = None) -> float | None:
    """Seconds that a provider's error asks to wait (RFC 9110, 10.2.3); None where it does not say."""
    headers = headers_of(exc)
    try:
        value = str(headers.get("retry-after-ms") or "").strip()
        if value:
            return max(0.0, float(value) / 1000)
        value = str(headers.get("retry-after") or "").strip()
    except (AttributeError, ValueError):
        return None
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())
