"""What lies on a sheet: boxes, pictures and charts, by the cells that they are anchored to."""

from dataclasses import replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.cells.formats import integer
from intake.sanitize.attachments.cells.rules import MAX_RANGES, Range
from intake.sanitize.attachments.cells.sheet import WHITE_TEXT, Sheet
from intake.sanitize.attachments.colour import Rgb
from intake.sanitize.attachments.package import Package, child, local
from intake.sanitize.attachments.reader import Budget, Page, Unreadable
from intake.sanitize.attachments.slides.fills import Fill
from intake.sanitize.attachments.slides.looks import Template
from intake.sanitize.attachments.slides.places import FLAT, WHOLE, Place, contains, overlap
from intake.sanitize.attachments.slides.shapes import Gatherer, covered, ground_of
from intake.sanitize.attachments.slides.writer import Writer

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_STEPS = 2_000_000
"""Comparisons of shapes with each other, and with painted cells, over one sheet."""
_ALL: Place = (0.0, 0.0, 1.0, 1.0)
_SHAPES = frozenset(["sp", "pic", "graphicFrame", "grpSp", "cxnSp"])


def template_for(scheme: dict[str, Rgb]) -> Template:
    """How drawings on sheets look where they do not tell: dark letters of the theme."""
    return Template(scheme=scheme, ink=Fill((scheme["dk1"],)))


def writer(package: Package, path: str, template: Template, page: Page, where: str) -> Writer:
    """What writes the shapes of a drawing, which the member of a path holds."""
    return Writer(package, package.relations(path), template, page, where, WHITE_TEXT)


def put_drawing(root: "Element", sheet: Sheet, writer: Writer, *, hidden: bool) -> None:
    """What a drawing of a sheet, which may be hidden, says."""
    template, page, where = writer.template, writer.page, writer.where
    gatherer = Gatherer(template, page, where, WHITE_TEXT, "d9-image-alt")
    for anchor in root:
        gatherer.gather(anchor, WHOLE, sheet.grid.place(anchor))
    steps = MAX_STEPS
    # Where too many cells are painted to look at each, no ground is known.
    painted = [sheet.grid.cell(one) for one in sheet.painted]
    known = len(painted) * len(gatherer.found) <= MAX_STEPS
    for index, shape in enumerate(gatherer.found):
        text = writer.words(shape.element)
        if not text.strip():
            continue
        steps -= len(gatherer.found)
        if steps < 0:
            raise Unreadable("limit: too many shapes")
        place = shape.place
        if hidden:
            page.find("x1-hidden-sheet", text, where)
        elif place is not None and not _lies(place):
            page.find("hidden-shape", text, where)
        elif covered(shape, gatherer.found[index + 1 :]):
            page.find("covered-shape", text, where)
        else:
            below = template
            if not known or (place is not None and any(overlap(place, one) for one in painted)):
                below = replace(template, ground=None)
            writer.write(shape.element, ground_of(shape, gatherer.found[:index], below))


def _lies(place: Place) -> bool:
    """Whether a shape has a size and lies on the sheet, which goes on to the right and below."""
    left, top, right, bottom = place
    return right - max(left, 0.0) >= FLAT and bottom - max(top, 0.0) >= FLAT


def covers_of(drawing: "Element", template: Template) -> list[Range]:
    """The cells that lie wholly under the pictures, charts and filled shapes of a drawing."""
    found: list[Range] = []
    for anchor in drawing:
        ends = [child(anchor, name) for name in ("from", "to")]
        if None in ends or len(found) >= MAX_RANGES or not any(_is_opaque(one, template) for one in anchor):
            continue
        (top, left), (bottom, right) = (
            [_whole(end, axis, last) for axis in ("row", "col")] for last, end in enumerate(ends)
        )
        if top <= bottom and left <= right:
            found.append((top, bottom, left, right))
    return found


def _is_opaque(shape: "Element", template: Template) -> bool:
    """Whether a shape, or one in a group, covers the whole of where it is anchored."""
    if local(shape.tag) not in _SHAPES:
        return False
    gatherer = Gatherer(template, Page(Budget()), "")
    holder = shape.makeelement("anchor", {})
    holder.append(shape)
    gatherer.gather(holder, WHOLE, _ALL)
    return any(
        (one.solid or local(one.element.tag) == "graphicFrame") and one.place and contains(one.place, _ALL)
        for one in gatherer.found
    )


def _whole(end: "Element | None", axis: str, last: int) -> int:
    """The first, or the last, row or column that an anchor covers as a whole."""
    at, offset = (child(end, name) for name in (axis, f"{axis}Off"))
    inside = (offset.text or "0").strip() not in {"0", ""} if offset is not None else False
    place = integer((at.text or "").strip()) if at is not None else 0
    return place if last else place + 1 + inside
