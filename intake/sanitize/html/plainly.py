"""Transforms that undo each other, and clips that are the box itself, in the plainest words for them."""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import split_commas
from intake.sanitize.css.lengths import number, words
from intake.sanitize.html.shifts import TRANSFORMS, calls

WORDY = frozenset(["transform", "translate", "rotate", "scale", "clip-path"])
"""Properties that may be put more plainly."""
_PIXELS = re.compile(r"([-+]?\d{1,5}(?:\.\d{1,3})?)px|[-+]?0")
_POLYGON = re.compile(r"polygon\(([^()]*)\)")
MOST_CALLS = 16
_ENDS = {"0": "-", "0%": "-", "0px": "-", "100%": "+"}
_CORNERS = ["--", "+-", "++", "-+"]

_Matrix = tuple[float, float, float, float, float, float]
"""As `matrix()` has them: x' = ax + cy + e, y' = bx + dy + f."""
_NOTHING: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_QUARTERS = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))
"""Cosine and sine of quarter turns."""


def plainly(won: Won) -> Won:
    """The declarations with transforms that neither turn nor scale put as one shift."""
    out = won
    clip = won.get("clip-path", "none")
    if clip.startswith("polygon(") and _is_box(clip):
        out = {**out, "clip-path": "inset(0)"}
    parts = calls(won)
    if parts and (moved := _shift(parts)) is not None:
        kept = {name: value for name, value in out.items() if name not in TRANSFORMS - {"perspective"}}
        out = {**kept, "transform": f"translate({moved[0]:.3f}px,{moved[1]:.3f}px)"}
    return out


def _shift(parts: list[tuple[str, str]]) -> tuple[float, float] | None:
    """What several functions, or turns, come to where that is a shift alone; None for all others."""
    if len(parts) > MOST_CALLS or (len(parts) < 2 and parts[0][0].startswith("translate")):
        return None
    total = _NOTHING
    for kind, inside in parts:
        matrix = _matrix(kind, split_commas(inside))
        if matrix is None:
            return None
        total = _joined(total, matrix)
    if total[:4] != _NOTHING[:4] or max(map(abs, total)) > 1e5:
        return None
    return total[4], total[5]


def _joined(outer: _Matrix, inner: _Matrix) -> _Matrix:
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def _matrix(kind: str, values: list[str]) -> _Matrix | None:
    """The matrix of a function on the plane whose lengths are told in pixels and whose turns in quarters."""
    if kind in ("rotate", "rotatez") and len(values) == 1:
        found = re.fullmatch(r"(-?\d{1,5})deg|(-?\d{1,3})turn", values[0].strip())
        degrees = int(found[1] or 0) + 360 * int(found[2] or 0) if found else 1
        cos, sin = _QUARTERS[degrees // 90 % 4]
        return (cos, sin, -sin, cos, 0.0, 0.0) if degrees % 90 == 0 else None
    if kind in ("scale", "scalex", "scaley") and len(values) in (1, 2):
        sizes = [number(value) for value in values]
        x, y = sizes[0], sizes[-1]
        if x is None or y is None or (kind != "scale" and len(sizes) > 1):
            return None
        return (1.0 if kind == "scaley" else x, 0.0, 0.0, 1.0 if kind == "scalex" else y, 0.0, 0.0)
    if kind in ("translate", "translatex", "translatey") and len(values) in (1, 2):
        steps = [_pixels(value) for value in values]
        if None in steps or (kind != "translate" and len(steps) > 1):
            return None
        x, y = steps[0] or 0.0, (steps[1] or 0.0) if len(steps) > 1 else 0.0
        return (1.0, 0.0, 0.0, 1.0, 0.0, x) if kind == "translatey" else (1.0, 0.0, 0.0, 1.0, x, y)
    if kind == "matrix" and len(values) == 6:
        told = [size for value in values if (size := number(value)) is not None]
        return (told[0], told[1], told[2], told[3], told[4], told[5]) if len(told) == 6 else None
    return None


def _pixels(value: str) -> float | None:
    found = _PIXELS.fullmatch(value.strip())
    return float(found[1] or 0) if found else None


def _is_box(value: str) -> bool:
    """Whether the corners of a polygon are those of the box, told all around it from any of them."""
    found = _POLYGON.fullmatch(value)
    points = [words(point) for point in split_commas(found[1])] if found else []
    if len(points) != 4 or any(len(point) != 2 for point in points):
        return False
    told = ["".join(_ENDS.get(word, "?") for word in point) for point in points]
    rings = [corners[at:] + corners[:at] for corners in (_CORNERS, _CORNERS[::-1]) for at in range(4)]
    return told in rings
