"""Presentations (ECMA-376-1, chapter 19): the slides that are shown, shape by shape."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.alternatives import settled
from intake.sanitize.attachments.charts import words_of
from intake.sanitize.attachments.office import properties, report
from intake.sanitize.attachments.package import Package, child, local
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable
from intake.sanitize.attachments.slides.holders import placeholder
from intake.sanitize.attachments.slides.looks import Template, number, template_of
from intake.sanitize.attachments.slides.shapes import (
    Shape,
    covered,
    ground_of,
    outside,
    shapes,
    words,
)
from intake.sanitize.attachments.slides.writer import Writer

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MAX_SLIDES = 500
MAX_STEPS = 10_000_000
"""Comparisons of shapes with those above and below them, over all slides."""
Relations = dict[str, tuple[str, str, bool]]


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
    deck = Deck(package, page, area)
    relations = package.relations(main)
    slides = child(root, "sldIdLst")
    templates: dict[str, Element | None] = {}
    for position, one in enumerate(list(slides if slides is not None else ())[:MAX_SLIDES], 1):
        key = next((v for k, v in one.attrib.items() if local(k) == "id" and k != "id"), "")
        path = relations.get(key, ("", "", True))[1]
        slide = settled(package, path)
        if slide is None:
            continue
        where = f"slide {position}"
        if slide.get("show") in {"0", "false"}:
            page.find("p1-hidden-slide", words(slide), where)
        else:
            template = template_of(package, slide, path, templates, child(root, "defaultTextStyle"))
            _slide(slide, template, package.relations(path), deck, where)
        _related(package, path, page, where, slide.get("show") in {"0", "false"})
    properties(package, page)


def _related(package: Package, path: str, page: Page, where: str, hidden: bool) -> None:
    """Notes and comments are for the speaker; what stands on a hidden slide is for nobody."""
    for kind, target, external in package.relations(path).values():
        if external or kind not in {"notesSlide", "comments", "diagramData", "chart"}:
            continue
        root = package.xml(target)
        if root is None:
            continue
        if kind == "notesSlide":
            page.find("p3-notes", words(root), where)
        elif kind == "comments" or hidden:
            technique = "d7-comment" if kind == "comments" else "p1-hidden-slide"
            page.find(technique, words(root) if kind == "comments" else words_of(root), where)


@dataclass(slots=True)
class Deck:
    """What all slides of a presentation share."""

    package: Package
    page: Page
    area: tuple[int, int]
    told: "set[int]" = field(default_factory=set)
    """Shapes of layouts and masters whose words were put once."""
    steps: int = MAX_STEPS

    def compare(self, count: int) -> None:
        """Count comparisons of shapes. Raises Unreadable (`limit`)."""
        self.steps -= count
        if self.steps < 0:
            raise Unreadable("limit: too many shapes")


def _slide(slide: "Element", template: Template, relations: Relations, deck: Deck, where: str) -> None:
    page = deck.page
    tree = child(slide, "cSld", "spTree")
    if tree is None:
        return
    below = _inherited(slide, template, page)
    pieces = [*below, *shapes(tree, template, page, where)]
    writer = Writer(deck.package, relations, template, page, where, bottom=deck.area[1])
    for index, shape in enumerate(pieces):
        if index < len(below):
            if id(shape.element) in deck.told:
                continue
            deck.told.add(id(shape.element))
        text = writer.words(shape.element)
        if not text.strip():
            continue
        deck.compare(len(pieces))
        if outside(shape, deck.area):
            page.find("p2-off-slide", text, where)
        elif covered(shape, pieces[index + 1 :]):
            page.find("covered-shape", text, where)
        else:
            writer.write(shape.element, ground_of(shape, pieces[:index], template), shape.place)


def _inherited(slide: "Element", template: Template, page: Page) -> list[Shape]:
    """What stands on the layout and the master and shows through, the lowest first."""
    found: list[Shape] = []
    above = slide
    for root in template.levels:
        if above.get("showMasterSp") in {"0", "false"}:
            break
        tree = child(root, "cSld", "spTree")
        # Their alternative texts are told of nowhere: no slide has them.
        made = shapes(tree, template, Page(page.budget), "") if tree is not None else []
        found[:0] = [shape for shape in made if placeholder(shape.element) is None]
        above = root
    return found


READER = Reader(name="pptx", sniff=sniff, read=read, extensions=("pptx", "ppsx", "pptm", "potx"))
