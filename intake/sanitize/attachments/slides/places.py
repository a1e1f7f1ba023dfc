"""Where shapes stand on a slide: transforms, groups in groups, turned and mirrored (ECMA-376-1, 20.1.7)."""

import math
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import child
from intake.sanitize.attachments.slides.looks import number

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Place = tuple[float, float, float, float]
"""Left, top, right, bottom in EMU."""
Frame = tuple[float, float, float, float, float, float]
"""An affine map: x' = a x + c y + e, y' = b x + d y + f."""
WHOLE: Frame = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
FLAT = 25_400.0
"""EMU of two points: nothing is read of what shows less."""
_NEARLY = 1e-6


def rectangle(transform: "Element | None") -> Place | None:
    """The place that a transform tells, before it is turned."""
    off, extent = child(transform, "off"), child(transform, "ext")
    if off is None or extent is None:
        return None
    x, y = number(off.get("x")), number(off.get("y"))
    return x, y, x + number(extent.get("cx")), y + number(extent.get("cy"))


def placed(transform: "Element | None", frame: Frame) -> tuple[Place | None, bool]:
    """The least upright place around a shape, and whether the shape fills it."""
    box = rectangle(transform)
    if box is None:
        return None, False
    return bounds(box, _joined(frame, _turned(transform, box)))


def bounds(box: Place, frame: Frame) -> tuple[Place, bool]:
    a, b, c, d, e, f = frame
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    upright = max(abs(b), abs(c)) < _NEARLY or max(abs(a), abs(d)) < _NEARLY
    return (min(xs), min(ys), max(xs), max(ys)), upright


def inside(transform: "Element | None", frame: Frame, outer: Place | None = None) -> Frame:
    """Children's coordinates of a group to the slide's (20.1.7.5); `outer` is where a sheet anchors it."""
    box = rectangle(transform)
    if transform is None or box is None:
        return frame
    off, extent = child(transform, "chOff"), child(transform, "chExt")
    cx, cy = (number(off.get("x")), number(off.get("y"))) if off is not None else box[:2]
    cw, ch = (
        (number(extent.get("cx")), number(extent.get("cy")))
        if extent is not None
        else (box[2] - box[0], box[3] - box[1])
    )
    box = outer or box
    sx, sy = ((box[2] - box[0]) / cw if cw else 1.0), ((box[3] - box[1]) / ch if ch else 1.0)
    scaled = (sx, 0.0, 0.0, sy, box[0] - cx * sx, box[1] - cy * sy)
    return _joined(frame, _joined(_turned(transform, box), scaled))


def _turned(transform: "Element | None", box: Place) -> Frame:
    """The map that mirrors and turns a box around its middle."""
    assert transform is not None
    across, down = (-1.0 if transform.get(key) in {"1", "true"} else 1.0 for key in ("flipH", "flipV"))
    angle = math.radians(number(transform.get("rot")) / 60_000 % 360)
    cos, sin = math.cos(angle), math.sin(angle)
    a, b, c, d = cos * across, sin * across, -sin * down, cos * down
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return a, b, c, d, x - a * x - c * y, y - b * x - d * y


def _joined(outer: Frame, inner: Frame) -> Frame:
    """The inner map first, then the outer one."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def contains(outer: Place, inner: Place) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def overlap(one: Place, other: Place) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def shows(place: Place, size: tuple[int, int]) -> bool:
    """Whether more than an edge of a place lies on a slide; one that cannot be computed does not."""
    left, top, right, bottom = place
    across, down = min(right, size[0]) - max(left, 0.0), min(bottom, size[1]) - max(top, 0.0)
    return across >= min(FLAT, right - left) and down >= min(FLAT, bottom - top)


def is_flat(place: Place) -> bool:
    return place[2] - place[0] < FLAT and place[3] - place[1] < FLAT
