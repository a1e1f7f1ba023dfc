"""Gradients: the colours that lie behind letters, and sizes by which none is painted (CSS Images 3, 3)."""

import math
import re

from intake.sanitize.css.colour import RGB, RGBA, blend, parse_colour, split_commas
from intake.sanitize.css.lengths import words

MOST_STOPS = 8
"""Of one gradient; one of more is a picture."""
STEP = 0.1
"""Between two colours of a gradient that are looked at, in each of red, green and blue."""


def stops_of(value: str) -> list[RGBA | str]:
    """The colours of one gradient, each as `parse_colour` has it."""
    found = re.search(r"gradient\((.*)\)", value)
    stops: list[RGBA | str] = []
    for stop in split_commas(found.group(1)) if found else []:
        for word in words(stop)[:1] + words(stop)[-1:]:
            colour = parse_colour(word)
            if colour is not None and colour not in stops[-1:]:
                stops.append(colour)
    return stops


def graded(stops: tuple[RGBA, ...], backs: tuple[RGB, ...]) -> tuple[RGB, ...]:
    """What a gradient makes of what lies behind it: its stops, and steps on the way from each to the next."""
    found: dict[RGB, None] = {}
    for back in backs:
        before: RGB | None = None
        for stop in stops:
            after = blend(stop, 1, back)
            found |= dict.fromkeys(_ramp(before or after, after))
            before = after
    return tuple(found)


def _ramp(one: RGB, other: RGB) -> list[RGB]:
    """Two colours and some between them, so near to one another that no other is far from all."""
    most = max(abs(a - b) for a, b in zip(one, other, strict=True))
    steps = max(1, math.ceil(most / STEP))
    inner = [blend((*other, 1.0), step / steps, one) for step in range(1, steps)]
    return [one, *inner, other]


def size_of(background: str) -> str:
    """What stands behind the slash of a shorthand: the size of its picture; nothing of several."""
    if len(split_commas(background)) > 1:
        return ""
    depth, bare = 0, ""
    for letter in background:
        depth += letter == "("
        bare += letter if depth == 0 else " "
        depth -= letter == ")"
    return " ".join(words(bare.partition("/")[2])[:2])


def is_nothing(size: str) -> bool:
    """Whether a picture of that size is not painted (CSS Backgrounds 3, 3.9)."""
    return "," not in size and any(
        re.fullmatch(r"[+-]?0+(?:\.0*)?(?:px|em|%)?", word) for word in words(size)
    )
