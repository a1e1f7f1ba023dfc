"""A named lease in the database: one poller an account at a time, over all machines."""

from sqlalchemy import insert, or_, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from intake.ledger.store import Ledger
from intake.ledger.tables import leases

TERM_S = 20.0
"""Below the 30 s within which a dead poller's work is taken over."""


class Lease:
    """Held by one owner until its term is over or it is given up."""

    def __init__(self, ledger: Ledger, name: str, owner: str) -> None:
        self._ledger = ledger
        self._name = name
        self._owner = owner

    def hold(self) -> bool:
        """Take or renew it; False where somebody else has it or the database is away."""
        now = self._ledger.now()
        try:
            with self._ledger.engine.begin() as db:
                done = db.execute(
                    update(leases)
                    .where(
                        leases.c.name == self._name, or_(leases.c.owner == self._owner, leases.c.until < now)
                    )
                    .values(owner=self._owner, until=now + TERM_S, fence=leases.c.fence + 1)
                )
                if done.rowcount:
                    return True
            with self._ledger.engine.begin() as db:
                db.execute(
                    insert(leases).values(name=self._name, owner=self._owner, fence=1, until=now + TERM_S)
                )
            return True
        except (IntegrityError, SQLAlchemyError):
            return False
