"""The workers of one process: they claim mails, run them, give signs of life, follow up the dead."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from intake.config import AccountSettings, Settings
from intake.errors import MailroomError, Permanent, Unreachable
from intake.ledger.records import LEASE_S, Row
from intake.ledger.store import Ledger
from intake.ports import Mailbox
from intake.workflow.durable import Durable
from intake.workflow.events import Event, Listener

BEAT_S = 5.0
"""How often leases are renewed; well below their length."""
LOOK_S = 0.5
"""How often the queue is looked at without a wake-up: retries that are due, mails of other pollers."""
PARK_S = 8.0
"""How long a stop waits for the step in hand; SIGTERM has ten seconds."""


class Hands:
    """What this process has in hand, and the connections it works with. Safe under threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        ledger: Ledger,
        durable: Durable,
        owner: str,
        local: bool,
        mailbox_factory: Callable[[AccountSettings], Mailbox],
        listener: Listener,
    ) -> None:
        self.settings = settings
        self._ledger = ledger
        self._durable = durable
        self._owner = owner
        self._local = local
        self._factory = mailbox_factory
        self._tell = listener
        self._lay_note: Callable[[int], bool] = lambda _ident: False
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._mine: set[int] = set()
        self._boxes: dict[str, tuple[threading.RLock, Mailbox]] = {}
        self._stopping = False

    def begin(self, run: Callable[[int, int], str], lay_note: Callable[[int], bool]) -> None:
        """Start the journal and take up what an earlier life of ours, or a dead worker, left."""
        self._lay_note = lay_note
        self._durable.start(run)
        self._recover(all_of_them=self._local)

    def wake(self) -> None:
        """There is something new in the queue."""
        self._wake.set()

    def busy(self) -> bool:
        return bool(self._mine)

    def work(self, done: Callable[[], bool]) -> None:
        """Take mails through until `done`; then finish or park what is in hand."""
        pool = ThreadPoolExecutor(self.settings.workers, thread_name_prefix="mail")
        given: dict[Future[None], Row] = {}
        beat = time.monotonic()
        try:
            while not done():
                free = self.settings.workers - len(self._mine)
                taken = self._claim(free) if free > 0 else []
                given = {f: row for f, row in given.items() if not f.done()}
                for row in taken:
                    given[pool.submit(self._one, row)] = row
                if time.monotonic() - beat >= BEAT_S:
                    beat = time.monotonic()
                    self._beat()
                if not taken or len(self._mine) >= self.settings.workers:
                    self._wake.wait(LOOK_S)
                    self._wake.clear()
        finally:
            end = time.monotonic() + PARK_S
            while self._mine and time.monotonic() < end:
                self._wake.wait(0.1)
                self._wake.clear()
            self._stopping = True
            pool.shutdown(wait=False, cancel_futures=True)
            for future, row in given.items():
                if future.cancelled():  # claimed and never begun: the next worker need not wait for its lease
                    with contextlib.suppress(SQLAlchemyError):
                        self._ledger.release(row)

    def note(self, ident: int, taken: bool) -> None:
        """A mail was taken into hand, or let go."""
        with self._lock:
            if taken:
                self._mine.add(ident)
            else:
                self._mine.discard(ident)
        self._wake.set()

    @contextlib.contextmanager
    def borrow(self, name: str) -> Iterator[Mailbox]:
        """The working connection of an account, one user at a time."""
        with self._lock:
            if name not in self._boxes:
                self._boxes[name] = (threading.RLock(), self._factory(self.settings.account(name)))
            lock, box = self._boxes[name]
        with lock:
            try:
                box.connect()
            except Permanent as exc:
                # A person mends a password that ran out; until then the mailbox is away for its mails.
                raise Unreachable(str(exc), mend=exc.mend, account=name) from exc
            yield box

    def close(self) -> None:
        """End the journal and the connections; what runs is left to the next start."""
        self._stopping = True
        self._durable.stop()
        for _lock, box in self._boxes.values():
            with contextlib.suppress(MailroomError):
                box.close()
        self._boxes.clear()

    # -- inside ----------------------------------------------------------------------------------------

    def _claim(self, free: int) -> list[Row]:
        try:
            rows = self._ledger.claim(self._owner, free)
        except SQLAlchemyError as exc:
            self._tell(Event(kind="notice", text=f"database: {type(exc).__name__}; trying again"))
            time.sleep(LOOK_S)
            return []
        with self._lock:
            self._mine.update(r.id for r in rows)
        return rows

    def _one(self, row: Row) -> None:
        """One run on this thread; whatever happens, the mail is not left in limbo."""
        try:
            self._durable.run(row.id, row.run)
        except BaseException as exc:  # noqa: BLE001 - DBOS's own errors included; the lease brings the mail back
            if not self._stopping:
                self._tell(
                    Event(kind="notice", message=row.id, text=f"mail {row.id}: {type(exc).__name__}: {exc}")
                )
        finally:
            self.note(row.id, False)
            if not self._stopping:
                self._rescue(row)

    def _rescue(self, row: Row) -> None:
        """A run that ended without a word in the ledger goes back to the queue."""
        with contextlib.suppress(SQLAlchemyError):
            held = self._ledger.row(row.id)
            if (
                held is not None
                and held.state == "working"
                and held.run == row.run
                and held.owner == self._owner
            ):
                self._ledger.release(held, due_at=self._ledger.now() + 1.0)

    def _recover(self, *, all_of_them: bool) -> None:
        """Mails whose worker is gone: resume what the journal knows, queue the rest again."""
        for row in self._ledger.orphans(all_of_them=all_of_them):
            if row.id in self._mine:
                continue
            if self._durable.unfinished(row.id, row.run):
                # On SQLite DBOS recovers at its start what an earlier life left, and only then: a run that
                # broke off since, as on a full disk, is resumed like that of a dead worker.
                if not (self._local and all_of_them):
                    self._durable.resume(row.id, row.run)
                self._ledger.renew(row.owner or self._owner, [row.id])
            else:
                self._ledger.release(row)

    def _beat(self) -> None:
        try:
            if back := self._ledger.clock_went_back():
                self._tell(Event(kind="notice", text=f"the clock went back by {back:.0f} s"))
            with self._lock:
                mine = list(self._mine)
            self._ledger.renew(self._owner, mine, lease_s=LEASE_S)
            self._recover(all_of_them=False)
            for row in self._ledger.undelivered():
                self._lay_note(row.id)
            self._ledger.seal()
        except (SQLAlchemyError, OSError) as exc:
            self._tell(Event(kind="notice", text=f"database: {type(exc).__name__}; trying again"))
