"""Caps hold over workers: whoever comes at the same moment, no more drafts than allowed."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.config import Settings
from intake.ledger import Decision, Ledger, open_ledger
from intake.ledger.database import database_url, engine_for
from intake.ledger.records import Row
from intake.mail import RawMessage
from intake.workflow.glance import glance
from intake.workflow.limits import before_work, draft_cap
from tests.servers import postgres

WORKERS = 8


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.PostgreSQL]:
    with postgres.PostgreSQL() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str | None:
    if request.param == "sqlite":
        return None
    found: str = request.getfixturevalue("server").url
    engine = engine_for(database_url(Settings(database_url=found)))
    with engine.begin() as db:
        db.execute(text("DROP SCHEMA public CASCADE"))
        db.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return found


@pytest.mark.parametrize(
    "cap", ["drafts_per_sender_hour", "drafts_per_thread_day", "runs_per_day", "runs_per_sender_day"]
)
def test_of_eight_workers_at_once_three_get_what_three_may(cap: str, url: str | None, tmp_path: Path) -> None:
    """Each has a ledger of its own, as another process has, and each saw room before it began its work."""
    caps = dict.fromkeys(("drafts_per_sender_hour", "drafts_per_thread_day", "runs_per_sender_day"))
    settings = Settings.model_validate(
        {"data_dir": tmp_path, "database_url": url, "guard": {"caps": {**caps, cap: 3}}}
    )
    ledgers = [open_ledger(settings) for _ in range(WORKERS)]
    rows = hand_out(ledgers[0])
    assert all(before_work(ledgers[0], settings, row) is None for row in rows)
    start, said = threading.Barrier(WORKERS), list[str | None]()

    def decide(ledger: Ledger, row: Row) -> None:
        look = draft_cap(settings, row, None, ledger.now())
        start.wait(10)
        said.append(
            ledger.decide(row, Decision(outcome="drafted", reason=None, workflow=None, result="{}"), cap=look)
        )

    threads = [threading.Thread(target=decide, args=pair) for pair in zip(ledgers, rows, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert said.count(None) == 3
    assert [s for s in said if s] == [f"cap {cap} of 3 reached"] * (WORKERS - 3)
    drafted = ledgers[0].rows(outcome="drafted")
    for ledger in ledgers:
        ledger.engine.dispose()
    assert len(drafted) == 3


def hand_out(ledger: Ledger) -> list[Row]:
    """Mails of one sender in one thread, each in the hands of a worker."""
    for uid in range(1, WORKERS + 1):
        head = f"From: a@b.example\r\nMessage-ID: <{uid}@x>\r\nReferences: <root@x>\r\n"
        raw = f"{head}\r\nHello {uid}".encode()
        mail = RawMessage(
            account="support", folder="INBOX", uidvalidity=7, uid=uid, raw=raw,
            received_at=datetime.now(UTC), size=len(raw),
        )  # fmt: skip
        ledger.take_in([(mail, glance(raw))], last_uid=uid)
    return ledger.claim("worker", WORKERS)
