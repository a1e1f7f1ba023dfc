"""Names and lengths of OpenDocument (ODF 1.3, part 3): `text:p`, whatever the prefixes of a file are."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    "draw": f"{_OASIS}drawing:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "smil": f"{_OASIS}smil-compatible:1.0",
    "number": f"{_OASIS}datastyle:1.0",
    "anim": f"{_OASIS}animation:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "ooo": "http://openoffice.org/2004/office",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
_PREFIXES = {space: prefix for prefix, space in _SPACES.items()}
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(pt|in|inch|cm|mm|px|pc)$")
_POINTS = {"pt": 1.0, "in": 72.0, "inch": 72.0, "cm": 28.3465, "mm": 2.83465, "px": 0.75, "pc": 12.0}
_SHARE = re.compile(r"([+-]?\d{1,9}(?:\.\d{0,9})?)%$")


@lru_cache(8192)
def name(tag: object) -> str:
    """`text:p` for what OpenDocument knows, the bare name where there is no name space, else nothing."""
    if not isinstance(tag, str):
        return ""
    space, _, local = tag.rpartition("}")
    if not space:
        return tag
    space = space[1:]
    if space in _PREFIXES:
        return f"{_PREFIXES[space]}:{local}"
    if space.startswith(_OASIS) and space.endswith(":1.0"):
        return f"{space[len(_OASIS) : -4]}:{local}"
    return ""


@lru_cache(1024)
def _tag(qualified: str) -> str:
    prefix, _, local = qualified.partition(":")
    return f"{{{_SPACES.get(prefix) or f'{_OASIS}{prefix}:1.0'}}}{local}"


def get(element: "Element", qualified: str) -> str | None:
    """An attribute by its name as the specification writes it."""
    return element.get(_tag(qualified))


def is_on(element: "Element", qualified: str, value: str = "true") -> bool:
    return get(element, qualified) == value


def first(element: "Element | None", *path: str) -> "Element | None":
    """The descendant at a path of names."""
    for one in path:
        if element is None:
            return None
        element = element.find(_tag(one))
    return element


def words(element: "Element") -> str:
    """All that is written in an element, for the receipt; a picture in the file says nothing."""
    binary = _tag("office:binary-data")
    if element.find(f".//{binary}") is None:
        return " ".join(" ".join(element.itertext()).split())
    texts = [(one.text or "", one.tail or "") for one in element.iter() if one.tag != binary]
    return " ".join(" ".join(" ".join(pair) for pair in texts).split())


def points(text: str | None) -> float | None:
    found = _LENGTH.match(text.strip()) if text else None
    return float(found[1]) * _POINTS[found[2]] if found else None


def share(text: str | None) -> float | None:
    """A percentage, as a part of one."""
    found = _SHARE.match(text.strip()) if text else None
    return float(found[1]) / 100 if found else None


def count(element: "Element", qualified: str, most: int, other: int = 1) -> int:
    """A whole number of at least one, within bounds."""
    text = get(element, qualified) or ""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else other
    return min(most, max(1, number))
