"""Which values are valid: a browser drops the others, and the declaration before them stands.

Each property that may hide a text has a grammar here. What a grammar does not know is neither taken nor
dropped: the element is in doubt.
"""

import re
from functools import lru_cache

from intake.sanitize.css.certainty import every, some
from intake.sanitize.css.colour import is_colour, scheme, split_commas
from intake.sanitize.css.layouts import LAYOUTS, Grammar
from intake.sanitize.css.lengths import SIZES, font_shorthand, is_length, number, words
from intake.sanitize.css.pictures import ground, image, mask
from intake.sanitize.css.properties import HANDLED, HARMLESS, LOGICAL, WIDE
from intake.sanitize.css.pseudos import is_content
from intake.sanitize.elements import names

_SUBSTITUTED = re.compile(r"(?:^|[\s,(/])(?:var|env)\(")
"""Valid whatever comes of it, which is seen only in the end (CSS Variables, 3)."""
_COMPUTED = re.compile(
    r"(?:^|[\s,(])(?:attr|if|sibling-(?:index|count)|random|inherit|first-valid|--[\w-]+)\("
)
_DISPLAYS = names(
    """
    none block inline inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell
    table-row-group table-header-group table-footer-group table-column table-column-group table-caption
    list-item contents flow-root ruby ruby-text flow -webkit-box -webkit-inline-box math
    -webkit-flex -webkit-inline-flex
    """
)
_BLENDS = names(
    """
    normal multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light difference
    exclusion hue saturation color luminosity plus-lighter
    """
)
_INTRINSIC = names(
    """
    min-content max-content fit-content -webkit-fill-available stretch -webkit-fit-content
    -webkit-max-content -webkit-min-content intrinsic
    """
)
_SHAPE_WORDS = names("at center left right top bottom closest-side farthest-side evenodd nonzero")
_SYSTEM_FONTS = names("caption icon menu message-box small-caption status-bar")
_FONT_WORDS = re.compile(
    r"(?:(?:normal|italic|oblique(?:\s+-?[\d.]+deg)?|small-caps|bold|bolder|lighter|[1-9]\d{0,2}|1000|"
    r"(?:ultra-|extra-|semi-)?(?:condensed|expanded))(?:\s+|$)){0,4}"
)
"""Style, variant, weight and stretch."""
_FAMILY = re.compile(r"\"[^\"\\\n]*\"|'[^'\\\n]*'|-?[^\W\d][\w-]*(?:\s+-?[^\W\d][\w-]*)*")
_QUIRKS = names(
    """
    bottom clip font-size height left letter-spacing margin margin-bottom margin-left margin-right margin-top
    max-height max-width min-height min-width padding padding-bottom padding-left padding-right padding-top
    right text-indent top vertical-align width word-spacing border-spacing border-width border-bottom-width
    border-left-width border-right-width border-top-width color background-color border-color
    """
)
"""In quirks mode a length needs no unit in these, by these names alone (Quirks Mode, 3.2)."""
_ANGLE = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:deg|rad|grad|turn)|[+-]?0(?:\.0+)?")
_ARGUMENTS: dict[str, str] = {
    "translate": "ll?", "translatex": "l", "translatey": "l", "translatez": "l", "translate3d": "lll",
    "scale": "nn?", "scalex": "n", "scaley": "n", "scalez": "n", "scale3d": "nnn", "rotate": "a",
    "rotatex": "a", "rotatey": "a", "rotatez": "a", "rotate3d": "nnna", "skew": "aa?", "skewx": "a",
    "skewy": "a", "matrix": "n{6}", "matrix3d": "n{16}", "perspective": "l",
}  # fmt: skip
"""Of each transform what it is given: lengths, numbers, angles."""
_CALL = re.compile(r"([\w-]+)\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)\s*")
_CALLS = re.compile(rf"(?:{_CALL.pattern})+")
_FILTER = re.compile(
    r"(?:(?:(?:opacity|grayscale|brightness|contrast|invert|saturate|sepia)\(\s*(?:(?:\d+(?:\.\d+)?|\.\d+)%?)?\s*\)|"
    r"blur\(\s*(?:0|(?:\d+(?:\.\d+)?|\.\d+)px)?\s*\)|hue-rotate\(\s*(?:0|-?\d+(?:\.\d+)?deg)?\s*\))\s*)+"
)
_DROP = re.compile(r"drop-shadow\(((?:[^()]|\([^()]*\))*)\)")
MOST_KEPT = 1000
POINTER = re.compile(r"url\(([\"']?)#([a-z][\w-]{0,60})\1\)", re.I | re.A)
"""An element of the page by its name."""
_CLIP = re.compile(r"rect\(\s*([^()]+)\)")


def validity(name: str, value: str, quirky: bool) -> bool | None:
    """False where a browser drops the declaration, True where it takes it, None where that is not known."""
    # Long values are not kept: they would fill the memory.
    return (_validity if len(value) <= MOST_KEPT else _validity.__wrapped__)(name, value, quirky)


def takes(name: str, value: str) -> bool | None:
    """Whether a browser takes a declaration of a property that has a grammar here; None for others."""
    known = LOGICAL.get(name, name) in _GRAMMARS and value and name != "all"
    return validity(name, value, False) if known else None


@lru_cache(maxsize=8192)
def _validity(name: str, value: str, quirky: bool) -> bool | None:
    if name.startswith("--"):
        return True
    if not value:
        return False
    text = value.strip().lower()
    if text in WIDE or ("(" in text and _SUBSTITUTED.search(text)):
        return True
    quirky = quirky and name in _QUIRKS
    name = LOGICAL.get(name, name)
    grammar = _GRAMMARS.get(name)
    if grammar is None:
        return True
    if "(" in text and name != "content" and _COMPUTED.search(text):
        return None
    return grammar(text, quirky)


def _all(found: "list[bool | None]") -> bool | None:
    return every(found) if found else False


def _any_of(*allowed: str) -> Grammar:
    return lambda text, quirky: text in allowed


def _or(keywords: frozenset[str], grammar: Grammar) -> Grammar:
    return lambda text, quirky: text in keywords or grammar(text, quirky)


def _list(most: int, grammar: Grammar) -> Grammar:
    """So many words at most, each by a grammar."""

    def check(text: str, quirky: bool) -> bool | None:
        parts = words(text)
        return len(parts) <= most and _all([grammar(word, quirky) for word in parts])

    return check


def _length(text: str, quirky: bool) -> bool | None:
    return is_length(text, bare=quirky)


def _size(text: str, quirky: bool) -> bool | None:
    return is_length(text, negative=False, bare=quirky)


def _thick(text: str, quirky: bool) -> bool | None:
    return is_length(text, negative=False, shares=False)


def _number(text: str, quirky: bool) -> bool | None:
    return True if number(text) is not None else None if "(" in text else False


def _scale(text: str, quirky: bool) -> bool | None:
    return False if (number(text) or 0.0) < 0 else _number(text, quirky)


def _whole(text: str, quirky: bool) -> bool | None:
    return bool(re.fullmatch(r"[+-]?\d+", text)) or (None if "(" in text else False)


def _colour(text: str, quirky: bool) -> bool | None:
    return is_colour(text)


def _display(text: str, quirky: bool) -> bool | None:
    if " " in text:
        return None if set(text.split()) <= _DISPLAYS else False
    return text in _DISPLAYS or (None if text.startswith("grid-") else False)


_NOVEL_FONT = re.compile(r"(?:^|\s)(?:math\b|\d+(?:\.\d+)?\s(?=.*\d))")
"""A size of formulas, or a weight that is no hundred."""


def _font(text: str, quirky: bool) -> bool | None:
    found = font_shorthand(text)
    if text in _SYSTEM_FONTS or "(" in text:
        return None
    if found is None:
        return None if _NOVEL_FONT.search(text) else False
    at = re.search(rf"(?:^|\s){re.escape(found[0])}(?=[\s/])", text)
    before, behind = (text[: at.start()], text[at.end() :]) if at else ("", "")
    if _NOVEL_FONT.search(re.sub(r"\b[1-9]00\b", "", before)):
        return None
    if not _FONT_WORDS.fullmatch(before.strip()) or not _once(words(before)):
        return False
    family = re.sub(r"^\s*/\s*\S+", "", behind).strip()
    if not family or any(not part.strip() for part in split_commas(family)):
        return False
    line = found[1]
    sure = line == "normal" or (number(line) or 0.0) > 0 or is_length(line, negative=False) is True
    return (sure and all(map(_is_family, split_commas(family)))) or None


def _once(told: list[str]) -> bool:
    """Whether style, variant, weight and stretch are each told once at most."""
    kinds = [
        "style" if word.startswith(("italic", "oblique")) else "variant" if word == "small-caps" else
        "stretch" if word.endswith(("condensed", "expanded")) else "weight"
        for word in told
        if word != "normal" and not word.endswith("deg")
    ]  # fmt: skip
    return len(kinds) == len(set(kinds))


def _is_family(text: str) -> bool:
    """Whether it is surely a name of letters: one in quotes, or words of which none stands for a value."""
    return _FAMILY.fullmatch(text) is not None and text not in WIDE and text != "default"


def _clip(text: str, quirky: bool) -> bool | None:
    found = _CLIP.fullmatch(text)
    if text == "auto" or found is None:
        return text == "auto" or (None if "(" in text else False)
    parts = re.split(r"\s*,\s*|\s+", found.group(1).strip())
    return len(parts) == 4 and _all([part == "auto" or is_length(part, bare=quirky) for part in parts])


def _clip_path(text: str, quirky: bool) -> bool | None:
    found = re.fullmatch(r"inset\(([^()/]+)\)", text)
    if found:
        sizes, rounded, corners = found.group(1).partition("round")
        return _list(4, _length)(sizes, False) and _list(4, _size)(corners if rounded else "0", False)
    shape = re.fullmatch(r"(?:circle|ellipse|polygon)\(([^()]+)\)", text)
    inside = shape.group(1).replace(",", " ").split() if shape else [""]
    if all(word in _SHAPE_WORDS or is_length(word) for word in inside):
        return True
    return text == "none" or POINTER.fullmatch(text) is not None or None


def _transform(text: str, quirky: bool) -> bool | None:
    if text == "none":
        return True
    if not _CALLS.fullmatch(text):
        return False
    return _all([_call(found.group(1), found.group(2)) for found in _CALL.finditer(text)])


def _call(name: str, inside: str) -> bool | None:
    wanted = _ARGUMENTS.get(name)
    if wanted is None:
        return None
    kinds = ""
    for part in split_commas(inside):
        part = part.strip()
        if "(" in part:
            return None
        if _ANGLE.fullmatch(part) and "a" in wanted and part.strip("+-0.123456789"):
            kinds += "a"
        elif "l" in wanted:
            if not is_length(part):
                return is_length(part)
            kinds += "l"
        elif number(part) is not None:
            # Nothing needs no unit.
            kinds += (
                "a" if number(part) == 0 and "a" in wanted and len(kinds) in (0, wanted.find("a")) else "n"
            )
        else:
            return False
    return bool(re.fullmatch(wanted, kinds))


def _rotate(text: str, quirky: bool) -> bool | None:
    *axis, angle = words(text)
    right = len(axis) in (0, 3) or axis in (["x"], ["y"], ["z"])
    return (
        text == "none"
        or bool(right and _ANGLE.fullmatch(angle) and angle[-1].isalpha())
        or (None if len(axis) or "(" in text else False)
    )


def _shadow(text: str, quirky: bool) -> bool | None:
    if text == "none":
        return True
    return True if all(map(_drops, split_commas(text))) else None


def _stroke(text: str, quirky: bool) -> bool | None:
    """A width and a colour, in either order."""
    told = words(text)
    colours = [is_colour(word) for word in told]
    widths = [word in _WIDTHS or is_length(word, negative=False, shares=False) for word in told]
    if not 0 < len(told) < 3 or max(colours.count(True), widths.count(True)) > 1:
        return False
    return every([some(pair) for pair in zip(colours, widths, strict=True)])


def _shift(text: str, quirky: bool) -> bool | None:
    """As `translate` has it: no share of the third, of which there is no whole."""
    told = words(text)
    if text == "none":
        return True
    return False if told[2:] and told[2].endswith("%") else _list(3, _length)(text, quirky)


def _filter(text: str, quirky: bool) -> bool | None:
    # Filters of old Internet Explorer are read by no browser of today.
    if text.startswith(("progid:", "alpha(")):
        return False
    rest = _DROP.sub(lambda found: "" if _drops(found[1]) else found[0], text).strip()
    return text == "none" or not rest or bool(_FILTER.fullmatch(rest)) or (None if "(" in text else False)


def _drops(told: str) -> bool:
    """Whether these are the lengths of a shadow, with or without its blur, and a colour on either side."""
    parts = words(told)
    shape = "".join("-" if is_length(word, shares=False) is True else "#" for word in parts)
    sure = all(is_colour(word) for word, kind in zip(parts, shape, strict=True) if kind == "#")
    sizes = [word for word, kind in zip(parts, shape, strict=True) if kind == "-"]
    blurred = len(sizes) < 3 or is_length(sizes[2], negative=False) is True
    return sure and blurred and shape in ("--", "---", "#--", "#---", "--#", "---#")


_WIDTHS = names("thin medium thick")
_AUTO, _NONE, _NORMAL = (frozenset([word]) for word in ("auto", "none", "normal"))
_OFFSET = _or(_AUTO, _length)
_OVERFLOW = _any_of("visible", "hidden", "clip", "scroll", "auto", "overlay")
_COUNT = _or(_AUTO, lambda text, quirky: bool(re.fullmatch(r"[1-9]\d*", text)) or _size(text, quirky))
_GRAMMARS: dict[str, Grammar] = {
    **LAYOUTS,
    **dict.fromkeys(["color", "background-color"], _colour),
    **dict.fromkeys(["-webkit-text-fill-color", "-webkit-text-stroke-color"], _colour),
    **dict.fromkeys(["left", "right", "top", "bottom"], _OFFSET),
    **dict.fromkeys([f"margin-{side}" for side in ("left", "right", "top", "bottom")], _OFFSET),
    **dict.fromkeys(["margin", "inset"], _list(4, _OFFSET)),
    **dict.fromkeys(["margin-block", "margin-inline", "inset-block", "inset-inline"], _list(2, _OFFSET)),
    **dict.fromkeys([f"padding-{side}" for side in ("left", "right", "top", "bottom")], _size),
    **dict.fromkeys(["padding-block", "padding-inline"], _list(2, _size)),
    **dict.fromkeys(["height", "width"], _or(_INTRINSIC | _AUTO, _size)),
    **dict.fromkeys(["max-height", "max-width"], _or(_INTRINSIC | _NONE, _size)),
    **dict.fromkeys(["letter-spacing", "word-spacing"], _or(_NORMAL, _length)),
    **dict.fromkeys(["overflow-x", "overflow-y"], _OVERFLOW),
    **dict.fromkeys(["mask", "mask-image"], lambda text, quirky: text == "none" or mask(text)),
    **dict.fromkeys(["columns", "column-count", "column-width"], _list(2, _COUNT)),
    "padding": _list(4, _size),
    "overflow": _list(2, _OVERFLOW),
    "all": lambda text, quirky: False,
    "background": ground,
    "background-image": lambda text, quirky: _all([image(part) for part in split_commas(text)]),
    "background-clip": lambda text, quirky: _all(
        [
            part.strip() in ("text", "border-box", "padding-box", "content-box")
            or (None if "border-area" in part else False)
            for part in split_commas(text)
        ]
    ),
    "clip": _clip,
    "clip-path": _clip_path,
    "contain": _or(
        names("none strict content"),
        lambda text, quirky: set(text.split()) <= names("size inline-size layout style paint"),
    ),
    "color-scheme": lambda text, quirky: bool(scheme(text)),
    "content": is_content,
    "content-visibility": _any_of("visible", "hidden", "auto"),
    "display": _display,
    "fill": _or(_NONE, lambda text, quirky: None if text.startswith("url(") else _colour(text, quirky)),
    "filter": _filter,
    "float": _any_of("none", "left", "right", "inline-start", "inline-end"),
    "font": _font,
    "font-size": lambda text, quirky: (
        text in SIZES or text in ("smaller", "larger") or (None if text == "math" else _size(text, quirky))
    ),
    "line-height": _or(
        _NORMAL, lambda text, quirky: (number(text) or 0) > 0 or is_length(text, negative=False)
    ),
    "mix-blend-mode": lambda text, quirky: text in _BLENDS,
    "opacity": _number,
    "position": _any_of("static", "relative", "absolute", "fixed", "sticky"),
    "rotate": _rotate,
    "scale": _or(_NONE, _list(3, _number)),
    "text-indent": lambda text, quirky: (
        None if "-line" in text or "hang" in text else _list(1, _length)(text, quirky)
    ),
    "text-shadow": _shadow,
    "text-transform": lambda text, quirky: (
        text in ("none", "uppercase", "lowercase", "capitalize", "full-width", "full-size-kana", "math-auto")
        or (None if " " in text else False)
    ),
    "transform": _transform,
    "translate": _shift,
    "-webkit-text-stroke": _stroke,
    "-webkit-text-stroke-width": _or(_WIDTHS, _thick),
    "visibility": _any_of("visible", "hidden", "collapse"),
    "white-space": lambda text, quirky: (
        text in ("normal", "nowrap", "pre", "pre-wrap", "pre-line", "break-spaces")
        or (None if {"wrap", "nowrap", "normal", "collapse", "preserve"} & set(text.split()) else False)
    ),
    "z-index": _or(_AUTO, _whole),
    "zoom": lambda text, quirky: None if text == "reset" else text == "normal" or _scale(text, quirky),
}  # fmt: skip
UNKNOWN = "-unknown-value"
"""Stands among the declarations that won where one of them may not be valid."""
assert _GRAMMARS.keys() <= HANDLED | HARMLESS | LOGICAL.keys()
