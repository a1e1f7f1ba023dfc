"""How high boxes are and where they stand below one another, in bounds that surely hold.

Blocks, lines, table rows and columns of a page are stacked; their heights are known between a least and a
most. What is not stacked, or not understood, has bounds that say nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.sanitize.css.lengths import length
from intake.sanitize.html.boxes import edges
from intake.sanitize.html.context import Styled
from intake.sanitize.html.frames import (
    ANY,
    INF,
    SOME,
    ZERO,
    Span,
    borders,
    frame,
    gap,
    line,
    margin,
    padding,
    sized,
    through,
)  # fmt: skip
from intake.sanitize.html.pieces import Walk
from intake.sanitize.tree import Node

_UNSURE = frozenset(["unknown-condition", "unknown-property", "limit", "zoom-tiny"])
"""Doubts about a box of which every size may be another one."""
_BREAKS_WORDS = frozenset(["word-break", "overflow-wrap", "word-wrap", "line-break", "hyphens"])
_ATOMIC = ("inline-block", "inline-table", "inline-flex", "inline-grid")


@dataclass(slots=True)
class Item:
    """A block in its container, or a run of lines."""

    node: Node | None
    size: Span = ZERO
    above: Span = ZERO
    below: Span = ZERO
    floats: bool = False


@dataclass(slots=True)
class Box:
    """A box with what is stacked in it."""

    styled: Styled
    size: Span = SOME
    """Height with padding and border."""
    above: Span = ZERO
    below: Span = ZERO
    """Margins, with those of children that may collapse through."""
    start: Span = ZERO
    end: float = 0.0
    """Padding and border above what it holds; the least of them below."""
    border: Span = ZERO
    items: list[Item] = field(default_factory=list)
    tops: list[Span] = field(default_factory=list)
    """Where each item begins below `start`, and where the last one ends."""
    stacked: bool = True
    grows: bool = True
    """It is as high as what it holds."""
    places: dict[int, int] = field(default_factory=dict)
    """By node below: the number of its item, or of the item that an absolute box stands before."""


class Flow:
    """The boxes of a page."""

    def __init__(self, walk: Walk) -> None:
        self._styled = walk.page.styled
        self._fakes = walk.page.generated
        self._quirky = walk.page.quirky
        self._shown = {id(piece.at) for piece in walk.pieces if piece.text.strip() and not piece.doubt}
        self.boxes: dict[int, Box] = {}
        self._breaks = any(not _BREAKS_WORDS.isdisjoint(s.won) for s in self._styled.values())
        for styled in reversed(self._styled.values()):
            if styled.here.display not in ("none", "contents") and not self._spliced(styled):
                self.boxes[id(styled.node)] = self._box(styled)

    def _spliced(self, styled: Styled) -> bool:
        """Whether the children of an element stand in the lines, or among the blocks, of its container."""
        return styled.here.inline and styled.node.parent is not None and not styled.replaced

    def _box(self, styled: Styled) -> Box:
        box = Box(styled=styled)
        node, here, won = styled.node, styled.here, styled.won
        if here.doubt in _UNSURE or here.zoom != 1:
            box.above = box.below = ANY
            box.stacked = box.grows = False
            return box
        found = edges(won)
        if here.display.startswith("table-") and here.display != "table-caption":
            found["margin"] = {"top": "0", "bottom": "0"}
        box.above = margin(styled, found["margin"].get("top"))
        box.below = margin(styled, found["margin"].get("bottom"))
        paddings = found["padding"]
        upper, lower = (
            padding(paddings[side], here.font) if side in paddings else frame(node)
            for side in ("top", "bottom")
        )
        box.border = borders(styled)
        box.start, box.end = upper + box.border, lower.low
        self._fill(box)
        box.size, box.grows = sized(styled, self._held(box), upper + lower + box.border + box.border)
        return box

    def _fill(self, box: Box) -> None:
        run: list[Node] = []
        display = box.styled.here.display
        for kind, node in self._children(box.styled.node):
            number = len(box.items)
            if kind == "block":
                if run:
                    self._lines(box, run)
                    run, number = [], len(box.items)
                inner = self.boxes.get(id(node), Box(styled=box.styled, above=ANY, below=ANY))
                floats = self._styled[id(node)].floats and not box.styled.here.items
                size = Span(0, inner.size.high) if floats else inner.size
                box.items.append(Item(node, size, inner.above, inner.below, floats))
            elif kind == "line":
                run.append(node)
            box.places[id(node)] = number
        if run:
            self._lines(box, run)
        box.stacked = self._is_stacked(box, display)
        self._stack(box)

    def _children(self, top: Node) -> Iterable[tuple[str, Node]]:
        """What stands in a box: blocks, what stands in its lines, and the places of what stands nowhere."""
        stack = list(reversed(self._below(top)))
        if top.tag.startswith("::"):
            yield "line", top
        while stack:
            node = stack.pop()
            styled = self._styled.get(id(node))
            if not node.tag or (node.tag == "br" and styled is not None):
                yield "line", node
            elif styled is None or styled.here.display == "none":
                continue
            elif styled.won.get("position") in ("absolute", "fixed"):
                yield "place", node
            elif node.tag.startswith("::") and self._spliced(styled):
                yield "line", node
            elif styled.here.display == "contents" or self._spliced(styled):
                yield "place", node
                stack.extend(reversed(self._below(node)))
            elif styled.here.display.startswith(_ATOMIC) or (styled.replaced and styled.here.inline):
                parent = self._styled.get(id(node.parent))
                yield "block" if parent and parent.here.items else "line", node
            else:
                yield "block", node

    def _below(self, node: Node) -> list[Node]:
        before, after = self._fakes.get(id(node), ((), ()))
        return [*before, *node.children, *after] if before or after else node.children

    def _lines(self, box: Box, run: list[Node]) -> None:
        """The lines that a run of inline content makes: at least one where a letter is shown in it."""
        least, kinds, count, atomic, shown = INF, set[float](), 0, 0.0, False
        above, below = ZERO, ZERO
        styles = [box.styled]
        for leaf in run:
            styled = self._styled.get(id(leaf)) or self._styled.get(id(leaf.parent), box.styled)
            styles.append(styled)
            if leaf.text.strip() and (not leaf.tag or leaf.tag.startswith("::")):
                count += self._most_lines(leaf.text, styled)
                shown = shown or id(leaf) in self._shown
            elif leaf.tag:
                count += 1
                inner = self.boxes.get(id(leaf))
                if inner is not None:
                    atomic += inner.size.high + max(0.0, inner.above.high) + max(0.0, inner.below.high)
                    above = Span(min(above.low, inner.above.low), 0)
                    below = Span(min(below.low, inner.below.low), 0)
        if not count:
            box.items.append(Item(None))
            return
        for styled in styles:
            low, high = line(styled)
            least = min(least, low)
            kinds.add(high)
            if styled.won.get("vertical-align", "baseline") not in ("baseline", "top", "middle", "bottom"):
                size = length(styled.won["vertical-align"], styled.here.font, styled.here.font)
                kinds.add(abs(size or 0.0) + styled.here.font)
        box.items.append(Item(None, Span(least if shown else 0.0, count * sum(kinds) + atomic), above, below))

    def _most_lines(self, text: str, styled: Styled) -> int:
        white = styled.here.white
        count = text.count("\n") + 1 if white.startswith(("pre", "break")) else 1
        if white in ("pre", "nowrap"):
            return count
        if self._breaks:
            return count + len(text)
        return count + sum(not x.isalnum() or x > "\u02ff" for x in " ".join(text.split()))

    def _is_stacked(self, box: Box, display: str) -> bool:
        won = box.styled.won
        if any(name in won for name in ("columns", "column-count", "column-width")):
            return False
        if "flex" in display:
            flow = f"{won.get('flex-direction', '')} {won.get('flex-flow', '')}"
            plain = "column" in flow and "reverse" not in flow and "wrap" not in flow
            ordered = any("order" in self._styled[id(i.node)].won for i in box.items if i.node is not None)
            return plain and not ordered and not any(n in won for n in ("height", "max-height"))
        if "grid" in display or display in ("table-row", "-webkit-box"):
            return False
        if display.startswith("table") and display not in ("table-cell", "table-caption"):
            kinds = {self._styled[id(i.node)].here.display for i in box.items if i.node is not None}
            tags = [i.node.tag for i in box.items if i.node is not None]
            moved = "thead" in tags[1:] or "tfoot" in tags[:-1]
            return kinds <= {"table-row-group", "table-row"} and not moved
        kinds = {self._styled[id(i.node)].here.display for i in box.items if i.node is not None}
        return not any(k.startswith("table-") for k in kinds)

    def _stack(self, box: Box) -> None:
        at, before = ZERO, None
        for item in box.items:
            at += self._between(box, before, item)
            box.tops.append(at)
            at += item.size
            before = item
        box.tops.append(at + self._between(box, before, None))
        if box.items and box.stacked and box.styled.node.parent is not None:
            # Margins of the first and the last child may stand outside of the box.
            box.above, box.below = (
                through(box.above, box.items[0].above),
                through(box.below, box.items[-1].below),
            )

    def _between(self, box: Box, upper: Item | None, lower: Item | None) -> Span:
        """The room between two items, or between one and the edge of the box: margins collapse."""
        one, other = upper.below if upper else ZERO, lower.above if lower else ZERO
        low = min(0.0, one.low) + min(0.0, other.low)
        if (
            upper
            and lower
            and upper.size.low > 0
            and lower.size.low > 0
            and not (upper.floats or lower.floats)
        ):
            low = max(0.0, one.low, other.low) + min(0.0, one.low, other.low)
        elif upper is None and (box.start.low > 0 or box.styled.node.parent is None):
            low = other.low
        high = max(0.0, one.high, other.high)
        if box.styled.here.items or low == -INF:
            high = max(0.0, one.high) + max(0.0, other.high)
        return Span(low, high)

    def _held(self, box: Box) -> Span:
        if not box.items:
            return ZERO
        if box.stacked:
            most = gap(box.styled) * len(box.items)
            return Span(max(0.0, box.tops[-1].low), box.tops[-1].high + most)
        low = max(i.size.low + min(0.0, i.above.low) + min(0.0, i.below.low) for i in box.items)
        plain = box.styled.here.display in ("table-row", "flex", "inline-flex")
        spans = any("rowspan" in i.node.attrs for i in box.items if i.node is not None)
        return Span(
            max(0.0, low) if plain and not spans else 0.0,
            INF
            if spans
            else sum(i.size.high + max(0.0, i.above.high) + max(0.0, i.below.high) for i in box.items)
            + gap(box.styled) * len(box.items),
        )
