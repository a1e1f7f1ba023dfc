"""Fields: what an office puts in their place when it opens the document (ODF 1.3, part 3, 7)."""

import operator
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.markup import get, is_on, name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_CONDITION = 300
_COMPARE = re.compile(
    r"\s*(\"[^\"]*\"|[\w.+-]+)\s*(==|!=|<=|>=|<|>|=|EQ|NEQ|LEQ|GEQ|L|G)\s*(\"[^\"]*\"|[\w.+-]+)\s*$"
)
_WORD = re.compile(r"[^\W\d_]{4}")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{0,15})?$")
_OPERATORS = {
    "==": operator.eq, "=": operator.eq, "EQ": operator.eq, "!=": operator.ne, "NEQ": operator.ne,
    "<": operator.lt, "L": operator.lt, ">": operator.gt, "G": operator.gt,
    "<=": operator.le, "LEQ": operator.le, ">=": operator.ge, "GEQ": operator.ge,
}  # fmt: skip
KINDS = frozenset(
    f"text:{one}"
    for one in (
        "date", "time", "page-number", "page-continuation", "sender-firstname", "sender-lastname",
        "sender-initials", "sender-title", "sender-position", "sender-email", "sender-phone-private",
        "sender-fax", "sender-company", "sender-phone-work", "sender-street", "sender-city",
        "sender-postal-code", "sender-country", "sender-state-or-province", "author-name",
        "author-initials", "chapter", "file-name", "template-name", "sheet-name", "variable-set",
        "variable-get", "variable-input", "user-field-get", "user-field-input", "sequence", "expression",
        "text-input", "initial-creator", "creation-date", "creation-time", "description", "user-defined",
        "print-time", "print-date", "printed-by", "title", "subject", "keywords", "editing-cycles",
        "editing-duration", "modification-time", "modification-date", "creator", "page-count",
        "paragraph-count", "word-count", "character-count", "table-count", "image-count", "object-count",
        "database-display", "database-row-number", "database-name", "page-variable-set",
        "page-variable-get", "placeholder", "conditional-text", "hidden-text", "reference-ref",
        "bookmark-ref", "note-ref", "sequence-ref", "script", "execute-macro", "dde-connection",
        "measure", "bibliography-mark", "drop-down", "database-next", "database-row-select",
    )
) | {"presentation:header", "presentation:footer", "presentation:date-time"}  # fmt: skip
"""Fields: their text is what an office wrote there when it saved the document."""
_SILENT = frozenset(
    ["text:page-variable-set", "text:script", "text:database-next", "text:database-row-select"]
)
_COUNTED = re.compile(r"(\d{1,9}|[ivxlcdmIVXLCDM]{1,9}|([a-zA-Z])\2{0,5})?$")
_COUNTS = frozenset(
    f"text:{one}"
    for one in ("page-number", "page-count", "paragraph-count", "word-count", "character-count",
                "table-count", "image-count", "object-count", "editing-cycles", "database-row-number")
)  # fmt: skip
_TIMES = frozenset(
    f"text:{one}"
    for one in ("date", "time", "creation-date", "creation-time", "modification-date", "modification-time",
                "print-date", "print-time", "editing-duration")
)  # fmt: skip
MAX_TIME = 40
"""Characters of a date in words."""
_ABOUT = {
    "text:title": "dc:title",
    "text:subject": "dc:subject",
    "text:description": "dc:description",
    "text:keywords": "meta:keyword",
    "text:initial-creator": "meta:initial-creator",
    "text:creator": "dc:creator",
}
Value = float | str


@dataclass(slots=True)
class Fields:
    """Values of variables as the walk meets them, those declared, and what the document says of itself."""

    values: dict[str, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    slide: dict[str, str] = field(default_factory=dict)
    """Header, footer and date of the slide at hand."""

    def declare(self, holder: "Element") -> None:
        """Take the values of `text:user-field-decl`."""
        for one in holder:
            if (called := get(one, "text:name")) and name(one.tag) == "text:user-field-decl":
                self.values[called] = get(one, "office:string-value") or get(one, "office:value") or ""

    def shown(self, element: "Element", text: str) -> str:
        """What is seen of a field whose text in the file is `text`."""
        kind = name(element.tag)
        if kind in _SILENT or is_on(element, "text:display", "none"):
            self._set(element, kind, text)
            return ""
        if kind == "text:hidden-text":
            hidden = self.hides(element)
            return "" if hidden else get(element, "text:string-value") or text
        if kind == "text:conditional-text":
            return self._conditional(element, text)
        if kind in {"text:variable-set", "text:variable-input"}:
            self._set(element, kind, text)
        elif kind in {"text:variable-get", "text:user-field-get"}:
            return self._value(element, text)
        elif kind in _COUNTS:
            return text if _COUNTED.match(text.strip()) else ""
        elif kind in _TIMES and not is_on(element, "text:fixed"):
            return text if len(text) <= MAX_TIME and any(c.isdigit() for c in text) else ""
        elif kind in _ABOUT and not is_on(element, "text:fixed"):
            return self.about.get(_ABOUT[kind], text)
        elif kind.startswith("presentation:"):
            return self.slide.get(kind.removeprefix("presentation:"), "")
        return text

    def hides(self, element: "Element") -> bool:
        """Whether the condition of a field, paragraph or section hides it; what cannot be told does."""
        told = self.holds(get(element, "text:condition"))
        return told if told is not None else not is_on(element, "text:is-hidden", "false")

    def holds(self, condition: str | None) -> bool | None:
        """A simple condition: a comparison of numbers, texts and variables, or one of them alone."""
        text = (condition or "").strip()[:MAX_CONDITION]
        prefix, colon, rest = text.partition(":")
        if colon and prefix.isalnum():
            text = rest.strip()
        bare = text.strip("() ").upper()
        if bare in {"TRUE", "FALSE"} or _NUMBER.match(bare):
            return bare != "FALSE" and (bare == "TRUE" or float(bare) != 0)
        found = _COMPARE.match(text)
        if found is None:
            return None
        one, other = self._operand(found[1]), self._operand(found[3])
        if isinstance(one, float) != isinstance(other, float):
            # A variable that was never set is zero, or no text.
            one, other = (str(v) if v != 0.0 else "" for v in (one, other))
        answer: bool = _OPERATORS[found[2]](one, other)
        return answer

    def _operand(self, text: str) -> Value:
        if text.startswith('"'):
            return text.strip('"')
        if not _NUMBER.match(text):
            text = self.values.get(text, "0")
        return float(text) if _NUMBER.match(text) else text

    def _set(self, element: "Element", kind: str, text: str) -> None:
        called = get(element, "text:name")
        if called and kind.startswith("text:variable"):
            self.values[called] = get(element, "office:string-value") or get(element, "office:value") or text

    def _value(self, element: "Element", text: str) -> str:
        value = self.values.get(get(element, "text:name") or "")
        if value is None:
            return text
        # Numbers are written as their format has it, which the text in the file shows.
        return text if _NUMBER.match(value) and not _WORD.search(text) else value

    def _conditional(self, element: "Element", text: str) -> str:
        told = self.holds(get(element, "text:condition"))
        if told is None:
            told = is_on(element, "text:current-value")
        return get(element, f"text:string-value-if-{'true' if told else 'false'}") or ""
