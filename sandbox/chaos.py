"""Mailpit's chaos: a share of senders, recipients and logins is refused, as long as it is set."""

import random
import threading
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["sender", "recipient", "authentication"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One kind of refusal."""

    code: int
    """SMTP reply code, 400 to 599."""
    probability: int = 0
    """Percent."""


class Chaos:
    """Off unless it is switched on. Thread-safe."""

    def __init__(self, *, enabled: bool = False, seed: int = 0) -> None:
        self.enabled = enabled
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._triggers: dict[Kind, Trigger] = {
            "sender": Trigger(code=451),
            "recipient": Trigger(code=451),
            "authentication": Trigger(code=535),
        }

    def triggers(self) -> dict[Kind, Trigger]:
        with self._lock:
            return dict(self._triggers)

    def set(self, wanted: dict[Kind, Trigger]) -> None:
        """Replace these triggers; a code of 0 keeps the usual one. Raises ValueError, changing nothing."""
        usual: dict[Kind, int] = {"sender": 451, "recipient": 451, "authentication": 535}
        ready: dict[Kind, Trigger] = {}
        for kind, trigger in wanted.items():
            filled = replace(trigger, code=trigger.code or usual[kind])
            if not 400 <= filled.code <= 599:
                raise ValueError("error code must be between 400 and 599")
            if not 0 <= filled.probability <= 100:
                raise ValueError("probability must be between 0 and 100")
            ready[kind] = filled
        with self._lock:
            self._triggers.update(ready)

    def strike(self, kind: Kind) -> str:
        """The refusal that hits now, else nothing. Clients' tests know these texts by heart."""
        if not self.enabled:
            return ""
        with self._lock:
            trigger = self._triggers[kind]
            if self._random.randrange(100) >= trigger.probability:
                return ""
        return f"{trigger.code} Chaos {kind} error"
