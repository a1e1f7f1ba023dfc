"""What a fault is: a name, what does it, and how often."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`times` in a full run, `few` in the short one of `make test`."""

    name: str
    run: Callable[[int, int], dict[str, object]]
    times: int
    few: int
    alert: str = ""
    """Which alert is due, by the beginning of its key."""
