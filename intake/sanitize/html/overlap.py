"""Whether one box may lie over another: their distance along the flow, in bounds that surely hold."""

from intake.sanitize.css.lengths import length
from intake.sanitize.html.across import Across
from intake.sanitize.html.beside import holds_floats
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.html.declared import is_stretched, offsets_of
from intake.sanitize.html.flow import Flow
from intake.sanitize.html.frames import ANY, INF, SOME, ZERO, Reach, Span
from intake.sanitize.html.links import Link, gap_between, settles, share, total
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.piles import Box
from intake.sanitize.html.shifts import container, moved, widest
from intake.sanitize.html.tracks import grid_of, squeezes
from intake.sanitize.html.turns import heights
from intake.sanitize.tree import Node

TWO_LINES = 1.9
"""What is so many lines high may be more than one."""
MOST_ABOVE_PX = 4.0
_SPREADS = ("outline", "box-shadow", "-webkit-box-shadow", "border-image", "text-decoration", "filter")
MOST_ASKED = 20_000
"""Pairs of a text and a box of which the box around both is looked for, some 3 µs each."""
WINDOW = Span(600, INF)
"""The height of what a mail is shown in."""


class Places:
    """Where boxes and texts of one page stand."""

    def __init__(self, walk: Walk) -> None:
        self.across = Across(walk)
        self._flow = Flow(walk, self.across.lines, self.across.beside)
        if turned := heights(walk, self.across, self._flow):
            self.across = Across(walk, turned)
        self._styled = walk.page.styled
        self.deep = any("perspective" in styled.won for styled in self._styled.values())
        self._wide = widest(self._styled.values())
        self._known: dict[int, tuple[list[Link], Span] | None] = {}
        self._within: dict[int, Across | None] = {}
        self._asked = MOST_ASKED

    def of(self, node: Node) -> tuple[list[Link], Span] | None:
        """The links from a box or a text up to the root, and its height. None where nothing is known."""
        if id(node) not in self._known:
            self._known[id(node)] = self._found(node)
        return self._known[id(node)]

    def depth(self, node: Node) -> Span:
        """How far below the top of the page it stands."""
        found = self.of(node)
        if found is None:
            return ANY
        at = ZERO
        for link in found[0]:
            at = at + link.off + link.shift
        return at

    def grows(self, node: Node) -> bool:
        """Whether a box is as high as what it holds."""
        box = self._flow.boxes.get(id(node))
        return box is not None and box.grows

    def holds(self, node: Node) -> bool:
        """Whether a box is as high as what it holds, up to a limit of its own."""
        box = self._flow.boxes.get(id(node))
        return box is not None and (box.grows or box.cap > -INF)

    def inside(self, text: Node, around: Node, most: float, below: float, *, held: bool = False) -> bool:
        """Whether a text surely stands in a box; over its sides it may reach by `most`, or `below` it.

        `held` says that it surely stands between the sides.
        """
        found, box = self.of(text), self._flow.boxes.get(id(around))
        if found is None or box is None:
            return False
        at = next((n for n, link in enumerate(found[0]) if link.box is box), None)
        if at is None:
            return False
        top, ending = total(found[0][: at + 1])
        # It ends as far up as what is below it takes room, or as its own lines reach down.
        spare = box.size.low - box.border.high - top.high - found[1].high
        if top.low < -MOST_ABOVE_PX or max(ending, spare) < -below:
            return False
        return held or self.between(text, around, most)

    def between(self, text: Node, around: Node, most: float) -> bool:
        """Whether a text surely stands between the two sides of a box, over which it may reach by `most`."""
        if self._between(self.across, text, around, most):
            return True
        seen = self._seen_from(around)
        return seen is not None and self._between(seen, text, around, most)

    @staticmethod
    def _between(across: Across, text: Node, around: Node, most: float) -> bool:
        sides, span = across.boxes.get(id(around)), across.of(text)
        if sides is None:
            return False
        return span.low >= sides.left.high - most and span.high <= sides.right.low + most

    def beside(self, text: Node, ground: Node, spread: float) -> bool:
        """Whether a text surely stands to the left of a painted box, or to its right."""
        row = self.across.rows.get(id(text))
        if row is not None and row is self.across.rows.get(id(ground)) and self._is_close(ground):
            return True
        if self.across.parts(text, ground, spread):
            return True
        # Wherever a box around both stands, what is in it keeps its distance.
        around = self._around_both(text, ground)
        seen = self._seen_from(around) if around is not None else None
        return seen is not None and seen.parts(text, ground, spread)

    def _around_both(self, text: Node, ground: Node) -> Node | None:
        """The innermost box around a text and another box, where it is not told where that stands."""
        self._asked -= 1
        if self._asked < 0:
            return None
        above = set(map(id, text.above()))
        boxes = self.across.boxes
        node = next((x for x in ground.above() if id(x) in above and id(x) in boxes), None)
        told = node is None or boxes[id(node)].left.low == boxes[id(node)].left.high
        return None if told else node

    def _seen_from(self, around: Node) -> Across | None:
        if id(around) not in self._within:
            self._within[id(around)] = self.across.within(around)
        return self._within[id(around)]

    def _is_close(self, inline: Node) -> bool:
        """Whether a box in a line is painted beside its own part of that only above and below."""
        won = self._styled[id(inline)].won
        return not any(name.startswith(_SPREADS) for name in won)

    def apart(self, text: Node, ground: Node, spread: Reach, most: float, *, together: bool = False) -> bool:
        """Whether a text and a painted box surely overlap by no more than `most` px.

        `together` says that neither is displaced from the other: what stands side by side does not meet.
        """
        one, other = self.of(text), self.of(ground)
        if one is None or other is None:
            return False
        (above, high), (below, tall) = one, other
        known = {id(link.box): number for number, link in enumerate(above)}
        at = next((n for n, link in enumerate(below) if id(link.box) in known), None)
        if at is None:
            return False
        link = below[at]
        mine = above[known[id(link.box)]]
        top, ending = total(above[: known[id(link.box)]])
        top_, ending_ = total(below[:at])
        least, least_below = (max(0.0, reach) - most for reach in spread)
        box = link.box
        if mine.item is not None and link.item is not None and box.stacked and mine.item != link.item:
            if link.item < mine.item:
                gap = gap_between(box, link, mine)
                return ending_ + gap + top.low + mine.shift.low - link.shift.high >= least_below
            gap = gap_between(box, mine, link)
            return ending + gap + top_.low + link.shift.low - mine.shift.high >= least
        if not at and ending + mine.slack - mine.shift.high + link.hang - tall.high + link.shift.low >= least:
            return True
        if together and mine.node is not link.node and min(top.low, ending, top_.low, ending_) >= least:
            return True
        start = mine.off + mine.shift + top
        start_ = link.off + link.shift + top_
        if start.low - (start_.high + tall.high) >= least_below:
            return True
        return start_.low - (start.high + high.high) >= least

    def lies_over_itself(self, box: Styled, text: Node, line: float) -> bool:
        """Whether a box in lines may be painted over a text in it.

        What stands around its other lines may lie there, or the ends that it has before and behind a block.
        """
        if not box.here.inline or box.replaced:
            return False
        if self._is_broken(box.node):
            return True
        drawn = (name for name in box.won if not name.endswith(("radius", "-color")))
        if not any(name.startswith(("border", "outline", "box-shadow")) for name in drawn):
            return False
        found = self.of(text)
        return found is None or found[1].high >= TWO_LINES * line

    def _found(self, node: Node) -> tuple[list[Link], Span] | None:
        if self._is_broken(node):
            return None
        links: list[Link] = []
        high: Span | None = None
        here: Node = node
        while True:
            link, size, around = self._link(here, node)
            if link is None:
                return None if around is None else (links, high or SOME)
            links.append(link)
            high = size if high is None else high
            assert around is not None
            if around.parent is None or len(links) > 600:
                return links, high
            here = around

    def _is_broken(self, node: Node) -> bool:
        """Whether an inline box holds blocks, so that it stands in several places."""
        stack = [node] if node.tag and id(node) not in self._flow.boxes else []
        while stack:
            for child in stack.pop().children:
                if id(child) in self._flow.boxes:
                    return True
                stack.append(child)
        return False

    def _link(self, node: Node, leaf: Node) -> tuple[Link | None, Span, Node | None]:
        """How it stands in the box around, its height, and that box."""
        styled = self._styled.get(id(node))
        if styled is not None and styled.won.get("position") in ("absolute", "fixed"):
            return self._placed(styled, leaf)
        shift = self._shift(styled, leaf) if styled is not None else ZERO
        around = node.parent
        while around is not None and id(around) not in self._flow.boxes:
            inner = self._styled.get(id(around))
            if inner is None:
                return None, SOME, None
            shift = shift + self._shift(inner, leaf)
            around = around.parent
        if around is None:
            return None, SOME, None
        box = self._flow.boxes[id(around)]
        number = box.places.get(id(node))
        if number is None or number >= len(box.items):
            return None, SOME, None
        item = box.items[number]
        own = self._flow.boxes.get(id(node))
        # What stands in a line may stand anywhere in its run of lines.
        size = own.size if own is not None and item.node is node else item.size
        if not box.stacked:
            low = 0.0 if box.roomy and min(i.above.low for i in box.items) >= 0 else -INF
            off = Span(low, box.size.high if box.roomy else INF)
            if self._flow.is_columned(around):
                off = ANY
            if box.styled.here.display in ("table-row", "flex", "grid"):
                size = Span(size.low, max(size.high, box.size.high))
            # A margin below zero lets an item stick out of its row.
            slack = min(0.0, item.below.low) - (size.high if squeezes(grid_of(node, self._styled)) else 0.0)
            return Link(node, box, number, off, shift, slack if low == 0.0 else -INF), size, around
        context = self.across.beside.within(around)
        off = box.tops[number] + box.start + Span(0, self._flow.intruding.get(context, 0.0))
        if own is not None and item.node is None:
            off = off + Span(0, item.size.high)
        if settles(box):
            # What it holds may be set lower than its upper edge.
            off = Span(off.low if box.grows else -INF, off.high + self._lowest(box))
        if item.floats:
            # It stands below other floats where there is no room beside them.
            off = Span(off.low, off.high + self._flow.floats.get(context, 0.0))
            # A box that has floats of its own is as high as they are.
            held = box.grows and holds_floats(box.styled)
            slack = box.end.low + min(0.0, item.below.low) if held else -INF
            return Link(node, box, None, off, shift, slack), size, around
        slack = box.size.low - off.high - size.high
        if box.grows or box.cap > -INF:
            rest = box.rise(number, -1) - item.size.low + box.end.low
            slack = rest if box.grows else max(slack, min(rest, box.cap - off.high - size.high))
        return Link(node, box, number, off, shift, slack), size, around

    def _lowest(self, box: Box) -> float:
        """How high a box may be drawn out by those around, and so how much lower what it holds may be set."""
        most = box.size.high
        node = box.styled.node.parent
        while node is not None and (around := self._flow.boxes.get(id(node))) is not None:
            display = around.styled.here.display
            if not (display.startswith("table") or around.styled.here.items):
                break
            most = max(most, around.size.high)
            node = node.parent
        return most

    def _placed(self, styled: Styled, leaf: Node) -> tuple[Link | None, Span, Node | None]:
        """A box that is taken out of the flow."""
        node, won, font = styled.node, styled.won, styled.here.font
        own = self._flow.boxes.get(id(node))
        if own is None:
            return None, SOME, None
        size = own.size
        offsets = offsets_of(won)
        top, bottom = (offsets.get(side, "auto") for side in ("top", "bottom"))
        shift = self._moved(styled, leaf)
        if top in OFF and bottom in OFF:
            return self._static(node, size, shift)
        around = container(self._styled, node, fixed=won["position"] == "fixed")
        if around is None or id(around) not in self._flow.boxes:
            return None, SOME, None
        box = self._flow.boxes[id(around)]
        margin = own.above.span
        if around.parent is None:
            margin = margin + Span(-box.above.high, -box.above.low)
        whole = WINDOW if around.parent is None else self._high(box)
        padded = Span(max(0.0, whole.low - 2 * box.border.high), whole.high)
        upper, lower = (None if x in OFF else share(x, font, padded) for x in (top, bottom))
        if (upper is None and top not in OFF) or (lower is None and bottom not in OFF):
            return Link(node, box, None, ANY, shift, -INF), SOME, around
        if upper is not None:
            off = upper + margin + box.border
            if lower is not None and "height" not in won:
                size = Span(0, max(0.0, whole.high - upper.low - lower.low))
                return (
                    Link(node, box, None, off, shift, -INF if around.parent is None else lower.low),
                    size,
                    around,
                )
            return Link(node, box, None, off, shift, whole.low - off.high - size.high), size, around
        assert lower is not None
        # Without a top it hangs from the bottom.
        off = Span(
            whole.low - lower.high - size.high - margin.high - box.border.high,
            whole.high - lower.low - size.low,
        )
        root = around.parent is None
        slack = -INF if root else lower.low + min(0.0, own.below.low)
        hang = -INF if root else -lower.high - max(0.0, own.below.high) - box.border.high
        return Link(node, box, None, off, shift, slack, hang=hang), size, around

    def _high(self, box: Box) -> Span:
        """How high a box is, also where it is stretched between two offsets."""
        chain: list[Node] = []
        styled: Styled | None = box.styled
        while styled is not None and is_stretched(styled.won) and id(styled.node) not in self._known:
            chain.append(styled.node)
            above = container(self._styled, styled.node, fixed=styled.won["position"] == "fixed")
            styled = self._styled.get(id(above))
        # From the outermost inwards, since such boxes nest deeper than Python recurses.
        for node in reversed(chain):
            self.of(node)
        found = self._known.get(id(box.styled.node))
        return found[1] if found is not None and is_stretched(box.styled.won) else box.size

    def _static(self, node: Node, size: Span, shift: Span) -> tuple[Link | None, Span, Node | None]:
        """An absolute box without a place of its own begins where it would stand."""
        around = node.parent
        while around is not None and id(around) not in self._flow.boxes:
            around = around.parent
        if around is None:
            return None, SOME, None
        box = self._flow.boxes[id(around)]
        number = box.places.get(id(node))
        own = self._flow.boxes[id(node)]
        if number is None or not box.stacked:
            return Link(node, box, None, ANY, shift, -INF), SOME, around
        run = (
            box.items[number].size.high if number < len(box.items) and box.items[number].node is None else 0.0
        )
        top = box.tops[min(number, len(box.items))]
        # The margin of what comes next does not count for it yet.
        before = box.items[number - 1] if number else None
        least = box.tops[number - 1].low + before.size.low + before.below.minus.low if before else 0.0
        for item in box.items[number:]:
            # So does the margin of the first that takes room, if it is negative.
            least += item.above.minus.low
            if item.node is not None and item.size.low > 0:
                break
        off = Span(min(top.low, least), top.high) + box.start + Span(0, run) + own.above.span
        slack = box.size.low - off.high - size.high
        return (
            Link(node, box, number, off, shift, slack, run + size.high + max(0.0, own.above.high)),
            size,
            around,
        )

    def _shift(self, styled: Styled, leaf: Node) -> Span:
        """How much lower it is painted than it stands in the flow."""
        won, font = styled.won, styled.here.font
        position = won.get("position", "static")
        shift = self._moved(styled, leaf)
        if position in OFF:
            return shift
        offsets = offsets_of(won)
        if position in ("sticky", "-webkit-sticky") and offsets.get("bottom", "auto") in OFF:
            size = length(offsets.get("top", "0"), font, None)
            return ANY if size is None else shift + Span(0, max(0.0, size))
        if position != "relative":
            return ANY
        for side, sign in (("top", 1), ("bottom", -1)):
            value = offsets.get(side, "auto")
            if value in OFF:
                continue
            size = length(value, font, None)
            return ANY if size is None else shift + Span(size * sign, size * sign)
        return shift

    def _moved(self, styled: Styled, leaf: Node) -> Span:
        inner = None
        if leaf is not styled.node:
            known = self._styled.get(id(leaf)) or self._styled.get(id(leaf.parent))
            inner = known.here if known is not None else None
        box = self.across.boxes.get(id(styled.node))
        told = box is not None and self.across.fits(styled.node)
        # What reaches over the sides of a box that is turned goes farther.
        wide = min(self._wide, box.width) if box is not None and told else 2 * self._wide
        return moved(styled, self._flow.boxes.get(id(styled.node)), inner, deep=self.deep, wide=wide)
