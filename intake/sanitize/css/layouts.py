"""Which values a browser takes for properties that lay boxes out, or draw frames around them."""

import re
from collections.abc import Callable

from intake.sanitize.css.certainty import every, some
from intake.sanitize.css.colour import is_colour, parse_colour, split_commas
from intake.sanitize.css.lengths import is_length, number, words
from intake.sanitize.elements import names

Grammar = Callable[[str, bool], bool | None]
"""Whether a value (in lower case) is valid, in quirks mode or not; None where that is not known."""

_LINES = names("none hidden dotted dashed solid double groove ridge inset outset")
_WIDTHS = names("thin medium thick")
_CONTENT = names("min-content max-content fit-content stretch -webkit-fill-available")
_ALIGNS = names(
    """
    normal auto stretch center start end flex-start flex-end self-start self-end left right baseline first
    last safe unsafe space-between space-around space-evenly legacy anchor-center
    """
)
_DECORATIONS = names(
    """
    none underline overline line-through blink spelling-error grammar-error solid double dotted dashed wavy
    auto from-font
    """
)
_RAISED = names("baseline sub super text-top text-bottom middle top bottom")
_DIRECTIONS, _WRAPS = names("row row-reverse column column-reverse"), names("nowrap wrap wrap-reverse")
_SIDES = ("top", "right", "bottom", "left")


def _among(text: str) -> Grammar:
    known = names(text)
    return lambda value, quirky: value in known or (None if "(" in value else False)


def _each(known: frozenset[str], most: int) -> Grammar:
    """So many words at most, all of them known."""

    def check(value: str, quirky: bool) -> bool | None:
        parts = words(value)
        if "(" in value:
            return None
        return 0 < len(parts) <= most and known.issuperset(parts)

    return check


def _sizes(
    most: int,
    known: frozenset[str] = frozenset(),
    *,
    negative: bool = False,
    bare: bool = False,
    shares: bool = True,
) -> Grammar:
    """So many lengths at most; `bare` ones need no unit in quirks mode (Quirks Mode, 3.2)."""

    def check(value: str, quirky: bool) -> bool | None:
        parts = words(value)
        plain = bare and quirky
        found = [
            part in known or is_length(part, negative=negative, bare=plain, shares=shares) for part in parts
        ]
        return every(found) if 0 < len(parts) <= most else False

    return check


def _drawn(value: str, quirky: bool, own: str = "") -> bool | None:
    """A border or an outline: a width, a style and a colour, in any order; `own` is another style."""
    if len(split_commas(value)) > 1:
        # Chromium takes them for spaces.
        return None
    widths = styles = colours = 0
    for word in words(value):
        if word in _LINES or (own and word == own):
            styles += 1
        elif colour := is_colour(word):
            colours += 1
        elif word in _WIDTHS or (told := is_length(word, negative=False, shares=False)):
            widths += 1
        elif told is None or colour is None or (quirky and number(word) is not None):
            return None
        else:
            return False
    return max(widths, styles, colours) == 1


def _colour(value: str, quirky: bool) -> bool | None:
    return is_colour(value)


def _outlined(value: str, quirky: bool) -> bool | None:
    return None if "hidden" in value else _drawn(value, quirky, "auto")


def _colours(value: str, quirky: bool) -> bool | None:
    found = [is_colour(word) for word in words(value)]
    return every(found) if 0 < len(found) <= 4 else False


def _shadow(value: str, quirky: bool) -> bool | None:
    if value == "none":
        return True
    for part in split_commas(value):
        rest = [word for word in words(part) if word != "inset"]
        sizes = [word for word in rest if is_length(word, shares=False)]
        others = [word for word in rest if word not in sizes]
        untold = "(" in "".join(others) and any(parse_colour(word) in (None, "unknown") for word in others)
        if untold or any(is_length(word) is None and parse_colour(word) is None for word in others):
            return None
        if not 2 <= len(sizes) <= 4 or len(others) > 1 or any(parse_colour(word) is None for word in others):
            return False
    return True


def _flex(value: str, quirky: bool) -> bool | None:
    parts = words(value)
    if value in ("none", "auto"):
        return True
    if any("(" in part and number(part) is None and is_length(part) is None for part in parts):
        return None
    factors = [part for part in parts if number(part) is not None and not part.endswith("%")]
    basis = [part for part in parts if part not in factors]
    if any((number(part) or 0.0) < 0 for part in factors) or len(parts) > 3 or len(basis) > 1:
        return False
    if len(factors) == 3:
        return number(factors[2]) == 0 or None
    told = [
        part in _CONTENT or part in ("auto", "content") or is_length(part, negative=False) for part in basis
    ]
    return None if None in told else False not in told


def _flow(value: str, quirky: bool) -> bool | None:
    parts = words(value)
    one, two = (sum(part in known for part in parts) for known in (_DIRECTIONS, _WRAPS))
    return 0 < one + two == len(parts) and one <= 1 and two <= 1


def _factor(value: str, quirky: bool) -> bool | None:
    found = number(value)
    return (None if "(" in value else False) if found is None or value.endswith("%") else found >= 0


def _decorated(value: str, quirky: bool) -> bool | None:
    found = [word in _DECORATIONS or some((is_length(word), is_colour(word))) for word in words(value)]
    return every(found)


def _whole(value: str, quirky: bool) -> bool | None:
    return bool(re.fullmatch(r"[+-]?\d+", value)) or (None if "(" in value else False)


LAYOUTS: dict[str, Grammar] = {
    **dict.fromkeys(["border", *(f"border-{side}" for side in _SIDES)], _drawn),
    **dict.fromkeys([f"border-{side}-color" for side in _SIDES], _colour),
    **dict.fromkeys([f"border-{side}-style" for side in _SIDES], _each(_LINES, 1)),
    **dict.fromkeys([f"border-{side}-width" for side in _SIDES], _sizes(1, _WIDTHS, bare=True, shares=False)),
    **dict.fromkeys(["min-width", "min-height"], _sizes(1, _CONTENT | {"auto"}, bare=True)),
    **dict.fromkeys(["align-content", "align-items", "align-self"], _each(_ALIGNS, 2)),
    **dict.fromkeys(["justify-content", "justify-items", "justify-self"], _each(_ALIGNS, 2)),
    **dict.fromkeys(["place-content", "place-items", "place-self"], _each(_ALIGNS, 4)),
    **dict.fromkeys(["gap", "grid-gap"], _sizes(2, frozenset(["normal"]))),
    **dict.fromkeys(["row-gap", "column-gap", "grid-row-gap"], _sizes(1, frozenset(["normal"]))),
    **dict.fromkeys(["flex-grow", "flex-shrink"], _factor),
    "grid-column-gap": _sizes(1, frozenset(["normal"])),
    "border-color": _colours,
    "border-width": _sizes(4, _WIDTHS, bare=True, shares=False),
    "border-style": _each(_LINES, 4),
    "border-spacing": _sizes(2, bare=True, shares=False),
    "border-collapse": _among("collapse separate"),
    "box-shadow": _shadow,
    "box-sizing": _among("border-box content-box"),
    "caption-side": _among("top bottom"),
    "direction": _among("ltr rtl"),
    "flex": _flex,
    "flex-basis": _sizes(1, _CONTENT | {"auto", "content"}),
    "flex-direction": lambda value, quirky: value in _DIRECTIONS,
    "flex-flow": _flow,
    "flex-wrap": lambda value, quirky: value in _WRAPS,
    "isolation": _among("auto isolate"),
    "order": _whole,
    "outline": _outlined,
    "outline-offset": _sizes(1, negative=True, shares=False),
    "outline-style": _each(_LINES | {"auto"}, 1),
    "outline-width": _sizes(1, _WIDTHS, shares=False),
    "table-layout": _among("auto fixed"),
    "text-decoration": _decorated,
    "vertical-align": _sizes(1, _RAISED, negative=True, bare=True),
    "writing-mode": _among(
        "horizontal-tb vertical-rl vertical-lr sideways-rl sideways-lr lr lr-tb rl rl-tb tb tb-rl"
    ),
}
