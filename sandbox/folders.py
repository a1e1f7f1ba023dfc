"""IMAP folders over the store: which content lies where, under which UID, with which flags.

A captured mail lies in the INBOX of each recipient. What an IMAP client appends lies in its folder only:
it is not a captured mail. UIDs are given once; UIDVALIDITY stays for the life of a folder.
"""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.rows import folded, put, unpack

if TYPE_CHECKING:
    from sandbox.store import Store

SPECIAL = {
    "Drafts": rb"Drafts",
    "Sent": rb"Sent",
    "Trash": rb"Trash",
    "Junk": rb"Junk",
    "Archive": rb"Archive",
}
"""Folders that a mailbox is born with, and their special use (RFC 6154)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """One folder of one owner."""

    key: int
    owner: str
    name: str
    uidvalidity: int
    subscribed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One mail in a folder."""

    uid: int
    content: int
    flags: tuple[str, ...]
    date: float
    """Internal date, seconds since 1970."""


class Folders:
    """Folders of all owners. Thread-safe; writers run inside the store's transactions."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._inboxes: dict[str, int] = {}
        self._lock = threading.Lock()
        self._validity = 0
        self.twice: Callable[[str], bool] = lambda _owner: False
        """Whether a mail for this owner is laid into the inbox a second time, for tests."""
        self._listeners: list[Callable[[tuple[str, ...] | None], None]] = []

    def listen(self, callback: Callable[[tuple[str, ...] | None], None]) -> None:
        """Be told, on the writer's thread, whose INBOX changed (None: anybody's folders)."""
        self._listeners.append(callback)

    def tell(self, owners: tuple[str, ...] | None) -> None:
        for callback in tuple(self._listeners):
            callback(owners)

    def deliver(self, db: sqlite3.Connection, owner: str, content: int, date: float) -> None:
        """Lay a content into the owner's INBOX, inside the transaction of `db`."""
        key = self._inboxes.get(owner)
        uid = self._take_uid(db, key) if key is not None else None
        if key is None or uid is None:
            key = self._make(db, owner, "INBOX")
            self._inboxes[owner] = key
            if len(self._inboxes) > 50_000:
                self._inboxes.clear()
            uid = self._take_uid(db, key)
        db.execute("INSERT INTO placed VALUES (?,?,?,'',?)", (key, uid, content, date))
        if self.twice(owner):
            again = self._take_uid(db, key)
            db.execute("INSERT INTO placed VALUES (?,?,?,'',?)", (key, again, content, date))

    def of(self, owner: str) -> list[Folder]:
        """The owner's folders; INBOX and those of special use are made where missing."""
        owner = folded(owner)
        sql = "SELECT folder, owner, name, uidvalidity, subscribed FROM folders WHERE owner = ? ORDER BY name"
        found = self._store.query(sql, (owner,))
        if not {"INBOX", *SPECIAL} <= {row[2] for row in found} and not self._was_born(found):
            self._store.write(lambda db: [self._make(db, owner, n) for n in ("INBOX", *SPECIAL)])
            found = self._store.query(sql, (owner,))
        return [Folder(key=k, owner=o, name=n, uidvalidity=v, subscribed=bool(s)) for k, o, n, v, s in found]

    @staticmethod
    def _was_born(found: Sequence[tuple[object, ...]]) -> bool:
        # A client may delete Junk; only an owner with nothing but a delivered INBOX is new.
        return len(found) > 1

    def create(self, owner: str, name: str) -> None:
        """Raises ValueError where it exists."""

        def work(db: sqlite3.Connection) -> None:
            known = db.execute("SELECT 1 FROM folders WHERE owner = ? AND name = ?", (owner, name)).fetchone()
            if known:
                raise ValueError(name)
            self._make(db, owner, name)

        self._store.write(work)

    def drop(self, key: int) -> None:
        def work(db: sqlite3.Connection) -> None:
            sql = "DELETE FROM placed WHERE folder = ? RETURNING content"
            held = db.execute(sql, (key,)).fetchall()
            db.execute("DELETE FROM folders WHERE folder = ?", (key,))
            _sweep(db, [row[0] for row in held])

        self._store.write(work)

    def rename(self, key: int, name: str) -> None:
        self._store.write(lambda db: db.execute("UPDATE folders SET name = ? WHERE folder = ?", (name, key)))
        self._inboxes.clear()

    def subscribe(self, key: int, on: bool) -> None:
        sql = "UPDATE folders SET subscribed = ? WHERE folder = ?"
        self._store.write(lambda db: db.execute(sql, (int(on), key)))

    def new_uidvalidity(self, key: int) -> int:
        """Give a folder a new UIDVALIDITY and its mails new UIDs, as a rebuilt server would."""

        def work(db: sqlite3.Connection) -> int:
            sql = "UPDATE folders SET uidvalidity = uidvalidity + 1 WHERE folder = ? RETURNING uidvalidity"
            return int(db.execute(sql, (key,)).fetchone()[0])

        return self._store.write(work)

    def uidnext(self, key: int) -> int:
        found = self._store.query("SELECT uidnext FROM folders WHERE folder = ?", (key,))
        return int(found[0][0]) if found else 1

    def placed(self, key: int, after: int = 0) -> list[Placed]:
        """Mails in a folder above UID `after`, ascending."""
        sql = "SELECT uid, content, flags, date FROM placed WHERE folder = ? AND uid > ? ORDER BY uid"
        return [
            Placed(uid=u, content=c, flags=tuple(f.split()), date=d)
            for u, c, f, d in self._store.query(sql, (key, after))
        ]

    def uids(self, key: int) -> set[int]:
        return {row[0] for row in self._store.query("SELECT uid FROM placed WHERE folder = ?", (key,))}

    def raw(self, content: int) -> bytes | None:
        found = self._store.query("SELECT packed, raw FROM contents WHERE content = ?", (content,))
        return unpack(*found[0]) if found else None

    def append(self, key: int, raw: bytes, flags: Sequence[str], date: float) -> "Future[Placed]":
        """Keep a client's mail; the future is answered behind the commit."""

        def work(db: sqlite3.Connection) -> Placed:
            return self._place(db, key, put(db, raw), flags, date)

        return self._store.write_later(work)

    def copy(self, key: int, uid: int, to: int, *, move: bool) -> "Future[Placed | None]":
        """The mail under its new UID; None where it is gone."""

        def work(db: sqlite3.Connection) -> Placed | None:
            sql = "SELECT content, flags, date FROM placed WHERE folder = ? AND uid = ?"
            row = db.execute(sql, (key, uid)).fetchone()
            if row is None:
                return None
            new = self._place(db, to, row[0], row[1].split(), row[2])
            if move:
                db.execute("DELETE FROM placed WHERE folder = ? AND uid = ?", (key, uid))
            return new

        return self._store.write_later(work)

    def flag(self, key: int, uid: int, flags: Sequence[str]) -> "Future[int]":
        sql = "UPDATE placed SET flags = ? WHERE folder = ? AND uid = ?"
        return self._store.write_later(lambda db: db.execute(sql, (" ".join(flags), key, uid)).rowcount)

    def expunge(self, key: int, uids: Sequence[int]) -> "Future[None]":
        """Take mails out of a folder. A captured mail stays in the store, for the record."""

        def work(db: sqlite3.Connection) -> None:
            sql = "DELETE FROM placed WHERE folder = ? AND uid = ? RETURNING content"
            held = [row[0] for uid in uids for row in db.execute(sql, (key, uid)).fetchall()]
            _sweep(db, held)

        return self._store.write_later(work)

    def forget(self, db: sqlite3.Connection, contents: str) -> None:
        """Take deleted mails out of every folder, inside the transaction of `db`."""
        db.execute("DELETE FROM placed WHERE content IN (SELECT value FROM json_each(?))", (contents,))

    def _make(self, db: sqlite3.Connection, owner: str, name: str) -> int:
        # Never the same twice: a folder made again must not show its old UIDs under its old UIDVALIDITY.
        with self._lock:
            now = int(self._store.clock.now().timestamp()) & 0x7FFFFFFF
            self._validity = born = max(now, self._validity + 1)
        db.execute(
            "INSERT INTO folders (owner, name, uidvalidity, uidnext) VALUES (?,?,?,1) ON CONFLICT DO NOTHING",
            (owner, name, born),
        )
        sql = "SELECT folder FROM folders WHERE owner = ? AND name = ?"
        return int(db.execute(sql, (owner, name)).fetchone()[0])

    def _place(
        self, db: sqlite3.Connection, key: int, content: int, flags: Sequence[str], date: float
    ) -> Placed:
        uid = self._take_uid(db, key)
        if uid is None:
            raise KeyError(key)
        db.execute("INSERT INTO placed VALUES (?,?,?,?,?)", (key, uid, content, " ".join(flags), date))
        return Placed(uid=uid, content=content, flags=tuple(flags), date=date)

    @staticmethod
    def _take_uid(db: sqlite3.Connection, key: int) -> int | None:
        sql = "UPDATE folders SET uidnext = uidnext + 1 WHERE folder = ? RETURNING uidnext - 1"
        row = db.execute(sql, (key,)).fetchall()
        return int(row[0][0]) if row else None


def _sweep(db: sqlite3.Connection, contents: Sequence[int]) -> None:
    """Drop those contents that no folder and no captured mail holds any more."""
    db.executemany(
        "DELETE FROM contents WHERE content = :c AND NOT EXISTS (SELECT 1 FROM placed WHERE content = :c)"
        " AND NOT EXISTS (SELECT 1 FROM messages WHERE content = :c)",
        [{"c": c} for c in contents],
    )
