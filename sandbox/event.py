"""What the store tells its subscribers."""

from dataclasses import dataclass
from typing import Literal

from sandbox.message import StoredMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreEvent:
    """Something changed. Subscribers get it behind the commit, on the writer's thread."""

    kind: Literal["new", "update", "delete"]
    ids: tuple[str, ...]
    seqs: tuple[int, ...]
    message: StoredMessage | None = None
    """The mail, for `new` only (snippet and attachments may not be known yet: use `get`)."""
    change: Literal["", "read", "tags"] = ""
    """What an `update` changed."""
    all: bool = False
    """Every mail was deleted."""
