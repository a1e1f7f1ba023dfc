"""Custom properties with rules of their own: a syntax, a first value, and whether they are inherited.

Properties and Values API 1, 2 and 3. What is not worked out here has a value that puts in doubt all that asks
for it.
"""

import re
from dataclasses import dataclass
from typing import Any

from intake.sanitize.css.colour import is_colour, parse_colour
from intake.sanitize.css.properties import WIDE

UNTOLD = "-untold-value-"
"""Stands for a value that is not known."""
_NAME = re.compile(r"--[\w-]+")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)")
_SIZE = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:px|in|cm|mm|pt|pc)|[+-]?0")
_SHARE = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)%")
_WORD = re.compile(r"-?[a-zA-Z_][\w-]*")
_NO_WORD = WIDE | {"default"}
_LENGTH_LIKE = re.compile(r"[+-]?\.?\d[\d.]*(?:e[+-]?\d+)?[a-z%]+")
"""It may be a length that hangs on letters."""
MOST_REGISTERED = 60


@dataclass(frozen=True, slots=True)
class Registered:
    """What `@property` says of a custom property."""

    syntax: str
    inherits: bool
    initial: str


Values = dict[str, str]
Registry = dict[str, Registered | None]
"""By name; nothing of one that is not understood."""


def register(known: Registry, node: Any, name: str, *, sure: bool) -> None:
    """Note what a rule says; one that a browser drops leaves all as it is."""
    import tinycss2

    if not _NAME.fullmatch(name) or len(known) >= MOST_REGISTERED:
        # All custom properties begin so.
        known["--"] = None
        return
    told: dict[str, str] = {}
    for item in tinycss2.parse_blocks_contents(node.content or [], skip_comments=True, skip_whitespace=True):
        if item.type == "declaration":
            sure = sure and not item.important
            told[item.lower_name] = tinycss2.serialize(
                [token for token in item.value if token.type != "comment"]
            ).strip()
    syntax = told.get("syntax", "")
    inherits = told.get("inherits", "").lower()
    plain = syntax[:1] in ("'", '"') and syntax[-1:] == syntax[:1] and "\\" not in syntax
    if not sure or not plain or inherits not in ("true", "false") or name in known:
        known[name] = None
        return
    made = Registered(" ".join(syntax[1:-1].split()), inherits == "true", told.get("initial-value", ""))
    known[name] = made if made.initial and _fits(made.syntax, made.initial) else None


def _fits(syntax: str, value: str) -> bool | None:
    """Whether a value is of a syntax and comes to the same everywhere; None where that is not told."""
    text = value.strip().lower()
    if UNTOLD in text or "\\" in text:
        return None
    if "(" in text and syntax != "<color>":
        return None
    if syntax == "<color>":
        return None if is_colour(text) and not isinstance(parse_colour(text), tuple) else is_colour(text)
    if syntax == "<number>":
        return _NUMBER.fullmatch(text) is not None or ("e" in text and None)
    if syntax == "<percentage>":
        return _SHARE.fullmatch(text) is not None or ("e" in text and None)
    if syntax in ("<length>", "<length-percentage>"):
        sure = _SIZE.fullmatch(text) or (syntax != "<length>" and _SHARE.fullmatch(text))
        return True if sure else None if _LENGTH_LIKE.fullmatch(text) else False
    if all(_WORD.fullmatch(word) and word.lower() not in _NO_WORD for word in syntax.split(" | ")):
        return value.strip() in syntax.split(" | ")
    return None


def worked_out(known: Registry, before: Values, own: Values, made: Values) -> Values:
    """The variables of an element with what registered ones come to.

    `before` are those that it inherits, `own` those that are declared of it, `made` all as they would be if
    none were registered.
    """
    out = dict(made)
    if "--" in known:
        return out
    for name, found in known.items():
        if found is None:
            out[name] = UNTOLD
            continue
        usual = before.get(name, found.initial) if found.inherits else found.initial
        told = own.get(name, "unset").strip().lower()
        if told == "initial":
            out[name] = found.initial
        elif told == "unset" or (told == "inherit" and found.inherits):
            out[name] = usual
        elif told in WIDE:
            out[name] = UNTOLD
        else:
            value = made.get(name)
            fits = False if value is None else _fits(found.syntax, value)
            out[name] = UNTOLD if fits is None else (value or "").strip() if fits else usual
    return out
