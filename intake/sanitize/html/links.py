"""How one box stands in the box around it, and how that adds up over several."""

from dataclasses import dataclass

from intake.sanitize.css.lengths import length, number
from intake.sanitize.html.context import OFF
from intake.sanitize.html.frames import INF, ZERO, Span
from intake.sanitize.html.piles import Box
from intake.sanitize.tree import Node


@dataclass(slots=True)
class Link:
    """How a box stands in the box around it."""

    node: Node
    box: Box
    item: int | None
    """The number among what is stacked there; None where it is placed by itself."""
    off: Span
    """From the top of the box around to the top of this."""
    shift: Span
    """By how much it is painted lower than the flow has it."""
    slack: float
    """From the bottom of this, where the flow has it, to the bottom of the box around: at least."""
    floor: float = 0.0
    """An absolute box that stands before an item reaches so far below the top of that item."""
    hang: float = -INF
    """One that hangs from the bottom of the box around ends so far below that, at least."""


def share(value: str, font: float, whole: Span) -> Span | None:
    """An offset, which may be a share of something so high; None where it cannot be told."""
    size = length(value, font, None)
    if size is not None:
        return Span(size, size)
    part = number(value) if value.endswith("%") else None
    return Span(part * whole.low, part * whole.high) if part is not None and 0 < part <= 1 else None


def settles(box: Box) -> bool:
    won, display = box.styled.won, box.styled.here.display
    aligned = any(
        won.get(n, "normal") not in OFF for n in ("align-content", "place-content", "justify-content")
    )
    return aligned or display == "table-cell" or box.styled.node.tag in ("td", "th", "button")


def total(links: list[Link]) -> tuple[Span, float]:
    """From top to top, outermost to innermost, and from the bottom of that to the outermost bottom."""
    top, ending = ZERO, 0.0
    for link in links:
        top = top + link.off + link.shift
        ending += link.slack - link.shift.high
    return top, ending


def gap_between(box: Box, upper: Link, lower: Link) -> float:
    """From the bottom of one item, or of an absolute box before it, to the top of a later one: at least."""
    first, last = upper.item, lower.item
    assert first is not None
    assert last is not None
    if upper.floor:
        return box.rise(first, last) - upper.floor
    return box.rise(first, last) - box.items[first].size.low
