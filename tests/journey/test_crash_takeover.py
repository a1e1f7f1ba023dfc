"""Two workers on PostgreSQL: the dead one's work is taken over."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from intake.ledger import audit, open_ledger
from intake.mailbox import ImapMailbox
from tests.journey.crash_agent import settings_for
from tests.servers.dovecot import Dovecot
from tests.servers.postgres import PostgreSQL

MAILS = 40


@pytest.mark.dovecot
@pytest.mark.postgres
@pytest.mark.slow
def test_a_killed_workers_mails_are_finished_by_the_other(tmp_path: Path) -> None:
    """Two processes share the queue; one is killed in the middle; nothing is lost, nothing doubled."""
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with Dovecot(users={"support": "secret"}) as dovecot, PostgreSQL() as server:
        settings = settings_for(tmp_path / "data", dovecot.port, secret, database_url=server.url)
        ledger = open_ledger(settings)
        args = [sys.executable, "-m", "tests.journey.crash_agent"]
        more = [str(dovecot.port), str(secret), server.url]
        for n in range(MAILS):
            head = f"From: c{n}@example.com\r\nSubject: Mail {n}\r\nMessage-ID: <m{n}@example.com>\r\n"
            dovecot.deliver("support", f"{head}\r\nWhere is {n}?\r\n".encode())
        both = [
            subprocess.Popen([*args, str(tmp_path / name), *more], stdout=subprocess.DEVNULL)
            for name in ("one", "two")
        ]
        try:
            end = time.monotonic() + 60
            while time.monotonic() < end and ledger.counts().get("drafted", 0) < 3:
                time.sleep(0.02)
            both[0].kill()
            both[0].wait()
            while time.monotonic() < end and ledger.counts().get("drafted", 0) < MAILS:
                time.sleep(0.1)
        finally:
            for process in both:
                process.terminate()
                process.wait(20)
        assert ledger.counts() == {"drafted": MAILS}
        box = ImapMailbox(settings.accounts[0], data_dir=tmp_path)
        drafts = [m.raw for u in box.uids("Review") if (m := box.fetch("Review", u))]
        box.close()
        assert len(drafts) == MAILS
        assert audit.verify(ledger.engine).valid
        ledger.engine.dispose()
