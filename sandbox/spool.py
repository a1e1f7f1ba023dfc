"""A mail as it comes in: small ones in memory, big ones in a file without a name."""

import tempfile
from collections.abc import Iterator

SPOOL_FROM = 1 << 20
"""Bytes from which a mail waits in a file, so that a hundred of 100 MB do not fill the memory."""
BLOCK = 1 << 18


class Spool:
    """A mail too big for memory. It can be read again and again until it is closed."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the mail is on its way
        self.size = 0
        self.head = b""
        """The first `SPOOL_FROM` bytes: headers and, mostly, the text."""

    def __len__(self) -> int:
        return self.size

    def write(self, data: bytes) -> None:
        """Add to the end. Raises OSError on a full disk."""
        if len(self.head) < SPOOL_FROM:
            self.head += data[: SPOOL_FROM - len(self.head)]
        self._file.write(data)
        self.size += len(data)

    def blocks(self) -> Iterator[bytes]:
        """The whole mail from its beginning, in pieces."""
        self._file.seek(0)
        while block := self._file.read(BLOCK):
            yield block

    def close(self) -> None:
        self._file.close()


Raw = bytes | Spool


def head_of(raw: Raw) -> bytes:
    """As much of the mail as answers and lists are made from."""
    return raw.head if isinstance(raw, Spool) else raw


def oddities(raw: Raw) -> list[str]:
    """What no right client sends, in words: bare CR or LF (RFC 5321, 2.3.8), NUL, bytes above 127."""
    whole = cr = lf = 0
    nul = high = False
    last = b""
    for block in raw.blocks() if isinstance(raw, Spool) else (raw,):
        whole += block.count(b"\r\n") + (last == b"\r" and block[:1] == b"\n")
        cr += block.count(b"\r")
        lf += block.count(b"\n")
        nul = nul or b"\0" in block
        high = high or not block.isascii()
        last = block[-1:]
    told = {"bare CR or LF": cr != whole or lf != whole, "NUL": nul, "8-bit": high}
    return [name for name, found in told.items() if found]
