"""The one thread that writes: what waits is put into one transaction (group commit)."""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, Generic, TypeVar

from sandbox.errors import StoreClosed, StoreFull

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

MAX_GROUP = 256
"""Pieces of work in one transaction: a few milliseconds of work, so that nobody waits long for the flush."""


class _Job(Generic[T]):
    __slots__ = ("after", "done", "work")

    def __init__(self, work: Work[T], after: Callable[[T], None] | None) -> None:
        self.work, self.after = work, after
        self.done: Future[T] = Future()


class Writer:
    """Owns the writing connection. A future is answered only after the commit that holds its work."""

    def __init__(self, db: sqlite3.Connection, lock: threading.RLock) -> None:
        self._db, self._lock = db, lock
        self._jobs: queue.SimpleQueue[_Job[object] | None] = queue.SimpleQueue()
        self._closed = False
        self._later: Future[Any] | None = None
        self._thread = threading.Thread(target=self._run, name="sandbox-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T], after: Callable[[T], None] | None = None) -> "Future[T]":
        """Queue `work`; `after` runs on the writer's thread, behind the commit and before the future is set.

        The future raises StoreFull, StoreClosed, or what `work` raised (its effects are then undone).
        """
        job = _Job(work, after)
        if self._closed:
            job.done.set_exception(StoreClosed("the store is closed"))
        else:
            self._jobs.put(job)  # type: ignore[arg-type]
        return job.done

    def later(self, work: Work[T], after: Callable[[T], None] | None = None) -> None:
        """As `submit`, for what nobody waits for, save those who call `settle`."""
        self._later = self.submit(work, after)

    def settle(self) -> None:
        """Wait until what `later` took is committed; inside the writer's own work it is no question."""
        waiting = self._later
        if waiting is not None and not waiting.done() and threading.current_thread() is not self._thread:
            wait([waiting])

    def close(self) -> None:
        """Write what waits, then stop."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join(timeout=60)

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            group = [job]
            last = False
            while len(group) < MAX_GROUP and not last:
                try:
                    more = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    last = True
                else:
                    group.append(more)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[_Job[object]]) -> None:
        try:
            results = self._transact(group)
        except Exception as exc:  # noqa: BLE001 - any failing work must answer its own future, and only that
            if len(group) == 1:
                group[0].done.set_exception(_translated(exc))
            else:
                for job in group:  # one bad piece must not take the others with it
                    self._commit([job])
            return
        for job, result in zip(group, results, strict=True):
            try:
                if job.after is not None:
                    job.after(result)
            finally:
                job.done.set_result(result)

    def _transact(self, group: list[_Job[object]]) -> list[object]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                results = [job.work(self._db) for job in group]
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        return results


def _translated(exc: Exception) -> Exception:
    full = {"SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC"}
    if isinstance(exc, sqlite3.Error) and getattr(exc, "sqlite_errorname", "") in full:
        return StoreFull("the sandbox's disk is full", mend="free some space, or delete captured mails")
    return exc
