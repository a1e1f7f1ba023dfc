"""Items of a row that share its width in equal parts: how wide each of them surely is."""

from collections.abc import Iterable, Sequence

from intake.sanitize.html.columns import alike
from intake.sanitize.html.context import Styled
from intake.sanitize.html.extents import Extents
from intake.sanitize.html.frames import ANY, COLUMN_GAPS, INF, ROW_GAPS, gap
from intake.sanitize.html.runs import framed, margins
from intake.sanitize.html.tracks import has_rows, rows_of

_EQUAL = frozenset(["1", "1 1", "1 1 0", "1 1 0%", "1 1 0px", "1 0", "1 0 0", "1 0 0%", "1 0 0px"])
"""Values of `flex` by which items grow alike from nothing (CSS Flexbox 1, 9.7)."""
_OWN = frozenset(
    ["flex-grow", "flex-shrink", "flex-basis", "width", "min-width", "max-width", "aspect-ratio"]
)
_ALIGNS = ("align-", "justify-")
_WRAPS = frozenset(["flex-flow", "flex-wrap"])
_ROWS = ("grid-auto-rows", "grid-template-rows")
_COLUMNS = "grid-template-columns"


def share(row: Styled, items: Sequence[Styled], wide: float, extents: Extents) -> float:
    """How wide each item is at least with all that frames it; 0 where they may be of unlike widths.

    `wide` is the least width of the row. No item makes itself wider where all that it holds has room.
    """
    frames = [_framed(item) for item in items]
    if not items or any(frame is None for frame in frames):
        return 0.0
    taken = [frame for frame in frames if frame is not None]
    space = gap(row, 0.0, COLUMN_GAPS)
    least = [extents.inner(item.node)[0] for item in items]
    if row.here.display == "grid":
        tracks = _tracks(row, items)
        part = (wide - space * (tracks - 1)) / tracks if tracks else 0.0
        return part if all(x + y <= part for x, y in zip(least, taken, strict=True)) else 0.0
    if any(item.won.get("flex", "") not in _EQUAL or not _OWN.isdisjoint(item.won) for item in items):
        return 0.0
    part = (wide - space * (len(items) - 1) - sum(taken)) / len(items)
    return part + min(taken) if max(least) <= part else 0.0


def aligns_items(row: Styled, names: Iterable[str], *, column: bool, roomy: bool = False) -> bool:
    """Whether any of the names says where items stand between left and right; in grids as in rows.

    In a `roomy` row, which has room for all of them, they stand between its sides however they are spread.
    """
    across = ("align-",) if column else ("justify-",)
    known = "flex" in row.here.display or "grid" in row.here.display
    spread = {"justify-content"} if roomy and not column else set[str]()
    told = (name for name in names if name not in spread)
    return any(name.startswith(("place-", *(across if known else _ALIGNS))) for name in told)


def makes_columns(names: Iterable[str]) -> bool:
    """Whether any of the names, declared of a grid or its items, may make more than one column."""
    return any(name.startswith("grid") and name not in (*_ROWS, *ROW_GAPS, *COLUMN_GAPS) for name in names)


def shares_height(row: Styled, around: Styled | None) -> bool:
    """Whether an item of a row, or a column, is as high as what it holds, at least, as long as that one is.

    A column in a flexible box or a grid `around` may be made lower by its neighbours, and its items with it.
    """
    if row.here.display == "grid":
        rows = rows_of(row.won, row.here.font) if has_rows(row) else None
        return not _places(row, *_ROWS) if rows is not None and rows.holds else not _places(row)
    told = f"{row.won.get('flex-direction', '')} {row.won.get('flex-flow', '')}"
    if row.here.display != "flex" or "column" not in told:
        return row.here.display == "flex"
    plain = not _WRAPS & row.won.keys() and row.won["flex-direction"] == "column"
    return plain and around is not None and around.here.display in ("block", "table-cell")


def _places(styled: Styled, *known: str) -> bool:
    """Whether more is said of a grid than how wide its columns are, and what is `known`."""
    told = (_COLUMNS, *COLUMN_GAPS, *known)
    return any(name.startswith("grid") and name not in told for name in styled.won)


def _framed(item: Styled) -> float | None:
    """Margins, borders and paddings at both sides; None where one is not told, or takes what is left."""
    edges, sides = framed(item, ANY), margins(item, ANY)
    if None in sides:
        return None
    found = sum(side.high for side in sides if side is not None) + edges[0].high + edges[1].high
    plain = found < INF and all(side is not None and side.low >= 0 for side in sides)
    return found if plain else None


def _tracks(row: Styled, items: Sequence[Styled]) -> int:
    """How many columns of one width a grid has, where each item takes the next of them."""
    return 0 if any(_places(s) for s in (row, *items)) else alike(row.won.get(_COLUMNS, ""))
