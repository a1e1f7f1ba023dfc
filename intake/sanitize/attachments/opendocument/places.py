"""Where frames and shapes of an OpenDocument file stand, and which of them lie under later ones."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.looks import Look, Styles, points_of
from intake.sanitize.attachments.package import attribute, child, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FRAMES = frozenset(["frame", "custom-shape", "rect", "text-box", "ellipse", "path", "polygon"])
_FILLED = FRAMES - {"frame", "text-box"}
FAR_POINTS = 1_700
"""Beyond the edge of an A2 page; frames of letters and slides stand nearer."""
LEAST_HIDDEN = 0.6
"""Of a frame that a later shape must cover."""
MOST_SHAPES = 2_000
Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Paper:
    """Width and height of a slide in points; 0 where not known."""

    width: float = 0
    height: float = 0


def placed(one: "Element", name: str, paper: Paper) -> str | None:
    """A frame or shape that stands off every page, or is as good as nothing."""
    if name not in FRAMES:
        return None
    wide = points_of(attribute(one, "width"))
    if wide is not None and wide < 1:
        return "hidden-shape"
    for key, size, most in (("x", "width", paper.width), ("y", "height", paper.height)):
        at, long = points_of(attribute(one, key)), points_of(attribute(one, size)) or 0.0
        if at is None:
            continue
        if at > (most or FAR_POINTS) or at < -FAR_POINTS / 2 or at + long < 0:
            return "p2-off-slide"
    return None


def covered(page: "Element", styles: Styles) -> set[int]:
    """The frames of a slide, by identity, that lie for the most part under later opaque shapes."""
    shapes = [e for e in page.iter() if local(e.tag) in FRAMES and _rect(e)][:MOST_SHAPES]
    opaque = [n for n, one in enumerate(shapes) if _is_opaque(one, styles)]
    found: set[int] = set()
    steps = 0
    for number, one in enumerate(shapes):
        rect = _rect(one)
        later = [n for n in opaque if n > number]
        steps += len(later)
        if rect is None or steps > 500_000:
            continue
        if any(_part(rect, other) > LEAST_HIDDEN for n in later if (other := _rect(shapes[n]))):
            found.add(id(one))
    return found


def _is_opaque(one: "Element", styles: Styles) -> bool:
    if local(one.tag) == "frame" and child(one, "image") is not None:
        return True
    fill = styles.told(attribute(one, "style-name"), "graphic-properties", "fill")
    opacity = styles.told(attribute(one, "style-name"), "graphic-properties", "opacity") or "100%"
    seen_through = opacity.rstrip("%") not in {"100", "100.0"}
    return fill in {"solid", "bitmap", "gradient"} and not seen_through


def _rect(one: "Element") -> Rect | None:
    x, y, wide, high = (points_of(attribute(one, key)) for key in ("x", "y", "width", "height"))
    if x is None or y is None or wide is None or high is None:
        return None
    return x, y, x + wide, y + high


def _part(rect: Rect, other: Rect) -> float:
    """Which part of a rectangle the other takes."""
    wide = min(rect[2], other[2]) - max(rect[0], other[0])
    high = min(rect[3], other[3]) - max(rect[1], other[1])
    area = max(1.0, (rect[2] - rect[0]) * (rect[3] - rect[1]))
    return max(0.0, wide) * max(0.0, high) / area


def ground_of(styles: Styles, page: "Element", master: "Element | None") -> Look:
    """How text looks on a slide, before its own styles: on the ground of the slide or its master."""
    look = Look()
    for one in (master, page):
        if one is not None:
            look = styles.dressed(attribute(one, "style-name"), look)
    return look
