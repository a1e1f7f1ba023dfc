"""OpenDocument text, sheets and slides (ODF 1.3): hidden styles, rows, columns and sheets are left out."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import WHITE, Rgb, rgb, unreadable
from intake.sanitize.attachments.package import Package, attribute, child, local
from intake.sanitize.attachments.reader import Page, Reader, Refused, Source, Unreadable
from intake.sanitize.attachments.table import facts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BASE = "application/vnd.oasis.opendocument."
MAX_DEPTH = 100
MAX_ROWS = 50_000
TINY_POINTS = 2.0
FAR_POINTS = 1_700
"""Beyond the edge of an A2 page; frames of letters and slides stand nearer."""
_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?)(pt|in|cm|mm|px|pc)?$")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}
_UNSEEN = {
    "tracked-changes": "d4-tracked",
    "annotation": "d7-comment",
    "hidden-text": "d1-vanish",
    "hidden-paragraph": "d1-vanish",
    "notes": "p3-notes",
    "desc": "d9-image-alt",
    "title": "d9-image-alt",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks; `shaded`: on a ground that cannot be told."""

    technique: str | None = None
    ink: Rgb | None = None
    ground: Rgb = WHITE
    shaded: bool = False
    points: float = 12
    percent: float = 100

    def unseen(self) -> str | None:
        if self.technique:
            return self.technique
        if self.points <= TINY_POINTS or self.percent <= 12:
            return "d3-1pt"
        return "d2-white" if self.ink and not self.shaded and unreadable(self.ink, self.ground) else None


@dataclass(slots=True)
class Styles:
    """Styles by name, with what they inherit."""

    elements: "dict[str, Element]" = field(default_factory=dict)

    def dressed(self, name: str | None, look: Look) -> Look:
        chain: list[Element] = []
        while name and name in self.elements and len(chain) < 20:
            chain.append(self.elements[name])
            name = attribute(chain[-1], "parent-style-name")
        for element in reversed(chain):
            for properties in element:
                look = _with(properties, look)
        return look


def _with(properties: "Element", look: Look) -> Look:
    name = local(properties.tag)
    ground = attribute(properties, "background-color")
    if name == "text-properties":
        shown = attribute(properties, "display")
        if shown is not None:
            look = replace(look, technique="d1-vanish" if shown == "none" else None)
        if colour := attribute(properties, "color"):
            look = replace(look, ink=rgb(colour))
        if (attribute(properties, "use-window-font-color") or "") == "true":
            look = replace(look, ink=None)
        size = attribute(properties, "font-size")
        if (points := _points(size)) is not None:
            look = replace(look, points=points)
        elif size and size.endswith("%"):
            look = replace(look, points=look.points * _share(size))
        look = replace(look, percent=100 * _share(attribute(properties, "text-scale") or "100%"))
    elif name == "table-properties" and attribute(properties, "display") == "false":
        return replace(look, technique="x1-hidden-sheet")
    elif name == "drawing-page-properties" and attribute(properties, "visibility") == "hidden":
        return replace(look, technique="p1-hidden-slide")
    elif name == "graphic-properties":
        fill = attribute(properties, "fill")
        if fill == "solid":
            ground = attribute(properties, "fill-color") or ground
        elif fill not in {None, "none"}:
            look = replace(look, shaded=True)
    if ground and ground != "transparent":
        colour_of = rgb(ground)
        look = replace(look, ground=colour_of or look.ground, shaded=colour_of is None)
    return look


def _points(text: str | None) -> float | None:
    found = _LENGTH.match(text or "")
    return float(found[1]) * _POINTS[found[2]] if found and found[2] else None


def _share(text: str) -> float:
    try:
        return float(text.rstrip("%")) / 100
    except ValueError:
        return 1.0


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
    styles = Styles()
    for tree in (package.xml("styles.xml"), root):
        for style in tree.iter() if tree is not None else ():
            if local(style.tag) == "style":
                styles.elements[attribute(style, "name") or ""] = style
    _Walk(page, styles).blocks(root, Look(), "", 0)


@dataclass(slots=True)
class _Walk:
    page: Page
    styles: Styles

    def blocks(self, parent: "Element", look: Look, where: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Unreadable("limit: nesting")
        for one in parent:
            name = local(one.tag)
            if name in {"styles", "automatic-styles", "scripts", "font-face-decls", "forms"}:
                continue
            own = self.styles.dressed(attribute(one, "style-name"), look)
            technique = _UNSEEN.get(name) or own.technique or _placed(one, name)
            if name in {"p", "h"}:
                text = self._text(one, own, where, 0)
                level = attribute(one, "outline-level") or "1"
                number = (int(level) if level.isdigit() else 1) if name == "h" else 0
                kind = "heading" if number else "paragraph"
                self.page.add(
                    "heading" if kind == "heading" else "paragraph", text, level=number, location=where
                )
            elif technique or (name == "section" and attribute(one, "display") == "none"):
                self.page.find(technique or "d1-vanish", " ".join(one.itertext()), where or name)
            elif name == "table":
                self._table(one, own)
            elif name == "page":
                inside = f"slide {attribute(one, 'name') or ''}".strip()
                self.blocks(one, replace(own, technique=None), inside, depth + 1)
            else:
                self.blocks(one, own, where, depth + 1)

    def _text(self, element: "Element", look: Look, where: str, depth: int) -> str:
        """The visible text of a paragraph or a part of it; the rest goes to the receipt."""
        if depth > MAX_DEPTH:
            raise Unreadable("limit: nesting")
        out: list[str] = []

        def say(text: str | None) -> None:
            technique = look.unseen() if text and text.strip() else None
            if technique:
                self.page.find(technique, text or "", where or "text")
            elif text:
                out.append(text)

        say(element.text)
        for one in element:
            name = local(one.tag)
            technique = _UNSEEN.get(name) or _placed(one, name)
            if technique:
                self.page.find(technique, " ".join(one.itertext()), where or "text")
            elif name == "s":
                count = attribute(one, "c") or "1"
                out.append(" " * min(200, int(count) if count.isdigit() else 1))
            elif name in {"tab", "line-break"}:
                out.append("\t" if name == "tab" else "\n")
            elif name in {"frame", "text-box", "custom-shape", "rect", "g"}:
                own = self.styles.dressed(attribute(one, "style-name"), Look())
                self.blocks(one, own, where, depth + 1)
            else:
                own = self.styles.dressed(attribute(one, "style-name"), look)
                out.append(self._text(one, own, where, depth + 1))
            say(one.tail)
        return "".join(out)

    def _table(self, table: "Element", look: Look) -> None:
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
            cells = self._row(row, look, columns, f"sheet {sheet}, row {number}")
            if any(cells) and len(rows) < MAX_ROWS:
                rows.append(cells)
                numbers.append(number)
            number += _repeat(row, "number-rows-repeated", 1 << 20) - 1
        self.page.add("heading", sheet, level=1, location=f"sheet {sheet}")
        plain = sheet.replace("{", "(").replace("}", ")")
        facts(self.page, rows, f"sheet {plain}, row {{}}", numbers)

    def _row(self, row: "Element", look: Look, columns: list[bool], where: str) -> list[str]:
        cells: list[str] = []
        index = 0
        for cell in row:
            name = local(cell.tag)
            if name not in {"table-cell", "covered-table-cell"}:
                continue
            unseen = attribute(row, "visibility") in {"collapse", "filter"} or name == "covered-table-cell"
            if unseen or (index < len(columns) and columns[index]):
                text = " ".join("".join(p.itertext()) for p in cell if local(p.tag) == "p")
                if text.strip():
                    self.page.find("x2-hidden-row-col", text, where)
                cells.append("")
            else:
                own = self.styles.dressed(attribute(cell, "style-name"), look)
                lines = [
                    self._text(p, self.styles.dressed(attribute(p, "style-name"), own), where, 0)
                    for p in cell
                    if local(p.tag) in {"p", "h"}
                ]
                cells += ["\n".join(lines).strip()] * _repeat(cell, "number-columns-repeated", 64)
            note = child(cell, "annotation")
            if note is not None:
                self.page.find("d7-comment", " ".join(note.itertext()), where)
            index += _repeat(cell, "number-columns-repeated", 16_384)
        return cells


def _placed(one: "Element", name: str) -> str | None:
    """A frame or shape that stands off every page, or is as good as nothing."""
    if name not in {"frame", "custom-shape", "rect", "text-box"}:
        return None
    for key in ("x", "y"):
        at = _points(attribute(one, key))
        if at is not None and (at > FAR_POINTS or at < -FAR_POINTS / 2):
            return "p2-off-slide"
    x, wide = _points(attribute(one, "x")), _points(attribute(one, "width"))
    if x is not None and wide is not None and x + wide <= 0:
        return "p2-off-slide"
    return "hidden-shape" if wide is not None and wide < 1 else None


def _repeat(element: "Element", name: str, most: int) -> int:
    text = attribute(element, name) or "1"
    return min(most, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 10 else 1


READER = Reader(name="odf", sniff=sniff, read=read, extensions=("odt", "ods", "odp", "ott", "ots"))
