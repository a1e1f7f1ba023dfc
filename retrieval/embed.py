"""Which embeddings the configuration names, behind one small port."""

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
