"""OpenDocument text and sheets (ODF 1.3): hidden styles, rows, columns and sheets are left out."""

from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import WHITE, rgb, unreadable
from intake.sanitize.attachments.package import Package, attribute, child, local
from intake.sanitize.attachments.reader import Page, Reader, Refused, Source, Unreadable
from intake.sanitize.attachments.table import facts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BASE = "application/vnd.oasis.opendocument."
MAX_DEPTH = 100
MAX_ROWS = 50_000
_UNSEEN = {
    "tracked-changes": "tracked-deletion",
    "annotation": "comment",
    "hidden-text": "vanish",
    "hidden-paragraph": "vanish",
    "notes": "speaker-notes",
    "desc": "image-alt",
}


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    head = data[:200]
    if not data.startswith(b"PK\x03\x04") or _BASE.encode() not in head:
        return None
    kind = head[head.index(_BASE.encode()) + len(_BASE) :]
    return _BASE + next(
        (k for k in ("text", "spreadsheet", "presentation") if kind.startswith(k.encode())), "other"
    )


def read(source: Source, page: Page) -> None:
    package = Package(source.data, source.budget)
    if any(n.startswith(("Basic/", "Scripts/")) and not n.endswith("/") for n in package.names()):
        page.find("macro", "Basic", "package", "flagged")
        raise Refused("macro")
    manifest = package.bytes("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise Unreadable("encrypted")
    root = package.xml("content.xml")
    if root is None:
        raise Unreadable("damaged (no content)")
    hidden: dict[str, str] = {}
    for tree in (package.xml("styles.xml"), root):
        for style in tree.iter() if tree is not None else ():
            if local(style.tag) == "style":
                technique = _technique(style, hidden)
                if technique:
                    hidden[attribute(style, "name") or ""] = technique
    _walk(root, page, hidden, "", 0)


def _technique(style: "Element", hidden: dict[str, str]) -> str | None:
    for one in style:
        name = local(one.tag)
        if name == "text-properties":
            if attribute(one, "display") == "none":
                return "vanish"
            ink, ground = rgb(attribute(one, "color")), rgb(attribute(one, "background-color"))
            if ink and unreadable(ink, ground or WHITE):
                return "white-text"
            size = attribute(one, "font-size") or ""
            if size.endswith("pt") and size[:-2].replace(".", "", 1).isdigit() and float(size[:-2]) <= 2:
                return "font-size-tiny"
        elif name == "table-properties" and attribute(one, "display") == "false":
            return "hidden-sheet"
        elif name == "drawing-page-properties" and attribute(one, "visibility") == "hidden":
            return "hidden-slide"
    parent = attribute(style, "parent-style-name")
    return hidden.get(parent or "")


def _walk(parent: "Element", page: Page, hidden: dict[str, str], where: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Unreadable("limit: nesting")
    for one in parent:
        name = local(one.tag)
        technique = _UNSEEN.get(name) or hidden.get(attribute(one, "style-name") or "")
        if name in {"p", "h"}:
            text = _text(one, page, hidden, where, 0)
            if technique:
                page.find(technique, text, where or "text")
            else:
                level = attribute(one, "outline-level") or "1"
                number = int(level) if level.isdigit() else 1
                page.add(
                    "heading" if name == "h" else "paragraph",
                    text,
                    level=number * (name == "h"),
                    location=where,
                )
        elif technique or (name == "section" and attribute(one, "display") == "none"):
            page.find(technique or "vanish", " ".join(one.itertext()), where or name)
        elif name == "table":
            _table(one, page, hidden)
        elif name in {"styles", "automatic-styles", "scripts", "font-face-decls", "forms"}:
            continue
        elif name == "page":
            _walk(one, page, hidden, f"slide {attribute(one, 'name') or ''}".strip(), depth + 1)
        else:
            _walk(one, page, hidden, where, depth + 1)


def _text(element: "Element", page: Page, hidden: dict[str, str], where: str, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise Unreadable("limit: nesting")
    out = [element.text or ""]
    for one in element:
        name = local(one.tag)
        technique = _UNSEEN.get(name) or (
            hidden.get(attribute(one, "style-name") or "") if name == "span" else None
        )
        if technique:
            page.find(technique, " ".join(one.itertext()), where or "text")
        elif name == "s":
            count = attribute(one, "c") or "1"
            out.append(" " * min(200, int(count) if count.isdigit() else 1))
        elif name in {"tab", "line-break"}:
            out.append("\t" if name == "tab" else "\n")
        else:
            out.append(_text(one, page, hidden, where, depth + 1))
        out.append(one.tail or "")
    return "".join(out)


def _table(table: "Element", page: Page, hidden: dict[str, str]) -> None:
    sheet = attribute(table, "name") or "table"
    columns: list[bool] = []
    for one in table.iter():
        if local(one.tag) == "table-column" and len(columns) < 4096:
            unseen = attribute(one, "visibility") in {"collapse", "filter"}
            columns += [unseen] * _repeat(one, "number-columns-repeated", 1024)
    rows: list[list[str]] = []
    numbers: list[int] = []
    number = 0
    for row in table.iter():
        if local(row.tag) != "table-row":
            continue
        number += 1
        where = f"sheet {sheet}, row {number}"
        cells: list[str] = []
        index = 0
        for cell in row:
            if local(cell.tag) not in {"table-cell", "covered-table-cell"}:
                continue
            repeat = _repeat(cell, "number-columns-repeated", 64)
            text = "\n".join(_text(p, page, hidden, where, 0) for p in cell if local(p.tag) == "p").strip()
            note = child(cell, "annotation")
            if note is not None:
                page.find("comment", " ".join(note.itertext()), where)
            technique = hidden.get(attribute(cell, "style-name") or "")
            if attribute(row, "visibility") in {"collapse", "filter"}:
                technique = "hidden-row"
            elif index < len(columns) and columns[index]:
                technique = "hidden-column"
            if technique and text:
                page.find(technique, text, where)
                text = ""
            cells += [text] * repeat
            index += _repeat(cell, "number-columns-repeated", 16_384)
        if any(cells) and len(rows) < MAX_ROWS:
            rows.append(cells)
            numbers.append(number)
        number += _repeat(row, "number-rows-repeated", 1 << 20) - 1
    page.add("heading", sheet, level=1, location=f"sheet {sheet}")
    facts(page, rows, f"sheet {sheet.replace('{', '(').replace('}', ')')}, row {{}}", numbers)


def _repeat(element: "Element", name: str, most: int) -> int:
    text = attribute(element, name) or "1"
    return min(most, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 10 else 1


READER = Reader(name="odf", sniff=sniff, read=read, extensions=("odt", "ods", "odp", "ott", "ots"))
