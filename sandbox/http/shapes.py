"""Mailpit's JSON objects, key for key: strict clients reject any key that Mailpit does not send."""

import email.utils
from datetime import UTC, datetime
from typing import Any

from sandbox.message import Content, Mailbox, PartInfo, StoredMessage


def address(box: Mailbox | None) -> dict[str, str] | None:
    return None if box is None else {"Name": box.name, "Address": box.address}


def addresses(boxes: tuple[Mailbox, ...]) -> list[dict[str, str]]:
    return [{"Name": b.name, "Address": b.address} for b in boxes]


def bcc(message: StoredMessage) -> list[dict[str, str]]:
    """The Bcc header, else envelope recipients that no header names: as Mailpit infers them."""
    if message.head.bcc:
        return addresses(message.head.bcc)
    named = {b.address.lower() for b in (*message.head.to, *message.head.cc)}
    return [{"Name": "", "Address": a} for a in message.envelope.addresses if a.lower() not in named]


def summary(message: StoredMessage) -> dict[str, Any]:
    """One row of a list."""
    head = message.head
    return {
        "ID": message.id,
        "MessageID": head.message_id,
        "Read": message.read,
        "From": address(head.from_),
        "To": addresses(head.to),
        "Cc": addresses(head.cc),
        "Bcc": bcc(message),
        "ReplyTo": addresses(head.reply_to),
        "Subject": head.subject,
        "Created": message.created.isoformat().replace("+00:00", "Z"),
        "Username": message.envelope.user,
        "Tags": list(message.tags),
        "Size": message.size,
        "Attachments": message.attachments,
        "Snippet": message.snippet,
    }


def part(info: PartInfo) -> dict[str, Any]:
    import hashlib

    return {
        "PartID": info.part_id,
        "FileName": info.filename,
        "ContentType": info.media_type,
        "ContentID": info.content_id,
        "Size": info.size,
        "Checksums": {
            "MD5": hashlib.md5(info.data, usedforsecurity=False).hexdigest(),
            "SHA1": hashlib.sha1(info.data, usedforsecurity=False).hexdigest(),
            "SHA256": info.sha256,
        },
    }


def full(message: StoredMessage, content: Content) -> dict[str, Any]:
    """One message in full; it has no `Read`."""
    head = message.head
    return {
        "ID": message.id,
        "MessageID": head.message_id,
        "From": address(head.from_),
        "To": addresses(head.to),
        "Cc": addresses(head.cc),
        "Bcc": bcc(message),
        "ReplyTo": addresses(head.reply_to),
        "ReturnPath": message.envelope.mail_from,
        "Subject": head.subject,
        "ListUnsubscribe": unsubscribe(content),
        "Date": date(content, message.created).isoformat().replace("+00:00", "Z"),
        "Tags": list(message.tags),
        "Username": message.envelope.user,
        "Text": content.text,
        "HTML": content.html,
        "Size": message.size,
        "Inline": [part(p) for p in content.inline],
        "Attachments": [part(p) for p in content.attachments],
    }


def date(content: Content, created: datetime) -> datetime:
    """The Date header, else the time of arrival."""
    value = content.header("Date")
    try:
        found = email.utils.parsedate_to_datetime(value) if value else created
    except (ValueError, OverflowError):
        return created
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def unsubscribe(content: Content) -> dict[str, Any]:
    """RFC 2369 and RFC 8058."""
    header = content.header("List-Unsubscribe") or ""
    links = [
        x.strip()[1:-1] for x in header.split(",") if x.strip().startswith("<") and x.strip().endswith(">")
    ]
    return {
        "Header": header,
        "Links": links,
        "Errors": "" if links or not header else "no link found",
        "HeaderPost": content.header("List-Unsubscribe-Post") or "",
    }


def headers(content: Content) -> dict[str, list[str]]:
    """All headers under Go's canonical names, values as lists."""
    out: dict[str, list[str]] = {}
    for field in content.headers:
        name = "-".join(word[:1].upper() + word[1:].lower() for word in field.name.split("-"))
        out.setdefault(name, []).append(field.value)
    return out
