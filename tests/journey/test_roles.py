"""`mailroom run` in parts: a poller that works on nothing, and workers that share what it takes in."""

import json
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.fault_answers import chroma, free_port
from bench.machines import change
from bench.throughput import ANSWERED, MAILROOM, ROOT, USER, mail, place
from intake.config import load
from intake.ledger import audit, open_ledger
from intake.mailbox import ImapMailbox
from tests.servers.accounts import need_dovecot
from tests.servers.postgres import PostgreSQL

MAILS = 12


class Machine:
    """One process of a role; `events` are the lines that it said."""

    def __init__(self, config: Path, role: str) -> None:
        self.events: list[dict[str, object]] = []
        self.process = subprocess.Popen(
            [*MAILROOM, "--config", str(config), "--json", "run", "--role", role],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def said(self, event: str) -> int:
        return sum(e["event"] == event for e in self.events)

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(30)
        self._reader.join(5)
        return code


@pytest.mark.dovecot
@pytest.mark.postgres
@pytest.mark.slow
def test_workers_finish_what_a_poller_takes_in(tmp_path: Path) -> None:
    """A worker is killed in the middle; the other one finishes its mails, and nothing is there twice."""
    need_dovecot()
    port = free_port()
    with place() as here, PostgreSQL() as server, chroma(tmp_path / "vectors", port):
        vectors = {"chroma": f"http://127.0.0.1:{port}"}
        for name in ("poller", "one", "two"):
            more = {"database_url": server.url, "data_dir": name, "knowledge": vectors}
            change(here.config, here.config.with_name(f"{name}.yaml"), **more)
        ledger = open_ledger(load(here.config.with_name("poller.yaml")))
        poller = Machine(here.config.with_name("poller.yaml"), "poller")
        workers = [Machine(here.config.with_name(f"{name}.yaml"), "worker") for name in ("one", "two")]
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


def until(holds: Callable[[], bool], what: str, within_s: float = 60.0) -> None:
    end = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.05)
