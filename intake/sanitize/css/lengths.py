"""CSS lengths and numbers: `calc()`, font sizes, words and sides of a value."""

import re
from functools import lru_cache

from intake.sanitize.css.sums import Amount, total

_DIMENSION = re.compile(r"([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?)(%|[a-z]*)$", re.I)


_UNITS = {
    "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54, "pc": 16.0, "rem": 16.0,  # noqa: E501
    "vw": 10.0, "vh": 8.0, "vmin": 8.0, "vmax": 10.0, "dvh": 8.0, "svh": 8.0, "lvh": 8.0, "dvw": 10.0, "svw": 10.0,  # noqa: E501
    "lvw": 10.0, "vi": 10.0, "vb": 8.0, "rlh": 18.0,
}  # fmt: skip


_FONT_UNITS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2, "cap": 0.7, "ic": 1.0}


_DRAFTED = re.compile(r"r(?:ex|ch|cap|ic)|cq(?:w|h|i|b|min|max)|[sld]?v(?:i|b|min|max)|[a-z]|fr|st|db|hz|khz")
"""Units that are lengths as well, and some that are none, or may become one."""


SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
    "xx-large": 32.0, "xxx-large": 48.0, "-webkit-xxx-large": 48.0,
}  # fmt: skip


@lru_cache(maxsize=4096)
def number(text: str) -> float | None:
    """A number or percentage (100 % is 1), or None. `calc()` of numbers is understood."""
    text = text.strip().lower()
    if "(" in text:
        told = total(text, _share)
        return None if told is None else told.size
    found = _DIMENSION.match(text)
    if not found or found.group(2) not in ("", "%"):
        return None
    return float(found.group(1)) / (100 if found.group(2) else 1)


@lru_cache(maxsize=8192)
def length(text: str, font: float, base: float | None) -> float | None:
    """A length in CSS pixels: `font` is the font size, `base` what a percentage is of. None where untellable."""  # noqa: E501
    text = text.strip().lower()
    found = _DIMENSION.match(text)
    if not found:
        return calc(text, font, base) if "(" in text else None
    size, unit = float(found.group(1)), found.group(2)
    if unit == "%":
        return None if base is None and size else size / 100 * (base or 0)
    if not unit:
        return size
    if unit in _FONT_UNITS:
        return size * _FONT_UNITS[unit] * font
    return size * _UNITS[unit] if unit in _UNITS else None


_ROOTED = re.compile(r"((?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?)(rem|rlh|rch|rex|rcap|ric)\b")


def rooted(value: str, font: float, line: float) -> str:
    """A value with the units that count by the root's letters put in pixels (CSS Values 4, 6.1.2)."""
    if "r" not in value:
        return value

    def put(found: re.Match[str]) -> str:
        unit = found[2]
        return f"{float(found[1]) * (line if unit == 'rlh' else font * _FONT_UNITS.get(unit[1:], 1.0)):g}px"

    return _ROOTED.sub(put, value)


def calc(text: str, font: float, base: float | None) -> float | None:
    """`calc()`, `min()`, `max()` and `clamp()` of lengths, or of numbers alone; None for what is not told."""

    def measure(token: str) -> Amount | None:
        size = length(token, font, base)
        kind = "p" if token.endswith("%") else "l" if token[-1].isalpha() else "n"
        return None if size is None else Amount(size, kind)

    found = total(text, measure)
    return None if found is None else found.size


def _share(token: str) -> Amount | None:
    size = number(token)
    return None if size is None else Amount(size, "p" if token.endswith("%") else "n")


def font_size(text: str, parent: float) -> float | None:
    """A `font-size` in pixels, or None where it is not one."""
    text = text.strip().lower()
    if text in SIZES:
        return SIZES[text]
    if text in ("smaller", "larger"):
        return parent / 1.2 if text == "smaller" else parent * 1.2
    return length(text, parent, parent)


_FONT_SIZE = re.compile(
    r"(?:^|\s)(xx-small|x-small|small|medium|large|x-large|xx-large|xxx-large|smaller|larger|"
    r"\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?(?:%|[a-z]+)?|[a-z]+\((?:[^()]|\([^()]*\))*\))"
    r"(?:\s*/\s*([^\s]+))?(?=\s+\S)",
    re.I,
)


@lru_cache(maxsize=1024)
def font_shorthand(text: str) -> tuple[str, str] | None:
    """Size and line height of a `font` shorthand; None where it is not valid."""
    best = None
    found = list(_FONT_SIZE.finditer(text))
    for at, one in enumerate(found, 1):
        # A number before a size is a weight.
        if at == len(found) or not re.fullmatch(r"[1-9]\d{0,2}|1000", one.group(1)):
            best = (one.group(1), one.group(2) or "normal")
            break
    if best is not None and re.fullmatch(r"\d*\.?\d+", best[0]) and float(best[0]) != 0:
        return None
    return best


def is_length(text: str, *, negative: bool = True, bare: bool = False, shares: bool = True) -> bool | None:
    """Whether it is a length or a percentage; None where that is not known.

    `bare` ones need no unit (Quirks Mode, 3.2); without `shares` no percentage is one.
    """
    if "%" in text and not shares:
        return None if "(" in text else False
    if "(" in text:
        # What comes to a mere number is none.
        return True if length(text, 16.0, 100.0) is not None and number(text) is None else None
    found = _DIMENSION.match(text)
    if not found:
        return False
    size, unit = float(found.group(1)), found.group(2).lower()
    if size < 0 and not negative:
        return False
    if not unit:
        return size == 0 or bare
    known = unit == "%" or unit in _UNITS or unit in _FONT_UNITS
    return True if known else None if _DRAFTED.fullmatch(unit) else False


def words(text: str) -> list[str]:
    """Words outside brackets."""
    words, depth, start = [], 0, None
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char.isspace() and depth <= 0:
            if start is not None:
                words.append(text[start:position])
                start = None
        elif start is None:
            start = position
    if start is not None:
        words.append(text[start:])
    return words


@lru_cache(maxsize=2048)
def sides(text: str) -> tuple[str, str, str, str]:
    """Top, right, bottom, left of a four-sided shorthand."""
    parts = words(text) or ["0"]
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    return (top, right, bottom, parts[3] if len(parts) > 3 else right)
