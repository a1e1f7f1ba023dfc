"""How much text stands below each element, and whether something there moves it."""

import re
from functools import lru_cache
from typing import NamedTuple

from intake.sanitize.css.lengths import length
from intake.sanitize.elements import BLOCKS, LAID, TABLE_PARTS, names
from intake.sanitize.tree import Node

_SIZED = re.compile(r"(?:height|margin|padding|float|position|text-indent|width|line-height|top|left|font)\b")

_PUSHES = re.compile(
    r"(?<![\w-])(?:position|transform|translate|inset[\w-]*)\s*:|[\s:]-\.?\d|calc\(|"
    r"(?<![\w-])(?:margin|padding|text-indent|left|right|top|bottom)[\w-]{0,20}\s*:"
    r"[^;]{0,100}?\d\d(?:\d|em|rem|vw|vh|in|cm|%)"
)

_SILENT = frozenset(["!comment", "style", "script", "head", "template"])
_LINES = BLOCKS | TABLE_PARTS.keys() | {"br", "marquee"}
_TALL = names("p h1 h2 h3 h4 h5 h6 blockquote dl ul ol menu dir pre figure fieldset hr xmp listing optgroup")
"""Blocks with margins above and below, and more room than a line."""
_REPLACED = names("img svg input textarea select button")


@lru_cache(maxsize=2048)
def _effects(style: str) -> tuple[bool, bool]:
    style = style.lower()
    return bool(_SIZED.search(style)), bool(_PUSHES.search(style))


class Size(NamedTuple):
    """How much text stands below a node."""

    chars: int = 0
    lines: int = 0
    word: int = 0
    awkward: bool = False
    """Something below has a size or a place of its own."""
    shifts: bool = False
    """Something below may be pushed out of a box that grows with what it holds."""
    styled: bool = False
    """The node itself has a size or a place; it makes what is above it awkward."""
    pushes: bool = False
    """The node itself may push its texts or its neighbours aside."""
    bare: bool = True
    """Nothing but text stands in the node."""


class Sizes:
    """What stands in the elements of a page, worked out where it is asked."""

    def __init__(self) -> None:
        self._known: dict[int, Size] = {}

    def of(self, node: Node) -> Size:
        """How much text stands in an element that is part of the tree."""
        known = self._known.get(id(node))
        if known is not None:
            return known
        order, stack = list[Node](), [node]
        while stack:
            here = stack.pop()
            if id(here) not in self._known:
                order.append(here)
                stack.extend([child for child in here.children if child.tag])
        for here in reversed(order):
            self._known[id(here)] = self._element(here)
        return self._known[id(node)]

    def _element(self, node: Node) -> Size:
        chars = lines = word = 0
        awkward = shifts = styled = pushes = False
        if node.tag in _SILENT:
            return Size()
        for child in node.children:
            if child.tag:
                more, rows, longest, uneven, loose, sized, pushing, _ = self._known[id(child)]
                chars += more
                lines += rows
                word = max(word, longest)
                awkward = awkward or uneven or sized
                shifts = shifts or loose or pushing
            elif words := child.text.split():
                chars += len(" ".join(words))
                word = max(word, max(map(len, words)))
        if node.tag in _LINES:
            lines += 2 if node.tag in _TALL else 1
        if node.tag in _REPLACED:
            high = length(node.attrs.get("height", "") or "0", 16, None) or 0
            lines += int(min(high, 10_000) / 18) + 1
        if node.tag in LAID:
            styled = pushes = True
        style = node.attrs.get("style")
        if style:
            styled, pushes = _effects(style)
        bare = not any(child.tag for child in node.children)
        return Size(chars, lines, word, awkward, shifts, styled, pushes, bare)
