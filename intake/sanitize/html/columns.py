"""The columns of a grid: whether a browser surely takes them as declared, and has room for them."""

import re
from typing import NamedTuple

from intake.sanitize.css.colour import split_commas
from intake.sanitize.css.lengths import length, words
from intake.sanitize.css.properties import WIDE

MOST_COLUMNS, MOST_LETTERS = 30, 400
MOST_SHARE_PX = 1_000.0
MOST_COLUMNS_PX = 900.0
"""Wider ones may reach beyond the left edge of a page, where a box is held at its right side."""
_FITTED = frozenset(["auto", "min-content", "max-content"])
_SHARE = re.compile(r"\d{1,3}(?:\.\d{1,3})?fr")
_WHOLE = re.compile(r"[1-9]\d{0,2}(?:\.\d{1,3})?fr")
_NAMES = re.compile(r"\[([^\[\]]*)\]")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_RESERVED = WIDE | {"auto", "span", "default"}
_FUNCTION = re.compile(r"(repeat|minmax|fit-content)\((.*)\)")
_ALIKE = re.compile(r"(?:1fr ?){1,12}|repeat\((\d{1,2}), ?1fr\)")
_FILLS = ("auto-fill", "auto-fit")
_MARK = "[]"


class Columns(NamedTuple):
    """What is told of the columns of a grid."""

    wide: float
    """The most that those of a width in px take together."""
    told: bool
    """Some have a width of their own."""
    holds: bool
    """Each is as wide as what stands in it has to be."""


def columns_of(value: str, font: float) -> Columns | None:
    """The columns that are declared; None where they may not be valid (CSS Grid 2, 7.2), or are not told."""
    text = value.strip().lower()
    if text == "none":
        return Columns(0.0, False, True)
    if len(text) > MOST_LETTERS or any(not _are_names(found) for found in _NAMES.findall(text)):
        return None
    reader = _Reader(font)
    reader.read(_NAMES.sub(f" {_MARK} ", text), 1)
    told = reader.wide + reader.share > 0
    return Columns(reader.wide, told, reader.holds) if reader.is_valid() else None


def alike(value: str) -> int:
    """How many columns are declared that share the width in equal parts; 0 for all others."""
    found = _ALIKE.fullmatch(value)
    if found is None:
        return 0
    return int(found[1]) if found[1] else found[0].count("fr")


def _are_names(inside: str) -> bool:
    return all(_NAME.fullmatch(name) and name not in _RESERVED for name in inside.split())


class _Reader:
    """What is read of a list of columns."""

    def __init__(self, font: float) -> None:
        self._font = font
        self._known = True
        self._count = 0
        self._fills = 0
        self.wide = self.share = 0.0
        self.holds = True
        self._fixed = True
        """Each so far has a size at one end at least, as beside a repetition without a number."""

    def is_valid(self) -> bool:
        """Whether all of it was understood."""
        within = 0 < self._count <= MOST_COLUMNS
        # Shares of more than the whole may reach over its edge.
        within = within and self.share <= MOST_SHARE_PX
        return self._known and within and (not self._fills or (self._fills == 1 and self._fixed))

    def read(self, text: str, times: int, *, inner: bool = False) -> None:
        """Take a list that is repeated so many times."""
        before, count = "", self._count
        for word in words(text):
            if word == _MARK:
                # Two groups of names beside each other are not valid.
                self._known = self._known and before != _MARK
            elif word.startswith("repeat(") and not inner:
                self._repeat(word)
            else:
                self._column(word, times)
            before = word
            if not self._known:
                return
        # A repetition of nothing but names is not valid.
        self._known = self._known and (not inner or self._count > count)

    def _repeat(self, word: str) -> None:
        found = _FUNCTION.fullmatch(word)
        number, _, inside = found[2].partition(",") if found is not None else ("", "", "")
        number = number.strip()
        if number in _FILLS:
            self._fills += 1
            self.read(inside, 1, inner=True)
        elif re.fullmatch(r"[1-9]\d?", number):
            self.read(inside, int(number), inner=True)
        else:
            self._known = False

    def _column(self, word: str, times: int) -> None:
        self._count += times
        found = _FUNCTION.fullmatch(word)
        ends = [part.strip() for part in split_commas(found[2])] if found is not None else [word]
        kind = found[1] if found is not None else ""
        sizes = [length(end, self._font, MOST_SHARE_PX) for end in ends]
        valid = all(
            size is not None if size is not None else end in _FITTED or _SHARE.fullmatch(end)
            for size, end in zip(sizes, ends, strict=True)
        )
        valid = valid and all(size is None or size >= 0 for size in sizes)
        valid = valid and all(
            _has_unit(end) for end, size in zip(ends, sizes, strict=True) if size is not None
        )
        if kind == "minmax":
            valid = valid and len(ends) == 2 and not ends[0].endswith("fr")
        elif kind == "fit-content":
            valid = valid and len(ends) == 1 and sizes[0] is not None
        else:
            valid = valid and kind != "repeat" and len(ends) == 1
        self._known = self._known and valid
        for end, size in zip(ends, sizes, strict=True):
            if end.endswith("%"):
                self.share += (size or 0.0) * times
            else:
                self.wide += (size or 0.0) * times
        # The least of a share is what it holds; less than one whole of them need not take all that is free.
        self.holds = self.holds and (ends[0] in _FITTED or _WHOLE.fullmatch(ends[0]) is not None)
        self._fixed = self._fixed and kind != "fit-content" and any(size is not None for size in sizes)


def _has_unit(text: str) -> bool:
    """Whether it is a length and no mere number; of those only zero is one."""
    return re.fullmatch(r"0+|\d{0,5}\.?\d{1,5}(?:[a-z]+|%)", text) is not None
