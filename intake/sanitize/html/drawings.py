"""Letters in a drawing (SVG 2): which of them are painted, where, and in what colour."""

from collections.abc import Iterator

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import blend, contrast, parse_colour
from intake.sanitize.css.lengths import length, number
from intake.sanitize.css.properties import LETTER_LOOKS
from intake.sanitize.html.context import DOUBTFUL, Context
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.plates import MOST_PLATES, Plate, plate, stand
from intake.sanitize.html.runs import ems
from intake.sanitize.html.scheme import darkened
from intake.sanitize.tree import Node

SHAPES = frozenset(
    ["defs", "symbol", "clippath", "mask", "pattern", "marker", "metadata", "title", "desc", "lineargradient",
     "radialgradient", "filter", "clipPath", "linearGradient", "radialGradient"]
)  # fmt: skip
"""Elements of a drawing that are not painted where they stand."""
_LETTERS = frozenset(["text", "tspan", "title", "desc", "defs", "style", "metadata", "switch"])
_PLACES = frozenset(["x", "y", "fill", "stroke", "font-family", "font-weight", "font-size", "class", "id"])
_HARMLESS = _PLACES | {"style"}
_LOOKS = LETTER_LOOKS | {"fill"}
"""What may be declared for letters, which are looked at again as letters."""
_FRAMES = LETTER_LOOKS | {
    "display", "vertical-align", "margin", "margin-top", "margin-bottom", "margin-left", "margin-right",
}  # fmt: skip
"""What may be declared for a drawing without an effect on what it cuts."""
_PLAIN = frozenset(
    ["width", "height", "class", "id", "style", "role", "version", "focusable", "xml:space", "xmlns",
     "xmlns:xlink", "title", "alt", "font-size", "font-family"]
)  # fmt: skip
"""Attributes of a drawing that neither move what it holds nor take it out of sight."""
_TURNS = frozenset(
    ["direction", "letter-spacing", "word-spacing", "text-anchor", "writing-mode", "dominant-baseline",
     "alignment-baseline", "baseline-shift", "font-size-adjust", "zoom", "all", "fill"]
)  # fmt: skip
"""What an element around may say of where letters begin, how far apart they are, and of their colour."""
_THIN = _PLACES | {
    "opacity", "fill-opacity", "display", "visibility", "systemlanguage", "dx", "dy", "clip-path", "mask",
    "requiredextensions", "requiredfeatures", "text-anchor", "lang", "font-style",
}  # fmt: skip
"""Attributes of letters that make them no larger."""
MOST_LETTER_PX = 40.0
_LEAST_ABOVE = 0.6
"""So much of a letter, in font sizes, stands above its line."""
_USED = frozenset(["defs", "symbol", "pattern", "marker"])
"""What stands in them is painted elsewhere, by what refers to it."""
_CUTTERS = frozenset(["clippath", "clipPath"])
"""What is painted may be seen through the letters in them."""
_MOST_LETTERS = 50
"""Elements of a drawing that are looked at."""


def in_drawing(node: Node) -> bool:
    """Whether an element stands in an SVG."""
    return node.parent is not None and node.parent.nearest("svg") is not None


def put_aside(walk: Walk, node: Node, here: Context) -> None:
    """Hide what a drawing keeps for others, unless something of the page may be drawn once more."""
    if walk.drawn_again is None:
        walk.drawn_again = any(other.tag == "use" for other in node.root.below())
    if (node.tag in _USED and walk.drawn_again) or node.tag in _CUTTERS:
        here.suspect("svg-defs")
    else:
        here.hide("svg-defs", node)


def is_alternative(node: Node) -> bool:
    """Whether it stands behind the first child of a `switch`, which is the one painted (SVG 2, 5.9)."""
    if node.parent is None or not node.follows_in("switch"):
        return False
    first = node.parent.elements()[0]
    return not any(name.lower().startswith(("system", "required")) for name in first.attrs)


def plain_drawing(walk: Walk, svg: Node, won: Won) -> bool:
    """Whether a drawing is of told size and holds nothing but letters, and rectangles of told places."""
    if in_drawing(svg):
        walk.plates[id(svg)] = [Plate(svg, None, None)]
        return False
    painted = _painted(svg)
    plain = _is_plain(walk, svg, won) and len(painted) <= MOST_PLATES and all(map(_harmless, painted))
    if plain:
        told = [plate(child) for child in painted if child.tag not in _LETTERS or child.tag == "text"]
    else:
        letters = all(child.tag in _LETTERS for child in painted)
        told = [] if letters else [Plate(svg, None, None)]
    walk.plates[id(svg)] = told
    return plain


def _painted(svg: Node) -> list[Node]:
    """The elements of a drawing in their order, without those that are kept for others."""
    found: list[Node] = []
    stack = list(reversed(svg.elements()))
    while stack:
        child = stack.pop()
        if child.tag not in SHAPES:
            found.append(child)
            stack.extend(reversed(child.elements()))
    return found


def _is_plain(walk: Walk, svg: Node, won: Won) -> bool:
    """Whether a drawing is of told size, and what it holds stands where it says."""
    wide, high = (length(svg.attrs.get(name, "") or "none", 16, None) for name in ("width", "height"))
    if wide is None or high is None or not _as_drawn(svg, wide, high):
        return False
    own = {name for name in svg.attrs if not name.startswith(("aria-", "data-"))} - {"viewbox", "viewBox"}
    return not (won.keys() - _FRAMES or own - _PLAIN or _turned(walk, svg))


def _as_drawn(svg: Node, wide: float, high: float) -> bool:
    """Whether nothing in a drawing is shifted or scaled."""
    told = next((value for name, value in svg.attrs.items() if name.lower() == "viewbox"), None)
    if told is None:
        return True
    sizes = [number(word) for word in told.replace(",", " ").split()]
    return sizes == [0.0, 0.0, wide, high]


def _harmless(child: Node) -> bool:
    """Whether an element of a drawing covers no letters, unless it is a rectangle of a told place."""
    if child.tag == "rect":
        return plate(child).box is not None
    if child.tag not in _LETTERS:
        return False
    if child.tag not in ("text", "tspan"):
        return not child.attrs
    size = length(child.attrs.get("font-size", "16"), 16, None)
    return not child.attrs.keys() - _THIN and size is not None and size <= MOST_LETTER_PX


def _turned(walk: Walk, node: Node) -> bool:
    """Whether something around may say where letters begin, or how far they are apart."""
    around = node.parent
    while around is not None:
        styled = walk.page.styled.get(id(around))
        if "dir" in around.attrs or (styled is not None and not _TURNS.isdisjoint(styled.won)):
            return True
        around = around.parent
    return False


def size_letters(svg: Node, here: Context, won: Won) -> None:
    """Give a drawing the font size that an attribute tells, to which all declarations go before."""
    told = svg.attrs.get("font-size")
    if told is None or "font-size" in won or "font" in won or "all" in won:
        return
    size = length(told, here.font, None)
    if size is None or size < 0 or here.zoom != 1:
        here.suspect("svg-fill-white")
    else:
        here.font, here.soft = size, False


def letter(walk: Walk, node: Node, here: Context, won: Won) -> None:
    """Enter a text of a drawing: its colour is a filling, and its place is told in attributes."""
    fill = won.get("fill") or node.attrs.get("fill") or "black"
    fill = darkened({"fill": fill.lower()})["fill"] if here.dark else fill
    stroke = node.attrs.get("stroke", "none")
    if fill == "none" and stroke != "none" and isinstance(parse_colour(stroke), tuple):
        # The outline alone shows them.
        fill = stroke
    elif _stroked(node):
        here.suspect("svg-fill-white")
    colour = parse_colour(fill)
    here.fill = ""
    if isinstance(colour, tuple):
        here.colour = colour
    elif colour is None and fill != "none":
        here.suspect("svg-fill-white")
    else:
        here.colour = here.colour if colour else (0.0, 0.0, 0.0, 0.0)
    if "font-size" in node.attrs and "font-size" not in won and "font" not in won:
        size = length(node.attrs["font-size"], here.font, None)
        here.font = here.font if size is None else size
        if size is None:
            here.suspect("svg-fill-white")
    x, y = (length(node.attrs.get(k, "0") or "0", here.font, None) for k in ("x", "y"))
    moved = any(child.attrs for child in node.below())
    plain = not won.keys() - _LOOKS and not node.attrs.keys() - _HARMLESS and not moved
    svg = node.nearest("svg")
    if svg is not None and (won.keys() - _LOOKS or here.font > MOST_LETTER_PX):
        # A thick stroke of theirs, or letters so large, may lie over others.
        spoilt = (svg, "svg-fill-white")
        walk.page.spoilt += [spoilt] if spoilt not in walk.page.spoilt[-1:] else []
    if not plain or x is None or y is None or _cut_off(node, x, y, here.font):
        here.suspect("svg-fill-white")
    else:
        plates = walk.plates.get(id(svg), [])
        if not stand(node, here, plates, " ".join("".join(_written(node)).split()), (x, y)):
            here.back_image = True
            here.suspect("svg-fill-white")
    letters = here.colour
    faint = letters is not None and any(contrast(blend(letters, 1, b), b) < DOUBTFUL for b in here.backs)
    if faint and _crosses(node, here.font):
        # On the letters of another one it may be seen where it is not on their ground.
        here.suspect("color-near-bg")


def _cut_off(text: Node, x: float, y: float, font: float) -> bool:
    """Whether letters may reach beyond the edges of their drawing."""
    svg = text.nearest("svg")
    told = svg.attrs if svg is not None else {}
    wide, high = (length(told.get(name, "") or "none", 16, None) for name in ("width", "height"))
    written = " ".join("".join(_written(text)).split())
    if wide is None or high is None:
        return True
    inside = x >= 0 and max(4, font * _LEAST_ABOVE) <= y <= high
    return not inside or x + ems(written) * font > wide


def _written(node: Node) -> Iterator[str]:
    stack = [node]
    while stack:
        child = stack.pop()
        yield child.text if not child.tag else ""
        stack.extend(child.children)


def _stroked(text: Node) -> bool:
    """Whether an outline may show letters without a filling, or hide those that have one."""
    above: Node | None = text
    while above is not None and above.tag != "body":
        if above.attrs.get("stroke", "none") != "none" or "stroke" in above.attrs.get("style", ""):
            return True
        above = above.parent
    return False


def _crosses(text: Node, font: float) -> bool:
    """Whether another text of the drawing begins on the same line."""
    svg = text.nearest("svg")
    mine = length(text.attrs.get("y", "0") or "0", font, None)
    stack, looked = list(svg.children) if svg is not None else [], 0
    while stack:
        other = stack.pop()
        looked += 1
        if looked > _MOST_LETTERS:
            return True
        if other.tag == "text" and other is not text:
            its = length(other.attrs.get("y", "0") or "0", font, None)
            if mine is None or its is None or abs(mine - its) < font:
                return True
        elif other.tag != "defs":
            stack.extend(other.children)
    return False
