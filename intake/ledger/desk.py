"""What every part of the ledger stands on: the engine, the clock, the write transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text


class Desk:
    """One database and one clock. Safe under threads."""

    def __init__(self, engine: Engine, now: Callable[[], float], *, anchor: Path | None = None) -> None:
        self.engine = engine
        self.now = now
        self.anchor = anchor

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may read before it writes.

        The sqlite3 module begins one only at the first change, so what was read before it may be old by then;
        here the write lock is taken at once.
        """
        with self.engine.begin() as db:
            if db.dialect.name == "sqlite":
                db.execute(text("BEGIN IMMEDIATE"))
            yield db

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """For reading alone: each statement sees what is committed by then.

        PostgreSQL is not told of a transaction that nobody needs, which saves two of three round trips.
        """
        with self.engine.connect() as db:
            if db.dialect.name == "postgresql":
                db.execution_options(isolation_level="AUTOCOMMIT")
            yield db
