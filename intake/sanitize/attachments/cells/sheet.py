"""The rows of a sheet as it shows them, and what it hides, by technique."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.cells.formats import (
    Formats,
    Style,
    at,
    column,
    font,
    integer,
)
from intake.sanitize.attachments.cells.rules import Rules, lines
from intake.sanitize.attachments.colour import Rgb
from intake.sanitize.attachments.numbers import labelled, shown
from intake.sanitize.attachments.package import child, local
from intake.sanitize.attachments.reader import Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_CELLS = 200_000
MAX_COLUMN = 16_384
FLAT = 1.0
"""Points of a row's height, and half of it in letters of a column's width, below which nothing is read."""
ROWS, WHITE_TEXT = "x2-hidden-row-col", "x3-white-format-comment"
_DDE = re.compile(r"^[+=@-]?\s{0,9}'?[\w.\\/: -]{1,200}'?\|")
_FETCHING = re.compile(
    r"\b(?:WEBSERVICE|FILTERXML|RTD|CALL|REGISTER|IMPORT(?:XML|HTML|FEED|DATA|RANGE))\s{0,9}\(", re.I
)
String = tuple[tuple[str, Rgb | None, float], ...]
"""A text in runs of one look: words, ink (None: the cell's), points (0: the cell's)."""


@dataclass(slots=True)
class Sheet:
    """Rows as shown with their numbers, and what was hidden by technique."""

    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    """Those that fetch or start something."""

    def hide(self, technique: str, text: str) -> None:
        if text:
            self.hidden.setdefault(technique, []).append(text)


@dataclass(slots=True, kw_only=True)
class Book:
    """What all sheets of a workbook share; `cells` counts down."""

    strings: list[String]
    formats: Formats
    old_epoch: bool
    cells: int = MAX_CELLS


def read_sheet(data: bytes, book: Book, rules: Rules) -> Sheet:
    """Raises Unreadable (`limit`, `damaged`)."""
    sheet = Sheet()
    hidden_columns: list[tuple[int, int]] = []
    number = 0
    for kind, element in lines(data):
        if kind == "col":
            if element.get("hidden") in {"1", "true"} or _size(element.get("width"), 9) < FLAT / 2:
                hidden_columns.append((integer(element.get("min")), integer(element.get("max"))))
            continue
        number = integer(element.get("r")) or number + 1
        unseen = (
            element.get("hidden") in {"1", "true"}
            or _size(element.get("ht"), 15) < FLAT
            or (rules.zero_height and element.get("ht") is None and element.get("hidden") is None)
        )
        values: list[str] = []
        place = 0
        here = rules.in_row(number)
        for cell in element:
            if local(cell.tag) != "c":
                continue
            book.cells -= 1
            if book.cells < 0:
                raise Unreadable("limit: too many cells")
            place = min(column(cell.get("r")) or place + 1, MAX_COLUMN)
            far = unseen or any(low <= place <= high for low, high in hidden_columns)
            _cell(cell, (number, place), book, here, sheet, far, values)
        if values:
            sheet.rows.append(values)
            sheet.numbers.append(number)
    return sheet


def _cell(
    cell: "Element",
    place: tuple[int, int],
    book: Book,
    rules: Rules,
    sheet: Sheet,
    far: bool,
    values: list[str],
) -> None:
    style = at(book.formats.cells, cell.get("s"), Style())
    if rules.head(place):
        style = Style(code=style.code, ink=style.ink, ground=None, points=style.points)
    formula = child(cell, "f")
    code = (formula.text or "") if formula is not None else ""
    if code and (_DDE.match(code) or _FETCHING.search(code[:2000])) and len(sheet.formulas) < 50:
        sheet.formulas.append(code[:500])
    runs, numeric = _value(cell, book)
    whole = "".join(words for words, _, _ in runs)
    if not whole:
        return
    if far:
        sheet.hide(ROWS, whole)
        return
    if rules.swallowed(place):
        sheet.hide(WHITE_TEXT, whole)
        return
    if rules.covered(place):
        sheet.hide("covered-shape", whole)
        return
    if any(book.formats.hides(index, style) for index in rules.differences(place)):
        sheet.unsure.append(whole)
        return
    seen = ""
    for words, ink, points in runs:
        look = style if not points else Style(style.code, style.ink, style.ground, points)
        if look.unseen(numeric, words or " ", book.old_epoch, ink):
            sheet.hide(WHITE_TEXT, words)
        else:
            seen += words
    if not seen:
        return
    # A lone cell far to the right is one cell, not thousands of empty ones.
    gap = place[1] - 1 - len(values)
    values.extend([""] * (gap if gap <= 512 else 0))
    if numeric is not None:
        values.append(shown(numeric, style.code, book.old_epoch))
        return
    label = labelled(style.code, seen)
    if seen not in label:
        sheet.hide(WHITE_TEXT, seen)
    values.append(label)


def _size(text: str | None, other: float) -> float:
    try:
        return float(text) if text else other
    except ValueError:
        return other


def _value(cell: "Element", book: Book) -> tuple[String, float | None]:
    """A cell's text, and its number where it is one. Formulas count by their stored result."""
    kind = cell.get("t") or "n"
    raw = (found.text or "") if (found := child(cell, "v")) is not None else ""
    if kind == "s":
        return at(book.strings, raw.strip(), ()), None
    if kind == "inlineStr":
        inline = child(cell, "is")
        return (rich(inline, book.formats) if inline is not None else ()), None
    if kind == "b":
        return (("TRUE" if raw.strip() == "1" else "FALSE", None, 0.0),), None
    number: float | None = None
    if kind not in {"str", "e", "d"} and raw:
        try:
            number = float(raw)
        except ValueError:
            number = None
    return ((raw, None, 0.0),), number


def rich(item: "Element", formats: Formats) -> String:
    """A string in its runs, without its phonetic guide."""
    out: list[tuple[str, Rgb | None, float]] = []
    for one in item:
        if local(one.tag) == "t":
            out.append((one.text or "", None, 0.0))
        elif local(one.tag) == "r":
            look = child(one, "rPr")
            ink, points = font(look, formats.palette) if look is not None else (None, 0.0)
            words = "".join(t.text or "" for t in one if local(t.tag) == "t")
            out.append((words, ink, points if child(look, "sz") is not None else 0.0))
    return tuple(out)
