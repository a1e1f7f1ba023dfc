"""The walk over the body of an OpenDocument file that writes what is seen to the page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.lists import Lists
from intake.sanitize.attachments.opendocument.looks import Look, Styles
from intake.sanitize.attachments.opendocument.places import FRAMES, Paper, covered, ground_of, placed
from intake.sanitize.attachments.package import attribute, child, local
from intake.sanitize.attachments.reader import Page, Unreadable
from intake.sanitize.attachments.table import facts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_DEPTH = 100
MAX_ROWS = 50_000
_UNSEEN = {
    "tracked-changes": "d4-tracked",
    "annotation": "d7-comment",
    "notes": "p3-notes",
    "desc": "d9-image-alt",
    "title": "d9-image-alt",
}
_GROUPS = frozenset(["list", "list-item", "list-header", "section", "soft-page-break"])
_NOT_CONTENT = frozenset(
    ["styles", "automatic-styles", "master-styles", "scripts", "font-face-decls", "forms", "meta", "settings",
     "content-validations", "dde-links", "binary-data", "sequence-decls", "variable-decls",
     "user-field-decls", "calculation-settings", "named-expressions", "database-ranges", "event-listeners"]
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Walk:
    """One pass over the body of a document."""

    page: Page
    styles: Styles
    lists: Lists
    sheets: bool
    """Tables are the sheets of a workbook, whose names stand on tabs."""
    paper: Paper = field(default_factory=Paper)
    masters: "dict[str, Element]" = field(default_factory=dict)
    layers: frozenset[str] = frozenset()
    """Layers of slides that are not shown."""
    told: set[str] = field(default_factory=set)
    """Masters whose words were put once."""
    under: set[int] = field(default_factory=set)
    """Frames, by identity, that lie under later ones."""

    label: str = ""
    """Of the item whose first paragraph comes next."""

    def blocks(self, parent: "Iterable[Element]", look: Look, where: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Unreadable("limit: nesting")
        for one in parent:
            name = local(one.tag)
            if name in _NOT_CONTENT:
                continue
            own = self.styles.dressed(attribute(one, "style-name"), look)
            technique = own.technique or self._unseen(one, name)
            if name in {"p", "h"}:
                if any(_is_hidden(e) for e in one.iter() if local(e.tag) == "hidden-paragraph"):
                    self.page.find("d1-vanish", " ".join(one.itertext()), where or name)
                    continue
                text = self._labelled(self._text(one, own, where, 0))
                level = attribute(one, "outline-level") or "1"
                number = (int(level) if level.isdigit() else 1) if name == "h" else 0
                self.page.add("heading" if number else "paragraph", text, level=number, location=where)
            elif technique or (name == "section" and attribute(one, "display") == "none"):
                self.page.find(technique or "d1-vanish", " ".join(one.itertext()), where or name)
            elif name == "table":
                self._table(one, own)
            elif name == "page":
                self._slide(one, depth)
            elif name == "list":
                self.lists.enter(one)
                self.blocks(one, own, where, depth + 1)
                self.lists.leave()
            elif name in {"list-item", "list-header"}:
                self.label = self.lists.label(one)
                self.blocks(one, own, where, depth + 1)
                self.label = ""
            else:
                self.blocks(one, own, where, depth + 1)

    def _labelled(self, text: str) -> str:
        """The first paragraph of an item with its label."""
        label, self.label = self.label, ""
        return f"{label} {text}" if label and text.strip() else text

    def _slide(self, page: "Element", depth: int) -> None:
        """A slide, on the ground and with the words of its master."""
        where = f"slide {attribute(page, 'name') or ''}".strip()
        name = attribute(page, "master-page-name") or ""
        master = self.masters.get(name)
        look = replace(ground_of(self.styles, page, master), technique=None)
        self.under = covered(page, self.styles)
        if master is not None and name not in self.told:
            self.told.add(name)
            for one in master:
                # Placeholders say what may be written there.
                if attribute(one, "class") is None and local(one.tag) != "notes":
                    self.blocks([one], look, where, depth + 1)
        self.blocks(page, look, where, depth + 1)

    def _unseen(self, one: "Element", name: str) -> str | None:
        """Why an element is not seen, whatever its style says."""
        if name in {"hidden-text", "hidden-paragraph"}:
            return "d1-vanish" if _is_hidden(one) else None
        if attribute(one, "display") == "none" and name not in {"section", "note"}:
            return "d1-vanish"
        if id(one) in self.under:
            return "covered-shape"
        if (attribute(one, "layer") or "") in self.layers:
            return "hidden-shape"
        return _UNSEEN.get(name) or placed(one, name, self.paper)

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
            technique = self._unseen(one, name)
            if name == "ruby":
                out.append(self._ruby(one, look, where, depth))
            elif technique:
                self.page.find(technique, " ".join(one.itertext()), where or "text")
            elif name == "s":
                count = attribute(one, "c") or "1"
                out.append(" " * min(200, int(count) if count.isdigit() else 1))
            elif name in {"tab", "line-break"}:
                out.append("\t" if name == "tab" else "\n")
            elif name in FRAMES or name == "g":
                own = self.styles.dressed(attribute(one, "style-name"), Look())
                self.blocks([one], own, where, depth + 1)
            else:
                own = self.styles.dressed(attribute(one, "style-name"), look)
                out.append(self._text(one, own, where, depth + 1))
            say(one.tail)
        return "".join(out)

    def _ruby(self, ruby: "Element", look: Look, where: str, depth: int) -> str:
        """The base, and what stands small above it."""
        base, above = (
            self._text(part, look, where, depth + 1) if part is not None else ""
            for part in (child(ruby, "ruby-base"), child(ruby, "ruby-text"))
        )
        return f"{base} ({above})" if above.strip() else base

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
        if self.sheets:
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
                text = "\n".join(self._lines(cell, own, where, 0)).strip()
                cells += [text] * _repeat(cell, "number-columns-repeated", 64)
            note = child(cell, "annotation")
            if note is not None:
                self.page.find("d7-comment", " ".join(note.itertext()), where)
            index += _repeat(cell, "number-columns-repeated", 16_384)
        return cells

    def _lines(self, parent: "Element", look: Look, where: str, depth: int) -> Iterator[str]:
        """The paragraphs of a cell, those of its lists and sections too; frames stand beside it."""
        if depth > MAX_DEPTH:
            raise Unreadable("limit: nesting")
        for one in parent:
            name = local(one.tag)
            own = self.styles.dressed(attribute(one, "style-name"), look)
            if name in {"p", "h"}:
                yield self._text(one, own, where, 0)
            elif name in FRAMES:
                self.blocks([one], Look(), where, depth + 1)
            elif name in _GROUPS and not (own.technique or self._unseen(one, name)):
                yield from self._lines(one, own, where, depth + 1)


def _is_hidden(one: "Element") -> bool:
    """Whether a condition was true when the file was written; without a word of it, it is taken for so."""
    return attribute(one, "is-hidden") != "false"


def _repeat(element: "Element", name: str, most: int) -> int:
    text = attribute(element, name) or "1"
    return min(most, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 10 else 1
