"""Tables in texts and on slides: row by row, without cells that others are merged over."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.looks import TINY_POINTS, Look
from intake.sanitize.attachments.opendocument.markup import count, get, is_on, name, points, words
from intake.sanitize.attachments.reader import Page, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from intake.sanitize.attachments.opendocument.walk import Walk

MAX_ROWS = 50_000
MAX_COLUMNS = 16_384
MAX_GROUPS = 60
_GATHERED = frozenset(
    f"table:table-{one}"
    for one in ("header-rows", "rows", "row-group", "header-columns", "columns", "column-group")
)
CELLS = frozenset(["table:table-cell", "table:covered-table-cell"])


def lines(
    table: "Element", wanted: str, *, hidden: bool = False, depth: int = 0
) -> "Iterator[tuple[Element, bool]]":
    """Rows (or columns) of a table and of its groups, and whether their group is folded."""
    if depth > MAX_GROUPS:
        raise Unreadable("limit: nesting")
    for one in table:
        kind = name(one.tag)
        if kind == wanted:
            yield one, hidden or get(one, "table:visibility") in {"collapse", "filter"}
        elif kind in _GATHERED:
            folded = hidden or is_on(one, "table:display", "false")
            yield from lines(one, wanted, hidden=folded, depth=depth + 1)


def put_table(table: "Element", look: Look, walk: "Walk", depth: int) -> None:
    style = get(table, "table:style-name")
    own = walk.styles.dressed("table", style, walk.turned("table", style, look))
    if get(table, "table:template-name"):
        # Its styles are the application's own.
        own = replace(own, ground=None)
    narrow = _narrow(table, walk)
    where = walk.location
    for row, hidden in lines(table, "table:table-row"):
        line = walk.styles.properties("table-row", get(row, "table:style-name"))
        height = points(line.get("style:table-row-properties", {}).get("style:row-height"))
        flat = height is not None and height <= TINY_POINTS
        dressed = walk.styles.applied(line, own)
        shown: list[str] = []
        lost: list[str] = []
        at = 0
        for cell in row:
            if name(cell.tag) not in CELLS:
                continue
            gone = (
                hidden
                or flat
                or name(cell.tag) == "table:covered-table-cell"
                or narrow[at : at + 1] == [True]
            )
            if gone:
                lost.append(words(cell))
            else:
                text = _cell(
                    cell,
                    walk.styles.dressed("table-cell", get(cell, "table:style-name"), dressed),
                    walk,
                    depth,
                )
                shown.append(" ".join(text.split()))
            at += count(cell, "table:number-columns-repeated", MAX_COLUMNS)
        walk.find("x2-hidden-row-col" if hidden else "d8-header-table-field", " ".join(lost))
        walk.page.add("row", " | ".join(c for c in shown if c), location=where)


def _narrow(table: "Element", walk: "Walk") -> list[bool]:
    """Which columns are too narrow for a letter."""
    out: list[bool] = []
    for column, hidden in lines(table, "table:table-column"):
        own = walk.styles.properties("table-column", get(column, "table:style-name"))
        wide = points(own.get("style:table-column-properties", {}).get("style:column-width"))
        flat = hidden or (wide is not None and wide <= TINY_POINTS)
        out += [flat] * min(
            MAX_COLUMNS - len(out), count(column, "table:number-columns-repeated", MAX_COLUMNS)
        )
    return out


def _cell(cell: "Element", look: Look, walk: "Walk", depth: int) -> str:
    """All that is seen in a cell, in one piece; what is not goes to the receipt."""
    inner = Page(walk.page.budget)
    other = replace(walk, page=inner, top=False)
    other.blocks(cell, look, depth + 1)
    walk.page.extend(tuple(inner.findings))
    return inner.text
