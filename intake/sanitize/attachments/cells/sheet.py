"""The rows of a sheet as it shows them, and what it hides, by technique."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.cells.conditions import outcomes
from intake.sanitize.attachments.cells.formats import (
    Style,
    at,
    column,
    integer,
)
from intake.sanitize.attachments.cells.grid import HEIGHT, MAX_COLUMN, Grid
from intake.sanitize.attachments.cells.room import POINTS_PER_LETTER, Room, is_rightwards, split
from intake.sanitize.attachments.cells.rules import Rules, lines
from intake.sanitize.attachments.cells.values import Book, value_of
from intake.sanitize.attachments.colour import WHITE
from intake.sanitize.attachments.numbers import labelled, shown
from intake.sanitize.attachments.package import child, local
from intake.sanitize.attachments.reader import Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PAINTED = 20_000
MAX_SHARED = 10_000
ON, OFF = frozenset(["1", "true"]), frozenset(["0", "false"])
LOW = 0.3
"""Of the size of its letters, a row's height in which nothing can be read."""
MAX_SIZE = 10_000.0
"""Points or letters; no sheet has larger rows or columns."""
WIDEST = 0.9
"""A letter's width to its size, above any that is counted with."""
FLAT = 1.0
"""Points of a row's height, and half of it in letters of a column's width, below which nothing is read."""
ROWS, WHITE_TEXT = "x2-hidden-row-col", "x3-white-format-comment"
_DDE = re.compile(r"^[+=@-]?\s{0,9}'?[\w.\\/: -]{1,200}'?\|")
_FETCHING = re.compile(
    r"\b(?:WEBSERVICE|FILTERXML|RTD|CALL|REGISTER|IMPORT(?:XML|HTML|FEED|DATA|RANGE))\s{0,9}\(", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a sheet is looked at (18.3.1.87)."""

    formulas: bool = False
    zeros: bool = True
    mirrored: bool = False


@dataclass(slots=True)
class Sheet:
    """Rows as shown with their numbers, and what was hidden by technique."""

    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    """Those that fetch or start something."""
    view: View | None = None
    grid: Grid = field(default_factory=Grid)
    fixed: bool = False
    """Rows have the usual height, whatever stands in them."""
    shared: dict[str, str] = field(default_factory=dict)
    painted: list[tuple[int, int]] = field(default_factory=list)
    """Cells with another ground than white."""

    def hide(self, technique: str, text: str) -> None:
        if text:
            self.hidden.setdefault(technique, []).append(text)


@dataclass(slots=True, kw_only=True)
class _Row:
    """A row at hand: what touches it, its fixed height in points, and which of its wider cells are full."""

    number: int
    unseen: bool
    here: Rules
    high: float | None
    filled: list[int]


def read_sheet(data: bytes, book: Book, rules: Rules) -> Sheet:
    """Raises Unreadable (`limit`, `damaged`)."""
    sheet = Sheet()
    number = 0
    for kind, element in lines(data):
        if kind != "row":
            _told(kind, element, sheet)
            continue
        number = integer(element.get("r")) or number + 1
        row = _row(element, number, sheet, rules)
        values: list[str] = []
        place = 0
        for cell in element:
            if local(cell.tag) != "c":
                continue
            book.cells -= 1
            if book.cells < 0:
                raise Unreadable("limit: too many cells")
            place = min(column(cell.get("r")) or place + 1, MAX_COLUMN)
            _cell(cell, place, book, row, sheet, values)
        if values:
            sheet.rows.append(values)
            sheet.numbers.append(number)
    return sheet


def _told(kind: str, element: "Element", sheet: Sheet) -> None:
    """What a sheet says before its rows."""
    grid = sheet.grid
    if kind == "col":
        wide = 0.0 if element.get("hidden") in ON else _size(element.get("width"), grid.width)
        grid.column(integer(element.get("min")), integer(element.get("max")), wide)
    elif kind == "sheetView" and sheet.view is None:
        # Others are of further windows.
        sheet.view = View(
            formulas=element.get("showFormulas") in ON,
            zeros=element.get("showZeros") not in OFF,
            mirrored=element.get("rightToLeft") in ON,
        )
    elif kind == "sheetFormatPr":
        grid.width = _size(element.get("defaultColWidth"), grid.width)
        grid.height = _size(element.get("defaultRowHeight"), grid.height)
        sheet.fixed = element.get("customHeight") in ON


def _row(element: "Element", number: int, sheet: Sheet, rules: Rules) -> _Row:
    told = element.get("ht")
    high = _size(told, sheet.grid.height if sheet.fixed else HEIGHT)
    unseen = (
        element.get("hidden") in ON
        or high < FLAT
        or (rules.zero_height and told is None and element.get("hidden") is None)
    )
    if unseen or told is not None:
        sheet.grid.rows[number] = 0.0 if unseen else high
    fixed = element.get("customHeight") in ON if told is not None else sheet.fixed
    filled, place = list[int](), 0
    for cell in element:
        place = min(column(cell.get("r")) or place + 1, MAX_COLUMN)
        full = any(one.text or len(one) for one in cell)
        if full and sheet.grid.letters(place) >= FLAT / 2:
            filled.append(place)
    return _Row(
        number=number, unseen=unseen, here=rules.in_row(number), high=high if fixed else None, filled=filled
    )


def _cell(cell: "Element", column: int, book: Book, row: _Row, sheet: Sheet, values: list[str]) -> None:
    place, rules = (row.number, column), row.here
    view = sheet.view or View()
    style = at(book.formats.cells, cell.get("s"), Style())
    if rules.head(place):
        style = replace(style, ground=None)
    if view.formulas:
        style = replace(style, code="General")
    code = _formula(cell, sheet)
    if code and (_DDE.match(code) or _FETCHING.search(code[:2000])) and len(sheet.formulas) < 50:
        sheet.formulas.append(code[:500])
    runs, numeric = value_of(cell, book)
    if view.formulas and code:
        runs, numeric = ((f"={code}", None, 0.0),), None
    whole = "".join(words for words, _, _ in runs)
    if not whole:
        return
    if style.ground != WHITE and len(sheet.painted) < MAX_PAINTED:
        sheet.painted.append(place)
    if row.unseen or sheet.grid.letters(column) < FLAT / 2:
        sheet.hide(ROWS, whole)
        return
    if rules.swallowed(place) or (numeric == 0 and not view.zeros):
        sheet.hide(WHITE_TEXT, whole)
        return
    if rules.covered(place):
        sheet.hide("covered-shape", whole)
        return
    if conditions := rules.conditions_at(place):
        value = numeric if numeric is not None else (whole == "TRUE" if cell.get("t") == "b" else whole)
        looks = [book.formats.dressed(one, style) for one in outcomes(conditions, value, place)]
        hidden = [look.unseen(numeric, whole, book.old_epoch) for look in looks]
        if any(hidden) and not (all(hidden) and style.unseen(numeric, whole, book.old_epoch)):
            sheet.unsure.append(whole)
            return
        runs = runs if looks[0].ink == style.ink else tuple((text, None, size) for text, _, size in runs)
        style = looks[0]
    seen = ""
    for words, ink, points in runs:
        look = replace(style, points=points) if points else style
        if look.unseen(numeric, words or " ", book.old_epoch, ink):
            sheet.hide(WHITE_TEXT, words)
        else:
            seen += words
    if not seen:
        return
    if numeric is not None:
        _put(shown(numeric, style.code, book.old_epoch), column, values)
        return
    label = labelled(style.code, seen)
    if seen not in label:
        sheet.hide(WHITE_TEXT, seen)
    if not view.formulas and not view.mirrored:
        label = _fitting(label, style, book, row, column, sheet)
    _put(label, column, values)


def _put(text: str, column: int, values: list[str]) -> None:
    if text:
        # A lone cell far to the right is one cell, not thousands of empty ones.
        gap = column - 1 - len(values)
        values.extend([""] * (gap if gap <= 512 else 0))
        values.append(text)


def _fitting(text: str, style: Style, book: Book, row: _Row, column: int, sheet: Sheet) -> str:
    """What of a text its cell, and the empty ones beside it, have room for."""
    if row.high is not None and row.high < style.points * LOW:
        sheet.hide(ROWS, text)
        return ""
    grid, letter = sheet.grid, POINTS_PER_LETTER * max(1.0, book.formats.points / 11)
    area = row.here.area((row.number, column))
    last = area[3] if area else column
    own = grid.letters(column, last)
    if len(text) * WIDEST * style.points < own * letter and row.high is None:
        return text
    left = right = 0.0
    if area is None and not style.setting.wraps:
        index = bisect_left(row.filled, column)
        low = row.filled[index - 1] if index else 0
        high = row.filled[index + 1] if index + 1 < len(row.filled) else MAX_COLUMN
        left = grid.letters(low + 1, column - 1) if low + 1 < column else 0.0
        right = grid.letters(column + 1, high - 1) if column + 1 < high else 0.0
    tall = row.high if area is None or area[0] == area[1] else None
    room = Room(left * letter, (own + 1) * letter, right * letter, tall)
    if not is_rightwards(text) or ("\n" in text and not style.setting.wraps):
        return text
    seen, out = split(text, style.setting, style.points, room)
    sheet.hide(ROWS, out)
    return seen


def _formula(cell: "Element", sheet: Sheet) -> str:
    """A cell's formula; of shared ones the first cell tells it, shifted for the others."""
    one = child(cell, "f")
    if one is None:
        return ""
    code = (one.text or "").replace("_xlfn.", "").replace("_xlws.", "")
    key = one.get("si") if one.get("t") == "shared" else None
    if key is not None and code and len(sheet.shared) < MAX_SHARED:
        sheet.shared[key] = code
    return code or sheet.shared.get(key or "", "")


def _size(text: str | None, other: float) -> float:
    try:
        size = float(text) if text else other
    except ValueError:
        return other
    return size if 0 <= size <= MAX_SIZE else other
