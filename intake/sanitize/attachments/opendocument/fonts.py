"""Fonts that an OpenDocument brings along, and those of them that draw other letters than they are told."""

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.markup import get, name
from intake.sanitize.attachments.pages.letters import lies_of
from intake.sanitize.attachments.signs import SIGN_FONTS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_FONTS = 40
MAX_BYTES = 8_000_000


def lying_fonts(holders: "list[Element | None]", load: Callable[[str], bytes | None]) -> frozenset[str]:
    """The names of font faces (ODF 1.3, part 3, 16.23) whose letters are swapped; `load` reads a part."""
    found = _of_signs(holders)
    looked: set[tuple[str | None, str | None]] = set()
    for face in (one for holder in holders if holder is not None for one in holder):
        for one in face.iter():
            key = (get(face, "style:name"), get(one, "xlink:href"))
            if name(one.tag) != "svg:font-face-uri" or len(looked) >= MAX_FONTS or (key in looked and key[1]):
                continue
            looked.add(key)
            program = _program(one, load)
            if program and lies_of(program):
                found.add(get(face, "style:name") or "")
    return frozenset(found)


def _of_signs(holders: "list[Element | None]") -> set[str]:
    faces = [one for holder in holders if holder is not None for one in holder]
    named = ((get(f, "style:name") or "", (get(f, "svg:font-family") or "").strip("'\"")) for f in faces)
    return {called for called, family in named if family.lower() in SIGN_FONTS}


def _program(uri: "Element", load: Callable[[str], bytes | None]) -> bytes | None:
    path = get(uri, "xlink:href")
    if path:
        return load(path.removeprefix("./"))
    text = next((e.text for e in uri if name(e.tag) == "office:binary-data"), None) or ""
    try:
        return base64.b64decode(text[: 2 * MAX_BYTES])
    except (binascii.Error, ValueError):
        return None
