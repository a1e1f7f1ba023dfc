"""How wide what stands in a box is: at most, and at most where lines are broken."""

import re
from dataclasses import dataclass, field

from intake.sanitize.css.lengths import length, number, words
from intake.sanitize.elements import names
from intake.sanitize.html.beside import Beside
from intake.sanitize.html.context import OFF, SIZED, Styled
from intake.sanitize.html.frames import (
    ANY,
    COLUMN_GAPS,
    INF,
    LEAST_FONT_PX,
    SPACING_PX,
    ZERO,
    Span,
    gap,
    loads,
    spacing,
)
from intake.sanitize.html.images import is_free
from intake.sanitize.html.inside import Inside, is_laid
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.runs import Lines, framed, margins, spaced
from intake.sanitize.html.shifts import across
from intake.sanitize.tree import Node

_STRANGE = frozenset(
    ["direction", "writing-mode", "contain", "container", "container-type", "columns", "column-count",
     "column-width", "shape-outside", "aspect-ratio", "unicode-bidi", "position-anchor", "position-area",
     "text-orientation", "offset-path", "offset", "zoom", "content-visibility", "font-size-adjust",
     "text-size-adjust", "initial-letter", "margin-trim", "scrollbar-gutter", "interpolate-size"]
)  # fmt: skip
"""Declarations of which it is not told here what they do to the sides of a box."""
_USUAL = frozenset(["ltr", "horizontal-tb", "100%", "isolate"])
"""Values by which they do nothing."""
_RIGHTWARDS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Letters of scripts that run to the left."""
_TURNED = frozenset(["bdo", "bdi", "marquee", "math", "ruby", "rt"])
_SPANS = frozenset(["colspan", "min-width", "max-width"])
_TRACKS = re.compile(r"grid(?!.*(?:gap|rows?)$)")
"""Declarations that make columns of a grid, of whatever width."""
_MARKS = OFF | names(
    """
    disc circle square decimal decimal-leading-zero lower-alpha upper-alpha lower-latin upper-latin
    lower-roman upper-roman inside outside inherit
    """
)
BULLET = 4.0
"""A bullet or a number is hardly wider, in font sizes."""
_SIZES = frozenset(
    ["width", "min-width", "max-width", "height", "min-height", "max-height", "appearance",
     "-webkit-appearance", "display", "aspect-ratio", "all"]
)  # fmt: skip
TICK_PX = 40.0
"""A box to tick has 13 px, and a margin."""
_SIGN_PX, _ROUND_PX = 40.0, 24.0
"""An image that is not loaded is a sign and its words; controls have edges of their own."""


@dataclass(slots=True)
class Held:
    """What a box holds."""

    runs: list[Lines] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)
    placed: list[Node] = field(default_factory=list)
    most: float = 0.0
    """With nothing broken it is no wider,"""
    least: float = 0.0
    """nor this with all broken that can be."""
    cells: int = 0
    """Of a table or a row: how many cells stand side by side."""
    told: float = INF
    """The least width that is declared of a cell; nothing where that is a share, or cells span others."""
    sole: float = INF
    """The same of cells that have no neighbours, of which a share is as good as none."""


_UNTOLD = Held(most=INF, least=INF)


class Extents:
    """What the boxes of a page hold, from the innermost outwards."""

    def __init__(self, walk: Walk, beside: Beside) -> None:
        self._page, self._styled = walk.page, walk.page.styled
        self.spacing = spacing(self._styled.values())
        self._spaces = any("border-spacing" in styled.won for styled in self._styled.values())
        marks = (
            value
            for styled in self._styled.values()
            for name, value in styled.won.items()
            if name.startswith("list-style")
        )
        self._marked = all(_MARKS.issuperset(words(value)) for value in marks)
        added = spaced(self._styled.values())
        self._leftwards = not any(
            _RIGHTWARDS.search(piece.text) for piece in walk.pieces if not piece.text.isascii()
        )
        self.plain = added is not None
        """Letters stand beside each other, by as much as is known."""
        self._spaced = added or ZERO
        self.added = self._spaced.high
        self.held: dict[int, Held] = {}
        self._outer: dict[int, tuple[float, float]] = {}
        inside = Inside(walk)
        for styled in reversed(walk.page.styled.values()):
            if styled.here.display.startswith("table-column"):
                self._outer[id(styled.node)] = (0.0, 0.0)
            elif is_laid(styled):
                self._outer[id(styled.node)] = (INF, INF)
            elif styled.here.display not in ("none", "contents") and not inside.splices(styled):
                self._hold(styled, inside)
        self.aside: dict[int, float] = {}
        """By formatting context: the most that all that floats there is wide together."""
        for styled in walk.page.styled.values():
            if styled.floats:
                context = beside.of(styled.node)
                told = styled.won.get("width", styled.node.attrs.get("width", ""))
                wide = INF if told.strip().endswith("%") else self._outer.get(id(styled.node), (INF, INF))[1]
                self.aside[context] = self.aside.get(context, 0.0) + wide

    def of(self, node: Node) -> Held:
        """What stands in a box."""
        return self.held.get(id(node), _UNTOLD)

    def inner(self, node: Node) -> tuple[float, float]:
        """How wide what a box holds is with all broken that can be, and with nothing broken: at most."""
        held, styled = self.of(node), self._styled[id(node)]
        if styled.replaced and node.tag != "button":
            return self._replaced(styled)
        return held.least, held.most

    def taken(self, node: Node, context: int) -> float:
        """How much floats there may take of a line that is not set below them as a whole."""
        lines = (line for run in self.of(node).runs for line in run.lines)
        stiff = any(line.unbroken and any(leaf.node.tag for leaf in line.leaves) for line in lines)
        return self.aside.get(context, 0.0) if stiff else 0.0

    def knows(self, styled: Styled) -> bool:
        """Whether its sides follow from what is around it."""
        here, won, node = styled.here, styled.won, styled.node
        if here.shaky or here.zoom != 1 or "all" in won or node.tag in _TURNED:
            return False
        told = node.attrs.get("dir", "ltr").lower()
        if told != "ltr" and not (told == "auto" and self._leftwards):
            return False
        if here.display.startswith(("ruby", "math", "inherit")) or won.get("position") == "inherit":
            return False
        return all(won[name] in OFF or won[name] in _USUAL for name in _STRANGE & won.keys())

    def nudge(self, node: Node | None, top: Node) -> Span:
        """How far inline boxes between a node and its container are moved to the right."""
        total = ZERO
        while node is not None and node is not top:
            styled = self._styled.get(id(node))
            known = styled is not None and self.knows(styled)
            total = total + (across(styled, ANY) if styled is not None and known else ANY)
            node = node.parent
        return total

    def bullet(self, styled: Styled) -> float:
        """How wide the bullet or the number before the letters of a box may be."""
        if styled.here.display != "list-item" and styled.node.tag not in ("li", "summary"):
            return 0.0
        return BULLET * max(styled.here.font, LEAST_FONT_PX) if self._marked else INF

    def between(self, node: Node) -> float:
        """The most that stands between two cells."""
        table = node.nearest("table")
        told = table.attrs.get("cellspacing", "") if table is not None else ""
        if table is None or self._spaces or not re.fullmatch(r"\d{1,4}", told or "2"):
            return self.spacing
        styled = self._styled.get(id(table))
        collapsed = styled is not None and styled.won.get("border-collapse") == "collapse"
        return 0.0 if collapsed else float(told or SPACING_PX)

    def column(self, table: Styled, wide: float) -> float:
        """The least width of any column that the first row fixes (CSS 2.1, 17.5.2.1); 0 where it is not told.

        `wide` is the least width of the table.
        """
        held = self.of(table.node)
        below = [node for node in held.boxes if self._styled[id(node)].here.display != "table-caption"]
        if any(node.tag in ("thead", "tfoot") for node in below[1:]):
            return 0.0
        row = next(iter(below), table.node)
        if self._styled[id(row)].here.display != "table-row":
            row = next(iter(self.of(row).boxes), row)
        cells = [self._styled[id(node)] for node in self.of(row).boxes]
        if len(cells) != held.cells or any(not _SPANS.isdisjoint({*c.node.attrs, *c.won}) for c in cells):
            return 0.0
        rest, free = wide - self.between(table.node) * (len(cells) + 1), 0
        least = INF
        for cell in cells:
            told = cell.won.get("width", cell.node.attrs.get("width", "auto"))
            size = length(told, cell.here.font, wide)
            if told not in OFF and size is None:
                return 0.0
            free += told in OFF
            least = min(least, INF if size is None else size)
            edges = framed(cell, Span(wide, wide))
            rest -= (size or 0.0) + (0.0 if told in OFF else edges[0].high + edges[1].high)
        if rest < 0:
            return 0.0
        return min(least, rest / free) if free else least

    def _hold(self, styled: Styled, inside: Inside) -> None:
        held = self.held[id(styled.node)] = Held()
        run: Lines | None = None
        for kind, node in inside.of(styled.node):
            if kind == "place":
                held.placed.append(node)
            elif kind == "block":
                held.boxes.append(node)
                if styled.here.items or not self._styled[id(node)].floats:
                    run = run.rest() if run is not None else None
                    if run is not None:
                        held.runs.append(run)
            else:
                if run is None:
                    run = Lines(self._styled, self._spaced)
                    held.runs.append(run)
                whole = node.tag.startswith("::") and self._styled[id(node)].here.display != "inline"
                whole = whole and node is not styled.node
                run.take("box" if whole else kind, node, self._outer.get(id(node), (INF, INF)))
        self._sum(styled, held)
        self._outer[id(styled.node)] = self._framed(styled)

    def _sum(self, styled: Styled, held: Held) -> None:
        display = styled.here.display
        sizes = [self._outer.get(id(node), (INF, INF)) for node in held.boxes]
        indent = INF if styled.here.indent is None else max(0.0, styled.here.indent)
        lines = [
            (indent + (line.total if line.unbroken else line.longest), indent + line.total)
            for run in held.runs
            for line in run.lines
            if line.leaves or line.total
        ]
        beside = styled.here.items or display == "table-row"
        parts = [self.held[id(node)] for node in held.boxes if id(node) in self.held]
        if display == "table-row":
            held.cells = len(held.boxes) + sum(not run.blank for run in held.runs)
            held.told, held.sole = (
                min((_declared(self._styled[id(x)], sole=sole) for x in held.boxes), default=INF)
                for sole in (False, True)
            )
        elif display.startswith("table") and display not in ("table-cell", "table-caption"):
            held.cells = max((part.cells for part in parts), default=0)
            held.told = min((part.told for part in parts), default=INF)
            held.sole = min((part.sole for part in parts), default=INF)
            beside = held.cells > 1
        if beside:
            held.least, held.most = (sum(x[i] for x in (*sizes, *lines)) for i in (0, 1))
        else:
            # Boxes at the side stand beside what comes next.
            aside = sum(
                size[1] for size, node in zip(sizes, held.boxes, strict=True) if self._styled[id(node)].floats
            )
            held.least = max((x[0] for x in (*sizes, *lines)), default=0.0)
            held.most = max((x[1] for x in (*sizes, *lines)), default=0.0) + aside
        more = 0.0
        if display == "table-row" or styled.here.items:
            more = gap(styled, self.between(styled.node), COLUMN_GAPS) * (len(held.boxes) + 1)
        more += self.bullet(styled)
        held.least += more
        held.most += more
        tracks = "grid" in display and any(
            _TRACKS.match(name)
            for s in (styled, *(self._styled[id(x)] for x in held.boxes))
            for name in s.won
        )
        if tracks or not self.knows(styled):
            held.least = held.most = INF

    def _framed(self, styled: Styled) -> tuple[float, float]:
        """How wide a box is with its margins."""
        won, node = styled.won, styled.node
        least, most = self.inner(node)
        around = self._styled.get(id(node.parent))
        # There a share of the box around is taken; elsewhere it counts once that box has its width.
        shares = styled.here.display.startswith("inline") or (around is not None and around.here.items)
        for name in ("width", "min-width"):
            own = node.attrs.get("width", "auto") if node.tag in SIZED else "auto"
            told = won.get(name, own if name == "width" else "auto")
            if told in OFF or (styled.replaced and node.tag != "button"):
                continue
            size = length(told, styled.here.font, None)
            if size is None:
                # A share counts for nothing until the box around has its width (CSS Sizing 3, 5.2.1).
                share = number(told) if told.endswith("%") else None
                least = max(least, 0.0 if share is not None and share <= 1 else INF)
                most = INF if share is None or shares else most
                continue
            most = max(most, size)
            if styled.here.display != "table-cell" or styled.here.white != "normal" or name == "min-width":
                # A cell is made narrower than it asks for where there is no room.
                least = max(least, size)
        edges, sides = framed(styled, ANY), margins(styled, ANY)
        more = sum(max(0.0, (side or ZERO).high) for side in sides) + edges[0].high + edges[1].high
        if shares and more and won.get("width", "auto").endswith("%"):
            # It takes its share, and what frames it beside.
            least = INF
        return least + more, most + more

    def _replaced(self, styled: Styled) -> tuple[float, float]:
        node, font = styled.node, styled.here.font
        if is_tick(styled):
            return TICK_PX, TICK_PX
        image = node.tag in ("img", "svg")
        told = styled.won.get("width", node.attrs.get("width", "auto") if image else "auto")
        size = length(told, font, None) if told not in OFF else 0.0
        if node.tag == "img" and size is not None and (told not in OFF or not loads(node)):
            if told in OFF or is_free(styled, self._page):
                size = max(size, _SIGN_PX + len(node.attrs.get("alt", "")) * 2.6 * font)
        elif told in OFF:
            size = None
        edged = 0.0 if node.tag == "img" else _ROUND_PX
        size = INF if size is None or "min-width" in styled.won else size + edged
        line = node.attrs.get("border", "0") if node.tag == "img" else "0"
        size += 2 * float(line) if re.fullmatch(r"\d{1,4}", line) else INF
        if node.tag == "img" and "min-width" not in styled.won:
            # One that has a share of the box around shrinks with it.
            for value in (told, styled.won.get("max-width", "auto")):
                share = number(value) if value.endswith("%") else None
                if share is not None and 0 <= share <= 1:
                    return 0.0, size
        return size, size


def is_tick(styled: Styled) -> bool:
    """Whether it is a box to tick of the browser's own size, whatever is around it."""
    node = styled.node
    kind = node.attrs.get("type", "").strip().lower()
    return node.tag == "input" and kind in ("checkbox", "radio") and _SIZES.isdisjoint(styled.won)


def shrunk(styled: Styled, around: Styled | None, wide: float, most: float) -> float:
    """How wide a box is at most; one that is as wide as what it holds is no wider than `most`."""
    placed = styled.won.get("position") in ("absolute", "fixed")
    shrinks = styled.floats or placed or styled.here.display.startswith("inline-")
    grows = (styled.replaced and not is_tick(styled)) or (
        around is not None and around.here.items and not placed
    )
    return min(wide, most) if shrinks and not grows and "table" not in styled.here.display else wide


def _declared(cell: Styled, *, sole: bool) -> float:
    """The width that a cell declares; shares and spans count where it is not the `sole` one."""
    told = [cell.won[n] for n in ("width", "max-width") if cell.won.get(n, "auto") not in OFF]
    if "width" in cell.node.attrs and "width" not in cell.won:
        told.append(cell.node.attrs["width"])
    if sole:
        told = [value for value in told if not value.strip().endswith("%")]
    elif "colspan" in cell.node.attrs or "rowspan" in cell.node.attrs:
        return 0.0
    sizes = [length(value, cell.here.font, None) for value in told]
    return min((0.0 if size is None else max(0.0, size) for size in sizes), default=INF)
