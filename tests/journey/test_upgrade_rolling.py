"""One version after another: runs of the old one, a schema that grows, a worker that drains."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from intake.ledger import audit, database, open_ledger
from intake.mailbox import ImapMailbox
from intake.workflow import durable
from tests.journey.crash_agent import Settings, agent_for, settings_for
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import PostgreSQL

pytestmark = [pytest.mark.dovecot, pytest.mark.slow]
AGENT = [sys.executable, "-m", "tests.journey.crash_agent"]
MAILS = 16


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def deliver(dovecot: Dovecot) -> None:
    for n in range(MAILS):
        head = f"From: c{n}@example.com\r\nSubject: Mail {n}\r\nMessage-ID: <m{n}@example.com>\r\n"
        dovecot.deliver("support", f"{head}\r\nWhere is {n}?\r\n".encode())


def lying(settings: Settings) -> int:
    box = ImapMailbox(settings.accounts[0], data_dir=settings.data_dir)
    try:
        return len(box.uids("Review"))
    finally:
        box.close()


def test_runs_of_another_version_are_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DBOS recovers only runs of its own application version: ours of another one are not left to lie."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with Dovecot(users={"support": "secret"}) as dovecot:
        settings = settings_for(tmp_path / "data", dovecot.port, secret)
        deliver(dovecot)
        ledger = open_ledger(settings)
        process = subprocess.Popen(
            [*AGENT, str(settings.data_dir), str(dovecot.port), str(secret)], stdout=subprocess.DEVNULL
        )
        until(lambda: ledger.counts() and ledger.rows(state="working"))
        process.kill()
        process.wait()
        assert ledger.pending()[0], "killed in the middle"
        monkeypatch.setattr(durable, "APP_VERSION", "of another order of steps")
        assert agent_for(settings).run_once().pending == 0
        assert ledger.counts() == {"drafted": MAILS}
        assert lying(settings) == MAILS
        ledger.engine.dispose()


def grown(place: Path) -> tuple[Config, ScriptDirectory]:
    """The migrations of a next version, which adds a column."""
    shutil.copytree(Path(database.__file__).parent / "migrations", place)
    config = Config()
    config.set_main_option("script_location", str(place))
    head = ScriptDirectory.from_config(config).get_current_head()
    (place / "versions" / "next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f"revision = 'next'\ndown_revision = '{head}'\n\n\n"
        "def upgrade() -> None:\n    op.add_column('messages', sa.Column('later', sa.Text()))\n"
    )
    return config, ScriptDirectory.from_config(config)


@pytest.mark.postgres
def test_an_old_worker_drains_while_the_next_version_has_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The schema grows under a worker of this version; it goes on, drains at SIGTERM, and is then refused."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with Dovecot(users={"support": "secret"}) as dovecot, PostgreSQL() as server:
        settings = settings_for(
            tmp_path / "new", dovecot.port, secret, database_url=server.url,
            knowledge={"chroma": "http://127.0.0.1:9"},
        )  # fmt: skip
        old = [*AGENT, str(tmp_path / "old"), str(dovecot.port), str(secret), server.url]
        process = subprocess.Popen(old, stdout=subprocess.DEVNULL)
        ledger = open_ledger(settings)
        try:
            deliver(dovecot)
            until(lambda: sum(ledger.counts().values()) >= 2)
            made = grown(tmp_path / "migrations")
            monkeypatch.setattr(database, "_script", lambda: made)
            agent, stop = agent_for(settings), threading.Event()
            thread = threading.Thread(target=agent.run, args=(stop,))
            thread.start()
            until(agent.ready.is_set)
            begin = time.monotonic()
            process.terminate()
            assert process.wait(20) == 0
            assert time.monotonic() - begin < 12
            until(lambda: ledger.counts().get("drafted", 0) == MAILS)
            stop.set()
            thread.join(15)
        finally:
            process.kill()
        refused = subprocess.run(old, capture_output=True, text=True, timeout=30)
        assert refused.returncode
        assert "newer than this program" in refused.stderr
        assert ledger.counts() == {"drafted": MAILS}
        assert lying(settings) == MAILS
        assert audit.verify(ledger.engine).valid
        ledger.engine.dispose()
