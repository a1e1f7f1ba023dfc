"""A mail's HTML as the page may show it: it runs nothing, loads nothing, and opens links in a new tab.

The content policy of the answer is the lock; what is taken out here is what a policy does not cover
(`<link rel=preconnect>` opens connections in spite of it) or what would only show as broken.
"""

import base64
import re

from selectolax.lexbor import LexborHTMLParser

from sandbox.message import Content, PartInfo

MAX_CHARS = 4_000_000
"""Characters of HTML that are shown."""
MAX_INLINE_BYTES = 20_000_000
"""Bytes of inline pictures of one mail that are put into the page."""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
    "form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-DNS-Prefetch-Control": "off",
    "Cache-Control": "private, max-age=3600",
}
_GONE = "link,script,base,object,embed,iframe,frame,frameset,applet,portal,noscript,meta[http-equiv],dialog"
_REMOTE = re.compile(
    r"""(?:\b(?:src|srcset|background|poster)\s{0,9}=\s{0,9}["']?\s{0,9}|url\(\s{0,9}["']?)(?:https?:)?//""",
    re.I,
)
_IMAGE = re.compile(r"image/(?:png|jpe?g|gif|webp|bmp|svg\+xml|avif|x-icon)")


def frame(content: Content) -> str:
    """The document for the sandboxed frame; pictures of `cid:` addresses stand in it as data."""
    tree = LexborHTMLParser(content.html[:MAX_CHARS])
    for node in tree.css(_GONE):
        node.decompose()
    pictures = _pictures(content.parts)
    for node in tree.css("img[src],input[src]"):
        source = (node.attributes.get("src") or "").strip()
        if source.lower().startswith("cid:"):
            node.attrs["src"] = pictures.get(source[4:].strip("<>"), "data:,")
    for node in tree.css("[ping],[autofocus]"):
        for name in ("ping", "autofocus"):
            if name in node.attributes:
                del node.attrs[name]
    html = tree.html or ""
    # The first base element wins: links open beside the page, which never learns of them.
    base = '<base target="_blank"><meta name="referrer" content="no-referrer">'
    head = re.search(r"<head[^>]{0,1000}>", html[:10_000], re.I)
    return html[: head.end()] + base + html[head.end() :] if head else base + html


def remote_parts(content: Content) -> int:
    """How many pictures and styles of the mail lie elsewhere."""
    return sum(1 for _ in _REMOTE.finditer(content.html[:MAX_CHARS]))


def _pictures(parts: tuple[PartInfo, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    left = MAX_INLINE_BYTES
    for part in parts:
        if part.content_id and _IMAGE.fullmatch(part.media_type) and part.size <= left:
            left -= part.size
            found[part.content_id] = (
                f"data:{part.media_type};base64,{base64.b64encode(part.data).decode('ascii')}"
            )
    return found
