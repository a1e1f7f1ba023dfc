"""Which embeddings the configuration names, behind one small port."""

import threading
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from intake.errors import Misconfigured, Temporary, Unreachable


class Embedder(Protocol):
    """Texts to normalised float32 rows. An index belongs to one `name` and `version`."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order. Raises Temporary where a remote service does not answer."""
        ...


class EmbeddingChoice(Protocol):
    """What of `KnowledgeSettings` matters here."""

    @property
    def embeddings(self) -> str: ...


def embedder(choice: EmbeddingChoice) -> Embedder | None:
    """The embedder that the settings name; None for `none`, and for `minilm` before it is installed.

    Raises Misconfigured where a provider's package is missing or its name unknown.
    """
    name = choice.embeddings
    if name == "none":
        return None
    if name == "minilm":
        from retrieval.minilm import open_model

        return open_model()
    return _Remote(name)


class Remembered:
    """An embedder that keeps the vectors of the last texts: the same sentences answer many mails."""

    KEPT = 4096
    """Texts; 384 numbers of four bytes each make six megabytes."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self._lock = embedder, threading.Lock()
        self._rows: dict[str, NDArray[np.float32]] = {}
        self.name, self.version = embedder.name, embedder.version

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            known = {t: self._rows[t] for t in texts if t in self._rows}
        new = [t for t in dict.fromkeys(texts) if t not in known]
        if new:
            known.update(zip(new, self._embedder.embed(new), strict=True))
            with self._lock:
                if len(self._rows) + len(new) > self.KEPT:
                    self._rows.clear()
                self._rows.update((t, known[t]) for t in new[: self.KEPT])
        return np.stack([known[t] for t in texts]) if texts else self._embedder.embed(())


class _Remote:
    """Embeddings of any LangChain provider, as `provider:model`."""

    def __init__(self, name: str) -> None:
        from langchain.embeddings import init_embeddings

        try:
            self._model: Any = init_embeddings(name)
        except (ImportError, ValueError) as exc:
            raise Misconfigured(
                f"knowledge.embeddings: {name!r} cannot be used: {exc}",
                mend="name provider:model and install the provider's package, or use minilm",
            ) from exc
        self.name = name
        self.version = "1"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, 0), np.float32)
        try:
            rows = np.asarray(self._model.embed_documents(list(texts)), np.float32)
        except Exception as exc:
            # Every provider has errors of its own; all of them mean: not now.
            raise Unreachable(
                f"the embedding model {self.name} did not answer: {type(exc).__name__}",
                mend="see that the service is up; words are searched meanwhile",
            ) from exc
        if rows.ndim != 2 or len(rows) != len(texts):
            raise Temporary(f"the embedding model {self.name} gave {rows.shape} for {len(texts)} texts")
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(norms, 1e-12), np.float32)
