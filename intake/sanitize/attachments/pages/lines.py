"""Lines and paragraphs of the text that is seen, and the words that are not."""

import ctypes
from dataclasses import dataclass
from typing import Any

from intake.sanitize.attachments.pages.glyphs import Glyph
from intake.sanitize.attachments.pages.objects import Sheet

DENSE, FEW_LETTERS = 0.3, 6
"""Width of a letter by its height, below which letters of a line may stand on each other."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line's text with its left, right and lower edge and its height, in points."""

    text: str
    left: float
    right: float
    low: float
    height: float


def plain_lines(sheet: Sheet, text_page: Any, count: int) -> list[str] | None:
    """The paragraphs of a page on which all is seen; None where its lines cannot be told."""
    raw = sheet.raw
    size = 2 * (2 * count + 1)
    buffer = ctypes.create_string_buffer(size)
    wrote = raw.FPDFText_GetText(text_page, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    text = buffer.raw[: 2 * max(0, wrote - 1)].decode("utf-16-le", "replace").replace("\0", " ")
    first, second = ([ctypes.c_double() for _ in range(4)] for _ in range(2))
    lines: list[Line] = []
    at = 0
    for piece in text.splitlines(keepends=True):
        bare = piece.strip()
        start = at + (len(piece) - len(piece.lstrip()))
        at += len(piece)
        if not bare:
            continue
        for box, index in ((first, start), (second, start + len(bare) - 1)):
            char = raw.FPDFText_GetCharIndexFromTextIndex(text_page, index)
            if char < 0 or not raw.FPDFText_GetCharBox(text_page, char, *box):
                return None
        (left, _, low, top), (_, right, bottom, upper) = ([v.value for v in box] for box in (first, second))
        height = max(top - low, upper - bottom, 4.0)
        if len(bare) >= FEW_LETTERS and right - left < DENSE * height * len(bare):
            return None
        lines.append(Line(bare, left, right, low, height))
    return paragraphs(lines)


def written(glyphs: list[Glyph]) -> tuple[list[str], dict[str, list[str]]]:
    """The paragraphs of the words that are seen, and those that are not, by technique."""
    lines: list[list[Glyph]] = [[]]
    hidden: dict[str, list[str]] = {}
    word: list[Glyph] = []

    def close() -> None:
        if word:
            inked = [g for g in word if g.char.isalnum()] or word
            if sum(g.seen for g in inked) * 2 >= len(inked):
                lines[-1].extend(word)
            else:
                technique = next((g.technique for g in inked if not g.seen), inked[0].technique)
                hidden.setdefault(technique, []).append("".join(g.char for g in word))
            word.clear()

    for g in glyphs:
        if g.boxed and (not word or word[-1].owner == g.owner or word[-1].seen == g.seen):
            word.append(g)
            continue
        close()
        if g.boxed:
            word.append(g)
        elif g.char in "\r\n":
            lines.append([])
        elif lines[-1]:
            lines[-1].append(g)
    close()
    return paragraphs([_line(line) for line in lines if any(g.boxed for g in line)]), hidden


def _line(glyphs: list[Glyph]) -> Line:
    marked = [g for g in glyphs if g.boxed]
    low = min(g.bottom for g in marked)
    return Line(
        "".join(g.char for g in glyphs).strip(),
        marked[0].left,
        marked[-1].right,
        low,
        max(g.top - g.bottom for g in marked),
    )


def paragraphs(lines: list[Line]) -> list[str]:
    """Lines joined where one runs on into the next: full width, no gap."""
    out: list[str] = []
    edge = max((line.right for line in lines), default=0.0)
    left = min((line.left for line in lines), default=0.0)
    before: Line | None = None
    for line in lines:
        # pdfium writes a hyphen at a line's end as one of these two.
        text = line.text.replace("\u0002", "-").replace("\ufffe", "-")
        gap = before.low - line.low if before else 0.0
        if before and 0 < gap <= 2.2 * max(line.height, before.height):
            full = before.right >= left + (edge - left) * 0.8
            out[-1] += (" " if full and not out[-1].endswith(":") else "\n") + text
        else:
            out.append(text)
        before = line
    return out
