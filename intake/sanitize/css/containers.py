"""Queries of `@container` (CSS Conditional Rules Level 5, 5), of a width that has a least and a most."""

import re
from dataclasses import dataclass

from intake.sanitize.css.certainty import every
from intake.sanitize.css.queries import TURNED, compared, condition, px

_NAMED = re.compile(r"(?!(?:and|or|not|none)\b)([a-z_-][\w-]*)\s+(?=[(n])|", re.I)
_RANGE = re.compile(
    r"(?:([^<>=:]+?)\s*(<=?|>=?|=)\s*)?((?:min-|max-)?(?:width|inline-size))\s*(?:(<=?|>=?|=|:)\s*([^<>=:]+))?"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the nearest container of a name, or of any."""

    name: str
    condition: str

    def by_letters(self) -> bool:
        """Whether it asks by the size of letters."""
        return re.search(r"\dr?em\b", self.condition) is not None


def query_of(text: str) -> Query | None:
    """The query that stands behind `@container`; None where that is not understood."""
    text = " ".join(text.split())
    found = _NAMED.match(text)
    name = found.group(1) or "" if found else ""
    asked = text[found.end() :].strip().lower() if found else ""
    if "," in text or "\\" in text or "/*" in text or not asked.startswith(("(", "not")):
        return None
    known: list[bool] = []

    def leaf(feature: str) -> bool | None:
        known.append(_compares(feature) is not None)
        return None

    condition(asked, leaf)
    return Query(name, asked) if all(known) else None


def holds(query: Query, least: float, most: float) -> bool | None:
    """Whether it holds for a width between these."""

    def leaf(feature: str) -> bool | None:
        told = _compares(feature)
        return None if told is None else every([compared(how, size, least, most) for how, size in told])

    return condition(query.condition, leaf)


def _compares(feature: str) -> list[tuple[str, float]] | None:
    """How a feature compares the width, and with what; None where it is not one of widths."""
    found = _RANGE.fullmatch(feature.strip())
    if not found:
        return None
    left, sign, name, behind, right = found.groups()
    bare = name.removeprefix("min-").removeprefix("max-")
    if behind == ":":
        if sign:
            return None
        behind = ">=" if name.startswith("min-") else "<=" if name.startswith("max-") else "="
    elif name != bare:
        return None
    asked = [(behind, right)] if behind else []
    asked += [(TURNED[sign], left)] if sign else []
    if not asked or (len(asked) == 2 and (asked[0][0][0] == asked[1][0][0] or "=" in (sign, behind))):
        return None
    sizes = [(how, px(value)) for how, value in asked]
    told = [(how, size) for how, size in sizes if size is not None]
    return told if len(told) == len(sizes) else None
