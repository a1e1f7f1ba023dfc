"""The few header fields that the ledger keeps, read without parsing the mail.

The real parse happens in the limited process; this only has to be quick and never to fail.
"""

import contextlib
import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from intake.ledger.records import Glance

MAX_HEADER_BYTES = 200_000
"""Headers beyond this are not looked at; RFC 5322 mail stays far below."""
_ID = re.compile(r"<[^<>\s]{1,900}>")
_LIMIT = 900


def glance(raw: bytes) -> Glance:
    """Sender, subject and thread of a mail. Never raises; what cannot be read is empty."""
    head = raw[:MAX_HEADER_BYTES]
    for gap in (b"\r\n\r\n", b"\n\n"):
        at = head.find(gap)
        if at >= 0:
            head = head[: at + len(gap)]
            break
    try:
        found = BytesHeaderParser().parsebytes(head)
        values = {
            n: str(found.get(n) or "") for n in ("message-id", "in-reply-to", "references", "subject", "from")
        }
    except (MessageError, ValueError, TypeError, LookupError, RecursionError):
        values = dict.fromkeys(("message-id", "in-reply-to", "references", "subject", "from"), "")
    ids = {n: _ID.findall(values[n]) for n in ("message-id", "in-reply-to", "references")}
    name, address = _address(values["from"])
    own = ids["message-id"][0] if ids["message-id"] else None
    thread = next((ids[n][0] for n in ("references", "in-reply-to", "message-id") if ids[n]), "")
    return Glance(
        message_id=own, sender=address, sender_name=name, subject=_text(values["subject"]), thread=thread
    )


def _address(value: str) -> tuple[str, str]:
    try:
        name, address = getaddresses([value[: _LIMIT * 2]])[0]
    except (IndexError, ValueError, TypeError, MessageError):
        return "", ""
    return _text(name), _clean(address).lower()


def _text(value: str) -> str:
    with contextlib.suppress(MessageError, ValueError, LookupError, TypeError):
        value = str(make_header(decode_header(value[: _LIMIT * 4])))
    return _clean(value)


def _clean(value: str) -> str:
    # Surrogates and NUL are refused by databases; control characters by terminals.
    plain = value.encode("utf-8", "replace").decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())[:_LIMIT]
