"""Excel workbooks (ECMA-376-1, chapter 18): each row a fact, values as the sheet shows them.

Sheets are streamed cell by cell: a declared size of 1,048,576 x 16,384 costs nothing.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from intake.sanitize.attachments.colour import WHITE, Rgb, rgb, unreadable
from intake.sanitize.attachments.numbers import BUILTIN, shown
from intake.sanitize.attachments.office import report
from intake.sanitize.attachments.package import Package, attribute, child, local
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable
from intake.sanitize.attachments.table import facts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
T = TypeVar("T")
MAX_SHEETS = 200
MAX_CELLS = 400_000
MAX_COLUMN = 16_384


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return (
        XLSX if data.startswith(b"PK\x03\x04") and b"xl/" in data and b"[Content_Types].xml" in data else None
    )


@dataclass(frozen=True, slots=True)
class Style:
    """A cell format as far as it decides what is seen."""

    code: str = "General"
    ink: Rgb | None = None
    ground: Rgb | None = WHITE
    points: float = 11
    hidden: bool = False


@dataclass(slots=True)
class Sheet:
    """Rows as shown, and what was hidden by reason."""

    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)

    def hide(self, technique: str, text: str) -> None:
        if text:
            self.hidden.setdefault(technique, []).append(text)


def read(source: Source, page: Page) -> None:
    package = Package(source.data, source.budget)
    report(package, page)
    relations = package.relations("")
    main = next((t for k, t, _ in relations.values() if k == "officeDocument"), "xl/workbook.xml")
    book = package.xml(main)
    if book is None:
        raise Unreadable("damaged (no workbook)")
    parts = package.relations(main)
    strings = _strings(package, next((t for k, t, _ in parts.values() if k == "sharedStrings"), ""))
    styles = _styles(package, next((t for k, t, _ in parts.values() if k == "styles"), ""))
    properties = child(book, "workbookPr")
    old_epoch = properties is not None and attribute(properties, "date1904") in {"1", "true"}
    sheets = child(book, "sheets")
    cells = [MAX_CELLS]
    for one in list(sheets if sheets is not None else ())[:MAX_SHEETS]:
        name = one.get("name") or "?"
        identity = next((v for k, v in one.attrib.items() if local(k) == "id"), "")
        path = parts.get(identity, ("", "", True))[1]
        data = package.bytes(path)
        if data is None:
            continue
        sheet = _sheet(data, strings, styles, old_epoch, cells)
        _comments(package, path, name, page)
        if (one.get("state") or "visible") != "visible":
            text = " ".join(c for row in sheet.rows for c in row if c)
            page.find("hidden-sheet", text or name, f"sheet {name}")
            continue
        page.add("heading", name, level=1, location=f"sheet {name}")
        facts(page, sheet.rows, f"sheet {name.replace('{', '(').replace('}', ')')}, row {{}}", sheet.numbers)
        for technique, texts in sheet.hidden.items():
            page.find(technique, " ".join(texts)[:2000], f"sheet {name}")


def _comments(package: Package, path: str, name: str, page: Page) -> None:
    for kind, target, external in package.relations(path).values():
        if external or kind not in {"comments", "threadedComment"}:
            continue
        root = package.xml(target)
        for one in root.iter() if root is not None else ():
            if local(one.tag) in {"comment", "threadedComment"}:
                page.find("comment", "".join(one.itertext()), f"sheet {name}!{one.get('ref') or ''}")


def _strings(package: Package, path: str) -> list[str]:
    root = package.xml(path) if path else None
    return [_rich(one) for one in root] if root is not None else []


def _rich(item: "Element") -> str:
    """A string without its phonetic guide."""
    out = []
    for one in item:
        if local(one.tag) == "t":
            out.append(one.text or "")
        elif local(one.tag) == "r":
            out += [t.text or "" for t in one if local(t.tag) == "t"]
    return "".join(out)


def _styles(package: Package, path: str) -> list[Style]:
    root = package.xml(path) if path else None
    if root is None:
        return []
    codes = dict(BUILTIN)
    for one in _each(root, "numFmts"):
        number = attribute(one, "numFmtId") or ""
        if number.isdigit():
            codes[int(number)] = attribute(one, "formatCode") or "General"
    fonts = [_font(f) for f in _each(root, "fonts")]
    fills = [_fill(f) for f in _each(root, "fills")]
    styles = []
    for one in _each(root, "cellXfs"):
        ink, points = _at(fonts, one.get("fontId"), (None, 11.0))
        styles.append(
            Style(
                code=codes.get(_int(one.get("numFmtId")), "General"),
                ink=ink,
                ground=_at(fills, one.get("fillId"), WHITE),
                points=points,
            )
        )
    return styles


def _each(root: "Element", name: str) -> "Iterator[Element]":
    found = child(root, name)
    return iter(found if found is not None else ())


def _at(items: list[T], index: str | None, other: T) -> T:
    if not index or not index.isascii() or not index.isdigit() or len(index) > 9:
        return other
    return items[int(index)] if int(index) < len(items) else other


def _font(font: "Element") -> tuple[Rgb | None, float]:
    size = child(font, "sz")
    try:
        points = float((attribute(size, "val") if size is not None else None) or 11)
    except ValueError:
        points = 11.0
    return _colour(child(font, "color")), points


def _colour(element: "Element | None") -> Rgb | None:
    if element is None:
        return None
    if (theme := element.get("theme")) is not None:
        # The first theme colour is the window's background: white, save where a tint darkens it.
        return WHITE if theme == "0" and (element.get("tint") or "0").startswith("0") else None
    if (indexed := element.get("indexed")) is not None:
        return WHITE if indexed in {"1", "9", "65"} else None
    return rgb(element.get("rgb"))


def _fill(fill: "Element") -> Rgb | None:
    """The cell's ground; None where it cannot be told."""
    pattern = child(fill, "patternFill")
    if pattern is None:
        return None
    kind = pattern.get("patternType") or "none"
    if kind == "none":
        return WHITE
    return _colour(child(pattern, "fgColor")) if kind == "solid" else None


def _sheet(data: bytes, strings: list[str], styles: list[Style], old_epoch: bool, left: list[int]) -> Sheet:
    sheet = Sheet()
    hidden_columns: list[tuple[int, int]] = []
    number = 0
    for kind, element in _events(data):
        if kind == "col":
            if element.get("hidden") in {"1", "true"} or element.get("width") in {"0", "0.0"}:
                hidden_columns.append((_int(element.get("min")), _int(element.get("max"))))
            continue
        number = _int(element.get("r")) or number + 1
        row_hidden = element.get("hidden") in {"1", "true"} or element.get("ht") in {"0", "0.0"}
        values: list[str] = []
        column = 0
        for cell in element:
            if local(cell.tag) != "c":
                continue
            left[0] -= 1
            if left[0] < 0:
                raise Unreadable("limit: too many cells")
            column = min(_column(cell.get("r")) or column + 1, MAX_COLUMN)
            style = _at(styles, cell.get("s"), Style())
            text, numeric = _value(cell, strings, style, old_epoch)
            if not text:
                continue
            technique = _technique(style, numeric, text, old_epoch)
            if row_hidden:
                sheet.hide("hidden-row", text)
            elif any(low <= column <= high for low, high in hidden_columns):
                sheet.hide("hidden-column", text)
            elif technique:
                sheet.hide(technique, text)
            else:
                # A lone cell far to the right is one cell, not thousands of empty ones.
                gap = column - 1 - len(values)
                values.extend([""] * (gap if gap <= 512 else 0))
                values.append(shown(numeric, style.code, old_epoch) if numeric is not None else text)
        if values:
            sheet.rows.append(values)
            sheet.numbers.append(number)
    return sheet


def _technique(style: Style, numeric: float | None, text: str, old_epoch: bool) -> str | None:
    if style.points <= 2:
        return "font-size-tiny"
    if style.ink and style.ground and unreadable(style.ink, style.ground):
        return "white-text"
    sections = style.code.split(";")
    if numeric is None:
        return "number-format" if len(sections) >= 4 and not sections[3].strip() else None
    return "number-format" if not shown(numeric, style.code, old_epoch).strip() else None


def _value(cell: "Element", strings: list[str], style: Style, old_epoch: bool) -> tuple[str, float | None]:
    """A cell's text, and its number where it is one. Formulas count by their stored result."""
    kind = cell.get("t") or "n"
    raw = (found.text or "") if (found := child(cell, "v")) is not None else ""
    if kind == "s":
        return _at(strings, raw.strip(), ""), None
    if kind == "inlineStr":
        inline = child(cell, "is")
        return (_rich(inline) if inline is not None else ""), None
    if kind == "b":
        return ("TRUE" if raw.strip() == "1" else "FALSE"), None
    if kind in {"str", "e", "d"} or not raw:
        return raw, None
    try:
        return raw, float(raw)
    except ValueError:
        return raw, None


def _events(data: bytes) -> "Iterator[tuple[str, Element]]":
    """`col` and `row` elements as they end, each forgotten after use. Raises Unreadable."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    try:
        parents: list[Element] = []
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            name = local(element.tag)
            if event == "start":
                if name == "sheetData":
                    parents.append(element)
                continue
            if name in {"col", "row"}:
                yield name, element
                element.clear()
                if parents and len(parents[-1]) > 256:
                    del parents[-1][:-1]
    except DefusedXmlException as exc:
        raise Unreadable("limit: XML entities") from exc
    except ParseError as exc:
        raise Unreadable("damaged (XML)") from exc


def _column(reference: str | None) -> int:
    """1 for `A7`, 28 for `AB7`; 0 where there is none."""
    number = 0
    for char in (reference or "")[:4]:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return number


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


READER = Reader(name="xlsx", sniff=sniff, read=read, extensions=("xlsx", "xlsm", "xltx", "xltm"))
