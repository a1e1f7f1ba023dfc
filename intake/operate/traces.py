"""Where a person's bytes may lie outside the ledger's rows, and in which spellings they may be found."""

import base64
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

CHUNK: Final = 1 << 20
MAX_FILES: Final = 50_000
_DATABASES: Final = (".sqlite", ".sqlite3", ".db")
_BUSY_S: Final = 5.0


def spellings(words: Sequence[str]) -> tuple[bytes, ...]:
    """Each text as UTF-8, UTF-16 of both orders and base64 at its three alignments, lower-case first.

    Base64 tells lower from upper case only after decoding, so both are looked for as they were given.
    """
    found: dict[bytes, None] = {}
    for word in words:
        for text in dict.fromkeys((word, word.lower())):
            raw = text.encode("utf-8", "surrogatepass")
            for form in (raw, text.encode("utf-16-le", "ignore"), text.encode("utf-16-be", "ignore")):
                found[form] = None
                found.update((piece, None) for piece in _base64(form) if len(piece) >= 8)
    return tuple(found)


def _base64(raw: bytes) -> Iterator[bytes]:
    """The characters that are the same whatever stands before and behind (RFC 4648)."""
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw)
        start = {0: 0, 1: 2, 2: 3}[shift]
        end = len(text) - {0: 0, 1: 3, 2: 2}[(len(raw) + shift) % 3]
        yield text[start:end]


def holds(data: bytes, wanted: Sequence[bytes]) -> bool:
    """Whether one of the spellings stands in the bytes; what is text is compared in any case of letters."""
    lower = data.lower()
    return any(w in data or w in lower for w in wanted)


def files_with(folder: Path, wanted: Sequence[bytes]) -> list[Path]:
    """Files below a folder that hold one of the spellings, read piece by piece."""
    longest = max((len(w) for w in wanted), default=1)
    found = []
    for n, path in enumerate(sorted(folder.rglob("*"))):
        if n >= MAX_FILES:
            break
        if not path.is_symlink() and path.is_file() and _file_holds(path, wanted, longest):
            found.append(path)
    return found


def _file_holds(path: Path, wanted: Sequence[bytes], overlap: int) -> bool:
    try:
        with path.open("rb") as file:
            kept = b""
            while piece := file.read(CHUNK):
                if holds(kept + piece, wanted):
                    return True
                kept = piece[-overlap:]
    except OSError:
        return False  # gone or locked: nobody can read it out either
    return False


def rewrite_databases(folder: Path) -> list[Path]:
    """Rewrite every SQLite file, whose free pages hold what was deleted; those in use come back."""
    busy = []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in _DATABASES or not path.is_file():
            continue
        try:
            with closing(sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)) as db:
                db.execute("VACUUM")
                row = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if row is not None and row[0]:
                    busy.append(path)
        except sqlite3.Error:
            busy.append(path)
    return busy
