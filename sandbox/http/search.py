"""Mailpit's search syntax over the store: prefixes, quotes, negation; a bare word searches all.

In a small store a word matches anywhere, as in Mailpit. Above `SUBSTRING_UPTO` mails it must begin a word,
so that an index answers: reading 100,000 bodies would take seconds.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any, overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.message import StoredMessage
from sandbox.rows import json_list
from sandbox.store import Store

MAX_TERMS = 50
"""Terms of one query that are looked at."""
MAX_QUERY_CHARS = 4000
SUBSTRING_UPTO = 3000
"""Mails up to which a word is looked for inside other words, by reading every text."""

FEW = 500
"""Mails that are looked up one by one."""

_COLUMNS = {
    "from": ("sender",),
    "to": ("rcpt",),
    "cc": ("cc",),
    "bcc": ("bcc",),
    "reply-to": ("reply",),
    "addressed": ("sender", "rcpt", "cc", "bcc", "reply"),
    "subject": ("subject",),
    "message-id": ("ident",),
    "": ("subject", "sender", "rcpt", "cc", "bcc", "reply", "body", "names"),
}
_FACTS = {
    "is:read": "read = 1",
    "is:unread": "read = 0",
    "is:tagged": "tags != ''",
    "has:attachment": "attachments > 0",
    "has:attachments": "attachments > 0",
    "has:inline": "inline > 0",
    "has:inlines": "inline > 0",
}
_TOKEN = re.compile(r"[^\W_]+")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([km]?)b?")
_NOISE = re.compile(r"[\r\n\t><\",;()\ufeff]+")
Condition = tuple[str, tuple[Any, ...]]


class Hits(Sequence[StoredMessage]):
    """The mails that meet a query, newest first; only what is looked at is read."""

    def __init__(self, store: Store, seqs: list[int] | None, match: str = "") -> None:
        """All of `seqs`, or, where that is None, what the word index finds for `match`."""
        self._store = store
        self._known = seqs
        self._match = match
        self._length: int | None = None if seqs is None else len(seqs)

    @property
    def seqs(self) -> list[int]:
        if self._known is None:
            self._known = self._found("")
        return self._known

    def __len__(self) -> int:
        if self._length is None:
            # Ten times as fast as to fetch them, where every mail has the word.
            sql = "SELECT count(*) FROM words WHERE words MATCH ?"
            self._length = int(self._store.query(sql, (self._match,))[0][0])
        return self._length

    def _part(self, index: slice) -> list[int]:
        start, stop, step = index.indices(len(self))
        if self._known is not None or step != 1:
            return self.seqs[index]
        return self._found(" LIMIT ? OFFSET ?", max(0, stop - start), start)

    def _found(self, tail: str, *args: int) -> list[int]:
        sql = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC{tail}"  # noqa: S608 - ours
        return [row[0] for row in self._store.query(sql, (self._match, *args))]

    @overload
    def __getitem__(self, index: int) -> StoredMessage: ...
    @overload
    def __getitem__(self, index: slice) -> list[StoredMessage]: ...
    def __getitem__(self, index: int | slice) -> StoredMessage | list[StoredMessage]:
        if isinstance(index, slice):
            return self._store.pick(self._part(index))
        at = range(len(self))[index]
        return self._store.pick(self._part(slice(at, at + 1)))[0]

    def __iter__(self) -> Iterator[StoredMessage]:
        todo = iter(self.seqs)
        while part := list(islice(todo, 200)):
            yield from self._store.pick(part)

    def unread(self) -> int:
        """How many of them nobody has read."""
        counts = self._store.counts()
        if counts.unread == counts.total:
            return len(self)
        if not counts.unread or not len(self):
            return 0
        if len(self) <= FEW:
            sql = "SELECT count(*) FROM messages WHERE read = 0 AND seq IN (SELECT value FROM json_each(?))"
            return int(self._store.query(sql, (json_list(self.seqs),))[0][0])
        # Of many, count the smaller side: those that were read, or those that were not.
        fewer_read = counts.total - counts.unread < counts.unread
        sql = f"SELECT seq FROM messages WHERE read = {int(fewer_read)}"  # noqa: S608 - 0 or 1
        side = {row[0] for row in self._store.query(sql)}
        among = len(side.intersection(self.seqs))
        return len(self) - among if fewer_read else among

    def ids(self) -> list[str]:
        return [m.id for m in self]


def search(store: Store, query: str, *, tz: str = "", before: datetime | None = None) -> Hits:
    """Every mail that meets all terms of the query. `tz` is the zone of its dates."""
    store.index()
    exact = store.counts().total <= SUBSTRING_UPTO
    facts: list[Condition] = [] if before is None else [("created < ?", (before.timestamp(),))]
    wanted: list[str] = []
    unwanted: list[str] = []
    empty = True
    for negated, word in _words(query):
        empty = False
        kind, value = _split(word)
        fact = _fact(store, kind, value, word.lower(), tz)
        if fact is not None:
            facts.append((f"NOT ({fact[0]})" if negated else fact[0], fact[1]))
            continue
        columns = _COLUMNS.get(kind)
        if columns is None or (kind and not value):
            columns, value = _COLUMNS[""], word.lower()
        text = _NOISE.sub(" ", value).strip() if kind != "subject" else value
        tokens = _TOKEN.findall(text)
        if not text:
            continue
        if exact or not tokens:
            facts.append(_inside(columns, text, negated))
        else:
            (unwanted if negated else wanted).append(_match(columns, tokens))
    if empty:
        return Hits(store, [])
    return _hits(store, facts, wanted, unwanted)


def _words(query: str) -> list[tuple[bool, str]]:
    """(negated, term without its quotes), split at blanks outside of quotes."""
    out = []
    quoted, current = False, ""
    for char in query[:MAX_QUERY_CHARS] + " ":
        if char == '"':
            quoted = not quoted
        elif char.isspace() and not quoted:
            if word := current.strip():
                negated = len(word) > 1 and word[0] in "-!"
                out.append((negated, word[1:] if negated else word))
            current = ""
        else:
            current += char
    if word := current.strip():  # a quote that was never closed
        out.append((False, word))
    return out[:MAX_TERMS]


def _split(word: str) -> tuple[str, str]:
    prefix, colon, value = word.lower().partition(":")
    return (prefix, value) if colon else ("", prefix)


def _fact(store: Store, kind: str, value: str, word: str, tz: str) -> Condition | None:
    """A condition on the row itself; None where the term asks for text."""
    if word in _FACTS:
        return _FACTS[word], ()
    if kind == "tag" and value:
        return "char(10) || lower(tags) || char(10) LIKE ? ESCAPE '\\'", (f"%\n{_escaped(value)}\n%",)
    if kind in ("before", "after") and value:
        at = _date(value, tz, store.clock.now())
        if at is None:
            return "1", ()  # as Mailpit: a date that cannot be read is no condition
        return ("created <= ?" if kind == "before" else "created >= ?"), (at.timestamp(),)
    if kind in ("larger", "smaller"):
        found = _SIZE.fullmatch(value)
        if found is not None:
            size = float(found[1]) * {"k": 1024, "m": 1024 * 1024}.get(found[2], 1)
            return ("size > ?" if kind == "larger" else "size < ?"), (size,)
    return None


def _inside(columns: Sequence[str], text: str, negated: bool) -> Condition:
    where = " OR ".join(f"instr({c}, ?)" for c in columns)
    sql = f"seq {'NOT ' * negated}IN (SELECT rowid FROM words WHERE {where})"  # noqa: S608 - our columns
    return sql, (text.lower(),) * len(columns)


def _match(columns: Sequence[str], tokens: Sequence[str]) -> str:
    """FTS5: the words one behind another, the last one as a beginning."""
    phrase = '"' + " ".join(tokens) + '" *'
    return phrase if len(columns) == len(_COLUMNS[""]) else f"{{{' '.join(columns)}}} : {phrase}"


def _hits(store: Store, facts: list[Condition], wanted: list[str], unwanted: list[str]) -> Hits:
    match = " AND ".join(f"({w})" for w in wanted)
    if wanted and unwanted:
        match = f"({match}) NOT ({' OR '.join(f'({u})' for u in unwanted)})"
    elif unwanted:
        inner = " OR ".join(f"({u})" for u in unwanted)
        facts = [*facts, ("seq NOT IN (SELECT rowid FROM words WHERE words MATCH ?)", (inner,))]
    if match and not facts:
        return Hits(store, None, match)
    if match:
        facts = [*facts, ("seq IN (SELECT rowid FROM words WHERE words MATCH ?)", (match,))]
    where = " AND ".join(f"({sql})" for sql, _ in facts)
    args = [value for _, values in facts for value in values]
    # From the narrow index: the planner would read the fat rows for the sake of their order.
    rows = store.query(f"SELECT seq FROM messages INDEXED BY messages_facts WHERE {where or '1'}", args)  # noqa: S608
    return Hits(store, sorted((row[0] for row in rows), reverse=True))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _date(value: str, tz: str, now: datetime) -> datetime | None:
    from dateutil import parser

    try:
        zone: tzinfo | None = ZoneInfo(tz) if tz else now.astimezone().tzinfo
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = UTC
    if value in {"today", "yesterday"}:
        day = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return day - timedelta(days=value == "yesterday")
    try:
        found = parser.parse(value)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)
