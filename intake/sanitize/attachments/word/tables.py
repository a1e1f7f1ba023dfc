"""Tables of a Word document with the conditional formats of their style (ECMA-376-1, 17.7.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import attribute, child, local
from intake.sanitize.attachments.word.looks import OFF, Look, Styles

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FLAT_ROW_TWIPS = 60
"""A row of exactly three points shows no line of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Banding:
    """Which conditional formats of its style a table uses (`w:tblLook`)."""

    first_row: bool
    last_row: bool
    first_column: bool
    last_column: bool
    rows: bool
    columns: bool

    @classmethod
    def of(cls, table: "Element") -> "Banding":
        look = child(table, "tblPr", "tblLook")
        value = attribute(look, "val") if look is not None else None
        try:
            bits = int(value or "04A0", 16)
        except ValueError:
            bits = 0x04A0

        def told(name: str, bit: int) -> bool:
            text = attribute(look, name) if look is not None else None
            return bool(bits & bit) if text is None else text not in OFF

        return cls(
            first_row=told("firstRow", 0x20),
            last_row=told("lastRow", 0x40),
            first_column=told("firstColumn", 0x80),
            last_column=told("lastColumn", 0x100),
            rows=not told("noHBand", 0x200),
            columns=not told("noVBand", 0x400),
        )

    def names(self, row: int, rows: int, column: int, columns: int) -> Iterator[str]:
        """The formats of a cell, the weakest first."""
        if self.columns:
            yield f"band{1 + (column - self.first_column) % 2}Vert"
        if self.rows:
            yield f"band{1 + (row - self.first_row) % 2}Horz"
        if self.first_column and column == 0:
            yield "firstCol"
        if self.last_column and column == columns - 1:
            yield "lastCol"
        if self.first_row and row == 0:
            yield "firstRow"
        if self.last_row and row == rows - 1:
            yield "lastRow"


def table_look(styles: Styles, table: "Element", look: Look) -> tuple[Look, "list[Element]"]:
    """The look of all its cells, and the styles whose conditions are still to be asked."""
    style = child(table, "tblPr", "tblStyle")
    chain = styles.chain(attribute(style, "val") if style is not None else None)
    for element in chain:
        for part in ("tblPr", "pPr", "rPr", "tcPr"):
            look = styles.dressed(child(element, part), look)
    return styles.dressed(child(table, "tblPr"), look), chain


def cell_look(
    styles: Styles, chain: "list[Element]", names: "list[str]", cell: "Element", look: Look
) -> Look:
    for element in chain:
        parts = {attribute(one, "type"): one for one in element if local(one.tag) == "tblStylePr"}
        for name in ("wholeTable", *names):
            for part in ("pPr", "rPr", "tcPr"):
                look = styles.dressed(child(parts.get(name), part), look)
    return styles.dressed(child(cell, "tcPr"), look)


def rows(table: "Element") -> "Iterator[Element]":
    for one in table:
        if local(one.tag) == "tr":
            if child(one, "trPr", "del") is None:
                yield one
        elif local(one.tag) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from rows(one)


def cells(row: "Element") -> "Iterator[Element]":
    for one in row:
        if local(one.tag) == "tc":
            yield one
        elif local(one.tag) in {"sdt", "sdtContent", "customXml"}:
            yield from cells(one)


def unseen_row(row: "Element") -> bool:
    """Hidden, or flattened to nothing."""
    properties = child(row, "trPr")
    if child(properties, "hidden") is not None:
        return True
    height = child(properties, "trHeight")
    if height is None or attribute(height, "hRule") != "exact":
        return False
    value = attribute(height, "val") or ""
    return value.isdigit() and len(value) < 9 and int(value) < FLAT_ROW_TWIPS


def swallowed(cell: "Element") -> bool:
    """A cell that another has merged over; what is left in it is not shown."""
    for name in ("vMerge", "hMerge"):
        merge = child(cell, "tcPr", name)
        if merge is not None and (attribute(merge, "val") or "continue") == "continue":
            return True
    return False
