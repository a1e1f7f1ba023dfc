"""The MIME tree, one level at a time (RFC 2045, 2046).

The standard library's parser recurses for each level and rewrites what it read; here nesting is bounded and
the bytes of nested messages and signed parts stay as they were. Decoding is the library's.
"""

import binascii
import re
from dataclasses import dataclass, field

from intake.mail import Defect
from intake.parse.headers import Block, decode_words, from_base64, parameters, read_block

MAX_DEPTH = 30
"""Nested multiparts taken apart. Forwarding chains seen in practice stay under 10."""
MAX_PARTS = 1_000
"""Entities taken apart in one mail."""

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\Z")
_GUESSED = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{0,69}?)[ \t]*\r?\n(?=[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-)")


@dataclass(slots=True)
class Entity:
    """A node of the tree. `body` is as it stood, not yet transfer-decoded."""

    path: str
    block: Block
    media_type: str
    parameters: dict[str, str]
    disposition: str | None
    filename: str | None
    content_id: str | None
    body: bytes
    children: list["Entity"] = field(default_factory=list)


class Reader:
    """Takes one mail apart and counts what it has seen."""

    def __init__(self) -> None:
        self.defects: list[Defect] = []
        self.parts = 0

    def tell(self, kind: str, where: str, note: str = "") -> None:
        if len(self.defects) < 500:
            self.defects.append(Defect(kind=kind, where=where, note=note[:200]))

    def read(self, raw: bytes) -> Entity:
        """The whole mail."""
        root = self.entity(raw, "", "text/plain")
        self.split(root, 0)
        if not root.children:
            root.path = "1"
        return root

    def entity(self, data: bytes, path: str, default: str) -> Entity:
        """One entity with its header block read, children not yet split."""
        self.parts += 1
        where = f"part {path}" if path else "message"
        block = read_block(data, where)
        self.defects.extend(block.defects[: max(0, 500 - len(self.defects))])
        media_type, given = parameters(block.first("content-type") or "")
        if not _TYPE.match(media_type):
            if block.first("content-type") is not None:
                self.tell("bad-content-type", where, media_type)
                default = "text/plain" if not media_type.startswith("multipart") else "multipart/mixed"
            media_type = {"html": "text/html", "text": "text/plain"}.get(media_type, default)
        disposition, more = parameters(block.first("content-disposition") or "")
        identity = (block.first("content-id") or "").strip().strip("<>")
        filename = more.get("filename") or given.get("name") or None
        return Entity(
            path=path,
            block=block,
            media_type=media_type,
            parameters=given,
            disposition=_disposition(disposition),
            filename=_SPACES.sub(" ", decode_words(filename)).strip()[:500] or None if filename else None,
            content_id=identity[:998] or None,
            body=data[block.body :],
        )

    def split(self, entity: Entity, depth: int) -> None:
        """Give a multipart its children, and them theirs."""
        if not entity.media_type.startswith("multipart/"):
            return
        where = f"part {entity.path}" if entity.path else "message"
        if depth >= MAX_DEPTH:
            self.tell("too-deep", where, f"nested more than {MAX_DEPTH} levels; kept whole")
            return
        boundary = entity.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
        bodies, closed = _cut(entity.body, boundary) if boundary else ([], False)
        if not bodies:
            guess = _GUESSED.search(entity.body[:100_000])
            bodies, closed = _cut(entity.body, guess.group(1)) if guess else ([], False)
            self.tell("missing-boundary", where)
        if not bodies:
            entity.media_type = "text/plain"
            return
        if not closed:
            self.tell("missing-close-boundary", where)
        default = "message/rfc822" if entity.media_type == "multipart/digest" else "text/plain"
        for n, body in enumerate(bodies, start=1):
            if self.parts >= MAX_PARTS:
                self.tell("too-many-parts", where, f"{len(bodies) - n + 1} left out")
                break
            child = self.entity(body, f"{entity.path}.{n}" if entity.path else str(n), default)
            entity.children.append(child)
            self.split(child, depth + 1)

    def payload(self, entity: Entity) -> bytes:
        """Transfer-decoded bytes; damage is told and what could be read is returned."""
        raw = entity.block.first("content-transfer-encoding") or ""
        encoding = raw.partition(";")[0].partition("(")[0].strip().strip("\"'").lower()
        where = f"part {entity.path}"
        if encoding == "base64":
            return self.base64(entity.body, where)
        if encoding == "quoted-printable":
            return _quoted_printable(entity.body)
        if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return uudecode(entity.body)
        if encoding not in ("", "7bit", "8bit", "binary"):
            self.tell("unknown-transfer-encoding", where, encoding)
        return entity.body

    def base64(self, body: bytes, where: str) -> bytes:
        compact = b"".join(body.split())
        # Lists and scanners append a footer in plain text below the encoded part.
        tail = re.search(rb"={1,2}\s*\n\s*\n|={1,2}\s*\n[^\n]*[ _:<]", body)
        if tail and _FOREIGN.search(body, tail.end() - 1):
            self.tell("base64-damaged", where, "text after the end")
            return from_base64(body[: tail.start() + 2])
        if _FOREIGN.search(compact) or len(compact.rstrip(b"=")) % 4 == 1:
            self.tell("base64-damaged", where)
        return from_base64(compact)


_SPACES = re.compile(r"\s+")
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=\s]")


def _disposition(value: str) -> str | None:
    if not value:
        return None
    # An unknown disposition is an attachment (RFC 2183, section 2.8).
    return "inline" if value.startswith("inline") else "attachment"


def _cut(body: bytes, boundary: bytes) -> tuple[list[bytes], bool]:
    """The parts between boundary lines, without the line end that belongs to the boundary."""
    mark = b"--" + boundary
    parts: list[bytes] = []
    start: int | None = None
    at = 0
    while (at := body.find(mark, at)) >= 0:
        line_end = _end_of_line(body, at)
        rest = body[at + len(mark) : line_end].rstrip()
        closing = rest == b"--"
        if (at and body[at - 1 : at] not in (b"\n", b"\r")) or (rest and not closing):
            at += len(mark)
            continue
        if start is not None:
            parts.append(_chomp(body[start:at]))
        if closing:
            return parts, True
        start = line_end + (2 if body[line_end : line_end + 2] == b"\r\n" else 1)
        if len(parts) > MAX_PARTS:
            return parts, False
        at = line_end
    if start is not None and start < len(body):
        parts.append(body[start:])
    return parts, False


def _end_of_line(body: bytes, at: int) -> int:
    feed = body.find(b"\n", at)
    stop = feed if feed >= 0 else len(body)
    bare = body.find(b"\r", at, stop)
    return bare if bare >= 0 else stop


def _chomp(part: bytes) -> bytes:
    if part.endswith(b"\r\n"):
        return part[:-2]
    return part[:-1] if part.endswith((b"\n", b"\r")) else part


def _quoted_printable(body: bytes) -> bytes:
    """Quoted-printable with soft line breaks of any kind; broken escapes stay as they are."""
    return binascii.a2b_qp(body)


def uudecode(body: bytes) -> bytes:
    """Bytes of a uuencoded text; lines that cannot be read end it."""
    out = []
    for line in body.splitlines():
        if line.startswith(b"begin ") or not line:
            continue
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders add a checksum or lose trailing blanks; the count in front decides.
            count = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:count]))
            except binascii.Error:
                break
    return b"".join(out)
