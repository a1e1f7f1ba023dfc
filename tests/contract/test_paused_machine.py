"""A machine that is paused inside a transaction keeps the others from working only for a moment."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intake.config import Settings
from intake.ledger import database, open_ledger
from intake.ledger.records import DECIDE_LOCK
from tests.servers.postgres import PostgreSQL


@pytest.mark.postgres
def test_its_locks_are_taken_from_it_and_its_work_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock under which everything is decided is free again, and what the sleeper had written is gone."""
    monkeypatch.setattr(database, "HELD_MS", 500)
    with PostgreSQL() as server:
        settings = Settings(data_dir=tmp_path, database_url=server.url)
        asleep, awake = open_ledger(settings), open_ledger(settings)
        lock, done = text(f"SELECT pg_advisory_xact_lock({DECIDE_LOCK})"), threading.Event()

        def work() -> None:
            with awake.engine.begin() as db:
                db.execute(lock)
            done.set()

        with asleep.engine.connect() as held:
            held.execute(lock)
            held.execute(text("INSERT INTO leases (name, owner, fence, until) VALUES ('x', 'asleep', 1, 0)"))
            threading.Thread(target=work, daemon=True).start()
            begin = time.monotonic()
            assert done.wait(10)
            assert time.monotonic() - begin < 5
            with pytest.raises(DBAPIError):
                held.execute(text("SELECT 1"))
        with awake.engine.connect() as db:
            assert db.execute(text("SELECT count(*) FROM leases")).scalar() == 0
        for ledger in (asleep, awake):
            ledger.engine.dispose()
