"""The texts and numbers of cells, and what all sheets of a workbook share."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.cells.formats import Formats, at, font
from intake.sanitize.attachments.colour import Rgb
from intake.sanitize.attachments.package import child, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_CELLS = 200_000
String = tuple[tuple[str, Rgb | None, float], ...]
"""A text in runs of one look: words, ink (None: the cell's), points (0: the cell's)."""


@dataclass(slots=True, kw_only=True)
class Book:
    """What all sheets of a workbook share; `cells` counts down."""

    strings: list[String]
    formats: Formats
    old_epoch: bool
    cells: int = MAX_CELLS


def value_of(cell: "Element", book: Book) -> tuple[String, float | None]:
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
