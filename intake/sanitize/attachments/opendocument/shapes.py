"""Shapes of OpenDocument: their place in points, what they hold, and whether they are drawn at all."""

import math
import re
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.markup import get, name, points

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LEAST_SEEN = 0.5
"""Of a shape that must stand on the page for its words to count as seen."""
MAX_STEPS = 20
FORMS = frozenset(
    ["dr3d:scene"]
    + [f"draw:{one}" for one in ("frame", "rect", "line", "polyline", "polygon", "regular-polygon", "path",
                                 "circle", "ellipse", "connector", "caption", "measure", "custom-shape", "g",
                                 "control", "page-thumbnail")]
)  # fmt: skip
GROUPS = frozenset(["draw:g", "draw:a", "dr3d:scene"])
_HELD = frozenset(
    ["draw:text-box", "draw:image", "draw:object", "draw:object-ole", "draw:plugin", "draw:applet",
     "draw:floating-frame", "table:table"]
)  # fmt: skip
_STEP = re.compile(r"(rotate|translate|scale|skewX|skewY|matrix)\s*\(([^()]{0,120})\)")
Place = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def held(shape: "Element") -> "tuple[Element | None, list[Element]]":
    """Of a frame the content that is shown, the first, and the alternatives that are not."""
    found = [one for one in shape if name(one.tag) in _HELD]
    return (found[0] if found else None), found[1:]


def undrawn(shape: "Element", layers_off: frozenset[str]) -> str | None:
    """Why a shape is not on the screen, whatever its place."""
    if get(shape, "draw:display") in {"none", "printer"} or (get(shape, "draw:layer") or "") in layers_off:
        return "hidden-shape"
    wide, high = points(get(shape, "svg:width")), points(get(shape, "svg:height"))
    if (wide is not None and wide < 1) or (high is not None and high <= 0 and wide is None):
        return "hidden-shape"
    return None


def place_of(shape: "Element") -> tuple[Place | None, bool]:
    """Where a shape stands, as the box around it, and whether it stands upright."""
    if get(shape, "svg:x1") is not None:
        ends = [points(get(shape, f"svg:{key}")) or 0.0 for key in ("x1", "y1", "x2", "y2")]
        return (min(ends[::2]), min(ends[1::2]), max(ends[::2]), max(ends[1::2])), True
    wide, high = points(get(shape, "svg:width")), points(get(shape, "svg:height"))
    if high is None:
        box = next((e for e in shape if name(e.tag) == "draw:text-box"), None)
        high = points(get(box, "fo:min-height")) if box is not None else None
    x, y = points(get(shape, "svg:x")), points(get(shape, "svg:y"))
    told = get(shape, "draw:transform")
    if wide is None or ((x is None or y is None) and not told):
        return None, True
    corners = [(x or 0.0, y or 0.0)]
    corners = [(a + p, b + q) for a, b in corners for p in (0.0, wide) for q in (0.0, high or 0.0)]
    upright = True
    for kind, text in _STEP.findall(told or "")[:MAX_STEPS]:
        upright = upright and kind == "translate"
        corners = [_moved(kind, text, one) for one in corners]
    across, down = [c[0] for c in corners], [c[1] for c in corners]
    return (min(across), min(down), max(across), max(down)), upright


def _moved(kind: str, text: str, at: tuple[float, float]) -> tuple[float, float]:
    values = [_value(one) for one in text.replace(",", " ").split()[:6]]
    x, y = at
    if kind == "rotate" and values:
        cos, sin = math.cos(values[0]), math.sin(values[0])
        return x * cos + y * sin, y * cos - x * sin
    if kind == "translate" and values:
        return x + values[0], y + (values[1] if len(values) > 1 else 0.0)
    if kind == "scale" and values:
        return x * values[0], y * values[-1]
    if kind.startswith("skew") and values:
        lean = math.tan(values[0])
        return (x + y * lean, y) if kind == "skewX" else (x, y + x * lean)
    if kind == "matrix" and len(values) == 6:
        a, b, c, d, e, f = values
        return a * x + c * y + e, b * x + d * y + f
    return at


def _value(text: str) -> float:
    length = points(text)
    if length is not None:
        return length
    try:
        number = float(text[:20])
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def on_page(place: Place, area: Place) -> bool:
    """Whether a good part of a place lies in an area."""
    across = _part(place[0], place[2], area[0], area[2])
    return across * _part(place[1], place[3], area[1], area[3]) >= LEAST_SEEN


def _part(low: float, high: float, start: float, end: float) -> float:
    if high - low < 1:
        return 1.0 if start <= low <= end else 0.0
    return max(0.0, min(high, end) - max(low, start)) / (high - low)


def hides(cover: Place, place: Place) -> bool:
    """Whether a place lies for all that counts under another."""
    edge = 1.0
    return (
        cover[0] - edge <= place[0] and cover[1] - edge <= place[1]
        and cover[2] + edge >= place[2] and cover[3] + edge >= place[3]
    )  # fmt: skip


def meet(one: Place, other: Place) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
