"""Colours told as functions of numbers, held to their grammar (CSS Color 4, 5 to 10)."""

import math
import re
from typing import NamedTuple

from intake.sanitize.css.spaces import Three, hued, to_srgb

_TOKEN = re.compile(
    r"\s*(?:([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?)(%|(?:-?[a-z_]|--)[\w-]*)?|([,/])|"
    r"((?:-?[a-z_]|--)[\w-]*))"
)
_ANGLES = {"": 1.0, "deg": 1.0, "grad": 0.9, "turn": 360.0, "rad": 180 / math.pi}
_SPACES = {
    "srgb": "srgb", "srgb-linear": "srgb-linear", "display-p3": "display-p3", "xyz": "xyz-d65",
    "xyz-d65": "xyz-d65", "xyz-d50": "xyz-d50",
}  # fmt: skip
_UNREAD = frozenset(["a98-rgb", "prophoto-rgb", "rec2020", "display-p3-linear"])
"""Spaces that Chromium knows as well."""
SHARES: dict[str, Three] = {
    "rgb": (255.0, 255.0, 255.0), "hsl": (0.0, 100.0, 100.0), "hwb": (0.0, 100.0, 100.0),
    "lab": (100.0, 125.0, 125.0), "lch": (100.0, 150.0, 0.0), "oklab": (1.0, 0.4, 0.4),
    "oklch": (1.0, 0.4, 0.0), "color": (1.0, 1.0, 1.0),
}  # fmt: skip
"""What a whole of each channel is; nothing of one that is an angle."""
FUNCTIONS = frozenset([*SHARES, "rgba", "hsla"])
_LEGACY = frozenset(["rgb", "hsl"])
_CALL = re.compile(r"([a-z]+)\((.*)\)")
GRAIN = 1e-6
_PLAIN = re.compile(r"[\w\s.,/%+-]*")


class Tone(NamedTuple):
    """A colour by the numbers of its space."""

    space: str
    numbers: Three
    alpha: float


class _Word(NamedTuple):
    number: float
    unit: str
    word: str
    """A name, a comma or a slash; nothing of a number."""


def tone(text: str) -> Tone | bool | None:
    """What such a function tells; False where it is surely not valid, None where that is not known."""
    found = _CALL.fullmatch(text)
    name = found[1].removesuffix("a") if found and found[1] in ("rgba", "hsla") else found and found[1]
    if found is None or name not in SHARES:
        return None
    tokens = _tokens(found[2])
    if tokens is None:
        return None if "(" in found[2] or not _PLAIN.fullmatch(found[2]) or "from" in found[2] else False
    space = name
    if name == "color":
        called = tokens.pop(0).word if tokens else ""
        if called not in _SPACES:
            return None if called.startswith("--") or called in _UNREAD or called else False
        space = _SPACES[called]
    if any(token.word == "from" for token in tokens):
        return None
    commas = [token for token in tokens if token.word == ","]
    parts = (_old if commas else _new)(tokens, name)
    if parts is None:
        return False
    *channels, alpha = parts
    read = [_channel(word, share) for word, share in zip(channels, SHARES[name], strict=True)]
    opaque = _channel(alpha, 1.0)
    told = [number for number in read if number is not None]
    if len(told) < 3 or opaque is None:
        return False
    return Tone(space, (told[0], told[1], told[2]), min(1.0, max(0.0, opaque)))


def _tokens(inside: str) -> list[_Word] | None:
    tokens: list[_Word] = []
    at, inside = 0, inside.rstrip()
    while at < len(inside):
        found = _TOKEN.match(inside, at)
        if found is None or len(tokens) > 9:
            return None
        at = found.end()
        tokens.append(_Word(float(found[1] or 0), found[2] or "", found[3] or found[4] or ""))
    return tokens


def _old(tokens: list[_Word], name: str) -> list[_Word] | None:
    """The parts of `rgb()` or `hsl()` as they were written before: with commas, and without mixtures."""
    parts, commas = tokens[::2], tokens[1::2]
    if name not in _LEGACY or len(parts) not in (3, 4) or len(commas) != len(parts) - 1:
        return None
    if any(comma.word != "," for comma in commas) or any(part.word for part in parts):
        return None
    units = [part.unit for part in parts[:3]]
    if units[1] != units[2] or (units[0] != units[1] if name == "rgb" else units[1] != "%"):
        return None
    return [*parts, _Word(1.0, "", "")] if len(parts) == 3 else parts


def _new(tokens: list[_Word], name: str) -> list[_Word] | None:
    if len(tokens) == 5 and tokens[3].word == "/":
        tokens = [*tokens[:3], tokens[4]]
    elif len(tokens) == 3:
        tokens = [*tokens, _Word(1.0, "", "")]
    else:
        return None
    return tokens if all(token.word in ("", "none") for token in tokens) else None


def _channel(told: _Word, share: float) -> float | None:
    """What a channel is told to be; None where it is told in something else."""
    if told.word:
        return 0.0
    if share == 0:
        return told.number * _ANGLES[told.unit] if told.unit in _ANGLES else None
    return {"": told.number, "%": told.number / 100 * share}.get(told.unit)


def shown(found: Tone) -> tuple[float, float, float, float] | None:
    """Red, green, blue and alpha as a screen shows them; None where that is not known."""
    one, two, three = found.numbers
    if found.space == "rgb":
        rgb: Three | None = (one / 255, two / 255, three / 255)
    elif found.space in ("hsl", "hwb"):
        within = all(-GRAIN <= share <= 100 + GRAIN for share in (two, three))
        rgb = hued(found.space, found.numbers) if within else None
    else:
        rgb = found.numbers if found.space == "srgb" else to_srgb(found.space, found.numbers)
    if rgb is None or not all(map(math.isfinite, rgb)):
        return None
    # What a screen cannot show is shown by the next that it can.
    red, green, blue = (min(1.0, max(0.0, size)) for size in rgb)
    return red, green, blue, found.alpha
