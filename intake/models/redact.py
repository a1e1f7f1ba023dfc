"""Personal data out of a prompt, with stable placeholders, and back into the draft only."""

# ruff: noqa: E501 - patterns and sentences

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from intake.config import ModelSettings, RequiredField
from intake.config.accounts import LOOPBACK
from intake.config.policy import Redaction
from intake.contract.extract import values
from intake.mail import SanitizedMessage
from intake.models.identity import identities, luhn

__all__ = ["Redactor", "luhn", "wanted"]

MIN_NAME: Final = 3
"""Shorter parts of a name are words of some language."""
REGIONS: Final = ("DE", "US", "GB", "FR", "ES", "IT", "PT", "NL", "PL", "AT", "CH", "BE")
"""Where phone numbers without a country may be from."""

_CARD: Final = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])")
_DATE: Final = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:[T ]\d{1,2}[:.]\d{2}(?::\d{2})?)?|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}(?: \d{1,2}[:.]\d{2})?"
)
_PHONE: Final = re.compile(r"(?<![\w+])(?:\+|00)?\(?\d[\d ()/.\u00a0–-]{5,24}\d(?![\w-])")
_CALL: Final = re.compile(
    r"(?i)(?:tel|telefon|phone|mobile?|handy|cell|fax|call|ring|whats ?app|téléphone|portable|teléfono|móvil|telefono"
    r"|cellulare|telefone|telemóvel|telefoon|mobiel|komórk|rückruf|ruf\w{0,3}|erreichbar|appel\w{0,3}|llám\w{0,4}|chiam\w{0,4}"
    r"|lig\w{0,4}|bel)\b[^\n\d+(]{0,30}$"
)
_AMOUNT: Final = re.compile(r"(?i)^\s?(?:eur|usd|gbp|chf|€|\$|£|%|kg|km|cm|mm|g\b|l\b|x\b)")

Find = Callable[[str], Iterable[tuple[int, int]]]


class Redactor:
    """One mail's placeholders: the same value always gets the same one.

    Placeholders carry a mark drawn by chance, so that a mail cannot hold one that was not given here.
    """

    def __init__(self, settings: Redaction, *, names: tuple[str, ...] = ()) -> None:
        self._settings = settings
        self._names = _names((*settings.names, *names))
        self._mark = secrets.token_hex(2).upper()
        self._by_value: dict[str, str] = {}

    @classmethod
    def of(cls, settings: Redaction, message: SanitizedMessage) -> "Redactor":
        """For one mail: its sender's name is a name."""
        return cls(settings, names=(message.from_.name,))

    def hide(self, text: str) -> str:
        """The text with placeholders such as `[EMAIL_1_4F2A]`."""
        found = sorted(self.found(text), key=lambda f: (f[0], -(f[1] - f[0])))
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

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and kind of each value; where two overlap, the first that begins wins, then the longer."""
        kinds = set(self._settings.kinds)
        taken: list[tuple[int, int]] = []
        for kind, find in self._finders():
            if kind not in kinds:
                continue
            for start, end in find(text):
                # A card number is no phone number, and an IBAN no list of ids.
                if not any(a < end and start < b for a, b in taken):
                    taken.append((start, end))
                    yield start, end, kind

    def _finders(self) -> Iterator[tuple[str, Find]]:
        yield "email", lambda t: (m.span() for m in _MAIL.finditer(t))
        yield "iban", lambda t: ((v.start, v.end) for v in values(t, RequiredField(name="x", type="iban")))
        yield "card", lambda t: (m.span() for m in _CARD.finditer(t) if luhn(m[0]))
        yield "national_id", identities
        if self._settings.order_pattern:
            field = RequiredField(name="x", type="pattern", pattern=self._settings.order_pattern)
            yield "order_number", lambda t: ((v.start, v.end) for v in values(t, field))
        yield "phone", phones
        yield "name", self._named
        if self._settings.presidio:
            yield "name", self._presidio

    def _named(self, text: str) -> Iterator[tuple[int, int]]:
        for name in self._names:
            for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                yield found.span()

    def _presidio(self, text: str) -> Iterator[tuple[int, int]]:
        from intake.models.names import people

        return people(text, self._settings.presidio_model)

    def _placeholder(self, kind: str, value: str) -> str:
        known = sum(p.startswith(f"[{kind.upper()}_") for p in self._by_value.values())
        return self._by_value.setdefault(value, f"[{kind.upper()}_{known + 1}_{self._mark}]")


def phones(text: str) -> Iterator[tuple[int, int]]:
    """Phone numbers: written with a country, possible in a region of `REGIONS`, or behind a word for calling."""
    dates = [m.span() for m in _DATE.finditer(text)]
    for found in _PHONE.finditer(text):
        start, end = found.span()
        raw = found[0]
        digits = re.sub(r"\D", "", raw)
        if any(a <= start and end <= b for a, b in dates) or not 7 <= len(digits) <= 15:
            continue
        if _AMOUNT.match(text[end : end + 5]) or text[max(0, start - 1) : start] in {"#", "€", "$", "£", "v"}:
            continue
        called = _CALL.search(text[max(0, start - 40) : start]) is not None
        if called or (_shaped(raw) and _valid(raw)):
            yield start, end


def _shaped(raw: str) -> bool:
    """Whether it looks like a phone number: bare digits and decimals do not, without a leading zero or plus."""
    return raw.startswith(("+", "0", "(")) or len(re.findall(r"[ /-]", raw.strip())) >= 2


def _valid(raw: str) -> bool:
    if raw.startswith("+"):
        return _possible(raw, None)
    if raw.startswith("00") and _possible(f"+{raw[2:]}", None):
        return True
    return any(_possible(raw, region) for region in REGIONS)


@lru_cache(maxsize=2048)
def _possible(raw: str, region: str | None) -> bool:
    import phonenumbers

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(raw, region)))
    except phonenumbers.NumberParseException:
        return False


def _names(given: Iterable[str]) -> tuple[str, ...]:
    """Full names first, then their parts, which people sign with."""
    whole = [" ".join(n.split()) for n in given if len(n.strip()) >= MIN_NAME]
    parts = [p for n in whole for p in re.split(r"[ ,]+", n) if len(p) >= MIN_NAME and p[:1].isupper()]
    return tuple(sorted(dict.fromkeys([*whole, *parts]), key=len, reverse=True))


def wanted(model: ModelSettings, settings: Redaction) -> bool:
    """Whether this model must not see personal data: yes, unless it runs here or the owner says otherwise."""
    if model.redact is not None:
        return model.redact
    from urllib.parse import urlsplit

    local = model.base_url is not None and (urlsplit(model.base_url).hostname or "") in LOOPBACK
    return (
        settings.enabled and not local and not (model.name.startswith("ollama:") and model.base_url is None)
    )
