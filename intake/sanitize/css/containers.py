"""Queries of `@container` (CSS Conditional Rules Level 5, 5), of a width that has a least and a most."""

import re
from dataclasses import dataclass

from intake.sanitize.css.queries import condition, px

_NAMED = re.compile(r"(?!(?:and|or|not|none)\b)([a-z_-][\w-]*)\s+(?=[(n])|", re.I)
_RANGE = re.compile(
    r"(?:([^<>=:]+?)\s*(<=?|>=?|=)\s*)?((?:min-|max-)?(?:width|inline-size))\s*(?:(<=?|>=?|=|:)\s*([^<>=:]+))?"
)
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the nearest container of a name, or of any."""

    name: str
    condition: str

    def asks_width(self) -> bool:
        """Whether it asks for nothing but the width of a container."""
        return holds(self, 0.0, float("inf"), told=True) is not None

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
    query = Query(name, asked)
    return query if query.asks_width() else None


def holds(query: Query, least: float, most: float, *, told: bool = False) -> bool | None:
    """Whether it holds for a width between these; `told` asks whether it is one of widths, and no more."""
    strange = False

    def leaf(text: str) -> bool | None:
        nonlocal strange
        answer = _width(text, least, most)
        strange = strange or answer == "strange"
        return answer if isinstance(answer, bool) else None

    answer = condition(query.condition, leaf)
    if told:
        return None if strange else True
    return None if strange else answer


def _width(text: str, least: float, most: float) -> bool | str | None:
    """Whether a feature holds; `strange` where it is not one of widths."""
    found = _RANGE.fullmatch(text.strip())
    if not found:
        return "strange"
    left, sign, name, behind, right = found.groups()
    bare = name.removeprefix("min-").removeprefix("max-")
    if behind == ":":
        if sign:
            return "strange"
        behind = ">=" if name.startswith("min-") else "<=" if name.startswith("max-") else "="
    elif name != bare:
        return "strange"
    asked = [(behind, right)] if behind else []
    asked += [(_TURNED[sign], left)] if sign else []
    if not asked or (len(asked) == 2 and (asked[0][0][0] == asked[1][0][0] or "=" in (sign, behind))):
        return "strange"
    answers: list[bool | None] = []
    for how, value in asked:
        size = px(value)
        if size is None:
            return "strange"
        answers.append(_compared(how, size, least, most))
    return False if False in answers else None if None in answers else True


def _compared(how: str, size: float, least: float, most: float) -> bool | None:
    """Whether all widths between `least` and `most` compare so, or none of them does."""
    if how == "=":
        return size == least if least == most else False if not least <= size <= most else None
    if how in ("<", "<="):
        sure, never = (most < size, least >= size) if how == "<" else (most <= size, least > size)
    else:
        sure, never = (least > size, most <= size) if how == ">" else (least >= size, most < size)
    return True if sure else False if never else None
