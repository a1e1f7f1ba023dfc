"""Characters that a reader does not see, or sees as others: taken out of any text, with a receipt."""

import re
import unicodedata
from dataclasses import dataclass

from intake.mail import Finding

_SUSPECT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\U000e0000-\U000e0fff"
    "\U000f0000-\U0010ffff\U0001d173-\U0001d17a\U0001bca0-\U0001bca3]"
)
_SUSPECT_ASCII = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Those of them that are ASCII, which is looked through in a tenth of the time."""
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}")
_JOINING = frozenset(
    [
        "ARABIC",
        "SYRIAC",
        "MONGOLIAN",
        "DEVANAGARI",
        "BENGALI",
        "GURMUKHI",
        "GUJARATI",
        "ORIYA",
        "TAMIL",
        "TELUGU",
        "KANNADA",
        "MALAYALAM",
        "SINHALA",
        "KHMER",
        "MYANMAR",
        "TIBETAN",
        "NKO",
        "THAANA",
        "MANDAIC",
    ]
)
_WORD = re.compile(r"[^\W\d_]{3,40}")
_CYRILLIC_LOOKS = dict(zip("аеорсухіјѕԁԛԝһӏАВЕКМНОРСТХІЈЅ", "aeopcyxijsdqwhlABEKMHOPCTXIJS", strict=True))
_GREEK_LOOKS = dict(zip("οανρικτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavpiktuxABEZHIKMNOPTYX", strict=True))
_LOOKS = {ord(k): v for k, v in {**_CYRILLIC_LOOKS, **_GREEK_LOOKS}.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """A text as a person sees it."""

    text: str
    findings: tuple[Finding, ...] = ()


def sanitize_text(text: str, *, where: str) -> TextView:
    """Take unseen characters out of `text`; look-alike words are reported and left as they look."""
    if text.isascii() and not _SUSPECT_ASCII.search(text):
        return TextView(text=text)
    taken: dict[str, list[str]] = {}
    if _SUSPECT.search(text):
        text = _SUSPECT.sub(lambda found: _judge(found, text, taken), text)
    stacked = _MARKS.search(text)
    if stacked:
        taken.setdefault("combining-marks", []).append(stacked.group()[:40])
        text = _MARKS.sub(lambda found: found.group()[:2], text)
    findings = []
    for technique, characters in taken.items():
        shown = reveal(technique, "".join(characters))
        if technique == "soft-hyphen" and len(characters) < 30:
            continue
        action = "flagged" if technique == "bidi-bdo" else "removed"
        findings.append(Finding.of(technique, shown, where, action))  # type: ignore[arg-type]
    mixed = [w for w in _WORD.findall(text[:200_000]) if not w.isascii() and _is_mixed(w)]
    if mixed:
        findings.append(Finding.of("homoglyphs", " ".join(dict.fromkeys(mixed)), where, "flagged"))
    return TextView(text=text, findings=tuple(findings))


def _judge(found: re.Match[str], text: str, taken: dict[str, list[str]]) -> str:
    char, at = found.group(), found.start()
    code = ord(char)
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if char in "\u200c\u200d":
        if _joins(before) and (_joins(after) or char == "\u200c"):
            return char
        if char == "\u200d" and _pictorial(before) and _pictorial(after):
            return char
        kind = "zero-width-split"
    elif char in "\u200e\u200f\u061c":
        # Marks of direction stand in every Hebrew and Arabic mail; they show nothing and carry little.
        kind = "direction-mark"
        if not (
            before and after and before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
        ):
            return char if _right_to_left(text) else ""
    elif 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        if char in "\u2066\u2067\u2068\u2069\u202a\u202b\u202c" and _right_to_left(text):
            return char
        kind = "bidi-bdo"
    elif char in "\ufe0e\ufe0f":
        if before and (
            _pictorial(before)
            or before in "#*0123456789"
            or unicodedata.category(before) in ("So", "Sm", "Po")
        ):
            return char
        kind = "variation-selector"
    elif 0xFE00 <= code <= 0xFE0D or 0xE0100 <= code <= 0xE01EF or 0x180B <= code <= 0x180F:
        if before and unicodedata.category(before) in ("Lo", "Sm") and not _SUSPECT.match(after or " "):
            return char
        kind = "variation-selector"
    elif 0xE0000 <= code <= 0xE007F:
        if _flag(text, at):
            return char
        kind = "unicode-tags"
    elif code == 0xAD:
        kind = "soft-hyphen"
    elif 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
        kind = "private-use"
    elif code < 0x20 or 0x7F <= code <= 0x9F:
        taken.setdefault("control-character", []).append(char)
        return "\n" if code in (0x0B, 0x0C, 0x85) else ""
    elif code in (0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800):
        taken.setdefault("blank-letter", []).append(char)
        return " "
    else:
        kind = "zero-width-split"
    taken.setdefault(kind, []).append(char)
    return ""


def _joins(char: str) -> bool:
    return bool(char) and unicodedata.name(char, "").split(" ")[0] in _JOINING


def _pictorial(char: str) -> bool:
    return bool(char) and (
        ord(char) >= 0x1F000
        or char in "\ufe0f\u200d"
        or 0x2190 <= ord(char) <= 0x2BFF
        or char in "©®™‼⁉㊗㊙〰〽"
    )


def _right_to_left(text: str) -> bool:
    return bool(re.search("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]", text))


def _flag(text: str, at: int) -> bool:
    """A flag of England and its like: a black flag, then few tags, then the cancel tag (UTS 51)."""
    start = at
    while start > 0 and 0xE0020 <= ord(text[start - 1]) <= 0xE007E and at - start < 8:
        start -= 1
    end = text.find("\U000e007f", at, at + 8)
    return (
        start > 0
        and text[start - 1] == "\U0001f3f4"
        and end >= 0
        and re.fullmatch(
            "(?:gbeng|gbsct|gbwls|us[a-z]{2}|ca[a-z]{2})",
            "".join(chr(ord(c) - 0xE0000) for c in text[start:end]),
        )
        is not None
    )


def _is_mixed(word: str) -> bool:
    scripts = {unicodedata.name(c, "").split(" ")[0] for c in word}
    if not ({"CYRILLIC", "GREEK"} & scripts) or "LATIN" not in scripts:
        return False
    return word.translate(_LOOKS).isascii()


def reveal(technique: str, characters: str) -> str:
    """What unseen characters spell, for the receipt and the detector."""
    if technique == "unicode-tags":
        return "".join(chr(ord(c) - 0xE0000) for c in characters if 0xE0020 <= ord(c) <= 0xE007E)
    if technique == "variation-selector":
        octets = bytes(
            (ord(c) - 0xFE00 if ord(c) < 0xFE10 else (ord(c) - 0xE0100 + 16) & 0xFF)
            for c in characters if 0xFE00 <= ord(c) <= 0xFE0F or 0xE0100 <= ord(c) <= 0xE01EF
        )  # fmt: skip
        spelt = octets.decode("utf-8", "replace")
        return spelt if spelt.isprintable() else f"{len(characters)} variation selectors"
    if technique == "zero-width-split":
        for zero, one in (
            ("\u200b", "\u200c"),
            ("\u200c", "\u200d"),
            ("\u200b", "\u200d"),
            ("\u200b", "\u2060"),
        ):
            bits = "".join("0" if c == zero else "1" for c in characters if c in (zero, one))
            if len(bits) >= 24:
                for flip in (bits, bits.translate({48: 49, 49: 48})):
                    octets = bytes(int(flip[i : i + 8], 2) for i in range(0, len(flip) // 8 * 8, 8))
                    spelt = octets.decode("utf-8", "replace")
                    if spelt.isprintable() and "\ufffd" not in spelt:
                        return spelt
        return " ".join(f"U+{ord(c):04X}" for c in characters[:40])
    if technique == "bidi-bdo" or not characters.isprintable():
        return " ".join(f"U+{ord(c):04X}" for c in characters[:40])
    return characters
