"""Styles by family and name, after all they inherit (ODF 1.3, part 3, 16)."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import Rgb, rgb
from intake.sanitize.attachments.opendocument.looks import Ground, Look, Properties, with_letters, with_lines
from intake.sanitize.attachments.opendocument.markup import first, get, name, points, share
from intake.sanitize.attachments.signs import SIGN_FONTS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_CHAIN = 20
MAX_FORMAT = 200
"""Parts of a format of numbers; those of offices have a dozen."""
MAX_LOOKS = 20_000
MIN_SOLID = 0.3
"""A fill below this lets the ground through, which then decides."""
OPAQUE = 0.9
_GROUNDED = (
    "style:page-layout-properties", "style:drawing-page-properties", "style:section-properties",
    "style:graphic-properties", "style:header-footer-properties", "style:table-properties",
    "style:table-row-properties", "style:table-cell-properties", "style:paragraph-properties",
)  # fmt: skip
_UNNAMED = {"paragraph": "Standard", "table-cell": "Default"}
"""What elements without a style have, where it is there."""
_DATA = frozenset(["number", "currency", "percentage", "date", "time", "boolean", "text"])
Key = tuple[str, str]


@dataclass(slots=True)
class Styles:
    """`named` has the common styles and the automatic ones of a part; two parts use the same names apart."""

    named: "dict[Key, Element]" = field(default_factory=dict)
    defaults: "dict[str, Element]" = field(default_factory=dict)
    lists: "dict[str, Element]" = field(default_factory=dict)
    fills: "dict[str, Element]" = field(default_factory=dict)
    numbers: "dict[str, Element]" = field(default_factory=dict)
    layouts: "dict[str, Element]" = field(default_factory=dict)
    outline: "Element | None" = None
    flowing: bool = True
    """Paragraphs have a style of their own, as in texts; on slides they have that of their shape."""
    lying: frozenset[str] = frozenset()
    """Fonts that draw other letters."""
    known: dict[tuple[str, str | None], Properties] = field(default_factory=dict)
    looks: dict[tuple[str, str | None, Look], Look] = field(default_factory=dict)

    def add(self, holder: "Element | None") -> None:
        """Take the styles of `office:styles` or `office:automatic-styles`."""
        for one in holder if holder is not None else ():
            kind, called = name(one.tag), get(one, "style:name") or ""
            if kind == "style:style":
                self.named[get(one, "style:family") or "", called] = one
            elif kind == "style:default-style":
                self.defaults[get(one, "style:family") or ""] = one
            elif kind == "text:list-style":
                self.lists[called] = one
            elif kind == "text:outline-style":
                self.outline = one
            elif kind == "style:page-layout":
                self.layouts[called] = one
            elif kind.startswith("draw:"):
                self.fills[get(one, "draw:name") or ""] = one
            elif (
                len(one) <= MAX_FORMAT
                and kind.startswith("number:")
                and kind[7:].removesuffix("-style") in _DATA
            ):
                self.numbers[called] = one

    def but(self, holder: "Element | None") -> "Styles":
        """These, with the automatic styles of another part."""
        other = Styles(
            named=dict(self.named),
            defaults=self.defaults,
            lists=dict(self.lists),
            fills=dict(self.fills),
            numbers=dict(self.numbers),
            layouts=dict(self.layouts),
            outline=self.outline,
            flowing=self.flowing,
            lying=self.lying,
        )
        other.add(holder)
        return other

    def element(self, family: str, called: str | None) -> "Element | None":
        """A style; one that names no family is taken for any."""
        if called is None:
            return None
        found = self.named.get((family, called))
        return self.named.get(("", called)) if found is None else found

    def chain(self, family: str, called: str | None) -> "list[Element]":
        """A style and its parents, the eldest first."""
        out: list[Element] = []
        while called is not None and len(out) < MAX_CHAIN:
            found = self.element(family, called)
            if found is None:
                break
            out.append(found)
            called = get(found, "style:parent-style-name")
        return out[::-1]

    def properties(self, family: str, called: str | None) -> Properties:
        """What holds for a style; `style` has the attributes of the style itself."""
        key = (family, called)
        if key not in self.known:
            own: Properties = {"style": {}}
            chain = self.chain(family, called)
            default = self.defaults.get(family)
            if family == "paragraph" and not self.flowing:
                default = None
            elif not chain and family in _UNNAMED:
                chain = self.chain(family, _UNNAMED[family])
            for element in ([default] if default is not None else []) + chain:
                own["style"].update({name(k): v for k, v in element.attrib.items()})
                for part in element:
                    _merge(own.setdefault(name(part.tag), {}), part)
            self.known[key] = own
        return self.known[key]

    def dressed(self, family: str, called: str | None, look: Look) -> Look:
        """A look with a style on top."""
        key = (family, called, look)
        if (known := self.looks.get(key)) is None:
            known = self.applied(self.properties(family, called), look)
            if len(self.looks) < MAX_LOOKS:
                self.looks[key] = known
        return known

    def applied(self, own: Properties, look: Look) -> Look:
        for kind in _GROUNDED:
            if kind in own:
                look = replace(look, ground=self.ground(own[kind], look.ground))
        if "style:paragraph-properties" in own:
            look = with_lines(look, own["style:paragraph-properties"])
        if "style:text-properties" in own:
            look = with_letters(look, own["style:text-properties"])
            named = own["style:text-properties"]
            if font := named.get("style:font-name") or named.get("fo:font-family"):
                look = replace(look, remapped=font in self.lying or font.strip("'\"").lower() in SIGN_FONTS)
        return look

    def ground(self, own: dict[str, str], behind: Ground) -> Ground:
        """The colours of a fill or background over what is behind it."""
        fill = own.get("draw:fill")
        opacity = share(own.get("draw:opacity"))
        if opacity is not None and opacity < MIN_SOLID:
            return behind
        if fill == "solid":
            colour = rgb(own.get("draw:fill-color"))
            return (colour,) if colour else None
        if fill == "gradient":
            return self._gradient(own.get("draw:fill-gradient-name"))
        if fill == "none":
            return behind
        if fill is not None or own.get("style:background-image"):
            return None
        background = own.get("fo:background-color") or "transparent"
        if background == "transparent":
            return behind
        colour = rgb(background)
        through = share(own.get("style:background-transparency")) or 0.0
        return behind if through > 1 - MIN_SOLID else (colour,) if colour else None

    def _gradient(self, called: str | None) -> Ground:
        element = self.fills.get(called or "")
        if element is None:
            return None
        told = [get(element, "draw:start-color"), get(element, "draw:end-color")]
        told += [get(one, "loext:color-value") for one in element]
        colours: list[Rgb] = [colour for one in told[:50] if (colour := rgb(one)) is not None]
        return tuple(colours) or None


def is_opaque(own: dict[str, str]) -> bool:
    """Whether a shape with these properties hides what it lies on."""
    opacity = share(own.get("draw:opacity"))
    through = share(own.get("style:background-transparency")) or 0.0
    if own.get("draw:fill", "solid") == "none" or own.get("draw:opacity-name"):
        return False
    if "draw:fill" not in own and "fo:background-color" in own:
        return own["fo:background-color"] != "transparent" and through <= 1 - OPAQUE
    return opacity is None or opacity >= OPAQUE


def _merge(own: dict[str, str], part: "Element") -> None:
    told = {name(k): v for k, v in part.attrib.items()}
    if "fo:color" in told and "style:use-window-font-color" not in told:
        own.pop("style:use-window-font-color", None)
        own.pop("loext:opacity", None)
    if (percent := share(told.get("fo:font-size"))) is not None:
        inherited, part_of = points(own.get("fo:font-size")), share(own.get("fo:font-size"))
        if inherited is not None:
            told["fo:font-size"] = f"{inherited * percent:.3f}pt"
        elif part_of is not None:
            told["fo:font-size"] = f"{part_of * percent * 100:.3f}%"
    if "fo:background-color" in told and told["fo:background-color"] != own.get("fo:background-color"):
        own.pop("style:background-image", None)
    if (image := first(part, "style:background-image")) is not None:
        told["style:background-image"] = "image" if len(image.attrib) + len(image) else ""
    own.update(told)
