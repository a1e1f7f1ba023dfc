"""What the core needs from outside, named by need. Adapters meet these in `intake.bootstrap` only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from intake.mail import Classification, Passage, Proposal, Question, RawMessage, SanitizedMessage


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, UTC."""
        ...


class Sanitizer(Protocol):
    """`intake.sanitize.sanitize` inside a limited process."""

    def sanitize(self, raw: bytes) -> SanitizedMessage: ...


class Classifier(Protocol):
    def classify(self, message: SanitizedMessage) -> Classification: ...


class Knowledge(Protocol):
    """`retrieval.KnowledgeBase`, as the steps see it."""

    def search(
        self,
        query: str,
        k: int = 8,
        *,
        scopes: Sequence[str] = (),
        language: str | None = None,
        today: date | None = None,
    ) -> list[Passage]:
        """Citable passages, best first: public, valid on `today`, below one of `scopes` (all when empty)."""
        ...

    def answerable(self, question: str, passages: Sequence[Passage]) -> float:
        """Calibrated probability, 0..1, that the passages answer the question."""
        ...

    def extracted(self, source: str) -> str | None:
        """The stored extracted text of a document, in which citations are looked up; None once it is gone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingRequest:
    """All that a writer may know. Every text in it is data, never an instruction."""

    message: SanitizedMessage
    questions: tuple[Question, ...]
    language: str
    workflow: str
    purpose: str
    max_cost: float | None = None
    """Most that the writing may cost, in the currency of the price table; None is no cap."""


class Writer(Protocol):
    """Writes the factual part of a reply: the extractive one, or a language model's."""

    def write(self, request: WritingRequest) -> Proposal: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """What SELECT or EXAMINE said of a folder (RFC 9051, 6.3.2)."""

    name: str
    uidvalidity: int
    """0 where the server gave none."""
    uidnext: int
    exists: int
    keywords: bool
    """Whether PERMANENTFLAGS has `\\*`, so that keywords of ours may be set."""
    read_only: bool = False


class Mailbox(Protocol):
    """One account on its IMAP server: UIDs only, BODY.PEEK only, one connection, one thread at a time.

    Every method raises only errors of `intake.errors`; a broken connection is renewed by the next call.
    """

    def connect(self) -> None: ...

    def close(self) -> None: ...

    def ensure_folders(self, names: Sequence[str]) -> None:
        """Make those that are missing, and subscribe to them."""
        ...

    def special(self, use: str) -> str | None:
        """The folder for a use such as `\\Sent` (RFC 6154), else by its usual names, else None."""
        ...

    def state(self, folder: str) -> FolderState: ...

    def uids(self, folder: str, *, after: int = 0, since: date | None = None) -> list[int]:
        """UIDs above `after`, ascending, of messages received on or after `since`."""
        ...

    def fetch(self, folder: str, uid: int) -> RawMessage | None:
        """The message, headers only (`truncated`) above the account's `max_bytes`; None where it is gone."""
        ...

    def headers(self, folder: str, uids: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, str]]:
        """The named header fields by UID; messages that are gone are left out."""
        ...

    def flags(self, folder: str, uids: Sequence[int]) -> dict[int, tuple[str, ...]]: ...

    def find(self, folder: str, message_id: str) -> list[int]:
        """UIDs of messages with this Message-ID: the look before every APPEND."""
        ...

    def find_header(self, folder: str, name: str, value: str, *, since: date | None = None) -> list[int]:
        """UIDs of messages with exactly this header, of those received on or after `since`."""
        ...

    def append(
        self, folder: str, raw: bytes, *, flags: Sequence[str] = (), at: datetime | None = None
    ) -> int | None:
        """UID of the appended message where the server tells it (UIDPLUS), else None."""
        ...

    def add_flags(self, folder: str, uid: int, flags: Sequence[str]) -> None:
        """Keywords where the server takes them, else nothing. Never `\\Seen`."""
        ...

    def move(self, folder: str, uid: int, to: str) -> None:
        """MOVE, else COPY, `\\Deleted` and UID EXPUNGE."""
        ...

    def delete(self, folder: str, uid: int) -> None:
        """Only ever used on artefacts of our own making."""
        ...

    def wait(self, folder: str, timeout_s: float) -> bool:
        """IDLE until something changed (True) or the time is over (False); sleeps where there is no IDLE."""
        ...
