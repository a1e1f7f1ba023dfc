"""Where boxes and texts stand across the page, in bounds that surely hold.

From the root inwards each box has a least and a most for its two sides. Of what is not understood, and of all
that stands in it, nothing is told.
"""

from collections.abc import Mapping
from dataclasses import replace

from intake.sanitize.elements import names
from intake.sanitize.html.beside import Beside
from intake.sanitize.html.boxes import SCREEN_PX
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.html.declared import may_scroll, offsets_of
from intake.sanitize.html.extents import Extents, shrunk
from intake.sanitize.html.frames import ANY, INF, ZERO, Span, minus
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.runs import Line, Lines, bounded, broken, framed, margins
from intake.sanitize.html.shares import aligns_items, makes_columns, share
from intake.sanitize.html.shifts import across, container
from intake.sanitize.html.sides import (
    SCROLLBAR_PX,
    UNTOLD,
    Sides,
    aligns,
    apart,
    fills,
    is_centred,
    is_limited,
    is_told,
    limited,
    middle,
)
from intake.sanitize.tree import Node

_USUAL = frozenset(["row", "column", "row wrap", "wrap"])
_ORDERS = frozenset(["flex-direction", "flex-flow", "grid-auto-flow", "order"])
_PLACES = frozenset(["position", "transform", "translate", "filter", "backdrop-filter", "margin"])
"""By these the root element would be another frame for what is placed in it."""
_PARTS = (names("table-row table-row-group table-header-group table-footer-group"), names("table-cell"))
"""What stands in a table and its groups, and in a row, so that no other cells are made around it."""
_FLEXES = frozenset(["flex", "flex-basis", "flex-grow", "flex-shrink"])
MOST_AGAIN = 10_000
"""Boxes that are laid once more, each seen from a box around it; some 50 µs each."""


class Across:
    """The sides of all boxes and texts of one page, some boxes of which are `turned` and at most so high."""

    def __init__(self, walk: Walk, turned: Mapping[int, float] | None = None) -> None:
        self._styled = walk.page.styled
        self._turned = turned or {}
        self.beside = Beside(self._styled.values())
        self.extents = Extents(walk, self.beside)
        self.boxes: dict[int, Sides] = {}
        self.spans: dict[int, Span] = {}
        """Of texts and inline boxes: from the outermost left to the outermost right."""
        self.lines: dict[int, int] = {}
        """By the first text or box of a run: how many lines it makes at most."""
        self.rows: dict[int, Line | None] = {}
        """Of texts and boxes in lines that are drawn aside by nothing: the one line that each stands in."""
        self._left = MOST_AGAIN
        root = next(iter(self._styled.values()))
        screen = Span(SCREEN_PX, SCREEN_PX)
        self._screen = Sides(ZERO, screen, screen, SCREEN_PX)
        self._root, self._stack = root, [root]
        self.boxes[id(root.node)] = self._block(root, self._screen, None)
        while self._stack:
            self._lay(self._stack.pop())

    def of(self, node: Node) -> Span:
        """Where a box or a text stands at most."""
        box = self.boxes.get(id(node))
        return box.hull if box is not None else self.spans.get(id(node), ANY)

    def parts(self, text: Node, ground: Node, spread: float) -> bool:
        """Whether a text surely stands to the left of a painted box, or to its right."""
        mine, other = self.of(text), self.of(ground)
        return mine.high <= other.low - spread or other.high + spread <= mine.low

    def within(self, node: Node) -> "Across | None":
        """What stands in a box, seen from its left side wherever that is; None where it is too much."""
        box = self.boxes.get(id(node), UNTOLD)
        if box is UNTOLD or self._left < 0:
            return None
        made = object.__new__(Across)
        made.__dict__.update(self.__dict__)
        made.boxes, made.spans, made.lines, made.rows, made._screen = {}, {}, {}, {}, UNTOLD
        made.boxes[id(node)] = replace(box, left=ZERO, right=box.wide)
        made._stack = [self._styled[id(node)]]
        while made._stack and len(made.boxes) <= self._left:
            made._lay(made._stack.pop())
        self._left -= len(made.boxes)
        return made if self._left >= 0 else None

    def fits(self, node: Node) -> bool:
        """Whether what stands in a box surely reaches over neither of its sides by want of room."""
        box = self.boxes.get(id(node), UNTOLD)
        if box is UNTOLD or not self.extents.plain:
            return False
        aside = self.extents.taken(node, self.beside.within(node))
        least, most = (size + aside for size in self.extents.inner(node))
        return least <= max(box.wide.low, box.room if box.room < INF else 0.0) or most <= box.room

    def _lay(self, styled: Styled) -> None:
        """Place what stands in a box whose sides are known."""
        held = self.extents.held.get(id(styled.node))
        if held is None:
            return
        box, display = self.boxes[id(styled.node)], styled.here.display
        inner = replace(box, frame=(ZERO, ZERO))
        if box is not UNTOLD and styled.here.items:
            inner = self._beside(styled, box)
        elif (
            box is not UNTOLD
            and display.startswith("table")
            and display not in ("table-cell", "table-caption")
        ):
            inner = self._table(styled, box)
        # Letters in a flexible box stand in a box of their own.
        lines = inner if styled.here.items and self.extents.plain else box if self.extents.plain else UNTOLD
        for run in held.runs:
            self._run(styled, run, lines)
        for number, child in enumerate(held.boxes):
            below, by = self._styled[id(child)], self.extents.nudge(child.parent, styled.node)
            around = inner if number or not inner.first else replace(inner, left=box.left)
            made = self._block(below, around, styled) if by != ANY else UNTOLD
            inner = replace(inner, first=False) if inner.first else inner
            self._keep(below, made.moved(by) if made is not UNTOLD else made)
        for child in held.placed:
            below, by = self._styled[id(child)], self.extents.nudge(child.parent, styled.node)
            self._keep(below, self._placed(below, box, styled, by) if by != ANY else UNTOLD)

    def _keep(self, styled: Styled, box: Sides) -> None:
        self.boxes[id(styled.node)] = box
        self._stack.append(styled)

    def _run(self, styled: Styled, run: Lines, box: Sides) -> None:
        counts: dict[int, int | None] = {}
        key = 0
        indent = styled.here.indent
        bullet = self.extents.bullet(styled)
        floats = self.beside.floats(self.beside.within(styled.node))
        base = ANY if indent is None else Span(min(0.0, indent), max(0.0, indent) + bullet)
        for at, line in enumerate(run.lines):
            if at and indent is not None:
                base = ZERO
            fits = not floats and base.high + line.total <= box.room and line.total < INF
            many = 1 if fits else None if floats else broken(line, box.room - base.high)
            if line.first is not None:
                key, counts[id(line.first)] = id(line.first), 0
            before = counts.get(key)
            counts[key] = None if before is None or many is None else before + many
            self._spread(styled, line, box, base, fits=fits)
        if box is not UNTOLD:
            self.lines |= {key: count for key, count in counts.items() if count is not None}

    def _spread(self, styled: Styled, line: Line, box: Sides, base: Span, *, fits: bool) -> None:
        aligned, node = aligns(styled), styled.node
        within = box.right.high - line.back
        long = line.longest + base.high > box.room or line.unbroken
        floats = self.beside.floats(self.beside.within(node))
        if long:
            within = max(within, box.left.high + base.high + line.total - line.back)
            within = INF if floats else within
        lowest = -INF if long and aligned and not fits else box.left.low + base.low
        if fits and styled.here.middle and not (line.back or styled.here.items) and base == ZERO:
            told = middle(box, line.total)
            lowest, within = max(lowest, told.low), min(within, told.high)
        hull = [lowest + line.back, within]
        row = line if fits and not line.back and box is not UNTOLD else None
        for leaf in line.leaves:
            low, high = lowest + leaf.back, within
            if fits:
                low = lowest + leaf.low
                high = box.left.high + base.high + leaf.high + leaf.own
                high = within if aligned else min(high, box.right.high)
            elif not (leaf.high or aligned or floats):
                # Each of its own lines begins where the box does.
                high = min(high, box.left.high + base.high + leaf.own)
            start = leaf.node if leaf.node.tag.startswith("::") else leaf.node.parent
            by = self.extents.nudge(start, node)
            span = Span(low, high) + by
            known = box is not UNTOLD
            inner = self._styled.get(id(leaf.node))
            if leaf.node.tag and not leaf.node.tag.startswith("::") and inner is not None:
                around = Sides(
                    Span(span.low, span.low), Span(span.high, span.high), box.wide, box.room, items=True
                )
                self._keep(inner, self._block(inner, around, styled) if known else UNTOLD)
            else:
                self.spans[id(leaf.node)] = span if known else ANY
                self._stand(leaf.node, row if by == ZERO else None)
        for inline in line.inlines:
            by = self.extents.nudge(inline, node)
            mine = Span(*hull) + by if box is not UNTOLD else ANY
            self._stand(inline, row if by == ZERO else None)
            other = self.spans.get(id(inline), mine)
            self.spans[id(inline)] = Span(min(mine.low, other.low), max(mine.high, other.high))

    def _stand(self, node: Node, row: Line | None) -> None:
        self.rows[id(node)] = row if self.rows.get(id(node), row) is row else None

    def _beside(self, styled: Styled, box: Sides) -> Sides:
        """The room of the items of a flexible box or a grid."""
        won, held = styled.won, self.extents.of(styled.node)
        items = [self._styled[id(x)] for x in held.boxes]
        names = {n for s in (styled, *items) for n, v in s.won.items() if v not in OFF}
        told = won.get("flex-direction", won.get("flex-flow", "row"))
        flex = "flex" in styled.here.display
        column = flex and told == "column"
        wraps = flex and ("wrap" in told or won.get("flex-wrap", "nowrap") != "nowrap")
        roomy = flex and not (names & _FLEXES or wraps) and held.most <= box.room
        aligned = aligns_items(styled, names, column=column, roomy=roomy)
        pulled = any(side is not None and side.low < 0 for s in items for side in margins(s, ANY))
        ordered = not (names & _ORDERS) <= {"flex-direction", "flex-flow"} or told not in _USUAL
        if aligned or pulled or ordered:
            return UNTOLD
        right = Span(box.right.low, max(box.right.high, box.left.high + held.most))
        if column or not (flex or makes_columns(names)):
            return Sides(box.left, right, Span(box.wide.low, INF), box.room)
        room, bare = 0.0, any(not run.blank for run in held.runs)
        if flex and not names & _FLEXES and not wraps:
            room = INF if roomy else box.room if len(items) == 1 and not held.runs else 0.0
        if not (room or wraps or bare) and told == "row":
            room = share(styled, items, min(box.wide.low, box.room), self.extents)
            right = box.right if room else right
        # The first item of a row stands at its left, unless a margin takes what room there is.
        free = any(side is None for item in items for side in margins(item, ANY))
        first = flex and not (free or bare or "justify-content" in names) and told == "row"
        whole = Span(box.left.low, right.high)
        return Sides(whole, whole, Span(0, box.wide.high), room, items=True, first=first)

    def _table(self, styled: Styled, box: Sides) -> Sides:
        """The room of cells, somewhere between the sides of their table."""
        held = self.extents.of(styled.node)
        # It is as wide as what it holds has to be.
        right = box.right.high
        room = INF if held.most <= box.room else box.room if held.cells <= 1 else 0.0
        room = min(room, held.told if held.cells > 1 else held.sole)
        if styled.here.fixed_table and held.cells > 1:
            whole_table = styled.here.display.endswith("table")
            room = self.extents.column(styled, box.wide.low) if whole_table else box.room
        if any(child.tag in ("col", "colgroup") for child in styled.node.elements()):
            room = 0.0
        # One column is as wide as the table, and so are rows.
        in_row = styled.here.display == "table-row"
        gap = self.extents.between(styled.node) if in_row else 0.0
        room = max(0.0, room - 2 * gap)
        plain = all(self._styled[id(x)].here.display in _PARTS[in_row] for x in held.boxes)
        plain = plain and all(run.blank for run in held.runs)
        if plain and (held.cells <= 1 or not in_row):
            wide = Span(max(0.0, box.wide.low - 2 * gap) if held.cells <= 1 else 0.0, box.wide.high)
            return Sides(
                box.left + Span(0, gap), box.right + Span(-gap, 0), wide, room, items=True, alone=True
            )
        whole = Span(box.left.low, right)
        return Sides(whole, whole, Span(0.0, right - box.left.low), room, items=True)

    def _block(self, styled: Styled, around: Sides, parent: Styled | None) -> Sides:
        """The sides of a box that stands in the flow, or at the side of it."""
        if around is UNTOLD or not self.extents.knows(styled):
            return UNTOLD
        node, display = styled.node, styled.here.display
        sides = margins(styled, around.wide)
        one, other = sides[0] or ZERO, sides[1] or ZERO
        edges = framed(styled, around.wide)
        rest = edges[0] + edges[1]
        taken = one + other + rest
        # A block that is as wide as the room for it stands at both of its sides.
        aligned = parent is not None and aligns(parent) and is_limited(styled)
        least, most = self.extents.inner(node)
        aligned = aligned and not (taken == rest and least + rest.high <= around.wide.low and fills(styled))
        part = display.startswith("table-") and display != "table-caption"
        floats = self.beside.floats(self.beside.of(node))
        side = floats and display not in ("block", "list-item")
        shrinks = (
            *(around.items, side, styled.floats, styled.replaced, display.startswith(("table", "inline"))),
            node.tag in ("legend", "dialog", "fieldset"),
            floats and apart(styled),
        )
        wide = Span(max(0.0, around.wide.low - taken.high), max(0.0, around.wide.high - taken.low))
        room = max(0.0, around.room - max(taken.high, rest.high))
        if any(shrinks):
            wide = Span(wide.low if part else 0.0, max(least, shrunk(styled, parent, wide.high, most)))
            room = INF if most + max(taken.high, rest.high) <= around.room else room
        pushed = (side or (floats and apart(styled))) and not styled.floats and not around.items
        if pushed:
            # It may be as narrow as what those at the side leave.
            aside = self.extents.aside.get(self.beside.of(node), 0.0)
            room = max(0.0, around.room - max(taken.high, rest.high) - aside)
        if part and not around.items:
            # A table is made around it, as wide as what it holds.
            wide, room = Span(0.0, wide.high), 0.0
        if not part:
            wide, room = limited(styled, wide, room, rest, around.wide, least)
        if may_scroll(styled.won):
            wide, room = Span(max(0.0, wide.low - SCROLLBAR_PX), wide.high), room - SCROLLBAR_PX
        if around.items and not part and not display.startswith("inline-"):
            wide, room = Span(0.0, wide.high), min(room, max(0.0, around.room - rest.high))
        begin = around.left + one + edges[0]
        if part and around.alone:
            return self._shifted(styled, Sides(begin, around.right + minus(edges[1]), wide, room, edges))
        if around.first:
            right = Span(begin.low, around.right.high)
            return self._shifted(styled, Sides(begin, right, Span(0.0, INF), room, edges))
        limit = around.right.high - other.low - edges[1].low
        if not (any(shrinks) or aligned or None in sides or node.tag == "hr"):
            right = begin + wide
            if not is_told(styled):
                right = Span(right.low, min(right.high, limit))
            return self._shifted(styled, Sides(begin, right, wide, room, edges))
        moved = side or styled.floats or around.items or aligned
        stands = None if moved or display != "table" else is_centred(styled, sides)
        if stands is False:
            return self._shifted(styled, Sides(begin, begin + wide, wide, room, edges))
        inside = around.items or wide.high + taken.high <= around.wide.low
        high = limit if inside else max(limit, begin.high + wide.high)
        low = begin.low
        if pushed:
            # It stands to the right of what stands at the side, however far that reaches.
            high = INF
        drawn = styled.won.get("float", node.attrs.get("align", "left")).lower()
        if styled.floats and not around.items and drawn.endswith(("right", "end")):
            low = min(low, around.right.low - wide.high - taken.high + edges[0].low)
        elif aligned and not around.items and wide.high + taken.high > around.wide.low:
            low = -INF
        if stands or (sides[0] is None and sides[1] is None and not any(shrinks)):
            # In the middle of what is around it.
            spare = Span(around.wide.low - wide.high - rest.high, around.wide.high - wide.low - rest.low)
            begin = begin + Span(max(0.0, spare.low) / 2, max(0.0, spare.high) / 2)
            return self._shifted(styled, Sides(begin, begin + wide, wide, room, edges))
        ends = (Span(low, max(low, high - wide.low)), Span(min(low + wide.low, high), high))
        return self._shifted(styled, Sides(*ends, wide, room, edges))

    def _shifted(self, styled: Styled, box: Sides) -> Sides:
        more = box.frame[0].high + box.frame[1].high
        high = self._turned.get(id(styled.node), INF)
        return box.moved(across(styled, Span(box.wide.low, box.wide.high + more), high))

    def _placed(self, styled: Styled, box: Sides, parent: Styled, by: Span) -> Sides:
        """The sides of a box that is taken out of the flow."""
        node, won, font = styled.node, styled.won, styled.here.font
        above = container(self._styled, node, fixed=won["position"] == "fixed")
        around = self._screen if above is None or above.parent is None else self.boxes.get(id(above), UNTOLD)
        moved = around is self._screen and not _PLACES.isdisjoint(self._root.won)
        if above is None or around is UNTOLD or moved or not self.extents.knows(styled):
            return UNTOLD
        start = around.left + Span(-around.frame[0].high, 0)
        end = around.right + Span(0, around.frame[1].high)
        base = Span(around.wide.low, around.wide.high + around.frame[0].high + around.frame[1].high)
        offsets = offsets_of(won)
        told = [
            None if value in OFF else bounded(value, font, base) or ANY
            for value in (offsets.get(side, "auto") for side in ("left", "right"))
        ]
        sides = margins(styled, base)
        one, other = sides[0] or ZERO, sides[1] or ZERO
        edges = framed(styled, base)
        rest = edges[0] + edges[1]
        left, right = told
        used = sum(max(0.0, x.high) for x in (*told, one, other, rest) if x is not None)
        least, most = self.extents.inner(node)
        if (
            left is not None
            and right is not None
            and not styled.replaced
            and "table" not in styled.here.display
        ):
            lows, highs = (sum(x[i] for x in (left, right, one, other, rest)) for i in (0, 1))
            wide = Span(max(0.0, base.low - highs), max(0.0, base.high - lows))
        else:
            more = sum(min(0.0, x.low) for x in (*told, one, other) if x is not None)
            wide = Span(0.0, max(least, shrunk(styled, parent, base.high - more, most)))
        room = max(0.0, base.low - used) if left is not None or right is not None else 0.0
        room = INF if most <= room else room
        wide, room = limited(styled, wide, room, rest, base, least)
        if left is None and right is None:
            if parent.here.items or aligns(parent) or box is UNTOLD:
                return UNTOLD
            held = self.extents.of(parent.node)
            indent = parent.here.indent
            back = min((line.back for run in held.runs for line in run.lines), default=0.0)
            back += -INF if indent is None else min(0.0, indent)
            begin = Span(box.left.low + back, max(box.right.high, box.left.high + held.most)) + one + edges[0]
            made = Sides(begin, begin + wide, wide, room, edges).moved(by)
        elif left is not None:
            begin = start + left + one + edges[0]
            if None in sides and right is not None:
                begin = Span(begin.low, max(begin.high, end.high))
            made = Sides(begin, begin + wide, wide, room, edges)
        else:
            assert right is not None
            ending = Span(
                end.low - right.high - other.high - edges[1].high,
                end.high - right.low - other.low - edges[1].low,
            )
            made = Sides(Span(ending.low - wide.high, ending.high - wide.low), ending, wide, room, edges)
        return self._shifted(styled, made)
