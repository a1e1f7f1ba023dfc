"""How text on a slide looks: its own properties, its box's, its placeholder's and the master's."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.alternatives import settled
from intake.sanitize.attachments.colour import WHITE, Rgb, unreadable
from intake.sanitize.attachments.package import Package, child
from intake.sanitize.attachments.slides.fills import Fill, fill_of
from intake.sanitize.attachments.theme import OFFICE, alpha, drawn, theme_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TINY = 200
"""Hundredths of a point: two points and less are not read by anybody."""
_NUMBER = re.compile(r"-?\d{1,12}")
Ground = Rgb | None
"""None where it cannot be told: a picture, a gradient."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a run is painted with (None: as the theme has it), its outline, what marks it, and its size.

    The size is in hundredths of a point.
    """

    fill: Fill | None = None
    line: Fill | None = None
    mark: Fill | None = None
    size: int = 1800

    def unseen(self, ground: Ground, scale: float) -> bool:
        if 0 < self.size * scale <= TINY:
            return True
        if self.mark is not None and not self.mark.clear:
            ground = self.mark.plain
        fill = self.fill or Fill()
        return _vanishes(fill, ground) and (self.line is None or _vanishes(self.line, ground))


def _vanishes(paint: Fill, ground: Ground) -> bool:
    if paint.clear:
        return True
    if ground is None or not paint.colours:
        return False
    return all(unreadable(colour, ground) for colour in paint.colours)


@dataclass(slots=True)
class Template:
    """What a slide inherits: layout and master, their theme, and the colour of the ground."""

    levels: "list[Element]" = field(default_factory=list)
    """Layout first, then master."""
    scheme: dict[str, Rgb] = field(default_factory=lambda: dict(OFFICE))
    mapping: dict[str, str] = field(default_factory=dict)
    ground: Ground = WHITE

    def dressed(self, properties: "Element | None", look: Look) -> Look:
        """A look with `a:rPr` or `a:defRPr` on top."""
        if properties is None:
            return look
        if (size := number(properties.get("sz"))) > 0:
            look = replace(look, size=size)
        fill, line = self.fill(properties), self.fill(child(properties, "ln"))
        mark = child(properties, "highlight")
        if mark is not None:
            colour = drawn(mark, self.scheme, self.mapping)
            look = replace(look, mark=Fill((colour,) if colour else (), alpha(mark), alpha(mark)))
        return replace(look, fill=fill or look.fill, line=line or look.line)

    def fill(self, properties: "Element | None") -> Fill | None:
        """What properties of a shape, a cell or of letters are filled with, None where they do not tell."""
        return fill_of(properties, self.scheme, self.mapping)

    def base(self, shape: "Element", level: int) -> Look:
        """The look of a shape's text at a list level, before its own runs."""
        look = Look()
        name = f"lvl{level + 1}pPr"
        holder = placeholder(shape)
        for root in reversed(self.levels):
            styles = child(root, "txStyles", _style_of(holder))
            look = self.dressed(child(styles, name, "defRPr"), look)
            match = _twin(root, holder) if holder is not None else None
            look = self.dressed(child(match, "txBody", "lstStyle", name, "defRPr"), look)
        reference = child(shape, "style", "fontRef")
        if reference is not None and (ink := drawn(reference, self.scheme, self.mapping)):
            look = replace(look, fill=Fill((ink,)))
        return self.dressed(child(shape, "txBody", "lstStyle", name, "defRPr"), look)


def number(text: str | None) -> int:
    return int(text) if text and _NUMBER.fullmatch(text) else 0


def placeholder(shape: "Element") -> "Element | None":
    return next((p for c in shape if (p := child(c, "nvPr", "ph")) is not None), None) if len(shape) else None


def twin_place(template: Template, shape: "Element") -> "Element | None":
    """The transform that a placeholder without one inherits."""
    holder = placeholder(shape)
    for root in template.levels if holder is not None else ():
        match = _twin(root, holder)
        place = child(match, "spPr", "xfrm")
        if place is not None:
            return place
    return None


def _style_of(holder: "Element | None") -> str:
    kind = holder.get("type") if holder is not None else None
    if holder is None:
        return "otherStyle"
    return "titleStyle" if kind in {"title", "ctrTitle"} else "bodyStyle"


def _twin(root: "Element", holder: "Element | None") -> "Element | None":
    """The placeholder of a layout or master with the same index, else the same type."""
    if holder is None:
        return None
    tree = child(root, "cSld", "spTree")
    shapes = [(s, p) for s in (tree if tree is not None else ()) if (p := placeholder(s)) is not None]
    index, kind = holder.get("idx"), (holder.get("type") or "body").replace("ctrTitle", "title")
    for shape, other in shapes:
        if index is not None and other.get("idx") == index:
            return shape
    return next(
        (s for s, p in shapes if (p.get("type") or "body").replace("ctrTitle", "title") == kind), None
    )


def template_of(
    package: Package, slide: "Element", path: str, cache: "dict[str, Element | None]"
) -> Template:
    """Follow a slide's relations to its layout, master and theme."""
    template = Template()
    roots: list[Element] = []
    at = path
    for kind in ("slideLayout", "slideMaster"):
        at = next((t for k, t, out in package.relations(at).values() if k == kind and not out), "")
        if not at:
            break
        if at not in cache:
            cache[at] = settled(package, at)
        if (root := cache[at]) is not None:
            roots.append(root)
    template.levels = roots
    if at:
        template.scheme = theme_of(package, at)
        mapping = child(roots[-1], "clrMap") if roots else None
        template.mapping = dict(mapping.items()) if mapping is not None else {}
    over = child(slide, "clrMapOvr", "overrideClrMapping")
    template.mapping |= dict(over.items()) if over is not None else {}
    for root in (slide, *roots):
        background = child(root, "cSld", "bg")
        if background is not None:
            template.ground = _background(background, template)
            break
    return template


def _background(background: "Element", template: Template) -> Ground:
    properties = child(background, "bgPr")
    if properties is not None:
        fill = template.fill(properties)
        return fill.plain if fill is not None and not fill.clear else WHITE
    reference = child(background, "bgRef")
    if reference is None:
        return WHITE
    # 1001 is the theme's first background fill, in every theme of Office a plain one (20.1.4.2.7).
    plain = reference.get("idx") in {"1001", "0", "1000"}
    return drawn(reference, template.scheme, template.mapping) if plain else None
