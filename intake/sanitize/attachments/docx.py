"""Word documents (ECMA-376-1, chapter 17), from their XML: what a person sees with the default view.

Tracked insertions are shown and deletions are not, as in the final text; comments, properties and field
codes are not page text. Headers, footers and notes are, as far as the body refers to them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from intake.sanitize.attachments.charts import put_chart, put_diagram, words_of
from intake.sanitize.attachments.colour import WHITE, Rgb
from intake.sanitize.attachments.office import properties, report
from intake.sanitize.attachments.package import Package, attribute, child, local
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable
from intake.sanitize.attachments.signs import SIGN_FONTS
from intake.sanitize.attachments.slides.looks import Template
from intake.sanitize.attachments.theme import theme_of
from intake.sanitize.attachments.word.covers import covered, covers
from intake.sanitize.attachments.word.fonts import lying_fonts
from intake.sanitize.attachments.word.lists import Lists
from intake.sanitize.attachments.word.looks import OFF, Styles, page_ground
from intake.sanitize.attachments.word.places import Paper
from intake.sanitize.attachments.word.walk import Walk

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template"
MOST_PARAGRAPHS, MOST_LETTERS = 12, 600
"""Of a document that fits on one page whatever its letters are like."""
Scheme = dict[str, Rgb]
Relations = dict[str, tuple[str, str, bool]]


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    if not data.startswith(b"PK\x03\x04") or b"word/" not in data or b"[Content_Types].xml" not in data:
        return None
    return DOTX if extension in {"dotx", "dotm"} else DOCX


def read(source: Source, page: Page) -> None:
    package = Package(source.data, source.budget)
    report(package, page)
    main = next(
        (t for k, t, _ in package.relations("").values() if k == "officeDocument"), "word/document.xml"
    )
    root = package.xml(main)
    if root is None:
        raise Unreadable("damaged (no document)")
    relations = package.relations(main)
    settings = _part(package, relations, "settings")
    scheme = theme_of(package, main)
    lying = lying_fonts(package, _path(relations, "fontTable")) | SIGN_FONTS
    styles = Styles.of(_part(package, relations, "styles"), scheme, lying)
    lists = Lists.of(_part(package, relations, "numbering"), styles)
    walk = Walk(page=page, styles=styles, lists=lists, ground=page_ground(root, settings))
    walk.paper, walk.covers = Paper.of(root), covers(root)
    walk.covered = covered(root, walk.covers, walk.paper)
    shown, unused = _margins(root, settings, relations)
    _stories(package, walk, "header", shown)
    walk.links, walk.foreign = _targets(relations), package.foreign(main)
    walk.story(root, "")
    _notes(package, walk, relations)
    _stories(package, walk, "footer", shown)
    for kind, target in unused:
        _lost(package, target, page, kind)
    _embedded(root, package, source, page, relations, scheme)
    for comment in _children(_part(package, relations, "comments")):
        page.find("d7-comment", "".join(comment.itertext()), "comment")
    properties(package, page)


def _part(package: Package, relations: Relations, kind: str) -> "Element | None":
    path = _path(relations, kind)
    return package.xml(path) if path else None


def _path(relations: Relations, kind: str) -> str:
    return next((t for k, t, out in relations.values() if k == kind and not out), "")


def _children(root: "Element | None") -> "list[Element]":
    return list(root) if root is not None else []


def _targets(relations: Relations) -> dict[str, str]:
    return {key: target for key, (kind, target, out) in relations.items() if kind == "hyperlink" and out}


def _margins(
    root: "Element", settings: "Element | None", relations: Relations
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Headers and footers (kind, part) that a section shows, and the others."""
    even = child(settings, "evenAndOddHeaders")
    parts = {key: (kind, target) for key, (kind, target, out) in relations.items() if not out}
    parts = {key: value for key, value in parts.items() if value[0] in {"header", "footer"}}
    used: list[tuple[str, str]] = []
    short = _one_page(root)
    for section in (e for e in root.iter() if local(e.tag) == "sectPr"):
        title = child(section, "titlePg")
        wanted = {"default", None}
        if title is not None and (attribute(title, "val") or "1") not in OFF:
            wanted = {"first"} if short else {"first", *wanted}
        if even is not None and (attribute(even, "val") or "1") not in OFF and not short:
            wanted.add("even")
        for one in section:
            key = attribute(one, "id") or ""
            named = (
                local(one.tag) in {"headerReference", "footerReference"} and attribute(one, "type") in wanted
            )
            if named and key in parts and parts[key] not in used:
                used.append(parts[key])
    return used, [part for part in parts.values() if part not in used]


def _one_page(root: "Element") -> bool:
    """Whether a document surely fits on its first page, so that what stands on later ones is not seen."""
    names = Counter(local(e.tag) for e in root.iter())
    breaks = ("br", "lastRenderedPageBreak", "pageBreakBefore", "drawing", "pict", "object", "altChunk")
    letters = sum(len(text) for text in root.itertext())
    return (
        not any(names[name] for name in breaks)
        and names["sectPr"] <= 1
        and names["p"] <= MOST_PARAGRAPHS
        and letters <= MOST_LETTERS
    )


def _stories(package: Package, walk: Walk, kind: str, parts: list[tuple[str, str]]) -> None:
    for name, target in parts:
        if name == kind and (root := package.xml(target)) is not None:
            walk.links, walk.foreign = _targets(package.relations(target)), package.foreign(target)
            walk.story(root, kind)


def _notes(package: Package, walk: Walk, relations: Relations) -> None:
    """Footnotes and endnotes that the body refers to; the others stand nowhere."""
    for kind in ("footnotes", "endnotes"):
        walk.links = {}
        for note in _children(_part(package, relations, kind)):
            if attribute(note, "type") in {"separator", "continuationSeparator", "continuationNotice"}:
                continue
            if f"{kind[:3]}{attribute(note, 'id')}" in walk.notes:
                walk.story(note, kind)
            else:
                walk.page.find("d8-header-table-field", "".join(note.itertext()), kind)


def _lost(package: Package, target: str, page: Page, kind: str) -> None:
    root = package.xml(target)
    text = "".join(root.itertext()) if root is not None else ""
    if text.strip():
        page.find("d8-header-table-field", text, f"unused {kind}")


def _embedded(
    root: "Element",
    package: Package,
    source: Source,
    page: Page,
    relations: Relations,
    scheme: Scheme,
) -> None:
    """Diagrams and charts are page text; whole documents put in (`w:altChunk`) are read as such."""
    template, hidden = Template(scheme=scheme), set(_vanished(root))
    for key, (kind, target, out) in relations.items():
        if out:
            continue
        drawn = package.xml(target) if kind in {"diagramData", "chart"} else None
        if drawn is not None and key in hidden:
            page.find("d1-vanish", words_of(drawn), kind)
        elif drawn is not None and kind == "chart":
            put_chart(drawn, template, WHITE, page, "chart")
        elif drawn is not None:
            put_diagram(drawn, package, relations, template, page, "diagram")
        elif kind == "aFChunk" and (data := package.bytes(target)):
            page.attachments.append(source.nested(data, target.rpartition("/")[2], None))


def _vanished(root: "Element") -> Iterator[str]:
    """The relations of drawings that stand in hidden text."""
    for run in (e for e in root.iter() if local(e.tag) == "r"):
        vanish = child(run, "rPr", "vanish")
        if vanish is not None and attribute(vanish, "val") not in OFF:
            for one in run.iter():
                if local(one.tag) in {"chart", "relIds"}:
                    yield from one.attrib.values()


READER = Reader(name="docx", sniff=sniff, read=read, extensions=("docx", "dotx", "docm", "dotm"))
