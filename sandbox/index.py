"""What search and lists know of a mail beside its headers: words, snippet, attachments.

Worked out behind the commit, so that capturing stays quick: by a thread once arrivals pause, and at once
for the mails that somebody looks at.
"""

import logging
import sqlite3
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox import rows
from sandbox.message import html_text, read_content, snippet

if TYPE_CHECKING:
    from sandbox.store import Store

_log = logging.getLogger(__name__)

INDEXED_CHARS = 1_000_000
"""Characters of a body that search knows."""
INDEXED_BYTES = 4 << 20
"""Bytes of a mail that are read for the index: the text of a bigger one stands at its beginning."""
BATCH = 50
BATCH_BYTES = 8 << 20
IDLE_S = 0.25
"""Quiet seconds before the index catches up by itself."""

_INDEX_SQL = (
    "INSERT INTO words (rowid, subject, sender, rcpt, cc, bcc, reply, ident, body, names)"
    " VALUES (?,?,?,?,?,?,?,?,?,?)"
)
Facts = tuple[int, int, int, str, list[str]]


class Index:
    """Keeps `words`, snippets and counts of attachments. Thread-safe."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._lock = threading.Lock()
        self._stale = threading.Event()
        self._stop = threading.Event()
        self._stale.set()
        self._thread = threading.Thread(target=self._run, name="sandbox-index", daemon=True)
        self._thread.start()

    def touch(self) -> None:
        """There is a new mail."""
        self._stale.set()

    def catch_up(self) -> None:
        """Take in every mail captured so far."""
        with self._lock:
            while not self._stop.is_set():
                waiting = self._store.query(
                    "SELECT seq, content, size FROM messages WHERE indexed = 0 ORDER BY seq LIMIT ?", (BATCH,)
                )
                taken, size = 0, 0
                for row in waiting:
                    taken, size = taken + 1, size + row[2]
                    if size > BATCH_BYTES:
                        break
                if not taken:
                    return
                self._take([row[0] for row in waiting[:taken]])

    def take(self, seqs: Sequence[int]) -> None:
        """Take in these mails now; those already known cost nothing more than a look."""
        # No lock: two that do the same mail write the same, and the second write is void.
        for start in range(0, len(seqs), BATCH):
            self._take(seqs[start : start + BATCH])

    def close(self) -> None:
        self._stop.set()
        self._stale.set()
        self._thread.join(timeout=30)

    def _take(self, seqs: Sequence[int]) -> None:
        found = self._store.query(
            "SELECT seq, content, head, envelope FROM messages"
            " WHERE indexed = 0 AND seq IN (SELECT value FROM json_each(?))",
            (rows.json_list(seqs),),
        )
        facts = [
            _facts(seq, self._store.top(content, INDEXED_BYTES), head, envelope)
            for seq, content, head, envelope in found
        ]
        if facts:
            self._store.write(lambda db: _write(db, facts))

    def _run(self) -> None:
        while not self._stop.is_set():
            self._stale.wait()
            while not self._stop.is_set():
                self._stale.clear()
                if not self._stale.wait(IDLE_S):  # quiet for a while
                    break
            if self._stop.is_set():
                return
            try:
                self.catch_up()
            except Exception:  # noqa: BLE001 - the index is a convenience; the thread must live
                _log.warning("the sandbox could not index new mail", exc_info=True)


def _facts(seq: int, raw: bytes, head_text: str, envelope_text: str) -> Facts:
    """(seq, attachments, inline parts, snippet, the columns of `words`) of one mail."""
    content = read_content(raw)
    head, envelope = rows.load_head(head_text), rows.load_envelope(envelope_text)

    def people(boxes: Sequence[Any]) -> str:
        return " ".join(f"{b.name} {b.address}" for b in boxes)

    named = {b.address.lower() for b in (*head.to, *head.cc, *head.bcc)}
    hidden = [a for a in envelope.addresses if a.lower() not in named]
    body = html_text(content.html)
    if content.text.strip() not in body:
        body = f"{body} {content.text}"
    columns = [
        head.subject,
        people([head.from_] if head.from_ else []) + " " + envelope.mail_from,
        people(head.to),
        people(head.cc),
        " ".join([people(head.bcc), *hidden]),
        people(head.reply_to),
        head.message_id,
        " ".join(body.split()),
        " ".join(p.filename for p in content.parts if p.marked),
    ]
    clean = [storable(text[:INDEXED_CHARS]).lower() for text in columns]
    marked = sum(p.marked for p in content.parts)
    return seq, marked, len(content.parts) - marked, storable(snippet(content)), clean


def storable(text: str) -> str:
    """Text that SQLite takes: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _write(db: sqlite3.Connection, facts: Sequence[Facts]) -> None:
    for seq, attachments, inline, short, words in facts:
        done = db.execute(
            "UPDATE messages SET attachments = ?, inline = ?, snippet = ?, indexed = 1"
            " WHERE seq = ? AND indexed = 0",
            (attachments, inline, short, seq),
        ).rowcount
        if done:  # it may have been deleted meanwhile
            db.execute(_INDEX_SQL, (seq, *words))
