"""OpenDocument text, sheets and slides (ODF 1.3), packed or flat, as an office shows them when opened."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.charts import put_chart
from intake.sanitize.attachments.opendocument.drawings import Drawings, controls_of, layers_off
from intake.sanitize.attachments.opendocument.fields import Fields
from intake.sanitize.attachments.opendocument.lists import Counter, Lists, levels
from intake.sanitize.attachments.opendocument.markup import first, name, words
from intake.sanitize.attachments.opendocument.masters import Masters
from intake.sanitize.attachments.opendocument.sheets import put_sheets
from intake.sanitize.attachments.opendocument.slides import put_slides
from intake.sanitize.attachments.opendocument.styles import Styles
from intake.sanitize.attachments.opendocument.walk import Walk
from intake.sanitize.attachments.package import Package, tree
from intake.sanitize.attachments.reader import Budget, Page, Reader, Refused, Source, Stopped, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BASE = "application/vnd.oasis.opendocument."
_KINDS = ("text", "spreadsheet", "presentation")
_HEAD = 65_536
"""Bytes in which a flat file names its type."""
_FLAT = re.compile(r"mimetype\s{0,9}=\s{0,9}[\"']" + re.escape(_BASE) + r"([a-z-]{0,40})")
_TYPED = re.compile(r"media-type\s{0,9}=\s{0,9}[\"']" + re.escape(_BASE) + r"([a-z-]{0,40})")
_MACROS = re.compile(r"(Basic|Scripts)/.*[^/]$")
SHORT = 8
"""Characters of a page number and its word."""
LONG = 24
"""Characters from which a property is no mere name."""


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    if data.startswith(b"PK\x03\x04"):
        kind = _packed(data)
    else:
        kind = _flat(data)
    if kind is None:
        return None
    return _BASE + next((k for k in _KINDS if kind.startswith(k)), "other")


def _packed(data: bytes) -> str | None:
    head = data[:200]
    if _BASE.encode() in head:
        return head[head.index(_BASE.encode()) + len(_BASE) :].decode("latin-1")
    # The type stands first and unpacked (ODF 1.3, part 2, 3.3); without it offices ask the manifest.
    if b"META-INF/manifest.xml" not in data or b"content.xml" not in data:
        return None
    try:
        package = Package(data, Budget())
        told = (package.bytes("mimetype", 200) or b"").decode("latin-1").strip()
        manifest = (package.bytes("META-INF/manifest.xml") or b"").decode("utf-8", "replace")
    except Stopped:
        return None
    if told.startswith(_BASE):
        return told[len(_BASE) :]
    found = _TYPED.search(manifest)
    return found[1] if found else None


def _flat(data: bytes) -> str | None:
    head = data[:_HEAD]
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = head.decode("utf-16", "replace") if wide else head.decode("latin-1")
    if "<" not in text[:200] or "opendocument:xmlns:office" not in text:
        return None
    found = _FLAT.search(text)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class File:
    """The parts of a document; those of a flat one are all its one tree."""

    package: Package | None
    content: "Element"
    styles: "Element"
    meta: "Element | None"

    @classmethod
    def of(cls, source: Source, page: Page) -> "File":
        """Raises Unreadable, and Refused for macros."""
        if not source.data.startswith(b"PK"):
            source.budget.expand(len(source.data))
            root = tree(source.data)
            if any(name(e.tag) in {"ooo:module", "ooo:source-code"} for e in root.iter()):
                page.find("macro", "Basic", "document", "flagged")
                raise Refused("macro")
            return cls(None, root, root, first(root, "office:meta"))
        package = Package(source.data, source.budget)
        if any(_MACROS.match(n) for n in package.names()):
            page.find("macro", "Basic", "package", "flagged")
            raise Refused("macro")
        if b"encryption-data" in (package.bytes("META-INF/manifest.xml") or b""):
            raise Unreadable("encrypted")
        content, styles, meta = (package.xml(f"{part}.xml") for part in ("content", "styles", "meta"))
        if content is None:
            raise Unreadable("damaged (no content)")
        return cls(package, content, content if styles is None else styles, first(meta, "office:meta"))

    def object(self, path: str) -> "Element | None":
        """The content of an object that is put in, such as a chart."""
        return (
            self.package.xml(f"{path.removeprefix('./').rstrip('/')}/content.xml") if self.package else None
        )


def read(source: Source, page: Page) -> None:
    file = File.of(source, page)
    body = first(file.content, "office:body")
    kind = next((e for e in body if name(e.tag).startswith("office:")), None) if body is not None else None
    if kind is None:
        raise Unreadable("damaged (no body)")
    common = Styles(flowing=name(kind.tag) == "office:text")
    common.add(first(file.styles, "office:styles"))
    margin_styles = common.but(first(file.styles, "office:automatic-styles"))
    masters = Masters.of(first(file.styles, "office:master-styles"), margin_styles)
    styles = common.but(first(file.content, "office:automatic-styles"))
    fields = Fields(about={name(e.tag): e.text or "" for e in file.meta} if file.meta is not None else {})
    drawings = Drawings(
        styles,
        layers_off=layers_off(first(file.styles, "office:master-styles")),
        controls=controls_of(kind),
        chart=lambda holder, walk: put_chart(holder, file.object, walk),
    )
    lists = Lists(styles.lists, outline=Counter(levels(styles.outline)))
    walk = Walk(page=page, styles=styles, fields=fields, lists=lists, drawings=drawings)
    if name(kind.tag) == "office:spreadsheet":
        put_sheets(kind, walk)
        _unused(masters, [], page)
    elif name(kind.tag) == "office:text":
        _text(kind, walk, masters)
    else:
        put_slides(kind, walk, masters)
    _about(file.meta, page)


def _text(body: "Element", walk: Walk, masters: Masters) -> None:
    masters.survey(body, walk.styles)
    walk.drawings.area = masters.largest()
    headers, footers = masters.shown("header"), masters.shown("footer")
    _margins(headers, "header", walk, masters)
    walk.masters, look = masters, masters.look(masters.runs[0].master)
    walk.paper = look.ground, look.ground
    walk.blocks(body, look)
    walk.masters = None
    _margins(footers, "footer", walk, masters)
    _unused(masters, [*headers, *footers], walk.page)


def _margins(parts: "list[Element]", kind: str, walk: Walk, masters: Masters) -> None:
    """Headers or footers, with the styles of their own part."""
    lists = Lists(masters.styles.lists)
    for part in parts:
        owner = next((m for m, e in masters.pages.items() if any(part is one for one in e)), "")
        other = walk.apart(masters.styles, kind, lists)
        other.blocks(part, masters.margin(owner, kind))


def _unused(masters: Masters, used: "list[Element]", page: Page) -> None:
    for one in masters.unused(used):
        # What offices put there by themselves are fields and a word or two.
        said = " ".join("".join(p.itertext()) for p in one.iter() if name(p.tag) in {"text:p", "text:h"})
        if any(c.isalpha() for c in said) and len(words(one)) > SHORT:
            page.find("d8-header-table-field", said, "unused header or footer")


def _about(meta: "Element | None", page: Page) -> None:
    """What the file says of itself is metadata: never text."""
    for one in meta if meta is not None else ():
        text = (one.text or "").strip()
        if len(text) > LONG and " " in text:
            page.find("d6-docprops", text, "meta.xml")


READER = Reader(
    name="odf",
    sniff=sniff,
    read=read,
    extensions=("odt", "ods", "odp", "odg", "ott", "ots", "otp", "fodt", "fods", "fodp", "fodg", "xml"),
)
