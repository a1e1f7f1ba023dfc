"""How much of a text its cell has room for: what surely is cut off is seen by nobody.

Letters are taken for as narrow as any usual font has them and columns for as wide, so a word that is out
by this count is out in every viewer; one that is cut through counts as seen.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MAX_LENGTH = 20_000
"""Characters of a cell that are looked at; Excel has no more than 32,767."""
POINTS_PER_LETTER = 7 * 0.75 * 1.15
"""Width of a digit of the usual font at 11 points, and some more for wider fonts."""
NARROW = 0.8
"""Of the widths of a usual font, for those that are narrower."""
LINE = 1.15
"""Height of a line to the size of its letters, at least."""
READABLE = 0.6
"""Of a line's height: with less of it nothing is read."""
_WIDTHS = (("ijlI.,;:!|'` ", 0.22), ('frtJ()[]{}-/\\"*', 0.3), ("mwMW@%", 0.7))
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Room:
    """Points to the left of a cell's text, in its cell, and to the right of it that are free for its text.

    `high` is the height of a row that does not grow with its text.
    """

    left: float
    own: float
    right: float
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """How a cell sets its text (ECMA-376-1, 18.8.1)."""

    horizontal: str = "general"
    vertical: str = "bottom"
    wraps: bool = False
    shrinks: bool = False
    turned: bool = False


PLAIN = Setting()


def split(text: str, setting: Setting, points: float, room: Room) -> tuple[str, str]:
    """What of a text may be seen, and the words that surely are not."""
    if setting.turned or len(text) > MAX_LENGTH:
        return text, ""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    if setting.wraps:
        out = _below(text, words, setting, points, room)
    elif setting.shrinks or setting.horizontal in {"fill", "justify", "distributed", "centerContinuous"}:
        return text, ""
    else:
        out = _beside(text, words, setting, points, room)
    if not any(out):
        return text, ""
    pieces: tuple[list[str], list[str]] = ([], [])
    for (start, end), gone in zip(words, out, strict=True):
        pieces[gone].append(text[start:end])
    return " ".join(pieces[0]), " ".join(pieces[1])


def _beside(
    text: str, words: list[tuple[int, int]], setting: Setting, points: float, room: Room
) -> list[bool]:
    """Which words of a line lie under full neighbours."""
    size = points * NARROW
    if setting.horizontal in {"general", "left"}:
        used, at, free = 0.0, 0, room.own + room.right
        while at < len(text) and used < free:
            used, at = used + _width(text[at]) * size, at + 1
        return [start >= at and used >= free for start, _ in words]
    before = [0.0]
    for char in text:
        before.append(before[-1] + _width(char) * size)
    whole = before[-1]
    if setting.horizontal == "right":
        return [whole - before[end] >= room.own + room.left for _, end in words]
    if setting.horizontal == "center":
        low, high = room.own / 2 + room.left, room.own / 2 + room.right
        return [whole / 2 - before[e] >= low or before[s] - whole / 2 >= high for s, e in words]
    return [before[start] >= room.own + room.right for start, _ in words]


def _below(
    text: str, words: list[tuple[int, int]], setting: Setting, points: float, room: Room
) -> list[bool]:
    """Which words stand on lines that their row is too low for."""
    line = points * LINE
    if room.high is None or setting.vertical not in {"top", "bottom"}:
        return [False] * len(words)
    numbers = _lines(text, words, points * NARROW, max(room.own, 1.0))
    fits = max(1, int(room.high / line + 1 - READABLE))
    if setting.vertical == "top":
        return [number >= fits for number in numbers]
    # Viewers differ in which end of a text that is set on the bottom goes out of its cell.
    last = numbers[-1] if numbers else 0
    return [fits <= number < last - fits for number in numbers]


def _lines(text: str, words: list[tuple[int, int]], size: float, wide: float) -> list[int]:
    """The least number of the line on which each word stands."""
    numbers: list[int] = []
    line, used, at = 0, 0.0, 0
    for start, end in words:
        breaks = text.count("\n", at, start)
        gap = sum(map(_width, text[at:start])) * size
        length = sum(map(_width, text[start:end])) * size
        if breaks:
            line, used, gap = line + breaks, 0.0, 0.0
        elif used and used + gap + length > wide:
            line, used, gap = line + 1, 0.0, 0.0
        numbers.append(line)
        used += gap + length
        if used > wide:
            line, used = line + int(used / wide), used % wide
        at = end
    return numbers


@lru_cache(4096)
def _width(char: str) -> float:
    """The width of a letter in parts of its size, in a narrow usual font."""
    for letters, wide in _WIDTHS:
        if char in letters:
            return wide
    if char.isascii():
        return 0.39 if char.isprintable() else 0.0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 0.9
    return 0.3 if char.isalpha() else 0.0


def is_rightwards(text: str) -> bool:
    """Whether a text reads from left to right alone."""
    return text.isascii() or not any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text[:MAX_LENGTH])
