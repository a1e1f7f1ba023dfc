"""The sandbox itself: one store, and the servers in front of it, on an event loop of their own."""

import asyncio
import contextlib
import json
import ssl
import threading
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

from intake.errors import Misconfigured
from sandbox.behaviour import Behaviour, Judge, Verdict
from sandbox.chaos import Chaos
from sandbox.clock import VirtualClock
from sandbox.components import COMPONENTS, Component
from sandbox.faults import FaultPlan
from sandbox.message import Envelope, StoredMessage
from sandbox.relay import Relay
from sandbox.retention import Bounds, Keeper
from sandbox.spool import Raw, Spool, head_of
from sandbox.store import Store
from sandbox.webhooks import Webhooks

if TYPE_CHECKING:
    from sandbox.inbox import Inbox

T = TypeVar("T")
START_S = 15.0


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:  # there is none for Windows
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be chosen beside the ports."""

    host: str = "127.0.0.1"
    strict: bool = False
    """Refuse bare CR and LF."""
    max_bytes: int = 100 * 1024 * 1024
    auth_required: bool = False
    users: dict[str, str] = field(default_factory=dict)
    """Names and passwords for AUTH and IMAP; empty accepts anyone."""
    tls: bool = False
    """Offer STARTTLS with a certificate made on the spot."""
    smtps_port: int | None = None
    """Port of SMTP behind TLS from the first byte on; 0 takes a free one, None leaves it out."""
    imaps_port: int | None = None
    domain: str = "sandbox.test"
    """Domain of the addresses that `Sandbox.inbox()` makes up."""
    seed: int = 0
    chaos: bool = False
    """Let Mailpit's chaos be set by the API."""
    relay: Relay | None = None
    """Where the API may release captured mail to; None never sends anything."""
    check_links: Literal["off", "public", "any"] = "off"
    """Whether the link check asks: nowhere, public addresses only, or any."""
    spamassassin: str = ""
    """`host:port` of a spamd that is asked for its opinion."""
    keep: Bounds = field(default_factory=Bounds)
    """What is forgotten by itself."""


@dataclass(slots=True, kw_only=True)
class Told:
    """Counters since the start, for information and metrics."""

    accepted: int = 0
    accepted_bytes: int = 0
    rejected: int = 0


class Sandbox:
    """A test mail server. In memory and on free ports unless told otherwise; loopback only.

    Use it as a context manager, sync or async. Raises Misconfigured where a port is taken.
    A port of None leaves that server out.
    """

    def __init__(
        self,
        smtp_port: int | None = 0,
        http_port: int | None = 0,
        imap_port: int | None = 0,
        data: str | Path | None = None,
        *,
        json_dir: str | Path | None = None,
        faults: FaultPlan | None = None,
        options: Options | None = None,
    ) -> None:
        self.options = options or Options()
        self._wanted = {
            "smtp": smtp_port,
            "smtps": self.options.smtps_port,
            "imap": imap_port,
            "imaps": self.options.imaps_port,
            "http": http_port,
        }
        self._ports: dict[str, int] = {}
        self._data = None if data is None else Path(data)
        self.json_dir = None if json_dir is None else Path(json_dir)
        self.faults = faults or FaultPlan(seed=self.options.seed)
        self.clock = VirtualClock()
        self.chaos = Chaos(enabled=self.options.chaos, seed=self.options.seed)
        self.told = Told()
        self._keeper: Keeper | None = None
        self._webhooks: Webhooks | None = None
        self._tls: ssl.SSLContext | None = None
        self._store: Store | None = None
        self._judge = Judge(self)
        self._components: list[Component] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._made = 0

    # --- life

    def start(self) -> Self:
        """Open the store and the ports. Raises Misconfigured."""
        if self._thread is not None:
            return self
        self._store = Store(self._data, clock=self.clock)
        self._store.folders.twice = self._twice
        self._webhooks = Webhooks(self._store)
        self._keeper = Keeper(self._store, self.options.keep)
        if self.json_dir is not None:
            from sandbox.document import write_documents

            write_documents(self._store, self.json_dir)
        self._loop = _new_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sandbox-loop", daemon=True)
        self._thread.start()
        try:
            self.call(self._start(), timeout_s=START_S)
        except OSError as exc:
            self.stop()
            raise Misconfigured(
                f"a port of the sandbox cannot be opened: {exc}", mend="choose another"
            ) from exc
        except BaseException:
            self.stop()
            raise
        return self

    async def _start(self) -> None:
        for kind in COMPONENTS:
            port = self._wanted[kind.name]
            if port is None:
                continue
            component = kind()
            self._components.append(component)
            self._ports[kind.name] = await component.start(self, port)

    def stop(self) -> None:
        """Close ports and store. What was acknowledged is kept where `data` was given. Idempotent."""
        loop, thread = self._loop, self._thread
        if loop is not None and thread is not None:
            with contextlib.suppress(TimeoutError):
                self.call(self._stop(), timeout_s=10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=10)
            if not thread.is_alive():
                loop.close()
        self._loop = self._thread = None
        self._components.clear()
        if self._keeper is not None:
            self._keeper.close()
        if self._webhooks is not None:
            self._webhooks.close()
        if self._store is not None:
            self._store.close()

    async def _stop(self) -> None:
        for component in reversed(self._components):
            await component.stop()
        rest = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)

    def call(self, work: Coroutine[Any, Any, T], *, timeout_s: float | None = None) -> T:
        """Run a coroutine on the sandbox's loop and wait for it."""
        assert self._loop is not None, "the sandbox is not started"
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    # --- where it is

    @property
    def store(self) -> Store:
        assert self._store is not None, "the sandbox is not started"
        return self._store

    @property
    def webhooks(self) -> Webhooks:
        assert self._webhooks is not None, "the sandbox is not started"
        return self._webhooks

    def _twice(self, owner: str) -> bool:
        """On the writer's thread: whether the plan of faults wants this mail in the inbox twice."""
        if not self.faults.faults:
            return False
        fault = self.faults.strike("imap-deliver", owner, now=self.clock.now().timestamp())
        return fault is not None and fault.duplicate

    @property
    def host(self) -> str:
        return self.options.host

    @property
    def smtp_port(self) -> int:
        return self._ports.get("smtp", 0)

    @property
    def imap_port(self) -> int:
        return self._ports.get("imap", 0)

    @property
    def http_port(self) -> int:
        return self._ports.get("http", 0)

    @property
    def http_url(self) -> str:
        """Base of the page and the API, without a slash at the end."""
        return f"http://{self.options.host}:{self.http_port}"

    # --- inboxes

    def inbox(self, address: str | None = None, *, behaviour: Behaviour | None = None) -> "Inbox":
        """An inbox, its cursor set to now: it never shows a mail from before. A new address without one."""
        from sandbox.inbox import Inbox

        if address is None:
            from sandbox.rows import new_id

            address = f"inbox-{new_id()[:12].lower()}@{self.options.domain}"
        if behaviour is not None:
            self.behave(address, behaviour)
        return Inbox(self, address)

    def behave(self, address: str, behaviour: Behaviour, *, ttl_s: float | None = None) -> None:
        """Script what an address does with the mail that it gets."""
        self.store.make_inbox(address, ttl_s=ttl_s, behaviour=json.dumps(behaviour.as_dict()))
        self._judge.forget(address)

    def forget(self, address: str) -> None:
        """An inbox's behaviour was changed in the store."""
        self._judge.forget(address)

    def judge(self, address: str, *, sender: str, peer: str) -> Verdict:
        """What SMTP answers to this recipient."""
        return self._judge.judge(address, sender=sender, peer=peer)

    # --- mail in

    async def capture_later(self, raw: Raw, envelope: Envelope, transcript: str) -> StoredMessage:
        """Keep a mail from a server on the loop; scripted answers follow. Raises StoreFull."""
        message = await asyncio.wrap_future(self.store.submit(raw, envelope, transcript))
        self.told.accepted += 1
        self.told.accepted_bytes += message.size
        self._judge.answer(head_of(raw), message)
        if isinstance(raw, Spool):
            raw.close()
        return message

    def capture(self, raw: bytes, envelope: Envelope, transcript: str = "") -> StoredMessage:
        """Keep a mail that did not come by SMTP; scripted answers follow. Raises StoreFull."""
        message = self.store.add(raw, envelope, transcript)
        self.told.accepted += 1
        self.told.accepted_bytes += message.size
        self._judge.answer(raw, message)
        return message

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock ahead: greylisting ends, times to live and retention pass."""
        self.clock.advance(seconds)
        self._judge.forget("")
        self.webhooks.look()
        if self._keeper is not None:
            self._keeper.look()

    def tls_context(self, *, always: bool = False) -> ssl.SSLContext | None:
        """The server's TLS, with a certificate made on first use; None where it is not wanted."""
        if not (self.options.tls or always):
            return None
        if self._tls is None:
            from sandbox.certificate import server_context

            self._tls = server_context(self._data)
        return self._tls

    def port(self, name: str) -> int:
        """Of `smtp`, `smtps`, `imap`, `imaps` or `http`; 0 where that server does not run."""
        return self._ports.get(name, 0)

    def urls(self) -> Mapping[str, str]:
        """Where each server listens."""
        host = self.options.host
        return {
            name: self.http_url if name == "http" else f"{name}://{host}:{port}"
            for name, port in self._ports.items()
        }
