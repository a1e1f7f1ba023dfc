"""What a cell shows of its value (ODF 1.3, part 3, 16.29): an office writes it anew, whatever the text is."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.markup import get, name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_MAPS = 20
MAX_TOLD = 3
"""Words of a date: a weekday, a month, an era."""
_NUMBERS = frozenset(["float", "percentage", "currency"])
_MOMENTS = {"date": "office:date-value", "time": "office:time-value", "boolean": "office:boolean-value"}
_WORD = re.compile(r"[^\W\d_]{4,}")
_SIMPLE = re.compile(r"-?\d{1,30}(\.\d{1,30})?$")
_MAP = re.compile(r"value\(\)\s*(<=|>=|!=|<>|<|>|=)\s*([+-]?\d{1,15}(?:\.\d{1,15})?)$")
_DIGITS = frozenset(
    f"number:{one}" for one in ("number", "scientific-number", "fraction", "text-content", "boolean")
)
_PARTS = frozenset(
    f"number:{one}" for one in ("day", "month", "year", "era", "day-of-week", "week-of-year", "quarter",
                                "hours", "minutes", "seconds", "am-pm")
)  # fmt: skip
_SAID = frozenset(["number:month", "number:day-of-week", "number:era", "number:quarter"])


def chosen(cell: "Element", data: "Element | None", styles: "dict[str, Element]") -> "Element | None":
    """The format that holds for the value of a cell, of those that a format chooses from."""
    number = _number(get(cell, "office:value")) if data is not None else None
    return data if number is None else _mapped(data, float(number), styles)


def shown(cell: "Element", text: str, data: "Element | None") -> str:
    """The text of a cell as it is seen; `text` itself wherever it can be what its value and format make."""
    kind = get(cell, "office:value-type") or get(cell, "calcext:value-type") or ""
    if kind in {"string", ""}:
        told = get(cell, "office:string-value")
        if told is not None and kind and " ".join(told.split()) != " ".join(text.split()):
            text = told
        return _literal(data) if data is not None and _is_mute(data) else text
    number = _number(get(cell, "office:value"))
    if kind in _NUMBERS and number is not None:
        if data is not None and _is_mute(data):
            return _literal(data)
        return text if _is_of(number, text, kind, data) else _plain(number, kind)
    value = get(cell, _MOMENTS.get(kind, "office:value"))
    if kind not in _MOMENTS or value is None:
        return text
    if data is not None and _is_mute(data):
        return _literal(data)
    words = _WORD.findall(text)
    said = data is None or kind == "boolean" or any(name(e.tag) in _SAID for e in data)
    strange = [w for w in words if data is None or w not in _literal(data)]
    return text if text.strip() and len(strange) <= (MAX_TOLD if said else 0) and len(text) < 80 else value


def _is_mute(data: "Element") -> bool:
    return not any(name(e.tag) in _DIGITS | _PARTS for e in data)


def _literal(style: "Element | None") -> str:
    """What a format says besides the value."""
    said = frozenset(["number:text", "number:currency-symbol"])
    return "".join(e.text or "" for e in style if name(e.tag) in said) if style is not None else ""


def _mapped(data: "Element | None", value: float, styles: "dict[str, Element]") -> "Element | None":
    """The format that a style's conditions choose."""
    for one in [e for e in data if name(e.tag) == "style:map"][:MAX_MAPS] if data is not None else ():
        found = _MAP.match((get(one, "style:condition") or "").strip())
        if found and _compare(value, found[1], float(found[2])):
            return styles.get(get(one, "style:apply-style-name") or "", data)
    return data


def _compare(value: float, sign: str, other: float) -> bool:
    return {
        "<": value < other, "<=": value <= other, ">": value > other, ">=": value >= other,
        "=": value == other, "!=": value != other, "<>": value != other,
    }[sign]  # fmt: skip


def _is_of(number: Decimal, text: str, kind: str, style: "Element | None") -> bool:
    """Whether a text can be that of a number."""
    said = _literal(style)
    if _SIMPLE.match(text) and text == str(number):
        return True
    if not text.strip() or any(word not in said for word in _WORD.findall(text)):
        return False
    form = [name(e.tag) for e in style] if style is not None else []
    if "number:scientific-number" in form or "number:fraction" in form or "number:text-content" in form:
        return True
    if any(one in _PARTS for one in form) or "E" in text.upper():
        return True
    bare = text
    for one in re.findall(r"\S*\d\S*", said):
        bare = bare.replace(one, "")
    digits = "".join(c for c in bare if c.isdigit())[:40]
    if not digits:
        return "###" in text
    scaled = abs(number) * (100 if kind == "percentage" or "%" in text else 1)
    if abs(scaled) > Decimal(10) ** 20:
        return True
    found = Decimal(digits)
    return any(
        abs((scaled * Decimal(10) ** places).quantize(Decimal(1), ROUND_HALF_UP) - found) <= 1
        for places in range(-9, 13)
    )


def _plain(number: Decimal, kind: str) -> str:
    value = float(number)
    return f"{value * 100:.10g}%" if kind == "percentage" else f"{value:.10g}"


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal((text or "")[:60])
    except InvalidOperation:
        return None
    return (
        number
        if number.is_finite() and math.isfinite(float(number)) and abs(number.adjusted()) < 400
        else None
    )
