"""Mailpit's JSON objects, key for key: strict clients reject any key that Mailpit does not send."""

import email.utils
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.message import Content, Mailbox, PartInfo, StoredMessage, html_text


def address(box: Mailbox | None) -> dict[str, str]:
    """A mail without a sender has an empty one."""
    return {"Name": box.name, "Address": box.address} if box else {"Name": "", "Address": ""}


def message_id(message: StoredMessage) -> str:
    """Of the mail; one made up where it has none, as Mailpit does (which writes it into the mail)."""
    return message.head.message_id or f"{message.id}@mailpit"


def wire(text: str) -> str:
    """With the line ends that the mail had on its way."""
    return text.replace("\n", "\r\n")


def rfc3339(when: datetime) -> str:
    parts = "milliseconds" if when.microsecond else "auto"
    return when.isoformat(timespec=parts).replace("+00:00", "Z")


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
        "MessageID": message_id(message),
        "Read": message.read,
        "From": address(head.from_),
        "To": addresses(head.to),
        "Cc": addresses(head.cc),
        "Bcc": bcc(message),
        "ReplyTo": addresses(head.reply_to),
        "Subject": head.subject,
        "Created": rfc3339(message.created),
        "Username": message.envelope.user,
        "Tags": list(message.tags),
        "Size": message.size,
        "Attachments": message.attachments,
        "Snippet": message.snippet,
    }


def part_id(info: PartInfo) -> str:
    """Mailpit counts a mail that is one part as part 0, where IMAP has it as part 1."""
    return "0" if info.whole else info.part_id


def _listed(parts: Sequence[PartInfo]) -> list[dict[str, Any]]:
    """Marked ones first, then by their depth in the mail, as Mailpit lists them."""
    named = [p for p in parts if p.filename or p.content_id]
    return [part(p) for p in sorted(named, key=lambda p: (p.disposition == "", p.part_id.count(".")))]


def part(info: PartInfo) -> dict[str, Any]:
    import hashlib

    return {
        "PartID": part_id(info),
        "FileName": info.filename or info.content_id,
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
        "MessageID": message_id(message),
        "From": address(head.from_),
        "To": addresses(head.to),
        "Cc": addresses(head.cc),
        "Bcc": bcc(message),
        "ReplyTo": addresses(head.reply_to),
        "ReturnPath": message.envelope.mail_from or address(head.from_)["Address"],
        "Subject": head.subject,
        "ListUnsubscribe": unsubscribe(content),
        "Date": rfc3339(date(content, message.created)),
        "Tags": list(message.tags),
        "Username": message.envelope.user,
        "Text": wire(content.text or html_text(content.html)),
        "HTML": wire(content.html),
        "Size": message.size,
        "Inline": _listed([p for p in content.parts if not p.marked]),
        "Attachments": _listed([p for p in content.parts if p.marked]),
    }


def date(content: Content, created: datetime) -> datetime:
    """The Date header, else the time of arrival."""
    value = content.header("Date")
    try:
        found = email.utils.parsedate_to_datetime(value) if value else created
    except (ValueError, OverflowError):
        return created
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_COMMENTS = re.compile(r"\([^)]*\)")
_ANGLED = re.compile(r"<([^>]*)>")


def unsubscribe(content: Content) -> dict[str, Any]:
    """RFC 2369 and RFC 8058: at most one `mailto:` and one http link, and what is wrong otherwise."""
    header = content.header("List-Unsubscribe") or ""
    if not header:
        return {"Header": "", "Links": [], "Errors": "", "HeaderPost": ""}
    value = _COMMENTS.sub("", header).strip()
    found = _ANGLED.findall(value)
    wrong: list[str] = []
    links: list[str] = []
    if not found:
        wrong.append(f'"{value}" no valid unsubscribe links found')
    elif not (value.startswith("<") and value.endswith(">")):
        wrong, found = [f'"{value}" should be enclosed in <>'], []
    elif len(found) > 2:
        wrong.append(f'"{value}" should include a maximum of one email and one HTTP link')
    elif _ANGLED.sub("", value).replace(" ", "") not in ("", ","):
        wrong.append(f'"{value}" <> should be split with a comma and optional spaces')
    else:
        for link in found:
            kind = link.partition(":")[0].lower().replace("https", "http")
            if any(c.isspace() for c in link):
                wrong.append(f'"{link}" should not contain spaces')
            elif kind not in ("mailto", "http"):
                wrong.append(f'"{link}" should start with either http(s):// or mailto:')
            elif any(k.lower().startswith(kind) for k in links):
                one = "mailto:" if kind == "mailto" else "HTTP link"
                wrong.append(f'"{link}" should only contain one {one}')
            else:
                links.append(link)
    return {
        "Header": header,
        "Links": links,
        "Errors": ", ".join(wrong),
        "HeaderPost": content.header("List-Unsubscribe-Post") or "",
    }


def headers(message: StoredMessage, content: Content) -> dict[str, list[str]]:
    """All headers under Go's canonical names, values as lists.

    Mailpit writes Return-Path, a missing Message-ID and a Bcc for unnamed recipients into the mail; ours
    stays as it came, so they are added here only.
    """
    out: dict[str, list[str]] = {}
    for field in content.headers:
        name = "-".join(word[:1].upper() + word[1:].lower() for word in field.name.split("-"))
        out.setdefault(name, []).append(" ".join(field.raw.split("\n")).replace("\r", "").strip())
    out["Return-Path"] = [f"<{message.envelope.mail_from}>"]
    out.setdefault("Message-Id", [f"<{message_id(message)}>"])
    hidden = bcc(message)
    if hidden and "Bcc" not in out:
        out["Bcc"] = [", ".join(h["Address"] for h in hidden)]
    return out
