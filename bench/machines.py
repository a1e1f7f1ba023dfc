"""Two workers on PostgreSQL against one, and a restart over a full inbox; prints one JSON line.

    python -m bench.machines [--mails 200] [--inbox 100000]

Real Dovecot, PostgreSQL and Chroma's server; `mailroom run` with the sample company's configuration. A worker
works on one mail at a time (`workers: 1`), each in a process of its own as on a machine of its own;
`whole_machine_per_s` is one process with the default of four. The rate is taken from the ledger: mails
finished between the first that was finished and the last.
"""

import argparse
import contextlib
import json
import threading
import time
from collections.abc import Iterator
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


@contextlib.contextmanager
def machines(here: Place, count: int, workers: int, server: PostgreSQL, vectors: int) -> Iterator[list[Path]]:
    """So many machines of so many workers, each with a data folder of its own; all of them watch."""
    files, running = [], []
    for n in range(count):
        more = {"database_url": server.url, "data_dir": f"machine-{n}", "workers": workers}
        knowledge = {"chroma": f"http://127.0.0.1:{vectors}"}
        name = here.config.with_name(f"machine-{n}.yaml")
        files.append(change(here.config, name, knowledge=knowledge, **more))
    try:
        for file in files:
            running.append(start(file))
            assert running[-1].stdout is not None
            for line in running[-1].stdout:
                if json.loads(line)["event"] == "started":
                    break
            # A pipe that nobody reads fills up, and the machine would wait for its reader.
            threading.Thread(target=running[-1].stdout.read, daemon=True).start()
        yield files
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


def rate(count: int, mails: int, workers: int = 1) -> float:
    """Mails a second of so many machines."""
    port = free_port()
    with place() as here, PostgreSQL() as server, chroma(here.config.with_name("vectors"), port):
        with machines(here, count, workers, server, port) as files:
            ledger = open_ledger(load(files[0]))
            # Each must have learned and indexed before the clock starts.
            here.dovecot.deliver(USER, mail(mails, ANSWERED))
            until_done(ledger, 1)
            quiet()
            for n in range(mails):
                here.dovecot.deliver(USER, mail(n, ANSWERED))
            until_done(ledger, mails + 1)
            ends = sorted(r.finished_at or 0.0 for r in ledger.rows(limit=mails + 1))[1:]
            ledger.engine.dispose()
        return (len(ends) - 1) / (ends[-1] - ends[0])


def until_done(ledger: Any, count: int) -> None:
    end = time.monotonic() + LONG_S
    while sum(ledger.counts().values()) < count:
        if time.monotonic() > end:
            raise RuntimeError(f"only {ledger.counts()} of {count} were done")
        time.sleep(0.1)


def quiet() -> None:
    """Wait until our children do nothing any more."""
    before = spent()
    for _ in range(60):
        time.sleep(1.0)
        now = spent()
        if sum(seconds - before.get(pid, 0.0) for pid, seconds in now.items()) < 0.2:
            return
        before = now


def spent() -> dict[int, float]:
    """Processor seconds of each of our children that is alive."""
    seconds = {}
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            seconds[child.pid] = sum(child.cpu_times()[:2])
    return seconds


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
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--inbox", type=int, default=100_000)
    args = parser.parse_args()
    found: dict[str, object] = {"bench": "machines", "cpus": psutil.cpu_count()}
    if args.mails:
        one, two, whole = rate(1, args.mails), rate(2, args.mails), rate(1, args.mails, workers=4)
        found |= {
            "mails": args.mails,
            "one_worker_per_s": round(one, 2),
            "two_workers_per_s": round(two, 2),
            "times": round(two / one, 2),
            "whole_machine_per_s": round(whole, 2),
        }
    if args.inbox:
        found |= {"inbox": args.inbox, "restart_to_idle_s": round(restart(args.inbox), 2)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
