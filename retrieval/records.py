"""The values that travel through this room: documents read, their passages, and what a sync did."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a document says of itself in its front matter."""

    title: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    """Its last day."""
    internal: bool = False
    """For the staff only: found by people, never cited in a draft."""
    language: str | None = None
    owner: str | None = None
    review_by: date | None = None
    priority: float = 0.0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage before it has a source: `text[start:end]` of the extracted text."""

    start: int
    end: int
    location: str
    context: str = ""
    """What it is found by besides its own words: headings, column names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One content, read: every file with these bytes and this extension shares it."""

    digest: str
    media_type: str
    text: str
    language: str
    facts: Facts
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that is not searchable, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What one look at the folder changed, in documents."""

    added: int = 0
    updated: int = 0
    renamed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know: an index rebuilt, a model missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStatus:
    """One line of `knowledge status`."""

    source: str
    title: str
    passages: int
    modified_at: str
    """Of the file, RFC 3339."""
    age_days: float
    last_cited: str | None
    audience: str
    language: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of the whole knowledge."""

    documents: tuple[DocumentStatus, ...]
    failed: tuple[Failure, ...]
    passages: int
    embedder: str | None
    """Name and version; None where words alone are searched."""
    vectors: str
    """Where they lie: `embedded`, or the server's address."""
    synced_at: str | None
    problems: tuple[str, ...] = ()
