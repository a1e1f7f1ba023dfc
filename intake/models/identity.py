"""National numbers of persons, by country, each with the checksum or the dates that its rules ask for."""

# ruff: noqa: E501 - a pattern a country

import re
from collections.abc import Callable, Iterator
from typing import Final

NEAR: Final = 40
"""Characters before a number in which a word may say what it is."""


def identities(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each national number. What any number could be counts only behind a word that names it."""
    for pattern, holds, named in _RULES:
        for found in pattern.finditer(text):
            if named is not None and not named.search(text[max(0, found.start() - NEAR) : found.start()]):
                continue
            if holds(re.sub(r"[^0-9A-Za-z+-]", "", found[0]).upper()):
                yield found.start(), found.end()


def luhn(text: str) -> bool:
    """The checksum of card numbers (ISO/IEC 7812-1) and of Swedish persons."""
    digits = [int(c) for c in text if c.isdigit()][::-1]
    return sum(d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(digits)) % 10 == 0


def _digits(text: str) -> list[int]:
    return [int(c) for c in text if c.isdigit()]


def _weighted(weights: str, modulus: int, text: str) -> int:
    return sum(int(w) * d for w, d in zip(weights.split(), _digits(text), strict=False)) % modulus


def _steuer_id(text: str) -> bool:
    digits = _digits(text)
    if len(digits) != 11 or digits[0] == 0:
        return False
    counts = sorted((digits[:10].count(d) for d in set(digits[:10])), reverse=True)
    if counts[0] not in {2, 3} or (len(counts) > 1 and counts[1] > 1):
        return False
    product = 10
    for d in digits[:10]:  # ISO/IEC 7064, MOD 11,10
        total = (d + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == digits[10]


def _ssn(text: str) -> bool:
    area, group, serial = text.split("-") if "-" in text else (text[:3], text[3:5], text[5:])
    return area not in {"000", "666"} and group != "00" and serial != "0000"


def _nir(text: str) -> bool:
    body = text[:13].replace("2A", "19").replace("2B", "18")
    return len(text) == 15 and body.isdecimal() and 97 - int(body) % 97 == int(text[13:])


def _dni(text: str) -> bool:
    number = text[:-1].replace("-", "").translate(str.maketrans("XYZ", "012"))
    return number.isdecimal() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == text[-1]


_ODD: Final = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23), strict=True))  # fmt: skip


def _fiscale(text: str) -> bool:
    even = {c: n for n, c in enumerate("0123456789")} | {
        c: n for n, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    }
    total = sum(_ODD[c] if i % 2 == 0 else even[c] for i, c in enumerate(text[:15]))
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[total % 26] == text[15]


def _bsn(text: str) -> bool:
    digits = _digits(text)
    return (
        len(digits) == 9
        and (sum(w * d for w, d in zip(range(9, 1, -1), digits, strict=False)) - digits[8]) % 11 == 0
    )


def _pesel(text: str) -> bool:
    digits = _digits(text)
    month = digits[2] * 10 + digits[3]
    return (
        len(digits) == 11
        and 1 <= month % 20 <= 12
        and (10 - _weighted("1 3 7 9 1 3 7 9 1 3", 10, text)) % 10 == digits[10]
    )


def _nif(text: str) -> bool:
    digits = _digits(text)
    check = 11 - _weighted("9 8 7 6 5 4 3 2", 11, text)
    return len(digits) == 9 and (0 if check > 9 else check) == digits[8]


def _rijks(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return len(digits) == 11 and any(97 - int(p + digits[:9]) % 97 == int(digits[9:]) for p in ("", "2"))


def _ahv(text: str) -> bool:
    digits = _digits(text)
    return len(digits) == 13 and sum(d * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0


def _svnr(text: str) -> bool:
    digits = _digits(text)
    return len(digits) == 10 and _weighted("3 7 9 0 5 8 4 2 1 6", 11, text) == digits[3]


def _personnummer(text: str) -> bool:
    digits = re.sub(r"\D", "", text)[-10:]
    return 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[4:6]) % 60 <= 31 and luhn(digits)


def _cpr(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def _hetu(text: str) -> bool:
    number = text[:6] + text[7:10]
    return number.isdecimal() and "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(number) % 31] == text[10]


def _nino(text: str) -> bool:
    return (
        text[:2] not in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
        and text[0] not in "DFIQUV"
        and text[1] not in "DFIQUVO"
    )


def _pps(text: str) -> bool:
    total = _weighted("8 7 6 5 4 3 2", 10**6, text) + (
        ("ABCDEFGHI".find(text[8]) + 1) * 9 if len(text) > 8 else 0
    )
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == text[7]


def _rule(
    pattern: str, holds: Callable[[str], bool], named: str = ""
) -> tuple[re.Pattern[str], Callable[[str], bool], re.Pattern[str] | None]:
    return (
        re.compile(rf"(?<![\w-]){pattern}(?![\w-])"),
        holds,
        re.compile(named, re.IGNORECASE) if named else None,
    )


_RULES: Final = (
    _rule(r"[1-9]\d(?: ?\d{3}){3}", _steuer_id),  # Germany, tax number of a person
    _rule(r"\d{3}-\d{2}-\d{4}", _ssn),  # United States
    _rule(r"\d{9}", _ssn, r"ssn|social security"),
    _rule(r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}", _nir),  # France
    _rule(r"(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]", _dni),  # Spain
    _rule(r"[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]", _fiscale),  # Italy
    _rule(r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]", _nino),  # United Kingdom
    _rule(r"\d{9}|\d{4}[. ]\d{2}[. ]\d{3}", _bsn, r"bsn|burgerservice|sofi"),  # Netherlands
    _rule(r"\d{11}", _pesel),  # Poland
    _rule(r"\d{3} ?\d{3} ?\d{3}", _nif, r"\bnif\b|contribuinte|fiscal"),  # Portugal
    _rule(r"\d{2}\.?\d{2}\.?\d{2}[- ]?\d{3}\.?\d{2}", _rijks),  # Belgium
    _rule(r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}", _ahv),  # Switzerland
    _rule(r"\d{4} ?\d{6}", _svnr, r"sv-?nr|svnr|sozialversicherung|versicherungsnummer"),  # Austria
    _rule(r"(?:\d{2})?\d{6}[-+]\d{4}", _personnummer),  # Sweden
    _rule(r"\d{6}-\d{4}", _cpr, r"cpr|personnummer"),  # Denmark
    _rule(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Z]", _hetu),  # Finland
    _rule(r"\d{7}[A-W][A-IW]?", _pps),  # Ireland
)
"""Pattern, check, and the word that has to stand before it."""
