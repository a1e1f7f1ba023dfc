"""The runs of a paragraph of DrawingML (ECMA-376-1, 21.1.2): text, fields, breaks and formulas."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import child, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_TIME = 40
"""Characters of a date in words."""
_COUNT = re.compile(r"\s{0,9}(?:\d{1,9}|\u2039#\u203a|<#>)\s{0,9}$")
_FORMULAS = frozenset(["m", "oMath", "oMathPara"])


@dataclass(frozen=True, slots=True)
class Run:
    """A text of one look; `stale` where a viewer puts another text in its place."""

    text: str
    properties: "Element | None" = None
    stale: bool = False


def runs(paragraph: "Element") -> Iterator[Run]:
    for one in paragraph:
        name = local(one.tag)
        if name == "br":
            yield Run("\n")
        elif name in {"r", "fld"}:
            text = _text(one)
            yield Run(text, child(one, "rPr"), name == "fld" and _is_stale(one.get("type") or "", text))
        elif name in _FORMULAS:
            yield from _formula(one)


def _text(holder: "Element") -> str:
    return "".join(one.text or "" for one in holder if local(one.tag) == "t")


def _is_stale(kind: str, text: str) -> bool:
    """Whether a field says else than its kind does: numbers and dates are written anew (21.1.2.2.4)."""
    if kind == "slidenum":
        return _COUNT.match(text) is None
    if kind.startswith("datetime"):
        return len(text) > MAX_TIME or not any(char.isdigit() for char in text)
    return False


def _formula(formula: "Element") -> Iterator[Run]:
    """The letters of a formula in their order; a run has two kinds of properties, its own last."""
    for one in formula.iter():
        if local(one.tag) == "r":
            looks = [look for look in one if local(look.tag) == "rPr"]
            yield Run(_text(one), looks[-1] if looks else None)
