"""What a test holds: an address, and everything that reaches it from now on."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.extract import Code, Link, codes, links
from sandbox.finding import find_code, find_link, find_nothing
from sandbox.message import Content, StoredMessage, read_content
from sandbox.waiting import Criteria, wait

if TYPE_CHECKING:
    from sandbox.server import Sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail that was waited for."""

    stored: StoredMessage
    raw: bytes = field(repr=False)
    content: Content = field(repr=False)

    @property
    def subject(self) -> str:
        return self.stored.subject

    @property
    def sender(self) -> str:
        """Address of the From header; of the envelope where there is none."""
        return self.stored.head.from_.address if self.stored.head.from_ else self.stored.envelope.mail_from

    @property
    def to(self) -> tuple[str, ...]:
        """Addresses of the To header."""
        return tuple(m.address for m in self.stored.head.to)

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def html(self) -> str:
        return self.content.html

    @property
    def id(self) -> str:
        return self.stored.id

    def header(self, name: str) -> str | None:
        return self.content.header(name)

    def codes(self) -> tuple[Code, ...]:
        """One-time codes, the likeliest first."""
        return codes(self.stored.subject, self.content)

    def links(self) -> tuple[Link, ...]:
        """Links in order of the mail."""
        return links(self.content)


class Inbox:
    """One address of a sandbox. It sees only what arrives behind its making (or behind `reset`)."""

    def __init__(self, sandbox: "Sandbox", address: str, *, after: int | None = None) -> None:
        self.sandbox = sandbox
        self.address = address
        self.cursor = sandbox.store.last_seq() if after is None else after
        """Mails with a higher `seq` are seen."""
        self.seen: set[str] = set()
        """Ids of the mails that were handed out, which `expect_nothing` does not count."""

    def reset(self) -> None:
        """Forget what has arrived so far."""
        self.cursor = self.sandbox.store.last_seq()
        self.seen.clear()

    def messages(self) -> tuple[Message, ...]:
        """What has arrived, oldest first."""
        return tuple(self._load(m) for m in self.sandbox.store.after(self.cursor, inbox=self.address))

    def wait_for(
        self,
        subject: str | None = None,
        from_: str | None = None,
        body: str | None = None,
        exactly: int | None = None,
        timeout: float = 5.0,
        *,
        to: str | None = None,
        header: Mapping[str, str] | None = None,
        at_least: int | None = None,
    ) -> Message:
        """The first matching mail, as soon as it is there.

        `subject`, `from_`, `to` and header values match as parts, case folded; `body` is a pattern.
        With `exactly` it returns once so many are there and fails where there are more by then;
        `expect_nothing` waits to rule out one more.
        Raises WaitTimeout, which tells what did arrive.
        """
        criteria = Criteria(subject=subject, from_=from_, to=to, body=body, header=dict(header or {}))
        return self._given(self._wait(criteria, exactly, 1 if at_least is None else at_least, timeout)[:1])[0]

    async def wait_for_async(
        self,
        subject: str | None = None,
        from_: str | None = None,
        body: str | None = None,
        exactly: int | None = None,
        timeout: float = 5.0,
    ) -> Message:
        """`wait_for` without holding the event loop."""
        return await asyncio.to_thread(self.wait_for, subject, from_, body, exactly, timeout)

    def expect(
        self,
        *,
        exactly: int = 1,
        subject: str | None = None,
        from_: str | None = None,
        body: str | None = None,
        timeout: float = 5.0,
    ) -> tuple[Message, ...]:
        """That so many mails match, no more; all of them. Raises WaitTimeout."""
        criteria = Criteria(subject=subject, from_=from_, body=body)
        return self._given(self._wait(criteria, exactly, exactly, timeout))

    def expect_nothing(self, within: float = 0.5) -> None:
        """That nothing arrives beside what was handed out. Raises WaitTimeout, which tells what did."""
        find_nothing(self, within)

    def matching(
        self, subject: str | None, from_: str | None, *, at_least: int, timeout: float
    ) -> tuple[Message, ...]:
        """Every match, oldest first, once there are so many. Raises WaitTimeout."""
        return self._wait(Criteria(subject=subject, from_=from_), None, at_least, timeout)

    def code(self, timeout: float = 5.0, *, subject: str | None = None, from_: str | None = None) -> Code:
        """The likeliest one-time code of the newest mail that has one. Raises WaitTimeout, NothingFound."""
        return find_code(self, timeout, subject, from_)

    def link(
        self,
        kind: str = "verify",
        timeout: float = 5.0,
        *,
        subject: str | None = None,
        from_: str | None = None,
    ) -> Link:
        """The best link of a kind: verify, magic-login, reset, unsubscribe, tracking, other."""
        return find_link(self, kind, timeout, subject, from_)

    async def code_async(self, timeout: float = 5.0) -> Code:
        return await asyncio.to_thread(self.code, timeout)

    async def link_async(self, kind: str = "verify", timeout: float = 5.0) -> Link:
        return await asyncio.to_thread(self.link, kind, timeout)

    def _given(self, found: tuple[Message, ...]) -> tuple[Message, ...]:
        self.seen.update(m.id for m in found)
        return found

    def _wait(
        self, criteria: Criteria, exactly: int | None, at_least: int, timeout: float
    ) -> tuple[Message, ...]:
        found = wait(
            self.sandbox.store,
            criteria,
            inbox=self.address,
            after=self.cursor,
            exactly=exactly,
            at_least=at_least,
            timeout=timeout,
        )
        return tuple(self._load(m) for m in found)

    def _load(self, stored: StoredMessage) -> Message:
        raw = self.sandbox.store.raw(stored.seq) or b""
        return Message(stored=stored, raw=raw, content=read_content(raw))
