"""Presentations (ECMA-376-1, chapter 19): the slides that are shown, shape by shape."""

from typing import TYPE_CHECKING

from intake.sanitize.attachments.office import properties, report
from intake.sanitize.attachments.package import Package, child, local
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable
from intake.sanitize.attachments.slides.looks import Ground, Look, Template, number, template_of
from intake.sanitize.attachments.slides.shapes import HIDDEN, covered, ground_of, outside, shapes, words
from intake.sanitize.attachments.theme import drawn

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MAX_SLIDES = 500


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return (
        PPTX
        if data.startswith(b"PK\x03\x04") and b"ppt/" in data and b"[Content_Types].xml" in data
        else None
    )


def read(source: Source, page: Page) -> None:
    package = Package(source.data, source.budget)
    report(package, page)
    main = next(
        (t for k, t, _ in package.relations("").values() if k == "officeDocument"), "ppt/presentation.xml"
    )
    root = package.xml(main)
    if root is None:
        raise Unreadable("damaged (no presentation)")
    size = child(root, "sldSz")
    area = (number(size.get("cx")), number(size.get("cy"))) if size is not None else (9144000, 6858000)
    relations = package.relations(main)
    slides = child(root, "sldIdLst")
    templates: dict[str, Element | None] = {}
    for position, one in enumerate(list(slides if slides is not None else ())[:MAX_SLIDES], 1):
        key = next((v for k, v in one.attrib.items() if local(k) == "id" and k != "id"), "")
        path = relations.get(key, ("", "", True))[1]
        slide = package.xml(path)
        if slide is None:
            continue
        where = f"slide {position}"
        if slide.get("show") in {"0", "false"}:
            page.find("p1-hidden-slide", words(slide), where)
        else:
            template = template_of(package, slide, path, templates)
            _slide(slide, template, package.relations(path), page, where, area)
        _related(package, path, page, where, slide.get("show") in {"0", "false"})
    properties(package, page)


def _related(package: Package, path: str, page: Page, where: str, hidden: bool) -> None:
    """Notes and comments are for the speaker; diagrams and charts stand on the slide."""
    for kind, target, external in package.relations(path).values():
        if external or kind not in {"notesSlide", "comments", "diagramData", "chart"}:
            continue
        root = package.xml(target)
        if root is None:
            continue
        if kind == "notesSlide":
            page.find("p3-notes", words(root), where)
        elif kind == "comments" or hidden:
            page.find("d7-comment" if kind == "comments" else "p1-hidden-slide", words(root), where)
        else:
            texts = [e.text for e in root.iter() if local(e.tag) in {"t", "v"} and e.text]
            for text in texts[:500]:
                page.add("paragraph", text, location=where)


def _slide(
    slide: "Element",
    template: Template,
    relations: dict[str, tuple[str, str, bool]],
    page: Page,
    where: str,
    area: tuple[int, int],
) -> None:
    tree = child(slide, "cSld", "spTree")
    if tree is None:
        return
    links = {k: t for k, (kind, t, out) in relations.items() if kind == "hyperlink" and out}
    pieces = shapes(tree, template, page, where)
    for index, shape in enumerate(pieces):
        text = words(shape.element)
        if not text.strip():
            continue
        if outside(shape, area):
            page.find("p2-off-slide", text, where)
        elif covered(shape, pieces[index + 1 :]):
            page.find("covered-shape", text, where)
        else:
            ground = ground_of(shape, pieces[:index], template)
            _content(shape.element, shape.element, template, page, where, ground, links)


def _content(
    element: "Element",
    shape: "Element",
    template: Template,
    page: Page,
    where: str,
    ground: Ground,
    links: dict[str, str],
) -> None:
    for one in element:
        name = local(one.tag)
        if name == "txBody":
            _body(one, shape, template, page, where, ground, links)
        elif name == "tr":
            cells = []
            for cell in one:
                inner = Page(page.budget)
                body = child(cell, "txBody")
                if body is not None:
                    _body(body, shape, template, inner, where, _cell_ground(cell, template), links)
                cells.append(" ".join(inner.text.split()))
                page.extend(tuple(inner.findings))
            page.add("row", " | ".join(c for c in cells if c), location=where)
        else:
            _content(one, shape, template, page, where, ground, links)


def _cell_ground(cell: "Element", template: Template) -> Ground:
    """A cell's own fill; what its table's style fills cannot be told."""
    return drawn(child(cell, "tcPr", "solidFill"), template.scheme, template.mapping)


def _body(
    body: "Element",
    shape: "Element",
    template: Template,
    page: Page,
    where: str,
    ground: Ground,
    links: dict[str, str],
) -> None:
    fit = child(body, "bodyPr", "normAutofit")
    scale = number(fit.get("fontScale") or "100000") / 100_000 if fit is not None else 1.0
    bases: dict[int, Look] = {}
    for paragraph in body:
        if local(paragraph.tag) != "p":
            continue
        properties = child(paragraph, "pPr")
        level = min(8, max(0, number(properties.get("lvl")))) if properties is not None else 0
        if level not in bases:
            bases[level] = template.base(shape, level)
        base = bases[level]
        shown: list[str] = []
        for run in paragraph:
            name = local(run.tag)
            text = "\n" if name == "br" else "".join(e.text or "" for e in run if local(e.tag) == "t")
            if name in {"r", "fld"} and text.strip():
                own = child(run, "rPr")
                if template.dressed(own, base).unseen(ground, scale):
                    page.find(HIDDEN, text, where)
                    continue
                text = _linked(own, text, links, page, where)
            shown.append(text)
        page.add("paragraph", "".join(shown), location=where)


def _linked(properties: "Element | None", text: str, links: dict[str, str], page: Page, where: str) -> str:
    from intake.sanitize.links import judge_link

    link = child(properties, "hlinkClick")
    key = next((v for k, v in link.attrib.items() if local(k) == "id"), "") if link is not None else ""
    if key not in links:
        return text
    view = judge_link(links[key], text, where=where)
    page.extend(view.findings)
    return f"{text} <{view.url}>" if view.url and view.url != text.strip() else text


READER = Reader(name="pptx", sniff=sniff, read=read, extensions=("pptx", "ppsx", "pptm", "potx"))
