"""The company's documents, kept searchable: the one class that other rooms use."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from intake.errors import Misconfigured
from intake.mail import Passage
from intake.memory import trim
from retrieval.answer import probability, signs
from retrieval.dense import Dense
from retrieval.embed import Embedder, Remembered
from retrieval.index import Index, Library, priority, shown_title
from retrieval.lock import FolderLock
from retrieval.manifest import Manifest
from retrieval.ports import Choices, KnowledgeChoice, Reranker
from retrieval.ranking import Hit, rank
from retrieval.reading import Reader, Remembering
from retrieval.records import Failure, Status, SyncReport, Version
from retrieval.status import document_status, stamp
from retrieval.sync import Progress, Syncer

_TEXTS_KEPT = 64
"""Documents whose text stays in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An unchanging state of the knowledge; `weight` is the part of meaning in a ranking."""

    index: Index
    dense: Dense | None
    weight: float


class KnowledgeBase:
    """The Knowledge port. Safe to share between threads; one process at a time owns an embedded store."""

    def __init__(self, settings: Choices, embedder: Embedder | None, reranker: Reranker | None) -> None:
        self._settings, self._choice = settings, settings.knowledge
        self._folder = Path(self._choice.folder)
        self._home = Path(settings.data_dir) / "knowledge"
        self._given, self._reranker = embedder, reranker
        self._lock, self._syncing = threading.RLock(), threading.Lock()
        self._library = Library()
        self._index: Index | None = None
        self._embedder: Embedder | None = None
        self._sentences: Remembered | None = None
        self._reader: Remembering | None = None
        self._incomplete = False
        self._manifest: Manifest | None = None
        self._dense: Dense | None = None
        self._claim = FolderLock(self._home / "lock")
        self._texts: dict[str, Version] = {}
        self._notes: tuple[str, ...] = ()

    @staticmethod
    def open(
        settings: Choices, *, embedder: Embedder | None = None, reranker: Reranker | None = None
    ) -> "KnowledgeBase":
        """Cheap: nothing is read before the first use. Without `embedder` the settings name it."""
        return KnowledgeBase(settings, embedder, reranker)

    def sync(
        self,
        folder: Path | None = None,
        *,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> SyncReport:
        """Bring the index to the state of the folder (the configured one, or another from now on).

        Raises Misconfigured where the folder is missing or another process owns the index.
        """
        return self._sync(folder, patience_s=2.0, progress=progress, stop=stop)[0]

    def _sync(
        self,
        folder: Path | None = None,
        *,
        patience_s: float,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> tuple[SyncReport, tuple[str, ...]]:
        if folder is not None:
            self._folder = Path(folder)
        if not self._folder.is_dir():
            raise Misconfigured(
                f"the knowledge folder {self._folder} does not exist",
                mend="create it and drop your documents into it, or name yours in knowledge.folder",
            )
        with self._syncing:
            manifest = self._ready()
            if not self._claim.hold():
                raise Misconfigured(
                    "the knowledge index belongs to another process that is running",
                    mend="stop that one first; while `mailroom run` runs it syncs by itself",
                )
            try:
                return self._synced(manifest, patience_s, progress, stop)
            finally:
                if self._choice.chroma != "embedded":
                    self._claim.release()

    def _synced(
        self, manifest: Manifest, patience_s: float, progress: Progress | None, stop: threading.Event | None
    ) -> tuple[SyncReport, tuple[str, ...]]:
        from intake.sanitize.isolated import IsolatedSanitizer

        with IsolatedSanitizer(self._settings.sanitize) as reader:
            syncer = Syncer(
                manifest,
                vectors=lambda: self._dense.store if self._dense and not self._dense.problem else None,
                embedder=self._embedder,
                reader=reader,
                max_bytes=self._choice.max_document_bytes,
            )
            notes = list(self._mended())
            report, waiting = syncer.run(self._folder, patience_s=patience_s, progress=progress, stop=stop)
        index = self._refresh()
        orphans = manifest.orphans()
        if orphans or notes or self._incomplete or syncer.store_failed:
            notes += self._dense.mend(index) if self._dense else []
            manifest.drop(orphans)
        manifest.put("synced_at", stamp(time.time()))
        manifest.put("folder", str(self._folder.resolve()))
        self._incomplete = False
        # Reading, counting and comparing took twice what is left of them.
        trim()
        if self._embedder is None and self._choice.embeddings == "minilm":
            notes.append(
                "words alone are searched: the embedding model is missing; run `mailroom models install`"
            )
        if manifest.was_rebuilt:
            notes.append("the index was damaged and has been rebuilt from the folder")
            manifest.was_rebuilt = False
        self._notes = tuple(notes)
        failed = report.failed + tuple(
            Failure(path=source, reason="is still being written: looked at again by the next sync")
            for source in waiting
        )
        return replace(report, failed=failed, notes=self._notes), waiting

    def search(
        self,
        query: str,
        k: int = 8,
        *,
        scopes: Sequence[str] = (),
        language: str | None = None,
        today: date | None = None,
    ) -> list[Passage]:
        """Citable passages, best first; see the Knowledge port. Without `today` validity is not looked at."""
        self._ready()
        index = self._fresh()
        hits = rank(
            index,
            self._dense,
            index.spelling.mended(query),
            k=k if self._reranker is None else max(k, 30),
            allowed=index.allowed(tuple(scopes), today),
            language=language,
            weight=self._choice.dense_weight,
        )
        passages = [p for hit in hits if (p := self._passage(index, hit, scopes))]
        if self._reranker is not None and passages:
            passages = self._reranked(query, passages)
        return passages[:k]

    def answerable(self, question: str, passages: Sequence[Passage]) -> float:
        """Calibrated probability, 0..1, that the passages answer the question."""
        found = self.answer_signs(question, passages)
        return probability(found) if found else 0.0

    def answer_signs(self, question: str, passages: Sequence[Passage]) -> dict[str, float]:
        """The named signs behind `answerable`; empty without a question or passages."""
        if not passages or not question.strip():
            return {}
        self._ready()
        index = self._fresh()
        question = index.spelling.mended(question)
        cosines: list[float] | None = None
        if self._dense is not None and (row := self._dense.query(question)) is not None:
            rows = self._dense.rows(index, [p.id for p in passages])
            cosines = [float(rows[p.id] @ row) if p.id in rows else 0.0 for p in passages]
        return signs(question, passages, cosines, index.lexical, self._sentences, self._reader)

    @property
    def embedder(self) -> Embedder | None:
        """The embedding model of the process, loaded on first use; None where words alone are searched."""
        with self._lock:
            if self._given is None:
                self._given = _named(self._choice)
            return self._given

    def alike(self, question: str, texts: Sequence[str]) -> list[float] | None:
        """How near each text is to the question in meaning, -1..1; None where words alone are searched."""
        self._ready()
        if self._sentences is None or not texts:
            return None
        rows = self._sentences.embed([self._fresh().spelling.mended(question), *texts])
        return [float(c) for c in rows[1:] @ rows[0]]

    def extracted(self, source: str) -> str | None:
        """The stored extracted text of a document; None once it is gone from the index or the folder."""
        manifest = self._ready()
        text = manifest.text(source)
        if text is not None and not self._there(source):
            return None
        return text

    def around(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after one in the same document."""
        self._ready()
        index = self._fresh()
        row = index.row.get(passage.id)
        if row is None:
            return None, None
        found: list[Passage | None] = []
        for other in (row - 1, row + 1):
            same = 0 <= other < len(index) and index.owner[other] == index.owner[row]
            hit = Hit(row=other, score=0.0)
            found.append(self._passage(index, hit, (passage.source,)) if same else None)
        return found[0], found[1]

    def cited(self, sources: Sequence[str], at: datetime) -> None:
        """Note that a delivered draft cites these documents."""
        self._ready().cite(sources, at.astimezone(UTC).isoformat().replace("+00:00", "Z"))

    def status(self) -> Status:
        """Every document with passages, age, last citation and problems."""
        manifest = self._ready()
        index = self._fresh()
        cited, now = manifest.cited(), time.time()
        documents = [
            document_status(content, place, cited, now)
            for content in index.contents
            for place in index.places[content.digest]
        ]
        problems = list(self._notes)
        if self._dense is not None and self._dense.problem:
            problems.append(self._dense.problem)
        if self._embedder is None and self._choice.embeddings == "minilm" and not problems:
            problems.append(
                "words alone are searched: the embedding model is missing; run `mailroom models install`"
            )
        return Status(
            documents=tuple(sorted(documents, key=lambda d: d.source)),
            failed=tuple(f for f, _, _ in manifest.failures().values()),
            passages=len(index),
            embedder=f"{self._embedder.name} {self._embedder.version}" if self._embedder else None,
            vectors=self._choice.chroma,
            synced_at=manifest.get("synced_at"),
            problems=tuple(dict.fromkeys(problems)),
        )

    def view(self) -> View:
        """What a search looks at now, for measuring and for looking behind it."""
        self._ready()
        return View(index=self._fresh(), dense=self._dense, weight=self._choice.dense_weight)

    def passages(self, source: str) -> list[Passage]:
        """All passages of one document, in order; empty where it is not there."""
        self._ready()
        index = self._fresh()
        rows = [
            row
            for row, owner in enumerate(index.owner)
            if any(p.source == source for p in index.places[index.contents[owner].digest])
        ]
        return [p for row in rows if (p := self._passage(index, Hit(row=row, score=0.0), (source,)))]

    def watch(self, stop: threading.Event) -> None:
        """Keep the index at the state of the folder until `stop` is set."""
        from retrieval.watch import watch

        watch(lambda: self._folder, lambda: self._sync(patience_s=0.0, stop=stop)[1], stop)

    def close(self) -> None:
        with self._lock:
            if self._dense is not None:
                self._dense.close()
            if self._manifest is not None:
                self._manifest.close()
            self._dense = self._manifest = self._index = None
            self._claim.release()

    def __enter__(self) -> "KnowledgeBase":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ready(self) -> Manifest:
        """Everything opened, on first use."""
        with self._lock:
            if self._manifest is not None:
                return self._manifest
            try:
                manifest = Manifest(self._home / "manifest.db")
            except OSError as exc:
                raise Misconfigured(
                    f"the index in {self._home} cannot be written: {exc.strerror}",
                    mend="check data_dir and its rights",
                ) from exc
            if folder := manifest.get("folder"):
                given = self._folder
                self._folder = given if given.is_dir() else Path(folder)
            mine = self._claim.hold()
            if self._choice.chroma != "embedded":
                self._claim.release()
            self._embedder = self.embedder
            if self._embedder is not None:
                self._sentences = Remembered(self._embedder)
                if isinstance(self._embedder, Reader):
                    self._reader = Remembering(self._embedder)
                self._dense = Dense(
                    manifest, self._embedder, where=self._choice.chroma, folder=self._home, mine=mine
                )
            self._incomplete = True
            self._manifest = manifest
            self._refresh()
            return manifest

    def _mended(self) -> list[str]:
        """Before the first sync the store is compared with what should be in it."""
        if self._dense is None or not (self._incomplete or self._dense.problem):
            return []
        return self._dense.mend(self._fresh())

    def _fresh(self) -> Index:
        """The index; read again where another process has changed it."""
        index = self._index
        if index is not None and (self._claim.held or index.revision == self._ready().revision()):
            return index
        return self._refresh()

    def _refresh(self) -> Index:
        manifest = self._ready()
        with self._lock:
            revision = manifest.revision()
            if self._index is None or self._index.revision != revision:
                self._library.load(manifest, manifest.digests())
                self._index = Index(self._library, manifest.entries(), revision)
                self._texts.clear()
            return self._index

    def _passage(self, index: Index, hit: Hit, scopes: Sequence[str]) -> Passage | None:
        content = index.contents[index.owner[hit.row]]
        place = index.place(content, scopes)
        version = self._version(content.digest)
        if version is None or place is None:
            return None
        piece = content.pieces[index.number[hit.row]]
        return Passage(
            id=index.ids[hit.row],
            source=place.source,
            title=shown_title(content.facts, place.source),
            location=piece.location,
            start=piece.start,
            end=piece.end,
            text=version.text[piece.start : piece.end],
            score=hit.score,
            language=content.language,
            priority=priority(content.facts, place.mtime_ns),
        )

    def _version(self, digest: str) -> Version | None:
        version = self._texts.get(digest)
        if version is None and (version := self._ready().version(digest)) is not None:
            with self._lock:
                if len(self._texts) >= _TEXTS_KEPT:
                    self._texts.pop(next(iter(self._texts)), None)
                self._texts[digest] = version
        return version

    def _reranked(self, query: str, passages: list[Passage]) -> list[Passage]:
        assert self._reranker is not None
        scores = self._reranker.scores(query, [p.text for p in passages])
        pairs = sorted(zip(scores, passages, strict=True), key=lambda pair: -pair[0])
        return [replace(p, score=float(np.clip(s, 0, 1))) for s, p in pairs]

    def _there(self, source: str) -> bool:
        try:
            return (self._folder / source).is_file() or not self._folder.is_dir()
        except OSError:
            return False


def _named(choice: KnowledgeChoice) -> Embedder | None:
    from retrieval.embed import embedder

    return embedder(choice)
