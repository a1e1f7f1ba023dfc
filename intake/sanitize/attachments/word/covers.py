"""What opaque drawings in front of the text of a Word document may cover.

Where a paragraph stands is known within bounds only: each line has a least and a greatest height. What may
stand behind a drawing is withheld; what surely stands above or below it is read.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import attribute, child, local
from intake.sanitize.attachments.word.looks import OFF
from intake.sanitize.attachments.word.places import Paper, Place, Span, anchored, points

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_COVERS, MOST_BLOCKS = 100, 5_000
"""Looked at of one document."""
LEAST_PART = 0.4
"""Of the text's width, or of a box, that a drawing must take to hide its words."""
PEEP = 6.0
"""Points by which lines and drawings may overlap and be read."""
LINE, LETTER, GAP = (9.0, 24.0), (4.0, 9.0), 24.0
"""Points of a line and of a letter, least and greatest; and the greatest gap between paragraphs."""
_FLOWS = frozenset(["wrapSquare", "wrapTight", "wrapThrough", "wrapTopAndBottom"])
_BY_PARAGRAPH = frozenset(["paragraph", "line", ""])


@dataclass(frozen=True, slots=True)
class Cover:
    """An opaque drawing in front of the text; the greater its order, the later it is painted."""

    anchor: "Element"
    place: Place
    order: int

    def hides(self, place: Place, order: int) -> bool:
        """Whether a box that counts from the same edges lies for a good part under it."""
        if order >= self.order or place.relative != self.place.relative:
            return False
        both = _part(place.across, self.place.across) * _part(place.down, self.place.down)
        return both > LEAST_PART


def order_of(anchor: "Element") -> int:
    height = attribute(anchor, "relativeHeight") or ""
    return int(height) if height.isascii() and height.isdigit() and len(height) < 12 else 0


def covers(root: "Element") -> list[Cover]:
    """The opaque drawings that stand in front and that no text flows around."""
    anchors = [e for e in root.iter() if local(e.tag) == "anchor"]
    return [
        Cover(one, anchored(one), order_of(one))
        for one in anchors[:MOST_COVERS]
        if (attribute(one, "behindDoc") or "0") in OFF
        and _FLOWS.isdisjoint(local(e.tag) for e in one)
        and _opaque(one)
    ]


def _opaque(anchor: "Element") -> bool:
    """Whether nothing is seen through it: a picture, or a shape with a fill."""
    if any(local(e.tag) == "pic" for e in anchor.iter()):
        return True
    properties = next((e for e in anchor.iter() if local(e.tag) == "spPr"), None)
    fill = next((e for e in properties or () if local(e.tag).endswith("Fill")), None)
    if fill is None or local(fill.tag) == "noFill":
        return False
    return not any(local(e.tag) == "alpha" for e in fill.iter())


def _part(span: Span | None, other: Span | None) -> float:
    """Which part of a span the other takes."""
    if span is None or other is None:
        return 0.0
    return max(0.0, min(span[1], other[1]) - max(span[0], other[0])) / max(span[1] - span[0], 1.0)


def covered(root: "Element", drawings: list[Cover], paper: Paper) -> set[int]:
    """The paragraphs of the body, by identity, that may stand behind one of the drawings."""
    wide = [c for c in drawings if _is_wide(c, paper)]
    blocks = list(child(root, "body") or ())[:MOST_BLOCKS] if wide else []
    sheets, least, most, sheet = list[int](), [0.0], [0.0], 0
    free = [_spaced(block)[1] for block in blocks]
    at: dict[int, int] = {}
    for number, block in enumerate(blocks):
        at.update((id(e), number) for e in block.iter())
        low, high = _height(block, paper)
        first, later = _turns(block)
        sheet += first
        if first:
            least[-1] = most[-1] = 0.0
        sheets.append(sheet)
        sheet += later
        least.append(0.0 if later else least[-1] + low)
        most.append(high if later else most[-1] + high)
    found: set[int] = set()
    for cover in wide:
        anchor = at.get(id(cover.anchor))
        if anchor is None or cover.place.down is None:
            continue
        for number in range(len(blocks)):
            if sheets[number] == sheets[anchor] and _meets(cover, anchor, number, least, most, free, paper):
                found.update(id(e) for e in _paragraphs(blocks[number]))
    return found


def _paragraphs(block: "Element") -> "list[Element]":
    """The paragraphs of a block, without those in its drawings."""
    drawn = {id(p) for e in block.iter() if local(e.tag) == "txbxContent" for p in e.iter()}
    return [e for e in block.iter() if local(e.tag) == "p" and id(e) not in drawn]


def _is_wide(cover: Cover, paper: Paper) -> bool:
    span = cover.place.across
    if span is None:
        return False
    near, far = paper.bases(cover.place.relative[0], across=True)
    near, far = (near, near) if near == far else (paper.left, paper.left)
    text = (paper.left, paper.width - paper.right)
    return _part(text, (span[0] + near, span[1] + far)) > LEAST_PART


def _meets(
    cover: Cover,
    anchor: int,
    number: int,
    least: list[float],
    most: list[float],
    free: list[float],
    paper: Paper,
) -> bool:
    """Whether a block may overlap a drawing that is anchored in another one of its page."""
    assert cover.place.down is not None
    top, bottom = cover.place.down
    if cover.place.relative[1] in _BY_PARAGRAPH:
        if number >= anchor:
            low, high = least[number] - least[anchor], most[number + 1] - most[anchor]
        else:
            # What a block leaves free below its last line is no part of it.
            low, high = most[number] - most[anchor], least[number + 1] - least[anchor] - free[number]
    else:
        base = paper.bases(cover.place.relative[1], across=False)
        top, bottom = top + base[0], bottom + base[1]
        room = paper.height - paper.top - paper.bottom
        low, high = paper.top + least[number], paper.top + most[number + 1]
        if least[anchor] > room:
            # On a later page, it is not known on which place of it.
            return abs(least[number] - least[anchor]) < room
        if least[number] > room:
            return False
    return low < bottom - PEEP and high > top + PEEP


def _height(block: "Element", paper: Paper) -> Span:
    """The least and the greatest height of a paragraph or a table."""
    low = high = 0.0
    width = max(paper.width - paper.left - paper.right, 72.0)
    for text in _paragraphs(block) or [block]:
        letters = sum(len(e.text or "") for e in text.iter() if local(e.tag) == "t")
        lines = max(1, math.ceil(letters * LETTER[0] / width)), max(1, math.ceil(letters * LETTER[1] / width))
        before, after = _spaced(text)
        low = max(low, lines[0] * LINE[0] + after)
        high += lines[1] * LINE[1] + max(GAP, before + after)
    drawn = sum(points(e.get("cy")) or 0.0 for i in block.iter() if local(i.tag) == "inline"
                for e in i if local(e.tag) == "extent")  # fmt: skip
    rows = sum(local(e.tag) == "tr" for e in block.iter())
    return max(low, rows * LINE[0]), high + drawn


def _spaced(paragraph: "Element") -> Span:
    """Points that a paragraph itself asks for above and below it; styles give no more than a gap."""
    own = child(paragraph, "pPr", "spacing")
    if own is None or child(paragraph, "pPr", "contextualSpacing") is not None:
        return 0.0, 0.0
    before, after = (_twips(attribute(own, side)) for side in ("before", "after"))
    automatic = (attribute(own, "afterAutospacing") or "0") not in OFF
    return before, 0.0 if automatic else after


def _twips(text: str | None) -> float:
    """Points; at most as many as a page may be high."""
    digits = text if text and text.isascii() and text.isdigit() and len(text) < 9 else "0"
    return min(float(digits) / 20, 1_584.0)


def _turns(block: "Element") -> tuple[bool, bool]:
    """Whether a new page begins with a block, and whether one does in it or after it."""
    first = later = said = False
    for one in block.iter():
        said = said or (local(one.tag) == "t" and bool((one.text or "").strip()))
        if _is_turn(one):
            later = later or said or local(one.tag) == "sectPr"
            first = first or not (said or local(one.tag) == "sectPr")
    return first, later


def _is_turn(element: "Element") -> bool:
    name = local(element.tag)
    if name == "br":
        return attribute(element, "type") == "page"
    if name == "pageBreakBefore":
        return (attribute(element, "val") or "1") not in OFF
    return name == "sectPr"
