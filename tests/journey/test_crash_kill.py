"""kill -9 at random moments: nothing lost, nothing doubled, no original changed."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from intake.ledger import audit, open_ledger
from intake.mailbox import ImapMailbox
from tests.journey.crash_agent import settings_for
from tests.servers.dovecot import Dovecot

MAILS, KILLS = 60, 8


@pytest.mark.dovecot
@pytest.mark.slow
def test_killed_again_and_again_each_mail_has_one_artefact(tmp_path: Path) -> None:
    """An agent that is killed at least eight times over sixty mails ends where an undisturbed one does."""
    chance = random.Random(7)
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with Dovecot(users={"support": "secret"}) as dovecot:
        settings = settings_for(tmp_path / "data", dovecot.port, secret)
        box = ImapMailbox(settings.accounts[0], data_dir=tmp_path)
        ledger = open_ledger(settings)
        args = [
            sys.executable,
            "-m",
            "tests.journey.crash_agent",
            str(settings.data_dir),
            str(dovecot.port),
            str(secret),
        ]
        for kill in range(KILLS):
            for n in range(kill * MAILS // KILLS, (kill + 1) * MAILS // KILLS):
                head = f"From: c{n}@example.com\r\nSubject: Mail {n}\r\nMessage-ID: <m{n}@example.com>\r\n"
                dovecot.deliver("support", f"{head}\r\nWhere is {n}?\r\n".encode())
            done = ledger.counts().get("drafted", 0)
            process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            end = time.monotonic() + 15
            # The kill lands inside the work: after the first mail of this life was done, at a random moment.
            while time.monotonic() < end and ledger.counts().get("drafted", 0) == done:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.25))
            process.kill()
            process.wait()
        originals = {u: m.raw for u in box.uids("INBOX") if (m := box.fetch("INBOX", u))}
        process = subprocess.Popen(args, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 45
        while time.monotonic() < end and ledger.counts().get("drafted", 0) < MAILS:
            time.sleep(0.1)
        process.terminate()
        process.wait(15)
        assert ledger.counts() == {"drafted": MAILS}
        drafts = [m.raw for u in box.uids("Review") if (m := box.fetch("Review", u))]
        for n in range(MAILS):
            assert sum(f"X-Mailroom-Source: <m{n}@example.com>\r\n".encode() in d for d in drafts) == 1
        assert len(drafts) == MAILS
        after = {u: m.raw for u in box.uids("INBOX") if (m := box.fetch("INBOX", u))}
        assert originals == after
        assert all("\\Seen" not in f for f in box.flags("INBOX", list(originals)).values())
        assert audit.verify(ledger.engine, anchor=ledger.anchor).valid
        box.close()
