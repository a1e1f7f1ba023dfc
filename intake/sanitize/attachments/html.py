"""An HTML document, seen as a browser shows it."""

import re

from intake.sanitize.attachments.decode import decode, is_text
from intake.sanitize.attachments.reader import MAX_BLOCKS, Page, Reader, Source, Unreadable

_START = re.compile(
    rb"\s{0,64}(?:<!doctype\s+html|<html|<head|<body|<!--|<\?xml[^>]{0,200}\?>\s{0,64}<(?:!doctype\s+html|html))",
    re.I,
)
_TAG = re.compile(rb"</?(?:html|body|head|div|p|table|span|br|a|h[1-6]|ul|td|style|script)\b", re.I)
_CHARSET = re.compile(rb"charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_:.-]{2,40})", re.I)


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    bare = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if not is_text(data):
        return None
    if extension in {"html", "htm", "xhtml", "shtml", "mht"} or claimed in {
        "text/html",
        "application/xhtml+xml",
    }:
        return "text/html" if _TAG.search(data[:200_000]) or extension in {"html", "htm"} else None
    if extension in {"txt", "md", "markdown", "csv", "tsv", "eml", "log", "json"}:
        return None
    found = _START.match(bare)
    return "text/html" if found and _TAG.search(bare) else None


def read(source: Source, page: Page) -> None:
    from intake.sanitize import sanitize_html
    from intake.sanitize.limits import Limits

    view = sanitize_html(_decode(source.data), where="html", limits=Limits())
    page.extend(tuple(view.findings))
    if len(view.text) > page.budget.text:
        raise Unreadable("limit: more text than a person reads")
    page.budget.text -= len(view.text)
    page.parts.append(view.text)
    page.blocks.extend(tuple(view.blocks)[:MAX_BLOCKS])
    page.markup = view.markup


def _decode(data: bytes) -> str:
    """By byte order mark, as UTF-8, then as its `<meta>` says, then by guess."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    found = _CHARSET.search(data[:2048])
    if found and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(found[1].decode("ascii"), "replace")
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


READER = Reader(name="html", sniff=sniff, read=read, extensions=("html", "htm", "xhtml", "shtml"))
