"""CSS colours as numbers, blending and contrast (WCAG 2.2, relative luminance)."""

import re
from functools import lru_cache

from intake.sanitize.css.properties import WIDE
from intake.sanitize.css.spaces import to_srgb

RGBA = tuple[float, float, float, float]


RGB = tuple[float, float, float]


BLACK: RGBA = (0.0, 0.0, 0.0, 1.0)


WHITE: RGB = (1.0, 1.0, 1.0)


_FUNCTION = re.compile(
    r"(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(.*(?:calc|from|none|min|max|clamp|var|attr|sign|round)"
)
_NO_SCHEME = WIDE | {"normal", "default"}
_IDENT = re.compile(r"-?[a-z_][\w-]*|--[\w-]*")
_SHARE = re.compile(r"(?:^|(?<=\s))(\d{1,3}(?:\.\d{1,9})?)%(?=\s|$)")
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
    if re.match(r"(?:light-dark|color-mix|color|device-cmyk|contrast-color)\(", text):
        if text.startswith("light-dark("):
            return parse_colour(split_commas(text[11:-1])[0])
        return _mixed(text) or _by_tinycss(text) or "unknown"
    return _by_tinycss(text) or ("unknown" if _FUNCTION.match(text) else None)


def _mixed(text: str) -> RGBA | None:
    """Two opaque colours mixed in sRGB (CSS Color 5); None for any other mixture."""
    parts = split_commas(text[10:-1]) if text.startswith("color-mix(") else []
    if len(parts) != 3 or parts[0] != "in srgb":
        return None
    shares: list[float | None] = []
    colours: list[RGBA] = []
    for part in parts[1:]:
        share = _SHARE.search(part)
        colour = parse_colour(part.replace(share.group(), "") if share else part)
        if not isinstance(colour, tuple) or colour[3] < 1:
            return None
        shares.append(float(share.group(1)) / 100 if share else None)
        colours.append(colour)
    first, second = shares
    first = first if first is not None else 0.5 if second is None else 1 - second
    second = second if second is not None else 1 - first
    if not (0 <= first <= 1 and 0 <= second <= 1 and abs(first + second - 1) < 1e-6):
        return None
    red, green, blue = (first * a + second * b for a, b in zip(colours[0][:3], colours[1][:3], strict=True))
    return (red, green, blue, 1.0)


def _by_tinycss(text: str) -> RGBA | str | None:
    from tinycss2.color4 import parse_color

    try:
        colour = parse_color(text)
    except (ValueError, TypeError, IndexError, AttributeError):
        return "unknown"
    if colour is None:
        return None
    if colour == "currentcolor":
        return "currentcolor"
    try:
        one, two, three = (float(x or 0) for x in colour.coordinates)
        found = to_srgb(colour.space, (one, two, three))
        if found is not None:
            # What a screen cannot show is shown by the next that it can.
            return (*map(_unit, found), _unit(float(colour.alpha)))  # type: ignore[return-value]
        red, green, blue, alpha = (float(x or 0) for x in colour.to("srgb"))
    except (ValueError, TypeError, NotImplementedError, ZeroDivisionError, OverflowError):
        return "unknown"
    return (_unit(red), _unit(green), _unit(blue), _unit(alpha))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


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
