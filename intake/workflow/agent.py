"""The agent: watchers take mail in, workers take it through, errands look after both."""

import contextlib
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sqlalchemy import make_url

from intake.config import AccountSettings, Settings
from intake.errors import MailroomError, Misconfigured
from intake.ledger.database import database_url, engine_for
from intake.ledger.open import open_ledger
from intake.ledger.store import Ledger
from intake.ports import Clock, Mailbox, Sanitizer
from intake.workflow.durable import Durable
from intake.workflow.errands import Errand, pursue
from intake.workflow.events import Event, Listener, silent
from intake.workflow.hands import Hands
from intake.workflow.lease import Lease
from intake.workflow.lock import DataLock
from intake.workflow.steps import Process, Steps
from intake.workflow.watch import Watcher

Role = Literal["poller", "worker", "all"]
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
    """Everything that `mailroom run` runs. One per process.

    `warm` loads what the first mail needs; it is called once, after the watchers have begun. It gets the
    event that ends the run, so that a long preparation can be cut short.
    """

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
        warm: Callable[[threading.Event], None] | None = None,
        errands: Sequence[Errand] = (),
    ) -> None:
        self.settings = settings
        self.role: Role = role
        self.since = since
        self.events: Listener = events or silent
        self.summary = Summary()
        self.ready = threading.Event()
        """Set while mails are taken in and worked on."""
        self._pipeline = pipeline
        self.knowledge = knowledge
        self.sanitizer = sanitizer
        self._factory = mailbox_factory
        self._clock = clock
        self._warm = warm
        self._errands = tuple(errands)
        self._url = database_url(settings)
        self._local = make_url(self._url).get_backend_name() == "sqlite"
        self.owner = (
            "local" if self._local else f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        )
        self._lock = DataLock(settings.data_dir)
        self._ledger: Ledger | None = None
        self._opening, self._counting = threading.Lock(), threading.Lock()
        self._hands: Hands | None = None

    @property
    def ledger(self) -> Ledger:
        """The open ledger; opened on first use, once, whichever thread asks first."""
        with self._opening:  # the HTTP server asks while the agent starts: two migrations would collide
            if self._ledger is None:
                self._ledger = open_ledger(self.settings, now=lambda: self._clock.now().timestamp())
            return self._ledger

    def run(self, stop: threading.Event) -> None:
        """Watch and work until `stop` is set; what is in hand is finished or parked within ten seconds."""
        with self._open() as (hands, steps):
            # The watchers first: mail is safe in the ledger seconds before the models are loaded.
            threads = [] if self.role == "worker" else [self._thread(w, stop) for w in self._watchers(hands)]
            for thread in threads:
                thread.start()
            self._tell(Event(kind="started", text=f"started as {self.role}, pid {os.getpid()}"))
            try:
                if self.role == "poller":
                    self.ready.set()
                    stop.wait()
                    return
                self._prepare(hands, steps, stop)
                self._accompany(stop)
                self.ready.set()
                hands.work(stop.is_set)
            finally:
                self.ready.clear()
                stop.set()  # also where the preparation failed: nobody may go on watching alone
                for thread in threads:
                    thread.join(0.5)  # a watcher in IDLE holds nothing that is not stored

    def run_once(self) -> Summary:
        """Take in all that is there and work it off; mails that fail for longer stay for later."""
        with self._open() as (hands, steps):
            if self.role != "worker":
                for watcher in self._watchers(hands):
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
                self._prepare(hands, steps, threading.Event())
                hands.work(lambda: self._idle(hands))
        return self.summary

    def _idle(self, hands: Hands) -> bool:
        """Whether nothing is left that is due soon."""
        ledger = self.ledger
        pending, _ = ledger.pending()
        if not pending:
            return True
        due = ledger.next_due()
        working = hands.busy() or bool(ledger.rows(state="working", limit=1))
        return not working and (due is None or due > ledger.now() + ONCE_WAIT_S)

    # -- opening and closing ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def _open(self) -> Iterator[tuple[Hands, Steps]]:
        if not self._local and self.settings.knowledge.chroma == "embedded" and self.role != "all":
            raise Misconfigured(
                "knowledge.chroma: embedded Chroma is for one process only",
                mend="start a Chroma server and set knowledge.chroma to its http:// address",
            )
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        if self._local:
            self._lock.acquire()
        try:
            ledger = self.ledger
            url = (
                f"sqlite:///{(self.settings.data_dir / 'dbos.sqlite').as_posix()}"
                if self._local
                else self._url
            )
            engine = engine_for(url, pool_size=self.settings.workers + 8)
            durable = Durable(engine, executor=self.owner)
            self._hands = hands = Hands(
                self.settings,
                ledger=ledger,
                durable=durable,
                owner=self.owner,
                local=self._local,
                mailbox_factory=self._factory,
                listener=self._tell,
            )
            steps = Steps(
                self.settings,
                ledger=ledger,
                durable=durable,
                pipeline=self._pipeline,
                sanitizer=self.sanitizer,
                mailbox=hands.borrow,
                clock=self._clock,
                owner=self.owner,
                listener=self._tell,
                on_take=hands.note,
            )
            try:
                yield hands, steps
            finally:
                hands.close()
                self.summary.pending = ledger.pending()[0]
                with contextlib.suppress(OSError):  # a disk that is full; the next look seals it
                    ledger.seal()
                engine.dispose()
                ledger.engine.dispose()
        finally:
            self._lock.release()
        self._tell(Event(kind="stopped", text="stopped"))

    def _prepare(self, hands: Hands, steps: Steps, stop: threading.Event) -> None:
        """All that must be there before the first mail is worked on."""
        if self._warm is not None:
            self._warm(stop)
        if self.knowledge is not None and not stop.is_set():
            try:
                self.knowledge.sync()
            except Exception as exc:  # noqa: BLE001 - what is broken in a document must not stop the mail; tried again by the folder's watcher
                self._tell(Event(kind="notice", text=f"knowledge: {type(exc).__name__}: {exc}"))
        if not stop.is_set():
            hands.begin(steps.run, steps.lay_note)

    def _watchers(self, hands: Hands) -> list[Watcher]:
        return [
            Watcher(
                account,
                self._factory(account),
                self.ledger,
                on_new=lambda _ids: hands.wake(),
                listener=self._tell,
                since=self.since,
                lease=None if self._local else Lease(self.ledger, f"poll:{account.name}", self.owner),
            )
            for account in self.settings.accounts
        ]

    def _thread(self, watcher: Watcher, stop: threading.Event) -> threading.Thread:
        return threading.Thread(
            target=self._watch, args=(watcher, stop), name=f"watch-{watcher.account.name}", daemon=True
        )

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

    def _accompany(self, stop: threading.Event) -> None:
        """Start what is done beside the mails; these threads end with the process."""
        owner = None if self._local else self.owner
        for errand in self._errands:
            args = (errand, self.ledger, self._tell, stop, owner)
            threading.Thread(target=pursue, args=args, name=errand.name, daemon=True).start()
        if self.knowledge is not None:
            threading.Thread(target=self._follow, args=(stop,), name="knowledge", daemon=True).start()

    def _follow(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                assert self.knowledge is not None
                self.knowledge.watch(stop)
            except Exception as exc:  # noqa: BLE001 - a thread that dies silently is the bug people report most
                self._tell(Event(kind="notice", text=f"knowledge: {type(exc).__name__}: {exc}"))
            stop.wait(5.0)

    def _tell(self, event: Event) -> None:
        if event.kind in {"done", "dead"}:
            kind = str(event.fields.get("outcome"))
            with self._counting:
                self.summary.outcomes[kind] = self.summary.outcomes.get(kind, 0) + 1
        with contextlib.suppress(Exception):  # a broken terminal must not stop the mail
            self.events(event)
