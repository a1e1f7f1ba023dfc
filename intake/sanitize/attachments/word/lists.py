"""What stands before the items of a list: numbers, letters, words (ECMA-376-1, 17.9)."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import attribute, child, local
from intake.sanitize.attachments.word.looks import OFF, Styles

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LEVELS = 9
MOST = 100_000
"""Of a counter; where a list would start beyond, it starts at one."""
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Lists:
    """The lists of a document, with how far each has counted."""

    styles: Styles
    abstract: "dict[str, Element]" = field(default_factory=dict)
    numbers: "dict[str, Element]" = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: "Element | None", styles: Styles) -> "Lists":
        lists = cls(styles)
        for one in root if root is not None else ():
            if local(one.tag) == "abstractNum":
                lists.abstract[attribute(one, "abstractNumId") or ""] = one
            elif local(one.tag) == "num":
                lists.numbers[attribute(one, "numId") or ""] = one
        return lists

    def next(self, paragraph: "Element") -> "tuple[str, Element | None]":
        """The label of a paragraph, empty where it has none, and the properties of its letters."""
        number, level = self._named(paragraph)
        element = self.numbers.get(number)
        if element is None:
            return "", None
        abstract = _value(element, "abstractNumId")
        levels = self._levels(abstract, element)
        if level not in levels:
            return "", None
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        if number not in self.begun:
            self.begun.add(number)
            for one in (e for e in element if local(e.tag) == "lvlOverride"):
                start = child(one, "startOverride")
                if start is not None:
                    counts[_small(attribute(one, "ilvl"))] = _count(attribute(start, "val")) - 1
        before = counts[level]
        counts[level] = before + 1 if before is not None else _start(levels[level])
        counts[level + 1 :] = [None] * (LEVELS - level - 1)
        return self._label(levels, level, counts), child(levels[level], "rPr")

    def _named(self, paragraph: "Element") -> tuple[str, int]:
        """The list and the level that a paragraph, or its style, names."""
        properties = child(paragraph, "pPr")
        style = child(properties, "pStyle")
        chain = self.styles.chain(attribute(style, "val") if style is not None else self.styles.paragraph)
        number, level = "", ""
        for one in (*(child(element, "pPr") for element in chain), properties):
            told = child(one, "numPr")
            if told is not None:
                number, level = _value(told, "numId") or number, _value(told, "ilvl") or level
        return number, _small(level)

    def _levels(self, abstract: str, number: "Element") -> "dict[int, Element]":
        found = self.abstract.get(abstract)
        linked = child(found, "numStyleLink")
        for element in self.styles.chain(attribute(linked, "val")) if linked is not None else ():
            other = self.numbers.get(_value(child(element, "pPr", "numPr"), "numId"))
            found = self.abstract.get(_value(other, "abstractNumId"), found)
        overrides = [e for e in number if local(e.tag) == "lvlOverride"]
        levels: dict[int, Element] = {}
        for holder in (found, *overrides):
            for one in holder if holder is not None else ():
                if local(one.tag) == "lvl":
                    levels[_small(attribute(one, "ilvl"))] = one
        return levels

    def _label(self, levels: "dict[int, Element]", level: int, counts: list[int | None]) -> str:
        text = _value(levels[level], "lvlText")[:200]
        if _value(levels[level], "numFmt") == "bullet":
            # A sign from a font of signs; words are said.
            return text if any(c.isalnum() for c in text) else ""
        legal = child(levels[level], "isLgl")
        plain = legal is not None and (attribute(legal, "val") or "1") not in OFF

        def put(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            if at not in levels:
                return ""
            kind = "decimal" if plain and at < level else _value(levels[at], "numFmt")
            count = counts[at]
            return written(_start(levels[at]) if count is None else count, kind)

        return _PLACE.sub(put, text)


def written(count: int, kind: str) -> str:
    if kind == "none":
        return ""
    if kind in {"lowerLetter", "upperLetter"} and count > 0:
        letters = chr(ord("a") + (count - 1) % 26) * min(1 + (count - 1) // 26, 20)
        return letters if kind == "lowerLetter" else letters.upper()
    if kind in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        roman = ""
        for size, sign in _ROMAN:
            roman += sign * (count // size)
            count %= size
        return roman if kind == "upperRoman" else roman.lower()
    return f"{count:02d}" if kind == "decimalZero" else str(count)


def _value(element: "Element | None", name: str) -> str:
    found = child(element, name)
    return (attribute(found, "val") or "") if found is not None else ""


def _start(level: "Element") -> int:
    return _count(_value(level, "start"))


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and int(text[:7]) <= MOST else 1


def _small(text: str | None) -> int:
    return int(text) if text and text in "012345678" and len(text) == 1 else 0
