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
WALK = 5000
"""Mails that a page of hits may walk over, so that no list of all hits is made."""

_NARROW = "FROM messages INDEXED BY messages_facts"
# The planner would read the fat rows for the sake of their order.
_MATCHED = "SELECT rowid FROM words WHERE words MATCH ?"
_AMONG = " AND +rowid IN (SELECT value FROM json_each(?))"
"""With the plus, the index is asked once and its hits are looked up; without, it is asked for each mail."""

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
_UNREAD = f"({_FACTS['is:unread']})"
_READ = (_UNREAD, f"({_FACTS['is:read']})")
"""Alone beside words: the words are walked, and not the half of the store that is read or unread."""
_TOKEN = re.compile(r"[^\W_]+")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([km]?)b?")
_NOISE = re.compile(r"[\r\n\t><\",;()\ufeff]+")
Condition = tuple[str, tuple[Any, ...]]


class Hits(Sequence[StoredMessage]):
    """The mails that meet a query, newest first; only what is looked at is read."""

    def __init__(self, store: Store, match: str, facts: Sequence[Condition], refused: str = "") -> None:
        """What the word index finds for `match` (or all mails, for an empty one) and meets all `facts`.

        `refused` alone: every mail that the word index does not find for it.
        """
        self._store = store
        self._match = match
        self._refused = refused
        self._where = " AND ".join(f"({sql})" for sql, _ in facts)
        self._args = [value for _, values in facts for value in values]
        self._known: list[int] | None = None
        self._counted: tuple[int, int] | None = None
        if facts:
            few = self._ask(f"SELECT seq {_NARROW} WHERE {self._where} LIMIT {FEW + 1}", *self._args)
            if len(few) <= FEW:
                self._known = self._found(_AMONG, json_list(few)) if match else sorted(few, reverse=True)

    @property
    def seqs(self) -> list[int]:
        if self._known is None:
            if self._refused:
                self._known = self._ask(f"SELECT seq {_NARROW} WHERE seq NOT IN ({_MATCHED})", self._refused)
                self._known.sort(reverse=True)
            elif self._where:
                self._known = sorted(
                    self._ask(f"SELECT seq {_NARROW} WHERE {self._all()[0]}", *self._all()[1])
                )
                self._known.reverse()
            else:
                self._known = self._found("")
        return self._known

    def __len__(self) -> int:
        return self._counts()[0]

    def unread(self) -> int:
        """How many of them nobody has read."""
        return self._counts()[1]

    def ids(self) -> list[str]:
        return [m.id for m in self]

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

    # --- the questions, each in the form that walks the fewest rows

    def _counts(self) -> tuple[int, int]:
        """(all, unread): counted by SQLite, which is ten times as fast as to fetch every hit."""
        if self._counted is None:
            if self._known is not None:
                unread = (
                    "SELECT count(*) FROM messages WHERE read = 0 AND seq IN (SELECT value FROM json_each(?))"
                )
                self._counted = len(self._known), self._ask(unread, json_list(self._known))[0]
            elif self._refused:
                counts = self._store.counts()
                found, new = self._words_counts(self._refused)
                self._counted = counts.total - found, counts.unread - new
            elif self._match and self._where in _READ:
                hits, new = self._words_counts(self._match)
                self._counted = (new, new) if self._where == _UNREAD else (hits - new, 0)
            elif self._where:
                where, args = self._all()
                sql = f"SELECT count(*), coalesce(sum(read = 0), 0) {_NARROW} WHERE {where}"
                self._counted = self._store.query(sql, args)[0]
            else:
                self._counted = self._words_counts(self._match)
        return self._counted

    def _words_counts(self, match: str) -> tuple[int, int]:
        """Of what the word index alone finds, in one walk that looks up the fewer of read and unread."""
        counts = self._store.counts()
        fewer_read = counts.total - counts.unread < counts.unread
        side = f"rowid IN (SELECT seq FROM messages WHERE read = {int(fewer_read)})"  # noqa: S608 - 0 or 1
        among = f"coalesce(sum({side}), 0)" if 0 < counts.unread < counts.total else "0"
        sql = f"SELECT count(*), {among} FROM words WHERE words MATCH ?"  # noqa: S608 - ours
        hits, found = self._store.query(sql, (match,))[0]
        return hits, hits - found if fewer_read else found

    def _part(self, index: slice) -> list[int]:
        start, stop, step = index.indices(len(self))
        if stop <= start:
            return []
        if self._known is not None or step != 1:
            return self.seqs[index]
        if self._refused:
            return self._spared(start, stop)
        if not self._where:
            return self._found(" ORDER BY rowid DESC LIMIT ? OFFSET ?", stop - start, start)
        # Hits that lie close are met soon by walking back from the newest mail; others are worth a list.
        if stop * self._store.counts().total > WALK * len(self):
            return self.seqs[index]
        source, order, args = "messages NOT INDEXED", "seq", self._args
        where = self._where
        if self._match:
            source, order = "words CROSS JOIN messages ON seq = words.rowid", "words.rowid"
            where, args = f"words MATCH ? AND {where}", [self._match, *args]
        sql = f"SELECT seq FROM {source} WHERE {where} ORDER BY {order} DESC LIMIT ? OFFSET ?"  # noqa: S608
        return self._ask(sql, *args, stop - start, start)

    def _spared(self, start: int, stop: int) -> list[int]:
        """A page of what `refused` does not find, by a look at as few of the newest mails as it takes."""
        last, span = self._store.last_seq(), 4 * stop + 100
        while True:
            first = max(0, last - span)
            found = self._ask(
                f"SELECT seq FROM messages NOT INDEXED WHERE seq >= ?"  # noqa: S608 - ours
                f" AND seq NOT IN ({_MATCHED} AND rowid >= ?) ORDER BY seq DESC LIMIT ? OFFSET ?",
                first, self._refused, first, stop - start, start,
            )  # fmt: skip
            if len(found) == stop - start or first == 0:
                return found
            span *= 8

    def _all(self) -> tuple[str, list[Any]]:
        if not self._match:
            return self._where, self._args
        return f"{self._where} AND seq IN ({_MATCHED})", [*self._args, self._match]

    def _found(self, tail: str, *args: Any) -> list[int]:
        order = "" if "ORDER" in tail else " ORDER BY rowid DESC"
        return self._ask(f"{_MATCHED}{tail}{order}", self._match, *args)

    def _ask(self, sql: str, *args: Any) -> list[int]:
        return [row[0] for row in self._store.query(sql, args)]


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
    match = " AND ".join(f"({w})" for w in wanted)
    if unwanted:
        refused = " OR ".join(f"({u})" for u in unwanted)
        if match:
            match = f"({match}) NOT ({refused})"
        elif facts:
            facts.append((f"seq NOT IN ({_MATCHED})", (refused,)))
        else:
            return Hits(store, "", [], refused)
    if not match and not facts:
        facts.append(("0" if empty else "1", ()))
    return Hits(store, match, facts)


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
