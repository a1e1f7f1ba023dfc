"""`mailroom run` in parts: a poller that works on nothing, and workers that share what it takes in."""

from pathlib import Path

import pytest

from bench.machines import fleet, until
from bench.throughput import ANSWERED, USER, mail
from intake.config import load
from intake.ledger import audit, open_ledger
from intake.mailbox import ImapMailbox
from tests.servers.accounts import need_dovecot

MAILS = 12


@pytest.mark.dovecot
@pytest.mark.postgres
@pytest.mark.slow
def test_workers_finish_what_a_poller_takes_in(tmp_path: Path) -> None:
    """A worker is killed in the middle; the other one finishes its mails, and nothing is there twice."""
    need_dovecot()
    with fleet(4) as (here, begin):
        poller, workers = begin("poller"), [begin("worker"), begin("worker")]
        ledger = open_ledger(load(here.config.with_name("machine-0.yaml")))
        try:
            until(lambda: all(w.said("started") for w in workers), "the workers to start")
            for n in range(MAILS):
                here.dovecot.deliver(USER, mail(n, ANSWERED))
            until(lambda: workers[0].said("done") > 0, "the first worker's first mail")
            workers[0].process.kill()
            until(lambda: sum(ledger.counts().values()) == MAILS, "the mails of the killed one")
            assert (poller.said("done"), workers[1].said("watching")) == (0, 0)
        finally:
            codes = [machine.stop() for machine in (poller, *workers)]
        assert codes == [0, -9, 0]
        box = ImapMailbox(here.settings.accounts[0], data_dir=tmp_path)
        laid = box.uids(here.settings.accounts[0].folders.review)
        box.close()
        assert ledger.counts() == {"drafted": MAILS}
        assert len(laid) == MAILS
        assert audit.verify(ledger.engine).valid
        ledger.engine.dispose()
