"""Texts that a style of the first line may colour, and those that stand behind it (CSS Pseudo 4, 2.1)."""

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import parse_colour
from intake.sanitize.css.lengths import font_size, length, number, words
from intake.sanitize.css.properties import HANDLED
from intake.sanitize.elements import LAID
from intake.sanitize.html.context import Context, Page
from intake.sanitize.html.pieces import Piece, Walk
from intake.sanitize.html.seen import judge
from intake.sanitize.tree import Node

TECHNIQUE = "first-letter-line"
MOST_FIRSTS, MOST_SCANNED = 100, 20_000
"""Elements with such a style, and nodes in them, that are looked through."""
_COLOURED = frozenset(["font", "padding", "display", "color"])
"""Of what it may declare, the colour alone is no matter of the layout, or has an effect."""
_WITHOUT = frozenset(["padding", "display"])
_IN_PLACE = frozenset(
    ["color", "padding", "display", "text-transform", "letter-spacing", "word-spacing", "font-size",
     "visibility", "opacity", "-webkit-text-fill-color"]
)  # fmt: skip
_INITIAL = frozenset(["font-size", "text-transform", "padding"])
_DROPPED = frozenset(
    ["float", "font-size", "color", "line-height", "margin", "margin-top", "margin-right", "margin-bottom",
     "margin-left", "padding", "padding-top", "padding-right", "padding-bottom", "padding-left"]
)  # fmt: skip
LEAST_LINE = 0.8
"""Lower lines, in font sizes, leave their letters beside the box around them."""
LEAST_INITIAL, MOST_INITIAL_PX = 0.5, 100.0
_BLOCKS, _LINES = frozenset(["block", "list-item"]), frozenset(["inline"])
_ODD = LAID | {"ruby", "rb", "rt", "rtc", "rp", "marquee", "details", "fieldset", "legend"}
"""Elements in which a break may be none of the line around."""
_PLAIN_BREAK = frozenset(
    ["line-height", "font-size", "color", "clear", "font", "font-family", "margin", "padding"]
)


def line_style(node: Node, here: Context, pseudo: dict[str, Won], page: Page) -> None:
    """Doubt what a style of its first line, or of its first letter, may hide of an element, and around it."""
    for which in ("first-letter", "first-line"):
        style = pseudo.get(which, {})
        told = {name for name in style if name in HANDLED}
        if which == "first-line" and "color" in told and told <= _COLOURED and "font" not in style:
            here.first = True
            page.firsts.append((node, style["color"]))
            continue
        if not told or (_is_letter(style, here) if which == "first-letter" else told <= _WITHOUT):
            continue
        if which == "first-letter" and _is_dropped(style, here):
            # The lines beside it are shorter, and where they end nobody tells.
            here.shaky = page.floated = True
            continue
        here.suspect(TECHNIQUE)
        size = font_size(style.get("font-size", "1em"), here.font)
        if not told <= _IN_PLACE or size is None or size > here.font:
            # Large letters, and their shadows, lie over other lines.
            page.strays.append(node)


def _is_letter(style: Won, here: Context) -> bool:
    """Whether it makes a first letter that is read as the others are, only larger, and takes its place."""
    if any(name in HANDLED and name not in _INITIAL for name in style):
        return False
    # Lines of a given height may be lower than it.
    size = font_size(style.get("font-size", "1em"), here.font)
    return size is not None and here.line is None and here.font * LEAST_INITIAL <= size <= MOST_INITIAL_PX


def _is_dropped(style: Won, here: Context) -> bool:
    """Whether a first letter stands as a block of its own beside the lines, and reaches over none of them."""
    told = {name for name in style if name in HANDLED}
    if style.get("float") not in ("left", "right") or not told <= _DROPPED or here.clipper is not None:
        return False
    size = font_size(style.get("font-size", "1em"), here.font)
    if size is None or not here.font * LEAST_INITIAL <= size <= MOST_INITIAL_PX or here.exceeds:
        return False
    for name in told - {"float", "font-size", "color"}:
        sizes = [length(value, size, None) for value in words(style[name])]
        if name != "line-height" and any(s is None or not 0 <= s <= size for s in sizes):
            return False
    line = style.get("line-height", "normal")
    if line == "normal":
        return here.line is None or (here.times or 0.0) >= LEAST_LINE
    times = number(line)
    high = length(line, size, size) if times is None or line.endswith("%") else times * size
    return high is not None and LEAST_LINE * size <= high <= 2 * size


def behind_first(walk: Walk, pieces: list[Piece]) -> None:
    """Lift the doubt about texts that are not in a first line, or can be read in either colour."""
    firsts = walk.page.firsts
    if not firsts or len(firsts) > MOST_FIRSTS:
        return
    left = MOST_SCANNED
    ends: list[tuple[int, int, int, str]] = []
    for node, colour in firsts:
        low, high = walk.spans.get(id(node), (0, walk.order))
        end, left = _end(walk, pieces, node, left)
        ends.append((low, high, end, colour))
    for piece in pieces:
        here = piece.here
        if here is None or piece.doubt != TECHNIQUE or not here.first:
            continue
        styles = [
            colour for low, high, end, colour in ends if low <= piece.order <= high and piece.order < end
        ]
        if styles and (here.displaced or here.exceeds or here.sunk or piece.aside or walk.page.floated):
            # On another ground it would have to be read in either colour as well.
            continue
        if all(_reads(here, colour, walk.page) for colour in (None, *styles)):
            piece.doubt = ""


def _reads(here: Context, colour: str | None, page: Page) -> bool:
    """Whether a text can be read in a colour, or in its own."""
    other = here.inside()
    other.first = False
    if colour is not None:
        told = parse_colour(colour)
        if not isinstance(told, tuple) or here.clipped_text or here.blended or here.tinted:
            return False
        other.colour = told
    return judge(other, page) == ("", "")


def _end(walk: Walk, pieces: list[Piece], node: Node, left: int) -> tuple[int, int]:
    """From which place in the document on nothing stands in the first line of an element.

    A line ends at a break; where a line stands in a block, what follows that block is in none of it.
    """
    shown = {id(p.at): p.order for p in pieces if p.here is not None and not p.here.shaky}
    never = walk.order + 1
    stack = [(child, True) for child in reversed(node.children)]
    met = False
    while stack:
        left -= 1
        if left < 0:
            return never, left
        child, opening = stack.pop()
        if not child.tag:
            met = met or id(child) in shown
            continue
        styled = walk.page.styled.get(id(child))
        if styled is None or styled.here.gone or styled.here.shaky:
            continue
        if child.tag == "br":
            if styled.won.keys() <= _PLAIN_BREAK and styled.here.display == "inline":
                return styled.order, left
            continue
        placed = styled.won.get("position", "static") not in ("static", "relative") or styled.floats
        block = styled.here.display in _BLOCKS
        if placed or styled.replaced or child.tag in _ODD or not (block or styled.here.display in _LINES):
            continue
        if block and met:
            return (styled.order if opening else walk.spans.get(id(child), (0, never))[1] + 1), left
        if opening:
            stack.append((child, False))
            stack.extend((inner, True) for inner in reversed(child.children))
    return never, left
