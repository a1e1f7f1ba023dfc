"""Boxes that are turned, slanted or scaled as a whole: all that they hold stays between their edges."""

from intake.sanitize.html.across import Across
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.html.flow import Flow
from intake.sanitize.html.frames import INF
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.shifts import TRANSFORMS, TURNS, moves

_PLAIN = frozenset(["block", "inline", "inline-block", "list-item"])
LEAST_LINE = 0.8
"""Lines that are lower, in font sizes, leave their letters beside the box around them."""
_TURNS = tuple(f"{name}(" for name in TURNS)


def heights(walk: Walk, across: Across, flow: Flow) -> dict[int, float]:
    """How high such boxes are at most."""
    found: dict[int, float] = {}
    for styled in walk.page.styled.values():
        if _turns(styled) and _is_calm(walk, styled, across, flow):
            box = flow.boxes.get(id(styled.node))
            if box is not None and box.size.high < INF:
                found[id(styled.node)] = box.size.high
    return found


def _turns(styled: Styled) -> bool:
    """Whether more than its place is changed."""
    won = styled.won
    if TRANSFORMS.isdisjoint(won):
        return False
    told = any(won.get(name, "none") not in OFF for name in ("rotate", "scale"))
    return told or any(name in won.get("transform", "") for name in _TURNS)


def _is_calm(walk: Walk, top: Styled, across: Across, flow: Flow) -> bool:
    """Whether nothing sticks out of it, above, below or at its sides."""
    for node in (top.node, *top.node.below()):
        if not node.tag or node.tag.startswith("!"):
            continue
        styled, box = walk.page.styled.get(id(node)), flow.boxes.get(id(node))
        if styled is None or id(node) in walk.page.generated or styled.here.display not in _PLAIN:
            return False
        here, inner = styled.here, styled is not top
        if styled.replaced or styled.floats or here.exceeds or here.indent != 0 or (inner and moves(styled)):
            return False
        if here.line is not None and here.line < here.font * LEAST_LINE:
            return False
        if inner and styled.won.get("vertical-align", "baseline") not in (*OFF, "baseline"):
            return False
        if box is not None and not (box.grows and across.fits(node)):
            return False
    return True
