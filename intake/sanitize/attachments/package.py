"""Office files are ZIP archives of XML: opened with bounds, read without entities."""

import codecs
import io
import re
import zipfile
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from intake.sanitize.attachments.reader import Budget, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_ENTRIES = 5_000
MAX_PART = 24_000_000
"""Bytes of one XML part; a tree takes ten times that."""
_CHUNK = 1 << 16
_BOUND = re.compile(rb"xmlns:([A-Za-z_][\w.-]{0,40})\s*=\s*[\"']([^\"'<>]{0,300})")
KNOWN_SPACES = (
    "http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/", "urn:schemas-microsoft-com:",
    "http://purl.oclc.org/ooxml/", "http://purl.org/dc/", "http://www.w3.org/",
)  # fmt: skip
"""How the names of name spaces begin that Office knows."""


class Package:
    """A ZIP archive whose members are unpacked within the budget, whatever their headers say."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as exc:
            raise Unreadable("damaged (no archive)") from exc
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise Unreadable("limit: too many entries")
        self.entries = {e.filename.lstrip("/"): e for e in entries}

    def names(self) -> list[str]:
        return list(self.entries)

    def encrypted(self) -> bool:
        return any(e.flag_bits & 1 for e in self.entries.values())

    def bytes(self, name: str, most: int = MAX_PART) -> bytes | None:
        """A member's bytes, None where there is none. Raises Unreadable (`limit`, `encrypted`)."""
        entry = self.entries.get(name.lstrip("/"))
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise Unreadable("encrypted")
        if entry.file_size > most:
            raise Unreadable("limit: a member unpacks to too many bytes")
        out = bytearray()
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    self._budget.expand(len(chunk))
                    out += chunk
                    if len(out) > most:
                        raise Unreadable("limit: a member unpacks to too many bytes")
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
            zlib.error,
        ) as exc:
            raise Unreadable("damaged (a member of the archive)") from exc
        return bytes(out)

    def xml(self, name: str) -> "Element | None":
        """A member as a tree, None where there is none. Raises Unreadable."""
        data = self.bytes(name)
        return None if data is None else tree(data)

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Id to (kind, target path, external) of a part's relationships (ECMA-376-2, 9.3)."""
        folder, _, name = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        found: dict[str, tuple[str, str, bool]] = {}
        for one in root if root is not None else ():
            target = one.get("Target") or ""
            external = one.get("TargetMode") == "External"
            kind = (one.get("Type") or "").rpartition("/")[2]
            found[one.get("Id") or ""] = (kind, target if external else _join(folder, target), external)
        return found

    def foreign(self, name: str) -> frozenset[str]:
        """Prefixes that a part binds to a name space that Office does not know (ECMA-376-3, 10.2.1)."""
        data = self.bytes(name) or b""
        if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            data = data.decode("utf-16", "replace").encode()
        found = _BOUND.findall(data)
        known = tuple(space.encode() for space in KNOWN_SPACES)
        return frozenset(p.decode("ascii") for p, space in found if not space.startswith(known))


def chosen(alternatives: "Element", foreign: frozenset[str]) -> "Element | None":
    """Of `mc:AlternateContent` the first choice whose name spaces are known, else the fallback."""
    for one in alternatives:
        if local(one.tag) == "Choice" and foreign.isdisjoint((one.get("Requires") or "").split()):
            return one
    return child(alternatives, "Fallback")


def tree(data: bytes) -> "Element":
    """XML without document types and entities. Raises Unreadable."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as exc:
        raise Unreadable("limit: XML entities") from exc
    except (ParseError, ValueError, LookupError) as exc:
        raise Unreadable("damaged (XML)") from exc
    return root


@lru_cache(4096)
def local(tag: object) -> str:
    """A tag's name without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: "Element", name: str) -> str | None:
    """An attribute by its local name, in any namespace: strict and transitional files differ in it."""
    if (value := element.get(name)) is not None:
        return value
    return next((v for k, v in element.attrib.items() if local(k) == name), None)


def child(element: "Element | None", *names: str) -> "Element | None":
    """The descendant at a path of local names."""
    for name in names:
        if element is None:
            return None
        element = next((c for c in element if local(c.tag) == name), None)
    return element


def _join(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps)
