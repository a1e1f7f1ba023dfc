"""What an animation leaves of an element once it has come to its end (CSS Animations 1)."""

import re
from typing import NamedTuple

from intake.sanitize.css.cascade import IMPORTANT, Won
from intake.sanitize.css.colour import split_commas
from intake.sanitize.css.lengths import words
from intake.sanitize.css.sheets import Frames
from intake.sanitize.css.values import validity

MOST_S = 5.0
"""So long a person waits for the page to stand still."""
LEAST_WAIT_S = 3_600.0
"""What begins later begins after the mail was read."""
_TIME = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))(ms|s)")
_COUNT = re.compile(r"\+?[1-9]\d{0,3}(?:\.0*)?")
_EASING = re.compile(r"linear|ease(?:-in)?(?:-out)?|step-(?:start|end)|(?:cubic-bezier|steps)\([^()]*\)")
"""They all end at the end; `linear()` need not."""
_FILLS = frozenset(["none", "forwards", "backwards", "both"])
_OTHERS = frozenset(["infinite", "normal", "reverse", "alternate", "alternate-reverse", "running", "paused"])
_NAME = re.compile(r"-?[a-zA-Z_][\w-]*|--[\w-]+|\"[\w -]+\"|'[\w -]+'")
_ENDS = frozenset(["opacity", "color", "visibility", "background-color"])
"""What an end may change; of anything else it is not worked out where it brings a box."""
_MOVES = frozenset(["transform", "translate", "scale", "rotate"])
"""It is brought there as by a declaration, and is what others are placed by (CSS Will Change 1, 2.2)."""


class Animation(NamedTuple):
    name: str
    end_s: float
    fill: str
    paused: bool
    """It is held at its start."""
    delay_s: float


def ended(raw: Won, won: Won, frames: dict[str, Frames | None], *, quirky: bool) -> Won:
    """The declarations as they stand after an animation, where that can be told; else as they are.

    `raw` are those before they were worked out, since names of animations are written in either case.
    """
    named = [name for name in raw if "animation" in name]
    if len(named) != 1 or named[0] not in ("animation", "-webkit-animation"):
        return won
    rest = {name: value for name, value in won.items() if name != "animation"}
    important = raw.get(IMPORTANT, "").split()
    if _is_beaten(raw[named[0]], important, frames):
        return {**rest, "will-change": "opacity"}
    found = parse(raw[named[0]])
    if found is None:
        return won
    if found.name not in frames:
        return rest
    known = frames[found.name]
    waits = found.delay_s > LEAST_WAIT_S and found.fill in ("none", "forwards") and not found.paused
    if known is None or (found.end_s > MOST_S and not waits and not found.paused):
        return won
    if waits or found.paused:
        # At its start nothing is changed that is not told of it.
        still = waits or (not known.start and found.fill in ("none", "backwards"))
        return {**rest, "will-change": "opacity"} if still and known.names <= _ENDS else won
    if found.fill in ("none", "backwards"):
        return rest
    for name, value in known.end:
        if name not in _ENDS | _MOVES or "var(" in value.lower() or validity(name, value, quirky) is not True:
            return won
        if name not in important and not _shorthand(name, important):
            rest.pop(name, None)
            rest[name] = value.lower()
    # It is painted apart from then on, as what is about to change is.
    return {**rest, "will-change": "opacity" if known.names <= _ENDS else "transform"}


def _is_beaten(value: str, important: list[str], frames: dict[str, Frames | None]) -> bool:
    """Whether all that one animation changes is declared as important, and so stays (CSS Cascade 5, 6.2)."""
    if len(split_commas(value)) > 1:
        return False
    named = [frames[name] for word in words(value) if (name := word.strip("\"'")) in frames]
    return bool(named) and all(
        known is not None
        and known.names <= _ENDS
        and all(name in important or _shorthand(name, important) for name in known.names)
        for known in named
    )


def _shorthand(name: str, important: list[str]) -> bool:
    return "all" in important or (name == "background-color" and "background" in important)


def parse(value: str) -> Animation | None:
    """One animation that runs forwards some whole times, or is held at its start; None for any other."""
    times: list[float] = []
    count, fill, name, eased, paused = 0, "", "", "", False
    for word in words(value):
        low = word.lower()
        if found := _TIME.fullmatch(low):
            times.append(float(found[1]) / (1000 if found[2] == "ms" else 1))
        elif _COUNT.fullmatch(low) and not count:
            count = int(float(low))
        elif _EASING.fullmatch(low) and not eased:
            eased = low
        elif low in _FILLS and not fill:
            fill = low
        elif low == "paused" and not paused:
            paused = True
        elif low in _OTHERS or low in _FILLS or name or not _NAME.fullmatch(word):
            return None
        else:
            name = word.strip("\"'")
    if len(times) > 2 or (times and times[0] < 0) or not name:
        return None
    delay = sum(times[1:])
    if paused and (delay or not times or not times[0] or eased.startswith("step")):
        # It has not begun, or is on its way, or at its end at once.
        return None
    return Animation(name, (times[0] if times else 0.0) * (count or 1) + delay, fill or "none", paused, delay)
