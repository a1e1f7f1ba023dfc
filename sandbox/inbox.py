"""What a test holds: an address, and everything that reaches it from now on."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.extract import Code, Link, codes, links
from sandbox.finding import Mails
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


class Inbox(Mails[Message]):
    """One address of a sandbox. It sees only what arrives behind its making (or behind `reset`)."""

    def __init__(self, sandbox: "Sandbox", address: str, *, after: int | None = None) -> None:
        self.sandbox = sandbox
        self.address = address
        self.cursor = sandbox.store.last_seq() if after is None else after
        self.seen: set[str] = set()

    def reset(self) -> None:
        """Forget what has arrived so far."""
        self.cursor = self.sandbox.store.last_seq()
        self.seen.clear()

    def messages(self) -> tuple[Message, ...]:
        """What has arrived, oldest first."""
        return tuple(self._load(m) for m in self.sandbox.store.after(self.cursor, inbox=self.address))

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
