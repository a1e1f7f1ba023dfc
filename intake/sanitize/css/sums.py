"""`calc()` and its kin, held to the kinds of what they add and compare (CSS Values 4, 10).

A browser drops a sum of a length and a bare number, or one whose sign has no space on both sides.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

MOST_LETTERS, MOST_DEEP = 400, 20


class Amount(NamedTuple):
    """A value with its kind: `n` of a number, `l` of a length, `p` of a percentage."""

    size: float
    kind: str


Measure = Callable[[str], Amount | None]
"""What a number with its unit comes to; None where that is not known."""
_OPERAND = re.compile(
    r"\s*(?:([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?(?:%|[a-z]+)?)(?![\w%.])|([a-z]*)\()"
)
_ADDED = re.compile(r"\s+([-+])\s+")
_MULTIPLIED = re.compile(r"\s*([*/])")
_END = re.compile(r"\s*([,)])")


class _UntoldError(Exception):
    """It is not valid, or not read here."""


def total(text: str, measure: Measure) -> Amount | None:
    """What a function of numbers comes to; None where it is not valid, or not known."""
    if len(text) > MOST_LETTERS or text.startswith("("):
        return None
    reader = _Reader(text, measure)
    try:
        found = reader.operand(0)
    except (_UntoldError, ZeroDivisionError, OverflowError):
        return None
    return found if not text[reader.at :].strip() else None


class _Reader:
    """Goes through a sum from left to right."""

    def __init__(self, text: str, measure: Measure) -> None:
        self.text, self.at, self.measure = text, 0, measure

    def _next(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found

    def operand(self, depth: int) -> Amount:
        found = self._next(_OPERAND)
        if found is None or depth > MOST_DEEP:
            raise _UntoldError
        if found[1]:
            amount = self.measure(found[1])
            if amount is None:
                raise _UntoldError
            return amount
        values = [self._sum(depth + 1)]
        while (end := self._next(_END)) is not None and end[1] == ",":
            values.append(self._sum(depth + 1))
        if end is None:
            raise _UntoldError
        return _called(found[2], values)

    def _sum(self, depth: int) -> Amount:
        value = self._product(depth)
        while (sign := self._next(_ADDED)) is not None:
            more = self._product(depth)
            size = value.size + (more.size if sign[1] == "+" else -more.size)
            value = Amount(size, _common([value, more]))
        return value

    def _product(self, depth: int) -> Amount:
        value = self.operand(depth)
        while (sign := self._next(_MULTIPLIED)) is not None:
            more = self.operand(depth)
            if sign[1] == "/" and more.kind == "n":
                value = Amount(value.size / more.size, value.kind)
            elif sign[1] == "*" and "n" in (value.kind, more.kind):
                value = Amount(value.size * more.size, more.kind if value.kind == "n" else value.kind)
            else:
                raise _UntoldError
        return value


def _common(values: list[Amount]) -> str:
    """The kind of a sum: a percentage of a length is a length, and a number is a number alone."""
    kinds = {value.kind for value in values}
    if len(kinds) > 1 and "n" in kinds:
        raise _UntoldError
    return "l" if len(kinds) > 1 else kinds.pop()


def _called(name: str, values: list[Amount]) -> Amount:
    kind = _common(values)
    sizes = [value.size for value in values]
    if name in ("calc", "") and len(sizes) == 1:
        return values[0]
    if name in ("min", "max"):
        return Amount(min(sizes) if name == "min" else max(sizes), kind)
    if name == "clamp" and len(sizes) == 3:
        return Amount(max(sizes[0], min(sizes[1], sizes[2])), kind)
    raise _UntoldError
