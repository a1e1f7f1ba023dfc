"""Which conditional formats hold for a cell, as far as its own value tells (ECMA-376-1, 18.3.1.10)."""

import operator
import re
from dataclasses import dataclass

MAX_FORMULA = 300
MAX_RULES = 50
"""Of one cell."""
_COMPARED = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge,
}  # fmt: skip
_NAMED = {
    "equal": "=", "notEqual": "<>", "lessThan": "<", "greaterThan": ">", "lessThanOrEqual": "<=",
    "greaterThanOrEqual": ">=",
}  # fmt: skip
_TEXTS = frozenset(["containsText", "notContainsText", "beginsWith", "endsWith"])
_COMPARISON = re.compile(r"(\"[^\"]*\"|[^\"<>=]+)(<=|>=|<>|<|>|=)(\"[^\"]*\"|[^\"<>=]+)")
_CALLED = re.compile(r"(NOT|ISBLANK|ISTEXT|ISNUMBER|LEN|TRUE|FALSE)\((.*)\)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,15})?%?")
_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})", re.IGNORECASE)
_SEARCHED = re.compile(r'(?:NOT\(ISERROR|ISERROR)\((?:SEARCH|FIND)\("([^"]*)",', re.IGNORECASE)
Value = float | str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A rule of a conditional format; `corner` is the cell that its formulas are written for."""

    kind: str
    corner: tuple[int, int]
    formulas: tuple[str, ...] = ()
    operator: str = ""
    text: str = ""
    difference: int = -1
    priority: int = 0
    stops: bool = False
    bare: bool = False
    """It puts a bar or a sign in place of a number."""

    def holds(self, value: Value, at: tuple[int, int]) -> bool | None:
        """None where more than the cell would have to be known."""
        if self.bare:
            return isinstance(value, float)
        cell = _Cell(value, at, self.corner)
        if self.kind == "expression" and self.formulas:
            found = cell.value_of(self.formulas[0], 0)
            return None if found is None or isinstance(found, str) else bool(found)
        if self.kind == "cellIs":
            return self._compared(cell)
        if self.kind in _TEXTS:
            return self._found(str(value))
        if self.kind in {"containsBlanks", "notContainsBlanks"}:
            return (not str(value).strip()) is (self.kind == "containsBlanks")
        return None

    def _compared(self, cell: "_Cell") -> bool | None:
        others = [cell.value_of(one, 0) for one in self.formulas[:2]]
        if self.operator in _NAMED and others:
            return _compare(_NAMED[self.operator], cell.value, others[0])
        if self.operator in {"between", "notBetween"} and len(others) == 2:
            low, high = _compare(">=", cell.value, others[0]), _compare("<=", cell.value, others[1])
            if low is None or high is None:
                return None
            return (low and high) is (self.operator == "between")
        return None

    def _found(self, value: str) -> bool | None:
        """Whether a text is in the cell; the formula decides, so it has to say the same."""
        text, value = self.text.lower(), value.lower()
        if not text or any(sign in text for sign in "*?~"):
            return None
        if self.kind == "beginsWith":
            return value.startswith(text) if f'"{text}"' in self._formula() else None
        if self.kind == "endsWith":
            return value.endswith(text) if f'"{text}"' in self._formula() else None
        searched = _SEARCHED.match(self._formula())
        if searched is None or searched[1] != text:
            return None
        return (text in value) is (self.kind == "containsText")

    def _formula(self) -> str:
        return self.formulas[0].lower() if self.formulas else ""


def outcomes(conditions: list[Condition], value: Value, at: tuple[int, int]) -> list[list[Condition]]:
    """The conditions that surely hold for a cell, then those sets of them that may hold as well.

    What cannot be told may hold alone or all together.
    """
    told = [(one, one.holds(value, at)) for one in conditions[:MAX_RULES]]
    open_ones = [one for one, holds in told if holds is None]
    sets = [frozenset[int](), *(frozenset([id(one)]) for one in open_ones), frozenset(map(id, open_ones))]
    found: list[list[Condition]] = []
    for taken in sets:
        chosen: list[Condition] = []
        for one, holds in told:
            if holds or id(one) in taken:
                chosen.append(one)
                if one.stops:
                    break
        if chosen not in found:
            found.append(chosen)
    return found


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that formulas may ask for, and the one that they are written for."""

    value: Value
    at: tuple[int, int]
    corner: tuple[int, int]

    def value_of(self, formula: str, depth: int) -> Value | None:
        """The value of a simple formula, None for all others."""
        text = formula.strip().lstrip("=").strip()
        if not text or len(text) > MAX_FORMULA or depth > 5:
            return None
        if text.upper() in {"TRUE", "FALSE"}:
            return text.upper() == "TRUE"
        if _NUMBER.fullmatch(text):
            return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
        if text[0] == text[-1] == '"' and text.count('"') == 2:
            return text[1:-1]
        if (cell := _CELL.fullmatch(text)) is not None:
            return self.value if self._is_own(cell) else None
        if (called := _CALLED.fullmatch(text)) is not None and _is_closed(called[2]):
            return self._called(called[1].upper(), called[2], depth)
        compared = _COMPARISON.fullmatch(text)
        if compared is None:
            return None
        one, other = self.value_of(compared[1], depth + 1), self.value_of(compared[3], depth + 1)
        return None if one is None else _compare(compared[2], one, other)

    def _called(self, name: str, inside: str, depth: int) -> Value | None:
        if name in {"TRUE", "FALSE"}:
            return None if inside.strip() else name == "TRUE"
        value = self.value_of(inside, depth + 1)
        if value is None:
            return None
        if name == "NOT":
            return None if isinstance(value, str) else not value
        if name == "LEN":
            return float(len(value)) if isinstance(value, str) else None
        if name == "ISBLANK":
            return False
        return isinstance(value, str) if name == "ISTEXT" else isinstance(value, float)

    def _is_own(self, found: "re.Match[str]") -> bool:
        """Whether a reference, moved with the cell unless it is fixed, names the cell itself."""
        column = 0
        for letter in found[2].upper():
            column = column * 26 + ord(letter) - 64
        row = int(found[4])
        down, across = self.at[0] - self.corner[0], self.at[1] - self.corner[1]
        return (row + (0 if found[3] else down), column + (0 if found[1] else across)) == self.at


def _is_closed(text: str) -> bool:
    """Whether each bracket in a text is closed in it, so that the one around it is the outer one."""
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def _compare(sign: str, one: Value, other: Value | None) -> bool | None:
    """Numbers come before texts, and texts before truths."""
    if other is None:
        return None
    first, second = (_ordered(value) for value in (one, other))
    answer: bool = _COMPARED[sign](first, second)
    return answer


def _ordered(value: Value) -> tuple[int, float, str]:
    if isinstance(value, bool):
        return 2, float(value), ""
    return (1, 0.0, value.lower()) if isinstance(value, str) else (0, value, "")
