"""How high boxes are and where they stand below one another, in bounds that surely hold.

Blocks, lines, table rows and columns of a page are stacked; their heights are known between a least and a
most. What is not stacked, or not understood, has bounds that say nothing.
"""

from collections.abc import Mapping

from intake.sanitize.css.lengths import length
from intake.sanitize.html.beside import Beside, scrolls
from intake.sanitize.html.context import Styled
from intake.sanitize.html.declared import edges
from intake.sanitize.html.frames import (
    ANY_EDGE,
    BLANKS,
    INF,
    SOME,
    ZERO,
    Span,
    borders,
    cap,
    edge,
    frame,
    gap,
    line,
    margin,
    padding,
    sized,
    spacing,
)  # fmt: skip
from intake.sanitize.html.inside import Inside, in_column, in_row_of, is_laid
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.piles import Box, Item, Piles
from intake.sanitize.html.tracks import grid_of, has_rows, spread, squeezes
from intake.sanitize.tree import Node

_COLUMNS = frozenset(["columns", "column-count", "column-width"])
_BREAKS_WORDS = frozenset(["word-break", "overflow-wrap", "word-wrap", "line-break", "hyphens"])
_FRAMING = frozenset(
    f"{name}{side}" for name in ("margin", "padding", "border") for side in ("", "-left", "-right")
) | {"border-width", "border-style", "border-left-width", "border-right-width"}


class Flow:
    """The boxes of a page; `lines` tells of some runs how many lines they make at most."""

    def __init__(self, walk: Walk, lines: Mapping[int, int], beside: Beside) -> None:
        self._lines_of = lines
        self._styled = walk.page.styled
        self._inside = Inside(walk)
        self._piles = Piles(walk.page.styled, quirky=walk.page.quirky)
        shown = {id(piece.at) for piece in walk.pieces if piece.text.strip() and piece.takes_a_line}
        self._shown = shown | walk.laid
        self.boxes: dict[int, Box] = {}
        self._spacing = spacing(self._styled.values())
        self._columned = set[int]()
        for styled in self._styled.values():
            if not _COLUMNS.isdisjoint(styled.won) or id(styled.node.parent) in self._columned:
                self._columned.add(id(styled.node))
        self._breaks = any(not _BREAKS_WORDS.isdisjoint(s.won) for s in self._styled.values())
        for styled in reversed(self._styled.values()):
            boxed = not styled.here.display.startswith(("none", "contents", "table-column"))
            boxed = boxed and not is_laid(styled)
            if boxed and not self._inside.splices(styled):
                self.boxes[id(styled.node)] = self._box(styled)
        self.floats: dict[int, float] = {}
        """By formatting context: the most that all floating boxes are high together."""
        for box in self.boxes.values():
            if box.styled.floats:
                high = box.size.high + max(0.0, box.above.high) + max(0.0, box.below.high)
                context = beside.of(box.styled.node)
                self.floats[context] = self.floats.get(context, 0.0) + high
        self.intruding = self._intruding(beside)
        """By how much what follows may stand lower, for floats that stick out of boxes of a given height."""

    def _intruding(self, beside: Beside) -> dict[int, float]:
        around = {}
        for box in self.boxes.values():
            node = box.styled.node.parent if box.styled.floats else None
            while node is not None and id(node) not in around:
                around[id(node)] = self.boxes.get(id(node))
                node = node.parent
        found: dict[int, float] = {}
        for held in around.values():
            if held is not None and not held.grows and not scrolls(held.styled):
                context = beside.of(held.styled.node)
                found[context] = found.get(context, 0.0) + max(0.0, held.deep - held.size.low)
        return found

    def is_columned(self, node: Node) -> bool:
        """Whether what stands in a box is cut into columns side by side."""
        return id(node) in self._columned

    def _box(self, styled: Styled) -> Box:
        box = Box(styled=styled)
        node, here, won = styled.node, styled.here, styled.won
        if here.shaky or here.zoom != 1:
            box.above = box.below = ANY_EDGE
            box.stacked = box.grows = False
            return box
        found = edges(won)
        if here.display.startswith("table-") and here.display != "table-caption":
            found["margin"] = {"top": "0", "bottom": "0"}
        box.above = edge(margin(styled, found["margin"].get("top")))
        box.below = edge(margin(styled, found["margin"].get("bottom")))
        paddings = found["padding"]
        upper, lower = (
            padding(paddings[side], here.font) if side in paddings else frame(node)
            for side in ("top", "bottom")
        )
        box.border = borders(styled)
        box.start, box.end = upper + box.border, lower + box.border
        in_row = in_row_of(self._styled.get(id(node.parent)))
        box.grows = sized(styled, ZERO, ZERO, in_row=in_row)[1]
        self._fill(box)
        box.size, box.grows = sized(styled, self._held(box), box.start + box.end, in_row=in_row)
        box.cap = -INF if box.grows else cap(styled)
        box.deep = max(box.size.high, box.start.high + self._reach(box))
        if squeezes(grid_of(node, self._styled)):
            box.size, box.grows = Span(0, box.size.high), False
        if here.visible == "collapse":
            # Rows and flexible items fold up.
            box.size = Span(0, box.size.high)
        box.roomy = box.grows or box.has_room()
        return box

    def _reach(self, box: Box) -> float:
        reach = [box.tops[-1].high] if box.tops else [0.0]
        for item, top in zip(box.items, box.tops, strict=False):
            inner = self.boxes.get(id(item.node)) if item.node is not None else None
            above = box.size.high if has_rows(box.styled) else top.high
            reach.append(above + inner.deep if inner is not None else 0.0)
        return max(reach)

    def _fill(self, box: Box) -> None:
        run: list[Node] = []
        waiting: list[Node] = []
        framed = False
        around: list[Styled] = []
        inlines: list[Styled] = []
        display = box.styled.here.display

        def close(leaves: list[Node]) -> None:
            nonlocal run, waiting, framed, inlines
            box.places |= {id(x): len(box.items) for x in waiting}
            if leaves or framed:
                self._lines(box, leaves, inlines, framed=framed)
            run, waiting, framed, inlines = [], [], False, list(around)

        for kind, node in self._inside.of(box.styled.node):
            if kind in ("open", "close"):
                # An inline box with a frame makes a line, also where nothing stands in it.
                framed = framed or not _FRAMING.isdisjoint(self._styled[id(node)].won)
            if kind == "open":
                around.append(self._styled[id(node)])
                inlines.append(around[-1])
            if kind == "close":
                around.pop()
                continue
            if kind != "block":
                waiting.append(node)
                run += [node] if kind == "line" else []
                if node.tag == "br" and kind == "line" and not around:
                    # What follows begins a line of its own.
                    close(run[:-1] or run)
                continue
            inner = self.boxes.get(id(node), Box(styled=box.styled, above=ANY_EDGE, below=ANY_EDGE))
            if self._styled[id(node)].floats and not box.styled.here.items:
                # The line that it stands in goes on beside it.
                box.places[id(node)] = len(box.items)
                box.items.append(Item(node, Span(0, inner.size.high), inner.above, inner.below, True))
                continue
            close(run)
            box.places[id(node)] = len(box.items)
            box.items.append(Item(node, inner.size, inner.above, inner.below))
        close(run)
        box.stacked = self._is_stacked(box, display)
        self._piles.stack(box)

    def _lines(self, box: Box, run: list[Node], inlines: list[Styled], *, framed: bool) -> None:
        """The lines that a run of inline content makes: at least one where a letter is shown in it.

        Each of the `inlines` around is as high as its own letters would be, if it holds any or not.
        """
        least, kinds, count, atomic, shown = INF, set[float](), 0, 0.0, False
        above, below, held = 0.0, 0.0, 0.0
        styles = [box.styled]
        for leaf in run:
            styled = self._styled.get(id(leaf)) or self._styled.get(id(leaf.parent), box.styled)
            styles.append(styled)
            if leaf.text.strip(BLANKS) and (not leaf.tag or leaf.tag.startswith("::")):
                count += self._most_lines(leaf.text, styled)
                shown = shown or id(leaf) in self._shown
            elif leaf.text and not leaf.tag and styled.here.white.startswith(("pre", "break")):
                # Spaces that are kept stand on a line as letters do.
                count += 1 + leaf.text.count("\n")
            elif leaf.tag:
                count += 1
                inner = self.boxes.get(id(leaf))
                if is_laid(styled):
                    atomic = INF
                elif inner is not None:
                    # Its last line stands on the line, however far it reaches below the box.
                    atomic += inner.deep + max(0.0, inner.above.high) + max(0.0, inner.below.high)
                    above = min(above, inner.above.low)
                    below = min(below, inner.below.low)
                    if styled.here.display == "inline-block" and not styled.floats:
                        held = max(held, inner.size.low + inner.above.low + inner.below.low)
        if not count and not framed:
            box.items.append(Item(None))
            return
        # An indented word may have no room in the first line.
        count += any(styled.here.indent != 0 for styled in styles)
        count = max(int(framed), min(count, self._lines_of.get(id(run[0]), count) if run else count))
        styles += [styled for styled in inlines if styled.here.display != "contents"]
        for styled in styles:
            low, high = SOME if styled.here.shaky else line(styled)
            least = min(least, low)
            kinds.add(high)
            if styled.won.get("vertical-align", "baseline") not in ("baseline", "top", "middle", "bottom"):
                size = length(styled.won["vertical-align"], styled.here.font, styled.here.font)
                kinds.add(abs(size or 0.0) + styled.here.font)
        high = count * sum(kinds) + atomic
        # A line is as high as each box that stands in it.
        low = max(least if shown else 0.0, held)
        box.items.append(Item(None, Span(low, high), edge(Span(above, 0)), edge(Span(below, 0))))

    def _most_lines(self, text: str, styled: Styled) -> int:
        white = styled.here.white
        count = text.count("\n") + 1 if white.startswith(("pre", "break")) else 1
        if white in ("pre", "nowrap"):
            return count
        if self._breaks:
            return count + len(text)
        return count + sum(not x.isalnum() or x > "\u02ff" for x in " ".join(text.split()))

    def _is_stacked(self, box: Box, display: str) -> bool:
        if id(box.styled.node) in self._columned:
            # Its content, and theirs, goes on at the top of the next column.
            return False
        if "flex" in display:
            ordered = any("order" in self._styled[id(i.node)].won for i in box.items if i.node is not None)
            return not ordered and in_column(box.styled)
        if "grid" in display or display in ("table-row", "-webkit-box"):
            return False
        if display.startswith("table") and display not in ("table-cell", "table-caption"):
            kinds = {self._styled[id(i.node)].here.display for i in box.items if i.node is not None}
            tags = [i.node.tag for i in box.items if i.node is not None]
            moved = "thead" in tags[1:] or "tfoot" in tags[:-1]
            return kinds <= {"table-row-group", "table-row"} and not moved
        kinds = {self._styled[id(i.node)].here.display for i in box.items if i.node is not None}
        return not any(k.startswith("table-") for k in kinds)

    def _held(self, box: Box) -> Span:
        if not box.items:
            return ZERO
        if box.stacked:
            most = gap(box.styled, self._spacing) * len(box.items)
            return Span(max(0.0, box.tops[-1].low), max(0.0, box.tops[-1].high) + most)
        low = max(i.size.low + min(0.0, i.above.low) + min(0.0, i.below.low) for i in box.items)
        plain = box.styled.here.display in ("table-row", "flex", "inline-flex")
        spans = any("rowspan" in i.node.attrs for i in box.items if i.node is not None)
        sizes = [i.size.high + i.above.plus.high + i.below.plus.high for i in box.items]
        high = spread(box.styled, sizes)
        if box.styled.here.display == "table-row":
            # Cells stand side by side; letters on one line may set one of them lower.
            high = min(high, 2 * max(sizes)) if self._cells(box) else high
        high = INF if spans else high + gap(box.styled, self._spacing) * len(box.items)
        return Span(max(0.0, low) if plain and not spans else 0.0, high)

    def _cells(self, box: Box) -> bool:
        """Whether all that a row holds are cells."""
        return all(
            i.node is not None and self._styled[id(i.node)].here.display == "table-cell"
            for i in box.items
            if i.size != ZERO
        )
