"""A mailbox on Dovecot, an agent on it, and a count of what lies where: the ground of every fault.

The agent is all real but its pipeline, which is short (`tests.journey.crash_agent`): the faults are about
queue, journal and mailbox, not about words.
"""

import contextlib
import random
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from intake import memory
from intake.config import AccountSettings, Settings
from intake.ledger import audit, open_ledger
from intake.ledger.store import Ledger
from intake.mailbox import ImapMailbox
from intake.operate import errands
from intake.sanitize.isolated import IsolatedSanitizer
from intake.workflow import Agent, Event
from intake.workflow.errands import Errand
from tests.journey.crash_agent import agent_for, settings_for
from tests.servers.dovecot import Dovecot

ROOT = Path(__file__).resolve().parents[1]
LONG_S = 900.0
LOOK_S = 0.5
"""How often alerts are looked for here; the agent does it each 30 s."""


@dataclass(slots=True)
class Wire:
    """A TCP relay to Dovecot that can break off when a word passes by, and say BYE."""

    to: int
    port: int = 0
    word: bytes = b""
    say: bytes = b""
    cuts: int = 0
    """How often it still breaks off."""
    _server: socket.socket | None = None

    def __enter__(self) -> "Wire":
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def arm(self, word: bytes, times: int, say: bytes = b"") -> None:
        self.word, self.say, self.cuts = word, say, times

    def _accept(self) -> None:
        assert self._server is not None
        while True:
            try:
                near, _ = self._server.accept()
                far = socket.create_connection(("127.0.0.1", self.to), timeout=5)
            except OSError:
                if self._server.fileno() < 0:
                    return
                near.close()
                continue
            far.settimeout(None)
            for one, other, watched in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._relay, args=(one, other, watched), daemon=True).start()

    def _relay(self, one: socket.socket, other: socket.socket, watched: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if watched and self.cuts > 0 and self.word in data.upper():
                    self.cuts -= 1
                    if self.say:
                        one.sendall(self.say)
                    elif len(data) > 40:
                        other.sendall(data[: len(data) // 2])  # inside the command, as a firewall does
                    break
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@dataclass(slots=True)
class Jumping:
    """A clock that can be set."""

    shift: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


def short(w: "World") -> Agent:
    """The agent with a short pipeline, which looks for alerts more often."""
    return agent_for(w.settings, w.hear, [watching_for_alerts(w.settings)])


@dataclass(slots=True, kw_only=True)
class World:
    """What a fault may touch."""

    dovecot: Dovecot
    wire: Wire
    settings: Settings
    place: Path
    chance: random.Random
    clock: Jumping = field(default_factory=Jumping)
    ledger: Ledger
    box: ImapMailbox
    make: "Callable[[World], Agent]" = short
    sent: dict[str, bytes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    """Mails that were taken away before anybody saw them; their outcome is none."""

    taken: set[str] = field(default_factory=set)
    """Mails whose artefact a person took away on purpose."""

    told: set[str] = field(default_factory=set)
    """Alerts that were told, by key."""

    question: str = "Where is it?"
    folders: list[str] = field(default_factory=lambda: ["Review", "Escalated"])
    """Where artefacts may lie."""

    def deliver(self, count: int) -> None:
        for _ in range(count):
            n = len(self.sent)
            head = f"From: c{n}@example.com\r\nSubject: Mail {n}\r\nMessage-ID: <m{n}@example.com>\r\n"
            raw = f"{head}\r\n{self.question}\r\n".encode()
            self.sent[f"<m{n}@example.com>"] = raw
            self.dovecot.deliver("support", raw)

    def done(self) -> int:
        return sum(self.ledger.counts().values())

    def until(self, true: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + LONG_S
        while not true():
            if time.monotonic() > end:
                raise RuntimeError(f"never: {what}; {self.ledger.counts()}, {self.ledger.pending()}")
            time.sleep(0.02)

    def until_some(self) -> None:
        """Until mails of this portion are being done, and then a moment more."""
        before = self.done()
        self.until(lambda: self.done() > before, "a mail done")
        time.sleep(self.chance.uniform(0.0, 0.1))

    def until_told(self, alert: str) -> None:
        """Until this alert of the running agent was told."""
        self.until(lambda: any(key.startswith(alert) for key in self.told), f"alert {alert}")

    def until_all(self) -> float:
        """Until every mail was seen and none waits; the seconds that took."""
        begin = time.monotonic()

        def well() -> bool:
            if self.done() < len(self.sent) - len(self.gone) or self.ledger.pending()[0]:
                return False
            # A mail that came twice counts twice among the done, so the names are looked at as well.
            seen = {row.message_id for row in self.ledger.rows(limit=100_000)}
            return self.sent.keys() - self.gone <= seen

        self.until(well, "all done")
        return time.monotonic() - begin

    @contextlib.contextmanager
    def agent(self) -> Iterator[Agent]:
        """The agent on threads of this process."""
        agent, stop = self.make(self), threading.Event()
        agent._clock = self.clock
        thread = threading.Thread(target=agent.run, args=(stop,), daemon=True)
        thread.start()
        try:
            yield agent
        finally:
            stop.set()
            thread.join(30)

    def hear(self, event: Event) -> None:
        """Keep the alerts among what the agent tells."""
        if event.text.startswith("alert "):
            self.told.add(event.text.removeprefix("alert ").partition(": ")[0])

    def process(self, name: str = "data", url: str | None = None) -> "subprocess.Popen[bytes]":
        """The agent as a process of its own, for faults that kill it."""
        args = [str(self.place / name), str(self.wire.port), str(self.place / "secret")]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.journey.crash_agent", *args, *([url] if url else [])],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def count(self) -> dict[str, object]:
        """What is lost, doubled or changed, by what lies in the mailbox."""
        copies = dict.fromkeys(self.sent, 0)
        for folder in self.folders:
            for uid in self.box.uids(folder):
                found = self.box.fetch(folder, uid)
                for line in found.raw.split(b"\r\n\r\n")[0].split(b"\r\n") if found else ():
                    name = line.removeprefix(b"X-Mailroom-Source: ").decode()
                    if line.startswith(b"X-Mailroom-Source: ") and name in copies:
                        copies[name] += 1
        inbox = [m.raw for u in self.box.uids("INBOX") if (m := self.box.fetch("INBOX", u))]
        kept = {name: raw for name, raw in self.sent.items() if name not in self.gone}
        return {
            "lost": sum(copies[name] == 0 for name in kept if name not in self.taken),
            "doubled": sum(n > 1 for n in copies.values()),
            "changed": sum(raw not in inbox for raw in kept.values()),
            "audit": audit.verify(self.ledger.engine, anchor=self.ledger.anchor).valid,
            "told": sorted(self.told),
            "memory_mb": most_memory_mb(),
        }


def most_memory_mb() -> int:
    """The most that this process, which holds the agent, or any that it started ever had resident."""
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        // 1000
    )


def watching_for_alerts(settings: Settings) -> Errand:
    """The agent's own look for what is wrong, at a pace that suits a fault of a few seconds."""

    def mailbox(account: AccountSettings) -> ImapMailbox:
        return ImapMailbox(account, data_dir=settings.data_dir)

    all_of = errands.all_of(settings, mailbox, IsolatedSanitizer(settings.sanitize))
    return replace(next(e for e in all_of if e.name == "alerts"), every_s=LOOK_S, first_s=LOOK_S)


@contextlib.contextmanager
def world(
    seed: int, url: str | None = None, alerts: Mapping[str, object] | None = None, **server: object
) -> Iterator[World]:
    """A fresh one, all of it gone afterwards. `url` puts ledger, queue and journal on PostgreSQL."""
    with TemporaryDirectory(prefix="mailroom-faults-") as name, Dovecot(**server) as dovecot:  # type: ignore[arg-type]
        (Path(name) / "secret").write_text("secret")
        with Wire(dovecot.port) as wire:
            more: dict[str, object] = {"alerts": dict(alerts or {})}
            more |= {"database_url": url, "knowledge": {"chroma": "http://127.0.0.1:9"}} if url else {}
            settings = settings_for(Path(name) / "data", wire.port, Path(name) / "secret", **more)
            direct = settings_for(Path(name) / "data", dovecot.port, Path(name) / "secret")
            ledger = open_ledger(settings)
            box = ImapMailbox(direct.accounts[0], data_dir=Path(name))
            made = World(
                dovecot=dovecot, wire=wire, settings=settings, place=Path(name), ledger=ledger, box=box,
                chance=random.Random(seed),
            )  # fmt: skip
            try:
                yield made
            finally:
                box.close()
                ledger.engine.dispose()
                memory.reclaim()  # the next world's memory is looked at without this one's
