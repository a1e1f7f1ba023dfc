"""The tables of the store, and how a mail becomes a row and a row a mail."""

import json
import random
import sqlite3
import string
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sandbox.message import Envelope, Head, Mailbox, Recipient, StoredMessage
from sandbox.spool import Raw, Spool

SCHEMA = """
CREATE TABLE IF NOT EXISTS contents (content INTEGER PRIMARY KEY, packed INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, content INTEGER NOT NULL,
  created REAL NOT NULL, size INTEGER NOT NULL, read INTEGER NOT NULL DEFAULT 0,
  tags TEXT NOT NULL DEFAULT '',
  attachments INTEGER NOT NULL DEFAULT 0, inline INTEGER NOT NULL DEFAULT 0,
  snippet TEXT NOT NULL DEFAULT '', head TEXT NOT NULL, envelope TEXT NOT NULL,
  transcript TEXT NOT NULL, indexed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS messages_unindexed ON messages (seq) WHERE indexed = 0;
CREATE INDEX IF NOT EXISTS messages_unread ON messages (seq) WHERE read = 0;
CREATE INDEX IF NOT EXISTS messages_read ON messages (seq) WHERE read = 1;
CREATE TABLE IF NOT EXISTS recipients (
  address TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (address, seq)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS recipients_seq ON recipients (seq);
CREATE TABLE IF NOT EXISTS inboxes (address TEXT PRIMARY KEY, created REAL NOT NULL, expires REAL,
  behaviour TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folders (folder INTEGER PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL, uidnext INTEGER NOT NULL, subscribed INTEGER NOT NULL DEFAULT 1,
  UNIQUE (owner, name));
CREATE TABLE IF NOT EXISTS placed (folder INTEGER NOT NULL, uid INTEGER NOT NULL, content INTEGER NOT NULL,
  flags TEXT NOT NULL, date REAL NOT NULL, PRIMARY KEY (folder, uid)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS placed_content ON placed (content);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
  subject, sender, rcpt, cc, bcc, reply, ident, body, names, tokenize="unicode61 remove_diacritics 2");
CREATE INDEX IF NOT EXISTS messages_content ON messages (content);
CREATE INDEX IF NOT EXISTS messages_facts ON messages (created, size, read, attachments, inline, tags);
CREATE TABLE IF NOT EXISTS webhooks (hook INTEGER PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL,
  match TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS deliveries (delivery INTEGER PRIMARY KEY AUTOINCREMENT, hook INTEGER NOT NULL,
  message TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL,
  created REAL NOT NULL, answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due) WHERE state = 'waiting';
"""
# `messages_facts` holds all that dates, sizes, states and counts ask for: the fat rows stay untouched.
LAYOUT = 2
"""Raised when tables change; an older store gets its index anew, its mails stay."""

_ALPHABET = (string.ascii_letters + string.digits).encode("ascii")
_CHANCE = random.Random()  # seeded by the system; not the shared one, which a test may seed
_LETTERS = bytes(_ALPHABET[i % len(_ALPHABET)] for i in range(256))
ID_CHARS = 22


def new_id() -> str:
    """22 letters and digits, as Mailpit's ids look; 128 bits of chance."""
    # Bytes of 256 values onto 62 letters: the slight bias does not matter where nothing is guessed.
    return _CHANCE.randbytes(ID_CHARS).translate(_LETTERS).decode("ascii")


def folded(address: str) -> str:
    """An address as the key of an inbox: mail to `Ann@Example.org` and `ann@example.org` meets there."""
    return address.strip().strip("<>").lower()


def open_database(path: str) -> sqlite3.Connection:
    """A connection with the settings that the store relies on."""
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
    db.execute("PRAGMA auto_vacuum=INCREMENTAL")
    if path != ":memory:":
        db.execute("PRAGMA journal_mode=WAL")
        # FULL: the write-ahead log is flushed at each commit, so a 250 survives a power cut.
        db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA temp_store=MEMORY")
    db.execute("PRAGMA cache_size=-8000")
    return db


def prepare(db: sqlite3.Connection) -> None:
    """Make the tables, and bring those of an older sandbox up to date."""
    if db.execute("PRAGMA user_version").fetchone()[0] < LAYOUT:
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'messages'").fetchone():
            known = {row[1] for row in db.execute("PRAGMA table_info(messages)")}
            if "inline" not in known:
                db.execute("ALTER TABLE messages ADD COLUMN inline INTEGER NOT NULL DEFAULT 0")
            db.execute("DROP TABLE IF EXISTS words")
            db.execute("UPDATE messages SET indexed = 0")
        db.execute(f"PRAGMA user_version = {LAYOUT}")
    db.executescript(SCHEMA)


def json_list(values: Iterable[object]) -> str:
    """Values for `json_each`: one parameter for any number of them."""
    return json.dumps(list(values))


def _box(value: Mailbox | None) -> list[str] | None:
    return None if value is None else [value.name, value.address]


def _unbox(value: list[str] | None) -> Mailbox | None:
    return None if value is None else Mailbox(name=value[0], address=value[1])


def _boxes(values: list[list[str]]) -> tuple[Mailbox, ...]:
    return tuple(Mailbox(name=n, address=a) for n, a in values)


def dump_head(head: Head) -> str:
    return json.dumps(
        [
            head.subject,
            head.message_id,
            _box(head.from_),
            *([_box(m) for m in group] for group in (head.to, head.cc, head.bcc, head.reply_to)),
        ],
    )


def load_head(text: str) -> Head:
    subject, message_id, sender, to, cc, bcc, reply_to = json.loads(text)
    return Head(
        subject=subject,
        message_id=message_id,
        from_=_unbox(sender),
        to=_boxes(to),
        cc=_boxes(cc),
        bcc=_boxes(bcc),
        reply_to=_boxes(reply_to),
    )


def dump_envelope(envelope: Envelope) -> str:
    e = envelope
    recipients = [[r.address, *r.params] for r in e.recipients]
    return json.dumps([e.mail_from, recipients, e.mail_params, e.helo, e.peer, e.tls, e.user, e.source])


def load_envelope(text: str) -> Envelope:
    mail_from, recipients, params, helo, peer, tls, user, source = json.loads(text)
    return Envelope(
        mail_from=mail_from,
        recipients=tuple(Recipient(address=r[0], params=tuple(r[1:])) for r in recipients),
        mail_params=tuple(params),
        helo=helo,
        peer=peer,
        tls=tls,
        user=user,
        source=source,
    )


COLUMNS = "seq, id, created, size, read, tags, attachments, snippet, head, envelope, indexed"


def from_row(row: tuple[Any, ...]) -> StoredMessage:
    """A row of `COLUMNS` as a record."""
    seq, ident, created, size, read, tags, attachments, snippet, head, envelope, _indexed = row
    return StoredMessage(
        seq=seq,
        id=ident,
        created=datetime.fromtimestamp(created, UTC),
        size=size,
        read=bool(read),
        tags=tuple(tags.split("\n")) if tags else (),
        attachments=attachments,
        snippet=snippet,
        head=load_head(head),
        envelope=load_envelope(envelope),
    )


PACK_FROM = 1024
"""Bytes from which a mail is kept compressed; `raw` gives the same bytes back in either case."""


def pack(raw: bytes) -> tuple[int, bytes]:
    """How `contents` keeps a mail: (1, deflated) or (0, as it is)."""
    if len(raw) < PACK_FROM:
        return 0, raw
    return 1, zlib.compress(raw, 1)


def put(db: sqlite3.Connection, raw: Raw) -> int:
    """Keep the bytes of a mail; the key of its content. A spooled one is copied in pieces."""
    if not isinstance(raw, Spool):
        key = db.execute("INSERT INTO contents (packed, raw) VALUES (?, ?)", pack(raw)).lastrowid
        assert key is not None
        return key
    key = db.execute("INSERT INTO contents (packed, raw) VALUES (0, zeroblob(?))", (raw.size,)).lastrowid
    assert key is not None
    with db.blobopen("contents", "raw", key) as blob:
        for block in raw.blocks():
            blob.write(block)
    return key


def unpack(packed: int, blob: bytes) -> bytes:
    """The raw bytes of a row of `contents`."""
    return zlib.decompress(blob) if packed else bytes(blob)
