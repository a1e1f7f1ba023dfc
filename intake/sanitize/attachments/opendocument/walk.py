"""The walk over the text of an OpenDocument that writes what is seen to the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.drawings import Drawings
from intake.sanitize.attachments.opendocument.fields import KINDS, Fields
from intake.sanitize.attachments.opendocument.lists import Counter, Label, Lists
from intake.sanitize.attachments.opendocument.looks import PAPER, Ground, Look
from intake.sanitize.attachments.opendocument.markup import count, get, is_on, name, points, words
from intake.sanitize.attachments.opendocument.masters import Masters
from intake.sanitize.attachments.opendocument.shapes import FORMS
from intake.sanitize.attachments.opendocument.styles import Styles
from intake.sanitize.attachments.opendocument.tables import put_table
from intake.sanitize.attachments.reader import Page, Unreadable
from intake.sanitize.attachments.signs import as_seen

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_DEPTH = 100
MARGIN = 72.0
"""Points of white beside the text, where a page does not tell; letters begin behind it."""
LETTER = 0.6
"""Of its size, the width of a letter."""
_BLANK = re.compile(r"[ \t\r\n]+")
_CODE = "d8-header-table-field"
UNSEEN = {
    "text:tracked-changes": "d4-tracked",
    "office:annotation": "d7-comment",
    "presentation:notes": "p3-notes",
    "svg:desc": "d9-image-alt",
    "svg:title": "d9-image-alt",
}
_HOLDERS = frozenset(
    ["text:index-body", "text:index-title", "text:section", "draw:a", "text:page-sequence", "table:shapes"]
    + [f"text:{kind}" for kind in ("table-of-content", "illustration-index", "table-index", "object-index",
                                   "user-index", "alphabetical-index", "bibliography", "list-item")]
)  # fmt: skip
_MARKS = frozenset(
    f"text:{one}"
    for one in ("soft-page-break", "bookmark", "bookmark-start", "bookmark-end", "reference-mark", "number",
                "reference-mark-start", "reference-mark-end", "change", "change-start", "change-end",
                "toc-mark", "toc-mark-start", "toc-mark-end", "user-index-mark", "user-index-mark-start",
                "user-index-mark-end", "alphabetical-index-mark", "alphabetical-index-mark-start",
                "alphabetical-index-mark-end", "hidden-paragraph")
) | {"office:annotation-end"}  # fmt: skip


@dataclass(slots=True)
class Line:
    """A paragraph as it is read: what is seen, what is not, and what hangs on it."""

    pieces: list[str] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    drawings: "list[Element]" = field(default_factory=list)
    notes: "list[Element]" = field(default_factory=list)
    vanished: bool = False
    """A field in it hides it as a whole."""

    def hide(self, technique: str, text: str) -> None:
        if text.strip():
            self.hidden.setdefault(technique, []).append(text)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(slots=True, kw_only=True)
class Walk:
    """One pass over a text, a cell or a shape."""

    page: Page
    styles: Styles
    fields: Fields
    lists: Lists
    drawings: Drawings
    location: str = ""
    top: bool = True
    """In the flow of the text, where a paragraph may begin another page."""
    masters: Masters | None = None
    paper: tuple[Ground, Ground] = (PAPER, PAPER)
    """Of the first page and of the one at hand."""

    def blocks(
        self, parent: "Element", look: Look, depth: int = 0, inside: "tuple[Counter, str] | None" = None,
        level: int = 0, label: Label | None = None,
    ) -> None:  # fmt: skip
        """Add the blocks of an element; `inside` is the list around them, `label` belongs to the first."""
        if depth > MAX_DEPTH:
            raise Unreadable("limit: nesting")
        for one in parent:
            kind = name(one.tag)
            if kind in {"text:p", "text:h"}:
                self._paragraph(one, kind, look, depth, label, listed=level > 0)
                label = None
            elif kind == "text:list":
                self._list(one, look, depth, inside, level + 1)
            elif kind == "text:numbered-paragraph":
                number = count(one, "text:level", 10)
                begun = self.lists.begin(one, inside)
                told = begun[0].next(number, get(one, "text:start-value")) if begun else None
                self.blocks(one, look, depth + 1, begun, number, told)
            elif kind in _HOLDERS:
                self._holder(one, kind, look, depth, inside, level, label)
            elif kind == "table:table":
                put_table(one, look, self, depth)
            elif kind in FORMS:
                self.drawings.put(one, self, look, depth)
            elif kind not in _MARKS:
                self._leave(one, kind)

    def _holder(
        self, one: "Element", kind: str, look: Look, depth: int, inside: "tuple[Counter, str] | None",
        level: int, label: Label | None,
    ) -> None:  # fmt: skip
        display = get(one, "text:display")
        if display == "none" or (display == "condition" and self.fields.hides(one)):
            self.find("d1-vanish", words(one))
            return
        styled = kind not in {"draw:a", "text:list-item", "table:shapes"}
        own = self.styles.dressed("section", get(one, "text:style-name"), look) if styled else look
        self.blocks(one, own, depth + 1, inside, level, label)

    def _leave(self, one: "Element", kind: str) -> None:
        """What is no block goes to the receipt, where it says anything."""
        if kind.startswith("text:") and kind.endswith("-source"):
            return
        if kind == "text:user-field-decls":
            self.fields.declare(one)
        elif kind in UNSEEN:
            self.find(UNSEEN[kind], words(one))
        elif text := words(one):
            self.find(_CODE, text)

    def find(self, technique: str, text: str) -> None:
        if text.strip():
            self.page.find(technique, text, self.location or f"paragraph {len(self.page.blocks) + 1}")

    def turned(self, family: str, style: str | None, look: Look) -> Look:
        """A look on the page at hand, which a style may begin anew with another master page."""
        if self.masters is None or not self.top:
            return look
        called = self.styles.properties(family, style)["style"].get("style:master-page-name") or ""
        if called in self.masters.pages:
            self.paper = self.paper[0], self.masters.ground(called)
        return replace(look, ground=self.paper[1]) if look.ground == self.paper[0] else look

    def apart(self, styles: Styles, location: str, lists: Lists) -> "Walk":
        """The walk over another part of the document, with styles of its own."""
        drawings = replace(self.drawings, styles=styles)
        return replace(
            self, styles=styles, lists=lists, location=location, drawings=drawings, top=False, masters=None
        )

    def _list(
        self, element: "Element", look: Look, depth: int, inside: "tuple[Counter, str] | None", level: int
    ) -> None:
        if depth > MAX_DEPTH:
            raise Unreadable("limit: nesting")
        begun = self.lists.begin(element, inside)
        for item in element:
            if name(item.tag) == "text:list-header":
                self.blocks(item, look, depth + 1, begun, level)
            elif name(item.tag) == "text:list-item":
                # An item that begins with another list has no label of its own.
                head = next((name(e.tag) for e in item if name(e.tag) != "text:number"), "")
                told = (
                    begun[0].next(level, get(item, "text:start-value"))
                    if begun and head != "text:list"
                    else None
                )
                self.blocks(item, look, depth + 1, begun, level, told)

    def _paragraph(
        self, one: "Element", kind: str, look: Look, depth: int, label: Label | None, *, listed: bool
    ) -> None:
        style = get(one, "text:style-name")
        look = self.turned("paragraph", style, look)
        own = self.styles.dressed("paragraph", style, look)
        line = self.line(one, own, depth)
        level = count(one, "text:outline-level", 10) if kind == "text:h" else 0
        if level and label is None and not listed and not is_on(one, "text:is-list-header"):
            label = self.lists.outline.next(level, get(one, "text:start-value"))
        if line.vanished or self._beside(style, own, line.text):
            technique = "d1-vanish" if line.vanished else "hidden-shape"
            self.find(technique, words(one))
            return
        if id(one) in self.drawings.covered:
            line.hide("covered-shape", line.text)
            line.pieces.clear()
            label = None
        text = self._labelled(label, own, line)
        for technique, texts in line.hidden.items():
            self.find(technique, "".join(texts))
        self.page.add(
            "heading" if level else "item" if listed else "paragraph",
            text,
            level=level,
            location=self.location,
        )
        self._hanging(line, look, depth)

    def _labelled(self, label: Label | None, own: Look, line: Line) -> str:
        if label is None or not label.text.strip():
            return line.text
        unseen = self.styles.dressed("text", label.style, own).unseen() if label.style else own.unseen()
        shown = as_seen(label.text, unseen)
        if unseen and shown is None:
            line.hide(unseen, label.text)
            return line.text
        return f"{(shown or label.text).strip()} {line.text}"

    def _hanging(self, line: Line, look: Look, depth: int) -> None:
        """Notes and shapes of a paragraph, behind it."""
        for note in line.notes:
            citation = next((words(e) for e in note if name(e.tag) == "text:note-citation"), "")
            body = [e for e in note if name(e.tag) == "text:note-body"]
            for one in body[:1]:
                self.blocks(one, replace(look, hidden=False), depth + 1, label=Label(citation, None))
        for drawing in line.drawings:
            self.drawings.put(drawing, self, look, depth)

    def _beside(self, style: str | None, look: Look, text: str) -> bool:
        """Whether indents put a paragraph off the page."""
        own = self.styles.properties("paragraph", style).get("style:paragraph-properties", {})
        margin = points(own.get("fo:margin-left") or own.get("fo:margin")) or 0.0
        indent = points(own.get("fo:text-indent")) or 0.0
        wide = LETTER * look.points * len(text)
        left = min(margin + indent, margin)
        return left < -MARGIN and left + MARGIN + wide < 0

    def line(self, element: "Element", look: Look, depth: int) -> Line:
        """A paragraph in its runs."""
        line = Line()
        for text, unseen in self._runs(element, look, line, depth):
            shown = as_seen(text, unseen)
            if unseen and shown is None:
                line.hide(unseen, text)
            else:
                line.pieces.append(shown or text)
        return line

    def _runs(
        self, element: "Element", look: Look, line: Line, depth: int
    ) -> Iterator[tuple[str, str | None]]:
        if depth > MAX_DEPTH:
            raise Unreadable("limit: nesting")
        unseen = look.unseen()
        if element.text:
            yield _BLANK.sub(" ", element.text), unseen
        for one in element:
            kind = name(one.tag)
            if kind == "text:s":
                yield " " * count(one, "text:c", 200), unseen
            elif kind in {"text:tab", "text:line-break"}:
                yield "\t" if kind == "text:tab" else "\n", None
            elif kind in {"text:span", "text:a", "text:meta", "text:meta-field", "text:ruby-base"}:
                style = get(one, "text:style-name")
                yield from self._runs(one, self.styles.dressed("text", style, look), line, depth + 1)
            elif kind == "text:ruby":
                yield from self._runs(one, look, line, depth + 1)
            elif kind == "text:ruby-text":
                yield from self._above(one, look, line, depth)
            elif kind == "text:note":
                yield from self._note(one, look, line)
            elif kind in KINDS:
                yield from self._field(one, unseen)
            elif kind in FORMS or kind == "draw:a":
                if look.hidden:
                    line.hide("d1-vanish", words(one))
                else:
                    line.drawings.append(one)
            elif kind in _MARKS:
                line.vanished = line.vanished or (kind == "text:hidden-paragraph" and self.fields.hides(one))
            else:
                line.hide(UNSEEN.get(kind, _CODE), words(one))
            if one.tail:
                yield _BLANK.sub(" ", one.tail), unseen

    def _above(self, one: "Element", look: Look, line: Line, depth: int) -> Iterator[tuple[str, str | None]]:
        """The letters above those of a ruby, in parentheses as HTML has them."""
        style = get(one, "text:style-name")
        over = list(self._runs(one, self.styles.dressed("text", style, look), line, depth + 1))
        seen = any(text.strip() and not unseen for text, unseen in over)
        yield from [(" (", None), *over, (")", None)] if seen else over

    def _note(self, one: "Element", look: Look, line: Line) -> Iterator[tuple[str, str | None]]:
        if look.hidden:
            line.hide("d1-vanish", words(one))
            return
        line.notes.append(one)
        for citation in (e for e in one if name(e.tag) == "text:note-citation"):
            yield words(citation), look.unseen()

    def _field(self, one: "Element", unseen: str | None) -> Iterator[tuple[str, str | None]]:
        inner = "".join(one.itertext())
        shown = self.fields.shown(one, inner)
        if inner.strip() and shown != inner:
            hidden = name(one.tag) == "text:hidden-text" or is_on(one, "text:display", "none")
            yield inner, "d1-vanish" if hidden else _CODE
        yield shown, unseen
