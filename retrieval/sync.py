"""From the folder to the index: only what changed is read and embedded again."""

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from intake.errors import Unreachable
from retrieval.documents import READER_VERSION, DocumentReader, NotReadable, digest, read
from retrieval.embed import Embedder
from retrieval.folder import BeingWritten, Found, read_whole, scan
from retrieval.index import passage_id, search_text
from retrieval.manifest import Entry, Manifest
from retrieval.records import Failure, SyncReport, Version
from retrieval.vectors import Broken, Vectors

_log = logging.getLogger(__name__)

_BATCH_PASSAGES = 1000
"""Embedded and committed together."""
_RACY_NS = 2_000_000_000
"""A file changed this shortly before it was read may have changed again within the clock's grain."""


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None: ...


@dataclass(slots=True)
class _Tally:
    added: int = 0
    updated: int = 0
    renamed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)


class Syncer:
    """One look at the folder after the other; `run` is called by one thread at a time."""

    def __init__(
        self,
        manifest: Manifest,
        *,
        vectors: Callable[[], Vectors | None],
        embedder: Embedder | None,
        reader: DocumentReader,
        max_bytes: int,
    ) -> None:
        self._manifest, self._vectors, self._embedder = manifest, vectors, embedder
        self._reader, self._max_bytes = reader, max_bytes
        self.store_failed = False

    def run(
        self,
        folder: Path,
        *,
        patience_s: float = 2.0,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> tuple[SyncReport, tuple[str, ...]]:
        """Bring the index to the folder's state; the report, and the files still being written."""
        found = scan(folder)
        before = self._manifest.entries()
        earlier = self._manifest.failures()
        tally = _Tally()
        gone = (before.keys() | earlier.keys()) - found.files.keys()
        vanished = {before[s].digest for s in gone if s in before}
        pending: list[tuple[Entry, Version | None]] = []
        size = 0
        known = self._manifest.get("reader") == str(READER_VERSION)
        for count, file in enumerate(found.files.values()):
            if stop is not None and stop.is_set():
                break
            if known and self._same(file, before.get(file.source), earlier):
                tally.unchanged += file.source in before
                continue
            taken = self._take(file, before.get(file.source), vanished, tally, patience_s)
            if taken is None:
                continue
            pending.append(taken)
            size += len(taken[1].pieces) if taken[1] else 0
            if size >= _BATCH_PASSAGES:
                self._commit(pending)
                pending, size = [], 0
            if progress:
                progress(count + 1, len(found.files))
        removed = self._removed(gone, before, pending, tally)
        self._commit(pending, removed, tally.failed)
        if stop is None or not stop.is_set():
            self._manifest.put("reader", str(READER_VERSION))
        refused = {
            **{f.path: f for f in found.refused},
            **{p: f for p, (f, _, _) in self._manifest.failures().items()},
        }
        report = SyncReport(
            added=tally.added,
            updated=tally.updated,
            renamed=tally.renamed,
            removed=tally.removed,
            unchanged=tally.unchanged,
            failed=tuple(refused[p] for p in sorted(refused)),
        )
        return report, tuple(tally.waiting)

    def _same(self, file: Found, entry: Entry | None, earlier: dict[str, tuple[Failure, int, int]]) -> bool:
        """Unchanged by size and time, without opening it."""
        if entry is not None:
            return entry.settled and (entry.size, entry.mtime_ns) == (file.size, file.mtime_ns)
        failure = earlier.get(file.source)
        return failure is not None and failure[1:] == (file.size, file.mtime_ns)

    def _take(
        self, file: Found, entry: Entry | None, vanished: set[str], tally: _Tally, patience_s: float
    ) -> tuple[Entry, Version | None] | None:
        if file.size > self._max_bytes:
            tally.failed[file.source] = (f"larger than {self._max_bytes} bytes", file.size, file.mtime_ns)
            return None
        try:
            data, file = read_whole(file, patience_s=patience_s)
        except BeingWritten:
            tally.waiting.append(file.source)
            tally.unchanged += entry is not None
            return None
        except OSError as exc:
            tally.failed[file.source] = (f"cannot be read: {exc.strerror}", file.size, 0)
            return None
        name = digest(data, file.source)
        new = Entry(
            source=file.source, digest=name, size=file.size, mtime_ns=file.mtime_ns, settled=_settled(file)
        )
        version = None
        if not self._manifest.known([name]):
            try:
                version = read(data, file.source, self._reader)
            except NotReadable as exc:
                tally.failed[file.source] = (str(exc), file.size, file.mtime_ns)
                return None
        if entry is not None:
            tally.unchanged += entry.digest == name
            tally.updated += entry.digest != name
        elif name in vanished:
            tally.renamed += 1
        else:
            tally.added += 1
        return new, version

    @staticmethod
    def _removed(
        gone: set[str],
        before: dict[str, Entry],
        pending: Sequence[tuple[Entry, Version | None]],
        tally: _Tally,
    ) -> list[str]:
        tally.removed = max(0, sum(s in before for s in gone) - tally.renamed)
        return sorted(gone)

    def _commit(
        self,
        pending: Sequence[tuple[Entry, Version | None]],
        removed: Sequence[str] = (),
        failed: dict[str, tuple[str, int, int]] | None = None,
    ) -> None:
        """Versions and vectors first, then the paths in one transaction: the old state or the new one."""
        # Two copies of a document in one batch are one content.
        versions = list({v.digest: v for _, v in pending if v is not None}.values())
        for version in versions:
            self._manifest.add_version(version)
        if versions:
            self.embed(versions)
        if pending or removed or failed:
            self._manifest.point([e for e, _ in pending], removed, failed or {})

    def embed(self, versions: Sequence[Version]) -> None:
        """Put the passages of these versions into the vector store, embedding those texts that are new."""
        store = self._vectors()
        if self._embedder is None or store is None:
            return
        texts = [
            (passage_id(v.digest, n), search_text(v, p)) for v in versions for n, p in enumerate(v.pieces)
        ]
        keys = [vector_key(self._embedder, text) for _, text in texts]
        known = self._manifest.vectors(keys)
        missing = {k: text for k, (_, text) in zip(keys, texts, strict=True) if k not in known}
        if missing:
            rows = self._embedder.embed(list(missing.values()))
            fresh = dict(zip(missing, rows, strict=True))
            self._manifest.add_vectors(fresh.items())
            known.update(fresh)
        try:
            store.add([i for i, _ in texts], np.stack([known[k] for k in keys]))
        except (Broken, Unreachable) as exc:
            # The vectors are kept in the manifest: the store is filled again once it answers.
            _log.warning("the vector store took nothing: %s", exc)
            self.store_failed = True


def vector_key(embedder: Embedder, text: str) -> str:
    return hashlib.sha256(
        f"{embedder.name}\0{embedder.version}\0{text}".encode("utf-8", "surrogatepass")
    ).hexdigest()[:40]


def _settled(file: Found) -> bool:
    """Whether the file had rested when it was read; else the next look reads it again to be sure."""
    return time.time_ns() - file.mtime_ns > _RACY_NS
