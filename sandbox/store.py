"""Every captured mail, byte for byte, in SQLite: the one truth behind SMTP, HTTP, IMAP and tests.

Thread-safe. Writes go through one thread with group commit; `add` returns behind the commit.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Literal, TypeVar

from sandbox import rows
from sandbox.clock import VirtualClock
from sandbox.event import StoreEvent
from sandbox.folders import Folders
from sandbox.index import Index
from sandbox.message import Content, Envelope, StoredMessage, read_content, read_head
from sandbox.retention import Bounds, retain
from sandbox.rows import folded, json_list, put, unpack
from sandbox.spool import Raw, head_of
from sandbox.tags import clean_tags, mail_tags
from sandbox.totals import Counts, Totals
from sandbox.writer import Work, Writer

T = TypeVar("T")
_log = logging.getLogger(__name__)

# `Store.list` hides the builtin inside the class.
Mails = list[StoredMessage]
Rows = list[tuple[Any, ...]]
Names = list[str]
Gone = list[tuple[int, str, int]]
Changed = list[tuple[int, str]]

PAGE = 500
"""Rows that are read at once where many are asked for."""


class Store:
    """`Store()` lives in memory, `Store(Path)` in `mailroom-sandbox.db` of that folder."""

    def __init__(self, data: Path | None = None, *, clock: VirtualClock | None = None) -> None:
        self.clock = clock or VirtualClock()
        self.path = None if data is None else data / "mailroom-sandbox.db"
        if data is not None:
            data.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = rows.open_database(":memory:" if self.path is None else str(self.path))
        rows.prepare(self._db)
        self._reader = self._db if self.path is None else rows.open_database(str(self.path))
        self._read_lock = self._lock if self.path is None else threading.RLock()
        self._writer = Writer(self._db, self._lock)
        self._subscribers: list[Callable[[StoreEvent], None]] = []
        self._along: list[Callable[[sqlite3.Connection, str, tuple[str, ...]], None]] = []
        self._closed = False
        self.folders = Folders(self)
        self._totals = Totals(self)
        self._index = Index(self)

    # --- in

    def add(
        self, raw: Raw, envelope: Envelope, transcript: str = "", *, tags: Sequence[str] = ()
    ) -> StoredMessage:
        """Keep a mail; returns behind the commit. Raises StoreFull, StoreClosed."""
        return self.submit(raw, envelope, transcript, tags=tags).result()

    def submit(
        self, raw: Raw, envelope: Envelope, transcript: str = "", *, tags: Sequence[str] = ()
    ) -> "Future[StoredMessage]":
        """As `add`, without waiting: for servers with an event loop."""
        top = head_of(raw)
        head = read_head(top)
        tags = [*tags, *mail_tags(top, head)]
        created = self.clock.now()
        ident = rows.new_id()
        head_text, envelope_text = rows.dump_head(head), rows.dump_envelope(envelope)
        owners = tuple(dict.fromkeys(folded(a) for a in envelope.addresses))

        def work(db: sqlite3.Connection) -> StoredMessage:
            known = self._totals.unified(tags)
            content = put(db, raw)  # packed here, so that the loop of the servers does not wait for it
            seq = db.execute(
                "INSERT INTO messages (id, content, created, size, tags, head, envelope, transcript)"
                " VALUES (?,?,?,?,?,?,?,?)",
                (
                    ident,
                    content,
                    created.timestamp(),
                    len(raw),
                    "\n".join(known),
                    head_text,
                    envelope_text,
                    transcript,
                ),
            ).lastrowid
            assert seq is not None
            db.executemany("INSERT INTO recipients VALUES (?, ?)", [(o, seq) for o in owners])
            for owner in owners:
                self.folders.deliver(db, owner, content, created.timestamp())
            for note in self._along:
                note(db, ident, owners)
            return StoredMessage(
                seq=seq,
                id=ident,
                head=head,
                envelope=envelope,
                created=created,
                size=len(raw),
                tags=known,
            )

        def after(message: StoredMessage) -> None:
            self._index.touch()
            self.folders.tell(owners)
            self._tell(StoreEvent(kind="new", ids=(ident,), seqs=(message.seq,), message=message))

        return self._writer.submit(work, after)

    # --- out

    def get(self, key: str | int) -> StoredMessage | None:
        """One mail by id or seq; the id `latest` is the newest. None where there is none.

        It may not yet know that it `mark_seen`; lists, searches and counts do.
        """
        tail, args = ("ORDER BY seq DESC LIMIT 1", ()) if key == "latest" else (f"WHERE {_by(key)}", (key,))
        found = self._rows(tail, args, settled=False)
        return found[0] if found else None

    def raw(self, key: str | int) -> bytes | None:
        """The mail byte for byte as it came, by id or seq."""
        sql = f"SELECT packed, raw FROM contents JOIN messages USING (content) WHERE {_by(key)}"  # noqa: S608
        found = self._read(sql, (key,))
        return unpack(*found[0]) if found else None

    def content(self, key: str | int) -> Content | None:
        """The mail taken apart (worked out at each call)."""
        raw = self.raw(key)
        return None if raw is None else read_content(raw)

    def transcript(self, key: str | int) -> str:
        """The SMTP dialogue, one line each, `C:` and `S:`; empty where there was none."""
        found = self._read(f"SELECT transcript FROM messages WHERE {_by(key)}", (key,))  # noqa: S608
        return str(found[0][0]) if found else ""

    def list(self, limit: int = 50, start: int = 0, *, inbox: str | None = None) -> Mails:
        """Newest first, of one inbox (any address it holds) or of all."""
        if inbox is None:
            return self._rows("ORDER BY seq DESC LIMIT ? OFFSET ?", (limit, start))
        return self._rows(
            "WHERE seq IN (SELECT seq FROM recipients WHERE address = ? ORDER BY seq DESC LIMIT ? OFFSET ?)"
            " ORDER BY seq DESC",
            (folded(inbox), limit, start),
        )

    def after(self, seq: int, *, inbox: str | None = None, limit: int = 1000) -> Mails:
        """Mails behind the cursor `seq`, oldest first; snippet and attachments may not be known yet."""
        if inbox is None:
            return self._rows("WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit), known=False)
        return self._rows(
            "WHERE seq IN (SELECT seq FROM recipients WHERE address = ? AND seq > ?) ORDER BY seq LIMIT ?",
            (folded(inbox), seq, limit),
            known=False,
        )

    def last_seq(self) -> int:
        """The cursor of now: mails that come later have a higher seq."""
        found = self.query("SELECT seq FROM sqlite_sequence WHERE name = 'messages'")
        return int(found[0][0]) if found else 0

    def query(self, sql: str, args: Sequence[Any] = ()) -> Rows:
        """Read with SQL, for search: tables in `sandbox.rows.SCHEMA`. Call `index()` before using `words`."""
        self._writer.settle()
        return self._read(sql, args)

    def find(self, where: str, args: Sequence[Any] = (), *, limit: int = 50, start: int = 0) -> Mails:
        """Newest first, those for which the SQL condition `where` over `messages` holds."""
        return self._rows(f"WHERE {where} ORDER BY seq DESC LIMIT ? OFFSET ?", (*args, limit, start))

    def pick(self, seqs: Sequence[int]) -> Mails:
        """These mails, in this order, as far as they are still there."""
        out: Mails = []
        for start in range(0, len(seqs), PAGE):
            part = seqs[start : start + PAGE]
            sql = "WHERE seq IN (SELECT value FROM json_each(?))"
            found = {m.seq: m for m in self._rows(sql, (json_list(part),))}
            out += [found[seq] for seq in part if seq in found]
        return out

    def counts(self) -> Counts:
        return self._totals.counts()

    @property
    def deleted(self) -> int:
        """Mails deleted since the start."""
        return self._totals.deleted

    def inboxes(self) -> "dict[str, int]":
        """Every inbox address with its count of mails, in order; those made by hand count from 0."""
        made = self.query("SELECT address, 0 FROM inboxes")
        got = self.query("SELECT address, count(*) FROM recipients GROUP BY address")
        return dict(sorted({**dict(made), **dict(got)}.items()))

    def tags(self) -> Names:
        """Every tag in use, in order."""
        return list(self._totals.tags())

    def tag_counts(self) -> Mapping[str, int]:
        """Every tag in use with its mails."""
        return self._totals.tags()

    # --- changes

    def delete(self, ids: Iterable[str]) -> int:
        """Delete these mails for good, from their IMAP folders too; how many there were."""
        return self.delete_where("id IN (SELECT value FROM json_each(?))", (json_list(ids),))

    def delete_seqs(self, seqs: Sequence[int]) -> int:
        return self.delete_where("seq IN (SELECT value FROM json_each(?))", (json_list(seqs),))

    def delete_all(self) -> int:
        return self.delete_where("1", ())

    def delete_where(self, where: str, args: Sequence[Any]) -> int:
        """Delete the mails for which an SQL condition over `messages` holds; how many there were."""

        def work(db: sqlite3.Connection) -> Gone:
            gone = db.execute(f"SELECT seq, id, content FROM messages WHERE {where}", args).fetchall()  # noqa: S608
            seqs, contents = json_list(g[0] for g in gone), json_list(g[2] for g in gone)
            many = "IN (SELECT value FROM json_each(?))"
            db.execute(f"DELETE FROM words WHERE rowid {many}", (seqs,))  # noqa: S608
            db.execute(f"DELETE FROM recipients WHERE seq {many}", (seqs,))  # noqa: S608
            db.execute(f"DELETE FROM messages WHERE seq {many}", (seqs,))  # noqa: S608
            self.folders.forget(db, contents)
            db.execute(f"DELETE FROM contents WHERE content {many}", (contents,))  # noqa: S608
            return gone

        def after(gone: Gone) -> None:
            if gone:
                self.folders.tell(None)
                seqs, names = tuple(g[0] for g in gone), tuple(g[1] for g in gone)
                self._tell(StoreEvent(kind="delete", ids=names, seqs=seqs, all=where == "1"))

        return len(self._writer.submit(work, after).result())

    def mark_read(self, ids: Iterable[str] | None, read: bool = True) -> int:
        """Set the read state of these mails, or of all where `ids` is None; how many changed."""
        return len(self._writer.submit(*self._update("read", int(read), ids)).result())

    def mark_seen(self, ident: str) -> None:
        """Set the read state of a mail that was opened, without waiting for the disk."""
        self._writer.later(*self._update("read", 1, [ident]))

    def set_tags(self, ids: Iterable[str], tags: Sequence[str], *, unify: bool = True) -> int:
        """Replace the tags of these mails; how many changed.

        A tag that is in use in another case is written as it is there, unless `unify` says no.
        """
        clean = self._totals.unified(tags) if unify else clean_tags(tags)
        return len(self._writer.submit(*self._update("tags", "\n".join(clean), ids)).result())

    def make_inbox(self, address: str, *, ttl_s: float | None = None, behaviour: str = "{}") -> None:
        """Name an inbox before its first mail, or replace what was said of it."""
        now = self.clock.now().timestamp()
        expires = None if ttl_s is None else now + ttl_s
        self.write(
            lambda db: (
                db.execute(
                    "INSERT INTO inboxes VALUES (?,?,?,?) ON CONFLICT (address) DO UPDATE SET"
                    " expires = excluded.expires, behaviour = excluded.behaviour",
                    (folded(address), now, expires, behaviour),
                ).rowcount
            )
        )

    def drop_expired(self) -> int:
        """Forget inboxes whose time to live is over (their mails stay); how many there were."""
        now = self.clock.now().timestamp()
        if not self.query("SELECT 1 FROM inboxes WHERE expires <= ? LIMIT 1", (now,)):
            return 0
        sql = "DELETE FROM inboxes WHERE expires <= ?"
        return self.write(lambda db: db.execute(sql, (now,)).rowcount)

    def retain(
        self, *, max_age_s: float | None = None, max_count: int | None = None, max_bytes: int | None = None
    ) -> int:
        """Delete the oldest mails above these bounds and give their pages back in small steps."""
        return retain(self, Bounds(max_age_s=max_age_s, max_count=max_count, max_bytes=max_bytes))

    def size_on_disk(self) -> int:
        """Bytes of the database's pages, also where it lies in memory."""
        pages, page = self.query("PRAGMA page_count")[0][0], self.query("PRAGMA page_size")[0][0]
        return int(pages * page)

    def vacuum(self, pages: int) -> None:
        """Give back so many free pages, between two commits."""
        with self._lock:
            self._db.execute(f"PRAGMA incremental_vacuum({int(pages)})").fetchall()

    def write(self, work: Work[T]) -> T:
        """Run `work` inside the writer's next transaction and wait for its commit."""
        return self._writer.submit(work).result()

    def write_later(self, work: Work[T]) -> "Future[T]":
        return self._writer.submit(work)

    def along(self, note: Callable[[sqlite3.Connection, str, tuple[str, ...]], None]) -> None:
        """Run `note(db, id, owners)` inside the transaction of each new mail, for what must not be lost."""
        self._along.append(note)

    def subscribe(self, callback: Callable[[StoreEvent], None]) -> Callable[[], None]:
        """Be told of changes, on the writer's thread: be quick, hand over. Call the result to stop."""
        self._subscribers.append(callback)

        return lambda: self._subscribers.remove(callback) if callback in self._subscribers else None

    def close(self) -> None:
        """Write what waits and close. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._index.close()
        self._writer.close()
        with self._read_lock, self._lock:
            self._reader.close()
            self._db.close()

    def index(self) -> None:
        """Bring words, snippets and attachment counts up to date with every mail captured so far."""
        self._index.catch_up()

    def top(self, content: int, size: int) -> bytes:
        """The first `size` bytes of a content, without reading the rest where it lies unpacked."""
        with self._read_lock:
            row = self._reader.execute(
                "SELECT packed, length(raw) FROM contents WHERE content = ?", (content,)
            ).fetchone()
            if row is None:
                return b""
            if not row[0] and row[1] > size:
                with self._reader.blobopen("contents", "raw", content, readonly=True) as blob:
                    return bytes(blob.read(size))
            raw = self._reader.execute("SELECT raw FROM contents WHERE content = ?", (content,)).fetchone()
        return unpack(row[0], raw[0])

    # --- helpers

    def _read(self, sql: str, args: Sequence[Any] = ()) -> Rows:
        with self._read_lock:
            return self._reader.execute(sql, args).fetchall()

    def _rows(
        self, tail: str, args: Sequence[Any] = (), *, known: bool = True, settled: bool = True
    ) -> Mails:
        sql = f"SELECT {rows.COLUMNS} FROM messages {tail}"  # noqa: S608 - tails are ours
        read = self.query if settled else self._read
        found = read(sql, args)
        if known and (new := [row[0] for row in found if not row[-1]]):
            self._index.take(new)
            found = read(sql, args)
        return [rows.from_row(row) for row in found]

    def _tell(self, event: StoreEvent) -> None:
        self._totals.heard(event)
        for callback in tuple(self._subscribers):
            try:
                callback(event)
            except Exception:  # noqa: BLE001 - one listener must not take the store or the others down
                _log.warning("a listener of the sandbox failed", exc_info=True)

    def _update(
        self, column: Literal["read", "tags"], value: int | str, ids: Iterable[str] | None
    ) -> tuple[Work[Changed], Callable[[Changed], None]]:
        where = "1" if ids is None else "id IN (SELECT value FROM json_each(?))"
        which = () if ids is None else (json_list(ids),)
        sql = f"UPDATE messages SET {column} = ? WHERE {where} AND {column} != ? RETURNING seq, id"  # noqa: S608

        def after(changed: Changed) -> None:
            if changed:
                seqs, names = tuple(c[0] for c in changed), tuple(c[1] for c in changed)
                self._tell(StoreEvent(kind="update", ids=names, seqs=seqs, change=column))

        return lambda db: db.execute(sql, (value, *which, value)).fetchall(), after

    def __iter__(self) -> Iterator[StoredMessage]:
        """Every mail, oldest first, in pages."""
        seq = 0
        while page := self.after(seq, limit=200):
            yield from page
            seq = page[-1].seq


def _by(key: str | int) -> str:
    return "seq = ?" if isinstance(key, int) else "id = ?"
