"""Waiting for a mail: no polling, and a time-out that tells what did arrive."""

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from intake.errors import Misconfigured
from sandbox.errors import WaitTimeout
from sandbox.event import StoreEvent
from sandbox.message import StoredMessage, html_text, read_content
from sandbox.store import Store

MAX_BODY_CHARS = 1_000_000
"""Characters of a body that a pattern is tried on."""
TOLD = 10
"""Mails that a time-out names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a mail must have. Texts match as parts, case folded; `body` is a pattern (RE2)."""

    subject: str | None = None
    from_: str | None = None
    to: str | None = None
    body: str | None = None
    header: Mapping[str, str] = field(default_factory=dict)

    def misses(self, store: Store, message: StoredMessage) -> tuple[str, ...]:
        """Why this mail is not the one; empty where it is."""
        out = []
        head, envelope = message.head, message.envelope
        if self.subject is not None and not _within(self.subject, head.subject):
            out.append(f"subject is {head.subject!r}, not {self.subject!r}")
        senders = [envelope.mail_from, *((head.from_.name, head.from_.address) if head.from_ else ())]
        if self.from_ is not None and not any(_within(self.from_, s) for s in senders):
            out.append(f"from {senders[-1]!r}, not {self.from_!r}")
        people = [*envelope.addresses, *(b.address for b in (*head.to, *head.cc))]
        if self.to is not None and not any(_within(self.to, p) for p in people):
            out.append(f"to {', '.join(people[:3])!r}, not {self.to!r}")
        if self.body is None and not self.header:
            return tuple(out)
        content = read_content(store.raw(message.seq) or b"")
        if self.body is not None:
            text = f"{content.text}\n{html_text(content.html)}"[:MAX_BODY_CHARS]
            if _pattern(self.body).search(text) is None:
                out.append(f"body has no {self.body!r}")
        for name, value in self.header.items():
            if not any(_within(value, v) for v in content.all(name)):
                out.append(f"header {name} is {content.header(name)!r}, not {value!r}")
        return tuple(out)

    def told(self) -> str:
        pairs = [("subject", self.subject), ("from", self.from_), ("to", self.to), ("body", self.body)]
        said = [f"{k} {v!r}" for k, v in [*pairs, *self.header.items()] if v is not None]
        return ", ".join(said) or "any mail"


def _within(part: str, whole: str) -> bool:
    return part.casefold() in whole.casefold()


def _pattern(text: str) -> re.Pattern[str]:
    import re2

    try:
        return re2.compile("(?s)" + text)  # type: ignore[no-any-return]
    except re2.error as exc:
        raise Misconfigured(f"the pattern {text!r} cannot be read: {exc}") from exc


class Watch:
    """One wait: what has been looked at, what matched, what missed and why."""

    def __init__(
        self,
        store: Store,
        criteria: Criteria,
        *,
        inbox: str | None = None,
        after: int = 0,
        exactly: int | None = None,
        at_least: int = 1,
        timeout: float = 5.0,
    ) -> None:
        """Raises Misconfigured where a pattern cannot be read."""
        if criteria.body is not None:
            _pattern(criteria.body)
        self._store, self._criteria, self._inbox = store, criteria, inbox
        self._cursor, self._exactly, self._timeout = after, exactly, timeout
        self._wanted = at_least if exactly is None else exactly
        self._matched: list[StoredMessage] = []
        self._missed: list[tuple[StoredMessage, tuple[str, ...]]] = []
        self._end = time.monotonic() + timeout

    @property
    def left_s(self) -> float:
        return max(0.0, self._end - time.monotonic())

    def look(self) -> list[StoredMessage] | None:
        """What was waited for, or None so far. Raises WaitTimeout where there are too many."""
        while page := self._store.after(self._cursor, inbox=self._inbox, limit=200):
            self._cursor = page[-1].seq
            for message in page:
                why = self._criteria.misses(self._store, message)
                if why:
                    self._missed.append((message, why))
                else:
                    self._matched.append(message)
        if self._exactly is not None and len(self._matched) > self._exactly:
            raise WaitTimeout(self._told(self._exactly, over=True))
        return self._matched if len(self._matched) >= self._wanted > 0 else None

    def over(self) -> list[StoredMessage]:
        """The end of the time. Raises WaitTimeout unless nothing was wanted."""
        found = self.look()
        if found is not None or self._wanted == 0:
            return self._matched
        raise WaitTimeout(self._told(self._wanted, over=False))

    def _told(self, wanted: int, *, over: bool) -> str:
        return _told(self._criteria, wanted, self._matched, self._missed, self._timeout, over=over)


class How(TypedDict, total=False):
    """Which inbox (all), behind which cursor (0), how many, for how many seconds (5)."""

    inbox: str | None
    after: int
    exactly: int | None
    at_least: int
    timeout: float


def wait(store: Store, criteria: Criteria, **how: Unpack[How]) -> list[StoredMessage]:
    """The matching mails behind the cursor `after`, as soon as there are enough.

    `exactly=0` waits the whole time and fails at the first match; `exactly=n` fails where there are more.
    Raises WaitTimeout, Misconfigured (a pattern).
    """
    watch = Watch(store, criteria, **how)
    changed = threading.Event()
    unsubscribe = store.subscribe(lambda event: changed.set() if event.kind == "new" else None)
    try:
        while True:
            changed.clear()
            found = watch.look()
            if found is not None:
                return found
            if not changed.wait(watch.left_s):
                return watch.over()
    finally:
        unsubscribe()


async def wait_async(store: Store, criteria: Criteria, **how: Unpack[How]) -> list[StoredMessage]:
    """`wait` on an event loop: any number of waiters hold no thread."""
    watch = Watch(store, criteria, **how)
    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def heard(event: StoreEvent) -> None:
        if event.kind == "new":
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(changed.set)

    unsubscribe = store.subscribe(heard)
    try:
        while True:
            changed.clear()
            found = await asyncio.to_thread(watch.look)
            if found is not None:
                return found
            try:
                await asyncio.wait_for(changed.wait(), watch.left_s)
            except TimeoutError:
                return await asyncio.to_thread(watch.over)
    finally:
        unsubscribe()


def _told(
    criteria: Criteria,
    wanted: int,
    matched: list[StoredMessage],
    missed: list[tuple[StoredMessage, tuple[str, ...]]],
    timeout: float,
    *,
    over: bool,
) -> str:
    head = f"expected {wanted} mail(s) with {criteria.told()}, {len(matched)} came"
    lines = [head + (" (too many)" if over else f" within {timeout:g} s")]
    lines += [f"  matched: {_line(message)}" for message in matched[-TOLD:]]
    if missed:
        nearest, why = min(missed, key=lambda m: len(m[1]))
        lines.append(f"  nearest miss: {_line(nearest)}: {'; '.join(why)}")
        rest = [m for m, _ in missed if m is not nearest][-TOLD:]
        lines += [f"  also arrived: {_line(message)}" for message in rest]
    elif not matched:
        lines.append("  nothing arrived at all")
    return "\n".join(lines)


def _line(message: StoredMessage) -> str:
    sender = message.head.from_.address if message.head.from_ else message.envelope.mail_from
    return f"{message.subject!r} from {sender} to {', '.join(message.envelope.addresses[:3])}"
