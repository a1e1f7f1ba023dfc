"""A message's bytes, written so that no input can add a header, break a part or exceed a line.

Deterministic: the same input gives the same bytes, boundaries included. The standard library's generator
is not used for headers, because it turns long message ids into encoded words, which breaks threads.
"""

import base64
import hashlib
import quopri
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Final

MAX_HEADER_CHARS: Final = 900
"""RFC 5322 ends a line at 998 characters; a value is cut well before, name and fold included."""
MAX_NAME_CHARS: Final = 120
MAX_IDS: Final = 20
"""Message ids in References: the first and the latest, as RFC 5537, 3.4.4 trims them."""
FOLD: Final = 76

_ATEXT: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]{1,800}>")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,60}\]")
_FORMAT_CHARS: Final = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)


def one_line(text: str, limit: int = MAX_HEADER_CHARS) -> str:
    """Text on one line, without control, bidi, invisible and unpaired characters, cut at `limit`."""
    head = _FORMAT_CHARS.sub("", text[: limit * 4])
    clean = "".join(c if c.isprintable() else " " for c in head)
    clean = " ".join(clean.encode("utf-8", "ignore").decode("utf-8").split())
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def several_lines(text: str, limit: int) -> str:
    """Text with its lines kept, without control, bidi and invisible characters, cut at `limit`."""
    head = _FORMAT_CHARS.sub("", text[: limit * 2].replace("\r\n", "\n").replace("\r", "\n"))
    clean = "".join(c if c in "\n\t" or c.isprintable() else " " for c in head)
    clean = clean.encode("utf-8", "ignore").decode("utf-8")
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def unstructured(name: str, value: str) -> str:
    """A header field of free text (RFC 5322, 2.2.1), encoded (RFC 2047) where it must be, folded."""
    clean = one_line(value)
    words = clean.split(" ") if clean.isascii() and "=?" not in clean else _encoded_words(clean)
    return _folded(name, words)


def mailboxes(name: str, entries: Iterable[tuple[str, str]]) -> str | None:
    """An address header of (display name, address) pairs; None where not one address is usable."""
    rendered = [text for display, address in entries if (text := _mailbox(display, address)) is not None]
    if not rendered:
        return None
    return _folded(name, [*(f"{r}," for r in rendered[:-1]), rendered[-1]])


def message_ids(name: str, ids: Sequence[str]) -> str | None:
    """In-Reply-To or References; ids that are no ids are left out, the chain is shortened in its middle."""
    clean = list(dict.fromkeys(i for i in ids if clean_id(i)))
    if not clean:
        return None
    if len(clean) > MAX_IDS:
        clean = [clean[0], *clean[-(MAX_IDS - 1) :]]
    return _folded(name, clean)


def clean_id(text: str) -> bool:
    """Whether this is a message id that can stand in a header as it is."""
    return bool(_MESSAGE_ID.fullmatch(text))


def clean_address(address: str) -> str | None:
    """The address in the form in which it may stand in a header, or None where it is none."""
    local, at, domain = address.strip().rpartition("@")
    if not at or not local or len(local) > 64 or not domain:
        return None
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not _DOMAIN.fullmatch(domain):
        return None
    if _ATEXT.fullmatch(local):
        return f"{local}@{domain}"
    if local[:1] != '"' and re.search(r'[@<>"\\\s]', local):
        return None
    inner = local[1:-1].replace('\\"', '"').replace("\\\\", "\\") if local[:1] == local[-1:] == '"' else local
    # Beyond ASCII a local part needs SMTPUTF8 (RFC 6531), which the servers on the way may not have.
    if not inner or not inner.isascii() or not inner.isprintable():
        return None
    return '"' + inner.replace("\\", "\\\\").replace('"', '\\"') + f'"@{domain}'


def text_part(text: str, subtype: str = "plain") -> str:
    """A leaf of UTF-8 text in quoted-printable, its own header included."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    body = quopri.encodestring(lines).decode("ascii").replace("\n", "\r\n")
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        + body
        + ("" if body.endswith("\r\n") else "\r\n")
    )


def file_part(data: bytes, filename: str) -> str:
    """A leaf that clients offer for saving and never render. `filename` is plain ASCII of ours."""
    body = base64.encodebytes(data).decode("ascii").replace("\n", "\r\n")
    return (
        f'Content-Type: application/octet-stream; name="{filename}"\r\n'
        f'Content-Disposition: attachment; filename="{filename}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n" + body
    )


def multipart(subtype: str, parts: Sequence[str], seed: str) -> str:
    """Parts around a boundary computed from `seed`.

    The boundary holds `=_`, which neither quoted-printable nor base64 can produce (RFC 2045, 6.7).
    """
    boundary = "=_" + hashlib.sha256(f"{seed}/{subtype}".encode()).hexdigest()[:32]
    inner = "".join(f"--{boundary}\r\n{part}" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n{inner}--{boundary}--\r\n'


def assembled(headers: Iterable[str | None], date: datetime, body: str) -> bytes:
    """The whole message: our headers, MIME-Version, then `body`, which begins with its Content-Type."""
    lines = [h for h in headers if h is not None]
    lines.insert(0, f"Date: {format_datetime(date)}")
    return ("\r\n".join([*lines, "MIME-Version: 1.0"]) + "\r\n" + body).encode("ascii")


def _mailbox(display: str, address: str) -> str | None:
    addr = clean_address(address)
    if addr is None:
        return None
    name = one_line(display, MAX_NAME_CHARS)
    if not name:
        return addr
    if not name.isascii() or "=?" in name:
        return f"{' '.join(_encoded_words(name))} <{addr}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{addr}>'


def _encoded_words(text: str) -> list[str]:
    """RFC 2047 words of at most 75 characters, never splitting a character."""
    words, piece = [], b""
    for char in text:
        raw = char.encode("utf-8", "ignore")
        if len(piece) + len(raw) > 42:
            words.append(piece)
            piece = b""
        piece += raw
    words.append(piece)
    return [f"=?utf-8?b?{base64.b64encode(w).decode('ascii')}?=" for w in words if w]


def _folded(name: str, words: Sequence[str]) -> str:
    lines, line = [], f"{name}:"
    for word in words:
        if len(line) + 1 + len(word) > FOLD and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line])
