"""Header blocks: lines to fields, encoded words and parameters to text (RFC 5322, 2047, 2231)."""

import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from intake.mail import Defect, Header
from intake.parse.charset import codec_of, decode, decode_header_bytes

MAX_HEADERS = 1_000
"""Fields kept of one block: real mail has under 150."""
MAX_VALUE = 65_536
"""Bytes kept of one field: real ones stay under 20 KB, the long ones being recipients."""

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_ENCODED = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]{0,8000})\?=")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The header fields of an entity, in order, and where its body starts."""

    headers: tuple[Header, ...]
    body: int
    defects: tuple[Defect, ...]

    def first(self, name: str) -> str | None:
        return next((h.raw for h in self.headers if h.name.lower() == name), None)


def read_block(data: bytes, where: str) -> Block:
    """The header block at the start of `data`. Lines may end in CRLF, LF or CR.

    A line that is neither field nor continuation is folded into the field above where fields follow it,
    and starts the body where none do.
    """
    defects: list[Defect] = []
    fields: list[list[bytes]] = []
    held: list[bytes] = []
    held_at = at = 0
    lost = 0
    while at < len(data):
        end, following = _line(data, at)
        line = data[at:end]
        if not line:
            at = following
            break
        if line[0:1] in b" \t" and fields and not held:
            fields[-1].append(line)
        elif _FIELD.match(line):
            if held:
                defects.append(Defect(kind="header-folded-wrongly", where=where, note=_note(held[0])))
                fields[-1].extend(held)
                held = []
            if len(fields) < MAX_HEADERS:
                fields.append([line])
            else:
                lost += 1
        elif not fields and line.startswith((b"From ", b">From ")):
            defects.append(Defect(kind="mbox-line", where=where))
        elif not fields and not line.strip():
            pass
        else:
            if not held:
                held_at = at
            held.append(line)
            if not fields or len(held) > 20:
                break
        at = following
    if held:
        defects.append(Defect(kind="missing-blank-line", where=where, note=_note(held[0])))
        at = held_at
    if lost:
        defects.append(Defect(kind="too-many-headers", where=where, note=f"{lost} left out"))
    headers = tuple(_header(lines, where, defects) for lines in fields)
    return Block(headers=headers, body=at, defects=tuple(defects[:100]))


def _line(data: bytes, at: int) -> tuple[int, int]:
    """End of the line at `at` without its line end, and the start of the next."""
    feed = data.find(b"\n", at)
    stop = len(data) if feed < 0 else feed
    bare = data.find(b"\r", at, stop)
    if bare >= 0:
        return bare, bare + 2 if bare + 1 == feed else bare + 1
    return stop, min(stop + 1, len(data))


def _header(lines: list[bytes], where: str, defects: list[Defect]) -> Header:
    name, _, first = lines[0].partition(b":")
    raw = b"\r\n".join([first, *lines[1:]])
    label = name.strip().decode("ascii", "replace")
    if len(raw) > MAX_VALUE:
        defects.append(Defect(kind="header-too-long", where=label, note=f"{len(raw)} bytes"))
        raw = raw[:MAX_VALUE]
    if not raw.isascii():
        defects.append(Defect(kind="header-8bit", where=label))
    if b"\0" in raw:
        defects.append(Defect(kind="header-nul", where=label))
    text = decode_header_bytes(raw)
    return Header(name=label, value=decode_words(unfold(text)), raw=text.strip(" \t\r\n"))


def unfold(raw: str) -> str:
    """One line of a folded value (RFC 5322, section 2.2.3), without control characters."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(
        line if not n or line[:1] in " \t" else " " + line for n, line in enumerate(text.split("\n"))
    )
    return _CONTROL.sub("", text).strip(" \t")


def decode_words(text: str) -> str:
    """Text with its encoded words decoded; neighbours are joined as bytes, as some cut characters in two."""
    if "=?" not in text:
        return text
    out: list[str] = []
    pending = b""
    charset = ""
    at = 0
    for word in _ENCODED.finditer(text):
        between = text[at : word.start()]
        label = word.group(1).partition("*")[0].lower()
        if between.strip() or (pending and label != charset) or at == 0:
            if pending:
                out.append(_word_text(pending, charset))
                pending = b""
            # White space between two encoded words is not part of the text (RFC 2047, section 6.2).
            if between.strip() or at == 0:
                out.append(between)
        charset = label
        pending += _word_bytes(word.group(2), word.group(3))
        at = word.end()
    if pending:
        out.append(_word_text(pending, charset))
    out.append(text[at:])
    # A decoded line break must not make a second header of one.
    return _CONTROL.sub("", "".join(out).replace("\r", " ").replace("\n", " "))


def _word_text(data: bytes, charset: str) -> str:
    return decode(data, charset)[0]


def _word_bytes(encoding: str, payload: str) -> bytes:
    if encoding in "bB":
        return from_base64(payload.encode("ascii", "ignore"))
    return binascii.a2b_qp(payload.encode("utf-8", "replace"), header=True)


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")


def from_base64(data: bytes) -> bytes:
    """Base64 as clients read it: foreign characters skipped, missing padding forgiven, pieces joined."""
    out = []
    for piece in re.split(rb"=+", _NOT_BASE64.sub(b"", data)):
        whole = piece if len(piece) % 4 != 1 else piece[:-1]
        out.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(out)


_PARAMETER = re.compile(
    r";\s{0,50}([^\s=;\"]{1,100})\s{0,50}=\s{0,50}(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.DOTALL
)


def parameters(raw: str) -> tuple[str, dict[str, str]]:
    """Value and parameters of Content-Type and its kin, lower-case names; RFC 2231 pieces put together."""
    text = unfold(raw)[:8_192]
    value, _, _ = text.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(text):
        name, given = found.group(1).lower(), found.group(2).strip()
        if given.startswith('"'):
            given = re.sub(r"\\(.)", r"\1", given.strip('"'))
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(name, decode_words(given))
            continue
        number = rest.rstrip("*")
        if not number.isascii() or (number and not number.isdigit()) or len(number) > 4:
            continue
        encoded = rest.endswith("*") or rest == ""
        pieces.setdefault(base, {}).setdefault(int(number or 0), (given, encoded))
    for base, parts in pieces.items():
        plain[base] = _joined(parts)
    return value.strip().lower(), {k: _CONTROL.sub("", v) for k, v in plain.items()}


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231, sections 3 and 4: pieces in order, of which the first may name the charset."""
    charset: str | None = None
    data = b""
    for n, number in enumerate(sorted(parts)):
        text, encoded = parts[number]
        if encoded:
            if n == 0 and text.count("'") >= 2:
                label, _, text = text.split("'", 2)
                charset = label
            data += unquote_to_bytes(text)
        else:
            data += text.encode("utf-8", "replace")
    return decode(data, charset if codec_of(charset) else None)[0]


def _note(line: bytes) -> str:
    return decode_header_bytes(line[:80])
