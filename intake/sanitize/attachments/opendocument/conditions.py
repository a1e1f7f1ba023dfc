"""Conditional formats of cells (`style:map`, ODF 1.3, part 3, 16.3, and `calcext:conditional-formats`)."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.markup import get, name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

MAX_RANGES = 2_000
MAX_STEPS = 4_000_000
MAX_TEXT = 300
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::[^:\s]{0,80}?\.?\$?([A-Za-z]{1,3})\$?(\d{1,7}))?$")
_TEST = re.compile(
    r"(?:cell-content\(\))?\s*(<=|>=|!=|<>|<|>|=)\s*(\"[^\"]*\"|[+-]?\d{1,15}(?:\.\d{1,15})?)$"
)
_BETWEEN = re.compile(
    r"(?:cell-content-is-)?(not-)?between\(\s*([+-]?\d{1,15}(?:\.\d{1,9})?)\s*,\s*([+-]?\d{1,15}(?:\.\d{1,9})?)\s*\)$"
)
Place = tuple[int, int]
Rule = tuple[str, str]
"""A condition, and the style that it applies."""


@dataclass(slots=True)
class Conditions:
    """The ranges of one sheet with their rules."""

    areas: list[tuple[int, int, int, int, list[Rule]]] = field(default_factory=list)
    steps: int = MAX_STEPS

    @classmethod
    def of(cls, table: "Element") -> "Conditions":
        found = cls()
        holders = [e for e in table if name(e.tag) == "calcext:conditional-formats"]
        for one in (e for holder in holders for e in holder):
            rules = [
                (get(c, "calcext:value") or "", get(c, "calcext:apply-style-name") or "")
                for c in one
                if name(c.tag) == "calcext:condition"
            ]
            for text in (get(one, "calcext:target-range-address") or "").split()[:MAX_RANGES]:
                area = _area(text)
                if area and rules and len(found.areas) < MAX_RANGES:
                    found.areas.append((*area, rules))
        return found

    def at(self, place: Place) -> list[Rule]:
        """The rules for a cell by row and column, both from 1."""
        self.steps -= len(self.areas)
        if self.steps < 0:
            return [("", "")]
        row, column = place
        return [
            rule
            for top, left, bottom, right, rules in self.areas
            if top <= row <= bottom and left <= column <= right
            for rule in rules
        ]


def maps(elements: "Iterable[Element]") -> list[Rule]:
    """The rules that styles have themselves."""
    return [
        (get(one, "style:condition") or "", get(one, "style:apply-style-name") or "")
        for element in elements
        for one in element
        if name(one.tag) == "style:map"
    ]


def outcomes(rules: list[Rule], value: str) -> list[str | None]:
    """The styles that may hold for a value, None for that of the cell: one, where all can be told."""
    out: list[str | None] = []
    for condition, style in rules:
        told = _holds(condition.strip()[:MAX_TEXT], value)
        if told is not False:
            out.append(style)
        if told:
            return out
    return [*out, None]


def _holds(condition: str, value: str) -> bool | None:
    number = _number(value)
    if (found := _BETWEEN.match(condition)) and number is not None:
        return (float(found[2]) <= number <= float(found[3])) is not bool(found[1])
    found = _TEST.match(condition)
    if found is None:
        return None
    sign, other = found[1], found[2]
    one: float | str | None = number
    against: float | str = other.strip('"').lower()
    if not other.startswith('"'):
        against = float(other)
        if one is None:
            return sign in {"!=", "<>"} if value else None
    else:
        one = value.lower()
    return {
        "=": one == against, "!=": one != against, "<>": one != against,
        "<": one < against, ">": one > against, "<=": one <= against, ">=": one >= against,  # type: ignore[operator]
    }[sign]  # fmt: skip


def _number(text: str) -> float | None:
    try:
        return float(text[:40]) if text else None
    except ValueError:
        return None


def _area(text: str) -> tuple[int, int, int, int] | None:
    found = _RANGE.search(text[-120:].rpartition("'")[2].lstrip("."))
    found = found or _RANGE.search(text[-120:].partition(".")[2])
    if found is None:
        return None
    top, left = int(found[2]), _column(found[1])
    bottom, right = (int(found[4]), _column(found[3])) if found[3] else (top, left)
    return top, left, bottom, right


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
