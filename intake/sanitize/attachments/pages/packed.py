"""Whether a stream of a PDF unpacks to more than any page needs, told without parsing the file."""

import re
import zlib

from intake.sanitize.attachments.reader import Unreadable

MAX_STREAM = 96_000_000
"""Bytes that one stream may unpack to; a full page of colour at 600 dots an inch."""
MAX_NESTED = 4
"""Streams packed in packed streams."""
_RATIO = 1040
"""More than deflate can ever gain (zlib's own notes: 1032)."""
_PIECE = 1 << 20
_STREAM = re.compile(rb"stream\r?\n(?=[\x48\x58\x68\x78])")
"""The first byte is that of a zlib header (RFC 1950, 2.2)."""


def check_packed(data: bytes) -> None:
    """Raises Unreadable (`limit`) where a deflated stream, or one packed inside it, is too large."""
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        _unpack(data[match.end() : end if end > 0 else len(data)], MAX_NESTED)


def _unpack(packed: bytes, nested: int) -> None:
    unpack = zlib.decompressobj()
    try:
        kept = [unpack.decompress(packed, 64)]
        inner = nested > 0 and kept[0][:1] in (b"\x48", b"\x58", b"\x68", b"\x78")
        if not inner and len(packed) * _RATIO <= MAX_STREAM:
            return
        total, rest = 0, unpack.unconsumed_tail
        while rest and not unpack.eof:
            piece = unpack.decompress(rest, _PIECE)
            rest = unpack.unconsumed_tail
            total += len(piece)
            if total > MAX_STREAM:
                raise Unreadable("limit: unpacks to too many bytes")
            if inner:
                kept.append(piece)
    except zlib.error:
        return
    if inner:
        _unpack(b"".join(kept), nested - 1)
