"""What holds for a whole sheet: merged cells, conditional formats, tables, rows hidden unless told."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.cells.conditions import Condition
from intake.sanitize.attachments.cells.formats import Formats, column, integer, row
from intake.sanitize.attachments.package import child, local
from intake.sanitize.attachments.reader import Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_RANGES = 2_000
MAX_STEPS = 8_000_000
"""Comparisons of cells with ranges, over one sheet."""
_MARKS = (b"mergeCell", b"conditionalFormatting", b"zeroHeight")
Range = tuple[int, int, int, int]
"""First row, last row, first column, last column; all from 1."""


@dataclass(slots=True)
class Rules:
    """Ranges of a sheet by what they do to the cells in them."""

    merged: list[Range] = field(default_factory=list)
    conditions: list[tuple[Range, Condition]] = field(default_factory=list)
    """Where the look of cells may depend on a condition."""
    heads: list[Range] = field(default_factory=list)
    """Header rows of tables, whose ground their style paints."""
    covers: list[Range] = field(default_factory=list)
    """Cells that lie wholly under a drawing through which nothing is seen."""
    zero_height: bool = False
    steps: int = MAX_STEPS

    def in_row(self, number: int) -> "Rules":
        """The rules that touch a row. Raises Unreadable (`limit`)."""
        if not (self.merged or self.conditions or self.heads or self.covers):
            return self
        self.steps -= len(self.merged) + len(self.conditions) + len(self.heads) + len(self.covers)
        if self.steps < 0:
            raise Unreadable("limit: too many merged or conditional ranges")
        merged, heads, covers = (
            [r for r in group if r[0] <= number <= r[1]] for group in (self.merged, self.heads, self.covers)
        )
        conditions = [(r, one) for r, one in self.conditions if r[0] <= number <= r[1]]
        return Rules(merged, conditions, heads, covers, self.zero_height)

    def swallowed(self, at: tuple[int, int]) -> bool:
        """Whether another cell is merged over this one."""
        return any(_inside(r, at) and (r[0], r[2]) != at for r in self.merged)

    def area(self, at: tuple[int, int]) -> Range | None:
        """The cells that one cell is merged over."""
        return next((r for r in self.merged if (r[0], r[2]) == at), None)

    def conditions_at(self, at: tuple[int, int]) -> list[Condition]:
        """Those that may hold for a cell, the first to be applied first."""
        found = [one for r, one in self.conditions if _inside(r, at)]
        return sorted(found, key=lambda one: one.priority)

    def covered(self, at: tuple[int, int]) -> bool:
        return any(_inside(r, at) for r in self.covers)

    def head(self, at: tuple[int, int]) -> bool:
        return any(_inside(r, at) for r in self.heads)


def _inside(area: Range, at: tuple[int, int]) -> bool:
    return area[0] <= at[0] <= area[1] and area[2] <= at[1] <= area[3]


def rules_of(data: bytes, formats: Formats) -> Rules:
    """The rules that stand in a sheet before and after its rows. Raises Unreadable."""
    rules = Rules()
    if not any(mark in data for mark in _MARKS):
        return rules
    for event, element in events(data):
        name = local(element.tag)
        if event == "start":
            if name == "sheetFormatPr":
                rules.zero_height = element.get("zeroHeight") in {"1", "true"}
            continue
        if name == "mergeCell" and len(rules.merged) < MAX_RANGES:
            rules.merged += ranges(element.get("ref") or "")
        elif name == "conditionalFormatting":
            _conditions(element, formats, rules)
            element.clear()
        elif name in {"row", "c"}:
            element.clear()
    return rules


def _conditions(holder: "Element", formats: Formats, rules: Rules) -> None:
    """The rules of `conditionalFormatting`, or of its extension (MS-XLSX), which has looks of its own."""
    extended = child(holder, "sqref")
    areas = ranges(holder.get("sqref") or (extended.text if extended is not None else "") or "")
    corner = (areas[0][0], areas[0][2]) if len(areas) == 1 else (0, 0)
    for rule in holder:
        if local(rule.tag) != "cfRule" or len(rules.conditions) >= MAX_RANGES:
            continue
        own = child(rule, "dxf")
        index = formats.added(own) if own is not None else integer(rule.get("dxfId"))
        looks = (own is not None or bool(rule.get("dxfId"))) and formats.may_hide(index)
        signs = [child(rule, "dataBar"), child(rule, "iconSet")]
        bare = any(one is not None and one.get("showValue") in {"0", "false"} for one in signs)
        stops = rule.get("stopIfTrue") in {"1", "true"}
        if not (looks or bare or stops):
            continue
        one = Condition(
            kind=rule.get("type") or "",
            corner=corner,
            formulas=tuple((e.text or "") for e in rule if local(e.tag) in {"formula", "f"}),
            operator=rule.get("operator") or "",
            text=rule.get("text") or "",
            difference=index if looks else -1,
            priority=integer(rule.get("priority")),
            stops=stops,
            bare=bare,
        )
        rules.conditions += [(area, one) for area in areas]


def ranges(text: str) -> list[Range]:
    """`A1:B2 C3` as numbers."""
    out: list[Range] = []
    for piece in text.split()[:200]:
        first, _, last = piece.partition(":")
        last = last or first
        out.append((row(first) or 1, row(last) or 1 << 20, column(first) or 1, column(last) or 1 << 14))
    return out


def events(data: bytes) -> "Iterator[tuple[str, Element]]":
    """Elements as they start and end. Raises Unreadable."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    try:
        yield from iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True)
    except DefusedXmlException as exc:
        raise Unreadable("limit: XML entities") from exc
    except ParseError as exc:
        raise Unreadable("damaged (XML)") from exc


def lines(data: bytes) -> "Iterator[tuple[str, Element]]":
    """Views, formats, columns and rows of a sheet as they end, each forgotten after it. Raises Unreadable."""
    parents: list[Element] = []
    for event, element in events(data):
        name = local(element.tag)
        if event == "start":
            if name == "sheetData":
                parents.append(element)
            continue
        if name in {"col", "row", "sheetView", "sheetFormatPr"}:
            yield name, element
            element.clear()
            if parents and len(parents[-1]) > 256:
                del parents[-1][:-1]
