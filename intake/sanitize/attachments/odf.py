"""OpenDocument text, sheets and slides (ODF 1.3), packed or as one flat XML file: what is seen of them."""

from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.lists import Lists
from intake.sanitize.attachments.opendocument.looks import Look, Styles, points_of
from intake.sanitize.attachments.opendocument.places import Paper
from intake.sanitize.attachments.opendocument.walk import Walk
from intake.sanitize.attachments.package import Package, attribute, child, local, tree
from intake.sanitize.attachments.reader import Page, Reader, Refused, Source, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BASE = "application/vnd.oasis.opendocument."
_KINDS = ("text", "spreadsheet", "presentation")
_HEAD = 4_000
"""Bytes in which a flat file says what it is."""


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    packed = data.startswith(b"PK\x03\x04")
    head = data[: 200 if packed else _HEAD]
    if _BASE.encode() not in head or not (packed or _is_flat(head)):
        return None
    kind = head[head.index(_BASE.encode()) + len(_BASE) :]
    return _BASE + next((k for k in _KINDS if kind.startswith(k.encode())), "other")


def _is_flat(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"office:document" in head


def read(source: Source, page: Page) -> None:
    if not source.data.startswith(b"PK"):
        root = tree(source.data)
        _body(root, [root], page, source.media_type)
        return
    package = Package(source.data, source.budget)
    if any(n.startswith(("Basic/", "Scripts/")) and not n.endswith("/") for n in package.names()):
        page.find("macro", "Basic", "package", "flagged")
        raise Refused("macro")
    manifest = package.bytes("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise Unreadable("encrypted")
    content = package.xml("content.xml")
    if content is None:
        raise Unreadable("damaged (no content)")
    shared = package.xml("styles.xml")
    _body(content, [content] if shared is None else [shared, content], page, source.media_type)


def _body(root: "Element", parts: "list[Element]", page: Page, media_type: str) -> None:
    styles, layers = Styles(), set[str]()
    masters: dict[str, Element] = {}
    walk = Walk(page=page, styles=styles, lists=Lists(), sheets=media_type == _BASE + "spreadsheet")
    for one in (e for part in parts for e in part.iter()):
        name = local(one.tag)
        if name == "style":
            styles.elements[attribute(one, "name") or ""] = one
        elif name == "list-style":
            walk.lists.add(one)
        elif name == "master-page":
            masters[attribute(one, "name") or ""] = one
        elif name == "layer" and attribute(one, "display") in {"none", "printer"}:
            layers.add(attribute(one, "name") or "")
    walk.layers = frozenset(layers)
    if media_type == _BASE + "presentation":
        walk.masters, walk.paper = masters, _paper(parts)
        walk.blocks(root, Look(), "", 0)
        return
    used = _used(root, styles, masters) if media_type == _BASE + "text" else []
    for kind in ("header-first", "header", "body", "footer-first", "footer"):
        if kind == "body":
            walk.blocks(root, Look(), "", 0)
            continue
        for master in used:
            part = child(master, kind)
            if part is not None and attribute(part, "display") != "false":
                walk.blocks(part, Look(), kind, 0)


def _used(root: "Element", styles: Styles, masters: "dict[str, Element]") -> "list[Element]":
    """The kinds of pages that a text has: those that its paragraphs name, and the first."""
    named = {
        attribute(e, "style-name") for e in root.iter() if local(e.tag) in {"p", "h", "table", "section"}
    }
    names = [attribute(styles.elements[n], "master-page-name") for n in named if n in styles.elements]
    first = "Standard" if "Standard" in masters else next(iter(masters), "")
    return [master for name, master in masters.items() if name == first or name in names]


def _paper(parts: "list[Element]") -> Paper:
    """The largest slide that the layouts of pages tell of."""
    sizes = [
        (points_of(attribute(e, "page-width")) or 0.0, points_of(attribute(e, "page-height")) or 0.0)
        for part in parts
        for e in part.iter()
        if local(e.tag) == "page-layout-properties"
    ]
    return Paper(max((w for w, _ in sizes), default=0.0), max((h for _, h in sizes), default=0.0))


READER = Reader(
    name="odf",
    sniff=sniff,
    read=read,
    extensions=("odt", "ods", "odp", "ott", "ots", "otp", "fodt", "fods", "fodp"),
)
