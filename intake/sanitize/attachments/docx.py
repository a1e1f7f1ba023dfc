"""Word documents (ECMA-376-1, chapter 17), from their XML: what a person sees with the default view.

Tracked insertions are shown and deletions are not, as in the final text; comments, notes of the author's
properties and field codes are not page text. Headers and footers are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import WHITE, Rgb, rgb, unreadable
from intake.sanitize.attachments.office import report
from intake.sanitize.attachments.package import Package, attribute, child, local
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_NESTING = 120
TINY_HALF_POINTS = 4
"""Text of two points and less is not read by anybody."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template"
_OFF = frozenset({"0", "false", "off", "none"})
_GATED = ("ddeauto", "dde ", "dde\t", "includetext", "includepicture", "link ", "import ")


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    if not data.startswith(b"PK\x03\x04") or b"word/" not in data or b"[Content_Types].xml" not in data:
        return None
    return DOTX if extension in {"dotx", "dotm"} else DOCX


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks, after styles."""

    vanish: bool = False
    ink: Rgb | None = None
    ground: Rgb | None = None
    shaded: bool = False
    half_points: float = 22
    heading: int = 0


@dataclass(slots=True)
class Styles:
    """Run and paragraph properties by style id, with `basedOn` followed."""

    elements: "dict[str, Element]" = field(default_factory=dict)
    default: Look = Look()
    shaded_tables: set[str] = field(default_factory=set)

    def apply(self, style: str | None, look: Look) -> Look:
        chain: list[Element] = []
        while style and style in self.elements and len(chain) < 20:
            chain.append(self.elements[style])
            parent = child(self.elements[style], "basedOn")
            style = attribute(parent, "val") if parent is not None else None
        for element in reversed(chain):
            name = (attribute(found, "val") or "") if (found := child(element, "name")) is not None else ""
            digits = name.lower().removeprefix("heading ").strip()
            if name.lower().startswith("heading ") and digits.isdigit():
                look = replace(look, heading=min(9, int(digits)))
            elif name.lower() == "title":
                look = replace(look, heading=1)
            look = dressed(child(element, "rPr"), dressed(child(element, "pPr"), look))
        return look


def dressed(properties: "Element | None", look: Look) -> Look:
    """A look with the direct properties of `w:rPr` or `w:pPr` on top."""
    for one in properties if properties is not None else ():
        name, value = local(one.tag), attribute(one, "val")
        if name in {"vanish", "specVanish", "webHidden"} and name != "webHidden":
            look = replace(look, vanish=(value or "1") not in _OFF)
        elif name == "color":
            look = replace(look, ink=rgb(value))
        elif name == "sz":
            look = replace(look, half_points=_number(value, look.half_points))
        elif name == "shd":
            fill = rgb(attribute(one, "fill"))
            if (value or "clear") == "solid":
                fill = rgb(attribute(one, "color")) or fill
            if fill:
                look = replace(look, ground=fill)
            elif attribute(one, "themeFill"):
                look = replace(look, shaded=True)
        elif name == "highlight" and value not in {None, "none"}:
            look = replace(look, shaded=value != "white", ground=WHITE if value == "white" else look.ground)
        elif name == "outlineLvl" and not look.heading and (value or "9").isdigit() and int(value or 9) < 9:
            look = replace(look, heading=int(value or 0) + 1)
    return look


def _number(text: str | None, other: float) -> float:
    try:
        return float(text or "")
    except ValueError:
        return other


def read(source: Source, page: Page) -> None:
    package = Package(source.data, source.budget)
    report(package, page)
    main = next(
        (t for k, t, _ in package.relations("").values() if k == "officeDocument"), "word/document.xml"
    )
    root = package.xml(main)
    if root is None:
        raise Unreadable("damaged (no document)")
    walk = Walk(page, _styles(package), _page_ground(root))
    relations = sorted(package.relations(main).values())
    for kind, target, external in relations:
        if kind == "header" and not external and (part := package.xml(target)) is not None:
            walk.story(part, "header")
    walk.story(root, "")
    for kind, target, external in relations:
        if external:
            continue
        if kind in {"footnotes", "endnotes", "footer"} and (part := package.xml(target)) is not None:
            walk.story(part, kind)
        elif kind == "comments" and (part := package.xml(target)) is not None:
            for comment in part:
                page.find("comment", "".join(comment.itertext()), "comment")
    _properties(package, page)


def _properties(package: Package, page: Page) -> None:
    """What the file says of itself is metadata: never text."""
    for name in ("docProps/core.xml", "docProps/custom.xml"):
        root = package.xml(name)
        for one in root.iter() if root is not None else ():
            text = (one.text or "").strip()
            if len(text) > 24 and " " in text:
                page.find("metadata", text, name)


def _page_ground(root: "Element") -> Rgb:
    background = child(root, "background")
    return (rgb(attribute(background, "color")) if background is not None else None) or WHITE


def _styles(package: Package) -> Styles:
    styles = Styles()
    root = package.xml("word/styles.xml")
    for one in root if root is not None else ():
        if local(one.tag) == "docDefaults":
            styles.default = dressed(child(one, "rPrDefault", "rPr"), styles.default)
        elif local(one.tag) == "style":
            identity = attribute(one, "styleId") or ""
            styles.elements[identity] = one
            if attribute(one, "type") == "table" and any(local(e.tag) == "shd" for e in one.iter()):
                styles.shaded_tables.add(identity)
            if attribute(one, "type") == "paragraph" and attribute(one, "default") in {"1", "true"}:
                styles.elements[""] = one
    return styles


@dataclass(slots=True)
class Walk:
    """One pass over a story (body, header, note) that writes what is seen to the page."""

    page: Page
    styles: Styles
    ground: Rgb
    location: str = ""
    hidden: dict[str, list[str]] = field(default_factory=dict)
    codes: int = 0
    in_code: list[bool] = field(default_factory=list)

    def story(self, root: "Element", location: str) -> None:
        self.location = location
        self.in_code.clear()
        self._blocks(root, Look(), 0)

    def _blocks(self, parent: "Element", look: Look, depth: int) -> None:
        if depth > MAX_NESTING:
            raise Unreadable("limit: nesting")
        for one in parent:
            name = local(one.tag)
            if name == "p":
                self._paragraph(one, look, depth)
            elif name == "tbl":
                self._table(one, look, depth)
            elif name in {"sdtPr", "sectPr", "del", "moveFrom", "tblPr", "trPr", "tcPr", "background"}:
                if name in {"del", "moveFrom"}:
                    self.page.find("tracked-deletion", "".join(one.itertext()), self._where())
            elif name == "AlternateContent":
                choice = child(one, "Choice") or child(one, "Fallback")
                if choice is not None:
                    self._blocks(choice, look, depth + 1)
            else:
                self._blocks(one, look, depth + 1)

    def _where(self) -> str:
        return self.location or f"paragraph {len(self.page.blocks) + 1}"

    def _paragraph(self, paragraph: "Element", look: Look, depth: int) -> None:
        boxes: list[Element] = []
        text, shown = self._text(paragraph, look, boxes)
        item = child(paragraph, "pPr", "numPr") is not None
        kind = "heading" if shown.heading else "item" if item else "paragraph"
        self.page.add(
            "heading" if kind == "heading" else "item" if item else "paragraph",
            text,
            level=shown.heading,
            location=self.location,
        )
        for box in boxes:
            self._blocks(box, Look(), depth + 1)

    def _text(self, paragraph: "Element", look: Look, boxes: "list[Element]") -> tuple[str, Look]:
        """The visible text of a paragraph and its look; hidden runs go to the receipt."""
        properties = child(paragraph, "pPr")
        style = child(properties, "pStyle")
        base = replace(self.styles.default, ground=look.ground, shaded=look.shaded)
        base = self.styles.apply(attribute(style, "val") if style is not None else "", base)
        base = dressed(properties, base)
        pieces: list[str] = []
        self.hidden = {}
        for run, deleted in self._runs(paragraph, boxes):
            text = self._run_text(run, boxes)
            if not text:
                continue
            technique = "tracked-deletion" if deleted else self._technique(run, base)
            if technique and text.strip():
                self.hidden.setdefault(technique, []).append(text)
            else:
                pieces.append(text)
        for technique, texts in self.hidden.items():
            self.page.find(technique, "".join(texts), self._where())
        return "".join(pieces), base

    def _technique(self, run: "Element", base: Look) -> str | None:
        """Why a run is not seen, or None."""
        properties = child(run, "rPr")
        style = child(properties, "rStyle")
        look = self.styles.apply(attribute(style, "val"), base) if style is not None else base
        direct = dressed(properties, look)
        if direct.vanish:
            return "vanish" if direct.vanish != look.vanish else "vanish-by-style"
        if direct.half_points <= TINY_HALF_POINTS:
            return "font-size-tiny"
        if direct.ink and not direct.shaded and unreadable(direct.ink, direct.ground or self.ground):
            return "white-text"
        return None

    def _runs(
        self, parent: "Element", boxes: "list[Element]", deleted: bool = False, depth: int = 0
    ) -> "Iterator[tuple[Element, bool]]":
        if depth > MAX_NESTING:
            raise Unreadable("limit: nesting")
        for one in parent:
            name = local(one.tag)
            if name == "r":
                yield one, deleted
            elif name in {"del", "moveFrom"}:
                yield from self._runs(one, boxes, True, depth + 1)
            elif name == "fldSimple":
                self._code(attribute(one, "instr") or "")
                yield from self._runs(one, boxes, deleted, depth + 1)
            elif name == "oMath" or name == "oMathPara":
                yield from ((m, deleted) for m in one.iter() if local(m.tag) == "r")
            elif name == "AlternateContent":
                yield from self._runs(next(iter(one), one), boxes, deleted, depth + 1)
            elif name not in {"pPr", "rPr", "sdtPr"}:
                yield from self._runs(one, boxes, deleted, depth + 1)

    def _run_text(self, run: "Element", boxes: "list[Element]") -> str:
        out: list[str] = []
        for one in run:
            name = local(one.tag)
            if name == "fldChar":
                self._field(attribute(one, "fldCharType"))
            elif name == "instrText":
                self._code(one.text or "")
            elif self.in_code and self.in_code[-1]:
                continue
            elif name in {"t", "delText"}:
                out.append(one.text or "")
            elif name == "tab":
                out.append("\t")
            elif name in {"br", "cr"}:
                out.append("\n")
            elif name == "noBreakHyphen":
                out.append("-")
            elif name == "sym":
                out.append("•")
            elif name in {"drawing", "pict", "object", "AlternateContent"}:
                self._drawing(one, boxes)
        return "".join(out)

    def _field(self, kind: str | None) -> None:
        if kind == "begin" and len(self.in_code) < 50:
            self.in_code.append(True)
        elif kind == "separate" and self.in_code:
            self.in_code[-1] = False
        elif kind == "end" and self.in_code:
            self.in_code.pop()

    def _code(self, code: str) -> None:
        """Field codes are not shown; those that fetch or start something are told."""
        if code.strip().lower().startswith(_GATED):
            self.page.find(
                "dde" if "dde" in code.lower()[:12] else "external-link", code, self._where(), "flagged"
            )
        elif len(code.strip()) > 60:
            self.page.find("field-code", code, self._where())

    def _drawing(self, drawing: "Element", boxes: "list[Element]") -> None:
        """Text boxes are page text; descriptions of pictures are not. Of alternatives the first counts."""
        fallback = {id(e) for f in drawing.iter() if local(f.tag) == "Fallback" for e in f.iter()}
        hidden = False
        for one in drawing.iter():
            if id(one) in fallback:
                continue
            name = local(one.tag)
            if name in {"docPr", "cNvPr"}:
                hidden = hidden or attribute(one, "hidden") in {"1", "true"}
                for key in ("descr", "title"):
                    if text := attribute(one, key):
                        self.page.find("image-alt", text, self._where())
            elif name == "txbxContent":
                if hidden:
                    self.page.find("hidden-shape", "".join(one.itertext()), self._where())
                else:
                    boxes.append(one)

    def _table(self, table: "Element", look: Look, depth: int) -> None:
        style = child(table, "tblPr", "tblStyle")
        if style is not None and attribute(style, "val") in self.styles.shaded_tables:
            look = replace(look, shaded=True)
        look = dressed(child(table, "tblPr"), look)
        names: list[str] = []
        number = 0
        for row in _rows(table):
            number += 1
            cells = [" ".join(self._cell(cell, look, depth).split()) for cell in _cells(row)]
            where = f"{self.location or 'table'}, row {number}".lstrip(", ")
            properties = child(row, "trPr")
            if properties is not None and child(properties, "hidden") is not None:
                self.page.find("hidden-row", " ".join(cells), where)
                continue
            self.page.add("row", " | ".join(c for c in cells if c), location=where)
            names = names or cells

    def _cell(self, cell: "Element", look: Look, depth: int) -> str:
        if depth > MAX_NESTING:
            raise Unreadable("limit: nesting")
        shown = dressed(child(cell, "tcPr"), look)
        inner = Page(self.page.budget)
        walk = Walk(inner, self.styles, self.ground, self.location)
        walk._blocks(cell, shown, depth + 1)
        self.page.extend(tuple(inner.findings))
        return inner.text


def _rows(table: "Element") -> "Iterator[Element]":
    for one in table:
        if local(one.tag) == "tr":
            if child(one, "trPr", "del") is None:
                yield one
        elif local(one.tag) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _rows(one)


def _cells(row: "Element") -> "Iterator[Element]":
    for one in row:
        if local(one.tag) == "tc":
            yield one
        elif local(one.tag) in {"sdt", "sdtContent", "customXml"}:
            yield from _cells(one)


READER = Reader(name="docx", sniff=sniff, read=read, extensions=("docx", "dotx", "docm", "dotm"))
