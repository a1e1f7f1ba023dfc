"""How text of an OpenDocument file looks, by its styles and what they inherit (ODF 1.3, part 3, 16)."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import WHITE, Rgb, rgb, unreadable
from intake.sanitize.attachments.package import attribute, child, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

TINY_POINTS = 2.0
MIN_OPACITY = 0.1
_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?)(pt|in|cm|mm|px|pc)?$")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "pc": 12.0}


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks; `shaded`: on a ground that cannot be told."""

    technique: str | None = None
    ink: Rgb | None = None
    ground: Rgb = WHITE
    shaded: bool = False
    points: float = 12
    percent: float = 100
    clear: bool = False
    """Nothing of the letters is painted."""

    def unseen(self) -> str | None:
        if self.technique:
            return self.technique
        if self.points <= TINY_POINTS or self.percent <= 12:
            return "d3-1pt"
        if self.clear:
            return "d2-white"
        return "d2-white" if self.ink and not self.shaded and unreadable(self.ink, self.ground) else None


@dataclass(slots=True)
class Styles:
    """Styles by name, with what they inherit."""

    elements: "dict[str, Element]" = field(default_factory=dict)

    def told(self, name: str | None, part: str, key: str) -> str | None:
        """What a style, or one that it is derived from, says in one of its parts."""
        for _ in range(20):
            element = self.elements.get(name or "")
            if element is None:
                return None
            found = attribute(properties, key) if (properties := child(element, part)) is not None else None
            if found is not None:
                return found
            name = attribute(element, "parent-style-name")
        return None

    def dressed(self, name: str | None, look: Look) -> Look:
        chain: list[Element] = []
        while name and name in self.elements and len(chain) < 20:
            chain.append(self.elements[name])
            name = attribute(chain[-1], "parent-style-name")
        for element in reversed(chain):
            for properties in element:
                look = _with(properties, look)
        return look


def _with(properties: "Element", look: Look) -> Look:
    name = local(properties.tag)
    ground = attribute(properties, "background-color")
    if name == "text-properties":
        shown = attribute(properties, "display")
        if shown is not None:
            look = replace(look, technique="d1-vanish" if shown == "none" else None)
        if colour := attribute(properties, "color"):
            look = replace(look, ink=rgb(colour))
        if (attribute(properties, "use-window-font-color") or "") == "true":
            look = replace(look, ink=None)
        size = attribute(properties, "font-size")
        if (points := points_of(size)) is not None:
            look = replace(look, points=points)
        elif size and size.endswith("%"):
            look = replace(look, points=look.points * _share(size))
        if (opacity := attribute(properties, "opacity")) is not None:
            look = replace(look, clear=_share(opacity) < MIN_OPACITY)
        look = replace(look, percent=100 * _share(attribute(properties, "text-scale") or "100%"))
    elif name == "table-properties" and attribute(properties, "display") == "false":
        return replace(look, technique="x1-hidden-sheet")
    elif name in {"drawing-page-properties", "graphic-properties"}:
        if name == "drawing-page-properties" and attribute(properties, "visibility") == "hidden":
            return replace(look, technique="p1-hidden-slide")
        fill = attribute(properties, "fill")
        if fill == "solid":
            ground = attribute(properties, "fill-color") or ground
        elif fill not in {None, "none"}:
            look = replace(look, shaded=True)
    if ground and ground != "transparent":
        colour_of = rgb(ground)
        look = replace(look, ground=colour_of or look.ground, shaded=colour_of is None)
    return look


def points_of(text: str | None) -> float | None:
    found = _LENGTH.match(text or "")
    return float(found[1]) * _POINTS[found[2]] if found and found[2] else None


def _share(text: str) -> float:
    try:
        return float(text.rstrip("%")) / 100
    except ValueError:
        return 1.0
