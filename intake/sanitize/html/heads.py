"""The words at the head of a text that surely stand before the place where a box cuts it.

A line that is broken nowhere is cut at the side of its box, and a clamped box ends behind so many lines.
"""

import re

from intake.sanitize.html.context import OFF, Context, Styled
from intake.sanitize.html.extents import Extents
from intake.sanitize.html.frames import INF, LEAST_FONT_PX
from intake.sanitize.html.grounds import MOST_COVERED_PX
from intake.sanitize.html.overlap import Places
from intake.sanitize.html.pieces import Piece, Walk
from intake.sanitize.html.runs import OTHER, Leaf, Line, broken, ems
from intake.sanitize.html.shifts import moves
from intake.sanitize.html.sides import UNTOLD, aligns
from intake.sanitize.tree import Node

_WORD = re.compile(r"[^ \t\n\r\f]+")
_HEIGHTS = frozenset(["height", "max-height", "min-height", "position", "aspect-ratio", "float"])
_SHAPES = ("contain", "clip", "mask", "text-overflow", "-webkit-line", "line-clamp", "writing", "direction")
_KNOWN = frozenset(["text-overflow", "-webkit-line-clamp"])
_LINED = OFF | {"baseline"}


def box_of(text: Node, walk: Walk) -> Styled | None:
    """The box in whose lines a text stands, with nothing around it but what leaves it on its line."""
    node = text.parent
    while node is not None and (styled := walk.page.styled.get(id(node))) is not None:
        if not styled.here.inline:
            return styled
        raised = styled.won.get("vertical-align", "baseline") not in _LINED
        if raised or moves(styled) or styled.here.display != "inline" or node.tag in ("sub", "sup"):
            return None
        node = node.parent
    return None


def head(piece: Piece, box: Styled, walk: Walk, places: Places, below: float) -> int:
    """How many characters of a text surely stand where `box` shows them; 0 where that is not told."""
    here, node, won = piece.here, piece.at, box.won
    assert here is not None
    assert node is not None
    sides, extents = places.across.boxes.get(id(box.node), UNTOLD), places.across.extents
    beside = places.across.beside
    shapes = {name for name in won if name.startswith(_SHAPES)}
    plain = shapes <= _KNOWN and won.get("text-overflow", "clip") in ("clip", "ellipsis")
    if sides is UNTOLD or not (plain and extents.plain) or aligns(box) or here.indent is None:
        return 0
    if here.indent < 0 or extents.bullet(box) or beside.floats(beside.within(box.node)) or here.shaky:
        return 0
    most = _clamp(box)
    if most is None and not (
        here.white == "nowrap" and places.inside(node, box.node, MOST_COVERED_PX, below, held=True)
    ):
        return 0
    if most is not None and (not _HEIGHTS.isdisjoint(won) or extents.of(box.node).boxes or _balanced(walk)):
        return 0
    room = sides.wide.low - here.indent
    if most is not None or won.get("text-overflow", "clip") != "clip":
        # An ellipsis takes the place of the last letters.
        room -= OTHER * max(box.here.font, here.font, LEAST_FONT_PX)
    found = _leaf(extents, box.node, node, room)
    if found is None:
        return 0
    line, leaf, before = found
    return _fitting(piece.text, here, leaf, line, room, (most or 1) - before, extents.added)


def _clamp(box: Styled) -> int | None:
    """Behind how many lines a box ends; None where it does not."""
    told = box.won.get("-webkit-line-clamp", "none")
    vertical = box.won.get("-webkit-box-orient", "horizontal") in ("vertical", "block-axis")
    clamps = vertical and box.here.display.startswith("-webkit-") and re.fullmatch(r"[1-9]\d?", told)
    return int(told) if clamps else None


def _balanced(walk: Walk) -> bool:
    """Whether lines may be broken before they are full."""
    return any(
        name.startswith(("text-wrap", "white-space-", "word-break", "line-break", "hyphens"))
        for styled in walk.page.styled.values()
        for name in styled.won
    )


def _leaf(extents: Extents, box: Node, text: Node, room: float) -> tuple[Line, Leaf, int] | None:
    """Where a text stands in its line, and how many lines there are at most before that."""
    runs = extents.of(box).runs
    if len(runs) != 1:
        return None
    before = 0
    for line in runs[0].lines:
        for leaf in line.leaves:
            if leaf.node is text:
                return (line, leaf, before) if line.back >= 0 and leaf.low >= -MOST_COVERED_PX else None
        many = 1 if line.total <= room else broken(line, room)
        if many is None:
            return None
        before += many
    return None


def _fitting(text: str, here: Context, leaf: Leaf, line: Line, room: float, lines: int, added: float) -> int:
    """The end of the last word that surely stands in so many lines."""
    font, fits = max(here.font, LEAST_FONT_PX), 0
    spare = room - line.longest
    for found in _WORD.finditer(text):
        upto = text[: found.end()]
        total = leaf.high + ems(upto) * font + added * len(upto)
        whole = 1 if total <= room else 1 + int(total / spare) if spare > 0 and not line.unbroken else INF
        if whole > lines:
            break
        fits = found.end()
    return fits


def part(piece: Piece, end: int) -> Piece:
    """Cut a text in two, and give what is left of it behind; its head is no longer in doubt."""
    text = piece.text
    rest = Piece(
        text[end:],
        white=piece.white,
        order=piece.order,
        doubt=piece.doubt,
        quoted=piece.quoted,
        at=piece.at,
        link=piece.link,
        here=piece.here,
        before=len(text[:end].split()),
    )
    piece.text, piece.doubt, piece.parted = text[:end], "", True
    return rest
