"""How far shapes of a drawing reach at most, and where they are surely painted (SVG 2, 8 to 10)."""

import re
from typing import NamedTuple

from intake.sanitize.css.lengths import length
from intake.sanitize.tree import Node

MOST_NUMBERS = 3000
"""Numbers of one path; of a longer one the reach is not told."""
_FARTHEST = 1e6
_NUMBER = r"[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?"
_TOKEN = re.compile(rf"([A-Za-z])|({_NUMBER})|[\s,]+")
_ARGS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
_SHIFT = re.compile(r"\s*,?\s*(translate|scale)\s*\(([^()]{1,80})\)\s*")


class Box(NamedTuple):
    """The sides of a rectangle, in px of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two may overlap; a side that is no number may be anywhere."""
        apart = (
            self.left >= other.right
            or self.right <= other.left
            or self.top >= other.bottom
            or self.bottom <= other.top
        )
        return not apart

    def holds(self, other: "Box") -> bool:
        """Whether the other one lies in it."""
        wide = self.left <= other.left and self.right >= other.right
        return wide and self.top <= other.top and self.bottom >= other.bottom

    def grown(self, by: float) -> "Box":
        """So much larger on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def within(self, other: "Box") -> "Box":
        """What both have in common."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


class Place(NamedTuple):
    """Where a point of a coordinate system lies in the drawing; all are scaled evenly."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0

    def box(self, box: Box) -> Box:
        """A rectangle of this system in that of the drawing."""
        left, right = (self.x + self.scale * x for x in (box.left, box.right))
        top, bottom = (self.y + self.scale * y for y in (box.top, box.bottom))
        return Box(left, top, right, bottom)

    def shifted(self, x: float, y: float, scale: float = 1.0) -> "Place":
        """The system of what is moved and scaled in this one."""
        return Place(self.x + self.scale * x, self.y + self.scale * y, self.scale * scale)


class Figure(NamedTuple):
    """A shape: how far its filling reaches, and rectangles of which it fills all."""

    box: Box
    solid: tuple[Box, ...] = ()


def numbers(text: str) -> list[float] | None:
    """The numbers of a list; None where something else stands in it."""
    found: list[float] = []
    for kind, number in _tokens(text):
        if kind or len(found) > MOST_NUMBERS:
            return None
        found.append(float(number))
    return None if any(abs(n) > _FARTHEST for n in found) else found


def _tokens(text: str) -> list[tuple[str, str]]:
    """Letters and numbers; a letter that is none of a path where something else stands between them."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or len(found) > MOST_NUMBERS:
            return [("!", "")]
        at = token.end()
        if token[1] or token[2]:
            found.append((token[1] or "", token[2] or ""))
    return found


def shift(place: Place, told: str) -> Place | None:
    """The system of an element with this `transform`; None where that turns, skews or is not understood."""
    told, at = told.strip(), 0
    while at < len(told):
        found = _SHIFT.match(told, at)
        sizes = numbers(found[2]) if found else None
        if found is None or not sizes or len(sizes) > 2:
            return None
        at = found.end()
        if found[1] == "translate":
            place = place.shifted(sizes[0], sizes[1] if len(sizes) > 1 else 0.0)
        elif 0 < sizes[0] == sizes[-1]:
            place = place.shifted(0, 0, sizes[0])
        else:
            return None
    return place


def measure(node: Node, name: str, font: float, base: float, default: str = "0") -> float | None:
    """A length that an attribute tells; `base` is what a percentage is of."""
    size = length(node.attrs.get(name, default) or default, font, base)
    return None if size is None or abs(size) > _FARTHEST else size


def figure(node: Node, font: float, view: tuple[float, float]) -> Figure | None:
    """The reach of a shape in its own coordinate system; None where it cannot be told."""
    if node.tag in ("rect", "image", "foreignObject"):
        return _rectangle(node, font, view)
    if node.tag in ("circle", "ellipse"):
        return _round(node, font, view)
    if node.tag == "line":
        ends = [measure(node, n, font, view[n[0] == "y"]) for n in ("x1", "y1", "x2", "y2")]
        told = [end for end in ends if end is not None]
        return _hull(list(zip(told[::2], told[1::2], strict=True))) if len(told) == len(ends) else None
    if node.tag in ("polyline", "polygon"):
        told = numbers(node.attrs.get("points", "")) or []
        return _hull(list(zip(told[::2], told[1::2], strict=False))) if told else None
    return path(node.attrs.get("d", ""))


def _hull(points: list[tuple[float, float]]) -> Figure | None:
    if not points:
        return None
    across, down = [x for x, _ in points], [y for _, y in points]
    return Figure(Box(min(across), min(down), max(across), max(down)))


def _rectangle(node: Node, font: float, view: tuple[float, float]) -> Figure | None:
    x, y = measure(node, "x", font, view[0]), measure(node, "y", font, view[1])
    wide, high = measure(node, "width", font, view[0]), measure(node, "height", font, view[1])
    if x is None or y is None or wide is None or high is None:
        return None
    box = Box(x, y, x + wide, y + high)
    if node.tag != "rect" or wide <= 0 or high <= 0:
        return Figure(box)
    rx, ry = (node.attrs.get(name, "auto") or "auto" for name in ("rx", "ry"))
    # Where one is not told it is as the other (SVG 2, 7.4).
    rx, ry = (ry if rx == "auto" else rx), (rx if ry == "auto" else ry)
    if rx == "auto":
        return Figure(box, (box,))
    round_x, round_y = length(rx, font, view[0]), length(ry, font, view[1])
    if round_x is None or round_y is None or round_x < 0 or round_y < 0:
        return Figure(box)
    round_x, round_y = min(round_x, wide / 2), min(round_y, high / 2)
    solid = (
        Box(x + round_x, y, x + wide - round_x, y + high),
        Box(x, y + round_y, x + wide, y + high - round_y),
        # A quarter of an ellipse holds the corner that lies so far in.
        Box(x + 0.3 * round_x, y + 0.3 * round_y, x + wide - 0.3 * round_x, y + high - 0.3 * round_y),
    )
    return Figure(box, solid)


def _round(node: Node, font: float, view: tuple[float, float]) -> Figure | None:
    x, y = measure(node, "cx", font, view[0]), measure(node, "cy", font, view[1])
    names = ("r", "r") if node.tag == "circle" else ("rx", "ry")
    if any("%" in node.attrs.get(name, "") for name in names):
        return None
    wide, high = (measure(node, name, font, 0) for name in names)
    if x is None or y is None or wide is None or high is None or wide <= 0 or high <= 0:
        return None
    inner = (0.7 * wide, 0.7 * high)
    solid = Box(x - inner[0], y - inner[1], x + inner[0], y + inner[1])
    return Figure(Box(x - wide, y - high, x + wide, y + high), (solid,))


def path(data: str) -> Figure | None:
    """The reach of a path: curves stay between their points, an arc within its axes around its ends."""
    points: list[tuple[float, float]] = []
    x = y = start_x = start_y = 0.0
    control, kind = (0.0, 0.0), ""
    for command, args in _commands(data):
        lower = command.lower()
        base_x, base_y = (x, y) if command.islower() else (0.0, 0.0)
        if lower == "z":
            x, y = start_x, start_y
        elif lower in ("h", "v"):
            x, y = (base_x + args[0], y) if lower == "h" else (x, base_y + args[0])
        elif lower == "a":
            reach = 2 * max(abs(args[0]), abs(args[1]))
            ends = ((x, y), (base_x + args[5], base_y + args[6]))
            reach = max(reach, *(abs(a - b) for a, b in zip(*ends, strict=True))) * 2
            points += [(px + s, py + s) for px, py in ends for s in (-reach, reach)]
            x, y = ends[1]
        elif lower == "!":
            return None
        else:
            told = [(base_x + a, base_y + b) for a, b in zip(args[::2], args[1::2], strict=True)]
            if lower in ("s", "t"):
                mirrored = (2 * x - control[0], 2 * y - control[1])
                told = [mirrored if kind in ("cs" if lower == "s" else "qt") else (x, y), *told]
            points += told
            control = told[-2] if len(told) > 1 else told[-1]
            x, y = told[-1]
            if lower == "m":
                start_x, start_y = x, y
        kind = lower
        points.append((x, y))
    if any(not abs(n) < _FARTHEST for point in points for n in point):
        return None
    return _hull(points)


def _commands(data: str) -> list[tuple[str, list[float]]]:
    """Each command with its numbers; one that is none where the path is not understood."""
    found: list[tuple[str, list[float]]] = []
    tokens, at = _tokens(data), 0
    while at < len(tokens):
        command = tokens[at][0]
        want = _ARGS.get(command.lower())
        if want is None or (not found and command not in ("m", "M")):
            return [("!", [])]
        at += 1
        first = True
        while first or (want and at < len(tokens) and not tokens[at][0]):
            taken = tokens[at : at + want]
            flags = [number for _, number in taken[3:5]] if command in ("a", "A") else []
            if len(taken) < want or any(kind for kind, _ in taken) or not set(flags) <= {"0", "1"}:
                # Flags may stand together, without a space.
                return [("!", [])]
            # After a move, further points are lines (SVG 2, 9.3.3).
            name = command if first or command not in ("m", "M") else ("l" if command == "m" else "L")
            found.append((name, [float(number) for _, number in taken]))
            at, first = at + want, False
    return found
