"""Sentences of a text with their exact offsets."""

# ruff: noqa: E501, SIM905 - lists of words

import re
from dataclasses import dataclass

from intake.verify.words import MONTHS

MAX_SENTENCES = 2000
"""A passage holds a few; a hostile one is cut here."""

_ABBREVIATIONS = frozenset(
    "e.g i.e mr mrs ms dr prof st no nr vs etc approx ca bzw z.b d.h u.a inkl zzgl ggf max min tel art abs p.ex sr sra"
    " sig dott bijv m.fr incl excl vol fig jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_ORDINAL = frozenset({"am", "der", "die", "das", "den", "dem", "vom", "zum", "zur", "im", "ab", "bis"})
_NEXT = re.compile(r"\s{1,3}([^\W\d_]{1,20})")
_END = re.compile(r"[.!?…]{1,3}[\"'”’»)\]*_]{0,3}(?=\s|$)|[。！？]")
_LINE = re.compile(r"\n[ \t]{0,40}(?:\n|(?=[-*+•#|>][ \t#]|\d{1,3}[.)][ \t]|\|))")
_HEAD = re.compile(r"[ \t]{0,8}#{1,6}[ \t]+")
_MARK = re.compile(r"^[ \t]{0,20}(?:>[ \t]?|[-*+•][ \t]+|\d{1,3}[.)][ \t]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`text` is exactly `[start:end]` of what was split."""

    start: int
    end: int
    text: str
    heading: bool = False


def sentences(text: str) -> list[Span]:
    """The sentences of a text, in order, without white space or list marks around them.

    Blank lines, list items, table rows and headings end a sentence; a wrapped line does not.
    """
    found: list[Span] = []
    for start, end in _lines(text):
        heading = bool(_HEAD.match(text, start, end))
        for a, b in [(start, end)] if heading else _split(text, start, end):
            span = _trimmed(text, a, b, heading)
            if span is not None:
                found.append(span)
        if len(found) > MAX_SENTENCES:
            break
    return found[:MAX_SENTENCES]


def enclosing(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start:end]` widened to whole sentences of `text`."""
    for span in sentences(text):
        if span.start < end and start < span.end:
            start, end = min(start, span.start), max(end, span.end)
    return start, end


def plain(text: str) -> str:
    """The words of a slice without Markdown marks, on one line."""
    text = _MARK.sub("", text)
    text = _HEAD.sub("", text, count=1) if _HEAD.match(text) else text
    text = re.sub(r"!?\[([^\]\n]{1,300})\]\(([^)\s]{1,500})[^)\n]{0,200}\)", _link, text)
    text = re.sub(r"(?<!\w)(\*{1,3}|_{1,3}|`{1,3})(?=\S)|(?<=\S)(\*{1,3}|_{1,3}|`{1,3})(?!\w)", "", text)
    return " ".join(text.split())


def _link(found: re.Match[str]) -> str:
    label, target = found[1], found[2]
    if label == target or not target.startswith(("http://", "https://", "mailto:")):
        return label
    return f"{label} <{target.removeprefix('mailto:')}>"


def _lines(text: str) -> list[tuple[int, int]]:
    cuts, at = [], 0
    for found in _LINE.finditer(text):
        cuts.append((at, found.start()))
        at = found.end()
    cuts.append((at, len(text)))
    parts: list[tuple[int, int]] = []
    for a, b in cuts:
        # A heading is its line; what follows on the next line is not part of it.
        if _HEAD.match(text, a, b) and (n := text.find("\n", a, b)) >= 0:
            parts += [(a, n), (n + 1, b)]
        else:
            parts += _titled(text, a, b)
    return parts


_TITLE_CHARS = 60
_TITLE_WORDS = 7


def _titled(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A paragraph, with the titles before it cut off: PDF and Word text has no mark between the two."""
    out: list[tuple[int, int]] = []
    while (n := text.find("\n", start, end)) >= 0:
        line, rest = text[start:n].strip(), text[n + 1 : end].lstrip()
        title = (
            0 < len(line) <= _TITLE_CHARS
            and len(line.split()) <= _TITLE_WORDS
            and line[:1].isupper()
            and line[-1:].isalnum()
            and rest[:1].isupper()
        )
        if not title:
            break
        out.append((start, n))
        start = n + 1
    return [*out, (start, end)]


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    out, at = [], start
    for found in _END.finditer(text, start, end):
        if _false_end(text, at, found):
            continue
        out.append((at, found.end()))
        at = found.end()
    out.append((at, end))
    return out


def _false_end(text: str, at: int, found: re.Match[str]) -> bool:
    if not found[0].startswith(".") or found[0].startswith(".."):
        return False
    word = text[max(at, found.start() - 24) : found.start()].split()
    last = word[-1].lstrip("(\"'").lower() if word else ""
    following = text[found.end() : found.end() + 3].strip()[:1]
    if last in _ABBREVIATIONS:
        return True
    # German ordinals and dates (`am 24. Dezember`, `3. Stock`), initials (`J. Smith`).
    before = word[-2].lower() if len(word) > 1 else ""
    after = _NEXT.match(text, found.end())
    month = after is not None and after[1].lower() in MONTHS
    short_number = last.isdigit() and len(last) <= 2 and (month or before in _ORDINAL)
    initial = len(last) == 1 and last.isalpha() and bool(following)
    return short_number or initial or following.islower()


def _trimmed(text: str, start: int, end: int, heading: bool) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    mark = _MARK.match(text[start:end])
    if mark and not heading:
        start += mark.end()
    if start >= end or not any(c.isalnum() for c in text[start:end]):
        return None
    return Span(start=start, end=end, text=text[start:end], heading=heading)
