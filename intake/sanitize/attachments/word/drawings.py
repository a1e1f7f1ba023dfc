"""Text boxes and shapes of a Word document: where they stand and what they are filled with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import Rgb, rgb
from intake.sanitize.attachments.package import attribute, child, local
from intake.sanitize.attachments.theme import drawn, preset

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

EMU_PER_POINT = 12_700
FAR_EMU = 20_000 * EMU_PER_POINT // 20
"""A thousand points: beyond any page's edge, whatever the offset counts from."""
FLAT_EMU = 2 * EMU_PER_POINT
_OFFSET = re.compile(r"-?\d{1,12}")
_STYLE = re.compile(
    r"(margin-left|margin-top|left|top|width|height|visibility|display|mso-hide)\s*:\s*([^;]{1,60})"
)
_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?)(pt|in|cm|mm|px)?$")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, None: 0.75}


@dataclass(frozen=True, slots=True)
class Box:
    """A text box; `ground` is None where the page shows through, `shaded` where it cannot be told."""

    content: "Element"
    ground: Rgb | None
    shaded: bool
    unseen: str | None


def boxes(drawing: "Element", scheme: dict[str, Rgb]) -> "Iterator[Box]":
    """The text boxes of a `w:drawing`, `w:pict` or `w:object`. Of alternatives the first counts."""
    stack: list[tuple[Element, Rgb | None, bool, str | None]] = [(drawing, None, False, None)]
    while stack:
        element, ground, shaded, unseen = stack.pop()
        name = local(element.tag)
        if name == "Fallback":
            continue
        if name in {"anchor", "inline"}:
            unseen = unseen or _placed(element)
        elif name == "wsp":
            ground, shaded = _filled(element, scheme)
        elif name in {"shape", "rect", "roundrect", "oval", "textbox", "group"}:
            unseen = unseen or _styled(element.get("style") or "")
            if name not in {"textbox", "group"}:
                ground, shaded = _vml(element)
        if name == "txbxContent":
            yield Box(element, ground, shaded, unseen)
            continue
        if name in {"docPr", "cNvPr"} and attribute(element, "hidden") in {"1", "true"}:
            continue
        hidden = any(
            local(e.tag) in {"docPr", "cNvPr"} and attribute(e, "hidden") in {"1", "true"} for e in element
        )
        unseen = "hidden-shape" if hidden else unseen
        stack += [(one, ground, shaded, unseen) for one in reversed(element)]


def _placed(anchor: "Element") -> str | None:
    """`wp:anchor`: off every page, or without an extent."""
    for name in ("positionH", "positionV"):
        offset = child(anchor, name, "posOffset")
        text = (offset.text or "").strip() if offset is not None else ""
        if _OFFSET.fullmatch(text) and abs(int(text)) > FAR_EMU:
            return "hidden-shape"
    extent = child(anchor, "extent")
    if extent is not None:
        for key in ("cx", "cy"):
            text = extent.get(key) or ""
            if _OFFSET.fullmatch(text) and int(text) < FLAT_EMU:
                return "hidden-shape"
    return None


def _filled(shape: "Element", scheme: dict[str, Rgb]) -> tuple[Rgb | None, bool]:
    properties = child(shape, "spPr")
    for one in properties if properties is not None else ():
        name = local(one.tag)
        if name == "noFill":
            return None, False
        if name == "solidFill":
            colour = drawn(one, scheme)
            return colour, colour is None
        if name in {"gradFill", "blipFill", "pattFill", "grpFill"}:
            return None, True
    reference = child(shape, "style", "fillRef")
    if reference is not None and (reference.get("idx") or "0") != "0":
        colour = drawn(reference, scheme)
        return colour, colour is None
    return None, False


def _vml(shape: "Element") -> tuple[Rgb | None, bool]:
    if (shape.get("filled") or "t").startswith(("f", "0")):
        return None, False
    value = (shape.get("fillcolor") or "").split(" ")[0]
    if not value:
        return None, False
    colour = rgb(value) or preset(value)
    return colour, colour is None


def _styled(style: str) -> str | None:
    """The inline style of a VML shape."""
    for key, value in _STYLE.findall(style.lower()[:2000]):
        value = value.strip()
        if (key, value) in {("visibility", "hidden"), ("display", "none"), ("mso-hide", "all")}:
            return "hidden-shape"
        length = _LENGTH.match(value)
        if not length:
            continue
        points = float(length[1]) * _UNITS[length[2]]
        if key in {"width", "height"} and points < 2:
            return "hidden-shape"
        if key in {"margin-left", "margin-top", "left", "top"} and abs(points) > 1000 and length[2]:
            return "hidden-shape"
    return None
