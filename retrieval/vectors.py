"""Chroma as the store of vectors: embedded in the data folder, or a server.

Vectors always come from us. Chroma's own embedding function would download a model, so no collection has one.
A collection belongs to one embedder; another embedder gets another collection, and the old one is dropped
when the new one is complete. The embedded store lives in a numbered folder: Chroma keeps its files open, and
deleting them under it leaves it read-only, so a broken folder is left behind and a new one begun.
"""

import hashlib
import shutil
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from intake.errors import Misconfigured, Unreachable

Floats = NDArray[np.float32]

_BATCH = 2000
_EF_SEARCH = 200
"""Neighbours looked at by a search: at 100 of 200, more than 99 in 100 are the true ones."""


class Broken(Exception):
    """The embedded store cannot be used and has to be built again."""


class Vectors:
    """One collection of vectors by id. Raises Broken (embedded) or Unreachable (server)."""

    def __init__(self, where: str, folder: Path, *, generation: int, owner: str) -> None:
        """`where` is `embedded` or the server's address; `owner` names the embedder and the data folder."""
        self._embedded = where == "embedded"
        self._where = where
        self._lock = threading.RLock()
        self.folder = folder / f"chroma-{generation}"
        self.name = "mailroom-" + hashlib.sha256(owner.encode()).hexdigest()[:16]
        self._collection: Any = None
        self._client: Any = None

    def open(self) -> None:
        """Connect and make the collection, unless done."""
        with self._lock:
            if self._collection is not None:
                return
            try:
                self._client = self._connect()
                self._collection = self._client.get_or_create_collection(
                    self.name,
                    embedding_function=None,
                    configuration={
                        "hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, "ef_construction": 100}
                    },
                )
            except Misconfigured:
                raise
            except BaseException as exc:
                # Chroma's Rust part raises errors of its own kinds, panics (BaseException) among them.
                if isinstance(exc, (KeyboardInterrupt, SystemExit)):
                    raise
                raise self._failed(exc) from exc

    def ids(self) -> set[str]:
        return set(self._try(lambda c: c.get(include=[])["ids"]))

    def add(self, ids: Sequence[str], rows: Floats) -> None:
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            self._try(lambda c, part=part: c.upsert(ids=list(ids[part]), embeddings=rows[part]))

    def delete(self, ids: Iterable[str]) -> None:
        gone = list(ids)
        for start in range(0, len(gone), _BATCH):
            self._try(lambda c, start=start: c.delete(ids=gone[start : start + _BATCH]))

    def nearest(self, row: Floats, n: int, among: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """Ids with their cosine, best first, at most `n`, of `among` where given."""
        if among is not None and not among:
            return []
        options: dict[str, Any] = {} if among is None else {"ids": list(among)}
        found = self._try(
            lambda c: c.query(query_embeddings=row[None, :], n_results=n, include=["distances"], **options)
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(str(i), 1.0 - float(d)) for i, d in pairs]

    def rows(self, ids: Sequence[str]) -> dict[str, Floats]:
        """The stored vectors of those ids that are there."""
        if not ids:
            return {}
        found = self._try(lambda c: c.get(ids=list(ids), include=["embeddings"]))
        return {
            str(i): np.asarray(v, np.float32) for i, v in zip(found["ids"], found["embeddings"], strict=True)
        }

    def drop_others(self, mine: str) -> None:
        """Delete collections of ours whose embedder is gone; other people's stay."""
        self.open()
        with self._lock:
            for collection in self._client.list_collections():
                name = getattr(collection, "name", collection)
                if self._embedded and str(name).startswith("mailroom-") and name != mine:
                    self._client.delete_collection(name)

    def close(self) -> None:
        with self._lock:
            client, self._client, self._collection = self._client, None, None
            closing = getattr(client, "close", None)
            if self._embedded and closing:
                closing()

    def _connect(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        if self._embedded:
            self.folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(str(self.folder), settings=Settings(anonymized_telemetry=False))
        address = urlsplit(self._where)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise Misconfigured(
                f"knowledge.chroma: {self._where!r} is not an address",
                mend="write embedded, or http://host:port",
            )
        return chromadb.HttpClient(
            host=address.hostname,
            port=address.port or (443 if address.scheme == "https" else 8000),
            ssl=address.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )

    def _try(self, call: Any) -> Any:
        self.open()
        try:
            with self._lock:
                return call(self._collection)
        except BaseException as exc:
            if isinstance(exc, (KeyboardInterrupt, SystemExit)):
                raise
            raise self._failed(exc) from exc

    def _failed(self, exc: BaseException) -> Exception:
        self._collection = self._client = None
        if self._embedded:
            return Broken(f"{type(exc).__name__}: {exc}")
        return Unreachable(
            f"the Chroma server {self._where} did not answer: {type(exc).__name__}",
            mend="start it, or set knowledge.chroma to embedded",
        )


def discard(folder: Path, generation: int) -> None:
    """Remove what earlier generations left, as far as the system lets us."""
    for old in folder.glob("chroma-*"):
        if old.name != f"chroma-{generation}":
            shutil.rmtree(old, ignore_errors=True)
