"""A document after sanitizing: the text a person sees, its structure and its receipt."""

from dataclasses import dataclass
from typing import Literal

from intake.mail.finding import Finding

Status = Literal["read", "unreadable", "refused", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of structure in an extracted text: `text[start:end]`."""

    kind: Literal["heading", "paragraph", "item", "row", "page"]
    start: int
    end: int
    level: int = 0
    """Depth of a heading, 1 the highest; 0 elsewhere."""
    location: str = ""
    """Page, sheet and row, as a person would name it: `page 3`, `sheet Prices, row 4`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SanitizedDocument:
    """What a person sees of one attachment or knowledge document.

    `text` of Markdown and plain text is the decoded file itself, less what was hidden; of everything
    else the visible text in reading order. `blocks` are in order of `start` and may be empty.
    """

    filename: str | None
    media_type: str
    """By content, not by what the mail claims."""
    size: int
    status: Status
    reason: str | None = None
    text: str = ""
    findings: tuple[Finding, ...] = ()
    attachments: tuple["SanitizedDocument", ...] = ()
    blocks: tuple[Block, ...] = ()
    markup: str | None = None
    """Of an HTML document: its visible part as HTML again, for who needs headings and tables."""
