"""What was spent today, and whether there is room for more."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from intake.config.policy import Caps

if TYPE_CHECKING:
    from intake.config import Settings

FRESH_S: Final = 2.0
"""How long a sum is believed before the ledger is asked again."""
DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Of the last 24 hours, over all workers."""

    tokens: int = 0
    cost: float = 0.0

    def within(self, caps: Caps) -> bool:
        """Whether neither the tokens nor the money of a day are used up."""
        money = caps.cost_per_day is None or self.cost < caps.cost_per_day
        return money and (caps.tokens_per_day is None or self.tokens < caps.tokens_per_day)


Spent = Callable[[], Spending]
"""Asked before each call of a model."""


def nothing_spent() -> Spending:
    """For a single mail outside of the agent."""
    return Spending()


class LedgerSpending:
    """The sum from the ledger, asked at most every two seconds. Safe under threads."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._known = Spending()
        self._at = float("-inf")
        self._engine: object = None

    def __call__(self) -> Spending:
        with self._lock:
            if time.monotonic() - self._at > FRESH_S:
                self._known, self._at = self._asked(), time.monotonic()
            return self._known

    def _asked(self) -> Spending:
        from sqlalchemy import Engine, func, select

        from intake.ledger.database import database_url, engine_for
        from intake.ledger.tables import messages

        if not isinstance(self._engine, Engine):
            self._engine = engine_for(database_url(self._settings), pool_size=1)
        with self._engine.connect() as db:
            tokens, cost = db.execute(
                select(func.sum(messages.c.tokens), func.sum(messages.c.cost)).where(
                    messages.c.decided_at >= time.time() - DAY_S
                )
            ).one()
        return Spending(tokens=int(tokens or 0), cost=float(cost or 0.0))
