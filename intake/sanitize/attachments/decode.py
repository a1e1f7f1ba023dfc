"""Bytes of unlabelled text to characters."""

import codecs

SAMPLE = 32_768
"""Bytes that decide about a charset."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """The text by byte order mark, as UTF-8, else by the likeliest charset. Line ends become LF."""
    text = data.decode(_charset(data), "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _charset(data: bytes) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    half = max(1, min(len(data), SAMPLE) // 2)
    if odd > half * 0.4 and odd > even * 4:
        return "utf-16-le"
    if even > half * 0.4 and even > odd * 4:
        return "utf-16-be"
    return _guess(data[:SAMPLE])


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    try:
        best = from_bytes(sample, chunk_size=512, steps=3).best()
    except Exception:  # noqa: BLE001 - a guess that fails is no guess
        best = None
    # Short texts of Western Europe are guessed as anything; Windows writes them so.
    if best is None or len(sample) < 64 or not best.encoding:
        return "cp1252"
    return str(best.encoding)


def is_text(data: bytes) -> bool:
    """Whether the bytes can be text: no control characters that no text has."""
    sample = data[:SAMPLE]
    if sample.startswith(tuple(mark for mark, _ in _BOMS)):
        return True
    if b"\0" in sample:
        return _charset(sample[: len(sample) & ~1]).startswith("utf-16") and not _binary(
            sample[: len(sample) & ~1].decode(_charset(sample[: len(sample) & ~1]), "replace")
        )
    return not _binary(sample.decode("latin-1"))


def _binary(text: str) -> bool:
    control = sum(1 for c in text if c < " " and c not in "\t\n\r\f\x1a\x1b\x08")
    return control * 100 > len(text) or "\ufffd" * 8 in text
