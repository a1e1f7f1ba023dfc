"""A captured mail: its envelope, its row in the list, and its content taken apart.

Everything here is a frozen record or a pure function of the raw bytes. Nothing raises on mail bytes.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from typing import cast

from sandbox.nesting import shallow

MAX_PARTS = 1000
"""Parts of one mail that are looked at; a mail with more is shown up to here."""
MAX_HEADER_CHARS = 100_000
"""Characters of one header that are decoded; the raw bytes keep the rest."""
SNIPPET_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One RCPT TO with the ESMTP parameters that came with it."""

    address: str
    params: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the SMTP client said, apart from the mail itself."""

    mail_from: str = ""
    """Empty for the null sender of bounces."""
    recipients: tuple[Recipient, ...] = ()
    mail_params: tuple[str, ...] = ()
    helo: str = ""
    peer: str = ""
    """`host:port` of the client."""
    tls: str = ""
    """Protocol version such as `TLSv1.3`; empty for plain text."""
    user: str = ""
    """Who authenticated; empty for nobody."""
    source: str = "smtp"
    """`smtp`, `http` (sent through the API) or `sandbox` (made by an inbox's behaviour)."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Recipients in order, as they were written."""
        return tuple(r.address for r in self.recipients)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and an address from a header."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The headers that a list shows, decoded."""

    subject: str = ""
    message_id: str = ""
    """Without the angle brackets."""
    from_: Mailbox | None = None
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """One captured mail as the list shows it.

    `seq` grows by arrival and is never used twice; `id` is 22 letters and digits, as Mailpit's.
    """

    seq: int
    id: str
    head: Head
    envelope: Envelope
    created: datetime
    """When it was accepted, by the sandbox's clock, UTC."""
    size: int
    """Bytes of the raw mail."""
    read: bool = False
    tags: tuple[str, ...] = ()
    attachments: int = 0
    snippet: str = ""

    @property
    def subject(self) -> str:
        return self.head.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderField:
    """One header in the order of the mail: `value` decoded, `raw` as it stood, folding included."""

    name: str
    value: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartInfo:
    """One leaf of the MIME tree that is not the shown text."""

    part_id: str
    """Place in the tree, as IMAP counts: `2`, `1.3`."""
    filename: str
    media_type: str
    content_id: str
    """Without the angle brackets."""
    size: int
    sha256: str
    inline: bool
    data: bytes = field(repr=False)
    disposition: str = ""
    whole: bool = False
    """The mail has no other part."""

    @property
    def marked(self) -> bool:
        """Mailpit's rule of what counts as an attachment: a part that says so, or is the whole mail."""
        return self.disposition == "attachment" or self.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A mail taken apart."""

    headers: tuple[HeaderField, ...] = ()
    text: str = ""
    html: str = ""
    parts: tuple[PartInfo, ...] = ()
    defects: tuple[str, ...] = ()

    @property
    def attachments(self) -> tuple[PartInfo, ...]:
        return tuple(p for p in self.parts if not p.inline)

    @property
    def inline(self) -> tuple[PartInfo, ...]:
        return tuple(p for p in self.parts if p.inline)

    def header(self, name: str) -> str | None:
        """The first header of this name, decoded; None where there is none."""
        low = name.lower()
        return next((h.value for h in self.headers if h.name.lower() == low), None)

    def all(self, name: str) -> tuple[str, ...]:
        low = name.lower()
        return tuple(h.value for h in self.headers if h.name.lower() == low)


_FOLD = re.compile(r"\r?\n[ \t]*|\r")


def decode_words(value: str) -> str:
    """A header as a person reads it: unfolded, encoded words decoded (RFC 2047), 8-bit read as UTF-8."""
    value = _FOLD.sub(" ", value[:MAX_HEADER_CHARS]).strip()
    value = _bytes_as_text(value.encode("utf-8", "surrogateescape"))
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError):
        return value
    out = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            out.append(piece)
        else:
            out.append(_decode(piece, charset or "latin-1"))
    return "".join(out)


def read_head(raw: bytes) -> Head:
    """The list's headers from the top of a raw mail, in time linear in the header."""
    fields: dict[str, list[str]] = {}
    for name, value in header_lines(raw):
        key = name.lower()
        if key in _HEAD_NAMES:
            fields.setdefault(key, []).append(value)

    def boxes(key: str) -> tuple[Mailbox, ...]:
        return _mailboxes(fields.get(key, ()))

    senders = boxes("from")
    return Head(
        subject=decode_words(fields.get("subject", [""])[0]),
        message_id=fields.get("message-id", [""])[0].strip().strip("<>")[:998],
        from_=senders[0] if senders else None,
        to=boxes("to"),
        cc=boxes("cc"),
        bcc=boxes("bcc"),
        reply_to=boxes("reply-to"),
    )


_HEAD_NAMES = frozenset({"subject", "message-id", "from", "to", "cc", "bcc", "reply-to"})
_HEAD_END = re.compile(rb"\r?\n\r?\n")


def split_head(raw: bytes) -> tuple[bytes, bytes]:
    """Header block and body, cut at the first empty line; a mail that starts with one has no header."""
    if raw.startswith((b"\n", b"\r\n")):
        return b"", raw.lstrip(b"\r").removeprefix(b"\n")
    found = _HEAD_END.search(raw)
    return (raw, b"") if found is None else (raw[: found.start()], raw[found.end() :])


def header_lines(raw: bytes) -> list[tuple[str, str]]:
    """Names and values in order, folding kept, bytes that are not UTF-8 as surrogates."""
    head, _ = split_head(raw)
    out: list[tuple[str, list[str]]] = []
    for line in head.decode("utf-8", "surrogateescape").split("\n"):
        if line[:1] in (" ", "\t") and out:
            out[-1][1].append(line)
            continue
        name, colon, value = line.partition(":")
        if colon and name and " " not in name.rstrip():
            out.append((name.rstrip(), [value]))
    return [(name, "\n".join(lines).rstrip("\r").strip(" ")) for name, lines in out]


_PLAIN_BOX = re.compile(r"([A-Za-z0-9][A-Za-z0-9 _-]*)?<([\w.+-]+@[\w.-]+)>|([\w.+-]+@[\w.-]+)", re.ASCII)
"""One mailbox without quotes, comments or encoded words: what most headers hold, read at once."""


def _mailboxes(values: Sequence[str]) -> tuple[Mailbox, ...]:
    if not values:
        return ()
    plain = _PLAIN_BOX.fullmatch(values[0]) if len(values) == 1 else None
    if plain is not None:
        return (Mailbox(name=(plain[1] or "").strip(), address=plain[2] or plain[3]),)
    text = [_FOLD.sub(" ", v[:MAX_HEADER_CHARS]) for v in values]
    try:
        pairs = getaddresses(text, strict=False)
    except TypeError:  # Python before 3.11.10 has no `strict`
        pairs = getaddresses(text)
    except (ValueError, IndexError):
        return ()
    return tuple(
        Mailbox(name=decode_words(name), address=_bytes_as_text(addr.encode("utf-8", "surrogateescape")))
        for name, addr in pairs
        if name or addr
    )


def read_content(raw: bytes) -> Content:
    """Take a mail apart: headers in order, the text and HTML a reader shows, and every other part."""
    headers = tuple(
        HeaderField(name=n, value=decode_words(v), raw=_bytes_as_text(v.encode("utf-8", "surrogateescape")))
        for n, v in header_lines(raw)
    )
    try:
        looked_at = shallow(raw)
        message = BytesParser(policy=compat32).parsebytes(looked_at)
    except (MessageError, ValueError, RecursionError, LookupError) as exc:
        body = split_head(raw)[1]
        return Content(headers=headers, text=_bytes_as_text(body), defects=(type(exc).__name__,))
    texts: list[str] = []
    htmls: list[str] = []
    parts: list[PartInfo] = []
    defects = [] if len(looked_at) == len(raw) else ["NestsTooDeep"]
    for number, leaf in _leaves(message):
        defects += [type(d).__name__ for d in leaf.defects]
        _take(number, leaf, texts, htmls, parts, whole=leaf is message)
    return Content(
        headers=headers,
        text="\n".join(texts),
        html="\n".join(htmls),
        parts=tuple(parts),
        defects=tuple(dict.fromkeys(defects)),
    )


def _take(
    number: str, leaf: Message, texts: list[str], htmls: list[str], parts: list[PartInfo], *, whole: bool
) -> None:
    kind = leaf.get_content_type()
    disposition = (leaf.get_content_disposition() or "") if leaf.get("content-disposition") else ""
    data = _payload(leaf)
    name = _filename(leaf)
    if disposition != "attachment" and not name and kind in ("text/plain", "text/html"):
        text = _decode(data, str(leaf.get_content_charset() or "utf-8"))
        (texts if kind == "text/plain" else htmls).append(text.replace("\r\n", "\n"))
        return
    content_id = str(leaf.get("content-id") or "").strip().strip("<>")
    parts.append(
        PartInfo(
            part_id=number,
            filename=name,
            media_type=kind,
            content_id=content_id,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            inline=disposition == "inline" or (disposition != "attachment" and bool(content_id)),
            data=data,
            disposition=disposition,
            whole=whole,
        )
    )


def _leaves(message: Message) -> list[tuple[str, Message]]:
    """Leaves in document order, walked without recursion: a mail may nest a thousand deep."""
    out: list[tuple[str, Message]] = []
    stack: list[tuple[str, Message]] = [("", message)]
    while stack and len(out) < MAX_PARTS:
        number, node = stack.pop()
        children = node.get_payload() if node.is_multipart() else None
        if node.get_content_type() == "message/rfc822" or not isinstance(children, list):
            out.append((number or "1", node))
            continue
        numbered = [(f"{number}.{i}" if number else str(i), c) for i, c in enumerate(children, 1)]
        stack.extend(reversed(cast("list[tuple[str, Message]]", numbered)))
    return out


def _payload(leaf: Message) -> bytes:
    try:
        if leaf.is_multipart():
            inner = leaf.get_payload()
            return inner[0].as_bytes() if isinstance(inner, list) and inner else b""  # type: ignore[union-attr]
        data = leaf.get_payload(decode=True)
    except (MessageError, ValueError, LookupError, RecursionError, KeyError, AttributeError):
        return b""
    return data if isinstance(data, bytes) else b""


def _filename(leaf: Message) -> str:
    try:
        return decode_words(leaf.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _decode(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (LookupError, ValueError):
        return _bytes_as_text(data)


def _bytes_as_text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


_SPACE = re.compile(r"\s+")


def html_text(html: str) -> str:
    """The visible words of HTML, in order, without style and script; for search, snippets and extraction."""
    if not html:
        return ""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    tree.strip_tags(["style", "script", "head", "title", "noscript", "template"])
    for node in tree.css("img[alt]"):
        alt = node.attributes.get("alt")
        if alt:
            node.replace_with(f" {alt} ")
    for node in tree.css("br"):
        node.replace_with("\n")
    for node in tree.css("p,div,tr,table,li,h1,h2,h3,h4,h5,h6,td,th"):
        node.insert_after("\n" if node.tag not in ("td", "th") else " ")
    return tree.body.text(separator="") if tree.body is not None else ""


def snippet(content: Content) -> str:
    """The first words of the body on one line; of the HTML where there is any, as Mailpit has it."""
    shown = html_text(content.html[:200_000]) or content.text
    words = _SPACE.sub(" ", shown[:4000].replace("\ufeff", " ")).strip()
    return words if len(words) <= SNIPPET_CHARS else words[:SNIPPET_CHARS] + "..."
