"""Bytes to text: by the label, by what HTML declares, then by what the bytes are."""

import codecs
import re

# What labels mean in practice is wider than what they say (WHATWG Encoding Standard, section 4.2).
_MEANT = {
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "windows-949": "cp949",
    "big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "unicode-1-1-utf-8": "utf-8",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "utf-16": "utf-16-le",
}
# No browser reads UTF-7: it hides markup in plain ASCII (WHATWG Encoding Standard, section 4.3).
_REFUSED = {
    "utf-7",
    "unicode-1-1-utf-7",
    "utf7",
    "x-unicode-2-0-utf-7",
    "csunicode11utf7",
    "utf-7-imap",
    "u7",
}
_ANYTHING = {"cp1252"}
_META = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

MAX_DETECTED_BYTES = 16_384
"""Bytes shown to the detector: it is slow, and more does not change its mind."""


def codec_of(label: str | None) -> str | None:
    """Name of the Python codec for a charset label; None where there is none that makes text of bytes."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    if not name or name in _REFUSED or len(name) > 60 or not name.isascii():
        return None
    name = _MEANT.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # `lookup` also knows base64, zlib, punycode and others that are not charsets of mail.
    if not getattr(info, "_is_text_encoding", True) or info.name in {
        "punycode",
        "idna",
        "unicode_escape",
        "raw_unicode_escape",
        "raw-unicode-escape",
        "unicode-escape",
        "undefined",
        "mbcs",
        "oem",
        "utf-7",
    }:
        return None
    return _MEANT.get(info.name, info.name)


def decode(data: bytes, label: str | None, *, html: bool = False) -> tuple[str, str, str | None]:
    """Text, the codec used, and the kind of defect where the label did not do.

    A valid UTF-8 text under a Latin-1 or missing label is UTF-8: no other text looks like it by chance.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name, None
    wanted = codec_of(label)
    refused = "charset-refused" if label and label.strip().strip("\"'").lower() in _REFUSED else None
    unknown = "charset-unknown" if label and wanted is None else None
    if html and wanted is None and (found := _META.search(data[:4096])):
        wanted = codec_of(found.group(1).decode("ascii", "replace"))
    if b"\x1b$" in data or b"\x1b(J" in data:
        text = _strict(data, "iso2022_jp_ext")
        if text is not None and wanted in (None, "cp1252", "utf-8"):
            return text, "iso-2022-jp", refused or unknown or "charset-mislabelled"
    if data.isascii() and wanted in (None, "cp1252", "utf-8"):
        return data.decode("ascii"), "us-ascii" if wanted is None else wanted, refused or unknown
    if wanted is not None and wanted not in _ANYTHING:
        text = _strict(data, wanted)
        if text is not None:
            return text, wanted, None
    text = _strict(data, "utf-8")
    if text is not None:
        return text, "utf-8", refused or unknown or "charset-mislabelled"
    if wanted == "cp1252":
        return decode_1252(data), "cp1252", None
    mended = data.decode(wanted, "replace") if wanted else None
    # One broken character in a long text is damage, not another charset.
    if wanted and mended is not None and mended.count("\ufffd") * 50 <= len(mended):
        return mended, wanted, "charset-damaged"
    text, name = detect(data)
    return text, name, refused or unknown or "charset-mislabelled"


def decode_header_bytes(data: bytes) -> str:
    """Raw 8-bit header text: ISO-2022-JP by its escapes, UTF-8 (RFC 6532), else what the bytes look like."""
    if b"\x1b$" in data and (text := _strict(data, "iso2022_jp_ext")) is not None:
        return text
    if (text := _strict(data, "utf-8")) is not None:
        return text
    high = sum(byte >= 0x80 for byte in data)
    # Some accents among Latin letters: too little for a detector, and Windows-1252 by far most often.
    if high * 2 <= sum(chr(byte).isalpha() or byte >= 0x80 for byte in data):
        return decode_1252(data)
    return detect(data)[0]


def detect(data: bytes) -> tuple[str, str]:
    """Text and codec by charset-normalizer; Windows-1252 where it has no opinion."""
    from charset_normalizer import from_bytes  # imported late: slow, and rarely needed

    best = from_bytes(data[:MAX_DETECTED_BYTES]).best()
    name = codec_of(best.encoding) if best is not None else None
    if name is None or name == "cp1252" or name.startswith(("utf-16", "utf-32")):
        return decode_1252(data), "cp1252"
    return data.decode(name, "replace"), name


def decode_1252(data: bytes) -> str:
    """Windows-1252 with its five unassigned bytes as the C1 controls, so that nothing fails."""
    text = _strict(data, "cp1252")
    if text is not None:
        return text
    return "".join(_TABLE_1252[byte] for byte in data)


_TABLE_1252 = tuple(
    bytes([n]).decode("cp1252") if n not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(n) for n in range(256)
)


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None
