"""Rectangles of a drawing that letters stand on, or that lie over them (SVG 2, 3.3 and 10.2)."""

from typing import NamedTuple

from intake.sanitize.css.colour import RGBA, parse_colour
from intake.sanitize.css.lengths import length
from intake.sanitize.html.context import Context
from intake.sanitize.html.runs import ems
from intake.sanitize.tree import Node

MOST_PLATES = 50
ABOVE, BELOW = 1.3, 0.6
"""Letters stand so far above and below their line at most, in font sizes."""
_PLAIN = frozenset(["x", "y", "width", "height", "fill", "id"])


class Plate(NamedTuple):
    """A rectangle, or a shape of which nothing is known."""

    node: Node
    box: tuple[float, float, float, float] | None
    colour: RGBA | None


def plate(node: Node) -> Plate:
    """What a shape paints."""
    fill = node.attrs.get("fill", "")
    colour = parse_colour(fill)
    x, y, wide, high = (
        length(node.attrs.get(n, "0") or "0", 16, None) for n in ("x", "y", "width", "height")
    )
    plain = node.tag == "rect" and _PLAIN.issuperset(node.attrs) and not node.children
    if not plain or x is None or y is None or wide is None or high is None or fill == "none":
        return Plate(node, None, None)
    opaque = isinstance(colour, tuple) and colour[3] >= 1
    return Plate(node, (x, y, x + wide, y + high), colour if opaque and isinstance(colour, tuple) else None)


def stand(text: Node, here: Context, plates: list[Plate], written: str, at: tuple[float, float]) -> bool:
    """Give letters the ground that they stand on; False where it, or what lies over them, is not told.

    `plates` are those of the drawing, in the order in which they are painted; the text stands among them.
    """
    x, y = at
    left, top, right, bottom = x, y - here.font * ABOVE, x + ems(written) * here.font, y + here.font * BELOW
    before = True
    for one in plates:
        if one.node.tag == "text":
            before = before and one.node is not text
            continue
        if one.box is None:
            return False
        if one.box[0] >= right or one.box[2] <= left or one.box[1] >= bottom or one.box[3] <= top:
            continue
        if not before or one.colour is None:
            return False
        ground = one.colour[:3]
        whole = one.box[0] <= left and one.box[2] >= right and one.box[1] <= top and one.box[3] >= bottom
        here.backs = (ground,) if whole else tuple(dict.fromkeys((*here.backs, ground)))
    return True
