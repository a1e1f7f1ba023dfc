"""What every reader of a document type shares: its input, its answer, its limits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from intake.mail import Action, Block, Finding, SanitizedDocument, Status

MAX_TEXT = 2_000_000
"""Characters of one document; a model reads less, and a person stops long before."""
MAX_EXPANDED = 96_000_000
"""Bytes that all containers of one attachment may unpack to, together."""
MAX_DOCUMENTS = 200
"""Documents inside one attachment, counted over all depths."""
MAX_DEPTH = 4
"""Containers inside containers; people send a folder, perhaps with an archive in it."""
MAX_FINDINGS = 200
"""Lines of receipt of one document; the rest is counted in the last one."""
MAX_BLOCKS = 100_000

Kind = Literal["heading", "paragraph", "item", "row", "page"]


class Stopped(Exception):
    """Reading ends here, for a reason that the reviewer is told."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status: Status = status
        self.reason = reason


class Unreadable(Stopped):
    """`reason` is short and stable: `encrypted`, `damaged`, `limit`, `image only`."""

    def __init__(self, reason: str) -> None:
        super().__init__("unreadable", reason)


class Refused(Stopped):
    """Not looked into on purpose: an executable, a macro."""

    def __init__(self, reason: str) -> None:
        super().__init__("refused", reason)


@dataclass(slots=True, kw_only=True)
class Budget:
    """What is left for one attachment and all that is inside it."""

    expanded: int = MAX_EXPANDED
    documents: int = MAX_DOCUMENTS
    text: int = MAX_TEXT
    ocr_s: float = 0.0
    """Seconds of Tesseract; none by default."""

    def expand(self, size: int) -> None:
        """Count unpacked bytes. Raises Unreadable (`limit`)."""
        self.expanded -= size
        if self.expanded < 0:
            raise Unreadable("limit: unpacks to too many bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document as it came, with the type that its content shows."""

    data: bytes
    filename: str | None
    media_type: str
    nested: "Callable[[bytes, str | None, str | None], SanitizedDocument]"
    """Reads a document found inside this one, within what is left of the budget."""
    budget: Budget


@dataclass(slots=True)
class Page:
    """The visible text as it grows, with its blocks and its receipt."""

    budget: Budget
    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    attachments: list[SanitizedDocument] = field(default_factory=list)
    markup: str | None = None
    media_type: str | None = None
    """Where the reader knows better than the detection."""
    length: int = 0
    unseen: int = 0

    def add(self, kind: Kind, text: str, *, level: int = 0, location: str = "") -> None:
        """Add a block of visible text; blank ones are nothing. Raises Unreadable (`limit`)."""
        from intake.sanitize import sanitize_text

        view = sanitize_text(text, where=location or "text")
        self.extend(view.findings)
        text = view.text.strip("\n").rstrip()
        if not text.strip():
            return
        self.budget.text -= len(text)
        if self.budget.text < 0 or len(self.blocks) >= MAX_BLOCKS:
            raise Unreadable("limit: more text than a person reads")
        if self.parts:
            self.parts.append("\n")
            self.length += 1
        end = self.length + len(text)
        self.blocks.append(Block(kind=kind, start=self.length, end=end, level=level, location=location))
        self.parts.append(text)
        self.length = end

    def find(self, technique: str, text: str, where: str, action: Action = "removed") -> None:
        """Add a line to the receipt."""
        self.extend((Finding.of(technique, " ".join(text.split()), where, action),))

    def extend(self, findings: tuple[Finding, ...]) -> None:
        room = MAX_FINDINGS - len(self.findings)
        self.findings.extend(findings[:room])
        self.unseen += max(0, len(findings) - room)

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One type of document: how it is known, and how it is read."""

    name: str
    sniff: Callable[[bytes, str, str], str | None]
    """From data, the filename's extension and the claimed type (both lower-case): the media type by content,
    or None where it is another's."""
    read: Callable[[Source, Page], None]
    """Fills the page. May raise Stopped; whatever else it raises is reported as `damaged`."""
    extensions: tuple[str, ...] = ()
    """Extensions that are no lie for this type."""
