"""How a run of a Word document looks, after document defaults, table, paragraph and character styles."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import WHITE, Rgb, rgb, unreadable
from intake.sanitize.attachments.package import attribute, child, local
from intake.sanitize.attachments.theme import OFFICE, alpha, drawn, mixed, named, preset

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TINY_HALF_POINTS = 4
"""Text of two points and less is not read by anybody."""
NARROW_PERCENT = 12
"""Letters scaled to this width are strokes."""
FLAT_TWIPS = 40
"""A line of exactly two points shows no letter."""
MIN_ALPHA = 0.1
OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks. `shaded`: it stands on a ground that cannot be told, so its ink is not judged."""

    vanish: bool = False
    ink: Rgb | None = None
    ground: Rgb | None = None
    shaded: bool = False
    half_points: float = 22
    percent: float = 100
    flat: bool = False
    clear: bool = False
    remapped: bool = False
    """Its font draws other letters."""
    heading: int = 0

    def technique(self, page: Rgb) -> str | None:
        """Why it is not seen on a page of this colour, or None."""
        if self.vanish:
            return "d1-vanish"
        if self.half_points <= TINY_HALF_POINTS or self.percent <= NARROW_PERCENT or self.flat:
            return "d3-1pt"
        if self.clear:
            return "d2-white"
        if self.remapped:
            return "remapped-font"
        if self.ink and not self.shaded and unreadable(self.ink, self.ground or page):
            return "d2-white"
        return None


@dataclass(slots=True)
class Styles:
    """Run and paragraph properties by style id, with `basedOn` followed."""

    elements: "dict[str, Element]" = field(default_factory=dict)
    default: Look = Look()
    paragraph: str | None = None
    """The style of paragraphs that name none."""
    scheme: dict[str, Rgb] = field(default_factory=lambda: dict(OFFICE))
    lying: frozenset[str] = frozenset()
    """Fonts that draw other letters, in lower case."""

    @classmethod
    def of(cls, root: "Element | None", scheme: dict[str, Rgb], lying: frozenset[str]) -> "Styles":
        styles = cls(scheme=scheme, lying=lying)
        for one in root if root is not None else ():
            if local(one.tag) == "docDefaults":
                styles.default = styles.dressed(child(one, "pPrDefault", "pPr"), styles.default)
                styles.default = styles.dressed(child(one, "rPrDefault", "rPr"), styles.default)
            elif local(one.tag) == "style":
                identity = attribute(one, "styleId") or ""
                styles.elements[identity] = one
                if attribute(one, "type") == "paragraph" and attribute(one, "default") in {"1", "true", "on"}:
                    styles.paragraph = identity
        return styles

    def chain(self, style: str | None) -> "list[Element]":
        """A style and what it is based on, the most general first."""
        found: list[Element] = []
        while style and style in self.elements and len(found) < 20:
            found.append(self.elements[style])
            parent = child(self.elements[style], "basedOn")
            style = attribute(parent, "val") if parent is not None else None
        return found[::-1]

    def apply(self, style: str | None, look: Look) -> Look:
        for element in self.chain(style):
            name = (attribute(found, "val") or "") if (found := child(element, "name")) is not None else ""
            digits = name.lower().removeprefix("heading ").strip()
            if name.lower().startswith("heading ") and digits.isdigit():
                look = replace(look, heading=min(9, int(digits)))
            elif name.lower() == "title":
                look = replace(look, heading=1)
            look = self.dressed(child(element, "rPr"), self.dressed(child(element, "pPr"), look))
        return look

    def dressed(self, properties: "Element | None", look: Look) -> Look:
        """A look with the direct properties of `w:rPr`, `w:pPr`, `w:tcPr` or `w:tblPr` on top."""
        for one in properties if properties is not None else ():
            name, value = local(one.tag), attribute(one, "val")
            if name in {"vanish", "specVanish"}:
                look = replace(look, vanish=(value or "1") not in OFF)
            elif name == "color":
                look = replace(look, ink=self._ink(one), clear=False)
            elif name == "rFonts":
                named_fonts = [attribute(one, key) for key in ("ascii", "hAnsi")]
                if any(named_fonts):
                    look = replace(look, remapped=any((f or "").lower() in self.lying for f in named_fonts))
            elif name == "sz":
                look = replace(look, half_points=_number(value, look.half_points))
            elif name == "w":
                look = replace(look, percent=_number((value or "").rstrip("%"), 100))
            elif name == "spacing" and attribute(one, "line") is not None:
                exact = attribute(one, "lineRule") == "exact"
                look = replace(look, flat=exact and _number(attribute(one, "line"), 240) < FLAT_TWIPS)
            elif name == "shd":
                look = self._shaded(one, look)
            elif name == "highlight":
                marker = preset(value)
                look = replace(look, ground=marker or look.ground, shaded=False if marker else look.shaded)
            elif name == "textFill":
                look = self._filled(one, look)
            elif (
                name == "outlineLvl" and not look.heading and (value or "9").isdigit() and int(value or 9) < 9
            ):
                look = replace(look, heading=int(value or 0) + 1)
        return look

    def _ink(self, element: "Element") -> Rgb | None:
        found = named(self.scheme, attribute(element, "themeColor"))
        return _shade(found, element, "theme") if found else rgb(attribute(element, "val"))

    def _shaded(self, element: "Element", look: Look) -> Look:
        """`w:shd`: a pattern of a colour on a fill (ECMA-376-1, 17.3.5)."""
        kind = attribute(element, "val") or "clear"
        fill = named(self.scheme, attribute(element, "themeFill"))
        fill = _shade(fill, element, "themeFill") if fill else rgb(attribute(element, "fill"))
        if kind == "solid":
            over = named(self.scheme, attribute(element, "themeColor"))
            fill = over or rgb(attribute(element, "color")) or (0, 0, 0)
        elif kind not in {"clear", "nil"}:
            return replace(look, shaded=True)
        if fill is None:
            return look if attribute(element, "fill") in {None, "auto"} else replace(look, shaded=True)
        return replace(look, ground=fill, shaded=False)

    def _filled(self, element: "Element", look: Look) -> Look:
        """`w14:textFill`, which beats `w:color`."""
        if child(element, "noFill") is not None:
            return replace(look, clear=True)
        solid = child(element, "solidFill")
        if solid is None:
            return look
        # Word 2010 writes transparency, the share that is not opaque.
        clear = next((attribute(e, "val") for c in solid for e in c if local(e.tag) == "alpha"), None)
        if clear is not None and alpha(solid) > 1 - MIN_ALPHA:
            return replace(look, clear=True)
        return replace(look, ink=drawn(solid, self.scheme) or look.ink)


def page_ground(root: "Element", settings: "Element | None") -> Rgb:
    """The page's colour; Word paints it only where the settings say so."""
    shown = child(settings, "displayBackgroundShape")
    if shown is None or (attribute(shown, "val") or "1") in OFF:
        return WHITE
    background = child(root, "background")
    return (rgb(attribute(background, "color")) if background is not None else None) or WHITE


def _shade(colour: Rgb, element: "Element", prefix: str) -> Rgb:
    tint, shade = (attribute(element, f"{prefix}{kind}") for kind in ("Tint", "Shade"))
    return mixed(colour, _hex(tint), _hex(shade))


def _hex(text: str | None) -> float | None:
    try:
        return min(255, int(text, 16)) / 255 if text and len(text) <= 2 else None
    except ValueError:
        return None


def _number(text: str | None, other: float) -> float:
    try:
        return float(text or "")
    except ValueError:
        return other
