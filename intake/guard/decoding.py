"""The readings of a text: what a receiver who knows the trick could undo. Bounded, and never raises."""

# ruff: noqa: E501 - tables and patterns

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final
from urllib.parse import unquote

MAX_CHARS: Final = 50_000
MAX_RUNS: Final = 200
"""Encoded runs that are decoded of one text."""
MAX_DECODED: Final = 20_000
"""Characters of one decoded run."""

_RUN: Final = re.compile(r"[A-Za-z0-9+/_-]{8,4000}={0,2}")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}){4,2000}")
_B32: Final = re.compile(r"[A-Z2-7]{8,2000}|(?<![A-Za-z0-9])[a-z2-7]{16,2000}(?![A-Za-z0-9])")
_A85: Final = re.compile(r"(?<!\S)(?:<~)?((?=[!-uz]{0,12}[^A-Za-z\s])[!-uz]{12,2000})(?:~>)?")
_B85: Final = re.compile(r"(?<!\S)(?=[^\s]{0,12}[^A-Za-z\s])[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{12,2000}")
_HEX_NOISE: Final = re.compile(r"0x|\\x|%|\s")
_B58: Final = re.compile(r"\b[1-9A-HJ-NP-Za-km-z]{11,120}\b")
_NUMBERS: Final = re.compile(r"(?<![\d.])\d{2,3}(?![\d.])")
_BITS: Final = re.compile(r"(?:[01]{7,8}[\s,.;|-]{0,3}){4,2000}")
_MORSE: Final = re.compile(r"(?:[.\-·−–_]{1,6}[ /|]{1,4}){6,2000}[.\-·−–_]{0,6}")
_CODES: Final = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
    "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
)
_MORSE_TABLE: Final = dict(zip(_CODES.split(), "abcdefghijklmnopqrstuvwxyz0123456789", strict=True))
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ESCAPE: Final = re.compile(
    r"(?i)\\u\{?0{0,4}([0-9a-f]{2,4})\}?|\\x([0-9a-f]{2})|=([0-9a-f]{2})(?![0-9a-f])|&#x?([0-9a-f]{2,5});?"
)
_LOOKS: Final = str.maketrans("аеорсухіјѕһԁԛԝӏαενορτυχκι∂℮", "aeopcyxijshdqwlaevoptuxkide")
_ASCII_ALNUM: Final = {n: None for n in range(128) if not chr(n).isalnum()}
_LEET: Final = str.maketrans("013457@$!|", "oieastasil")


def squeezed(text: str) -> str:
    """Letters and digits alone, in lower case, without accents and with letters that look alike made one."""
    if text.isascii():
        return text.lower().translate(_ASCII_ALNUM)
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LOOKS)
    return "".join(c for c in plain if c.isalnum())


def leet(text: str) -> str:
    """A squeezed text with digits read as the letters that they stand for."""
    return text.translate(_LEET)


def decoded(text: str) -> Iterator[str]:
    """The text as it stands, and as common encodings, spellings and acrostics would hide it.

    Encodings within encodings are undone twice.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS])
    yield text
    yield from _spellings(text)
    tight = re.sub(r"[\s.,;:_|*\"'()\[\]-]", "", text)
    found: dict[str, None] = {}
    for source in dict.fromkeys((text, tight, tight[::-1], codecs.encode(text, "rot13"))):
        found.update(dict.fromkeys(_readable(run) for run in _runs(source)))
    found.update(dict.fromkeys(_readable(run) for run in _words(text)))
    first = [f for f in found if f][:MAX_RUNS]
    yield from first
    for inner in first:
        if _RUN.search(inner):
            yield from (f for f in map(_readable, islice(_runs(inner), 20)) if f)
            yield unquote(inner)


def _spellings(text: str) -> Iterator[str]:
    yield _ESCAPE.sub(_character, text)
    yield html.unescape(unquote(unquote(html.unescape(text))))
    yield "".join(chr(int(c)) for c in _NUMBERS.findall(text)[:5000] if 32 <= int(c) < 127)
    yield "".join(chr(int(c, 8)) for c in re.findall(r"\\?\b[01][0-7]{2}\b", text)[:5000] if 32 <= int(c.lstrip("\\"), 8) < 127)  # fmt: skip
    words = re.findall(r"\w+", text)
    yield "".join(w[0] for w in words)
    yield "".join(w[-1] for w in words)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    yield "".join(line[0] for line in lines)
    yield "".join(line[-1] for line in lines)
    yield "".join(s.strip()[:1] for s in re.split(r"[.!?\n]", text))
    yield re.sub(r"[^A-Z0-9]", "", text)
    for found in list(_BITS.finditer(text))[:MAX_RUNS]:
        bits = re.sub(r"[^01]", "", found[0])
        for width in (8, 7):
            yield "".join(chr(int(bits[i : i + width], 2)) for i in range(0, len(bits) - width + 1, width))
    for found in list(_MORSE.finditer(text))[:MAX_RUNS]:
        yield "".join(_MORSE_TABLE.get(re.sub("[·.]", ".", re.sub("[−–_-]", "-", c)), "") for c in re.split(r"[ /|]+", found[0]))  # fmt: skip


def _character(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3] or found[4]
    base = 10 if found[4] and not found[0].lower().startswith("&#x") and digits.isdecimal() else 16
    code = int(digits, base)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _runs(source: str) -> Iterator[str]:
    for found in islice(_RUN.finditer(source), MAX_RUNS):
        yield from _base64(found[0])
    for found in islice(_HEX.finditer(_HEX_NOISE.sub("", source)), MAX_RUNS):
        for shift in (0, 1):
            part = found[0][shift:]
            yield bytes.fromhex(part[: len(part) // 2 * 2]).decode("latin-1")
    for found in islice(_B32.finditer(source), 40):
        run = found[0].upper()
        yield from _tried(base64.b32decode, run + "=" * (-len(run) % 8))
        yield from _tried(base64.b32decode, run[: len(run) // 8 * 8])


def _words(text: str) -> Iterator[str]:
    """Encodings whose alphabet holds punctuation, or leaves letters out: a word at a time."""
    for found in islice(_A85.finditer(text), 20):
        yield from _tried(base64.a85decode, found[1])
    for found in islice(_B85.finditer(text), 20):
        yield from _tried(base64.b85decode, found[0])
    for found in islice(_B58.finditer(text), 50):
        yield _base58(found[0])


def _base64(run: str) -> list[str]:
    run = run.rstrip("=").replace("-", "+").replace("_", "/")
    out: list[str] = []
    # A prefix of up to three letters may have grown onto the run.
    for shift in range(4):
        part = run[shift:]
        part = part[: len(part) // 4 * 4] if len(part) % 4 == 1 else part + "=" * (-len(part) % 4)
        out += _tried(base64.b64decode, part)
    return out


def _tried(undo: Callable[[str], bytes], run: str) -> list[str]:
    try:
        return [undo(run).decode("latin-1")[:MAX_DECODED]]
    except (binascii.Error, ValueError):
        return []


def _base58(run: str) -> str:
    number = 0
    for c in run:
        number = number * 58 + _ALPHABET.index(c)
    return number.to_bytes((number.bit_length() + 7) // 8, "big").decode("latin-1")


def _readable(text: str) -> str:
    """The stretches of a decoded run that read like text: what was decoded by chance mostly has none."""
    return "\n".join(re.findall(r"[ -~]{4,}", text))
