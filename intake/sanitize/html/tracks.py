"""The rows of a grid: whether they hold what stands in them, and how high they are at most."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.lengths import length, words
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.html.frames import gap
from intake.sanitize.tree import Node

ROWS = frozenset(["grid", "grid-auto-rows", "grid-template", "grid-template-rows"])
_HOLDING = frozenset(["auto", "min-content", "max-content"])
_SHARE = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)fr")
_REPEATED = re.compile(r"repeat\((\d{1,2}),([^(),]{1,60})\)")
_ALIGNS = ("align-", "place-", "justify-")
_HEIGHTS = frozenset(
    ["height", "max-height", "aspect-ratio", "position", "float", "container-type", "contain"]
)
_PLACES = ("grid-row", "grid-area", "grid-column", "align-self", "place-self", "position", "order", "float")
MOST_TRACKS, MOST_ROW_PX = 30, 2_000.0


class Rows(NamedTuple):
    """What is told of the rows of a grid that is as high as they are."""

    told: float
    """All rows of a height of their own together,"""
    each: float
    """and the highest of those that are made as they are needed."""
    named: int
    shares: float
    """The parts of what is free, together; each is as high as what the fullest needs."""
    holds: bool
    """Each row is as high as what stands in it."""


def rows_of(won: Won, font: float) -> Rows | None:
    """The rows that are declared; None where it is not told what they come to."""
    if "grid" in won or "grid-template" in won or not _HEIGHTS.isdisjoint(won):
        return None
    if any(name.startswith(_ALIGNS) and value not in OFF for name, value in won.items()):
        # What has no room in its row may stick out of it upwards.
        return None
    named, made = (_tracks(won.get(name, "none"), font) for name in ("grid-template-rows", "grid-auto-rows"))
    if named is None or made is None:
        return None
    sizes = [size for size in (*named, *made) if isinstance(size, float)]
    shares = [float(size[:-2]) for size in (*named, *made) if isinstance(size, str) and size not in _HOLDING]
    return Rows(
        told=sum(size for size in named if isinstance(size, float)),
        each=max((size for size in made if isinstance(size, float)), default=0.0),
        named=len(named),
        shares=max(1.0, sum(shares)),
        holds=not sizes and all(share >= 1 for share in shares),
    )


def _tracks(value: str, font: float) -> list[float | str] | None:
    """Heights in px, parts of what is free, and words for what is as high as it has to be."""
    if value in OFF:
        return []
    found: list[float | str] = []
    for word in words(_REPEATED.sub(_again, value)):
        size = length(word, font, None)
        if size is not None and 0 <= size <= MOST_ROW_PX:
            found.append(size)
        elif word in _HOLDING or _SHARE.fullmatch(word):
            found.append(word)
        else:
            return None
    return found if len(found) <= MOST_TRACKS else None


def _again(found: re.Match[str]) -> str:
    return f" {' '.join([found[2].strip()] * int(found[1]))} "


def strays_in(won: Won) -> bool:
    """Whether an item of a grid with rows of its own may stand in another place than in the next row."""
    if any(name.startswith(_PLACES) and value not in OFF for name, value in won.items()):
        return True
    return any(name.startswith(("margin", "inset", "top")) and "auto" in value for name, value in won.items())


def spread(grid: Styled, sizes: list[float]) -> float:
    """The most that items of these heights take one below the other, but for what stands between them."""
    rows = rows_of(grid.won, grid.here.font) if has_rows(grid) else None
    if rows is None:
        return sum(sizes)
    return sum(sizes) * rows.shares + rows.told + rows.each * len(sizes) + rows.named * gap(grid, 0.0)


def has_rows(styled: Styled) -> bool:
    """Whether something is told of the rows of a grid."""
    return not ROWS.isdisjoint(styled.won) and "grid" in styled.here.display


def grid_of(node: Node, styles: Mapping[int, Styled]) -> Styled | None:
    """The grid with rows of its own that an element is an item of."""
    above = node.parent
    while above is not None and (styled := styles.get(id(above))) is not None:
        if styled.here.display != "contents":
            return styled if has_rows(styled) else None
        above = above.parent
    return None


def squeezes(grid: Styled | None) -> bool:
    """Whether the items of a grid may be lower than what they hold."""
    rows = rows_of(grid.won, grid.here.font) if grid is not None else None
    return grid is not None and (rows is None or not rows.holds)
