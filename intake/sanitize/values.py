"""What CSS values mean in numbers, which are valid, and which properties never hide a text."""

import re
from functools import lru_cache

from intake.sanitize.colour import parse_colour, split_commas

_WIDE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.I)
_DIMENSION = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)(%|[a-z]*)$", re.I)
_UNITS = {
    "px": 1.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54, "pc": 16.0, "rem": 16.0,  # noqa: E501
    "vw": 10.0, "vh": 8.0, "vmin": 8.0, "vmax": 10.0, "dvh": 8.0, "svh": 8.0, "lvh": 8.0, "dvw": 10.0, "svw": 10.0,  # noqa: E501
    "lvw": 10.0, "vi": 10.0, "vb": 8.0, "rlh": 18.0,
}  # fmt: skip
_FONT_UNITS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2, "cap": 0.7, "ic": 1.0}
_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
    "xx-large": 32.0, "xxx-large": 48.0, "-webkit-xxx-large": 48.0,
}  # fmt: skip

_KEYWORDS: dict[str, frozenset[str]] = {
    "display": frozenset(
        [
            "none",
            "block",
            "inline",
            "inline-block",
            "flex",
            "inline-flex",
            "grid",
            "inline-grid",
            "table",
            "inline-table",
            "table-row",
            "table-cell",
            "table-row-group",
            "table-header-group",
            "table-footer-group",
            "table-column",
            "table-column-group",
            "table-caption",
            "list-item",
            "contents",
            "flow-root",
            "run-in",
            "ruby",
            "ruby-text",
            "flow",
            "-webkit-box",
            "-webkit-inline-box",
            "math",
            "-webkit-flex",
            "-webkit-inline-flex",
        ]
    ),
    "visibility": frozenset(["visible", "hidden", "collapse"]),
    "position": frozenset(["static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"]),
    "float": frozenset(["none", "left", "right", "inline-start", "inline-end"]),
    "text-transform": frozenset(
        ["none", "uppercase", "lowercase", "capitalize", "full-width", "full-size-kana", "math-auto"]
    ),
    "white-space": frozenset(["normal", "nowrap", "pre", "pre-wrap", "pre-line", "break-spaces"]),
    "content-visibility": frozenset(["visible", "hidden", "auto"]),
}

HARMLESS = frozenset(
    [
        "accent-color",
        "align-content",
        "align-items",
        "align-self",
        "appearance",
        "aspect-ratio",
        "-webkit-appearance",
        "backface-visibility",
        "background-attachment",
        "background-origin",
        "background-position",
        "background-position-x",
        "background-position-y",
        "background-repeat",
        "background-size",
        "border",
        "border-block",
        "border-bottom",
        "border-bottom-color",
        "border-bottom-left-radius",
        "border-bottom-right-radius",
        "border-bottom-style",
        "border-bottom-width",
        "border-collapse",
        "border-color",
        "border-end-end-radius",
        "border-image",
        "border-inline",
        "border-left",
        "border-left-color",
        "border-left-style",
        "border-left-width",
        "border-radius",
        "border-right",
        "border-right-color",
        "border-right-style",
        "border-right-width",
        "border-spacing",
        "border-style",
        "border-top",
        "border-top-color",
        "border-top-left-radius",
        "border-top-right-radius",
        "border-top-style",
        "border-top-width",
        "border-width",
        "box-shadow",
        "box-sizing",
        "break-after",
        "break-before",
        "break-inside",
        "caption-side",
        "caret-color",
        "clear",
        "color-scheme",
        "column-fill",
        "column-gap",
        "column-rule",
        "column-rule-color",
        "column-rule-style",
        "column-rule-width",
        "column-span",
        "cursor",
        "direction",
        "empty-cells",
        "flex",
        "flex-direction",
        "flex-flow",
        "flex-grow",
        "flex-shrink",
        "flex-wrap",
        "flex-basis",
        "font-family",
        "font-feature-settings",
        "font-kerning",
        "font-optical-sizing",
        "font-stretch",
        "font-style",
        "font-synthesis",
        "font-variant",
        "font-variant-caps",
        "font-variant-ligatures",
        "font-variant-numeric",
        "font-variation-settings",
        "font-weight",
        "gap",
        "grid-gap",
        "grid-column-gap",
        "grid-row-gap",
        "hanging-punctuation",
        "hyphens",
        "image-rendering",
        "-ms-interpolation-mode",
        "isolation",
        "justify-content",
        "justify-items",
        "justify-self",
        "line-break",
        "list-style",
        "list-style-image",
        "list-style-position",
        "list-style-type",
        "object-fit",
        "object-position",
        "order",
        "orphans",
        "outline",
        "outline-color",
        "outline-offset",
        "outline-style",
        "outline-width",
        "overflow-anchor",
        "overflow-wrap",
        "overscroll-behavior",
        "page-break-after",
        "page-break-before",
        "page-break-inside",
        "place-content",
        "place-items",
        "place-self",
        "pointer-events",
        "quotes",
        "resize",
        "row-gap",
        "scroll-behavior",
        "scrollbar-color",
        "scrollbar-width",
        "scroll-margin",
        "scroll-padding",
        "tab-size",
        "table-layout",
        "text-align",
        "text-align-last",
        "text-decoration",
        "text-decoration-color",
        "text-decoration-line",
        "text-decoration-skip",
        "text-decoration-skip-ink",
        "text-decoration-style",
        "text-decoration-thickness",
        "text-emphasis",
        "text-justify",
        "text-overflow",
        "text-rendering",
        "text-size-adjust",
        "text-underline-offset",
        "text-underline-position",
        "text-wrap",
        "text-wrap-mode",
        "text-wrap-style",
        "touch-action",
        "transform-origin",
        "transform-style",
        "transition",
        "transition-delay",
        "transition-duration",
        "transition-property",
        "transition-timing-function",
        "unicode-bidi",
        "unicode-range",
        "user-select",
        "vertical-align",
        "white-space-collapse",
        "widows",
        "word-break",
        "word-wrap",
        "writing-mode",
        "-webkit-font-smoothing",
        "-webkit-text-size-adjust",
        "-webkit-tap-highlight-color",
        "-webkit-user-select",
        "-webkit-border-radius",
        "-webkit-box-shadow",
        "-webkit-box-sizing",
        "-webkit-hyphens",
        "-webkit-overflow-scrolling",
        "-webkit-print-color-adjust",
        "-webkit-text-decoration",
        "-webkit-touch-callout",
        "-webkit-transition",
        "-webkit-margin-before",
        "-webkit-border-horizontal-spacing",
        "-webkit-border-vertical-spacing",
        "-webkit-line-break",
        "-webkit-locale",
        "-webkit-nbsp-mode",
        "-webkit-user-drag",
        "-webkit-align-items",
        "-webkit-justify-content",
        "-webkit-flex",
        "-webkit-flex-direction",
        "-webkit-flex-wrap",
        "-webkit-box-align",
        "-webkit-box-pack",
        "-webkit-text-decoration-color",
        "-webkit-align-self",
        "-webkit-transform-origin",
        "print-color-adjust",
        "forced-color-adjust",
        "color-adjust",
        "src",
        "will-change",
        "speak",
        "size",
        "min-width",
        "min-height",
        "perspective-origin",
        "background-blend-mode",
        "text-orientation",
        "counter-reset",
        "counter-increment",
        "counter-set",
        "quotes",
        "container",
        "container-name",
        "container-type",
    ]
)
"""Properties of Chromium that leave every glyph where and as it can be read."""

HANDLED = frozenset(
    [
        "all",
        "animation",
        "animation-name",
        "background",
        "background-clip",
        "background-color",
        "background-image",
        "-webkit-background-clip",
        "bottom",
        "clip",
        "clip-path",
        "color",
        "column-count",
        "columns",
        "column-width",
        "content",
        "content-visibility",
        "contain",
        "display",
        "fill",
        "filter",
        "float",
        "font",
        "font-size",
        "height",
        "inset",
        "inset-block",
        "inset-block-end",
        "inset-block-start",
        "inset-inline",
        "inset-inline-end",
        "inset-inline-start",
        "left",
        "letter-spacing",
        "line-height",
        "margin",
        "margin-block",
        "margin-bottom",
        "margin-inline",
        "margin-left",
        "margin-right",
        "margin-top",
        "mask",
        "mask-image",
        "max-height",
        "max-width",
        "mix-blend-mode",
        "opacity",
        "overflow",
        "overflow-x",
        "overflow-y",
        "padding",
        "padding-bottom",
        "padding-left",
        "padding-right",
        "padding-top",
        "position",
        "right",
        "rotate",
        "scale",
        "text-indent",
        "text-shadow",
        "text-transform",
        "top",
        "transform",
        "translate",
        "visibility",
        "white-space",
        "width",
        "word-spacing",
        "zoom",
        "z-index",
        "-webkit-mask",
        "-webkit-mask-image",
        "-webkit-text-fill-color",
        "-webkit-text-stroke",
        "-webkit-text-stroke-width",
        "-webkit-text-stroke-color",
        "-webkit-transform",
        "-webkit-clip-path",
        "-webkit-filter",
        "-webkit-opacity",
        "-webkit-animation",
        "-webkit-animation-name",
        "-webkit-line-clamp",
        "line-clamp",
        "block-size",
        "inline-size",
        "max-block-size",
        "max-inline-size",
        "margin-inline-start",
        "margin-inline-end",
        "margin-block-start",
        "margin-block-end",
        "padding-block",
        "padding-inline",
        "padding-inline-start",
        "padding-block-start",
        "padding-inline-end",
        "padding-block-end",
        "overflow-block",
        "overflow-inline",
        "min-block-size",
        "min-inline-size",
        "-webkit-box-orient",
        "mso-hide",
    ]
)
LOGICAL = {
    "block-size": "height", "inline-size": "width", "max-block-size": "max-height", "max-inline-size": "max-width",  # noqa: E501
    "margin-inline-start": "margin-left", "margin-inline-end": "margin-right", "margin-block-start": "margin-top",  # noqa: E501
    "margin-block-end": "margin-bottom", "inset-inline-start": "left", "inset-inline-end": "right",
    "inset-block-start": "top", "inset-block-end": "bottom", "overflow-block": "overflow-y",
    "overflow-inline": "overflow-x", "padding-inline-start": "padding-left", "padding-inline-end": "padding-right",  # noqa: E501
    "padding-block-start": "padding-top", "padding-block-end": "padding-bottom", "-webkit-transform": "transform",  # noqa: E501
    "-webkit-clip-path": "clip-path", "-webkit-filter": "filter", "-webkit-opacity": "opacity",
    "-webkit-background-clip": "background-clip", "-webkit-mask": "mask", "-webkit-mask-image": "mask-image",
    "-webkit-animation": "animation", "-webkit-animation-name": "animation-name",
}  # fmt: skip
_NO_CHROMIUM = (
    "supported-color-schemes",
    "text-underline-color",
    "text-underline-style",
    "mso-",
    "-ms-",
    "-moz-",
    "-o-",
    "-apple-",
    "-khtml-",
    "-premailer-",
    "-epub-",
    "panose",
    "tab-stops",
)


def knows(name: str) -> bool:
    """Whether the property is one that cannot hide text, is judged here, or does not exist in Chromium."""
    return (
        name in HARMLESS
        or name in HANDLED
        or name.startswith("--")
        or name.startswith(_NO_CHROMIUM)
        or not _PLAUSIBLE.match(name)
        or name in _TYPOS
    )


_PLAUSIBLE = re.compile(r"-?[a-z][a-z-]*[a-z]$")
_TYPOS = frozenset(
    [
        "border-right-top",
        "font-color",
        "align",
        "valign",
        "bgcolor",
        "max-witdh",
        "cellpadding",
        "cellspacing",
        "text",
        "text-style",
        "text-color",
        "line-heigth",
        "heigth",
        "widht",
        "margin-center",
        "fallback-text-color",
        "fallback-width",
        "fallback-font",
        "border-size",
        "text-fill-color",
        "ms-interpolation-mode",
        "text-height",
        "bg-color",
        "mso",
        "font-colour",
        "link-color",
    ]
)


@lru_cache(maxsize=4096)
def is_valid(name: str, value: str) -> bool:
    """False where a browser would drop the declaration; True where it would not, or where we cannot tell."""
    if name.startswith("--"):
        return True
    if not value:
        return False
    text = value.lower()
    if text in _WIDE or "var(" in text or "env(" in text:
        return True
    words = _KEYWORDS.get(name)
    if words is not None:
        return text in words or (" " in text and name in ("display", "white-space", "text-transform"))
    if name in ("color", "background-color", "fill", "-webkit-text-fill-color"):
        return parse_colour(text) is not None or (name == "fill" and text.startswith(("url(", "none")))
    if name in ("filter", "-webkit-filter"):
        # Filters of old Internet Explorer; no browser of today reads them.
        return not text.lstrip().startswith(("progid:", "alpha("))
    if name == "opacity":
        return number(text) is not None
    if name == "font-size":
        return text in _SIZES or text in ("smaller", "larger") or _is_length(text, negative=False)
    if name in ("height", "width", "max-height", "max-width"):
        return _is_length(text, negative=False) or text in (
            "auto", "none", "min-content", "max-content", "fit-content", "-webkit-fill-available", "stretch",
            "-webkit-fit-content", "-webkit-max-content", "-webkit-min-content", "intrinsic")  # fmt: skip
    if name in (
        "left",
        "right",
        "top",
        "bottom",
        "margin-left",
        "margin-right",
        "margin-top",
        "margin-bottom",
    ):
        return text == "auto" or _is_length(text)
    if name == "text-indent":
        return all(w in ("hanging", "each-line") or _is_length(w) for w in text.split()) or "(" in text
    if name in ("overflow", "overflow-x", "overflow-y"):
        return all(
            w in ("visible", "hidden", "clip", "scroll", "auto", "overlay", "-webkit-paged-x")
            for w in text.split()
        )
    if name == "background-clip":
        return all(
            w in ("text", "border-box", "padding-box", "content-box", "border-area")
            for w in text.replace(",", " ").split()
        )
    if name == "z-index":
        return text == "auto" or bool(re.fullmatch(r"[+-]?\d+", text)) or "(" in text
    if name == "zoom":
        return number(text) is not None or text in ("normal", "reset")
    if name == "background":
        return all(_background_ok(part) for part in split_commas(text))
    if name == "margin":
        return len(_words(text)) <= 4 and all(w == "auto" or _is_length(w) for w in _words(text))
    return True


def _background_ok(part: str) -> bool:
    return all(not (word.startswith("#") and parse_colour(word) is None) for word in _words(part))


def _is_length(text: str, *, negative: bool = True) -> bool:
    if "(" in text:
        return True
    found = _DIMENSION.match(text)
    if not found:
        return False
    size, unit = float(found.group(1)), found.group(2).lower()
    if size < 0 and not negative:
        return False
    # A length without a unit is valid in quirks mode only; it is read there, and in doubt counts as valid.
    return not unit or unit == "%" or unit in _UNITS or unit in _FONT_UNITS


def number(text: str) -> float | None:
    """A number or percentage (100 % is 1), or None. `calc()` of one number is understood."""
    text = text.strip().lower()
    if text.startswith("calc("):
        return calc(text, 1.0, 1.0)
    found = _DIMENSION.match(text)
    if not found or found.group(2) not in ("", "%"):
        return None
    return float(found.group(1)) / (100 if found.group(2) else 1)


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


_TOKEN = re.compile(r"\s*(?:([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?:%|[a-z]*))|([a-z]*\(|[-+*/),]))", re.I)


def calc(text: str, font: float, base: float | None) -> float | None:
    """`calc()`, `min()`, `max()` and `clamp()` of lengths and numbers, or None."""
    if len(text) > 400:
        return None
    tokens: list[str] = []
    at, spaced = 0, re.sub(r"(?<=[\d%a-z)])\s*([-+])\s+", r" \1 ", text)
    while at < len(spaced.rstrip()):
        found = _TOKEN.match(spaced, at)
        if not found:
            return None
        tokens.append(found.group(1) or found.group(2))
        at = found.end()
    tokens.reverse()
    try:
        value = _sum(tokens, font, base, 0)
    except (ValueError, IndexError, ZeroDivisionError, OverflowError, RecursionError):
        return None
    return value if not tokens else None


def _sum(tokens: list[str], font: float, base: float | None, depth: int) -> float:
    value = _product(tokens, font, base, depth)
    while tokens and (tokens[-1] in ("+", "-") or tokens[-1][0] in "+-"):
        sign = tokens.pop()
        if len(sign) > 1:
            tokens.append(sign)
            value += _product(tokens, font, base, depth)
        else:
            value += _product(tokens, font, base, depth) * (1 if sign == "+" else -1)
    return value


def _product(tokens: list[str], font: float, base: float | None, depth: int) -> float:
    value = _atom(tokens, font, base, depth)
    while tokens and tokens[-1] in ("*", "/"):
        if tokens.pop() == "*":
            value *= _atom(tokens, font, base, depth)
        else:
            value /= _atom(tokens, font, base, depth)
    return value


def _atom(tokens: list[str], font: float, base: float | None, depth: int) -> float:
    if depth > 20:
        raise ValueError("deep")
    token = tokens.pop()
    if token.endswith("("):
        values = [_sum(tokens, font, base, depth + 1)]
        while tokens[-1] == ",":
            tokens.pop()
            values.append(_sum(tokens, font, base, depth + 1))
        if tokens.pop() != ")":
            raise ValueError(token)
        name = token[:-1].lower()
        if name in ("calc", ""):
            return values[0]
        if name in ("min", "max"):
            return min(values) if name == "min" else max(values)
        if name == "clamp" and len(values) == 3:
            return max(values[0], min(values[1], values[2]))
        raise ValueError(name)
    value = length(token, font, base)
    if value is None:
        raise ValueError(token)
    return value


def font_size(text: str, parent: float) -> float | None:
    """A `font-size` in pixels, or None where it is not one."""
    text = text.strip().lower()
    if text in _SIZES:
        return _SIZES[text]
    if text in ("smaller", "larger"):
        return parent / 1.2 if text == "smaller" else parent * 1.2
    return length(text, parent, parent)


_FONT_SIZE = re.compile(
    r"(?:^|\s)(xx-small|x-small|small|medium|large|x-large|xx-large|xxx-large|smaller|larger|"
    r"(?:\d+\.?\d*|\.\d+)(?:%|[a-z]+)?|calc\([^)]*\))(?:\s*/\s*([^\s]+))?\s+\S",
    re.I,
)


def font_shorthand(text: str) -> tuple[str, str] | None:
    """Size and line height of a `font` shorthand; None where it is not valid."""
    best = None
    for found in _FONT_SIZE.finditer(text):
        if not re.fullmatch(r"[1-9]00|1000", found.group(1)):
            best = (found.group(1), found.group(2) or "normal")
            break
    if best is not None and re.fullmatch(r"\d*\.?\d+", best[0]) and float(best[0]) != 0:
        return None
    return best


def _words(text: str) -> list[str]:
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


words = _words


def sides(text: str) -> tuple[str, str, str, str]:
    """Top, right, bottom, left of a four-sided shorthand."""
    parts = _words(text) or ["0"]
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    return (top, right, bottom, parts[3] if len(parts) > 3 else right)
