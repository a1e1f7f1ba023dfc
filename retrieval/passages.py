"""A document's text cut into passages by its structure, each an exact slice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.mail import Block
from retrieval.records import Piece

MAX_TOKENS = 220
"""Word pieces of a passage, roughly: the embedding model reads 256 with the headings before it."""
_GOOD_TOKENS = 130
"""From this size on a passage takes no further paragraph."""
MAX_PIECES = 20_000
"""Passages of one document; the rest of it is not searched, and its status says so."""

_TOKEN = re.compile(r"[^\W_]{1,7}|[^\w\s]")
_SENTENCE_END = re.compile(r"[.!?…]+[)\]\"'»”’]{0,3}(?=\s)|[。！？]|\n")
_TABLE_RULE = re.compile(
    r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*){0,60}\|?[ \t]*$", re.MULTILINE
)
_SETEXT = re.compile(r"([^\n]{1,200})\n[ \t]{0,3}(=+|-+)[ \t]*\Z")
_RULE = re.compile(r"[-*_= \t]{3,200}")
_QUESTION = re.compile(r"(?:\*\*|__|Q[:.]|Frage:|F:)?[^\n]{3,300}\?(?:\*\*|__)?\s*\Z")


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    kind: str
    location: str
    path: str
    context: str = ""


def tokens(text: str) -> int:
    """About how many word pieces a text has; long words count for several."""
    return len(_TOKEN.findall(text))


def cut(text: str, blocks: Sequence[Block], *, start: int = 0) -> tuple[Piece, ...]:
    """Passages of `text[start:]` in order, without overlap and without empty ones.

    Paragraphs and list items below one heading are joined until they are of a good size; a table row is a
    passage by itself; a question keeps its answer.
    """
    units = list(_units(text, blocks, start))
    pieces: list[Piece] = []
    group: list[_Unit] = []

    def close() -> None:
        if group:
            pieces.extend(_piece(text, group))
            group.clear()

    for unit in units:
        if len(pieces) >= MAX_PIECES:
            return tuple(pieces[:MAX_PIECES])
        if unit.kind == "row":
            close()
            pieces.append(_row(unit))
            continue
        if group and not _joins(text, group, unit):
            close()
        group.append(unit)
    close()
    return tuple(pieces[:MAX_PIECES])


def _units(text: str, blocks: Sequence[Block], begin: int) -> Iterator[_Unit]:
    """Paragraphs, items and rows with their heading path; headings themselves only name what is below."""
    path: list[tuple[int, str]] = []
    bare: _Unit | None = None
    covered = begin
    for block in blocks or (Block(kind="paragraph", start=begin, end=len(text)),):
        start, end = max(block.start, covered), block.end
        if block.kind == "page" or start >= end:
            continue
        content = text[start:end]
        level, heading = block.level, content
        setext = _SETEXT.fullmatch(content.strip()) if block.kind == "paragraph" else None
        if setext and "|" not in content:
            level, heading = (1 if setext[2][0] == "=" else 2), setext[1]
        if title := _plain_title(content) if block.kind == "paragraph" and not level and not setext else 0:
            # Text without marks: the title's line names what is below it, as a heading does.
            level, heading, end = _PLAIN_LEVEL, content[:title], start + title
        if block.kind == "heading" or level:
            if bare and path and max(1, level) <= path[-1][0]:
                yield bare
            name = heading.strip().strip("#").strip().strip("*_").strip()[:200]
            path = [(n, t) for n, t in path if n < max(1, level)] + [(max(1, level), name)]
            route = " > ".join(t for _, t in path)
            # A heading with nothing below it, not even another one, is found as text.
            bare = _Unit(start, end, "paragraph", route, route)
            covered = end
            if not title:
                continue
            start, end, content = end, block.end, text[end : block.end]
        if _RULE.fullmatch(content.strip()):
            continue
        bare = None
        route = " > ".join(t for _, t in path)
        place = block.location if block.location and block.location not in route else ""
        where = f"{route}, {place}" if route and place else route or place
        yield from _parts(text, start, end, block.kind, where, route)
        covered = end
    if bare:
        yield bare


def _plain_title(content: str) -> int:
    """Length of the line that is the title of a paragraph of plain text; 0 where it has none.

    A question, or a line much shorter than the one below that begins as a sentence does: a wrapped line is
    as long as its neighbours.
    """
    line, _, rest = content.strip("\n").partition("\n")
    below = rest.partition("\n")[0].strip()
    bare = line.strip()
    if not below or not 3 <= len(bare) <= _TITLE_CHARS or not bare[:1].isupper() or "|" in bare:
        return 0
    short = bare[-1].isalnum() and len(bare) < 0.6 * len(below) and len(bare.split()) <= _TITLE_WORDS
    begins = below[:1].isupper() or below[:1].isdigit()
    return content.index(line) + len(line) if begins and (short or bare.endswith("?")) else 0


_PLAIN_LEVEL = 6
_TITLE_CHARS, _TITLE_WORDS = 80, 7


def _parts(text: str, start: int, end: int, kind: str, where: str, route: str) -> Iterator[_Unit]:
    content = text[start:end]
    rule = _TABLE_RULE.search(content) if kind == "paragraph" and "|" in content else None
    if rule:
        yield from _table(text, start, end, start + rule.start(), start + rule.end(), where, route)
        return
    begin, stop = start, end
    while begin < stop and text[begin].isspace():
        begin += 1
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    if begin < stop:
        yield _Unit(begin, stop, kind, where, route)


def _table(text: str, start: int, end: int, rule: int, after: int, where: str, route: str) -> Iterator[_Unit]:
    """Rows of a Markdown table, each with the names of its columns as context."""
    head = text[start:rule].rstrip().rsplit("\n", 1)
    if len(head) == 2 and head[0].strip():
        yield from _parts(text, start, start + len(head[0]), "paragraph", where, route)
    names = [c.strip() for c in head[-1].strip().strip("|").split("|")]
    offset, number = after, 1
    for line in text[after:end].splitlines(keepends=True):
        bare = line.strip()
        if bare:
            number += 1
            begin = offset + line.index(bare)
            place = f"{where}, row {number}" if where else f"row {number}"
            kind = "row" if "|" in bare else "paragraph"
            yield _Unit(begin, begin + len(bare), kind, place, route, ", ".join(n for n in names if n))
        offset += len(line)


def _joins(text: str, group: list[_Unit], unit: _Unit) -> bool:
    if unit.path != group[0].path or unit.location != group[0].location:
        return False
    have = text[group[0].start : group[-1].end]
    size, more = tokens(have), tokens(text[unit.start : unit.end])
    if size + more > MAX_TOKENS:
        return False
    last = text[group[-1].start : group[-1].end].rstrip()
    question = _QUESTION.fullmatch(text[unit.start : unit.end]) is not None
    if _QUESTION.fullmatch(last):
        return not question
    if question:
        return False
    if last.endswith(":") or (unit.kind == "item" and group[-1].kind == "item"):
        return True
    return size < _GOOD_TOKENS and (size + more <= _GOOD_TOKENS or more < 40)


def _piece(text: str, group: list[_Unit]) -> Iterator[Piece]:
    start, end = group[0].start, group[-1].end
    first = group[0]
    for a, b in _fitting(text, start, end):
        yield Piece(start=a, end=b, location=first.location, context=first.path)


def _row(unit: _Unit) -> Piece:
    context = " — ".join(c for c in (unit.path, unit.context) if c)
    return Piece(start=unit.start, end=unit.end, location=unit.location, context=context)


def _fitting(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The slice, or its sentences in runs that fit; a sentence that is too long is cut at a word."""
    if tokens(text[start:end]) <= MAX_TOKENS:
        yield start, end
        return
    begin = last = start
    stops = [m.end() for m in _SENTENCE_END.finditer(text, start, end)] + [end]
    used = 0
    for stop in stops:
        size = tokens(text[last:stop])
        if used + size > MAX_TOKENS and last > begin:
            yield from _trimmed(text, begin, last)
            begin, used = last, 0
        if size > MAX_TOKENS:
            for a, b in _chopped(text, begin, stop):
                yield from _trimmed(text, a, b)
            begin = stop
            size = 0
        used += size
        last = stop
    yield from _trimmed(text, begin, end)


def _chopped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, used = start, 0
    for match in _TOKEN.finditer(text, start, end):
        used += 1
        inside = match.start() > 0 and text[match.start() - 1].isalnum() and text[match.start()].isalnum()
        if used > MAX_TOKENS and (not inside or used > 2 * MAX_TOKENS):
            yield begin, match.start()
            begin, used = match.start(), 1
    yield begin, end


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
