"""Colours that are made of others: relative ones, and mixtures (CSS Color 5, 3 and 4)."""

import re
from collections.abc import Callable

from intake.sanitize.css.lengths import words
from intake.sanitize.css.spaces import Three, from_srgb
from intake.sanitize.css.sums import Amount, total
from intake.sanitize.css.tones import SHARES, Tone, shown

RGBA = tuple[float, float, float, float]
Parse = Callable[[str], RGBA | str | None]
"""How a colour is read."""
_RELATIVE = re.compile(r"(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(\s*from\s+(.*)\)")
_SIMPLE = re.compile(r"#?\w+|(?:rgba?|hsla?|hwb)\((?:(?!from)[^()])*\)")
_LETTERS = {
    "rgb": ("r", "g", "b"), "hsl": ("h", "s", "l"), "hwb": ("h", "w", "b"), "lab": ("l", "a", "b"),
    "lch": ("l", "c", "h"), "oklab": ("l", "a", "b"), "oklch": ("l", "c", "h"), "srgb": ("r", "g", "b"),
    "srgb-linear": ("r", "g", "b"), "xyz": ("x", "y", "z"), "xyz-d65": ("x", "y", "z"),
    "xyz-d50": ("x", "y", "z"),
}  # fmt: skip
_WORD = re.compile(r"(?<![\w.%-])([a-z]+)(?![\w(-])")
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,2})?)(%|deg)?")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,9})?)%")
_HUES = {"hsl": 0, "hwb": 0, "lch": 2, "oklch": 2}
"""Which number of a space is an angle."""
_MIXED = re.compile(
    r"in (?:(srgb|srgb-linear|lab|oklab|xyz|xyz-d50|xyz-d65)|(hsl|hwb|lch|oklch)(?: shorter hue)?)"
)
LEAST_TINT = 0.01
"""A share of colour below which its hue counts for nothing."""


def related(text: str, parse: Parse) -> RGBA | None:
    """A colour that is told from another one; None for what is not worked out here."""
    found = _RELATIVE.fullmatch(text)
    if found is None:
        return None
    space = found[1].removesuffix("a") if found[1] in ("rgba", "hsla") else found[1]
    before, slash, behind = _slashed(found[2])
    origin, *told = words(before)
    if space == "color":
        space, told = (told[0], told[1:]) if told else ("", [])
    colour = _exact(origin, parse)
    numbers = None if colour is None else _numbers(space, colour)
    if colour is None or numbers is None or len(told) != 3 or (slash and len(words(behind)) != 1):
        return None
    if not slash and colour[3] < 1:
        return None
    named = dict(zip(_LETTERS[space], numbers, strict=True)) | {"alpha": colour[3]}
    wholes = SHARES.get(space, SHARES["color"])
    read = [_channel(part, named, whole) for part, whole in zip(told, wholes, strict=True)]
    alpha = _channel(behind.strip(), named, 1.0) if slash else 1.0
    made = [size for size in read if size is not None]
    if len(made) < 3 or alpha is None:
        return None
    if space in _HUES and _grey(colour) and _tinted(space, made):
        # What the hue of a grey counts for is not told.
        return None
    kind = "xyz-d65" if space == "xyz" else space
    return shown(Tone(kind, (made[0], made[1], made[2]), min(1.0, max(0.0, alpha))))


def _slashed(text: str) -> tuple[str, str, str]:
    """The parts before and behind a slash that stands in no brackets."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "/" and depth == 0:
            return text[:at], "/", text[at + 1 :]
    return text, "", ""


def _exact(text: str, parse: Parse) -> RGBA | None:
    """A colour that a screen can show, and that is made of no other one."""
    colour = parse(text) if text.count("(") < 2 else None
    if not isinstance(colour, tuple):
        return None
    # Of what had to be cut the true numbers are not known.
    return colour if _SIMPLE.fullmatch(text) or all(0 < part < 1 for part in colour[:3]) else None


def _numbers(space: str, colour: RGBA) -> Three | None:
    rgb = colour[:3]
    if space not in _LETTERS:
        return None
    return (rgb[0] * 255, rgb[1] * 255, rgb[2] * 255) if space == "rgb" else from_srgb(space, rgb)


def _channel(told: str, named: dict[str, float], whole: float) -> float | None:
    """What a channel comes to by the numbers of the colour it is told from."""
    if told == "none":
        return 0.0
    text = _WORD.sub(lambda found: f"{named[found[1]]:.9f}" if found[1] in named else found[0], told)
    amount = total(text, _measured) if "(" in text else _measured(text)
    if amount is None or (amount.kind == "p" and not whole) or (amount.kind == "l" and whole):
        return None
    return amount.size * whole if amount.kind == "p" else amount.size


def _measured(token: str) -> Amount | None:
    found = _NUMBER.fullmatch(token)
    if found is None:
        return None
    size = float(found[1])
    return Amount(size / 100, "p") if found[2] == "%" else Amount(size, "l" if found[2] else "n")


def _grey(colour: RGBA) -> bool:
    return max(colour[:3]) - min(colour[:3]) < LEAST_TINT / 4


def _tinted(space: str, numbers: list[float]) -> bool:
    """Whether a hue shows in such a colour."""
    if space == "hwb":
        return numbers[1] + numbers[2] < 100 * (1 - LEAST_TINT)
    return numbers[1] / SHARES[space][1] > LEAST_TINT


def mixed(parts: list[str], parse: Parse) -> RGBA | None:
    """Two colours mixed, by the parts of `color-mix()`; None for what is not worked out here."""
    space = _MIXED.fullmatch(" ".join(parts[0].split())) if len(parts) == 3 else None
    told = [_portion(part, parse) for part in parts[1:]]
    pair = [portion for portion in told if portion is not None]
    if space is None or len(pair) != 2:
        return None
    kind = space[1] or space[2]
    (one, first), (other, second) = pair
    first = first if first is not None else 1.0 - (0.5 if second is None else second)
    second = second if second is not None else 1 - first
    if first + second <= 0:
        return None
    opaque = min(1.0, first + second)
    first, second = first / (first + second), second / (first + second)
    alpha = one[3] * first + other[3] * second
    if alpha <= 0:
        return 0.0, 0.0, 0.0, 0.0
    made = _between(kind, one, other, first * one[3] / alpha, first)
    if made is None:
        return None
    return shown(Tone("xyz-d65" if kind == "xyz" else kind, made, alpha * opaque))


def _portion(part: str, parse: Parse) -> tuple[RGBA, float | None] | None:
    """A colour and its share of a mixture."""
    told = words(part)
    shares = [found for word in told if (found := _SHARE.fullmatch(word))]
    rest = [word for word in told if not _SHARE.fullmatch(word)]
    colour = _exact(rest[0], parse) if len(rest) == 1 and len(shares) < 2 else None
    share = float(shares[0][1]) / 100 if shares else None
    return None if colour is None or (share or 0.0) > 1 else (colour, share)


def _between(space: str, one: RGBA, other: RGBA, weight: float, turn: float) -> Three | None:
    """The numbers between two colours; `weight` is that of the first, `turn` that of its hue."""
    a, b = from_srgb(space, one[:3]), from_srgb(space, other[:3])
    if a is None or b is None:
        return None
    made = [x * weight + y * (1 - weight) for x, y in zip(a, b, strict=True)]
    at = _HUES.get(space)
    if at is not None:
        way = (b[at] - a[at] + 180) % 360 - 180
        made[at] = b[at] if _grey(one) else a[at] if _grey(other) else a[at] + way * (1 - turn)
    return made[0], made[1], made[2]
