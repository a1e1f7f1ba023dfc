"""A named lease in the database: one poller an account at a time, over all machines."""

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from intake.ledger.store import Ledger
from intake.ledger.tables import leases

TERM_S = 20.0
"""Below the 30 s within which a dead poller's work is taken over."""


class Lease:
    """Held by one owner until its term is over or it is given up."""

    def __init__(self, ledger: Ledger, name: str, owner: str, *, term_s: float = TERM_S) -> None:
        self._ledger = ledger
        self.name = name
        self.owner = owner
        self._term_s = term_s

    def hold(self) -> bool:
        """Take or renew it; False where somebody else has it or the database is away."""
        now = self._ledger.now()
        until = now + self._term_s
        try:
            with self._ledger.engine.begin() as db:
                done = db.execute(
                    update(leases)
                    .where(
                        leases.c.name == self.name, or_(leases.c.owner == self.owner, leases.c.until < now)
                    )
                    .values(owner=self.owner, until=until, fence=leases.c.fence + 1)
                )
                if done.rowcount:
                    return True
                if db.execute(select(leases.c.name).where(leases.c.name == self.name)).first():
                    return False
            with self._ledger.engine.begin() as db:
                db.execute(insert(leases).values(name=self.name, owner=self.owner, fence=1, until=until))
            return True
        except (IntegrityError, SQLAlchemyError):
            return False

    def give_up(self) -> None:
        """Let the next one have it at once, as a stop in peace does."""
        try:
            with self._ledger.engine.begin() as db:
                db.execute(
                    update(leases)
                    .where(leases.c.name == self.name, leases.c.owner == self.owner)
                    .values(until=0.0)
                )
        except SQLAlchemyError:
            return  # it ends by itself
