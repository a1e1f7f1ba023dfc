"""The truth about the index, in one SQLite file beside Chroma.

A file path points to a content version; a version is written whole before any path points to it, and one
transaction moves the path. So a crash leaves the old version or the new one. Vectors are kept here too, by
the text they stand for: what is known is never embedded again, and Chroma's folder can be rebuilt from them.
"""

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.records import Facts, Failure, Piece, Version

_SCHEMA = 1
_TABLES = """
create table if not exists meta (key text primary key, value text not null) without rowid;
create table if not exists documents (
    source text primary key, digest text not null, size integer not null, mtime_ns integer not null,
    settled integer not null
) without rowid;
create index if not exists documents_digest on documents (digest);
create table if not exists versions (
    digest text primary key, media_type text not null, language text not null, facts text not null,
    pieces blob not null, text blob not null
) without rowid;
create table if not exists failures (
    source text primary key, reason text not null, size integer not null, mtime_ns integer not null
) without rowid;
create table if not exists vectors (key text primary key, value blob not null) without rowid;
create table if not exists cited (source text primary key, at text not null) without rowid;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file as it was when it was last looked at."""

    source: str
    digest: str
    size: int
    mtime_ns: int
    settled: bool
    """Whether it had rested long enough when it was read that its time tells of the next change."""


class Manifest:
    """One connection, shared by threads under a lock; every method is one transaction."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        try:
            self._connection = self._open(path)
        except sqlite3.DatabaseError:
            # What it holds can all be read again from the folder.
            for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                name.unlink(missing_ok=True)
            self._connection = self._open(path)
            self.was_rebuilt = True
        else:
            self.was_rebuilt = False

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        try:
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=normal")
            (version,) = connection.execute("pragma user_version").fetchone()
            if version not in (0, _SCHEMA):
                raise sqlite3.DatabaseError(f"schema {version}")
            connection.executescript(_TABLES)
            connection.execute(f"pragma user_version={_SCHEMA}")
            connection.execute("select count(*) from documents").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """All of the changes inside, or none."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def get(self, key: str) -> str | None:
        row = self._one("select value from meta where key=?", (key,))
        return row[0] if row else None

    def put(self, key: str, value: str) -> None:
        with self.change() as db:
            db.execute("insert or replace into meta values (?, ?)", (key, value))

    def revision(self) -> str:
        """Changes with every change of what is searchable."""
        return self.get("revision") or "0"

    def entries(self) -> dict[str, Entry]:
        rows = self._all("select source, digest, size, mtime_ns, settled from documents")
        return {
            r[0]: Entry(source=r[0], digest=r[1], size=r[2], mtime_ns=r[3], settled=bool(r[4])) for r in rows
        }

    def failures(self) -> dict[str, tuple[Failure, int, int]]:
        """By path: the failure, and the size and time of the file that failed."""
        rows = self._all("select source, reason, size, mtime_ns from failures order by source")
        return {r[0]: (Failure(path=r[0], reason=r[1]), r[2], r[3]) for r in rows}

    def known(self, digests: Iterable[str]) -> set[str]:
        return {d for d in digests if self._one("select 1 from versions where digest=?", (d,))}

    def add_version(self, version: Version) -> None:
        pieces = json.dumps([[p.start, p.end, p.location, p.context] for p in version.pieces])
        row = (
            version.digest,
            version.media_type,
            version.language,
            json.dumps(asdict(version.facts), default=str),
            zlib.compress(pieces.encode(), 1),
            zlib.compress(version.text.encode("utf-8", "surrogatepass"), 1),
        )
        with self.change() as db:
            db.execute("insert or replace into versions values (?, ?, ?, ?, ?, ?)", row)

    def version(self, digest: str) -> Version | None:
        row = self._one(
            "select media_type, language, facts, pieces, text from versions where digest=?", (digest,)
        )
        if row is None:
            return None
        pieces = json.loads(zlib.decompress(row[3]))
        return Version(
            digest=digest,
            media_type=row[0],
            language=row[1],
            facts=_facts(json.loads(row[2])),
            pieces=tuple(Piece(start=a, end=b, location=c, context=d) for a, b, c, d in pieces),
            text=zlib.decompress(row[4]).decode("utf-8", "surrogatepass"),
        )

    def facts(self, digest: str) -> tuple[Facts, str] | None:
        """What a version says of itself, and its language."""
        row = self._one("select facts, language from versions where digest=?", (digest,))
        return (_facts(json.loads(row[0])), row[1]) if row else None

    def text(self, source: str) -> str | None:
        row = self._one("select text from versions join documents using (digest) where source=?", (source,))
        return zlib.decompress(row[0]).decode("utf-8", "surrogatepass") if row else None

    def point(
        self, entries: Sequence[Entry], removed: Sequence[str], failed: Mapping[str, tuple[str, int, int]]
    ) -> None:
        """Make the paths point to their versions, all at once; the old versions stay until `collect`."""
        with self.change() as db:
            for entry in entries:
                row = (entry.source, entry.digest, entry.size, entry.mtime_ns, entry.settled)
                db.execute("insert or replace into documents values (?, ?, ?, ?, ?)", row)
                db.execute("delete from failures where source=?", (entry.source,))
            for source in removed:
                db.execute("delete from documents where source=?", (source,))
                db.execute("delete from failures where source=?", (source,))
            for source, (reason, size, mtime_ns) in failed.items():
                db.execute("delete from documents where source=?", (source,))
                failure = (source, reason, size, mtime_ns)
                db.execute("insert or replace into failures values (?, ?, ?, ?)", failure)
            count = int((db.execute("select value from meta where key='revision'").fetchone() or ["0"])[0])
            db.execute("insert or replace into meta values ('revision', ?)", (str(count + 1),))

    def orphans(self) -> list[str]:
        """Digests that no path points to any more."""
        rows = self._all("select digest from versions where digest not in (select digest from documents)")
        return [r[0] for r in rows]

    def digests(self) -> list[str]:
        """Of all versions that a path points to."""
        return [r[0] for r in self._all("select distinct digest from documents order by digest")]

    def drop(self, digests: Iterable[str]) -> None:
        with self.change() as db:
            db.executemany("delete from versions where digest=?", [(d,) for d in digests])

    def vectors(self, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        found = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            marks = ",".join("?" * len(part))
            for key, value in self._all(f"select key, value from vectors where key in ({marks})", part):  # noqa: S608 - marks only
                found[key] = np.frombuffer(value, np.float16).astype(np.float32)
        return found

    def add_vectors(self, rows: Iterable[tuple[str, NDArray[np.float32]]]) -> None:
        with self.change() as db:
            values = [(key, vector.astype(np.float16).tobytes()) for key, vector in rows]
            db.executemany("insert or replace into vectors values (?, ?)", values)

    def keep_vectors(self, keys: set[str]) -> None:
        """Forget the vectors of all other texts."""
        gone = [r for r in self._all("select key from vectors") if r[0] not in keys]
        if gone:
            with self.change() as db:
                db.executemany("delete from vectors where key=?", gone)

    def cite(self, sources: Iterable[str], at: str) -> None:
        with self.change() as db:
            db.executemany("insert or replace into cited values (?, ?)", [(s, at) for s in sources])

    def cited(self) -> dict[str, str]:
        return dict(self._all("select source, at from cited"))

    def _one(self, query: str, values: Sequence[Any] = ()) -> Any:
        with self._lock:
            return self._connection.execute(query, values).fetchone()

    def _all(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _facts(data: dict[str, Any]) -> Facts:
    for key in ("valid_from", "valid_to", "review_by"):
        data[key] = date.fromisoformat(data[key]) if data[key] else None
    data["problems"] = tuple(data["problems"])
    return Facts(**data)
