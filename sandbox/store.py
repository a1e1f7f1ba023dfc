"""Every captured mail, byte for byte, in SQLite: the one truth behind SMTP, HTTP, IMAP and tests.

Thread-safe. Writes go through one thread with group commit; `add` returns behind the commit.
Words of a body, its snippet and its count of attachments are worked out behind the commit, at the
latest when somebody looks: capturing stays quick.
"""

import contextlib
import logging
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from sandbox import rows
from sandbox.clock import VirtualClock
from sandbox.folders import Folders
from sandbox.message import (
    Content,
    Envelope,
    StoredMessage,
    html_text,
    read_content,
    read_head,
    snippet,
)
from sandbox.rows import folded
from sandbox.writer import Work, Writer

T = TypeVar("T")
_log = logging.getLogger(__name__)

# `Store.list` hides the builtin inside the class.
Mails = list[StoredMessage]
Rows = list[tuple[Any, ...]]
Names = list[str]
Gone = list[tuple[int, str, int]]
Changed = list[tuple[int, str]]

PACK_FROM = 1024
"""Bytes from which a mail is kept compressed; `raw` gives the same bytes back in either case."""
INDEXED_CHARS = 1_000_000
"""Characters of a body that search knows."""
INDEX_IDLE_S = 0.25
"""Quiet seconds before the index catches up by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreEvent:
    """Something changed. Subscribers get it behind the commit, on the writer's thread."""

    kind: Literal["new", "update", "delete"]
    ids: tuple[str, ...]
    seqs: tuple[int, ...]
    message: StoredMessage | None = None
    """The mail, for `new` only (snippet and attachments may not be known yet: use `get`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Totals over the store."""

    total: int
    unread: int
    size: int
    """Bytes of all raw mails together."""


class Store:
    """`Store()` lives in memory, `Store(Path)` in `mailroom-sandbox.db` of that folder."""

    def __init__(self, data: Path | None = None, *, clock: VirtualClock | None = None) -> None:
        self.clock = clock or VirtualClock()
        self.path = None if data is None else data / "mailroom-sandbox.db"
        if data is not None:
            data.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = rows.open_database(":memory:" if self.path is None else str(self.path))
        self._db.executescript(rows.SCHEMA)
        self._reader = self._db if self.path is None else rows.open_database(str(self.path))
        self._read_lock = self._lock if self.path is None else threading.RLock()
        self._writer = Writer(self._db, self._lock)
        self._subscribers: list[Callable[[StoreEvent], None]] = []
        self._index_lock = threading.Lock()
        self._stale = threading.Event()
        self._stop = threading.Event()
        self.folders = Folders(self)
        self._indexer = threading.Thread(target=self._keep_indexed, name="sandbox-index", daemon=True)
        self._stale.set()
        self._indexer.start()

    # --- in

    def add(
        self, raw: bytes, envelope: Envelope, transcript: str = "", *, tags: Sequence[str] = ()
    ) -> StoredMessage:
        """Keep a mail; returns behind the commit. Raises StoreFull, StoreClosed."""
        return self.submit(raw, envelope, transcript, tags=tags).result()

    def submit(
        self, raw: bytes, envelope: Envelope, transcript: str = "", *, tags: Sequence[str] = ()
    ) -> "Future[StoredMessage]":
        """As `add`, without waiting: for servers with an event loop."""
        head = read_head(raw)
        created = self.clock.now()
        ident = rows.new_id()
        head_text, envelope_text = rows.dump_head(head), rows.dump_envelope(envelope)
        owners = tuple(dict.fromkeys(folded(a) for a in envelope.addresses))

        def work(db: sqlite3.Connection) -> StoredMessage:
            packed, blob = pack(raw)  # here, so that the loop of the servers does not wait for it
            content = db.execute("INSERT INTO contents (packed, raw) VALUES (?, ?)", (packed, blob)).lastrowid
            assert content is not None
            seq = db.execute(
                "INSERT INTO messages (id, content, created, size, tags, head, envelope, transcript)"
                " VALUES (?,?,?,?,?,?,?,?)",
                (
                    ident,
                    content,
                    created.timestamp(),
                    len(raw),
                    "\n".join(tags),
                    head_text,
                    envelope_text,
                    transcript,
                ),
            ).lastrowid
            assert seq is not None
            db.executemany("INSERT INTO recipients VALUES (?, ?)", [(o, seq) for o in owners])
            for owner in owners:
                self.folders.deliver(db, owner, content, created.timestamp())
            return StoredMessage(
                seq=seq,
                id=ident,
                head=head,
                envelope=envelope,
                created=created,
                size=len(raw),
                tags=tuple(tags),
            )

        def after(message: StoredMessage) -> None:
            self._stale.set()
            self.folders.tell(owners)
            self._tell(StoreEvent(kind="new", ids=(ident,), seqs=(message.seq,), message=message))

        return self._writer.submit(work, after)

    # --- out

    def get(self, key: str | int) -> StoredMessage | None:
        """One mail by id or seq; the id `latest` is the newest. None where there is none."""
        self.index()
        if key == "latest":
            rows_ = self._rows("ORDER BY seq DESC LIMIT 1")
        elif isinstance(key, int):
            rows_ = self._rows("WHERE seq = ?", (key,))
        else:
            rows_ = self._rows("WHERE id = ?", (key,))
        return rows_[0] if rows_ else None

    def raw(self, key: str | int) -> bytes | None:
        """The mail byte for byte as it came, by id or seq."""
        column = "seq" if isinstance(key, int) else "id"
        found = self.query(
            f"SELECT packed, raw FROM contents JOIN messages USING (content) WHERE {column} = ?",  # noqa: S608 - two constants
            (key,),
        )
        return unpack(*found[0]) if found else None

    def content(self, key: str | int) -> Content | None:
        """The mail taken apart (worked out at each call)."""
        raw = self.raw(key)
        return None if raw is None else read_content(raw)

    def transcript(self, key: str | int) -> str:
        """The SMTP dialogue, one line each, `C:` and `S:`; empty where there was none."""
        column = "seq" if isinstance(key, int) else "id"
        found = self.query(f"SELECT transcript FROM messages WHERE {column} = ?", (key,))  # noqa: S608
        return str(found[0][0]) if found else ""

    def list(self, limit: int = 50, start: int = 0, *, inbox: str | None = None) -> Mails:
        """Newest first, of one inbox (any address it holds) or of all."""
        self.index()
        if inbox is None:
            return self._rows("ORDER BY seq DESC LIMIT ? OFFSET ?", (limit, start))
        return self._rows(
            "WHERE seq IN (SELECT seq FROM recipients WHERE address = ? ORDER BY seq DESC LIMIT ? OFFSET ?)"
            " ORDER BY seq DESC",
            (folded(inbox), limit, start),
        )

    def after(self, seq: int, *, inbox: str | None = None, limit: int = 1000) -> Mails:
        """Mails behind the cursor `seq`, oldest first."""
        if inbox is None:
            return self._rows("WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))
        return self._rows(
            "WHERE seq IN (SELECT seq FROM recipients WHERE address = ? AND seq > ?) ORDER BY seq LIMIT ?",
            (folded(inbox), seq, limit),
        )

    def last_seq(self) -> int:
        """The cursor of now: mails that come later have a higher seq."""
        found = self.query("SELECT seq FROM sqlite_sequence WHERE name = 'messages'")
        return int(found[0][0]) if found else 0

    def query(self, sql: str, args: Sequence[Any] = ()) -> Rows:
        """Read with SQL, for search: tables in `sandbox.rows.SCHEMA`. Call `index()` before using `words`."""
        with self._read_lock:
            return self._reader.execute(sql, args).fetchall()

    def find(self, where: str, args: Sequence[Any] = (), *, limit: int = 50, start: int = 0) -> Mails:
        """Newest first, those for which the SQL condition `where` over `messages` holds."""
        self.index()
        return self._rows(f"WHERE {where} ORDER BY seq DESC LIMIT ? OFFSET ?", (*args, limit, start))

    def counts(self) -> Counts:
        total, size = self.query("SELECT count(*), coalesce(sum(size), 0) FROM messages")[0]
        unread = self.query("SELECT count(*) FROM messages WHERE read = 0")[0][0]
        return Counts(total=total, unread=unread, size=size)

    def inboxes(self) -> "dict[str, int]":
        """Every inbox address with its count of mails, in order; those made by hand count from 0."""
        made = self.query("SELECT address, 0 FROM inboxes")
        got = self.query("SELECT address, count(*) FROM recipients GROUP BY address")
        return dict(sorted({**dict(made), **dict(got)}.items()))

    def tags(self) -> Names:
        """Every tag in use, in order."""
        found = self.query("SELECT DISTINCT tags FROM messages WHERE tags != ''")
        return sorted({tag for (text,) in found for tag in text.split("\n")})

    # --- changes

    def delete(self, ids: Iterable[str]) -> int:
        """Delete these mails for good, from their IMAP folders too; how many there were."""
        return self._delete("id IN (SELECT value FROM json_each(?))", (_json_list(ids),))

    def delete_all(self) -> int:
        return self._delete("1", ())

    def mark_read(self, ids: Iterable[str] | None, read: bool = True) -> int:
        """Set the read state of these mails, or of all where `ids` is None; how many changed."""
        return self._update("read = ?", (int(read),), ids, "AND read != ?", (int(read),))

    def set_tags(self, ids: Iterable[str], tags: Sequence[str]) -> int:
        """Replace the tags of these mails; how many mails there were."""
        text = "\n".join(dict.fromkeys(t.replace("\n", " ").strip() for t in tags if t.strip()))
        return self._update("tags = ?", (text,), ids)

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

    def retain(
        self, *, max_age_s: float | None = None, max_count: int | None = None, max_bytes: int | None = None
    ) -> int:
        """Delete the oldest mails above these bounds and give their pages back in small steps."""
        gone = 0
        if max_age_s is not None:
            gone += self._delete("created < ?", (self.clock.now().timestamp() - max_age_s,))
        if max_count is not None:
            gone += self._delete(
                "seq <= (SELECT seq FROM messages ORDER BY seq DESC LIMIT 1 OFFSET ?)", (max_count,)
            )
        if max_bytes is not None:
            gone += self._delete(
                "seq <= (SELECT max(seq) FROM (SELECT seq, sum(size) OVER (ORDER BY seq DESC) AS upto"
                " FROM messages) WHERE upto > ?)",
                (max_bytes,),
            )
        if gone:
            # In steps, so that no mail waits behind a long vacuum.
            while self.query("PRAGMA freelist_count")[0][0] > 256 and not self._stop.is_set():
                before = self.query("PRAGMA freelist_count")[0][0]
                self._outside(lambda: self._db.execute("PRAGMA incremental_vacuum(256)").fetchall())
                if self.query("PRAGMA freelist_count")[0][0] >= before:
                    break
        return gone

    def write(self, work: Work[T]) -> T:
        """Run `work` inside the writer's next transaction and wait for its commit."""
        return self._writer.submit(work).result()

    def write_later(self, work: Work[T]) -> "Future[T]":
        """As `write`, without waiting."""
        return self._writer.submit(work)

    def subscribe(self, callback: Callable[[StoreEvent], None]) -> Callable[[], None]:
        """Be told of changes, on the writer's thread: be quick, hand over. Call the result to stop."""
        self._subscribers.append(callback)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._subscribers.remove(callback)

        return stop

    def close(self) -> None:
        """Write what waits and close. Idempotent."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._stale.set()
        self._indexer.join(timeout=30)
        self._writer.close()
        with self._read_lock, self._lock:
            self._reader.close()
            self._db.close()

    # --- index

    def index(self) -> None:
        """Bring words, snippets and attachment counts up to date with every mail captured so far."""
        with self._index_lock:
            while batch := self.query(
                "SELECT seq, packed, raw, head, envelope FROM messages JOIN contents USING (content)"
                " WHERE indexed = 0 ORDER BY seq LIMIT 50"
            ):
                facts = [_facts(row) for row in batch]
                self.write(lambda db, facts=facts: _write_facts(db, facts))  # type: ignore[misc]
                if len(batch) < 50:
                    break

    def _keep_indexed(self) -> None:
        while not self._stop.is_set():
            self._stale.wait()
            while not self._stop.is_set():
                self._stale.clear()
                if not self._stale.wait(INDEX_IDLE_S):  # quiet for a while
                    break
            if self._stop.is_set():
                return
            try:
                self.index()
            except Exception:  # noqa: BLE001 - the index is a convenience; the thread must live
                _log.warning("the sandbox could not index new mail", exc_info=True)

    # --- helpers

    def _rows(self, tail: str, args: Sequence[Any] = ()) -> Mails:
        found = self.query(f"SELECT {rows.COLUMNS} FROM messages {tail}", args)  # noqa: S608 - tails are ours
        return [rows.from_row(row) for row in found]

    def _outside(self, act: Callable[[], object]) -> None:
        with self._lock:
            act()

    def _tell(self, event: StoreEvent) -> None:
        for callback in tuple(self._subscribers):
            try:
                callback(event)
            except Exception:  # noqa: BLE001 - one listener must not take the store or the others down
                _log.warning("a listener of the sandbox failed", exc_info=True)

    def _delete(self, where: str, args: Sequence[Any]) -> int:
        def work(db: sqlite3.Connection) -> Gone:
            gone = db.execute(f"SELECT seq, id, content FROM messages WHERE {where}", args).fetchall()  # noqa: S608
            seqs, contents = _json_list(g[0] for g in gone), _json_list(g[2] for g in gone)
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
                self._tell(
                    StoreEvent(kind="delete", ids=tuple(g[1] for g in gone), seqs=tuple(g[0] for g in gone))
                )

        return len(self._writer.submit(work, after).result())

    def _update(
        self,
        put: str,
        values: Sequence[Any],
        ids: Iterable[str] | None,
        more: str = "",
        args: Sequence[Any] = (),
    ) -> int:
        where = "1" if ids is None else "id IN (SELECT value FROM json_each(?))"
        which = () if ids is None else (_json_list(ids),)

        def work(db: sqlite3.Connection) -> Changed:
            sql = f"UPDATE messages SET {put} WHERE {where} {more} RETURNING seq, id"  # noqa: S608 - ours
            return db.execute(sql, (*values, *which, *args)).fetchall()

        def after(changed: Changed) -> None:
            if changed:
                seqs, names = tuple(c[0] for c in changed), tuple(c[1] for c in changed)
                self._tell(StoreEvent(kind="update", ids=names, seqs=seqs))

        return len(self._writer.submit(work, after).result())

    def __iter__(self) -> Iterator[StoredMessage]:
        """Every mail, oldest first, in pages."""
        seq = 0
        while page := self.after(seq, limit=200):
            yield from page
            seq = page[-1].seq


def pack(raw: bytes) -> tuple[int, bytes]:
    """How `contents` keeps a mail: (1, deflated) or (0, as it is)."""
    if len(raw) < PACK_FROM:
        return 0, raw
    return 1, zlib.compress(raw, 1)


def unpack(packed: int, blob: bytes) -> bytes:
    """The raw bytes of a row of `contents`."""
    return zlib.decompress(blob) if packed else bytes(blob)


def _json_list(values: Iterable[object]) -> str:
    import json

    return json.dumps(list(values))


def _facts(row: tuple[Any, ...]) -> tuple[int, int, str, str, str, str, str]:
    """(seq, attachments, snippet, subject, people, body, filenames) of one mail."""
    seq, packed, blob, head_text, envelope_text = row
    content = read_content(unpack(packed, blob))
    head, envelope = rows.load_head(head_text), rows.load_envelope(envelope_text)
    boxes = [m for m in (head.from_,) if m] + [*head.to, *head.cc, *head.bcc, *head.reply_to]
    people = " ".join(
        dict.fromkeys(
            [*(f"{m.name} {m.address}" for m in boxes), envelope.mail_from, *envelope.addresses[:100]]
        )
    )
    body = content.text or html_text(content.html)
    names = " ".join(p.filename for p in content.parts)
    clean = [_storable(t[:INDEXED_CHARS]) for t in (snippet(content), head.subject, people, body, names)]
    return (seq, len(content.attachments), clean[0], clean[1], clean[2], clean[3], clean[4])


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _write_facts(db: sqlite3.Connection, facts: list[tuple[int, int, str, str, str, str, str]]) -> None:
    for seq, attachments, short, *words in facts:
        done = db.execute(
            "UPDATE messages SET attachments = ?, snippet = ?, indexed = 1 WHERE seq = ? AND indexed = 0",
            (attachments, short, seq),
        ).rowcount
        if done:  # it may have been deleted meanwhile
            db.execute(
                "INSERT INTO words (rowid, subject, people, body, names) VALUES (?,?,?,?,?)", (seq, *words)
            )
