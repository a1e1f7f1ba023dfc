"""How a part of a drawing looks: presentation attributes, and declarations before them (SVG 2, 6.6)."""

import re
from collections.abc import Set
from dataclasses import dataclass, replace

from intake.sanitize.css.cascade import IMPORTANT, Won
from intake.sanitize.css.colour import RGBA, parse_colour
from intake.sanitize.css.lengths import length, number
from intake.sanitize.css.properties import WIDE
from intake.sanitize.elements import names
from intake.sanitize.html.scheme import darkened
from intake.sanitize.tree import Node

_IDLE = names(
    """
    font-family font-weight font-style line-height cursor pointer-events shape-rendering text-rendering
    stroke-linecap stroke-linejoin fill-rule clip-rule box-sizing margin margin-top margin-right margin-bottom
    margin-left padding padding-top padding-right padding-bottom padding-left color-rendering image-rendering
    """
)
"""Properties that neither hide a part of a drawing nor move it."""
KNOWN = names(
    """
    fill stroke stroke-width fill-opacity stroke-opacity opacity visibility display font-size text-anchor
    color dominant-baseline stroke-dasharray stroke-miterlimit
    """
)
_LABELS = frozenset(
    ["class", "id", "style", "lang", "xml:lang", "role", "tabindex", "focusable", "xml:space"]
)
_OFF = {
    "clip-path": "none", "mask": "none", "filter": "none", "letter-spacing": "0", "text-decoration": "none",
    "alignment-baseline": "baseline", "baseline-shift": "baseline",
}  # fmt: skip
_LOWERED = {"auto": 0.0, "alphabetic": 0.0, "middle": 0.6, "central": 0.7, "hanging": 1.0}
"""So far below the place that is told the letters may stand, in font sizes."""
_FONT = re.compile(
    r"(?:(?:bold|normal|italic|[1-9]00) ){0,3}(\d{1,4}(?:\.\d{1,4})?)px(?:/[\d.]{1,8}(?:px)?)? [\w ,'\"-]+$"
)
_FAMILIES = frozenset(["font-family", "font"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is inherited in a drawing, and the opacity of the element itself."""

    fill: str = "black"
    stroke: str = "none"
    fill_opacity: float = 1.0
    stroke_opacity: float = 1.0
    stroke_width: float = 1.0
    visible: str = "visible"
    size: float = 16.0
    anchor: str = "start"
    baseline: float = 0.0
    colour: RGBA | None = None
    dashed: bool = False
    opacity: float = 1.0
    dark: bool = False
    """System colours are those of a dark scheme."""
    gone: bool = False
    unsure: bool = False
    """A clip or a mask may take it out, or it hangs on the reader whether it is painted."""

    def filled(self) -> RGBA | None:
        """The colour of the filling, if it is told; of nothing where nothing is filled."""
        return self._colour(self.fill, self.fill_opacity)

    def stroked(self) -> RGBA | None:
        """The same of the outline."""
        return self._colour(self.stroke, self.stroke_opacity)

    def _colour(self, paint: str, opacity: float) -> RGBA | None:
        if paint == "none":
            return (0.0, 0.0, 0.0, 0.0)
        told = parse_colour(paint)
        told = self.colour if told == "currentcolor" else told
        return (
            (*told[:3], told[3] * opacity * self.opacity)
            if isinstance(told, tuple) and not self.unsure
            else None
        )


def look(node: Node, won: Won, around: Look, extra: Set[str], *, own_fonts: bool) -> Look | None:
    """The look of an element that may have the attributes in `extra` beside; None where it cannot be told.

    `own_fonts` says that the page brings fonts, whose letters may be of any width.
    """
    told: dict[str, str] = {}
    for name, value in node.attrs.items():
        low = name.lower()
        if low in KNOWN or low in _IDLE or low in _OFF:
            told[low] = value.strip()
        elif name not in extra and low not in _LABELS and not low.startswith(("aria-", "data-")):
            return None
        if low == "xml:space" and value != "default":
            return None
    told = {name: value for name, value in told.items() if value}
    for name, value in won.items():
        if name == IMPORTANT or name.startswith("--"):
            continue
        if "var(" in value.lower():
            return None
        told[name] = value
    told = {name: value.lower() if name != "font-family" else value for name, value in told.items()}
    return _look(darkened(told) if around.dark else told, won, around, own_fonts=own_fonts)


def _look(told: dict[str, str], won: Won, around: Look, *, own_fonts: bool) -> Look | None:
    new: dict[str, object] = {"opacity": 1.0, "gone": False}
    # Others count by the size of letters, and by their colour.
    ordered = sorted(told, key=lambda name: name not in ("font", "font-size", "color"))
    if "font" in told and ("font" not in won or "font-size" in won):
        return None
    for name in ordered:
        value = told[name]
        if own_fonts and name in _FAMILIES:
            return None
        if name in _IDLE:
            continue
        if name in ("clip-path", "mask") and value.startswith("url(#"):
            new["unsure"] = True
            continue
        if name in _OFF:
            if value not in ("none", "normal", "0", _OFF[name]):
                return None
            continue
        if value == "inherit" and name not in ("opacity", "display"):
            continue
        if value in WIDE or (name not in KNOWN and name != "font"):
            return None
        if not _take(name, value, new, around):
            return None
    return replace(around, **new)  # type: ignore[arg-type]


def _take(name: str, value: str, new: dict[str, object], around: Look) -> bool:
    """Note what one property says; False where that is not told."""
    size = new.get("size", around.size)
    size = size if isinstance(size, float) else 16.0
    if name in ("fill", "stroke"):
        # What is no colour may be dropped, or be a pattern.
        if value != "none" and parse_colour(value) is None and not value.startswith("url("):
            return False
        new[name] = value
    elif name == "color":
        colour = parse_colour(value)
        if not isinstance(colour, tuple):
            return False
        new["colour"] = colour
    elif name in ("fill-opacity", "stroke-opacity", "opacity"):
        part = number(value)
        if part is None:
            return False
        part = min(1.0, max(0.0, part))
        new[name.replace("-", "_")] = part
        new["gone"] = new["gone"] or (name == "opacity" and part == 0)
    elif name == "stroke-width":
        wide = None if "%" in value else length(value, size, None)
        if wide is None or not 0 <= wide < 1e6:
            return False
        new["stroke_width"] = wide
    elif name == "visibility":
        if value not in ("visible", "hidden", "collapse"):
            return False
        new["visible"] = value
    elif name == "display":
        if value not in ("none", "block", "inline", "inline-block"):
            return False
        new["gone"] = new["gone"] or value == "none"
    elif name in ("font-size", "font"):
        found = _FONT.match(value) if name == "font" else None
        px = length(
            f"{found[1]}px" if found else value if name == "font-size" else "none", around.size, around.size
        )
        if px is None or not 0 <= px < 1e6:
            return False
        new["size"] = px
    elif name == "text-anchor":
        if value not in ("start", "middle", "end"):
            return False
        new["anchor"] = value
    elif name == "dominant-baseline":
        if value not in _LOWERED:
            return False
        new["baseline"] = _LOWERED[value]
    elif name == "stroke-dasharray":
        new["dashed"] = value != "none"
    elif name == "stroke-miterlimit":
        limit = number(value)
        return limit is not None and limit <= 4
    return True
