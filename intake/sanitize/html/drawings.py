"""Letters in a drawing (SVG 2): which of them are painted, where, and in what colour."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import RGB, RGBA, blend, contrast
from intake.sanitize.css.lengths import length
from intake.sanitize.css.properties import LETTER_LOOKS
from intake.sanitize.css.values import UNKNOWN
from intake.sanitize.html.context import DOUBTFUL, Context
from intake.sanitize.html.figures import numbers
from intake.sanitize.html.looks import KNOWN, Look, look
from intake.sanitize.html.painter import Painter
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.scenes import GEOMETRY, GROUPS, KEPT, SHAPES, Run, Scene, Untold
from intake.sanitize.tree import Node

_FRAMES = LETTER_LOOKS | KNOWN | {
    "vertical-align", "margin", "margin-top", "margin-bottom", "margin-left", "margin-right", "width",
    "height", "line-height", "background", "background-color",
}  # fmt: skip
"""What may be declared for a drawing without an effect on what it cuts, or is looked at."""
_TURNS = frozenset(
    ["direction", "letter-spacing", "word-spacing", "text-anchor", "writing-mode", "dominant-baseline",
     "alignment-baseline", "baseline-shift", "font-size-adjust", "zoom", "all", "paint-order", "text-shadow",
     "text-orientation"]
)  # fmt: skip
"""What an element around may say of where letters begin, how far apart they are, and of what is painted."""
_PAINTS = ("fill", "stroke", "marker", "-webkit-text-stroke", "glyph-")
_ATTRIBUTES = frozenset(["role", "title", "alt"])
_MOVING = frozenset(["set", "animate", "animatetransform", "animatemotion", "animatecolor", "discard"])
_USED = frozenset(["defs", "symbol", "pattern", "marker"])
"""What stands in them is painted elsewhere, by what refers to it."""
_CUTTERS = frozenset(["clippath", "clipPath"])
"""What is painted may be seen through the letters in them."""
_BARE = GROUPS | KEPT | SHAPES - {"foreignObject"}
_LEAST_STROKE, _MOST_STROKE = 0.5, 0.1
"""An outline that shows letters: so many px at least, and so many font sizes at most."""


@dataclass(slots=True)
class Drawn:
    """A drawing, and what lies behind it."""

    scene: Scene
    svg: Node
    backs: tuple[RGB, ...]
    opacity: float
    lent: bool | None = None
    """Whether what it keeps may be drawn elsewhere."""


@dataclass(slots=True)
class Drawings:
    """What drawings of a page need to know of each other."""

    named: dict[str, Node | None]
    """By its name an element that may be drawn again; None where several have it."""
    uses: list[Node]
    moving: bool
    """Something in a drawing changes by itself."""

    @classmethod
    def of(cls, root: Node) -> "Drawings":
        found = cls({}, [], moving=False)
        for node in root.below():
            if "id" in node.attrs:
                name = node.attrs["id"]
                found.named[name] = None if name in found.named else node
            if node.tag == "use":
                found.uses.append(node)
            found.moving = found.moving or node.tag.lower() in _MOVING
        return found


def in_drawing(node: Node) -> bool:
    """Whether an element stands in an SVG."""
    return node.parent is not None and node.parent.nearest("svg") is not None


def leaves_frame(svg: Node, won: Won) -> bool:
    """Whether what a drawing paints may stand beside its own box."""
    told = won.get("overflow", svg.attrs.get("overflow", "hidden"))
    sided = any(name.startswith("overflow-") or name == "all" for name in won)
    return told != "hidden" or sided or "transform" in svg.attrs


def is_bare(around: Node) -> bool:
    """Whether a text that stands in an element of a drawing is not painted there."""
    if around.tag not in _BARE or around.nearest("svg") is None:
        return False
    return around.tag != "a" or around.nearest("text") is None


def put_aside(walk: Walk, node: Node, here: Context) -> None:
    """Hide what a drawing keeps for others, unless something of the page may be drawn once more."""
    drawn = _drawn(walk, node)
    again = (
        node.tag in _USED
        and (drawn is None or node.tag in ("pattern", "marker"))
        and _drawings(walk, node).uses
    )
    if again or node.tag in _CUTTERS:
        here.suspect("svg-defs")
    else:
        here.hide("svg-defs", node)


def _drawings(walk: Walk, node: Node) -> Drawings:
    if walk.drawings is None:
        walk.drawings = Drawings.of(node.root)
    return walk.drawings


def _drawn(walk: Walk, node: Node) -> Drawn | None:
    """The drawing that an element stands in, if it is understood."""
    above: Node | None = node
    while above is not None:
        if id(above) in walk.drawn:
            return walk.drawn[id(above)]
        above = above.parent
    return None


def draw(walk: Walk, svg: Node, here: Context, won: Won) -> None:
    """Enter a drawing: work out what is painted in it."""
    if in_drawing(svg) and svg.nearest("foreignObject") is None:
        return
    walk.drawn[id(svg)] = None
    drawings = _drawings(walk, svg)
    around = walk.page.styled.get(id(svg.parent))
    shrinks = around is None or (around.here.items and "grid" not in around.here.display)
    untold = drawings.moving or here.zoom != 1 or _turned(walk, svg)
    told = None if untold else _sized(svg, here, won, shrinks=shrinks)
    try:
        own = _first(svg, here, won, own_fonts=bool(walk.page.data_fonts))
        if told is None:
            raise Untold
        painter = Painter(
            _styler(walk),
            drawings.named,
            raw=here.white not in ("normal", "nowrap"),
            cased=here.case != "none",
            own_fonts=bool(walk.page.data_fonts),
        )
        scene = painter.draw(svg, own, *told)
        walk.drawn[id(svg)] = Drawn(scene, svg, here.backs, here.opacity)
    except Untold:
        here.suspect("svg-fill-white")


def _sized(svg: Node, here: Context, won: Won, *, shrinks: bool) -> tuple[float, float] | None:
    """Width and height of a drawing, unless it is an item that may be given others."""
    if won.keys() - _FRAMES or shrinks:
        return None
    sides = [won.get(name) or svg.attrs.get(name) or "auto" for name in ("width", "height")]
    wide, high = (length(side, here.font, None) for side in sides)
    told = next((value for name, value in svg.attrs.items() if name.lower() == "viewbox"), "")
    ratio = numbers(told) or []
    if wide is not None and sides[1] == "auto" and len(ratio) == 4 and ratio[2] > 0:
        # It keeps its proportions (CSS 2.2, 10.6.2).
        high = wide * ratio[3] / ratio[2]
    return None if wide is None or high is None or not (0 < wide < 1e5 and 0 < high < 1e5) else (wide, high)


def _first(svg: Node, here: Context, won: Won, *, own_fonts: bool) -> Look:
    """How letters of a drawing look by themselves."""
    around = Look(size=here.font, colour=here.colour, visible=here.visible, dark=here.dark)
    painted = {n: v for n, v in won.items() if n in KNOWN and n not in ("font-size", "color", "visibility")}
    extra = GEOMETRY["svg"] | _ATTRIBUTES
    own = look(svg, painted, around, extra, own_fonts=own_fonts)
    if own is None or own.gone or own.opacity < 1 or here.colour is None:
        raise Untold
    if "font-size" in won or "font" in won:
        own = replace(own, size=here.font)
    if "color" in won:
        own = replace(own, colour=here.colour)
    return replace(own, visible=here.visible) if "visibility" in won else own


def _styler(walk: Walk) -> Callable[[Node, bool], Won | None]:
    """What is declared for an element; None where that is not sure."""

    def styled(node: Node, again: bool) -> Won | None:
        if again and not walk.styles.index.candidates(node, walk.page.quirky).simple:
            return None
        won, _, perhaps, _ = walk.styles.of(node)
        return None if perhaps or UNKNOWN in won or walk.styles.budget.left < 0 else won

    return styled


def _turned(walk: Walk, node: Node) -> bool:
    """Whether something around may say where letters begin, or how they are painted."""
    around = node.parent
    while around is not None:
        styled = walk.page.styled.get(id(around))
        names = styled.won if styled is not None else ()
        if "dir" in around.attrs or any(name in _TURNS or name.startswith(_PAINTS) for name in names):
            return True
        around = around.parent
    return False


def letter(walk: Walk, node: Node, here: Context) -> None:
    """Enter letters of a drawing: their colour is a filling, and their place is told in attributes."""
    drawn = _drawn(walk, node)
    here.fill = ""
    if drawn is None:
        here.colour = None
        here.suspect("svg-fill-white")
        return
    kept = here.gone == "svg-defs" and here.gone_at is not None and here.gone_at.tag in _USED
    runs = drawn.scene.runs.get(id(node))
    if runs is None:
        if drawn.lent is None:
            drawn.lent = any(not _stands_in(use, drawn.svg) for use in _drawings(walk, node).uses)
        if drawn.lent:
            here.gone, here.gone_at = ("", None) if kept else (here.gone, here.gone_at)
            here.suspect("svg-defs")
        else:
            here.hide("svg-defs", node)
        return
    if kept:
        here.gone, here.gone_at = "", None
    turns = [list(turn) for _, turn in groupby(runs, key=lambda run: run.turn)]
    here.opacity = drawn.opacity
    if len(turns) > 1:
        plain = (turn for turn in turns if _is_plain(drawn, turn))
        turns = [next(plain, [])]
        if not turns[0]:
            here.suspect("svg-fill-white")
    if turns and turns[0]:
        _set(here, drawn, turns[0])


def _stands_in(node: Node, svg: Node) -> bool:
    above: Node | None = node
    while above is not None and above is not svg:
        above = above.parent
    return above is svg


def _is_plain(drawn: Drawn, runs: list[Run]) -> bool:
    """Whether letters that are drawn several times are surely read there."""
    for run in runs:
        backs, colour = drawn.scene.ground(run, drawn.backs), _ink(run)
        if not run.told or backs is None or colour is None or run.look.visible != "visible":
            return False
        if not _stands_out(colour, backs):
            return False
    return True


def _stands_out(colour: RGBA, backs: Iterable[RGB]) -> bool:
    return all(contrast(blend(colour, 1, back), back) >= DOUBTFUL for back in backs)


def _ink(run: Run) -> RGBA | None:
    """The colour of letters: that of their filling, or of an outline that alone shows them."""
    own = run.look
    filled, stroked = own.filled(), own.stroked()
    if own.stroke == "none" or stroked == (0.0, 0.0, 0.0, 0.0):
        return filled
    wide = own.stroke_width * run.size / own.size if own.size else 0.0
    if own.dashed or wide > _MOST_STROKE * run.size or filled is None or stroked is None:
        return None
    if filled[3] == 0:
        return stroked if wide >= _LEAST_STROKE else None
    return filled


def _set(here: Context, drawn: Drawn, runs: list[Run]) -> None:
    """Give letters their colour, size and ground."""
    here.visible, here.font, here.soft = runs[0].look.visible, runs[0].size, False
    here.colour = _ink(runs[0])
    grounds: dict[RGB, None] = {}
    for run in runs:
        backs = drawn.scene.ground(run, drawn.backs)
        if backs is None:
            here.back_image = True
        if backs is None or not run.told:
            here.suspect("svg-fill-white")
        grounds |= dict.fromkeys(backs or ())
        stroked = run.look.stroked()
        if run.look.stroke != "none" and not (stroked and _stands_out(stroked, backs or ())):
            here.suspect("svg-fill-white")
        elif stroked and run.look.stroke != "none" and not _stands_out(here.colour or stroked, backs or ()):
            # The outline shows what the filling does not.
            here.colour = None
    here.backs = tuple(grounds) or here.backs
