"""A database of every released schema comes up to today's, with its mails."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from intake.config import Settings
from intake.ledger import open_ledger
from intake.ledger.database import engine_for, migrate
from intake.ledger.tables import metadata

VERSIONS = Path(__file__).parents[3] / "intake" / "ledger" / "migrations" / "versions"
RELEASED = sorted(file.name[:4] for file in VERSIONS.glob("[0-9]*.py"))
MAIL = """INSERT INTO messages (id, account, folder, uidvalidity, uid, digest, sender, sender_name, subject,
    thread, flags, size, truncated, received_at, seen_at, state, due_at, lease_until, run, fence, attempts,
    waits, tokens, cost) VALUES (7, 'support', 'INBOX', 1, 42, 'abc', 'a@b.test', '', 'An old mail', '', '',
    1, 0, 1.0, 1.0, 'done', 0.0, 0.0, 0, 0, 0, 0, 0, 0.0)"""


@pytest.mark.parametrize("released", RELEASED)
def test_a_mail_of_an_older_schema_is_there_after_the_upgrade(tmp_path: Path, released: str) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'mailroom.sqlite'}")
    migrate(engine, released)
    with engine.begin() as db:
        db.execute(text(MAIL))
    engine.dispose()
    ledger = open_ledger(Settings(data_dir=tmp_path))
    row = ledger.row(7)
    assert row is not None
    assert row.subject == "An old mail"
    found = inspect(ledger.engine)
    for table in metadata.tables.values():
        assert {c["name"] for c in found.get_columns(table.name)} == {c.name for c in table.columns}
        indexes = {i["name"] for i in found.get_indexes(table.name)}
        assert {str(i.name) for i in table.indexes} <= indexes
    ledger.engine.dispose()


def test_the_chain_of_migrations_is_numbered_and_linear() -> None:
    assert [f"{n:04}" for n in range(1, len(RELEASED) + 1)] == RELEASED
