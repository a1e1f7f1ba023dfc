"""How what a box holds is stacked in it: where each item begins, and the margins between them.

Margins of neighbours, and of a box and what comes first or last in it, collapse into one (CSS 2.2, 8.3.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.sanitize.html.beside import scrolls
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.html.frames import INF, NO_EDGE, SOME, ZERO, Edge, Span, gap, line
from intake.sanitize.tree import Node

_SEVERS = frozenset(
    ["overflow", "overflow-x", "overflow-y", "contain", "container", "container-type", "columns",
     "column-count", "column-width", "writing-mode", "align-content", "all", "-webkit-line-clamp",
     "line-clamp", "column-span", "margin-trim", "list-style", "list-style-position"]
)  # fmt: skip
_ROOTS = frozenset(["fieldset", "legend", "details", "summary", "dialog", "marquee", "hr", "button"])
"""Declarations and elements that may keep the margins within a box apart from those around it."""


@dataclass(slots=True)
class Item:
    """A block in its container, or a run of lines."""

    node: Node | None
    size: Span = ZERO
    above: Edge = NO_EDGE
    below: Edge = NO_EDGE
    floats: bool = False


@dataclass(slots=True)
class Box:
    """A box with what is stacked in it."""

    styled: Styled
    size: Span = SOME
    """Height with padding and border."""
    above: Edge = NO_EDGE
    below: Edge = NO_EDGE
    """Margins, with those of children that may collapse through."""
    start: Span = ZERO
    end: Span = ZERO
    """Padding and border above what it holds, and below."""
    border: Span = ZERO
    items: list[Item] = field(default_factory=list)
    tops: list[Span] = field(default_factory=list)
    """Where each item begins below `start`, and where the last one ends."""
    rises: list[tuple[int, float]] = field(default_factory=list)
    """The least of each: how many steps before it are not bounded, and how far down the others lead."""
    stacked: bool = True
    grows: bool = True
    """It is as high as what it holds."""
    cap: float = -INF
    """Where it does not grow: it would but for a limit, which is at least so many px below its upper edge."""
    roomy: bool = False
    """All that stands beside another in it stands between its top and its bottom."""
    deep: float = INF
    """What it holds reaches at most so far below its upper edge."""
    places: dict[int, int] = field(default_factory=dict)
    """By node below: the number of its item, or of the item that an absolute box stands before."""

    def put(self, top: Span, lost: int) -> None:
        """Note where an item begins, so far below at least but for steps that are `lost`."""
        self.tops.append(Span(-INF if lost else top.low, top.high))
        self.rises.append((lost, top.low))

    def has_room(self) -> bool:
        """Whether a flexible row, of whatever height, holds each of its items from its top to its bottom.

        In one line the highest of them stands anywhere in it, in several all of them may stand below another
        (CSS Flexbox 1, 8.3 and 9.4).
        """
        won = self.styled.won
        if self.styled.here.display not in ("flex", "inline-flex") or any(i.floats for i in self.items):
            return False
        if any(item.above.low < 0 or item.below.low < 0 for item in self.items):
            return False
        if any("baseline" in won.get(name, "") for name in ("align-items", "place-items")):
            return False
        highs = [item.size.high + item.above.high + item.below.high for item in self.items]
        told = " ".join(won.get(name, "") for name in ("flex-direction", "flex-wrap", "flex-flow"))
        if "column" in told:
            return False
        wraps = "wrap" in told.replace("nowrap", "")
        most = sum(highs) + gap(self.styled, 0.0) * len(highs) if wraps else max(highs, default=0.0)
        return most <= self.size.low - self.start.high - self.end.high

    def rise(self, first: int, last: int) -> float:
        """From the top of one item to that of a later one, at least; those before may be of any size."""
        (lost, low), (lost_, low_) = self.rises[first], self.rises[last]
        return low_ - low if lost == lost_ and low > -INF else -INF


class Piles:
    """Stacks the boxes of a page; `quirky` as its mode is."""

    def __init__(self, styled: Mapping[int, Styled], *, quirky: bool) -> None:
        self._styled = styled
        self._quirky = quirky

    def stack(self, box: Box) -> None:
        """Say where each item of a box begins, and what its margins come to with those of its items."""
        first, last = self._joins(box, box.items, box.start), self._joins(box, box.items[::-1], box.end)
        if not self._ends(box):
            last = last and None
        at, lost, before = self._marker(box), 0, None
        following = _following(box.items) if any(item.floats for item in box.items) else []
        for number, item in enumerate(box.items):
            if item.floats:
                # It stands at the side of what comes next, whose margin may have collapsed already.
                later, lines = following[number]
                near = (before.below if before else NO_EDGE).perhaps(later)
                box.put(at + near.loose + item.above.span + Span(0, lines), lost)
                at += Span(0, item.size.high + item.above.plus.high + item.below.plus.high)
                continue
            step = self._between(box, before, item, first)
            lost += step.low == -INF
            at += Span(0.0 if step.low == -INF else step.low, step.high)
            box.put(at, lost)
            at += item.size
            before = item
        step = self._between(box, before, None, last)
        box.put(at + step, lost)
        if box.items and box.stacked and box.styled.node.parent is not None:
            box.above = self._outer(box, box.above, first, [(i.above, i.below, i) for i in box.items])
            box.below = self._outer(box, box.below, last, [(i.below, i.above, i) for i in box.items[::-1]])

    def _marker(self, box: Box) -> Span:
        """The line that the bullet of a list item may take where a block comes first."""
        listed = box.styled.node.tag in ("li", "summary") or box.styled.here.display == "list-item"
        first = next((i for i in box.items if not i.floats and (i.node is not None or i.size != ZERO)), None)
        return (
            Span(0, line(box.styled).high) if listed and (first is None or first.node is not None) else ZERO
        )

    def _ends(self, box: Box) -> bool:
        """Whether it surely ends where what it holds does."""
        least = box.styled.won.get("min-height", "auto")
        return box.grows and least in (*OFF, "0", "0px") and box.styled.node.tag not in ("html", "body")

    def _joins(self, box: Box, items: list[Item], frame: Span) -> bool | None:
        """Whether the margin of the first (or last) item is one with that of the box; None: not known."""
        here, won, node = box.styled.here, box.styled.won, box.styled.node
        around = self._styled.get(id(node.parent))
        apart = box.styled.floats or won.get("position") in ("absolute", "fixed")
        if node.parent is None or here.display not in ("block", "list-item") or apart or frame.low > 0:
            return False
        if around is not None and around.here.items:
            return False
        marked = self._marker(box) != ZERO
        severed = not _SEVERS.isdisjoint(won)
        if frame.high > 0 or marked or not box.stacked or node.tag in _ROOTS or severed:
            # A box that scrolls keeps all margins in it (CSS 2.2, 8.3.1).
            return False if scrolls(box.styled) else None
        item = next((i for i in items if not i.floats and (i.node is not None or i.size != ZERO)), None)
        if item is None or item.size.low <= 0:
            return None
        if item.node is None:
            return False
        return None if "clear" in self._styled[id(item.node)].won else True

    def _outer(self, box: Box, own: Edge, joins: bool | None, items: list[tuple[Edge, Edge, Item]]) -> Edge:
        """The margin of a box with those that stand beside it."""
        if joins is False:
            return own
        inner = NO_EDGE
        for near, far, item in items:
            if item.floats or (item.node is None and item.size == ZERO):
                continue
            inner = inner.joined(near)
            if item.size.low > 0:
                break
            inner = inner.perhaps(far)
        if self._quirky and box.styled.node.tag in ("body", "td", "th"):
            # There a margin of the browser's own sheet counts for nothing.
            inner = Edge(Span(0, inner.plus.high), inner.minus)
        return own.joined(inner) if joins else own.perhaps(inner)

    def _between(self, box: Box, upper: Item | None, lower: Item | None, joins: bool | None) -> Span:
        """The room between two items, or between one and the edge of the box, where it `joins`."""
        one, other = upper.below if upper else NO_EDGE, lower.above if lower else NO_EDGE
        if box.styled.here.items or one.low == -INF or other.low == -INF:
            return Span(one.minus.low + other.minus.low, one.plus.high + other.plus.high)
        sure = all(item is None or item.size.low > 0 for item in (upper, lower))
        if lower is not None and lower.node is not None and "clear" in self._styled[id(lower.node)].won:
            sure = False
        if sure and upper is not None and lower is not None:
            return one.joined(other).span
        root = box.styled.node.parent is None
        if sure and joins is not None and not (self._quirky and box.styled.node.tag in ("td", "th")):
            return ZERO if joins else one.joined(other).span
        if root and upper is None:
            return other.span
        return Span(one.minus.low + other.minus.low, max(one.plus.high, other.plus.high))


def _following(items: list[Item]) -> list[tuple[Edge, float]]:
    """Behind each: the margins that items in the flow may have above, and the lines of the next one."""
    found: list[tuple[Edge, float]] = []
    near, lines = NO_EDGE, 0.0
    for item in reversed(items):
        found.append((near, lines))
        if not item.floats:
            near, lines = near.perhaps(item.above), item.size.high if item.node is None else 0.0
    return found[::-1]
