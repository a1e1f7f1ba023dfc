"""Excel workbooks (ECMA-376-1, chapter 18): each row a fact, values as the sheet shows them.

Sheets are streamed cell by cell: a declared size of 1,048,576 x 16,384 costs nothing.
"""

from typing import TYPE_CHECKING

from intake.sanitize.attachments.alternatives import settled
from intake.sanitize.attachments.cells.drawings import covers_of, put_drawing, template_for, writer
from intake.sanitize.attachments.cells.formats import Formats
from intake.sanitize.attachments.cells.notes import put_notes
from intake.sanitize.attachments.cells.rules import Rules, ranges, rules_of
from intake.sanitize.attachments.cells.sheet import Sheet, read_sheet
from intake.sanitize.attachments.cells.values import Book, rich
from intake.sanitize.attachments.colour import Rgb
from intake.sanitize.attachments.office import properties, report
from intake.sanitize.attachments.package import Package, attribute, child, local
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable
from intake.sanitize.attachments.table import facts
from intake.sanitize.attachments.theme import theme_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHEETS = 200
Relations = dict[str, tuple[str, str, bool]]


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return (
        XLSX if data.startswith(b"PK\x03\x04") and b"xl/" in data and b"[Content_Types].xml" in data else None
    )


def read(source: Source, page: Page) -> None:
    package = Package(source.data, source.budget)
    report(package, page)
    main = next((t for k, t, _ in package.relations("").values() if k == "officeDocument"), "xl/workbook.xml")
    root = package.xml(main)
    if root is None:
        raise Unreadable("damaged (no workbook)")
    parts = package.relations(main)
    scheme = theme_of(package, main)
    book = _book(package, parts, scheme, child(root, "workbookPr"))
    sheets = child(root, "sheets")
    template = template_for(scheme)
    for one in list(sheets if sheets is not None else ())[:MAX_SHEETS]:
        name = one.get("name") or "?"
        identity = next((v for k, v in one.attrib.items() if local(k) == "id"), "")
        path = parts.get(identity, ("", "", True))[1]
        data = package.bytes(path)
        if data is None:
            continue
        relations = package.relations(path)
        hidden = (one.get("state") or "visible") != "visible"
        rules = _rules(data, book, package, relations)
        drawings = _drawings(package, relations)
        rules.covers = [area for _, drawing in drawings for area in covers_of(drawing, template)]
        sheet = read_sheet(data, book, rules)
        _write(sheet, name, page, hidden)
        put_notes(package, relations, page, f"sheet {name}", hidden=hidden)
        for path, drawing in drawings:
            put_drawing(drawing, sheet, writer(package, path, template, page, f"sheet {name}"), hidden=hidden)
    _links(package, page)
    properties(package, page)


def _book(package: Package, parts: Relations, scheme: dict[str, Rgb], settings: object) -> Book:
    def part(kind: str) -> str:
        return next((t for k, t, out in parts.values() if k == kind and not out), "")

    formats = Formats.of(package.xml(part("styles")) if part("styles") else None, scheme)
    strings = package.xml(part("sharedStrings")) if part("sharedStrings") else None
    old = attribute(settings, "date1904") if settings is not None else None  # type: ignore[arg-type]
    return Book(
        strings=[rich(one, formats) for one in strings] if strings is not None else [],
        formats=formats,
        old_epoch=old in {"1", "true"},
    )


def _rules(data: bytes, book: Book, package: Package, relations: Relations) -> Rules:
    # A sheet's cells are counted as they are read, too; this spares a pass over millions.
    if data.count(b"<c ") + data.count(b"<c>") > book.cells:
        raise Unreadable("limit: too many cells")
    rules = rules_of(data, book.formats)
    for kind, target, out in relations.values():
        table = package.xml(target) if kind == "table" and not out else None
        if table is not None and table.get("headerRowCount") != "0":
            rules.heads += [(r[0], r[0], r[2], r[3]) for r in ranges(table.get("ref") or "")]
    return rules


def _drawings(package: Package, relations: Relations) -> "list[tuple[str, Element]]":
    """What lies on a sheet, each by the member that holds it."""
    paths = [target for kind, target, out in relations.values() if kind == "drawing" and not out]
    found = ((path, settled(package, path)) for path in paths)
    return [(path, root) for path, root in found if root is not None]


def _write(sheet: Sheet, name: str, page: Page, hidden: bool) -> None:
    where = f"sheet {name}"
    for formula in sheet.formulas:
        page.find("dde" if "|" in formula else "external-link", formula, where, "flagged")
    if hidden:
        text = " ".join(c for row in sheet.rows for c in row if c)
        page.find("x1-hidden-sheet", text or name, where)
    else:
        page.add("heading", name, level=1, location=where)
        plain = name.replace("{", "(").replace("}", ")")
        facts(page, sheet.rows, f"sheet {plain}, row {{}}", sheet.numbers)
    for technique, texts in sheet.hidden.items():
        page.find(technique, " ".join(texts)[:2000], where)
    if sheet.unsure:
        page.find("conditional-format", " ".join(sheet.unsure)[:2000], where, "withheld")


def _links(package: Package, page: Page) -> None:
    """Dynamic data exchange starts a program when the workbook is opened."""
    for name in package.names():
        if name.startswith("xl/externalLinks/") and name.endswith(".xml"):
            root = package.xml(name)
            for one in root.iter() if root is not None else ():
                if local(one.tag) == "ddeLink":
                    told = " ".join(filter(None, (one.get("ddeService"), one.get("ddeTopic"))))
                    page.find("dde", told, name, "flagged")


READER = Reader(name="xlsx", sniff=sniff, read=read, extensions=("xlsx", "xlsm", "xltx", "xltm"))
