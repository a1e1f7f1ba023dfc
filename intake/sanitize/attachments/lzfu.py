"""Rich text as Outlook packs it into its messages (MS-OXRTFCP)."""

from intake.sanitize.attachments.reader import Unreadable

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
    b"SerifSymbolArialTimes New RomanCourier"
    rb"{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What every packed text may point back to before it says anything."""
_PACKED, _PLAIN = b"LZFu", b"MELA"
_SIZE, _HEAD = 4096, 16
MOST = 4_000_000
"""Bytes unpacked, in about a second; each three packed ones make at most seventeen."""


def unpacked(data: bytes) -> bytes:
    """The rich text in a packed one. Raises Unreadable."""
    kind = data[8:12]
    if kind == _PLAIN:
        return data[_HEAD:]
    if kind != _PACKED:
        raise Unreadable("damaged (packed text)")
    seen = bytearray(_DICTIONARY.ljust(_SIZE, b"\0"))
    at, out = len(_DICTIONARY), bytearray()

    def put(byte: int) -> None:
        nonlocal at
        out.append(byte)
        seen[at] = byte
        at = (at + 1) % _SIZE

    place = _HEAD
    while place < len(data):
        control, place = data[place], place + 1
        for bit in range(8):
            if not control >> bit & 1:
                if place >= len(data):
                    return bytes(out)
                put(data[place])
                place += 1
                continue
            token, place = int.from_bytes(data[place : place + 2], "big"), place + 2
            start = token >> 4
            if start == at or place > len(data):
                return bytes(out)
            for step in range((token & 15) + 2):
                put(seen[(start + step) % _SIZE])
        if len(out) > MOST:
            raise Unreadable("limit: packed text")
    return bytes(out)
