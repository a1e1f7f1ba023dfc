"""A mail at its three stages: raw bytes, parsed parts, and what a person sees."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from intake.mail.document import SanitizedDocument
from intake.mail.finding import Defect, Finding, Verdict


def digest_of(raw: bytes) -> str:
    """Lower-case hex SHA-256 of a message's bytes: what recognises it after a move or a copy."""
    return hashlib.sha256(raw).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox of RFC 5322, section 3.4. `address` is lower-case in its domain only."""

    name: str = ""
    address: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """A mail as the server gave it, with the key under which it is known there (RFC 9051, 2.3.1.1)."""

    account: str
    folder: str
    uidvalidity: int
    uid: int
    raw: bytes
    received_at: datetime
    """INTERNALDATE, aware."""
    size: int
    """RFC822.SIZE in bytes; `raw` is headers only where it is over the limit."""
    truncated: bool = False
    flags: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        return digest_of(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header field. `value` is decoded and unfolded, `raw` as it stood."""

    name: str
    value: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A leaf of the MIME tree, or a nested message kept whole."""

    path: str
    """`1`, `1.2`, `2.1.1`: as IMAP numbers them (RFC 9051, 6.4.5)."""
    media_type: str
    """As labelled, lower-case: `text/html`."""
    filename: str | None
    disposition: str | None
    """`inline`, `attachment` or None."""
    content_id: str | None
    payload: bytes
    """Transfer-decoded bytes."""
    text: str | None = None
    """Decoded text of a text part; None for all others."""
    charset: str | None = None
    """The charset that was used, which need not be the one on the label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMessage:
    """A mail taken apart, nothing judged, nothing removed."""

    message_id: str | None
    """With its angle brackets; None where missing or empty."""
    digest: str
    subject: str
    from_: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime | None
    in_reply_to: str | None
    references: tuple[str, ...]
    headers: tuple[Header, ...]
    """All of them, in order."""
    body: tuple[Part, ...]
    """The parts a mail client shows as the message, in order: one of each multipart/alternative."""
    alternatives: tuple[Part, ...]
    """Parts a client passes over in favour of `body`: the plain text beside HTML, AMP, calendars."""
    attachments: tuple[Part, ...]
    """All other leaves, nested messages whole."""
    defects: tuple[Defect, ...]
    automatic: str | None
    """Why nobody expects an answer (`auto-reply`, `bounce`, `list`, `own`), else None. RFC 3834."""

    def header(self, name: str) -> str | None:
        """First value of a header by its name in any case."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, the topmost first."""
        wanted = name.lower()
        return tuple(h.value for h in self.headers if h.name.lower() == wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class SanitizedMessage:
    """What a person reading the rendered mail sees, with the receipt of what was taken out.

    Only `intake.sanitize` makes one, and only such text may reach a model.
    """

    message_id: str | None
    digest: str
    subject: str
    from_: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime | None
    in_reply_to: str | None
    references: tuple[str, ...]
    automatic: str | None
    text: str
    """New text only, in reading order, links as `label <url>`."""
    quoted: str
    signature: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    attachments: tuple[SanitizedDocument, ...]
    defects: tuple[Defect, ...]
    uncertain_share: float = 0.0
    """Part of the body's characters withheld because it cannot be told whether a person sees them, 0..1."""
    authentication: tuple[str, ...] = ()
    """The Authentication-Results headers (RFC 8601) as found, the topmost first, unjudged."""
