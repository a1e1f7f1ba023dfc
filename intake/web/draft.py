"""A draft in pieces that a page can show: text, citation markers, and quotes within their source."""

import re
from dataclasses import dataclass
from typing import Any, Final

_MARK: Final = re.compile(r"\[(\d{1,3})\]")
CONTEXT_CHARS: Final = 20_000
"""Of a long document so much is shown before and behind the quoted words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text, or where `n` is set a marker that leads to source `n`."""

    text: str
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One cited document: its number, its place and the quoted spans."""

    n: int
    source: str
    title: str
    location: str
    quotes: tuple[tuple[int, int, str], ...]
    """(start, end, words) in the document's extracted text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a document's text; `quoted` where a draft cites it."""

    text: str
    quoted: bool


def paragraphs(marked: str) -> list[list[Piece]]:
    """The reply by paragraph, markers as pieces of their own."""
    return [_pieces(block) for block in re.split(r"\n{2,}", marked.strip()) if block.strip()]


def _pieces(block: str) -> list[Piece]:
    pieces, at = [], 0
    for mark in _MARK.finditer(block):
        if mark.start() > at:
            pieces.append(Piece(text=block[at : mark.start()]))
        pieces.append(Piece(text=mark[0], n=int(mark[1])))
        at = mark.end()
    return [*pieces, Piece(text=block[at:])] if at < len(block) else pieces


def sources(draft: dict[str, Any]) -> list[Source]:
    """The cited documents of a stored draft, by number."""
    found: dict[int, Source] = {}
    for claim in draft.get("claims") or []:
        for c in claim.get("citations") or []:
            n = int(c["n"])
            quote = (int(c["start"]), int(c["end"]), str(c["quote"]))
            held = found.get(n)
            quotes = (*(held.quotes if held else ()), quote)
            found[n] = Source(
                n=n,
                source=str(c["source"]),
                title=str(c.get("title") or c["source"]),
                location=str(c.get("location") or ""),
                quotes=tuple(dict.fromkeys(quotes)),
            )
    return [found[n] for n in sorted(found)]


def highlighted(text: str, quotes: tuple[tuple[int, int, str], ...]) -> tuple[list[Span], bool]:
    """The document's text with its quoted spans marked, and whether every quote still stands there."""
    places = sorted((s, e) for s, e, words in quotes if text[s:e] == words)
    same = len(places) == len(quotes)
    if not places:
        return [Span(text=text[: 2 * CONTEXT_CHARS], quoted=False)], same
    begin = max(0, places[0][0] - CONTEXT_CHARS)
    spans, at = [], begin
    for start, end in places:
        if start > at:
            spans.append(Span(text=text[at:start], quoted=False))
        if end > max(at, start):
            spans.append(Span(text=text[max(at, start) : end], quoted=True))
        at = max(at, end)
    rest = text[at : at + CONTEXT_CHARS]
    return ([*spans, Span(text=rest, quoted=False)] if rest else spans), same
