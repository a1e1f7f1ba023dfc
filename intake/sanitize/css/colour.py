"""CSS colours as numbers, blending and contrast (WCAG 2.2, relative luminance)."""

import re
from functools import lru_cache

from intake.sanitize.css.derived import mixed, related
from intake.sanitize.css.functions import is_function
from intake.sanitize.css.properties import WIDE
from intake.sanitize.css.tones import FUNCTIONS as TONES
from intake.sanitize.css.tones import Tone, shown, tone

RGBA = tuple[float, float, float, float]


RGB = tuple[float, float, float]


BLACK: RGBA = (0.0, 0.0, 0.0, 1.0)


WHITE: RGB = (1.0, 1.0, 1.0)


MOST_BRACKETS = 20
COLOURS = TONES | {"light-dark", "color-mix", "device-cmyk", "contrast-color"}
"""Functions that tell a colour."""
_NO_SCHEME = WIDE | {"normal", "default"}
_IDENT = re.compile(r"-?[a-z_][\w-]*|--[\w-]*")
_HEX = re.compile(r"#([0-9a-f]{3,8})$", re.I)


SYSTEM: dict[str, RGBA] = {
    **dict.fromkeys(
        ["canvas", "field", "window", "menu", "scrollbar", "infobackground", "background", "appworkspace",
         "activecaption", "inactivecaption"], (1, 1, 1, 1)
    ),
    **dict.fromkeys(
        ["canvastext", "fieldtext", "buttontext", "windowtext", "marktext", "menutext", "infotext",
         "captiontext", "buttonborder", "activeborder", "inactiveborder", "windowframe", "threeddarkshadow",
         "threedhighlight", "threedlightshadow", "threedshadow"], BLACK
    ),
    **dict.fromkeys(
        ["buttonface", "buttonhighlight", "buttonshadow", "threedface"], (0.937, 0.937, 0.937, 1)
    ),
    **dict.fromkeys(["linktext", "-webkit-link"], (0, 0, 0.933, 1)),
    **dict.fromkeys(["activetext", "-webkit-activelink"], (1, 0, 0, 1)),
    **dict.fromkeys(["graytext", "inactivecaptiontext"], (0.5, 0.5, 0.5, 1)),
    "visitedtext": (0.333, 0.102, 0.545, 1), "mark": (1, 1, 0, 1),
}  # fmt: skip
_BY_THE_SYSTEM = frozenset(
    ["accentcolor", "accentcolortext", "highlight", "highlighttext", "selecteditem", "selecteditemtext",
     "-webkit-focus-ring-color"]
)  # fmt: skip
"""Each system has colours of its own for these."""


@lru_cache(maxsize=4096)
def parse_colour(value: str) -> RGBA | str | None:
    """A CSS colour: four numbers 0..1, `currentcolor`, `unknown` for a valid one that we cannot tell, or None."""  # noqa: E501
    text = value.strip().lower()
    if text == "transparent":
        return (0.0, 0.0, 0.0, 0.0)
    if text == "currentcolor":
        return "currentcolor"
    found = _HEX.match(text)
    if found:
        digits = found.group(1)
        if len(digits) in (3, 4):
            digits = "".join(d * 2 for d in digits)
        if len(digits) not in (6, 8):
            return None
        parts = [int(digits[i : i + 2], 16) / 255 for i in range(0, len(digits), 2)]
        return (parts[0], parts[1], parts[2], parts[3] if len(parts) == 4 else 1.0)
    if text in SYSTEM:
        return SYSTEM[text]
    if text in _BY_THE_SYSTEM:
        return "unknown"
    return _called(text) if "(" in text else _by_tinycss(text)


def is_colour(text: str) -> bool | None:
    """Whether a value is a colour; None where that is not known."""
    found = parse_colour(text)
    if found is None and "(" in text:
        name = text.partition("(")[0]
        return False if name in COLOURS else is_function(name)
    return None if found == "unknown" else found is not None


def _called(text: str) -> RGBA | str | None:
    """A colour that is told as a function."""
    name, _, inside = text.partition("(")
    if name not in COLOURS:
        return None
    if text.count("(") > MOST_BRACKETS or not text.endswith(")"):
        return "unknown"
    if name in TONES:
        found = tone(text)
        made = shown(found) if isinstance(found, Tone) else related(text, parse_colour)
        return None if found is False else made or "unknown"
    if name == "light-dark":
        parts = [parse_colour(part) for part in split_commas(inside[:-1])]
        return (
            "unknown" if "unknown" in parts else parts[0] if len(parts) == 2 and None not in parts else None
        )
    if name == "color-mix":
        return mixed(split_commas(inside[:-1]), parse_colour) or "unknown"
    return "unknown"


def _by_tinycss(text: str) -> RGBA | str | None:
    """A colour that has a name."""
    from tinycss2.color4 import parse_color

    try:
        colour = parse_color(text)
    except (ValueError, TypeError, IndexError, AttributeError):
        return None
    if colour is None or isinstance(colour, str):
        return colour
    red, green, blue = (float(part or 0) for part in colour.coordinates)
    return red, green, blue, float(colour.alpha)


def split_commas(text: str) -> list[str]:
    """Parts between commas that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for position, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "," and depth <= 0:
            parts.append(text[start:position].strip())
            start = position + 1
    parts.append(text[start:].strip())
    return parts


def legacy_colour(value: str) -> RGBA | None:
    """A colour of an HTML attribute (HTML standard, 2.3.6): nearly anything is a colour there."""
    text = value.strip()
    if not text or text.lower() == "transparent":
        return None
    if not text.startswith("#"):
        named = parse_colour(text)
        if isinstance(named, tuple) and "(" not in text and text.lower() not in SYSTEM:
            return named
    if re.fullmatch(r"#[0-9a-fA-F]{3}", text):
        return tuple(int(c * 2, 16) / 255 for c in text[1:]) + (1.0,)  # type: ignore[return-value]  # noqa: RUF005
    text = "".join("00" if ord(c) > 0xFFFF else c for c in text)[:128].removeprefix("#")
    text = re.sub(r"[^0-9a-fA-F]", "0", text)
    while not text or len(text) % 3:
        text += "0"
    size = len(text) // 3
    parts = [text[i * size : (i + 1) * size][-8:] for i in range(3)]
    while len(parts[0]) > 2 and all(p[0] == "0" for p in parts):
        parts = [p[1:] for p in parts]
    red, green, blue = (int(p[:2], 16) / 255 for p in parts)
    return (red, green, blue, 1.0)


def scheme(value: str) -> str:
    """`dark`, `light` or `normal`; nothing where that is no `color-scheme` (CSS Color Adjust, 2.2)."""
    found = value.lower().split()
    if found == ["normal"]:
        return "normal"
    told = [word for word in found if word != "only"]
    if not told or "only" in found[1:-1] or len(found) > len(told) + 1 or not _NO_SCHEME.isdisjoint(told):
        return ""
    if not all(_IDENT.fullmatch(word) for word in told):
        return ""
    # Where a page has both, it is shown light to those who asked for nothing.
    return "dark" if "dark" in told and "light" not in told else "light"


@lru_cache(maxsize=8192)
def blend(top: RGBA, alpha: float, bottom: RGB) -> RGB:
    """`top`, at its own alpha times `alpha`, painted over `bottom`."""
    a = top[3] * alpha
    return (
        top[0] * a + bottom[0] * (1 - a),
        top[1] * a + bottom[1] * (1 - a),
        top[2] * a + bottom[2] * (1 - a),
    )


FAINT = 25 / 255
"""A difference of two colours, in each of red, green and blue, that is hardly seen."""


@lru_cache(maxsize=4096)
def contrast(one: RGB, other: RGB) -> float:
    """Contrast of 1 (the same) to 21 (black on white)."""
    first, second = _luminance(one), _luminance(other)
    # Two hues of one luminance are told apart by their hue; luminance alone would call red on green equal.
    hue = max(abs(a - b) for a, b in zip(one, other, strict=True))
    ratio = (max(first, second) + 0.05) / (min(first, second) + 0.05)
    if hue <= FAINT:
        # Between dark colours the ratio is large long before a person sees a difference.
        return min(ratio, 1.25)
    return max(ratio, 1 + hue * 2 if hue > 0.12 else 1.0)


def _luminance(colour: RGB) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
