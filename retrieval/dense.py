"""Search by meaning over whatever holds the vectors: Chroma, or the manifest's copy while Chroma cannot."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intake.errors import MailroomError, Unreachable
from retrieval.embed import Embedder
from retrieval.index import Index, passage_id, search_text
from retrieval.manifest import Manifest
from retrieval.sync import vector_key
from retrieval.vectors import Broken, Vectors, discard

Floats = NDArray[np.float32]
_log = logging.getLogger(__name__)
_REMEMBERED = 512


class Dense:
    """The nearest passages of a query. A store that fails is told in `problem` and stood in for."""

    def __init__(
        self, manifest: Manifest, embedder: Embedder, *, where: str, folder: Path, mine: bool
    ) -> None:
        """`mine` is whether this process may open the embedded store."""
        self._manifest, self._embedder = manifest, embedder
        self._where, self._folder, self._mine = where, folder, mine
        self._generation = int(manifest.get("generation") or "1")
        self._owner = f"{embedder.name}\0{embedder.version}\0{_identity(manifest)}"
        self._store = self._make()
        self._lock = threading.Lock()
        self._queries: dict[str, Floats] = {}
        self._copy: tuple[str, list[str], Floats] | None = None
        self.problem: str | None = None

    def _make(self) -> Vectors:
        return Vectors(self._where, self._folder, generation=self._generation, owner=self._owner)

    @property
    def store(self) -> Vectors | None:
        return self._store if self._mine or self._where != "embedded" else None

    def query(self, text: str) -> Floats | None:
        """The query's vector; None while a remote embedder does not answer."""
        with self._lock:
            if text in self._queries:
                return self._queries[text]
        try:
            row: Floats = self._embedder.embed([text])[0]
        except MailroomError as exc:
            self.problem = str(exc)
            return None
        with self._lock:
            if len(self._queries) >= _REMEMBERED:
                self._queries.clear()
            self._queries[text] = row
        return row

    def nearest(
        self, index: Index, row: Floats, n: int, among: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        store = self.store
        if store is not None and self.problem is None:
            try:
                return store.nearest(row, n, among)
            except (Broken, Unreachable) as exc:
                self._down(exc)
        ids, matrix = self._stand_in(index)
        if not ids:
            return []
        scores = matrix @ row
        if among is not None:
            wanted = set(among)
            scores = np.where([i in wanted for i in ids], scores, -2.0)
        order = np.argsort(-scores, kind="stable")[:n]
        return [(ids[int(i)], float(scores[int(i)])) for i in order if scores[int(i)] > -2]

    def rows(self, index: Index, ids: Sequence[str]) -> dict[str, Floats]:
        store = self.store
        if store is not None and self.problem is None:
            try:
                return store.rows(ids)
            except (Broken, Unreachable) as exc:
                self._down(exc)
        have, matrix = self._stand_in(index)
        at = {id_: i for i, id_ in enumerate(have)}
        return {i: matrix[at[i]] for i in ids if i in at}

    def mend(self, index: Index) -> list[str]:
        """Make the store hold the index's passages, all of them and no others; what a person should know.

        An embedded store that cannot be opened is begun anew in another folder, from the manifest's vectors.
        """
        if self.store is None:
            return []
        notes = []
        try:
            held = self._store.ids()
            self.problem = None
        except Broken as exc:
            _log.warning("the vector store is broken and is rebuilt: %s", exc)
            self._store.close()
            self._generation += 1
            self._manifest.put("generation", str(self._generation))
            self._store, self.problem, held = self._make(), None, set()
            notes.append("the vector store was damaged and has been rebuilt from the folder")
        except Unreachable as exc:
            self._down(exc)
            return [f"{exc}; {exc.mend}"]
        wanted = set(index.ids)
        try:
            missing = wanted - held
            for start in range(0, len(index.contents), 50):
                self._fill(index, start, start + 50, missing)
            self._store.delete(held - wanted)
            self._store.drop_others(self._store.name)
        except (Broken, Unreachable) as exc:
            self._down(exc)
            return [*notes, f"the vector store failed: {exc}"]
        discard(self._folder, self._generation)
        return notes

    def _fill(self, index: Index, start: int, end: int, missing: set[str]) -> None:
        """Passages of some contents that the store lacks; texts without a kept vector are embedded."""
        if not missing:
            return
        texts = [pair for pair in _texts(self._manifest, index, start, end) if pair[0] in missing]
        if not texts:
            return
        keys = [vector_key(self._embedder, text) for _, text in texts]
        known = self._manifest.vectors(keys)
        new = {k: text for k, (_, text) in zip(keys, texts, strict=True) if k not in known}
        if new:
            fresh = dict(zip(new, self._embedder.embed(list(new.values())), strict=True))
            self._manifest.add_vectors(fresh.items())
            known.update(fresh)
        self._store.add([i for i, _ in texts], np.stack([known[k] for k in keys]))

    def _stand_in(self, index: Index) -> tuple[list[str], Floats]:
        """The manifest's vectors of this index in memory."""
        with self._lock:
            if self._copy is None or self._copy[0] != index.revision:
                texts = _texts(self._manifest, index, 0, len(index.contents))
                keys = [vector_key(self._embedder, text) for _, text in texts]
                known = self._manifest.vectors(keys)
                pairs = [(i, known[k]) for (i, _), k in zip(texts, keys, strict=True) if k in known]
                matrix = np.stack([v for _, v in pairs]) if pairs else np.zeros((0, 1), np.float32)
                self._copy = (index.revision, [i for i, _ in pairs], matrix)
            return self._copy[1], self._copy[2]

    def _down(self, exc: Exception) -> None:
        self.problem = f"the vector store does not answer, its copy is searched: {exc}"
        _log.warning("%s", self.problem)

    def close(self) -> None:
        self._store.close()


def _texts(manifest: Manifest, index: Index, start: int, end: int) -> list[tuple[str, str]]:
    found = []
    for content in index.contents[start:end]:
        version = manifest.version(content.digest)
        if version is not None:
            found += [
                (passage_id(version.digest, n), search_text(version, p)) for n, p in enumerate(version.pieces)
            ]
    return found


def _identity(manifest: Manifest) -> str:
    """Names this data folder on a server that several may share."""
    import uuid

    known = manifest.get("identity")
    if known is None:
        known = uuid.uuid4().hex
        manifest.put("identity", known)
    return known
