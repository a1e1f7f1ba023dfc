"""Mailpit's search syntax over the store: prefixes, quotes, negation; a bare word searches all."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.message import StoredMessage, html_text
from sandbox.store import Store

MAX_TERMS = 50
"""Terms of one query that are looked at."""
BATCH = 500
_TOKEN = re.compile(r'([-!]?)(?:([a-zA-Z-]+):)?(?:"([^"]*)"|(\S+))')
_PEOPLE = ("from", "to", "cc", "bcc", "addressed", "reply-to")
_PREFIXES = frozenset(
    (*_PEOPLE, "subject", "message-id", "tag", "is", "has", "before", "after", "larger", "smaller")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition of a query."""

    negated: bool
    prefix: str
    value: str


def terms(query: str) -> list[Term]:
    """The conditions of a query, all of which must hold."""
    out = []
    for found in _TOKEN.finditer(query[:4000]):
        sign, prefix, quoted, bare = found.groups()
        value = quoted if quoted is not None else bare
        name = (prefix or "").lower()
        if prefix and name not in _PREFIXES:
            value, name = f"{prefix}:{value}", ""
        out.append(Term(negated=bool(sign), prefix=name, value=value.lower()))
        if len(out) == MAX_TERMS:
            break
    return out


def search(store: Store, query: str, *, tz: str = "UTC") -> list[StoredMessage]:
    """Every mail that meets the query, newest first."""
    wanted = terms(query)
    if not wanted:
        return []
    try:
        zone: tzinfo = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    out: list[StoredMessage] = []
    start = 0
    while batch := store.list(BATCH, start):
        out += [m for m in batch if all(_holds(store, m, t, zone) != t.negated for t in wanted)]
        start += BATCH
    return out


def _holds(store: Store, message: StoredMessage, term: Term, zone: tzinfo) -> bool:
    head, value = message.head, term.value
    boxes = {
        "from": (head.from_,) if head.from_ else (),
        "to": head.to,
        "cc": head.cc,
        "bcc": head.bcc,
        "reply-to": head.reply_to,
    }
    match term.prefix:
        case "from" | "to" | "cc" | "bcc" | "reply-to":
            return any(value in f"{b.name} {b.address}".lower() for b in boxes[term.prefix])
        case "addressed":
            everyone = [b for group in boxes.values() for b in group]
            return any(value in f"{b.name} {b.address}".lower() for b in everyone) or any(
                value in a.lower() for a in message.envelope.addresses
            )
        case "subject":
            return value in head.subject.lower()
        case "message-id":
            return value.strip("<>") in head.message_id.lower()
        case "tag":
            return value in {t.lower() for t in message.tags}
        case "is":
            return {"read": message.read, "unread": not message.read, "tagged": bool(message.tags)}.get(
                value, False
            )
        case "has":
            content = store.content(message.seq)
            parts = (
                ()
                if content is None
                else {"attachment": content.attachments, "inline": content.inline}.get(value, ())
            )
            return bool(parts or (value == "attachments" and message.attachments))
        case "before" | "after":
            at = _date(value, zone)
            return at is not None and (
                message.created < at if term.prefix == "before" else message.created >= at
            )
        case "larger" | "smaller":
            size = _size(value)
            return size is not None and (
                message.size > size if term.prefix == "larger" else message.size < size
            )
        case _:
            return _anywhere(store, message, value)


def _anywhere(store: Store, message: StoredMessage, value: str) -> bool:
    head = message.head
    people = [*(b for b in (head.from_,) if b), *head.to, *head.cc, *head.bcc, *head.reply_to]
    shown = " ".join([head.subject, head.message_id, *(f"{b.name} {b.address}" for b in people)])
    if value in shown.lower() or any(value in a.lower() for a in message.envelope.addresses):
        return True
    content = store.content(message.seq)
    return content is not None and value in f"{content.text}\n{html_text(content.html)}".lower()


def _date(value: str, zone: tzinfo) -> datetime | None:
    from dateutil import parser

    if value in {"today", "yesterday"}:
        day = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return day - timedelta(days=value == "yesterday")
    try:
        found = parser.parse(value)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(k|kb|m|mb)?")


def _size(value: str) -> float | None:
    found = _SIZE.fullmatch(value)
    if not found:
        return None
    return float(found[1]) * {"k": 1024, "m": 1024 * 1024}.get((found[2] or "")[:1], 1)
