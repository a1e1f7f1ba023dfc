"""Which values a browser takes for what is painted behind a box, or laid over it as a mask."""

import re
from collections import Counter

from intake.sanitize.css.certainty import every
from intake.sanitize.css.colour import is_colour, split_commas
from intake.sanitize.css.lengths import is_length, words
from intake.sanitize.elements import names

_SIDEWAYS, _UPRIGHT = names("left right"), names("top bottom")
_PLACES = _SIDEWAYS | _UPRIGHT | {"center"}
_CORNERED = names("x-y- y-x- x-y y-x xy- yx- cy- cx- y-c x-c")
"""From a side, or from the middle, and so far from it: `x` is left or right, `y` top or bottom."""
_REPEATED, _STREAKS = names("repeat no-repeat round space"), names("repeat-x repeat-y")
_BOXES = names("border-box padding-box content-box text")
_ATTACHED = names("scroll fixed local")
_WHOLE = names("cover contain")
_PICTURE = re.compile(r"(?:url|image-set|-webkit-image-set|cross-fade|element)\(")
_URL = re.compile(r"url\((?:[^()\"'\s]*|\"[^\"\\]*\"|'[^'\\]*')\)")
_BAD_URL = re.compile(r"url\(\s*[^\s\"'()\\]+\s+[^\s)]")
"""Without quotes it ends with the first space (CSS Syntax 3, 4.3.6)."""
_SET = re.compile(
    r"(?:url\([^()\s]*\)|\"[^\"\\]*\"|'[^'\\]*')(?:\s+\d+(?:\.\d+)?(?:x|dppx|dpi))?(?:\s+type\([^()]*\))?"
)
_GRADIENT = re.compile(
    r"(?:repeating-)?(linear|radial|conic)-gradient\(|-webkit-(?:repeating-)?(linear)-gradient\("
)
_OLD_GRADIENT = re.compile(r"-(?:moz|ms|o)-[a-z-]*gradient\(|-webkit-(?:repeating-)?conic-gradient\(")
"""Chromium has none of these."""
_ANGLE = r"(?:[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:deg|turn|rad|grad)|0)"
_CORNER = r"(?:left|right|top|bottom|(?:left|right) (?:top|bottom)|(?:top|bottom) (?:left|right))"
_EXTENT, _ROUND = r"(?:closest|farthest)-(?:side|corner)", r"(?:circle|ellipse)"
_HEADS = {
    "linear": re.compile(rf"to {_CORNER}|{_ANGLE}"),
    "-webkit-linear": re.compile(rf"{_CORNER}|{_ANGLE}"),
    "radial": re.compile(rf"{_ROUND}(?: {_EXTENT})?|{_EXTENT}(?: {_ROUND})?"),
    "conic": re.compile(rf"from {_ANGLE}"),
}
"""What may stand before the colours of a gradient, but for its place."""


def ground(text: str, quirky: bool) -> bool | None:
    """Of the shorthand: layers of a picture with its place, and a colour in the last one."""
    *upper, last = split_commas(text)
    return every([*(_layer(part, last=False) for part in upper), _layer(last, last=True)])


def _layer(text: str, *, last: bool) -> bool | None:
    told = _parts(text)
    if any(_kind(word) == "?" for word in told):
        return None
    count: Counter[str] = Counter()
    at = 0
    answers: list[bool | None] = []
    while at < len(told):
        word = told[at]
        kind = _kind(word)
        group = [word]
        if kind in ("place", "repeat"):
            while at + len(group) < len(told) and _kind(told[at + len(group)]) == kind:
                group.append(told[at + len(group)])
        at += len(group)
        count[kind] += 1
        if kind == "place":
            answers.append(_placed(group))
            if told[at : at + 1] == ["/"]:
                size = told[at + 1 : at + 3]
                size = size[:1] if len(size) == 2 and not _sized(size[1], alone=True) else size
                answers.append(bool(size) and all(_sized(part, alone=len(size) == 1) for part in size))
                at += 1 + len(size)
        elif kind == "repeat":
            answers.append(len(group) == 1 or (len(group) == 2 and _STREAKS.isdisjoint(group)))
        elif kind == "image":
            answers.append(image(word))
        elif kind == "":
            answers.append(is_colour(word))
            answers.append(None if word == "border-area" else last)
    once = all(count[kind] <= 1 for kind in ("place", "repeat", "image", "attached", ""))
    return every([bool(told) and once and count["box"] <= 2 and not count["/"], *answers])


def _parts(text: str) -> list[str]:
    """The words of a layer, slashes apart."""
    parts: list[str] = []
    for word in words(text):
        depth, start = 0, 0
        for at, letter in enumerate(word):
            depth += (letter == "(") - (letter == ")")
            if letter == "/" and depth == 0:
                parts += [word[start:at], "/"]
                start = at + 1
        parts.append(word[start:])
    return [part for part in parts if part]


def _kind(word: str) -> str:
    if word in _PLACES or is_length(word) is True:
        return "place"
    if word in _REPEATED or word in _STREAKS:
        return "repeat"
    if word == "none" or _PICTURE.match(word) or _GRADIENT.match(word) or _OLD_GRADIENT.match(word):
        return "image"
    if word in _BOXES or word in _ATTACHED or word == "/":
        return "box" if word in _BOXES else "attached" if word in _ATTACHED else "/"
    colour = is_colour(word)
    # What is no colour, and by its unit perhaps a length, is not known.
    untold = colour is None or (not colour and "(" not in word and is_length(word) is None)
    return "?" if untold else ""


def _sized(word: str, *, alone: bool) -> bool:
    return word == "auto" or (alone and word in _WHOLE) or is_length(word, negative=False) is True


def _placed(group: list[str]) -> bool | None:
    """Whether these words are a place: sideways, then upright (CSS Backgrounds 3, 3.6)."""
    if len(group) == 1:
        return True
    if len(group) > 2:
        shape = "".join(
            "x" if word in _SIDEWAYS else "y" if word in _UPRIGHT else "c" if word == "center" else "-"
            for word in group
        )
        return shape in _CORNERED or None
    one, two = group
    named = one in _PLACES and two in _PLACES
    if named:
        return not any({one, two} <= axis for axis in (_SIDEWAYS, _UPRIGHT))
    return one not in _UPRIGHT and two not in _SIDEWAYS


def image(text: str) -> bool | None:
    """Of one picture."""
    if text == "none":
        return True
    if _OLD_GRADIENT.match(text) or _BAD_URL.match(text):
        return False
    if _PICTURE.match(text):
        told = split_commas(text[text.index("(") + 1 : -1]) if "image-set(" in text else []
        plain = all(map(_SET.fullmatch, told)) if told else _URL.fullmatch(text)
        return True if plain and text.endswith(")") else None
    found = _GRADIENT.match(text)
    if found:
        return (text.endswith(")") and _graded(found[1] or "-webkit-linear", text[found.end() : -1])) or None
    return None if "(" in text else False


def _graded(kind: str, inside: str) -> bool:
    """Whether what stands in a gradient is surely valid: perhaps a head, and two colours at least."""
    stops = split_commas(" ".join(inside.split()))
    shape, at, place = f" {stops[0]}".partition(" at ")
    head = not at or (kind in ("radial", "conic") and _placed(words(place)) is True and _at(place))
    head = head and bool(_HEADS[kind].fullmatch(shape.strip()) or (at and not shape.strip()))
    stops = stops[1:] if head else stops
    return len(stops) >= 2 and all(_is_stop(stop, turned=kind == "conic") for stop in stops)


def _at(place: str) -> bool:
    told = words(place)
    return 0 < len(told) < 3 and all(_kind(word) == "place" for word in told)


def _is_stop(text: str, *, turned: bool) -> bool:
    """Whether it is a colour with one place or two, and no more."""
    colour, *places = words(text) or [""]
    return (
        is_colour(colour) is True
        and len(places) < 3
        and all(
            re.fullmatch(rf"{_ANGLE}|[\d.]+%", place) if turned else is_length(place) is True
            for place in places
        )
    )


def mask(text: str) -> bool | None:
    """Of a mask that is one gradient; others are not known."""
    return (bool(_GRADIENT.match(text)) and image(text)) or None
