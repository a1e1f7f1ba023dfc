"""Values of one type in a text: each with its normalised form and exact span."""

# ruff: noqa: E501 - tables and patterns

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from intake.config import RequiredField
from intake.verify.words import MONTHS

MAX_TEXT = 200_000
MAX_VALUES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """`raw` is `text[start:end]`."""

    value: str
    raw: str
    start: int
    end: int


def values(
    text: str, field: RequiredField, *, region: str | None = None, year: int | None = None
) -> list[Value]:
    """All values of the field's type, in order of the text. `region` is an ISO 3166 code for phone numbers
    without a country, `year` completes dates without one."""
    text = text[:MAX_TEXT]
    finders = {
        "pattern": lambda: _pattern(text, field.pattern or ""),
        "text": lambda: _pattern(text, field.pattern) if field.pattern else _labelled(text, field.name),
        "email": lambda: _emails(text),
        "phone": lambda: _phones(text, region),
        "date": lambda: _dates(text, year),
        "amount": lambda: _amounts(text),
        "iban": lambda: _ibans(text),
    }
    found: list[Value] = []
    for value in finders[field.type]():
        found.append(value)
        if len(found) >= MAX_VALUES:
            break
    return found


def _pattern(text: str, pattern: str) -> Iterator[Value]:
    import re2

    for found in re2.finditer(pattern, text):
        start, end = found.span()
        if end <= start or _inside_word(text, start, end):
            continue
        yield Value(value=" ".join(found.group(0).split()), raw=text[start:end], start=start, end=end)


def _inside_word(text: str, start: int, end: int) -> bool:
    # `SO-104233` in `SO-1042337` is another order's number.
    return (end < len(text) and text[end].isalnum() and text[end - 1].isalnum()) or (
        start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    )


def _labelled(text: str, name: str) -> Iterator[Value]:
    label = r"[ _-]".join(re.escape(p) for p in name.split("_"))
    for found in re.finditer(
        rf"(?im)\b{label}[ \t]{{0,5}}(?:is|ist|est|es|:|=|-)[ \t]{{0,5}}([^\n]{{1,200}})", text
    ):
        raw = found[1].rstrip(" .;,")
        if raw:
            yield Value(value=raw, raw=raw, start=found.start(1), end=found.start(1) + len(raw))


_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+%-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,6}[A-Za-z]{2,24}(?![\w-])"
)


def _emails(text: str) -> Iterator[Value]:
    for found in _EMAIL.finditer(text):
        local, _, domain = found[0].rpartition("@")
        yield Value(value=f"{local}@{domain.lower()}", raw=found[0], start=found.start(), end=found.end())


def _phones(text: str, region: str | None) -> Iterator[Value]:
    import phonenumbers

    for found in phonenumbers.PhoneNumberMatcher(text, region):
        e164 = phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
        yield Value(value=e164, raw=found.raw_string, start=found.start, end=found.end)


_ISO = r"(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})"
_DOT = r"(?P<d2>\d{1,2})[.] ?(?P<m2>\d{1,2})[.] ?(?P<y2>\d{4}|\d{2})?"
_SLASH = r"(?P<a3>\d{1,2})/(?P<b3>\d{1,2})/(?P<y3>\d{4}|\d{2})"
_MONTH = "|".join(sorted((m for m in MONTHS if len(m) > 2), key=len, reverse=True))
_DAY_MONTH = rf"(?P<d4>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?: +de)? +(?P<m4>{_MONTH})\.?,?(?: +(?:de +)?(?P<y4>\d{{4}}))?"
_MONTH_DAY = rf"(?P<m5>{_MONTH})\.? +(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?:,? +(?P<y5>\d{{4}}))?"
_DATE = re.compile(
    rf"(?<![\w.-])(?:{_ISO}|{_SLASH}|{_DOT}|{_DAY_MONTH}|{_MONTH_DAY})(?![\w-])", re.IGNORECASE
)


def _dates(text: str, year: int | None) -> Iterator[Value]:
    for found in _DATE.finditer(text):
        day = _date_of(found.groupdict(), year)
        if day is not None:
            raw = found[0].rstrip(" ,")
            yield Value(value=day.isoformat(), raw=raw, start=found.start(), end=found.start() + len(raw))


def _date_of(g: dict[str, str | None], year: int | None) -> datetime.date | None:
    def pick(names: str) -> str | None:
        return next((g[n] for n in names.split() if g.get(n)), None)

    written = pick("y1 y2 y3 y4 y5")
    y = int(written) if written else year
    if y is None:
        return None
    y = y + 2000 if y < 100 else y
    month = pick("m4 m5")
    try:
        if g.get("a3"):
            a, b = int(g["a3"] or 0), int(g["b3"] or 0)
            # Day first, as all but the United States write it, unless only the other can be.
            return datetime.date(y, b, a) if b <= 12 else datetime.date(y, a, b)
        m = MONTHS[month.lower()] if month else int(pick("m1 m2") or 0)
        return datetime.date(y, m, int(pick("d1 d2 d4 d5") or 0))
    except ValueError:
        return None


_CODE = r"EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|Euros?|euros?|dollars?|pounds?|Fr\.|[€$£¥]"
_NUM = r"\d{1,3}(?:[.,'’  ]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,](?:\d{1,2}|-|–))?"
_AMOUNT = re.compile(rf"(?<![\w.,])(?:(?P<c1>{_CODE}) ?(?P<n1>{_NUM})|(?P<n2>{_NUM}) ?(?P<c2>{_CODE}))(?!\w)")
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "euro": "EUR", "euros": "EUR", "dollar": "USD",
               "dollars": "USD", "pound": "GBP", "pounds": "GBP", "fr.": "CHF"}  # fmt: skip


def _amounts(text: str) -> Iterator[Value]:
    for found in _AMOUNT.finditer(text):
        code = found["c1"] or found["c2"]
        currency = _CURRENCIES.get(code.lower(), code.upper())
        value = decimal_of(found["n1"] or found["n2"])
        yield Value(value=f"{value:.2f} {currency}", raw=found[0], start=found.start(), end=found.end())


def decimal_of(raw: str) -> float:
    """`1.234,50`, `1,234.50`, `12,-` as a number; the last separator is the decimal one unless three digits follow."""
    text = re.sub(r"[  '’]", "", raw).rstrip("-–").rstrip(".,")
    last = max(text.rfind(","), text.rfind("."))
    if last >= 0 and len(text) - last - 1 != 3:
        return float(re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :])
    return float(re.sub(r"[.,]", "", text))


_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{1,4}){2,8}(?![A-Za-z0-9])")
_IBAN_LENGTH = {"AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
                "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27,
                "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25,
                "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26}  # fmt: skip


def _ibans(text: str) -> Iterator[Value]:
    for found in _IBAN.finditer(text):
        raw = found[0]
        # A word behind the number may have been taken for its last group.
        while raw:
            bare = raw.replace(" ", "").upper()
            if iban_valid(bare):
                yield Value(value=bare, raw=raw, start=found.start(), end=found.start() + len(raw))
                break
            raw = raw.rpartition(" ")[0]


def iban_valid(bare: str) -> bool:
    """Length by country and ISO 13616's checksum."""
    length = _IBAN_LENGTH.get(bare[:2])
    if (length is not None and len(bare) != length) or not 15 <= len(bare) <= 34 or not bare.isascii():
        return False
    digits: Any = "".join(str(int(c, 36)) for c in bare[4:] + bare[:4] if c.isalnum())
    return int(digits) % 97 == 1
