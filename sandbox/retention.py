"""Forgetting: the oldest mails above a bound of age, count or bytes, without a stall."""

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.errors import MailroomError

if TYPE_CHECKING:
    from sandbox.store import Store

_log = logging.getLogger(__name__)

VACUUM_PAGES = 256
"""Pages given back in one step: a millisecond or two, so that no mail waits behind a long vacuum."""
EVERY_S = 5.0
DELETE_STEP = 500
"""Mails deleted in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a store keeps; None is no bound."""

    max_age_s: float | None = None
    max_count: int | None = None
    max_bytes: int | None = None

    def __bool__(self) -> bool:
        return (self.max_age_s, self.max_count, self.max_bytes) != (None, None, None)


def retain(store: "Store", bounds: Bounds) -> int:
    """Delete the oldest mails above the bounds and give their pages back; how many went."""
    gone = 0
    for where, args in _conditions(store, bounds):
        while True:
            step = store.delete_where(
                f"seq IN (SELECT seq FROM messages WHERE {where} ORDER BY seq LIMIT {DELETE_STEP})",  # noqa: S608
                args,
            )
            gone += step
            if step < DELETE_STEP:
                break
    if gone:
        _vacuum(store)
    return gone


def _conditions(store: "Store", bounds: Bounds) -> list[tuple[str, tuple[object, ...]]]:
    out: list[tuple[str, tuple[object, ...]]] = []
    if bounds.max_age_s is not None:
        out.append(("created < ?", (store.clock.now().timestamp() - bounds.max_age_s,)))
    if bounds.max_count is not None:
        last = store.query("SELECT seq FROM messages ORDER BY seq DESC LIMIT 1 OFFSET ?", (bounds.max_count,))
        if last:
            out.append(("seq <= ?", (last[0][0],)))
    if bounds.max_bytes is not None and store.counts().size > bounds.max_bytes:
        over = store.query(
            "SELECT max(seq) FROM (SELECT seq, sum(size) OVER (ORDER BY seq DESC) AS upto FROM messages)"
            " WHERE upto > ?",
            (bounds.max_bytes,),
        )
        if over and over[0][0] is not None:
            out.append(("seq <= ?", (over[0][0],)))
    return out


def _vacuum(store: "Store") -> None:
    while (before := store.query("PRAGMA freelist_count")[0][0]) > VACUUM_PAGES:
        store.vacuum(VACUUM_PAGES)
        if store.query("PRAGMA freelist_count")[0][0] >= before:
            return


class Keeper:
    """Holds a store to its bounds while the sandbox runs; also drops inboxes whose time is over."""

    def __init__(self, store: "Store", bounds: Bounds) -> None:
        self._store, self._bounds = store, bounds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-keeper", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Hold the bounds now."""
        if self._bounds:
            retain(self._store, self._bounds)
        self._store.drop_expired()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stop.wait(EVERY_S):
            try:
                self.look()
            except MailroomError as exc:
                _log.warning("the sandbox could not forget old mail: %s", exc)
