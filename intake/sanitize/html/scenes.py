"""What a drawing paints, in its order: shapes, and letters with the place they have at most (SVG 2)."""

from dataclasses import dataclass, field
from typing import NamedTuple

from intake.sanitize.css.colour import RGB, RGBA, blend
from intake.sanitize.html.figures import Box, Place
from intake.sanitize.html.looks import Look

MOST_PARTS = 300
"""Elements of one drawing, those that are drawn again counted again; of larger ones nothing is told."""
MOST_GROUNDS = 12
DEEP = 20
SHAPES = frozenset(
    ["rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "image", "foreignObject"]
)
GROUPS = frozenset(["svg", "g", "a", "switch", "use"])
KEPT = frozenset(
    ["defs", "symbol", "clippath", "mask", "pattern", "marker", "metadata", "title", "desc", "lineargradient",
     "radialgradient", "filter", "clipPath", "linearGradient", "radialGradient"]
)  # fmt: skip
"""Elements of a drawing that are not painted where they stand."""
PLACED = frozenset(["x", "y", "dx", "dy"])
_FRAMED = frozenset(
    ["x", "y", "width", "height", "viewBox", "viewbox", "preserveAspectRatio", "preserveaspectratio"]
)
GEOMETRY = {
    "rect": frozenset(["x", "y", "width", "height", "rx", "ry"]),
    "image": frozenset(["x", "y", "width", "height", "href", "xlink:href", "preserveAspectRatio"]),
    "foreignObject": frozenset(["x", "y", "width", "height"]),
    "circle": frozenset(["cx", "cy", "r"]),
    "ellipse": frozenset(["cx", "cy", "rx", "ry"]),
    "line": frozenset(["x1", "y1", "x2", "y2"]),
    "polyline": frozenset(["points"]),
    "polygon": frozenset(["points"]),
    "path": frozenset(["d", "pathLength"]),
    "g": frozenset(["transform"]),
    "a": frozenset(["transform", "href", "xlink:href", "target", "rel"]),
    "switch": frozenset(["transform"]),
    "use": frozenset(["x", "y", "width", "height", "href", "xlink:href", "transform"]),
    "svg": _FRAMED | {"xmlns", "xmlns:xlink", "version"},
    "symbol": _FRAMED,
    "defs": frozenset(),
    "text": PLACED | {"transform"},
    "tspan": PLACED,
}
"""What attributes of each element say beside how it looks."""


class Item(NamedTuple):
    """Something painted: how far it reaches, where it fills all, and its colour if that is told."""

    box: Box
    solid: tuple[Box, ...] = ()
    colour: RGBA | None = None
    chunk: int = 0
    """Of letters that reach no further than usual ones: the piece of a line that they stand in."""


class Run(NamedTuple):
    """Letters of one element: where they stand at most, and how they look."""

    box: Box
    core: Box
    """Where the middle of small letters stands."""
    told: bool
    """Nothing cuts them off."""
    look: Look
    size: float
    before: int
    """So much was painted before them; then they are."""
    chunk: int
    turn: int
    """0 where they stand in the drawing, and another number each time that they are drawn again."""


class Untold(Exception):
    """Something in a drawing is of an unknown look or place."""


@dataclass(slots=True)
class Scene:
    """A drawing whose parts are all understood."""

    items: list[Item] = field(default_factory=list)
    runs: dict[int, list[Run]] = field(default_factory=dict)
    """By the element that holds the letters."""

    def ground(self, run: Run, backs: tuple[RGB, ...]) -> tuple[RGB, ...] | None:
        """What may lie behind letters; None where that, or what lies over them, is not told."""
        for place, item in enumerate(self.items):
            # Letters of one piece follow each other; those of other lines do not reach the middle of these.
            own = place == run.before or item.chunk == run.chunk
            if own or not item.box.meets(run.core if item.chunk else run.box):
                continue
            if place > run.before or item.colour is None:
                return None
            painted = tuple(blend(item.colour, 1, back) for back in backs)
            whole = any(solid.holds(run.box) for solid in item.solid)
            backs = tuple(dict.fromkeys(painted if whole else (*backs, *painted)))
            if len(backs) > MOST_GROUNDS:
                return None
        return backs


@dataclass(slots=True)
class State:
    look: Look
    place: Place
    view: tuple[float, float]
    clip: Box
    depth: int = 0
