"""Texts carried inside a text: base64, hex, rot13, Unicode tag characters, zero-width bits."""

import base64
import binascii
import codecs
import re
from dataclasses import dataclass

MAX_CARRIED = 50
"""Texts decoded of one input."""
MAX_LENGTH = 20_000
"""Characters of one carried text."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,60000}={0,2}")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x)?(?:[0-9a-fA-F]{2}[ :]?){12,20000}")
_TAGS = re.compile(r"[\U000e0020-\U000e007e]{4,20000}")
_BITS = re.compile(r"[\u200b\u200c\u200d\u2060\u2062\u2063\u2064\ufeff]{16,60000}")
_SELECTORS = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,20000}")
_LETTER_WORD = re.compile(r"[A-Za-z]{3,}")
# What rot13 makes of the commonest words of orders; ordinary text holds none of them.
_ROT13_WORDS = re.compile(
    r"\b(?:vtaber|qvfertneq|sbetrg|vafgehpgvba\w{0,2}|cerivbhf|cebzcg|flfgrz|nffvfgnag|erirny|cnffjbeq|sbejneq|ercyl)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """`text` was carried by `[start:end]` of the input."""

    name: str
    """`base64`, `hex`, `rot13`, `tag-characters`, `zero-width`, `variation-selectors`."""
    start: int
    end: int
    text: str


def decoded(text: str) -> tuple[Decoded, ...]:
    """All readable texts carried inside `text`, in order of kind. What decodes to noise is left out."""
    found: list[Decoded] = []

    def keep(name: str, match: re.Match[str], carried: str | None) -> None:
        if carried and len(found) < MAX_CARRIED:
            found.append(Decoded(name=name, start=match.start(), end=match.end(), text=carried[:MAX_LENGTH]))

    for match in _TAGS.finditer(text):
        keep("tag-characters", match, "".join(chr(ord(c) - 0xE0000) for c in match.group()))
    for match in _BITS.finditer(text):
        keep("zero-width", match, _from_bits(match.group()))
    for match in _SELECTORS.finditer(text):
        keep("variation-selectors", match, _readable(bytes(_selector(c) for c in match.group())))
    for match in _HEX.finditer(text):
        digits = re.sub(r"[^0-9a-fA-F]", "", match.group().removeprefix("0x"))
        keep("hex", match, _readable(binascii.unhexlify(digits[: len(digits) // 2 * 2])))
    for match in _BASE64.finditer(text):
        keep("base64", match, _from_base64(match.group()))
    for match in _ROT13_WORDS.finditer(text):
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 500)
        end = text.find("\n", match.end())
        end = min(len(text) if end < 0 else end, match.end() + 500)
        if found and found[-1].name == "rot13" and found[-1].end >= end:
            continue
        if len(found) < MAX_CARRIED:
            found.append(
                Decoded(name="rot13", start=start, end=end, text=codecs.decode(text[start:end], "rot13"))
            )
    return tuple(found)


def _from_base64(run: str) -> str | None:
    body = run.rstrip("=").replace("-", "+").replace("_", "/")
    # Long words and paths look like base64: real ones mix cases or digits.
    if body.isalpha() and (body.islower() or body.isupper()):
        return None
    whole = body[: len(body) - (len(body) % 4 == 1)]
    try:
        data = base64.b64decode(whole + "=" * (-len(whole) % 4))
    except (binascii.Error, ValueError):
        return None
    return _readable(data)


def _selector(char: str) -> int:
    """Variation selectors 1 to 256 as bytes 0 to 255."""
    code = ord(char)
    return code - 0xFE00 if code <= 0xFE0F else code - 0xE0100 + 16


def _from_bits(run: str) -> str | None:
    """The two commonest zero-width characters as bits, either way round, seven or eight to a letter."""
    kinds = sorted(set(run), key=run.count, reverse=True)[:2]
    if len(kinds) != 2:
        return None
    for zero, one in (kinds, kinds[::-1]):
        bits = "".join("0" if c == zero else "1" for c in run if c in (zero, one))
        for width in (8, 7):
            data = bytes(int(bits[n : n + width], 2) for n in range(0, len(bits) // width * width, width))
            text = _readable(data)
            if text:
                return text
    return None


def _readable(data: bytes) -> str | None:
    """The bytes as text where they are words in UTF-8 or UTF-16, else None."""
    for name in ("utf-8", "utf-16-le"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        plain = sum(c.isalpha() or c.isspace() for c in text)
        if (
            len(text) >= 4
            and all(c.isprintable() or c in "\r\n\t" for c in text)
            and plain * 10 >= len(text) * 8
        ):
            return text
    return None
