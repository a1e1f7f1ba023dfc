"""Other people's data: each literal stands in this mail or in a cited passage."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from intake.contract.extract import iban_valid
from intake.guard.scope import MAIL, Scope, Violation, cited, configured, received
from intake.mail import Draft

_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]{1,4}){3,9}(?!\w)")
_NUMBER: Final = re.compile(r"(?<![\w-])\+?\(?\d(?:[\d \t()/.\-–‑]{5,30})\d(?![\w-])")
_REFERENCE: Final = re.compile(
    r"(?i)(?<![\w-])[A-Z]{1,6}[-#/ ]?\d{4,12}(?:[-/]\d{1,6})?(?![\w-])|#\d{4,12}\b"
)
_SPELT: Final = re.compile(
    r"(?i)\b[\w.+-]{1,64}\s?(?:\(at\)|\[at\]|\{at\}|\(ät\)|<at>| at | \(a\) )\s?[\w-]{1,63}"
    r"(?:\s?(?:\.|\(dot\)|\[dot\]| dot | punkt | point )\s?[a-z]{2,24}){1,4}\b"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:[-–](?:19|20)\d\d)?")
MIN_DIGITS: Final = 7
"""A shorter number names no person."""


def personal(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """Addresses, phones, IBANs, cards and order-like numbers stand in this mail or in a cited quote."""
    body = unicodedata.normalize("NFKC", draft.body)
    known = unicodedata.normalize("NFKC", f"{received(scope)}\n{cited(draft)}\n{configured(scope)}")
    addresses = {m[0].lower().strip(".") for m in MAIL.finditer(known)}
    if any(m[0].lower().strip(".") not in addresses for m in MAIL.finditer(body)):
        yield _violation("an e-mail address")
    low = known.lower()
    if any(m[0].lower() not in low for m in _SPELT.finditer(body)):
        yield _violation("an e-mail address in words")
    bare = re.sub(r"[ -]", "", low)
    for found in _IBAN.finditer(body):
        iban = re.sub(r"[ -]", "", found[0])
        if iban_valid(iban) and iban.lower() not in bare:
            yield _violation("an IBAN")
    numbers = [re.sub(r"\D", "", m[0]) for m in re.finditer(r"\d[\d \t()/.\-–‑]{0,40}", known)]
    for found in _NUMBER.finditer(body):
        digits = re.sub(r"\D", "", found[0])
        years = _YEAR.fullmatch(found[0].strip())
        if len(digits) >= MIN_DIGITS and not years and not any(digits in n for n in numbers):
            yield _violation("a long number")
    tight = re.sub(r"[-#/ ]", "", low)
    for found in _REFERENCE.finditer(body):
        # "after 2024" and "until 12000" are words before a number; a reference has no space, or capitals.
        if " " in found[0] and not found[0].split(" ")[0].isupper():
            continue
        if re.sub(r"[-#/ ]", "", found[0].lower()) not in tight or not _bounded(found[0], low):
            yield _violation("a reference number")


def _bounded(reference: str, known: str) -> bool:
    """Whether its digits stand there as a number of their own, not inside a longer one."""
    return all(re.search(rf"(?<!\d){digits}(?!\d)", known) for digits in re.findall(r"\d+", reference))


def _violation(what: str) -> Violation:
    return Violation(name="personal-data", detail=f"{what} is neither in the mail nor in a cited source")
