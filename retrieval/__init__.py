"""Documents to passages to hits to checkable quotations; knows nothing of mail.

`KnowledgeBase` keeps a folder of documents searchable. Importing this package costs nothing: each name loads
its module on first use (PEP 562).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.embed import Embedder, embedder
    from retrieval.knowledge import KnowledgeBase
    from retrieval.ports import Reranker
    from retrieval.records import DocumentStatus, Failure, Status, SyncReport

__all__ = [
    "DocumentStatus",
    "Embedder",
    "Failure",
    "KnowledgeBase",
    "Reranker",
    "Status",
    "SyncReport",
    "embedder",
]

_HOMES = {
    "DocumentStatus": "records",
    "Embedder": "embed",
    "Failure": "records",
    "KnowledgeBase": "knowledge",
    "Reranker": "ports",
    "Status": "records",
    "SyncReport": "records",
    "embedder": "embed",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
