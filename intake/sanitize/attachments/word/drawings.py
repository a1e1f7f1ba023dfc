"""Text boxes and shapes of a Word document: where they stand and what they are filled with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import Rgb, rgb
from intake.sanitize.attachments.package import attribute, child, local
from intake.sanitize.attachments.theme import drawn, preset
from intake.sanitize.attachments.word.covers import Cover, order_of
from intake.sanitize.attachments.word.places import EMU_PER_POINT, Paper, anchored, length, styled

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FLAT_EMU = 2 * EMU_PER_POINT
_OFFSET = re.compile(r"-?\d{1,12}")
_UNSEEN = (("visibility", "hidden"), ("display", "none"), ("mso-hide", "all"))


@dataclass(frozen=True, slots=True)
class Box:
    """A text box; `ground` is None where the page shows through, `shaded` where it cannot be told."""

    content: "Element"
    ground: Rgb | None
    shaded: bool
    unseen: str | None


def boxes(drawing: "Element", scheme: dict[str, Rgb], paper: Paper, covers: list[Cover]) -> "Iterator[Box]":
    """The text boxes and lettering of a `w:drawing`, `w:pict` or `w:object`."""
    stack: list[tuple[Element, Rgb | None, bool, str | None]] = [(drawing, None, False, None)]
    while stack:
        element, ground, shaded, unseen = stack.pop()
        name = local(element.tag)
        if name == "Fallback":
            continue
        if name in {"anchor", "inline"}:
            unseen = unseen or _placed(element, paper, covers)
        elif name == "wsp":
            ground, shaded = _filled(element, scheme)
        elif name in {"shape", "rect", "roundrect", "oval", "textbox", "group"}:
            unseen = unseen or _styled(element.get("style") or "", paper)
            if name not in {"textbox", "group"}:
                ground, shaded = _vml(element)
        if name == "txbxContent" or (name == "textpath" and element.get("string")):
            yield Box(element, ground, shaded, unseen)
            continue
        if name in {"docPr", "cNvPr"} and attribute(element, "hidden") in {"1", "true"}:
            continue
        hidden = any(
            local(e.tag) in {"docPr", "cNvPr"} and attribute(e, "hidden") in {"1", "true"} for e in element
        )
        unseen = "hidden-shape" if hidden else unseen
        stack += [(one, ground, shaded, unseen) for one in reversed(element)]


def _placed(anchor: "Element", paper: Paper, covers: list[Cover]) -> str | None:
    """`wp:anchor`: without an extent, beside the page, or under another one."""
    extent = child(anchor, "extent")
    for key in ("cx", "cy"):
        text = (extent.get(key) or "") if extent is not None else ""
        if _OFFSET.fullmatch(text) and int(text) < FLAT_EMU:
            return "hidden-shape"
    if local(anchor.tag) != "anchor":
        return None
    place, order = anchored(anchor), order_of(anchor)
    if any(cover.hides(place, order) for cover in covers):
        return "covered-shape"
    return "hidden-shape" if place.off(paper) else None


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


def _styled(style: str, paper: Paper) -> str | None:
    """The inline style of a VML shape."""
    told, place = styled(style)
    if any(told.get(key) == value for key, value in _UNSEEN):
        return "hidden-shape"
    flat = any((size := length(told.get(key))) is not None and size < 2 for key in ("width", "height"))
    return "hidden-shape" if flat or place.off(paper) else None
