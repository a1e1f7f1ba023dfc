"""The walk over a story of a Word document (body, header, note) that writes what is seen to the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import Rgb
from intake.sanitize.attachments.package import attribute, child, chosen, local
from intake.sanitize.attachments.reader import Page, Unreadable
from intake.sanitize.attachments.signs import as_seen
from intake.sanitize.attachments.word.covers import Cover
from intake.sanitize.attachments.word.drawings import boxes
from intake.sanitize.attachments.word.lists import Lists
from intake.sanitize.attachments.word.looks import Look, Styles
from intake.sanitize.attachments.word.places import Paper
from intake.sanitize.attachments.word.tables import (
    Banding,
    cell_look,
    cells,
    rows,
    swallowed,
    table_look,
    unseen_row,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_NESTING = 120
_NOT_CONTENT = frozenset({"sdtPr", "sectPr", "tblPr", "trPr", "tcPr", "background", "pPr", "rPr"})
_SAYING = ("quote", "set ", "ask ", "fillin", "private", "tc ", "xe ", "if ", "comments", "macrobutton")
_FETCHING = ("ddeauto", "dde ", "dde\t", "includetext", "includepicture", "link ", "import ")


@dataclass(slots=True, kw_only=True)
class Walk:
    """One pass. `notes` gathers the ids of the notes that the body refers to."""

    page: Page
    styles: Styles
    lists: Lists
    ground: Rgb
    links: dict[str, str] = field(default_factory=dict)
    location: str = ""
    notes: set[str] = field(default_factory=set)
    in_code: list[bool] = field(default_factory=list)
    paper: Paper = field(default_factory=Paper)
    covers: list[Cover] = field(default_factory=list)
    """Drawings in front of the text,"""
    covered: set[int] = field(default_factory=set)
    """and the paragraphs, by identity, that may stand behind them."""
    foreign: frozenset[str] = frozenset()
    """Prefixes of name spaces that Office does not know."""

    def story(self, root: "Element", location: str) -> None:
        self.location = location
        self.in_code.clear()
        self.blocks(root, self.styles.default, 0)

    def blocks(self, parent: "Element", look: Look, depth: int) -> None:
        if depth > MAX_NESTING:
            raise Unreadable("limit: nesting")
        for one in parent:
            name = local(one.tag)
            if name == "p":
                self._paragraph(one, look, depth)
            elif name == "tbl":
                self._table(one, look, depth)
            elif name in {"del", "moveFrom"}:
                self.page.find("d4-tracked", "".join(one.itertext()), self._where())
            elif name in _NOT_CONTENT:
                continue
            elif name == "AlternateContent":
                if (choice := chosen(one, self.foreign)) is not None:
                    self.blocks(choice, look, depth + 1)
            else:
                self.blocks(one, look, depth + 1)

    def _where(self) -> str:
        return self.location or f"paragraph {len(self.page.blocks) + 1}"

    def _paragraph(self, paragraph: "Element", look: Look, depth: int) -> None:
        drawings: list[Element] = []
        text, shown = self._text(paragraph, look, drawings)
        item = child(paragraph, "pPr", "numPr") is not None
        label = self._label(paragraph, shown)
        if id(paragraph) in self.covered and text.strip():
            self.page.find("covered-shape", text, self._where(), "withheld")
            text = ""
        self.page.add(
            "heading" if shown.heading else "item" if item else "paragraph",
            f"{label} {text}" if label and text.strip() else text,
            level=shown.heading,
            location=self.location,
        )
        for drawing in drawings:
            for box in boxes(drawing, self.styles.scheme, self.paper, self.covers):
                lettering = box.content.get("string")
                if box.unseen:
                    self.page.find(box.unseen, lettering or "".join(box.content.itertext()), self._where())
                    continue
                if lettering:
                    # Of letters drawn as a shape the ground is the ink.
                    technique = Look(ink=box.ground).technique(self.ground)
                    if technique:
                        self.page.find(technique, lettering, self._where())
                    else:
                        self.page.add("paragraph", lettering, location=self.location)
                    continue
                inside = replace(self.styles.default, ground=box.ground, shaded=box.shaded)
                self.blocks(box.content, inside, depth + 1)

    def _text(self, paragraph: "Element", look: Look, drawings: "list[Element]") -> tuple[str, Look]:
        """The visible text of a paragraph and its look; hidden runs go to the receipt."""
        properties = child(paragraph, "pPr")
        style = child(properties, "pStyle")
        name = attribute(style, "val") if style is not None else self.styles.paragraph
        base = self.styles.dressed(properties, self.styles.apply(name, look))
        pieces: list[str] = []
        hidden: dict[str, list[str]] = {}
        for run, deleted in self._runs(paragraph, pieces, 0):
            text = self._run_text(run, drawings)
            if not text:
                continue
            technique = "d4-tracked" if deleted else self._technique(run, base)
            shown = as_seen(text, technique)
            if technique and shown is None and text.strip():
                hidden.setdefault(technique, []).append(text)
            else:
                pieces.append(shown or text)
        for technique, texts in hidden.items():
            self.page.find(technique, "".join(texts), self._where())
        return "".join(pieces), base

    def _label(self, paragraph: "Element", look: Look) -> str:
        """The number of an item, where it is seen."""
        label, properties = self.lists.next(paragraph)
        look = self.styles.dressed(properties, self.styles.dressed(child(paragraph, "pPr", "rPr"), look))
        if label and (technique := look.technique(self.ground)):
            self.page.find(technique, label, self._where())
            return ""
        return label

    def _technique(self, run: "Element", base: Look) -> str | None:
        """Why a run is not seen, or None."""
        properties = child(run, "rPr")
        style = child(properties, "rStyle")
        look = self.styles.apply(attribute(style, "val"), base) if style is not None else base
        if look.vanish and base.vanish and style is not None and "vanish" in self._toggled(style):
            look = replace(look, vanish=False)  # a toggle in both styles is off again (17.7.3)
        direct = self.styles.dressed(properties, look)
        technique = direct.technique(self.ground)
        return "d5-vanish-by-style" if technique == "d1-vanish" and look.vanish else technique

    def _toggled(self, style: "Element") -> set[str]:
        parts = [child(element, "rPr") for element in self.styles.chain(attribute(style, "val"))]
        return {local(one.tag) for part in parts if part is not None for one in part}

    def _runs(
        self, parent: "Element", pieces: list[str], depth: int, deleted: bool = False
    ) -> "Iterator[tuple[Element, bool]]":
        if depth > MAX_NESTING:
            raise Unreadable("limit: nesting")
        for one in parent:
            name = local(one.tag)
            if name == "r":
                yield one, deleted
            elif name in {"del", "moveFrom"}:
                yield from self._runs(one, pieces, depth + 1, True)
            elif name == "fldSimple":
                self._code(attribute(one, "instr") or "")
                yield from self._runs(one, pieces, depth + 1, deleted)
            elif name == "hyperlink":
                at = len(pieces)
                yield from self._runs(one, pieces, depth + 1, deleted)
                self._link(one, pieces, at)
            elif name in {"oMath", "oMathPara"}:
                yield from ((m, deleted) for m in one.iter() if local(m.tag) == "r")
            elif name == "AlternateContent":
                if (choice := chosen(one, self.foreign)) is not None:
                    yield from self._runs(choice, pieces, depth + 1, deleted)
            elif name not in _NOT_CONTENT:
                yield from self._runs(one, pieces, depth + 1, deleted)

    def _link(self, element: "Element", pieces: list[str], at: int) -> None:
        """`label <url>`, as in mails; a label that shows another place than the target is told."""
        from intake.sanitize.links import judge_link

        label = "".join(pieces[at:]).strip()
        target = self.links.get(attribute(element, "id") or "")
        if not label or not target:
            return
        view = judge_link(target, label, where=self._where())
        self.page.extend(view.findings)
        if view.url and view.url != label:
            pieces.append(f" <{view.url}>")

    def _run_text(self, run: "Element", drawings: "list[Element]") -> str:
        out: list[str] = []
        for one in run:
            name = local(one.tag)
            if name == "fldChar":
                out.append("" if any(self.in_code) else _choice(one))
                self._field(attribute(one, "fldCharType"))
            elif name == "instrText":
                self._code(one.text or "")
            elif any(self.in_code):
                # The result of a field in the code of another is not shown by itself.
                continue
            elif name in {"t", "delText"}:
                out.append(one.text or "")
            elif name in {"tab", "ptab"}:
                out.append("\t")
            elif name in {"br", "cr"}:
                out.append("\n")
            elif name == "noBreakHyphen":
                out.append("-")
            elif name == "sym":
                out.append("•")
            elif name in {"footnoteReference", "endnoteReference"}:
                self.notes.add(f"{name[:3]}{attribute(one, 'id')}")
            elif name == "ruby":
                out.append(_ruby(one))
            elif name in {"drawing", "pict", "object"}:
                self._described(one)
                drawings.append(one)
            elif name == "AlternateContent" and (choice := chosen(one, self.foreign)) is not None:
                out.append(self._run_text(choice, drawings))
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
        if code.strip().lower().startswith(_FETCHING):
            technique = "dde" if "dde" in code.lower()[:12] else "external-link"
            self.page.find(technique, code, self._where(), "flagged")
        elif len(code.strip()) > 60 or code.strip().lower().startswith(_SAYING):
            self.page.find("d8-header-table-field", code, self._where())

    def _described(self, drawing: "Element") -> None:
        """Descriptions of pictures are not page text."""
        for one in drawing.iter():
            if local(one.tag) in {"docPr", "cNvPr", "shape", "imagedata"}:
                for key in ("descr", "title", "alt"):
                    if text := attribute(one, key):
                        self.page.find("d9-image-alt", text, self._where())

    def _table(self, table: "Element", look: Look, depth: int) -> None:
        look, chain = table_look(self.styles, table, look)
        banding = Banding.of(table)
        body = list(rows(table))
        for number, row in enumerate(body):
            where = f"{self.location or 'table'}, row {number + 1}".lstrip(", ")
            shown: list[str] = []
            lost: list[str] = []
            inside = list(cells(row))
            unseen = unseen_row(row)
            for column, cell in enumerate(inside):
                names = list(banding.names(number, len(body), column, len(inside)))
                text = self._cell(cell, cell_look(self.styles, chain, names, cell, look), depth)
                (lost if unseen or swallowed(cell) else shown).append(" ".join(text.split()))
            if any(lost):
                self.page.find("d8-header-table-field", " ".join(lost), where)
            self.page.add("row", " | ".join(c for c in shown if c), location=where)

    def _cell(self, cell: "Element", look: Look, depth: int) -> str:
        if depth > MAX_NESTING:
            raise Unreadable("limit: nesting")
        inner = Page(self.page.budget)
        walk = replace(self, page=inner)
        walk.blocks(cell, look, depth + 1)
        self.page.extend(tuple(inner.findings))
        return inner.text


def _choice(field: "Element") -> str:
    """What a drop-down of a form shows: nothing else holds it (ECMA-376-1, 17.16.9)."""
    choices = child(field, "ffData", "ddList")
    entries = [attribute(e, "val") or "" for e in choices or () if local(e.tag) == "listEntry"]
    told = child(choices, "result")
    told = child(choices, "default") if told is None else told
    number = (attribute(told, "val") or "") if told is not None else ""
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
    return entries[at] if at < len(entries) else ""


def _ruby(ruby: "Element") -> str:
    """The base, and what stands small above it."""
    base, above = (
        "".join(t.text or "" for t in part.iter() if local(t.tag) == "t") if part is not None else ""
        for part in (child(ruby, "rubyBase"), child(ruby, "rt"))
    )
    return f"{base} ({above})" if above.strip() else base
