"""One file's bytes to a readable, citable version of it, or the reason why not."""

import hashlib
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol

from intake.mail import Block, SanitizedDocument
from retrieval import mails
from retrieval.frontmatter import BadFrontMatter, split
from retrieval.language import UNKNOWN, detect
from retrieval.passages import MAX_PIECES, cut
from retrieval.records import Facts, Piece, Version

READER_VERSION = 5
"""Raise it when reading or cutting changes: every document is read again."""

_TEXT = frozenset({"text/plain", "text/markdown"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PLAIN_EXTENSIONS = frozenset({"md", "markdown", "mdown", "mkd", "txt", "text", "csv", "tsv"})
_USUAL = frozenset({"comment", "head-title-meta", "d6-docprops", "d7-comment", "d9-image-alt"})
"""Removed from nearly every page and never seen by anybody."""
_POISONED_VISIBLE = 0.8
"""Likeness to an instruction from which visible text refuses a document."""
_POISONED_HIDDEN = 0.5


class NotReadable(Exception):
    """Why a file is no source of citations; the text is for its owner."""


class DocumentReader(Protocol):
    """`intake.sanitize.isolated.IsolatedSanitizer`, as far as it is needed here."""

    def document(self, data: bytes, *, filename: str | None, media_type: str | None) -> SanitizedDocument: ...


def digest(data: bytes, source: str) -> str:
    """Names a content: its bytes, how they are read, and by which version of the reader."""
    head = f"{READER_VERSION}\0{_extension(source)}\0".encode()
    return hashlib.sha256(head + data).hexdigest()


def read(data: bytes, source: str, isolated: DocumentReader) -> Version:
    """The sanitized text, its front matter and its passages. Raises NotReadable."""
    document = _sanitized(data, source, isolated)
    if document.status != "read":
        raise NotReadable(document.reason or document.status)
    _refuse_poisoned(document)
    text, blocks, title = document.text, document.blocks, None
    if document.media_type in _HTML:
        from retrieval.pages import read_page

        page = read_page(data, text) or (read_page(document.markup, text) if document.markup else None)
        if page is not None:
            text, blocks, title = page.text, page.blocks, page.title
    elif document.media_type in mails.MEDIA_TYPES:
        title, blocks = mails.written(text, blocks)
    facts, begin = _facts(text, document.media_type)
    pieces = cut(text, _without_headers(text, blocks), start=begin)
    if not pieces:
        raise NotReadable("no text in it")
    problems = list(facts.problems)
    if len(pieces) >= MAX_PIECES:
        problems.append(f"only its first {MAX_PIECES} passages are searched")
    if any(f.action in {"removed", "withheld"} and f.technique not in _USUAL for f in document.findings):
        problems.append("hidden text was left out")
    return Version(
        digest=digest(data, source),
        media_type=document.media_type,
        text=text,
        language=facts.language or _language(text, begin, pieces),
        facts=_with(facts, title or _first_heading(text, blocks), problems),
        pieces=pieces,
    )


def _sanitized(data: bytes, source: str, isolated: DocumentReader) -> SanitizedDocument:
    name = PurePosixPath(source).name
    if _extension(source) in _PLAIN_EXTENSIONS:
        from intake.sanitize import sanitize_document

        # Decoding text is no risk worth a process of its own.
        return sanitize_document(data, filename=name, media_type=None)
    return isolated.document(data, filename=name, media_type=None)


def _refuse_poisoned(document: SanitizedDocument) -> None:
    """Of visible text the patterns decide alone.

    The linear model knows mail: of how-to texts and abstracts it takes a third to a seventh for instructions.
    """
    from intake.sanitize.instructions import likeness

    for finding in document.findings:
        hidden = finding.action != "flagged"
        if finding.action == "quarantined" or (hidden and (finding.score or 0) >= _POISONED_HIDDEN):
            raise NotReadable(f"refused: hidden text that reads as an instruction ({finding.technique})")
    named = [f for f in likeness(document.text) if f.name != "model"]
    worst = max(named, key=lambda found: found.score, default=None)
    if worst is not None and worst.score >= _POISONED_VISIBLE:
        words = " ".join(document.text[worst.start : worst.end].split())[:80]
        raise NotReadable(f"refused: reads as an instruction to a machine: {words!r}")


def _facts(text: str, media_type: str) -> tuple[Facts, int]:
    if media_type not in _TEXT:
        return Facts(), 0
    try:
        return split(text)
    except BadFrontMatter as exc:
        raise NotReadable(str(exc)) from exc


def _without_headers(text: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks less the rows that only name columns: the rows below carry those names already."""
    kept = []
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        if block.kind == "row" and following is not None and following.kind == "row":
            names = text[block.start : block.end].split(" | ")
            below = text[following.start : following.end]
            if len(names) > 1 and any(below.startswith(f"{n}: ") or f"; {n}: " in below for n in names if n):
                continue
        kept.append(block)
    return tuple(kept)


def _with(facts: Facts, title: str | None, problems: list[str]) -> Facts:
    return replace(facts, title=facts.title or title, problems=tuple(problems))


def _first_heading(text: str, blocks: tuple[Block, ...]) -> str | None:
    for block in blocks[:20]:
        if block.kind == "heading" and block.level <= 2:
            return text[block.start : block.end].strip().strip("#").strip()[:300] or None
    return None


_PROSE = re.compile(r"[^\W\d_]{2,}[,]?(?: [^\W_]{1,20},?){4,}[^.!?\n]{0,200}[.!?。]", re.MULTILINE)


def _language(text: str, begin: int, pieces: tuple[Piece, ...]) -> str:
    if not _PROSE.search(text[begin : begin + 20_000]):
        return UNKNOWN  # a table's names and numbers belong to every language
    whole = detect(text[begin : begin + 4000])
    if whole != UNKNOWN:
        return whole
    # The middle of a document is prose more often than its start.
    middle = pieces[len(pieces) // 2]
    return detect(text[middle.start : middle.end])


def _extension(source: str) -> str:
    return PurePosixPath(source).suffix.lower().lstrip(".")
