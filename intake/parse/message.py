"""The whole mail: `parse`."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from intake.mail import Address, Header, ParsedMessage, Part, digest_of
from intake.parse.address import addresses
from intake.parse.automatic import automatic_reason
from intake.parse.charset import decode
from intake.parse.embedded import embedded_files
from intake.parse.flowed import unflow
from intake.parse.mime import Entity, Reader
from intake.parse.shown import shown

MAX_BYTES = 64 * 1024 * 1024
"""Bytes read of one mail: above what servers take."""
MAX_REFERENCES = 200

_ONCE = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "reply-to", "content-type")
_ID = re.compile(r"<[^<>\s]{1,990}>")
_COMMENT = re.compile(r"\([^()]{0,100}\)")


def parse(raw: bytes) -> ParsedMessage:
    """Take a mail apart. Never raises: damage is in `defects`, and what could be read is returned."""
    reader = Reader()
    root = reader.read(raw[:MAX_BYTES])
    if len(raw) > MAX_BYTES:
        reader.tell("too-large", "message", f"{len(raw)} bytes")
    headers = root.block.headers
    _tell_doubles(reader, headers)
    found = shown(root)
    body: list[Part] = []
    attachments: list[Part] = []
    for entity in found.body:
        part, files = _text_part(reader, entity)
        body.append(part)
        attachments += files
    alternatives = [_part(reader, entity) for entity in found.alternatives]
    attachments += [_part(reader, entity) for entity in found.attachments]

    def raw_of(name: str) -> str | None:
        return next((h.raw for h in headers if h.name.lower() == name and h.raw.strip()), None)

    def value_of(name: str) -> str:
        return next((h.value for h in headers if h.name.lower() == name and h.value), "")

    senders = addresses(raw_of("from")) or addresses(raw_of("sender"))
    parsed = ParsedMessage(
        message_id=_message_id(raw_of("message-id")),
        digest=digest_of(raw),
        subject=value_of("subject"),
        from_=next((s for s in senders if s.address), senders[0] if senders else Address()),
        reply_to=_all(headers, "reply-to"),
        to=_all(headers, "to"),
        cc=_all(headers, "cc"),
        date=_date(raw_of("date"), reader),
        in_reply_to=next(iter(_ids(raw_of("in-reply-to"))), None),
        references=tuple(_ids(raw_of("references"))[-MAX_REFERENCES:]),
        headers=headers,
        body=tuple(body),
        alternatives=tuple(alternatives),
        attachments=tuple(attachments),
        defects=tuple(reader.defects),
        automatic=None,
    )
    return replace(parsed, automatic=automatic_reason(parsed))


def _tell_doubles(reader: Reader, headers: tuple[Header, ...]) -> None:
    names = [h.name.lower() for h in headers]
    if not names:
        reader.tell("no-headers", "message")
    for name in _ONCE:
        if names.count(name) > 1:
            # Clients differ in which they show; the first is ours.
            reader.tell("duplicate-header", name, f"{names.count(name)} times")
    if names and "from" not in names:
        reader.tell("missing-from", "message")


def _all(headers: Iterable[Header], name: str) -> tuple[Address, ...]:
    """Addresses of every header of the name: mailing software splits long lists."""
    return tuple(a for h in headers if h.name.lower() == name for a in addresses(h.raw))[:500]


def _message_id(raw: str | None) -> str | None:
    if raw is None:
        return None
    found = _ID.search(raw)
    if found:
        return found.group()
    bare = "".join(raw.split()).strip("<>")
    return f"<{bare[:990]}>" if bare else None


def _ids(raw: str | None) -> list[str]:
    return list(dict.fromkeys(_ID.findall(raw or "")))


def _date(raw: str | None, reader: Reader) -> datetime | None:
    """An aware time; a mail that tells no zone is taken as UTC."""
    if raw is None:
        return None
    text = _COMMENT.sub(" ", " ".join(raw.split())[:200])
    for read in (parsedate_to_datetime, _loose_date):
        try:
            found = read(text)
            found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
            found.astimezone(UTC)  # overflows at the ends of the calendar
        except (ValueError, TypeError, OverflowError, IndexError, AttributeError, ArithmeticError):
            continue
        return found
    reader.tell("bad-date", "Date", text[:80])
    return None


def _loose_date(text: str) -> datetime:
    from dateutil.parser import parse as parse_date  # imported late: only for dates out of standard

    return parse_date(text, default=datetime(1970, 1, 1, tzinfo=UTC))


def _part(reader: Reader, entity: Entity) -> Part:
    payload = reader.payload(entity)
    text: str | None = None
    charset: str | None = None
    if entity.media_type.startswith("text/"):
        text, charset = _decoded(reader, entity, payload)
    return Part(
        path=entity.path,
        media_type=entity.media_type,
        filename=entity.filename,
        disposition=entity.disposition,
        content_id=entity.content_id,
        payload=payload,
        text=text,
        charset=charset,
    )


def _decoded(reader: Reader, entity: Entity, payload: bytes) -> tuple[str, str]:
    html = entity.media_type == "text/html"
    text, charset, defect = decode(payload, entity.parameters.get("charset"), html=html)
    if defect is not None:
        reader.tell(defect, f"part {entity.path}", entity.parameters.get("charset", "no label"))
    return text.replace("\r\n", "\n").replace("\r", "\n"), charset


def _text_part(reader: Reader, entity: Entity) -> tuple[Part, list[Part]]:
    """A text of the message, its soft line breaks joined and its embedded files taken out."""
    part = _part(reader, entity)
    if part.media_type != "text/plain" or part.text is None:
        return part, []
    text, files = embedded_files(part.text)
    if entity.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delsp=entity.parameters.get("delsp", "").lower() == "yes")
    embedded = [
        Part(
            path=f"{part.path}-uu{n}",
            media_type="application/octet-stream",
            filename=file.filename,
            disposition="attachment",
            content_id=None,
            payload=file.payload,
        )
        for n, file in enumerate(files, start=1)
    ]
    return replace(part, text=text), embedded
