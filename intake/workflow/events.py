"""What the agent tells whoever watches it: a table, a log, a stream of JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

EventKind = Literal[
    "started", "watching", "unreachable", "received", "done", "retry", "dead", "stopped", "poll", "notice"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. `fields` hold ids and counts; `text` is a line for people."""

    kind: EventKind
    text: str
    account: str = ""
    message: int | None = None
    fields: Mapping[str, object] = field(default_factory=dict)


Listener = Callable[[Event], None]


def silent(_event: Event) -> None:
    """The listener of nobody."""
