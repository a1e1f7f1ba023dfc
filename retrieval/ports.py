"""What the knowledge base needs of others: settings, and an optional second ranking."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol


class KnowledgeChoice(Protocol):
    """What of `KnowledgeSettings` matters here."""

    @property
    def folder(self) -> Path: ...
    @property
    def chroma(self) -> str: ...
    @property
    def embeddings(self) -> str: ...
    @property
    def dense_weight(self) -> float: ...
    @property
    def max_document_bytes(self) -> int: ...


class Choices(Protocol):
    """What of the settings matters here."""

    @property
    def data_dir(self) -> Path: ...
    @property
    def knowledge(self) -> Any: ...
    @property
    def sanitize(self) -> Any: ...


class Reranker(Protocol):
    """An optional second look at the best passages: a cross-encoder, or a model."""

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text answers the query, 0..1."""
        ...
