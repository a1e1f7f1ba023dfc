"""Sheets: their rows as facts, without those that are folded, and what lies on them."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.conditions import Conditions, Rule, maps, outcomes
from intake.sanitize.attachments.opendocument.drawings import SHEET
from intake.sanitize.attachments.opendocument.looks import Look, with_letters
from intake.sanitize.attachments.opendocument.markup import count, first, get, is_on, name, points, words
from intake.sanitize.attachments.opendocument.room import Filled, cut, setting_of, span
from intake.sanitize.attachments.opendocument.shapes import FORMS, Place, place_of
from intake.sanitize.attachments.opendocument.tables import CELLS, MAX_COLUMNS, MAX_ROWS, lines
from intake.sanitize.attachments.opendocument.values import chosen, shown
from intake.sanitize.attachments.reader import Unreadable
from intake.sanitize.attachments.table import facts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from intake.sanitize.attachments.opendocument.walk import Walk

FLAT = 3.0
"""Points of a row or column in which nobody reads."""
WIDTH, HEIGHT = 64.0, 12.8
"""Of a cell where the file does not tell."""
MAX_CELLS = 2_000_000
MAX_COPIES = 64
"""Of a cell that the file repeats."""
MAX_COVERS = 40
LEAST_COVERED = 0.5
HIDDEN = "x2-hidden-row-col"
MUTE = "x3-white-format-comment"
_CACHE = "'#$"
"""In the name of a table that keeps cells of another file; offices show none of it."""


def put_sheets(body: "Element", walk: "Walk") -> None:
    """All sheets of a spreadsheet. Raises Unreadable (`limit`)."""
    cells = MAX_CELLS
    walk.drawings.area = SHEET
    for one in body:
        kind = name(one.tag)
        if kind == "table:table":
            cells = _sheet(one, walk, cells)
        elif kind == "table:tracked-changes":
            walk.find("d4-tracked", words(one))
        elif text := words(one):
            # Help texts of cells, caches of other files, and what databases and pivots are made of.
            walk.find("d8-header-table-field", text)


def _sheet(table: "Element", walk: "Walk", cells: int) -> int:
    called = get(table, "table:name") or "table"
    own = walk.styles.properties("table", get(table, "table:style-name"))
    hidden = own.get("style:table-properties", {}).get("table:display") == "false"
    if hidden or _CACHE in called:
        walk.page.find("x1-hidden-sheet", words(table) or called, f"sheet {called}")
        return cells
    other = replace(walk, location=f"sheet {called}", top=False)
    sheet = Sheet(
        walk=other,
        look=walk.styles.applied(own, Look()),
        protected=is_on(table, "table:protected"),
        conditions=Conditions.of(table),
        columns=_columns(table, walk),
        cells=cells,
    )
    sheet.cover([e for one in table if name(one.tag) == "table:shapes" for e in one], (0.0, 0.0))
    rows, numbers = _rows(table, sheet)
    walk.page.add("heading", called, level=1, location=other.location)
    plain = called.replace("{", "(").replace("}", ")")
    facts(walk.page, rows, f"sheet {plain}, row {{}}", numbers)
    if sheet.unsure:
        walk.page.find("conditional-format", " ".join(sheet.unsure)[:2000], other.location, "withheld")
    for shape in sheet.drawn:
        walk.drawings.put(shape, other, Look(), 0)
    return sheet.cells


def _rows(table: "Element", sheet: "Sheet") -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    numbers: list[int] = []
    number = 1
    for row, folded in lines(table, "table:table-row"):
        own = sheet.walk.styles.properties("table-row", get(row, "table:style-name"))
        properties = own.get("style:table-row-properties", {})
        told = points(properties.get("style:row-height"))
        fitted = properties.get("style:use-optimal-row-height") == "true"
        flat = told is not None and told < FLAT and not fitted
        high = 0.0 if folded else HEIGHT if told is None else told
        cells = sheet.row(row, number, high, unseen=folded or flat)
        if any(cells) and len(rows) < MAX_ROWS:
            rows.append(cells)
            numbers.append(number)
        copies = count(row, "table:number-rows-repeated", 1 << 20)
        number += copies
        sheet.top += high * copies
    return rows, numbers


@dataclass(frozen=True, slots=True)
class _Column:
    unseen: bool = False
    style: str | None = None
    left: float = 0.0
    wide: float = WIDTH


def _columns(table: "Element", walk: "Walk") -> list[_Column]:
    out: list[_Column] = []
    left = 0.0
    for column, folded in lines(table, "table:table-column"):
        own = walk.styles.properties("table-column", get(column, "table:style-name"))
        told = points(own.get("style:table-column-properties", {}).get("style:column-width"))
        unseen = folded or (told is not None and told < FLAT)
        wide = 0.0 if folded else WIDTH if told is None else told
        copies = count(column, "table:number-columns-repeated", MAX_COLUMNS)
        for _ in range(min(copies, MAX_COLUMNS - len(out))):
            out.append(_Column(unseen, get(column, "table:default-cell-style-name"), left, wide))
            left += wide
    return out


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A sheet as it is read; `cells` counts down, `top` is where the row at hand begins."""

    walk: "Walk"
    look: Look
    protected: bool
    conditions: Conditions
    columns: list[_Column]
    cells: int
    top: float = 0.0
    covers: list[Place] = field(default_factory=list)
    drawn: "list[Element]" = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    rules: dict[str | None, list[Rule]] = field(default_factory=dict)
    """By style, the conditions that it has itself."""

    def cover(self, shapes: "list[Element]", at: tuple[float, float]) -> None:
        """Take shapes that lie on the sheet; cells under an opaque one are not seen."""
        self.drawn += shapes
        for one in shapes:
            place, upright = place_of(one)
            if place and upright and len(self.covers) < MAX_COVERS and self.walk.drawings.is_solid(one):
                left, top = at
                self.covers.append((place[0] + left, place[1] + top, place[2] + left, place[3] + top))

    def row(self, row: "Element", number: int, high: float, *, unseen: bool) -> list[str]:
        cells: list[str] = []
        filled: list[Filled] = []
        at = 0
        where = f"{self.walk.location}, row {number}"
        usual = get(row, "table:default-cell-style-name")
        for cell in row:
            if name(cell.tag) not in CELLS:
                continue
            self.cells -= 1
            if self.cells < 0:
                raise Unreadable("limit: too many cells")
            column = self._column(at)
            gone = unseen or column.unseen
            if len(cell):
                self._note(cell, where, unseen=gone)
                self.cover([e for e in cell if name(e.tag) in FORMS], (column.left, self.top))
            text = ""
            if gone or name(cell.tag) == "table:covered-table-cell":
                self._hide(HIDDEN, _said(cell), where)
            elif len(cell) or len(cell.attrib) > 1:
                style = get(cell, "table:style-name") or usual or column.style
                text = self._cell(cell, style, (number, at + 1), where)
                if text and self._covered(
                    (column.left, self.top, column.left + column.wide, self.top + high)
                ):
                    self._hide("covered-shape", text, where)
                    text = ""
            copies = count(cell, "table:number-columns-repeated", MAX_COLUMNS)
            if not gone and name(cell.tag) != "table:covered-table-cell" and _said(cell):
                filled.append(self._filled(cell, usual or column.style, len(cells), at, copies))
            cells += [text] * min(copies, MAX_COPIES)
            at += copies
        for lost in cut(cells, filled):
            self._hide(HIDDEN, lost, where)
        return cells

    def _filled(self, cell: "Element", usual: str | None, place: int, at: int, copies: int) -> Filled:
        style = get(cell, "table:style-name") or usual
        last = self._column(at + max(copies, span(cell)) - 1)
        look = self.walk.styles.dressed("table-cell", style, self.look)
        # A text that is told several times is cut by itself; that is left as it is.
        setting = setting_of(cell, self.walk.styles.properties("table-cell", style)) if copies == 1 else None
        return Filled(place, self._column(at).left, last.left + last.wide, look.points, setting)

    def _column(self, at: int) -> _Column:
        if at < len(self.columns):
            return self.columns[at]
        behind = self.columns[-1] if self.columns else _Column(wide=0.0)
        return _Column(left=behind.left + behind.wide + (at - len(self.columns)) * WIDTH)

    def _cell(self, cell: "Element", style: str | None, place: tuple[int, int], where: str) -> str:
        styles = self.walk.styles
        own = styles.properties("table-cell", style)
        guard = own.get("style:table-cell-properties", {}).get("style:cell-protect", "")
        if self.protected and guard.startswith("hidden-and-protected"):
            self._hide(MUTE, _said(cell), where)
            return ""
        data = chosen(cell, styles.numbers.get(own["style"].get("style:data-style-name", "")), styles.numbers)
        looks = self._looks(cell, style, data, place)
        unseen = [look.unseen() for look in looks]
        if any(unseen) and not all(unseen):
            self.unsure.append(_said(cell))
            return ""
        out: list[str] = []
        for one in cell:
            if name(one.tag) in {"text:p", "text:h"}:
                line = self.walk.line(
                    one, styles.dressed("paragraph", get(one, "text:style-name"), looks[0]), 0
                )
                for technique, texts in line.hidden.items():
                    self._hide(technique, "".join(texts), where)
                out.append(line.text)
        text = "\n".join(out).strip()
        if unseen[0]:
            return text
        seen = shown(cell, text, data)
        if text and seen != text:
            self._hide(MUTE, text, where)
        return seen

    def _looks(
        self,
        cell: "Element",
        style: str | None,
        data: "Element | None",
        place: tuple[int, int],
    ) -> list[Look]:
        """The looks that a cell may have: one, where its conditions can be told."""
        styles = self.walk.styles
        look = styles.dressed("table-cell", style, self.look)
        letters = first(data, "style:text-properties")
        if letters is not None:
            look = with_letters(look, {name(k): v for k, v in letters.attrib.items()})
        if style not in self.rules:
            self.rules[style] = maps(styles.chain("table-cell", style))
        rules = self.conditions.at(place) or self.rules[style]
        if not rules:
            return [look]
        value = get(cell, "office:value") or _said(cell)
        found = outcomes(rules, value)
        return [styles.dressed("table-cell", one, look) if one else look for one in found]

    def _covered(self, box: Place) -> bool:
        size = (box[2] - box[0]) * (box[3] - box[1])
        for left, top, right, bottom in self.covers:
            wide, high = min(right, box[2]) - max(left, box[0]), min(bottom, box[3]) - max(top, box[1])
            if wide > 0 and high > 0 and wide * high >= LEAST_COVERED * size:
                return True
        return False

    def _note(self, cell: "Element", where: str, *, unseen: bool) -> None:
        """A note shows where it was left open."""
        note = first(cell, "office:annotation")
        if note is None:
            return
        if is_on(note, "office:display") and not unseen:
            text = "\n".join(words(e) for e in note if name(e.tag) in {"text:p", "text:list"})
            self.walk.page.add("paragraph", text, location=where)
        else:
            self._hide("d7-comment", words(note), where)

    def _hide(self, technique: str, text: str, where: str) -> None:
        if text.strip():
            self.walk.page.find(technique, text, where)


def _said(cell: "Element") -> str:
    return " ".join(words(p) for p in cell if name(p.tag) in {"text:p", "text:h"})
