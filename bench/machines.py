"""Two workers on PostgreSQL against one, and a restart over a full inbox; prints one JSON line.

    python -m bench.machines [--mails 500] [--inbox 100000]

Real Dovecot, PostgreSQL and Chroma's server, and `mailroom run --role ...` with the sample company's
configuration. A poller takes all mails in and ends; then one worker does them, or two. A worker works on one
mail at a time (`workers: 1`), each in a process of its own as on a machine of its own. The rate is taken from
the ledger, without the first tenth of the mails, by when all have learned, and the last twentieth, when one
of two may have nothing left. `whole_machine_per_s` is one process of all roles with the default of four,
which takes the mails in at the same time.
"""

import argparse
import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import yaml

from bench.fault_answers import chroma, free_port
from bench.throughput import ANSWERED, USER, Place, mail, place, start
from intake.config import load
from intake.ledger import open_ledger
from tests.servers.postgres import PostgreSQL

LONG_S = 600.0


def change(config: Path, into: Path, **sections: Any) -> Path:
    """The same configuration with other sections, in a file of its own."""
    plain = yaml.safe_load(config.read_text(encoding="utf-8"))
    for name, value in sections.items():
        plain[name] = {**plain[name], **value} if isinstance(value, dict) else value
    into.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    return into


class Machine:
    """One `mailroom run` of a role; `events` are the lines that it said."""

    def __init__(self, config: Path, role: str) -> None:
        self.events: list[dict[str, Any]] = []
        self.process = start(config, "--role", role)
        # A pipe that nobody reads fills up, and the machine would wait for its reader.
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


@contextlib.contextmanager
def fleet(workers: int) -> Iterator[tuple[Place, Callable[[str], Machine]]]:
    """A mailbox, and what starts a machine of a role beside it; all are stopped at the end.

    They share a database and a Chroma server, and have data folders of their own.
    """
    running: list[Machine] = []
    port = free_port()
    with place() as here, PostgreSQL() as server, chroma(here.config.with_name("vectors"), port):

        def begin(role: str) -> Machine:
            name = f"machine-{len(running)}"
            file = here.config.with_name(f"{name}.yaml")
            more = {"database_url": server.url, "data_dir": name, "workers": workers}
            change(here.config, file, knowledge={"chroma": f"http://127.0.0.1:{port}"}, **more)
            running.append(Machine(file, role))
            return running[-1]

        try:
            yield here, begin
        finally:
            for machine in running:
                if machine.process.poll() is None:
                    machine.stop()


def rate(count: int, mails: int) -> float:
    """Mails a second of so many workers, over mails that a poller took in."""
    with fleet(1) as (here, begin):
        for n in range(mails):
            here.dovecot.deliver(USER, mail(n, ANSWERED))
        poller = begin("poller")
        ledger = open_ledger(load(here.config.with_name("machine-0.yaml")))
        until(lambda: ledger.pending()[0] == mails, "the poller")
        poller.stop()
        workers = [begin("worker") for _ in range(count)]
        until(lambda: sum(ledger.counts().values()) == mails, "the workers")
        early, late = mails // 10, mails - mails // 20
        ends = sorted(r.finished_at or 0.0 for r in ledger.rows(limit=mails))[early:late]
        shares = [worker.said("done") for worker in workers]
        ledger.engine.dispose()
    if min(shares) < early:
        raise RuntimeError(f"a worker did next to nothing: {shares}")
    return (len(ends) - 1) / (ends[-1] - ends[0])


def whole(mails: int) -> float:
    """Mails a second of one machine of all roles, which takes them in and works on four at a time."""
    with fleet(4) as (here, begin):
        begin("all")
        ledger = open_ledger(load(here.config.with_name("machine-0.yaml")))
        # It must have learned and indexed before the clock starts.
        here.dovecot.deliver(USER, mail(mails, ANSWERED))
        until(lambda: sum(ledger.counts().values()) == 1, "the first mail")
        for n in range(mails):
            here.dovecot.deliver(USER, mail(n, ANSWERED))
        until(lambda: sum(ledger.counts().values()) == mails + 1, "the mails")
        ends = sorted(r.finished_at or 0.0 for r in ledger.rows(limit=mails + 1))[1:]
        ledger.engine.dispose()
    return (len(ends) - 1) / (ends[-1] - ends[0])


def until(holds: Callable[[], bool], what: str, within_s: float = LONG_S) -> None:
    end = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"waited for {what}")
        time.sleep(0.1)


def restart(inbox: int) -> float:
    """Seconds from the start of an agent that was stopped to its IDLE, over so many mails in the inbox."""
    with place() as here:
        for n in range(inbox):
            here.dovecot.deliver(USER, mail(n, ANSWERED), flags="S")
        account = yaml.safe_load(here.config.read_text(encoding="utf-8"))["accounts"][0]
        change(here.config, here.config, accounts=[{**account, "since": "0d"}])
        here.start()
        here.dovecot.deliver(USER, mail(inbox, ANSWERED))
        here.done(1)
        here.stop()
        return here.start()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--inbox", type=int, default=100_000)
    args = parser.parse_args()
    found: dict[str, object] = {"bench": "machines", "cpus": psutil.cpu_count()}
    if args.mails:
        one, two = rate(1, args.mails), rate(2, args.mails)
        found |= {
            "mails": args.mails,
            "one_worker_per_s": round(one, 2),
            "two_workers_per_s": round(two, 2),
            "times": round(two / one, 2),
            "whole_machine_per_s": round(whole(args.mails), 2),
        }
    if args.inbox:
        found |= {"inbox": args.inbox, "restart_to_idle_s": round(restart(args.inbox), 2)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
