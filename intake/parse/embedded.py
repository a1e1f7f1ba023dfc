"""Files written into plain text: uuencoded blocks, as old mailers and scanners still send them."""

import re
from dataclasses import dataclass

from intake.parse.mime import uudecode

MAX_FILES = 50
"""Embedded files taken out of one text."""

_BEGIN = re.compile(r"^begin(?:-base64)? ([0-7]{3,4}) ([^\n]{1,200})\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    filename: str
    payload: bytes


def embedded_files(text: str) -> tuple[str, tuple[Embedded, ...]]:
    """The text without its uuencoded blocks, and the files. A block without `end` is text."""
    files: list[Embedded] = []
    kept: list[str] = []
    at = 0
    while len(files) < MAX_FILES and (begin := _BEGIN.search(text, at)) is not None:
        end = text.find("\nend", begin.end() - 1)
        if end < 0:
            break
        lines = text[begin.end() : end]
        first = lines.split("\n", 1)[0]
        # A sentence may begin with "begin 644": the first line must be as long as it says.
        if not first or not _fits(first):
            kept.append(text[at : begin.end()])
            at = begin.end()
            continue
        kept.append(text[at : begin.start()])
        files.append(
            Embedded(filename=begin.group(2).strip(), payload=uudecode(lines.encode("latin-1", "replace")))
        )
        stop = text.find("\n", end + 1)
        at = len(text) if stop < 0 else stop + 1
    kept.append(text[at:])
    return "".join(kept), tuple(files)


def _fits(line: str) -> bool:
    count = (ord(line[0]) - 32) & 63
    wanted = (count + 2) // 3 * 4
    return wanted - 4 <= len(line) - 1 <= wanted + 2 and all(" " <= char <= "`" for char in line)
