"""What is searchable at one moment: an unchanging view that searches share while a sync builds the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from retrieval.folder import below
from retrieval.lexical import Lexical, Vocabulary
from retrieval.manifest import Entry, Manifest
from retrieval.records import Facts, Piece, Version
from retrieval.spelling import Spelling
from retrieval.words import stems


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A version without its text, kept in memory with the numbers of its words."""

    digest: str
    language: str
    facts: Facts
    pieces: tuple[Piece, ...]
    words: NDArray[np.int32]
    """Of all pieces, one behind the other."""
    ends: NDArray[np.int32]

    def words_of(self, number: int) -> NDArray[np.int32]:
        """The words of one piece."""
        return self.words[self.ends[number - 1] if number else 0 : self.ends[number]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file that shows a content."""

    source: str
    mtime_ns: int


def passage_id(digest: str, number: int) -> str:
    return f"{digest[:24]}-{number}"


def search_text(version: Version, piece: Piece) -> str:
    """What a passage is found by: its headings and column names before its own words."""
    title = version.facts.title or ""
    head = piece.context if not title or title in piece.context else f"{title} — {piece.context}".rstrip(" —")
    body = version.text[piece.start : piece.end]
    return f"{head}\n{body}" if head else body


@dataclass(slots=True)
class Library:
    """Contents by digest, so that a change costs what changed only."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    contents: dict[str, Content] = field(default_factory=dict)

    def load(self, manifest: Manifest, digests: Sequence[str]) -> None:
        wanted = set(digests)
        for gone in self.contents.keys() - wanted:
            del self.contents[gone]
        for digest in digests:
            if digest not in self.contents and (version := manifest.version(digest)):
                self.contents[digest] = self._content(version)

    def _content(self, version: Version) -> Content:
        encode = self.vocabulary.encode
        words = [encode(stems(search_text(version, p), version.language)) for p in version.pieces]
        return Content(
            digest=version.digest,
            language=version.language,
            facts=version.facts,
            pieces=version.pieces,
            words=np.concatenate(words),
            ends=np.cumsum([len(w) for w in words], dtype=np.int32),
        )


class Index:
    """Rows are passages: their ids, their contents, and the files they are in."""

    def __init__(self, library: Library, entries: dict[str, Entry], revision: str) -> None:
        self.revision = revision
        self.places: dict[str, list[Place]] = {}
        for entry in sorted(entries.values(), key=lambda e: e.source):
            self.places.setdefault(entry.digest, []).append(
                Place(source=entry.source, mtime_ns=entry.mtime_ns)
            )
        self.contents = [c for c in library.contents.values() if c.digest in self.places]
        self.owner = np.repeat(np.arange(len(self.contents)), [len(c.pieces) for c in self.contents])
        self.number = [n for c in self.contents for n in range(len(c.pieces))]
        self.ids = [passage_id(c.digest, n) for c in self.contents for n in range(len(c.pieces))]
        self.row = {id_: row for row, id_ in enumerate(self.ids)}
        words = [c.words_of(n) for c in self.contents for n in range(len(c.pieces))]
        self.lexical = Lexical(
            library.vocabulary, words, [c.language for c in self.contents for _ in c.pieces]
        )
        self.spelling = Spelling(self.lexical)
        self._masks: dict[tuple[tuple[str, ...], date | None], NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def words(self, row: int) -> NDArray[np.int32]:
        """The stemmed words of a row in order, as numbers."""
        content: Content = self.contents[self.owner[row]]
        return content.words_of(self.number[row])

    def allowed(self, scopes: Sequence[str], today: date | None) -> NDArray[np.bool_]:
        """Which rows may be cited: public, valid on that day (any day without one), below a scope."""
        key = (tuple(scopes), today)
        found = self._masks.get(key)
        if found is None:
            by_content = np.array(
                [citable(c.facts, today) and self.place(c, scopes) is not None for c in self.contents], bool
            )
            found = by_content[self.owner] if len(self.owner) else np.zeros(0, bool)
            if len(self._masks) > 64:
                self._masks.clear()
            self._masks[key] = found
        return found

    def place(self, content: Content, scopes: Sequence[str]) -> Place | None:
        """The first file below a scope that shows the content."""
        return next((p for p in self.places[content.digest] if below(p.source, scopes)), None)


def citable(facts: Facts, today: date | None) -> bool:
    """Public, and in its time."""
    if facts.internal:
        return False
    if today is None:
        return True
    return (facts.valid_from is None or facts.valid_from <= today) and (
        facts.valid_to is None or today <= facts.valid_to
    )


def shown_title(facts: Facts, source: str) -> str:
    """The document's own title, else its file name as words."""
    return facts.title or PurePosixPath(source).stem.replace("-", " ").replace("_", " ")


def priority(facts: Facts, mtime_ns: int) -> float:
    """Of two documents that contradict each other the higher holds: what its owner set, else the newer.

    Whole numbers are the owner's; the fraction is the date from which it is valid, else the file's.
    """
    days = facts.valid_from.toordinal() if facts.valid_from else 719_163 + mtime_ns / 86_400e9
    return facts.priority + min(0.999999, max(0.0, days / 1_000_000))
