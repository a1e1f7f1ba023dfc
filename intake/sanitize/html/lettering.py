"""Where the letters of a drawing stand at the least and at the most (SVG 2, 11)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from intake.sanitize.css.lengths import length
from intake.sanitize.html.figures import Box
from intake.sanitize.html.looks import Look, look
from intake.sanitize.html.runs import ems
from intake.sanitize.html.scenes import DEEP, GEOMETRY, KEPT, MOST_PARTS, PLACED, Item, Run, State, Untold
from intake.sanitize.tree import Node

if TYPE_CHECKING:
    from intake.sanitize.html.painter import Painter

_ABOVE, _BELOW = 1.3, 0.6
"""Letters stand so far above and below their line at most, in font sizes,"""
_ASCII_ABOVE, _ASCII_BELOW = 1.0, 0.3
"""and those of ASCII."""
_FARTHEST = 1e6
_HEBREW = "\u0590"
"""From here on letters may run from right to left."""


class Lines:
    """The letters of one text element, with the least and the most that lies before them on their line."""

    def __init__(self, painter: "Painter", text: Node, state: State) -> None:
        self.painter, self.text, self.state = painter, text, state
        self.left = self.right = self.y = 0.0
        self.anchor = state.look.anchor
        self.chunk: list[tuple[Node, Look, Box, str, int]] = []
        self.pending: set[str] = set()
        """What was told of a place where no letter stands yet."""

    def put(self) -> None:
        self._element(self.text, self.state.look, 0)
        self._close()

    def _element(self, node: Node, own: Look, depth: int) -> None:
        painter = self.painter
        painter.parts += 1
        if depth > DEEP or painter.parts > MOST_PARTS or own.anchor != self.anchor:
            raise Untold
        painter.scene.runs.setdefault(id(node), [])
        self._move(node, own)
        for child in node.children:
            if not child.tag:
                self._letters(child.text, node, own)
            elif child.tag in ("tspan", "a"):
                inner = look(
                    child,
                    painter.styled(child),
                    replace(own, opacity=1.0),
                    GEOMETRY[child.tag] - {"transform"},
                    own_fonts=painter.own_fonts,
                )
                if inner is None or inner.opacity != 1:
                    raise Untold
                if not inner.gone:
                    self._element(child, replace(inner, opacity=own.opacity), depth + 1)
            elif child.tag not in KEPT and child.tag != "!comment":
                raise Untold
        if self.pending and node is not self.text:
            # Without a letter, its place is that of none.
            raise Untold

    def _letters(self, text: str, node: Node, own: Look) -> None:
        if not self.painter.raw:
            begins = self.left == self.right
            before, after = text[:1].isspace() and not begins, text[-1:].isspace() and bool(text.strip())
            text = " " * before + " ".join(text.split()) + " " * after
        wide = max(ems(text), ems(text.upper()) if self.painter.cased else 0.0) * own.size
        if text.strip():
            self.painter.parts += 1
            if self.painter.parts > MOST_PARTS:
                raise Untold
            box = Box(self.left, self.y, self.right + wide, self.y)
            self.chunk.append((node, own, box, text.strip(), self.painter.chunks))
            self.pending = set()
        self.right += wide

    def _move(self, node: Node, own: Look) -> None:
        told: dict[str, float] = {}
        for name in PLACED & node.attrs.keys():
            size = length(node.attrs[name] or "0", own.size, self.state.view[name.endswith("y")])
            if size is None or abs(size) > _FARTHEST:
                raise Untold
            told[name] = size
        if told and not self.pending.isdisjoint(("dx", "dy")):
            # A letter takes the shift that is told nearest to it.
            raise Untold
        self.pending |= told.keys()
        if self.anchor != "start" and node is not self.text and ("x" in told) != ("y" in told):
            # Either begins another chunk, which is placed by itself.
            raise Untold
        if told.get("dx") and self.anchor != "start":
            raise Untold
        if "x" in told:
            self._close()
            self.left = self.right = told["x"]
        if "x" in told or node is self.text or told.get("dx", 0.0) < 0:
            self.painter.chunks += 1
        self.left, self.right = self.left + told.get("dx", 0.0), self.right + told.get("dx", 0.0)
        self.y = told.get("y", self.y) + told.get("dy", 0.0)

    def _close(self) -> None:
        """Put the letters of a chunk."""
        most = self.right - self.left
        if len(self.chunk) > 1 and any(max(text) >= _HEBREW for _, _, _, text, _ in self.chunk):
            # They may run the other way, and stand in another order.
            raise Untold
        for node, own, box, text, number in self.chunk:
            left, right = box.left, box.right
            if self.anchor == "middle":
                left, right = self.left - most / 2, self.left + most / 2
            elif self.anchor == "end":
                left, right = self.left - most, self.left
            self._run(node, own, Box(left, box.top, right, box.bottom), text, number)
        self.chunk = []

    def _run(self, node: Node, own: Look, line: Box, text: str, chunk: int) -> None:
        plain = text.isascii()
        above, below = (_ASCII_ABOVE, _ASCII_BELOW) if plain else (_ABOVE, _BELOW)
        size, low, painter = own.size, own.baseline * own.size, self.painter
        place, clip, scene = self.state.place, self.state.clip, painter.scene
        box = place.box(Box(line.left, line.top - above * size, line.right, line.bottom + low + below * size))
        core = place.box(Box(line.left, line.top - 0.45 * size, line.right, line.bottom + low))
        # Of a line that stands so far below the upper edge enough can be read.
        stands = Box(core.left, min(core.top, core.bottom - 4) - 0.15 * size * place.scale, *core[2:])
        told = clip.holds(stands) and not own.unsure and all(abs(side) < _FARTHEST for side in box)
        run = Run(box, core, told, own, size * place.scale, len(scene.items), chunk, painter.turn)
        scene.runs[id(node)].append(run)
        reach = 2 * own.stroke_width * place.scale if own.stroke != "none" else 0.0
        colour = own.filled() if own.stroke == "none" else None
        colour = colour if own.visible == "visible" else (0.0, 0.0, 0.0, 0.0)
        scene.items.append(
            Item(box.grown(reach), (), colour, chunk if plain and not reach and not low else 0)
        )
