"""Fonts that a Word document brings along, and those of them that draw other letters than they are told."""

import re

from intake.sanitize.attachments.package import Package, attribute, local
from intake.sanitize.attachments.pages.letters import lies_of

MAX_FONTS = 40
MAX_BYTES = 8_000_000
_HEAD = 32
"""Bytes of a font that are veiled by its key (ECMA-376-4, 2.8.1)."""


def lying_fonts(package: Package, table: str) -> frozenset[str]:
    """The names, in lower case, of embedded fonts whose letters are swapped. Raises Unreadable (`limit`)."""
    root = package.xml(table) if table else None
    if root is None:
        return frozenset()
    parts = package.relations(table)
    found: set[str] = set()
    embedded = [(font, one) for font in root for one in font if local(one.tag).startswith("embed")]
    for font, one in embedded[:MAX_FONTS]:
        _, target, out = parts.get(attribute(one, "id") or "", ("", "", True))
        program = None if out else package.bytes(target, MAX_BYTES)
        if program and lies_of(_unveiled(program, attribute(one, "fontKey") or "")):
            found.add((attribute(font, "name") or "").lower())
    return frozenset(found)


def _unveiled(program: bytes, key: str) -> bytes:
    digits = re.sub(r"[^0-9A-Fa-f]", "", key)
    if len(digits) != 32:
        return program
    veil = bytes.fromhex(digits)[::-1] * 2
    return bytes(a ^ b for a, b in zip(program[:_HEAD], veil, strict=False)) + program[_HEAD:]
