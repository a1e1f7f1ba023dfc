"""What stands before the items of a list and before headings (ODF 1.3, part 3, 16.30 to 16.34)."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.markup import get, is_on, name
from intake.sanitize.attachments.word.lists import written

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LEVELS = 10
MOST = 100_000
"""Of a counter; where a list would start beyond, it starts at one."""
MAX_LABEL = 200
_KINDS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_PLACE = re.compile(r"%(10|[1-9])%")


@dataclass(frozen=True, slots=True)
class Label:
    """A label, and the style of its letters."""

    text: str
    style: str | None


@dataclass(slots=True)
class Counter:
    """How far one list, or the headings of a document, have counted."""

    levels: "dict[int, Element]"
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def next(self, level: int, start: str | None = None) -> Label | None:
        """The label of the next item of a level, from 1."""
        level = min(max(1, level), LEVELS)
        element = self.levels.get(level)
        if element is None:
            return None
        told = _number(start)
        before = self.counts[level - 1]
        first = _start(element) if before is None else before + 1
        self.counts[level - 1] = first if told is None else told
        self.counts[level:] = [None] * (LEVELS - level)
        return Label(self._text(element, level)[:MAX_LABEL], get(element, "text:style-name"))

    def _text(self, element: "Element", level: int) -> str:
        before, after = get(element, "style:num-prefix") or "", get(element, "style:num-suffix") or ""
        if name(element.tag) == "text:list-level-style-bullet":
            text = f"{before}{get(element, 'text:bullet-char') or ''}{after}"
            # A sign from a font of signs; words are said.
            return text if any(c.isalnum() for c in text) else ""
        if name(element.tag) == "text:list-level-style-image":
            return ""
        form = get(element, "loext:num-list-format") or get(element, "style:num-list-format")
        if form is not None:
            return _PLACE.sub(lambda found: self._count(int(found[1])), form[:MAX_LABEL])
        depth = _number(get(element, "text:display-levels")) or 1
        shown = (self._count(one) for one in range(max(1, level - depth + 1), level + 1))
        return f"{before}{'.'.join(one for one in shown if one)}{after}"

    def _count(self, level: int) -> str:
        element = self.levels.get(level)
        kind = _KINDS.get((get(element, "style:num-format") or "")[:1]) if element is not None else None
        if element is None or kind is None:
            return ""
        number = self.counts[level - 1]
        return written(_start(element) if number is None else number, kind)


def levels(style: "Element | None") -> "dict[int, Element]":
    """The levels of a list style or of the outline, from 1."""
    out: dict[int, Element] = {}
    for one in style if style is not None else ():
        if (level := _number(get(one, "text:level"))) and level <= LEVELS:
            out[level] = one
    return out


@dataclass(slots=True)
class Lists:
    """The lists of a document, by their style, and those that are told to go on."""

    styles: "dict[str, Element]"
    counters: dict[str, Counter] = field(default_factory=dict)
    outline: Counter = field(default_factory=lambda: Counter({}))
    last: dict[str, Counter] = field(default_factory=dict)

    def begin(self, element: "Element", outer: "tuple[Counter, str] | None") -> "tuple[Counter, str] | None":
        """The counter of a `text:list` and its style's name. An inner list counts on the level below."""
        style = get(element, "text:style-name") or (outer[1] if outer else "")
        if outer is not None and style == outer[1]:
            return outer
        if style not in self.styles:
            return outer
        followed = get(element, "text:continue-list") or ""
        if followed in self.counters:
            counter = self.counters[followed]
        elif is_on(element, "text:continue-numbering") and style in self.last:
            counter = self.last[style]
        else:
            counter = Counter(levels(self.styles[style]))
        self.last[style] = counter
        if called := element.get("{http://www.w3.org/XML/1998/namespace}id") or get(element, "text:id"):
            self.counters[called] = counter
        return counter, style


def _start(element: "Element") -> int:
    found = _number(get(element, "text:start-value"))
    return 1 if found is None else found


def _number(text: str | None) -> int | None:
    return (
        int(text)
        if text and text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= MOST
        else None
    )
