"""How text on a slide looks: its own properties, its box's, its placeholder's and the master's."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.alternatives import settled
from intake.sanitize.attachments.colour import WHITE, Rgb, unreadable
from intake.sanitize.attachments.package import Package, child
from intake.sanitize.attachments.slides.fills import Fill, fill_of
from intake.sanitize.attachments.slides.holders import STYLES, Index, index_of, twins
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
    usual: "Element | None" = None
    """How text looks that is no placeholder's, where the presentation tells."""
    ink: Fill | None = None
    """What text is painted with where nothing tells."""
    indexes: list[Index] = field(default_factory=list)

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
        look = Look(fill=self.ink)
        name = f"lvl{level + 1}pPr"
        above, kind = self.twins(shape)
        master = self.levels[-1] if self.levels else None
        styles = child(master, "txStyles", STYLES.get(kind, "otherStyle"))
        if not kind and self.usual is not None:
            styles = self.usual
        for holder in (styles, *(child(one, "txBody", "lstStyle") for one in reversed(above))):
            look = self.dressed(child(holder, name, "defRPr"), look)
        reference = child(shape, "style", "fontRef")
        if reference is not None and (ink := drawn(reference, self.scheme, self.mapping)):
            look = replace(look, fill=Fill((ink,)))
        return self.dressed(child(shape, "txBody", "lstStyle", name, "defRPr"), look)

    def twins(self, shape: "Element") -> "tuple[list[Element], str]":
        """The placeholders that one inherits from, the nearest first, and its kind (empty: it is none)."""
        if len(self.indexes) != len(self.levels):
            self.indexes = [index_of(root) for root in self.levels]
        return twins(shape, self.indexes)

    def inherited(self, shape: "Element", *names: str) -> "list[Element]":
        """What a shape and those that it inherits from have at a path of names, the nearest first."""
        found = (child(one, *names) for one in (shape, *self.twins(shape)[0]))
        return [one for one in found if one is not None]


def number(text: str | None) -> int:
    return int(text) if text and _NUMBER.fullmatch(text) else 0


def template_of(
    package: Package,
    slide: "Element",
    path: str,
    cache: "dict[str, Element | None]",
    usual: "Element | None" = None,
) -> Template:
    """Follow a slide's relations to its layout, master and theme."""
    template = Template(usual=usual)
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
