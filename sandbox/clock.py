"""The sandbox's own time: it runs with the wall clock and can be pushed ahead."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class VirtualClock:
    """A clock that `advance` moves ahead; greylisting, retention and times to live read it.

    Thread-safe. It never runs backwards.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._offset_s = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The present of the sandbox, aware, UTC."""
        return datetime.fromtimestamp(self._source() + self._offset_s, UTC)

    def advance(self, seconds: float) -> datetime:
        """Move ahead by `seconds` and give the new present. Raises ValueError below 0."""
        if not 0 <= seconds <= timedelta(days=36500).total_seconds():
            raise ValueError("the clock moves ahead only, by at most a hundred years")
        with self._lock:
            self._offset_s += seconds
        return self.now()
