"""The shapes of a slide in painting order: where each stands, on what ground, and what covers it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import child, local
from intake.sanitize.attachments.reader import Page, Unreadable
from intake.sanitize.attachments.slides.fills import CLEAR, Fill, fill_of
from intake.sanitize.attachments.slides.looks import Ground, Template, number
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
Place = tuple[float, float, float, float]
"""Left, top, right, bottom in EMU."""
Frame = tuple[float, float, float, float]
"""Scale and offset of a group: x' = s x + o, y' = t y + p."""


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
    out: list[Shape] = []
    _gather(tree, template, page, where, (1, 1, 0, 0), out, 0)
    return out


def _gather(
    parent: "Element", template: Template, page: Page, where: str, frame: Frame, out: list[Shape], depth: int
) -> None:
    if depth > MAX_DEPTH or len(out) > MAX_SHAPES:
        raise Unreadable("limit: nesting")
    for one in parent:
        name = local(one.tag)
        if name not in {"sp", "pic", "graphicFrame", "grpSp", "cxnSp"}:
            continue
        told = next((e for c in one for e in c if local(e.tag) == "cNvPr"), None)
        for key in ("descr", "title"):
            if told is not None and (text := told.get(key)):
                page.find(HIDDEN, text, where)
        if told is not None and told.get("hidden") in {"1", "true"}:
            page.find(HIDDEN, words(one), where)
        elif name == "grpSp":
            _gather(one, template, page, where, _inside(one, frame), out, depth + 1)
        else:
            out.append(_shape(one, name, template, frame))


def words(element: "Element") -> str:
    return " ".join(e.text or "" for e in element.iter() if local(e.tag) in {"t", "text"})


def _shape(one: "Element", name: str, template: Template, frame: Frame) -> Shape:
    transforms = [*template.inherited(one, "spPr", "xfrm"), child(one, "xfrm")]
    forms = template.inherited(one, "spPr", "prstGeom")
    form = forms[0].get("prst") if forms else "rect"
    full = name == "pic" or (form in FULL and child(one, "spPr", "custGeom") is None)
    return Shape(one, _place(transforms[0], frame), _fill(one, name, template), full)


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


def _place(transform: "Element | None", frame: Frame) -> Place | None:
    off, extent = child(transform, "off"), child(transform, "ext")
    if off is None or extent is None or (transform is not None and transform.get("rot") not in {None, "0"}):
        return None
    sx, sy, ox, oy = frame
    x, y = number(off.get("x")) * sx + ox, number(off.get("y")) * sy + oy
    return x, y, x + number(extent.get("cx")) * sx, y + number(extent.get("cy")) * sy


def _inside(group: "Element", frame: Frame) -> Frame:
    """Children's coordinates to the slide's (ECMA-376-1, 20.1.7.5)."""
    transform = child(group, "grpSpPr", "xfrm")
    if transform is None:
        return frame
    values = [
        number(e.get(k)) if (e := child(transform, name)) is not None else 0
        for name, k in (
            ("off", "x"), ("off", "y"), ("ext", "cx"), ("ext", "cy"),
            ("chOff", "x"), ("chOff", "y"), ("chExt", "cx"), ("chExt", "cy"),
        )
    ]  # fmt: skip
    x, y, w, h, cx, cy, cw, ch = values
    sx, sy = (w / cw if cw else 1.0), (h / ch if ch else 1.0)
    fx, fy, ox, oy = frame
    return fx * sx, fy * sy, fx * (x - cx * sx) + ox, fy * (y - cy * sy) + oy


def ground_of(shape: Shape, below: list[Shape], template: Template) -> Ground:
    """The colour behind a shape's text: its own fill, that of what it stands on, or the slide's."""
    if shape.fill.least > MIN_SOLID:
        return shape.fill.plain
    for other in reversed(below):
        if other.fill.most <= MIN_SOLID or not (other.place and shape.place):
            continue
        if _overlap(other.place, shape.place):
            whole = other.solid and _contains(other.place, shape.place)
            return other.fill.plain if whole else None
    return template.ground


def covered(shape: Shape, above: list[Shape]) -> bool:
    """Whether one opaque shape painted later lies over all of it."""
    return shape.place is not None and any(
        o.solid and o.place is not None and _contains(o.place, shape.place) for o in above
    )


def outside(shape: Shape, size: tuple[int, int]) -> bool:
    if shape.place is None:
        return False
    left, top, right, bottom = shape.place
    return left >= size[0] or top >= size[1] or right <= 0 or bottom <= 0


def _contains(outer: Place, inner: Place) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _overlap(one: Place, other: Place) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
