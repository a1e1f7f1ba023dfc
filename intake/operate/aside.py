"""The Knowledge port with demoted sources set aside: they are found, and never cited."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from intake.mail import Passage
from intake.ports import Knowledge

FRESH_S: Final = 30.0
"""How long what was read of the refused sources holds."""
MORE: Final = 8
"""Passages looked at beyond those wanted, in place of the ones set aside."""


class Aside:
    """Knowledge without the sources that people refused, until somebody restores them."""

    def __init__(self, knowledge: Knowledge, refused: Callable[[], frozenset[str]]) -> None:
        self._knowledge = knowledge
        self._refused = refused
        self._sources: frozenset[str] = frozenset()
        self._read_at: float | None = None
        self._lock = threading.Lock()

    def search(
        self,
        query: str,
        k: int = 8,
        *,
        scopes: Sequence[str] = (),
        language: str | None = None,
        today: date | None = None,
    ) -> list[Passage]:
        away = self._away()
        more = MORE if away else 0
        found = self._knowledge.search(query, k + more, scopes=scopes, language=language, today=today)
        return [p for p in found if p.source not in away][:k]

    def answerable(self, question: str, passages: Sequence[Passage]) -> float:
        return self._knowledge.answerable(question, passages)

    def _away(self) -> frozenset[str]:
        with self._lock:
            now = time.monotonic()
            if self._read_at is None or now - self._read_at > FRESH_S:
                self._sources, self._read_at = self._refused(), now
            return self._sources

    def extracted(self, source: str) -> str | None:
        return self._knowledge.extracted(source)
