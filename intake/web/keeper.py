"""What takes longer to count than a page may: kept, and counted anew behind the page when it is old."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Keeper(Generic[T]):
    """The last value of `read`, at most about `fresh_s` seconds older than it was asked for."""

    def __init__(self, read: Callable[[], T], *, fresh_s: float, now: Callable[[], float]) -> None:
        self._read, self._fresh_s, self._now = read, fresh_s, now
        self._busy = threading.Lock()
        self._value: T | None = None
        self._read_at = float("-inf")

    def value(self) -> T:
        """The value kept; the first one is waited for."""
        held = self._value
        if held is None:
            with self._busy:
                return self._value if self._value is not None else self._renew()
        self._renew_behind()
        return held

    def peek(self) -> T | None:
        """The value kept, None until the first one is there; nothing is waited for."""
        self._renew_behind()
        return self._value

    def _renew_behind(self) -> None:
        if self._now() - self._read_at > self._fresh_s and self._busy.acquire(blocking=False):
            threading.Thread(target=self._behind, name="keeper", daemon=True).start()

    def _behind(self) -> None:
        try:
            self._renew()
        finally:
            self._busy.release()

    def _renew(self) -> T:
        value = self._read()
        self._value, self._read_at = value, self._now()
        return value
