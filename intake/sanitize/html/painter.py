"""Through a drawing as it is painted: groups, viewports, and what is drawn again (SVG 2, 3 and 5)."""

import re
from collections.abc import Callable
from dataclasses import replace

from intake.sanitize.css.cascade import Won
from intake.sanitize.html.figures import Box, Place, figure, measure, numbers, shift
from intake.sanitize.html.lettering import Lines
from intake.sanitize.html.looks import Look, look
from intake.sanitize.html.scenes import (
    DEEP,
    GEOMETRY,
    KEPT,
    MOST_PARTS,
    SHAPES,
    Item,
    Scene,
    State,
    Untold,
)
from intake.sanitize.tree import Node

_TESTS = frozenset(["requiredextensions", "requiredfeatures", "systemlanguage"])
_NAMESPACE = re.compile(r"w3\.org/", re.IGNORECASE)
"""Extensions that browsers may have."""


class Painter:
    """Goes through a drawing as it is painted; raises `Untold` where it cannot tell."""

    def __init__(
        self,
        style: Callable[[Node, bool], Won | None],
        named: dict[str, Node | None],
        *,
        raw: bool,
        cased: bool,
        own_fonts: bool,
    ) -> None:
        self.scene = Scene()
        self.style, self.named = style, named
        self.raw, self.cased, self.own_fonts = raw, cased, own_fonts
        self.parts = self.turn = self.turns = self.chunks = 0

    def draw(self, svg: Node, first: Look, wide: float, high: float) -> Scene:
        """The scene of a drawing of that size, whose letters look like `first`."""
        place, view = _framed(svg, Place(), wide, high)
        self._children(svg, State(first, place, view, Box(0, 0, wide, high)))
        return self.scene

    def styled(self, node: Node) -> Won:
        """What is declared for an element."""
        won = self.style(node, self.turn > 0)
        if won is None:
            raise Untold
        return won

    def _children(self, node: Node, state: State) -> None:
        for child in node.elements():
            self._part(child, state)

    def _part(self, node: Node, around: State) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS or around.depth > DEEP:
            raise Untold
        tag = node.tag
        if tag in KEPT or tag == "style":
            return
        if tag not in GEOMETRY or tag in ("tspan", "defs", "symbol"):
            raise Untold
        state = self._enter(node, around)
        if state is None:
            return
        if tag == "text":
            Lines(self, node, state).put()
        elif tag in SHAPES:
            self._shape(node, state)
        elif tag == "switch":
            self._choose(node, state)
        elif tag == "use":
            self._again(node, state)
        else:
            if tag == "svg":
                state = self._viewport(node, state, node)
            if state.look.opacity < 1:
                # What stands in it is painted together first.
                raise Untold
            self._children(node, state)

    def _enter(self, node: Node, around: State) -> State | None:
        """The state in an element; None where nothing in it is painted."""
        extra = GEOMETRY[node.tag]
        if node.tag == "foreignObject" and self.styled(node):
            # Selectors are not asked for the case of its name.
            raise Untold
        if not _TESTS.isdisjoint(name.lower() for name in node.attrs):
            passed = _passes(node)
            if passed is False:
                return None
            around = replace(around, look=replace(around.look, unsure=around.look.unsure or passed is None))
            extra = extra | {name for name in node.attrs if name.lower() in _TESTS}
        own = look(node, self.styled(node), around.look, extra, own_fonts=self.own_fonts)
        if own is None:
            raise Untold
        if own.gone:
            return None
        place = around.place
        if "transform" in node.attrs and node.tag != "svg":
            moved = shift(place, node.attrs["transform"])
            if moved is None:
                raise Untold
            place = moved
        return State(own, place, around.view, around.clip, around.depth + 1)

    def _shape(self, node: Node, state: State) -> None:
        own = state.look
        if own.visible != "visible":
            return
        told = figure(node, own.size, state.view)
        if told is None:
            raise Untold
        clip = state.clip
        if node.tag in ("image", "foreignObject"):
            self.scene.items.append(Item(state.place.box(told.box).within(clip)))
            return
        if own.fill != "none" and node.tag != "line":
            solid = () if own.unsure else tuple(state.place.box(box).within(clip) for box in told.solid)
            self.scene.items.append(Item(state.place.box(told.box).within(clip), solid, own.filled()))
        if own.stroke != "none":
            # Corners reach four times as far as half of the line is wide.
            reach = 2 * own.stroke_width
            wide = told.box.grown(reach)
            self.scene.items.append(Item(state.place.box(wide).within(clip), (), own.stroked()))

    def _choose(self, node: Node, state: State) -> None:
        if state.look.opacity < 1:
            raise Untold
        for child in node.elements():
            if child.tag in KEPT:
                continue
            passed = _passes(child)
            if passed is not False:
                self._part(child, state)
            if passed:
                return
            if passed is None:
                # It hangs on the reader which of them is painted.
                state = replace(state, look=replace(state.look, unsure=True))

    def _again(self, node: Node, state: State) -> None:
        """Draw what a `use` names (SVG 2, 5.6)."""
        href = node.attrs.get("href", node.attrs.get("xlink:href", ""))
        if ("href" in node.attrs and "xlink:href" in node.attrs) or state.look.opacity < 1:
            raise Untold
        target = self.named.get(href[1:]) if href.startswith("#") else None
        if target is None or target.tag not in GEOMETRY or target.nearest("svg") is None or node.children:
            raise Untold
        x, y = (measure(node, n, state.look.size, state.view[n == "y"]) for n in ("x", "y"))
        if x is None or y is None:
            raise Untold
        moved = replace(state, place=state.place.shifted(x, y))
        above, self.turn = self.turn, self.turns + 1
        self.turns += 1
        if target.tag == "symbol":
            own = look(target, self.styled(target), moved.look, GEOMETRY["symbol"], own_fonts=self.own_fonts)
            if own is None or own.gone or own.opacity < 1:
                raise Untold
            self._children(target, self._viewport(target, replace(moved, look=own), node))
        elif target.tag in ("svg", "defs"):
            raise Untold
        else:
            self._part(target, moved)
        self.turn = above

    def _viewport(self, node: Node, state: State, sized: Node) -> State:
        """The state in a drawing within another one, or in a symbol that is drawn."""
        names = ("x", "y") if node is sized else ()
        at = [measure(node, n, state.look.size, state.view[n == "y"]) for n in names] or [0.0, 0.0]
        if node is not sized and not {"x", "y", "width", "height"}.isdisjoint(node.attrs):
            raise Untold
        wide, high = (
            measure(sized, n, state.look.size, state.view[n == "height"], "100%") for n in ("width", "height")
        )
        x, y = at
        if x is None or y is None or wide is None or high is None or wide <= 0 or high <= 0:
            raise Untold
        place = state.place.shifted(x, y)
        clip = place.box(Box(0, 0, wide, high)).within(state.clip)
        inner, view = _framed(node, place, wide, high)
        return State(state.look, inner, view, clip, state.depth + 1)


def _framed(node: Node, place: Place, wide: float, high: float) -> tuple[Place, tuple[float, float]]:
    """The system in a drawing of that size, and what percentages are of in it (SVG 2, 8.2)."""
    told = next((value for name, value in node.attrs.items() if name.lower() == "viewbox"), None)
    if told is None:
        return place, (wide, high)
    sizes = numbers(told)
    if not sizes or len(sizes) != 4 or sizes[2] <= 0 or sizes[3] <= 0:
        raise Untold
    x, y, across, down = sizes
    even = abs(wide / across - high / down) <= 1e-6 * (wide / across)
    if not even and any(name.lower() == "preserveaspectratio" for name in node.attrs):
        raise Untold
    scale = min(wide / across, high / down)
    inner = place.shifted((wide - across * scale) / 2, (high - down * scale) / 2, scale)
    return inner.shifted(-x, -y), (across, down)


def _passes(node: Node) -> bool | None:
    """Whether an element passes its tests (SVG 2, 5.9); None where that hangs on the reader."""
    told = {name.lower(): value for name, value in node.attrs.items() if name.lower() in _TESTS}
    if told.get("requiredextensions", "-") != "-":
        return False if not _NAMESPACE.search(told["requiredextensions"]) else None
    return None if told else True
