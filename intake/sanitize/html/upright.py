"""Blocks whose lines run from top to bottom: which of them surely show their words."""

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import contrast
from intake.sanitize.css.lengths import length, words
from intake.sanitize.html.context import DOUBTFUL, OFF, Context, Page
from intake.sanitize.html.frames import LEAST_FONT_PX
from intake.sanitize.html.runs import ems
from intake.sanitize.tree import Node

_VERTICAL = frozenset(["vertical-rl", "vertical-lr", "sideways-rl", "sideways-lr"])
_OWN = frozenset(["writing-mode", "-webkit-writing-mode", "height", "display"])
_AROUND = frozenset(["width", "max-width", "border-collapse", "border-spacing", "vertical-align"])
_LOOKS = ("font", "color", "background", "border", "padding", "margin", "text-align", "line-height")
_BLOCKS = frozenset(["block", "table", "table-cell", "table-row", "table-row-group"])
_TAGS = frozenset(["div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "section", "article", "main"])
_MOVING = frozenset(["dir", "leftmargin", "topmargin", "marginwidth", "marginheight", "hspace", "vspace"])
MOST_EDGE_PX, LEAST_WIDE_PX, MOST_COLUMNS_PX = 100.0, 300.0, 400.0
MOST_AROUND = 60


def is_upright(node: Node, here: Context, won: Won, page: Page) -> bool:
    """Whether a block of vertical lines stands in the flow, and holds all its letters and nothing else.

    So it is where each word has room in a line and the lines together are narrow; what is around it cuts
    nothing, and the letters can be read on every ground there.
    """
    plain = node.tag in _TAGS and here.display in ("block", "table-cell") and not node.elements()
    if not plain or won.get("writing-mode") not in _VERTICAL or page.floated or here.indent != 0:
        return False
    if not all(name in _OWN or name.startswith(_LOOKS) for name in won) or here.opacity < 1 or here.fill:
        return False
    return _has_room(node, here, won) and _is_read(here) and _is_free(node, won, page)


def _has_room(node: Node, here: Context, won: Won) -> bool:
    """Whether each word stands in one line, and all lines beside each other take little."""
    font, line = max(here.font, LEAST_FONT_PX), here.line
    if line is not None and line < here.font:
        return False
    text = "".join(child.text for child in node.children).upper()
    told = won.get("height", node.attrs.get("height", "auto"))
    high = length(told, here.font, None) if told not in OFF else None
    if high is None and told not in OFF:
        return False
    longest = max((ems(word) for word in text.split()), default=0.0) * font
    if high is not None and (longest > high or here.white != "normal"):
        return False
    return len(text) * max(line or 0.0, font * 1.6) <= MOST_COLUMNS_PX or (
        # Each line but the last is filled until the next word has no room.
        high is not None
        and high > longest
        and (1 + ems(text) * font / (high - longest)) * max(line or 0.0, font * 1.6) <= MOST_COLUMNS_PX
    )


def _is_read(here: Context) -> bool:
    """Whether its letters stand out from each ground on which they stand, or would beside it."""
    colour, behind = here.colour, here.behind
    backs = [*here.backs]
    while behind is not None:
        backs.extend(behind.before)
        behind = behind.outer
    return isinstance(colour, tuple) and all(contrast(colour[:3], back) >= DOUBTFUL for back in backs)


def _is_free(node: Node, won: Won, page: Page) -> bool:
    """Whether it and all around it are plain blocks in the flow, wide enough and near the left edge."""
    around: Node | None = node
    for _ in range(MOST_AROUND):
        if not _is_plain(around, won):
            return False
        around = around.parent if around is not None else None
        styled = page.styled.get(id(around))
        if around is None or styled is None:
            return around is None or around.parent is None
        if styled.here.display not in _BLOCKS:
            return False
        won = styled.won
        if not all(name in _AROUND or name.startswith(_LOOKS) for name in won):
            return False
        told = [won[name] for name in ("width", "max-width") if name in won]
        if not all(x in (*OFF, "100%") or (length(x, 16.0, None) or 0.0) >= LEAST_WIDE_PX for x in told):
            return False
    return False


def _is_plain(node: Node | None, won: Won) -> bool:
    """Whether neither an edge nor an attribute takes it far from where it stands."""
    edges = (
        word
        for name, value in won.items()
        if name.startswith(("margin", "padding"))
        for word in words(value)
        if word not in OFF
    )
    near = all(
        0 <= (-1.0 if (x := length(word, 16.0, None)) is None else x) <= MOST_EDGE_PX for word in edges
    )
    return node is not None and near and _MOVING.isdisjoint(node.attrs)
