"""A backup made while the agent works, and put back after a disaster: nothing lost, nothing twice."""

import json
import shutil
import tarfile
import threading
from pathlib import Path

import pytest

from intake.errors import Misconfigured
from intake.ledger import audit, open_ledger
from intake.operate.backup import backup, restore
from intake.workflow.lock import DataLock
from tests.journey.crash_agent import Settings, agent_for, settings_for
from tests.journey.test_run_agent import dovecot, lying, mail, settings, until  # noqa: F401 - two are fixtures
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import PostgreSQL


@pytest.mark.dovecot
def test_a_backup_of_a_running_agent_is_put_back_without_loss_or_doubles(
    dovecot: Dovecot,  # noqa: F811
    settings: Settings,  # noqa: F811
    tmp_path: Path,
) -> None:
    for n in range(20):
        dovecot.deliver("support", mail(n))
    agent, stop = agent_for(settings), threading.Event()
    thread = threading.Thread(target=agent.run, args=(stop,))
    thread.start()
    file = tmp_path / "b.tar.gz"
    try:
        until(lambda: sum(agent.ledger.counts().values()) >= 3, 60)
        about = backup(settings, file)
        with pytest.raises(Misconfigured, match="in use by the Mailroom process"):
            restore(settings, file)
        until(lambda: agent.ledger.counts().get("drafted") == 20, 60)
    finally:
        stop.set()
        thread.join(20)
    assert about["mails"] >= 3
    assert file.stat().st_mode & 0o077 == 0, "it holds customers' mail"
    with pytest.raises(Misconfigured, match="exists already"):
        backup(settings, file)
    with pytest.raises(Misconfigured, match="would replace"):
        restore(settings, file)
    shutil.rmtree(settings.data_dir)
    restore(settings, file)
    again = agent_for(settings)
    again.run_once()
    assert again.ledger.counts() == {"drafted": 20}
    assert len(lying(settings, "Review")) == 20
    assert audit.verify(again.ledger.engine, anchor=again.ledger.anchor).valid
    restore(settings, file, replace=True)


def test_what_is_no_backup_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")  # noqa: F811
    open_ledger(settings).engine.dispose()
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(b"no tar")
    for make in (
        lambda: None,
        lambda: _tar(bad, {"about.json": b"[]"}),
        lambda: _tar(bad, {"../escape": b"x"}),
        lambda: _tar(bad, {"about.json": json.dumps({"format": 9}).encode()}),
        lambda: _tar(
            bad, {"about.json": json.dumps({"format": 1, "database": "sqlite", "revision": "9999"}).encode()}
        ),
        lambda: _tar(bad, {"about.json": json.dumps({"format": 1, "database": "postgresql"}).encode()}),
    ):
        make()
        with pytest.raises(Misconfigured):
            restore(settings, bad, replace=True)
    assert not (tmp_path / "escape").exists()
    assert open_ledger(settings).rows() == []
    lock = DataLock(settings.data_dir)
    lock.acquire()  # every refusal above has let it go
    lock.release()


@pytest.mark.postgres
def test_postgresql_is_backed_up_in_one_snapshot(tmp_path: Path) -> None:
    """Rows, bytes and the audit chain come back; new rows go on behind the old numbers."""
    with PostgreSQL() as server:
        settings = settings_for(tmp_path / "data", 1, tmp_path / "secret", database_url=server.url)
        ledger = open_ledger(settings)
        _take(ledger, 1)
        _take(ledger, 2)
        file = tmp_path / "b.tar.gz"
        assert backup(settings, file)["mails"] == 2
        _take(ledger, 3)
        ledger.engine.dispose()
        restore(settings, file, replace=True)
        ledger = open_ledger(settings)
        rows = ledger.rows()
        assert [r.uid for r in rows] == [2, 1]
        assert ledger.raw(rows[0].digest) == b"From: a@b.example\r\n\r\n2"
        _take(ledger, 4)
        assert ledger.rows()[0].id > rows[0].id
        assert audit.verify(ledger.engine, anchor=ledger.anchor).valid
        ledger.engine.dispose()


def _take(ledger: object, uid: int) -> None:
    from datetime import UTC, datetime

    from intake.ledger import Ledger
    from intake.mail import RawMessage
    from intake.workflow.glance import glance

    assert isinstance(ledger, Ledger)
    raw = f"From: a@b.example\r\n\r\n{uid}".encode()
    one = RawMessage(
        account="support", folder="INBOX", uidvalidity=1, uid=uid, raw=raw,
        received_at=datetime(2026, 11, 23, tzinfo=UTC), size=len(raw),
    )  # fmt: skip
    ledger.take_in([(one, glance(raw))], last_uid=uid)


def _tar(path: Path, files: dict[str, bytes]) -> None:
    import io

    with tarfile.open(path, "w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
