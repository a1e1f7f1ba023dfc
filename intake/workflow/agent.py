"""The agent: watchers take mail in, workers take it through, and a keeper looks after both."""

import contextlib
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from intake.config import AccountSettings, Settings
from intake.errors import MailroomError, Misconfigured
from intake.ledger.database import database_url, engine_for
from intake.ledger.open import open_ledger
from intake.ledger.records import LEASE_S, Row
from intake.ledger.store import Ledger
from intake.ports import Clock, Mailbox, Sanitizer
from intake.workflow.durable import Durable
from intake.workflow.events import Event, Listener, silent
from intake.workflow.lease import Lease
from intake.workflow.lock import DataLock
from intake.workflow.steps import Process, Steps
from intake.workflow.watch import Watcher

Role = Literal["poller", "worker", "all"]
BEAT_S = 5.0
"""How often leases are renewed; well below their length."""
LOOK_S = 0.5
"""How often the queue is looked at without a wake-up: retries that are due, mails of other pollers."""
PARK_S = 8.0
"""How long a stop waits for the step in hand; SIGTERM has ten seconds."""
ONCE_WAIT_S = 15.0
"""`run --once` waits for mails that are due within this time."""


class Documents(Protocol):
    """`retrieval.KnowledgeBase`, as far as the agent keeps it fresh."""

    def sync(self) -> object: ...

    def watch(self, stop: threading.Event) -> None: ...


@dataclass(slots=True)
class Summary:
    """What one run did."""

    outcomes: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    pending: int = 0


class Agent:
    """Everything that `mailroom run` runs. One per process."""

    def __init__(
        self,
        settings: Settings,
        *,
        pipeline: Process,
        sanitizer: Sanitizer,
        mailbox_factory: Callable[[AccountSettings], Mailbox],
        clock: Clock,
        events: Listener | None = None,
        role: Role = "all",
        knowledge: Documents | None = None,
        since: str | None = None,
    ) -> None:
        self.settings = settings
        self.role: Role = role
        self.since = since
        self.events: Listener = events or silent
        self.summary = Summary()
        self._pipeline = pipeline
        self._knowledge = knowledge
        self._sanitizer = sanitizer
        self._factory = mailbox_factory
        self._clock = clock
        self._url = database_url(settings)
        self._local = make_url(self._url).get_backend_name() == "sqlite"
        self.owner = (
            "local" if self._local else f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        )
        self._lock = DataLock(settings.data_dir)
        self._ledger: Ledger | None = None
        self._durable: Durable | None = None
        self._steps: Steps | None = None
        self._wake = threading.Event()
        self._hands = threading.Lock()
        self._opening = threading.Lock()
        self._mine: set[int] = set()
        self._boxes: dict[str, tuple[threading.RLock, Mailbox]] = {}
        self._stopping = threading.Event()

    @property
    def ledger(self) -> Ledger:
        """The open ledger; opened on first use, once, whichever thread asks first."""
        with self._opening:  # the HTTP server asks while the agent starts: two migrations would collide
            if self._ledger is None:
                self._ledger = open_ledger(self.settings, now=lambda: self._clock.now().timestamp())
            return self._ledger

    def run(self, stop: threading.Event) -> None:
        """Watch and work until `stop` is set; what is in hand is finished or parked within ten seconds."""
        with self._open():
            threads = []
            if self.role != "worker":
                threads = [
                    threading.Thread(
                        target=self._watch, args=(w, stop), name=f"watch-{w.account.name}", daemon=True
                    )
                    for w in self._watchers(stop)
                ]
            if self._knowledge is not None and self.role != "poller":
                threads.append(
                    threading.Thread(target=self._follow, args=(stop,), name="knowledge", daemon=True)
                )
            for thread in threads:
                thread.start()
            self._tell(Event(kind="started", text=f"started as {self.role}, pid {os.getpid()}"))
            if self.role == "poller":
                stop.wait()
            else:
                self._work(stop.is_set)
            for thread in threads:
                thread.join(0.5)  # a watcher in IDLE holds nothing that is not stored

    def run_once(self) -> Summary:
        """Take in all that is there and work it off; mails that fail for longer stay for later."""
        with self._open():
            if self.role != "worker":
                for watcher in self._watchers(threading.Event()):
                    try:
                        watcher.poll()
                    except MailroomError as exc:
                        self.summary.errors.append(f"{watcher.account.name}: {exc}")
                        self._tell(
                            Event(
                                kind="unreachable",
                                account=watcher.account.name,
                                text=f"{watcher.account.name}: {exc}"
                                + (f" ({exc.mend})" if exc.mend else ""),
                            )
                        )
            if self.role != "poller":
                self._work(self._idle)
        return self.summary

    def _idle(self) -> bool:
        """Whether nothing is left that is due soon."""
        ledger = self.ledger
        pending, _ = ledger.pending()
        if not pending:
            return True
        due = ledger.next_due()
        working = bool(self._mine) or bool(ledger.rows(state="working", limit=1))
        return not working and (due is None or due > ledger.now() + ONCE_WAIT_S)

    # -- opening and closing ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        if not self._local and self.settings.knowledge.chroma == "embedded" and self.role != "all":
            raise Misconfigured(
                "knowledge.chroma: embedded Chroma is for one process only",
                mend="start a Chroma server and set knowledge.chroma to its http:// address",
            )
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        if self._local:
            self._lock.acquire()
        try:
            self._stopping.clear()
            ledger = self.ledger
            url = (
                f"sqlite:///{(self.settings.data_dir / 'dbos.sqlite').as_posix()}"
                if self._local
                else self._url
            )
            engine = engine_for(url, pool_size=self.settings.workers + 8)
            self._durable = Durable(engine, executor=self.owner)
            self._steps = Steps(
                self.settings,
                ledger=ledger,
                durable=self._durable,
                pipeline=self._pipeline,
                sanitizer=self._sanitizer,
                mailbox=self._borrow,
                clock=self._clock,
                owner=self.owner,
                listener=self._tell,
                on_take=self._on_take,
            )
            try:
                if self.role != "poller":
                    self._sync()
                    self._durable.start(self._steps.run)
                    self._recover(all_of_them=self._local)
                yield
            finally:
                self._stopping.set()
                self._durable.stop()
                for _lock, box in self._boxes.values():
                    with contextlib.suppress(MailroomError):
                        box.close()
                self._boxes.clear()
                self.summary.pending = ledger.pending()[0]
                ledger.seal()
                engine.dispose()
                ledger.engine.dispose()
        finally:
            self._lock.release()
        self._tell(Event(kind="stopped", text="stopped"))

    def _watchers(self, stop: threading.Event) -> list[Watcher]:
        made = []
        for account in self.settings.accounts:
            lead = None if self._local else Lease(self.ledger, f"poll:{account.name}", self.owner).hold
            made.append(
                Watcher(
                    account,
                    self._factory(account),
                    self.ledger,
                    on_new=lambda _ids: self._wake.set(),
                    listener=self._tell,
                    since=self.since,
                    lead=lead,
                )
            )
        return made

    def _watch(self, watcher: Watcher, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                watcher.watch(stop)
            except Exception as exc:  # noqa: BLE001 - a thread that dies silently is the bug people report most
                self._tell(
                    Event(
                        kind="unreachable",
                        account=watcher.account.name,
                        text=f"{watcher.account.name}: {type(exc).__name__}: {exc}",
                    )
                )
                stop.wait(5.0)

    def _sync(self) -> None:
        """The documents as they are now; what is broken there must not stop the mail."""
        if self._knowledge is None:
            return
        try:
            self._knowledge.sync()
        except Exception as exc:  # noqa: BLE001 - told, and tried again by the folder's watcher
            self._tell(Event(kind="notice", text=f"knowledge: {type(exc).__name__}: {exc}"))

    def _follow(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                assert self._knowledge is not None
                self._knowledge.watch(stop)
            except Exception as exc:  # noqa: BLE001 - a thread that dies silently is the bug people report most
                self._tell(Event(kind="notice", text=f"knowledge: {type(exc).__name__}: {exc}"))
            stop.wait(5.0)

    # -- working ---------------------------------------------------------------------------------------

    def _work(self, done: Callable[[], bool]) -> None:
        pool = ThreadPoolExecutor(self.settings.workers, thread_name_prefix="mail")
        beat = time.monotonic()
        try:
            while not done():
                free = self.settings.workers - len(self._mine)
                taken = self._claim(free) if free > 0 else []
                for row in taken:
                    pool.submit(self._one, row)
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
            pool.shutdown(wait=False, cancel_futures=True)

    def _claim(self, free: int) -> list[Row]:
        try:
            rows = self.ledger.claim(self.owner, free)
        except SQLAlchemyError as exc:
            self._tell(Event(kind="notice", text=f"database: {type(exc).__name__}; trying again"))
            time.sleep(LOOK_S)
            return []
        with self._hands:
            self._mine.update(r.id for r in rows)
        return rows

    def _one(self, row: Row) -> None:
        """One run on this thread; whatever happens, the mail is not left in limbo."""
        assert self._durable is not None
        try:
            self._durable.run(row.id, row.run)
        except BaseException as exc:  # noqa: BLE001 - DBOS's own errors included; the lease brings the mail back
            if not self._stopping.is_set():
                self._tell(
                    Event(kind="notice", message=row.id, text=f"mail {row.id}: {type(exc).__name__}: {exc}")
                )
        finally:
            self._on_take(row.id, False)
            if not self._stopping.is_set():
                self._rescue(row)

    def _rescue(self, row: Row) -> None:
        """A run that ended without a word in the ledger goes back to the queue."""
        with contextlib.suppress(SQLAlchemyError):
            held = self.ledger.row(row.id)
            if (
                held is not None
                and held.state == "working"
                and held.run == row.run
                and held.owner == self.owner
            ):
                self.ledger.release(held, due_at=self.ledger.now() + 1.0)

    def _on_take(self, ident: int, taken: bool) -> None:
        with self._hands:
            if taken:
                self._mine.add(ident)
            else:
                self._mine.discard(ident)
        self._wake.set()

    def _recover(self, *, all_of_them: bool) -> None:
        """Mails whose worker is gone: resume what the journal knows, queue the rest again."""
        assert self._durable is not None
        for row in self.ledger.orphans(all_of_them=all_of_them):
            if row.id in self._mine:
                continue
            if self._durable.unfinished(row.id, row.run):
                if not self._local:
                    self._durable.resume(row.id, row.run)
                # On SQLite DBOS has recovered it at its start already; give it a lease to be picked up in.
                self.ledger.renew(row.owner or self.owner, [row.id])
            else:
                self.ledger.release(row)

    def _beat(self) -> None:
        try:
            with self._hands:
                mine = list(self._mine)
            self.ledger.renew(self.owner, mine, lease_s=LEASE_S)
            self._recover(all_of_them=False)
            for row in self.ledger.undelivered():
                if self._steps is not None:
                    self._steps.lay_note(row.id)
            self.ledger.seal()
        except (SQLAlchemyError, OSError) as exc:
            self._tell(Event(kind="notice", text=f"database: {type(exc).__name__}; trying again"))

    @contextlib.contextmanager
    def _borrow(self, name: str) -> Iterator[Mailbox]:
        with self._hands:
            if name not in self._boxes:
                self._boxes[name] = (threading.RLock(), self._factory(self.settings.account(name)))
            lock, box = self._boxes[name]
        with lock:
            box.connect()
            yield box

    def _tell(self, event: Event) -> None:
        if event.kind in {"done", "dead"}:
            kind = str(event.fields.get("outcome"))
            with self._hands:
                self.summary.outcomes[kind] = self.summary.outcomes.get(kind, 0) + 1
        with contextlib.suppress(Exception):  # a broken terminal must not stop the mail
            self.events(event)
