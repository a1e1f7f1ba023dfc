"""Personal data out of a prompt, with stable placeholders, and back into the draft only."""

import re
from collections.abc import Iterator

from intake.config import ModelSettings, RequiredField
from intake.config.accounts import LOOPBACK
from intake.config.policy import Redaction
from intake.contract.extract import values

_CARD = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_NATIONAL = re.compile(r"(?<![\w-])(?:\d{3}-\d{2}-\d{4}|[12]\d{2}(?:0[1-9]|1[0-2])\d{8,10}|\d{8}[A-Z]|[A-Z]{2}\d{6}[A-D]|[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z])(?![\w-])")  # fmt: skip  # noqa: E501 - one pattern a country


class Redactor:
    """One mail's placeholders: the same value always gets the same one."""

    def __init__(self, settings: Redaction, *, names: tuple[str, ...] = ()) -> None:
        self._settings = settings
        self._names = tuple(n for n in (*settings.names, *names) if len(n) > 2)
        self._by_value: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """The text with placeholders such as `[EMAIL_1]`."""
        found = sorted(self._found(text), key=lambda f: (f[0], -(f[1] - f[0])))
        out, at = [], 0
        for start, end, kind in found:
            if start < at:
                continue
            out += [text[at:start], self._placeholder(kind, text[start:end])]
            at = end
        return "".join([*out, text[at:]])

    def restore(self, text: str) -> str:
        """The values back in their places."""
        for value, placeholder in self._by_value.items():
            text = text.replace(placeholder, value)
        return text

    def _placeholder(self, kind: str, value: str) -> str:
        known = sum(p.startswith(f"[{kind.upper()}_") for p in self._by_value.values())
        return self._by_value.setdefault(value, f"[{kind.upper()}_{known + 1}]")

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        kinds = set(self._settings.kinds)
        if "iban" in kinds:
            yield from ((v.start, v.end, "iban") for v in values(text, RequiredField(name="x", type="iban")))
        if "card" in kinds:
            yield from ((m.start(), m.end(), "card") for m in _CARD.finditer(text) if luhn(m[0]))
        if "email" in kinds:
            yield from (
                (v.start, v.end, "email") for v in values(text, RequiredField(name="x", type="email"))
            )
        if "national_id" in kinds:
            yield from ((m.start(), m.end(), "national_id") for m in _NATIONAL.finditer(text))
        if "phone" in kinds:
            for region in (None, "DE", "US", "GB", "FR"):
                found = values(text, RequiredField(name="x", type="phone"), region=region)
                yield from ((v.start, v.end, "phone") for v in found)
        if "name" in kinds:
            for name in self._names:
                yield from (
                    (m.start(), m.end(), "name")
                    for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
                )
        if "order_number" in kinds and self._settings.order_pattern:
            field = RequiredField(name="x", type="pattern", pattern=self._settings.order_pattern)
            yield from ((v.start, v.end, "order_number") for v in values(text, field))


def luhn(text: str) -> bool:
    """The checksum of card numbers (ISO/IEC 7812-1)."""
    digits = [int(c) for c in text if c.isdigit()][::-1]
    return sum(d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(digits)) % 10 == 0


def wanted(model: ModelSettings, settings: Redaction) -> bool:
    """Whether this model must not see personal data: yes, unless it runs here or the owner says otherwise."""
    if model.redact is not None:
        return model.redact
    from urllib.parse import urlsplit

    local = model.base_url is not None and (urlsplit(model.base_url).hostname or "") in LOOPBACK
    return (
        settings.enabled and not local and not (model.name.startswith("ollama:") and model.base_url is None)
    )
