"""Items of a grid that are put into its first cell, where they may lie over each other.

Such an item stands where the first item of the grid would, and is as large. Of several, the one painted last
is seen where its ground lets nothing through; those beneath are in doubt.
"""

import re
from collections.abc import Iterator

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import parse_colour
from intake.sanitize.css.lengths import length, words
from intake.sanitize.html.context import OFF, Context, Page, Styled
from intake.sanitize.html.declared import ROUND_PX, edges
from intake.sanitize.html.grounds import LEAST_LINE, RISES
from intake.sanitize.html.pieces import Walk
from intake.sanitize.tree import Node

AREAS = "grid-template-areas"
MOST_CELLED = 200
"""Items of a page that are put into the first cell of their grids."""
MOST_BELOW = 500
"""Elements in an item that are asked whether they may rise over another one."""
_AREA = re.compile(r"""(["'])\s*((?!auto$|span$|default$)[a-z][a-z0-9_-]{0,40})\s*\1""")
_FIRST = re.compile(r"1(?:\s*/\s*(?:1|2|auto|span 1))?")
_FIRSTS = re.compile(r"1\s*/\s*1(?:\s*/\s*(?:2|auto|span 1)){0,2}")
_PAIRS = (("grid-row", "grid-column"), ("grid-row-start", "grid-column-start"))
_TRACKS = re.compile(r"grid$|grid-(?:template|auto)")
_Z = re.compile(r"[+-]?\d{1,9}")
_GROUNDS = frozenset(["background", "background-color"])
_USUAL = (
    "background-color", "border", "box-shadow", "box-sizing", "color", "cursor", "font", "letter-spacing",
    "line-height", "list-style", "margin", "overflow-wrap", "padding", "text-align", "text-decoration",
    "text-indent", "text-shadow", "text-transform", "word-break", "word-spacing", "word-wrap", "z-index",
    "-webkit-font-smoothing", "-webkit-text-size-adjust",
)  # fmt: skip
"""What may be said of an item that hides those beneath; by their names, and those that begin with them."""


def name_area(node: Node, here: Context, won: Won, page: Page) -> Won:
    """Declarations of a grid without those of its areas, where it has a single one; its name is noted."""
    found = _AREA.fullmatch(won.get(AREAS, ""))
    if found is None or here.display != "grid" or "grid-template" in won or "grid" in won:
        return won
    page.areas[id(node)] = found[2]
    return {name: value for name, value in won.items() if name != AREAS}


def put_first(node: Node, here: Context, won: Won, page: Page) -> Won:
    """Declarations of an item without those that put it into the first cell, where it may lie over others."""
    grid = page.styled.get(id(node.parent))
    placed = {
        name
        for name in won
        if name.startswith(("grid-row", "grid-column", "grid-area")) and "gap" not in name
    }
    if grid is None or not placed or grid.here.display != "grid" or len(page.celled) >= MOST_CELLED:
        return won
    if won.get("position", "static") not in (*OFF, "relative") or not _is_first(won, placed, grid, page):
        return won
    page.celled.append(node)
    here.displace(node)
    if not _has_ground(won):
        # Its letters may stand on what others of its cell paint.
        here.suspect("color-near-bg")
    return {name: value for name, value in won.items() if name not in placed}


def _is_first(won: Won, placed: set[str], grid: Styled, page: Page) -> bool:
    bare = not any(_TRACKS.match(name) for name in grid.won)
    if placed == {"grid-area"}:
        area = won["grid-area"]
        return _FIRSTS.fullmatch(area) is not None or area == page.areas.get(id(grid.node))
    if not any(placed == set(pair) for pair in _PAIRS):
        return False
    # The last line of a grid without tracks of its own is the first as well (CSS Grid 2, 8.3).
    return all(
        _FIRST.fullmatch(won[name]) or (bare and re.fullmatch(r"1\s*/\s*-1", won[name])) for name in placed
    )


def stacked(walk: Walk) -> Iterator[tuple[Node, str]]:
    """Items that may lie beneath others of their grid, or whose letters may lie over those of others."""
    page = walk.page
    grids: dict[int, list[Styled]] = {}
    for node in page.celled:
        if page.styled[id(node)].here.display != "none":
            grids.setdefault(id(node.parent), []).append(page.styled[id(node)])
    for items in grids.values():
        grid = items[0].node.parent
        assert grid is not None
        if not _is_told(grid, page):
            yield from ((item.node, "unknown-property") for item in items)
            continue
        if len(items) == 1:
            continue
        top = max(items, key=lambda item: (_index(item), item.order))
        yield from ((item.node, "cover-zindex") for item in items if item is not top)
        if not _hides(top) or any(_may_rise(item, page) for item in items if item is not top):
            yield top.node, "cover-zindex"


def _is_told(grid: Node, page: Page) -> bool:
    """Whether of all items of a grid it is known where they stand, and in which order they are painted."""
    before, after = page.generated.get(id(grid), ((), ()))
    for child in (*before, *grid.children, *after):
        item = page.styled.get(id(child))
        if item is None:
            continue
        z = item.won.get("z-index", "auto")
        if (
            item.here.shaky
            or item.here.display == "contents"
            or item.won.get("order", "0") not in (*OFF, "0")
        ):
            return False
        if z not in OFF and not _Z.fullmatch(z):
            return False
    return True


def _index(item: Styled) -> tuple[int, bool]:
    """When it is painted: one without an index as a part of the lines, and so before what has the index 0."""
    told = item.won.get("z-index", "auto")
    return (0, False) if told in OFF else (int(told), True)


def _hides(item: Styled) -> bool:
    """Whether nothing shows through an item, all of which stands on a ground of one colour."""
    won, font = item.won, item.here.font
    flat = item.here.line is not None and item.here.line < font * LEAST_LINE
    if flat or item.here.opacity < 1 or item.replaced or item.here.tinted:
        return False
    if any(name not in _GROUNDS and not name.startswith(_USUAL) and name != "display" for name in won):
        return False
    if any(name.startswith("border-image") for name in won):
        return False
    if not _has_ground(won):
        return False
    sizes = [length(value, font, None) for value in edges(won)["margin"].values()]
    if any(size is None or size < 0 for size in sizes):
        return False
    rounds = [
        length(word, font, None)
        for name, value in won.items()
        if name.startswith("border") and name.endswith("radius")
        for word in words(value.replace("/", " "))
    ]
    return all(size is not None and size <= ROUND_PX for size in rounds)


def _has_ground(won: Won) -> bool:
    """Whether an item has one colour behind its letters, through which nothing shows."""
    grounds = [parse_colour(value) for name, value in won.items() if name in _GROUNDS]
    return bool(grounds) and all(isinstance(colour, tuple) and colour[3] >= 1 for colour in grounds)


def _may_rise(item: Styled, page: Page) -> bool:
    """Whether something in an item may be painted after a later item."""
    if _Z.fullmatch(item.won.get("z-index", "auto")):
        # All in it is painted with it.
        return False
    stack, left = [item.node], MOST_BELOW
    while stack:
        node = stack.pop()
        left -= 1
        before, after = page.generated.get(id(node), ((), ()))
        inner = page.styled.get(id(node))
        if left < 0 or (inner is not None and not RISES.isdisjoint(inner.won)):
            return True
        stack.extend((*before, *after, *node.elements()))
    return False
