"""A mail attached to a mail: seen as a mail, with its own receipt."""

import re

from intake.mail import SanitizedMessage
from intake.sanitize.attachments.decode import is_text
from intake.sanitize.attachments.reader import Page, Reader, Source

_FIELD = re.compile(
    rb"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]?[^\r\n]{0,2000}\r?\n?"
    rb"(?:[ \t][^\r\n]{0,2000}\r?\n?){0,50}"
)
_KNOWN = frozenset(
    b"from to subject date message-id mime-version received return-path content-type reply-to cc".split()
)


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    labelled = extension == "eml" or claimed in {"message/rfc822", "message/global"}
    if extension in {"md", "txt", "csv", "tsv", "html", "htm", "log", "json", "ics", "vcf"} and not labelled:
        return None
    if labelled and is_text(data[:2000]):
        return "message/rfc822"
    return "message/rfc822" if _known_fields(data[:20_000]) >= 3 else None


def _known_fields(head: bytes) -> int:
    """How many of the usual header fields the beginning holds."""
    names = set()
    at = 0
    for _ in range(60):
        found = _FIELD.match(head, at)
        if not found:
            break
        names.add(found[1].lower())
        at = found.end()
    return len(names & _KNOWN)


def read(source: Source, page: Page) -> None:
    from intake.sanitize import sanitize

    show(sanitize(source.data), page)


def show(message: SanitizedMessage, page: Page) -> None:
    """A mail as its window shows it: who, when, what, the text, then what it quotes."""
    head = [
        ("From", _person(message.from_.name, message.from_.address)),
        ("To", ", ".join(_person(a.name, a.address) for a in message.to[:50])),
        ("Cc", ", ".join(_person(a.name, a.address) for a in message.cc[:50])),
        ("Date", message.date.isoformat() if message.date else ""),
        ("Subject", message.subject),
    ]
    page.add("paragraph", "\n".join(f"{k}: {v}" for k, v in head if v), location="head")
    for name, text in (("text", message.text), ("signature", message.signature), ("quoted", message.quoted)):
        for paragraph in text.split("\n\n"):
            page.add("paragraph", paragraph, location=name)
    page.extend(message.findings)
    page.attachments.extend(message.attachments)
    if message.verdict == "quarantined" and not any(f.action == "quarantined" for f in message.findings):
        page.find("nested-quarantined", message.subject, "nested mail", "quarantined")


def _person(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address else name or address


READER = Reader(name="eml", sniff=sniff, read=read, extensions=("eml", "mht", "mhtml", "txt"))
