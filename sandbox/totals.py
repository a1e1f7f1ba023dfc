"""How many mails, how many unread, which tags: counted once, then kept up to date by what happens."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.tags import clean_tags

if TYPE_CHECKING:
    from sandbox.event import StoreEvent
    from sandbox.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Totals over the store."""

    total: int
    unread: int
    size: int
    """Bytes of all raw mails together."""


class Totals:
    """Counts that cost nothing to ask for. Thread-safe."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._lock = threading.Lock()
        self._fresh = False
        self._counts = Counts(total=0, unread=0, size=0)
        self._tags: Counter[str] = Counter()
        self._upto = 0
        self.deleted = 0
        """Mails deleted since the start."""

    def heard(self, event: "StoreEvent") -> None:
        """On the writer's thread."""
        with self._lock:
            if event.kind == "delete":
                self.deleted += len(event.seqs)
            message = event.message
            if event.kind != "new" or message is None:
                self._fresh = False
            elif self._fresh and message.seq > self._upto:
                now = self._counts
                self._counts = Counts(
                    total=now.total + 1, unread=now.unread + 1, size=now.size + message.size
                )
                self._tags.update(message.tags)
                self._upto = message.seq

    def counts(self) -> Counts:
        with self._lock:
            self._refresh()
            return self._counts

    def tags(self) -> Mapping[str, int]:
        """Every tag in use, in order, with the mails that bear it."""
        with self._lock:
            self._refresh()
            return dict(sorted(self._tags.items(), key=lambda item: item[0].lower()))

    def unified(self, tags: Sequence[str]) -> tuple[str, ...]:
        """These tags, cleaned and sorted, each as it is already written where it is in use."""
        clean = clean_tags(tags)
        if not clean:
            return ()
        known = {t.lower(): t for t in self.tags()}
        return tuple(known.get(t.lower(), t) for t in clean)

    def _refresh(self) -> None:
        if self._fresh:
            return
        self._fresh = True
        total, unread, size, upto = self._store.query(
            "SELECT count(*), coalesce(sum(read = 0), 0), coalesce(sum(size), 0),"
            " (SELECT coalesce(max(seq), 0) FROM messages) FROM messages"
        )[0]
        self._counts = Counts(total=total, unread=unread, size=size)
        self._upto = upto
        self._tags = Counter()
        for text, count in self._store.query(
            "SELECT tags, count(*) FROM messages WHERE tags != '' GROUP BY tags"
        ):
            for tag in text.split("\n"):
                self._tags[tag] += count
