"""The shapes of a slide in painting order: where each stands, on what ground, and what covers it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import child, local
from intake.sanitize.attachments.reader import Page, Unreadable
from intake.sanitize.attachments.slides.fills import CLEAR, Fill, fill_of
from intake.sanitize.attachments.slides.looks import Ground, Template
from intake.sanitize.attachments.slides.places import (
    WHOLE,
    Frame,
    Place,
    bounds,
    contains,
    inside,
    is_flat,
    overlap,
    placed,
    shows,
)
from intake.sanitize.attachments.theme import drawn

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_DEPTH = 60
MAX_SHAPES = 4_000
MIN_SOLID = 0.3
"""A fill below this lets the ground through, which then decides."""
FULL = frozenset(["rect", "roundRect"])
"""Forms that fill their place."""
HIDDEN = "p4-white-hiddenshape-alt"


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape with its place on the slide (None: not told), its fill, and whether that fills the place."""

    element: "Element"
    place: Place | None
    fill: Fill
    full: bool

    @property
    def solid(self) -> bool:
        """Whether nothing is seen of what lies under it."""
        return self.full and self.fill.opaque


def shapes(tree: "Element", template: Template, page: Page, where: str) -> list[Shape]:
    """All leaves of a shape tree, the lowest first; hidden ones go to the receipt at once."""
    gatherer = Gatherer(template, page, where)
    gatherer.gather(tree, WHOLE)
    return gatherer.found


@dataclass(slots=True)
class Gatherer:
    """The shapes of a slide or of a sheet as they are found; hidden ones go to the receipt at once."""

    template: Template
    page: Page
    where: str
    hidden: str = HIDDEN
    """The technique of a hidden shape."""
    alternative: str = HIDDEN
    """And of what a file says instead of a shape."""
    found: list[Shape] = field(default_factory=list)

    def gather(self, parent: "Element", frame: Frame, outer: Place | None = None, depth: int = 0) -> None:
        """Take the shapes in a parent; `outer` is the place of each, where it is not theirs to tell."""
        if depth > MAX_DEPTH or len(self.found) > MAX_SHAPES:
            raise Unreadable("limit: nesting")
        for one in parent:
            name = local(one.tag)
            if name not in {"sp", "pic", "graphicFrame", "grpSp", "cxnSp"}:
                continue
            told = next((e for c in one for e in c if local(e.tag) == "cNvPr"), None)
            for key in ("descr", "title"):
                if told is not None and (text := told.get(key)):
                    self.page.find(self.alternative, text, self.where)
            if told is not None and told.get("hidden") in {"1", "true"}:
                self.page.find(self.hidden, words(one), self.where)
            elif name == "grpSp":
                transform = child(one, "grpSpPr", "xfrm")
                self.gather(one, inside(transform, frame, outer), None, depth + 1)
            else:
                self.found.append(_shape(one, name, self.template, frame, outer))


def words(element: "Element") -> str:
    return " ".join(e.text or "" for e in element.iter() if local(e.tag) in {"t", "text"})


def _shape(one: "Element", name: str, template: Template, frame: Frame, outer: Place | None = None) -> Shape:
    transforms = [*template.inherited(one, "spPr", "xfrm"), child(one, "xfrm")]
    forms = template.inherited(one, "spPr", "prstGeom")
    form = forms[0].get("prst") if forms else "rect"
    full = name == "pic" or (form in FULL and child(one, "spPr", "custGeom") is None)
    place, upright = bounds(outer, frame) if outer else placed(transforms[0], frame)
    return Shape(one, place, _fill(one, name, template), full and upright)


def _fill(one: "Element", name: str, template: Template) -> Fill:
    """A shape's own fill, else that of its style, else that of the placeholder that it inherits from."""
    if name == "pic":
        return fill_of(one, template.scheme) or CLEAR
    for holder in (one, *template.twins(one)[0]):
        if holder.get("useBgFill") in {"1", "true"}:
            return Fill((template.ground,) if template.ground else ())
        fill = template.fill(child(holder, "spPr"))
        if fill is not None:
            return fill
        reference = child(holder, "style", "fillRef")
        if reference is not None and (reference.get("idx") or "0") != "0":
            colour = drawn(reference, template.scheme, template.mapping)
            return Fill((colour,) if colour else ())
    return CLEAR


def ground_of(shape: Shape, below: list[Shape], template: Template) -> Ground:
    """The colour behind a shape's text: its own fill, that of what it stands on, or the slide's."""
    if shape.fill.least > MIN_SOLID:
        return shape.fill.plain
    for other in reversed(below):
        if other.fill.most <= MIN_SOLID or not (other.place and shape.place):
            continue
        if overlap(other.place, shape.place):
            whole = other.solid and contains(other.place, shape.place)
            return other.fill.plain if whole else None
    return template.ground


def covered(shape: Shape, above: list[Shape]) -> bool:
    """Whether one opaque shape painted later lies over all of it."""
    return shape.place is not None and any(
        o.solid and o.place is not None and contains(o.place, shape.place) for o in above
    )


def outside(shape: Shape, size: tuple[int, int]) -> bool:
    """Whether a shape stands beside the slide, or has no size."""
    if shape.place is None:
        return False
    wraps = child(shape.element, "txBody", "bodyPr")
    free = wraps is not None and wraps.get("wrap") == "none"
    return not shows(shape.place, size) or (is_flat(shape.place) and not free)
