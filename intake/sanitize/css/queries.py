"""Conditions of `@media` and `@supports`, in three values: yes, no, cannot be told."""

import re
from typing import Any

from intake.sanitize.css.certainty import every, negated, some
from intake.sanitize.css.selectors import BadSelectorError, parse_list
from intake.sanitize.css.values import takes

WIDTH = 1000.0
"""CSS pixels of the page that is judged."""


_RATIO = {
    "em": 16.0,
    "rem": 16.0,
    "px": 1.0,
    "pt": 4 / 3,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "pc": 16.0,
}


_LENGTH = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)\s*([a-z]*)$")


def px(text: str) -> float | None:
    """A plain length in CSS pixels, as in a media query, or None."""
    found = _LENGTH.match(text.strip().lower())
    if not found:
        return None
    number, unit = float(found.group(1)), found.group(2)
    if not unit:
        return 0.0 if number == 0 else None
    return number * _RATIO[unit] if unit in _RATIO else None


def media(text: str) -> bool | None:
    """Whether a media query list holds on the judged page; None where it cannot be told."""
    text = re.sub(r"/\*.*?\*/", " ", text.lower(), flags=re.S).strip()
    if not text:
        return True
    return some([_query(part.strip()) for part in text.split(",")])


def _query(text: str) -> bool | None:
    found = re.match(r"(?:(not|only)\s+)?([a-z-]+)?\s*(?:and\s+)?(.*)$", text, re.S)
    if not found:
        return False
    modifier, kind, rest = found.groups()
    if kind in ("and", "or") or (kind == "not"):
        kind, rest = None, text
    if modifier == "not" and kind is None:
        return condition(text, _feature)
    answer: bool | None = kind in (None, "screen", "all")
    if modifier == "only" and kind is None:
        return False
    if rest.strip():
        if kind is not None and "or" in _pieces(rest)[1]:
            # After a type only `and` may stand (Media Queries 4, 3).
            return False
        if not rest.strip().startswith(("(", "not")):
            return False
        answer = every((answer, condition(rest.strip(), _feature)))
    return negated(answer) if modifier == "not" else answer


_NOT = re.compile(r"not\s")
"""Without a space it would be a function, as would the other words (Media Queries 4, 3)."""


def condition(text: str, leaf: Any, depth: int = 0) -> bool | None:
    """A boolean expression of brackets, `and`, `or` and `not`, in three values."""
    text = text.strip()
    if depth > 10 or not text:
        return None
    parts, words = _pieces(text)
    if len(parts) > 1:
        if len(words) > 1 or any(_NOT.match(part) for part in parts):
            # Without brackets these are not mixed.
            return None
        answers = [condition(part, leaf, depth + 1) for part in parts]
        return some(answers) if "or" in words else every(answers)
    if _NOT.match(text):
        return negated(condition(text[3:], leaf, depth + 1))
    if text.startswith("(") and text.endswith(")"):
        inner = text[1:-1].strip()
        if inner.startswith("(") or _NOT.match(inner):
            return condition(inner, leaf, depth + 1)
        result: bool | None = leaf(inner)
        return result
    answer: bool | None = leaf(text) if "(" in text else None
    return answer


def _pieces(text: str) -> tuple[list[str], set[str]]:
    parts, words, depth, start, at = [], set(), 0, 0, 0
    while at < len(text):
        char = text[at]
        depth += (char == "(") - (char == ")")
        if depth == 0:
            found = re.compile(r"\)?\s*(and|or)\s").match(text, at) if char == ")" else None
            if found:
                parts.append(text[start : at + 1])
                words.add(found.group(1))
                start = at = found.end(1)
                continue
        at += 1
    parts.append(text[start:])
    return [p.strip() for p in parts], words


TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
"""Comparisons as they read from the other side."""


def compared(how: str, size: float, least: float, most: float) -> bool | None:
    """Whether all widths between `least` and `most` compare so with a size, or none of them does."""
    if how == "=":
        return size == least if least == most else False if not least <= size <= most else None
    if how in ("<", "<="):
        sure, never = (most < size, least >= size) if how == "<" else (most <= size, least > size)
    else:
        sure, never = (least > size, most <= size) if how == ">" else (least >= size, most < size)
    return True if sure else False if never else None


_FACTS: dict[str, frozenset[str]] = {
    "prefers-color-scheme": frozenset({"light"}),
    "prefers-reduced-motion": frozenset({"no-preference"}),
    "prefers-contrast": frozenset({"no-preference"}),
    "prefers-reduced-transparency": frozenset({"no-preference"}),
    "forced-colors": frozenset({"none"}),
    "inverted-colors": frozenset(),
    "orientation": frozenset(),
    "scripting": frozenset({"none"}),
    "color-gamut": frozenset({"srgb"}),
    "monochrome": frozenset({"0"}),
    "grid": frozenset({"0"}),
    "display-mode": frozenset({"browser"}),
    "update": frozenset({"fast"}),
    "-webkit-transform-3d": frozenset({"1"}),
}


_FALSE = (
    "-ms-high-contrast",
    "-moz-touch-enabled",
    "-moz-images-in-menus",
    "prefers-reduced-data",
    "amzn-kf8",
    "amzn-mobi",
)


def _feature(text: str) -> bool | None:
    compare = re.match(
        r"(?:([^<>=:]+?)\s*(<=?|>=?|=)\s*)?(-?[a-z-]+)\s*(?:(<=?|>=?|=|:)\s*(.+))?$", text.strip(), re.S
    )
    if not compare:
        return None
    left, left_op, name, op, right = compare.groups()
    if name.startswith(_FALSE):
        return False
    bare = name.removeprefix("min-").removeprefix("max-")
    if bare in ("width", "device-width"):
        if op is None and left is None:
            return name == bare
        if op == ":" and right is not None:
            op = ">=" if name.startswith("min-") else ("<=" if name.startswith("max-") else "=")
        answers = []
        for value, sign in ((left, TURNED.get(left_op or "")), (right, op)):
            if value is None:
                continue
            size = px(value)
            if size is None:
                return None if "(" in value else False
            answers.append(compared(sign or "=", size, WIDTH, WIDTH))
        return every(answers)
    if bare.endswith("device-pixel-ratio") or bare == "resolution":
        number = re.match(r"[\d.]+", right or "")
        if not number or name.startswith(("-moz", "min--moz")):
            return None if not name.startswith(("-moz", "min--moz")) else False
        value_ = float(number.group() if number.group().strip(".") else 0)
        if (right or "").strip().endswith("dpi"):
            value_ /= 96
        if "max" in name:
            return value_ >= 1
        return value_ <= 1 if "min" in name else value_ == 1
    if name in _FACTS:
        facts = _FACTS[name]
        if not facts:
            return None
        if right is None:
            return not facts & {"none", "no-preference", "0"}
        return right.strip() in facts
    return None


_KNOWN_SUPPORTS = re.compile(
    r"(?:display|position|color|width|height|margin|padding|opacity|visibility|font-size|transform|float|clip-path|gap|"
    r"background(?:-color)?|--[\w-]+)\s*:\s*(?:block|none|grid|flex|inline-block|inline-flex|absolute|relative|fixed|"
    r"sticky|red|black|green|blue|hidden|visible|left|right|\d+(?:\.\d+)?(?:px|em|%)|var\(--[\w-]+\))\s*$"
)


def supports(text: str) -> bool | None:
    """Whether Chromium answers yes to a `@supports` condition; None where we do not know."""
    return condition(re.sub(r"/\*.*?\*/", " ", text.lower(), flags=re.S), _supported)


_IMPORTANT = re.compile(r"\s*!\s*important$")
_PLAIN_PSEUDO = frozenset(
    ["has", "is", "where", "not", "first-child", "last-child", "nth-child", "nth-of-type", "hover", "focus",
     "focus-visible", "focus-within", "checked", "disabled", "empty", "root", "link", "target"]
)  # fmt: skip


_OF_PHONES = frozenset(["-webkit-overflow-scrolling", "-webkit-touch-callout"])
"""Properties of browsers on telephones alone."""


def _supported(text: str) -> bool | None:
    if text.startswith("selector("):
        return _selects(text[len("selector(") : -1])
    name, _, value = (part.strip() for part in text.partition(":"))
    value = _IMPORTANT.sub("", value)
    if name.startswith(("-moz-", "-ms-", "mso-", "-o-")) or name in _OF_PHONES:
        return False
    return True if _KNOWN_SUPPORTS.match(f"{name}:{value}") else takes(name, value)


def _selects(text: str) -> bool | None:
    """Whether a browser knows a selector; others than the plainest it may know or not."""
    if (
        "()" in text
        or text.count(":has(") > 1
        or not _PLAIN_PSEUDO.issuperset(re.findall(r":([\w-]*)", text))
    ):
        return None
    try:
        known = parse_list(text)
    except (BadSelectorError, RecursionError):
        return None
    return True if len(known) == 1 and not known[0].novel else None
