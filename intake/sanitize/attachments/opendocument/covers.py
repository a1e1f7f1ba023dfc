"""What opaque shapes of a text may cover: other shapes, and paragraphs that may stand behind them.

Where a paragraph stands is known within bounds only. What may stand behind a shape in front is withheld.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.drawings import Drawings
from intake.sanitize.attachments.opendocument.markup import count, get, name
from intake.sanitize.attachments.opendocument.masters import Masters, blocks
from intake.sanitize.attachments.opendocument.shapes import FORMS, GROUPS, Place, hides, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MOST_SHAPES, MOST_COVERS, MOST_BLOCKS = 2_000, 60, 5_000
LEAST_PART = 0.4
"""Of the text's width that a shape must take to hide its words."""
MOST_PAGES = 10_000
PEEP = 6.0
"""Points by which lines and shapes may overlap and be read."""
LINE, LETTER, GAP = (9.0, 24.0), (4.0, 9.0), 24.0
"""Points of a line and of a letter, least and greatest; and the greatest gap between paragraphs."""
MARGIN = 72.0
_TEXTS = frozenset(["text:p", "text:h"])


@dataclass(frozen=True, slots=True)
class _Shape:
    element: "Element"
    anchor: int
    """The page it is anchored to, from 1, or else the block that it hangs on, below zero."""
    place: Place
    order: int
    solid: bool
    front: bool


def covered(body: "Element", drawings: Drawings, masters: Masters) -> set[int]:
    """The shapes and paragraphs, by identity, that are not surely seen for a shape in front of them."""
    flow = list(blocks(body, 0))[:MOST_BLOCKS]
    shapes = _shapes(body, flow, drawings)
    found: set[int] = set()
    fronts = [one for one in shapes if one.solid][:MOST_COVERS]
    for one in shapes:
        if any(o.anchor == one.anchor and o.order > one.order and hides(o.place, one.place) for o in fronts):
            found.add(id(one.element))
    wide = [one for one in fronts if one.front and _is_wide(one.place, masters.largest()[2])]
    if wide:
        found |= _behind(flow, wide, masters.largest()[2])
    return found


def _shapes(body: "Element", flow: "list[Element]", drawings: Drawings) -> list[_Shape]:
    at: dict[int, int] = {}
    for number, block in enumerate(flow):
        at.update((id(one), -1 - number) for one in block.iter() if name(one.tag) in FORMS)
    out: list[_Shape] = []
    for one in body.iter():
        if name(one.tag) not in FORMS or name(one.tag) in GROUPS or len(out) >= MOST_SHAPES:
            continue
        by_page = get(one, "text:anchor-type") == "page"
        anchor = count(one, "text:anchor-page-number", MOST_PAGES) if by_page else at.get(id(one), 0)
        place, upright = place_of(one)
        if place is None or not anchor or get(one, "text:anchor-type") == "as-char":
            continue
        height = get(one, "draw:z-index") or ""
        order = int(height) if height.isascii() and height.isdigit() and len(height) < 9 else len(out)
        own = drawings.properties(one)
        wrap = own.get("style:wrap", "none" if name(one.tag) == "draw:frame" else "run-through")
        front = wrap == "run-through" and own.get("style:run-through") != "background"
        solid = upright and drawings.is_solid(one)
        out.append(_Shape(one, anchor, place, order, solid, front))
    return out


def _is_wide(place: Place, wide: float) -> bool:
    text = max(wide - 2 * MARGIN, 1.0)
    return (min(place[2], wide) - max(place[0], 0.0)) / text > LEAST_PART


def _behind(flow: "list[Element]", shapes: list[_Shape], wide: float) -> set[int]:
    least, most, sheets = [0.0], [0.0], [0]
    for block in flow:
        turn = name(block.tag) == "text:soft-page-break"
        low, high = (0.0, 0.0) if turn else _height(block, max(wide - 2 * MARGIN, MARGIN))
        sheets.append(sheets[-1] + turn)
        least.append(least[-1] + low)
        most.append(most[-1] + high)
    found: set[int] = set()
    for shape in shapes:
        top, bottom = shape.place[1], shape.place[3]
        for number, block in enumerate(flow):
            if shape.anchor < 0:
                base = -1 - shape.anchor
                if number < base:
                    continue
                low, high = least[number] - least[base], most[number + 1] - most[base]
            elif shape.anchor == 1:
                low, high = MARGIN / 2 + least[number], 2 * MARGIN + most[number + 1]
            else:
                # On which of the later pages a paragraph stands is not known.
                low, high = (top, bottom) if most[number + 1] > 600 * (shape.anchor - 1) else (bottom, bottom)
            if low < bottom - PEEP and high > top + PEEP:
                found.update(id(one) for one, _ in _paragraphs(block))
    return found


def _paragraphs(block: "Element") -> "Iterator[tuple[Element, int]]":
    """The paragraphs of a block and their letters, without those in its shapes."""
    stack, letters, at = [block], 0, None
    while stack:
        one = stack.pop()
        if name(one.tag) in _TEXTS:
            if at is not None:
                yield at, letters
            at, letters = one, 0
        letters += len(one.text or "") + len(one.tail or "")
        stack += [e for e in reversed(one) if name(e.tag) not in FORMS]
    if at is not None:
        yield at, letters


def _height(block: "Element", width: float) -> tuple[float, float]:
    """The least and the greatest height of a paragraph or a table."""
    low = high = 0.0
    for _, letters in _paragraphs(block):
        lines = [max(1, math.ceil(letters * wide / width)) for wide in LETTER]
        low, high = max(low, lines[0] * LINE[0]), high + lines[1] * LINE[1] + GAP
    rows = sum(name(one.tag) == "table:table-row" for one in block.iter())
    return max(low, rows * LINE[0]), high
