"""Mails a second, time to a draft and idle memory of `mailroom run` on a real Dovecot; prints one JSON line.

    python -m bench.throughput [--mails 200] [--singles 10]
    python -m bench.throughput --mails 5000 --singles 0      sustained: rate, and is memory flat?

Dovecot holds news of a new mail back for half a second before it tells a client in IDLE; `server_tells_s` is
that wait, seen by a second client in IDLE, so that what is left is the agent's own. The configuration is the
sample company's, with its knowledge folder; only the mailbox and the caps differ: one sender may not send
hundreds of mails an hour.
"""

import argparse
import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import yaml
from imapclient import IMAPClient

from intake.config import Settings, load
from tests.servers.dovecot import Dovecot

ROOT = Path(__file__).resolve().parents[1]
MAILROOM = (sys.executable, "-c", "from intake.cli.main import main; main()")
USER = "support"
QUESTIONS = (
    "How long do I have to return something?",
    "What are your opening hours on Saturday?",
    "How much is shipping to Austria?",
    "Is the Skarn jacket waterproof?",
    "How long is a gift voucher valid?",
    "Where is my parcel? I ordered last week.",
    "Do you repair tents, and what does it cost?",
    "Wie lange kann ich einen Artikel zurückgeben?",
)
ANSWERED = "How long is a gift voucher valid?"
"""A question that the sample company's documents answer: each of these mails becomes a draft."""
START_S, WORK_S = 120.0, 1800.0
EARLY = 1000
"""Memory is looked at after so many mails, and each time again; from the first on it should stay."""
QUIET_S = 75.0
"""Idle is a minute without mail: by then the spare parser process has ended and memory was given back."""


def mail(n: int, text: str) -> bytes:
    """A customer's short mail; each of another sender and thread."""
    head = (
        f"From: Customer {n} <c{n}@customers.example>\r\nTo: support@fernweh.example\r\n"
        f"Subject: Question {n}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Message-ID: <bench-{n}@customers.example>\r\n"
    )
    return f"{head}\r\nHello,\r\n\r\n{text}\r\n\r\nKind regards,\r\nCustomer {n}\r\n".encode()


def configure(folder: Path, port: int) -> Path:
    """The sample company's configuration, pointed at this Dovecot, in a folder of its own."""
    plain: dict[str, Any] = yaml.safe_load((ROOT / "examples" / "fernweh.yaml").read_text(encoding="utf-8"))
    (folder / "secret").write_text("secret", encoding="utf-8")
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    imap = {"host": "127.0.0.1", "port": port, "tls": "off", "username": USER, "password_file": "secret"}
    plain["accounts"][0].update({"imap": imap, "since": "all"})
    caps = {"drafts_per_sender_hour": None, "runs_per_sender_day": None, "runs_per_day": None}
    plain["guard"]["caps"] = caps
    plain.update({"data_dir": "data", "knowledge": {**plain["knowledge"], "folder": "knowledge"}})
    file = folder / "mailroom.yaml"
    file.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    return file


@dataclass(slots=True)
class Place:
    """A mailbox, a configuration, and the settings read from it."""

    dovecot: Dovecot
    config: Path
    settings: Settings
    agent: "subprocess.Popen[str] | None" = None

    def start(self) -> float:
        """Start `mailroom run` and wait until it watches; the seconds that took."""
        begin = time.perf_counter()
        self.agent = start(self.config)
        assert self.agent.stdout is not None
        for line in self.agent.stdout:
            if json.loads(line)["event"] == "watching":
                return time.perf_counter() - begin
        raise RuntimeError("mailroom run ended before it watched")

    def done(self, count: int) -> dict[str, int]:
        """Read the agent's events until so many mails are done; outcomes among them. Raises on a hang."""
        assert self.agent is not None
        assert self.agent.stdout is not None
        outcomes: dict[str, int] = {}
        end = time.monotonic() + WORK_S
        for line in self.agent.stdout:
            event = json.loads(line)
            if event["event"] in {"done", "dead"}:
                kind = str(event.get("outcome"))
                outcomes[kind] = outcomes.get(kind, 0) + 1
                if sum(outcomes.values()) >= count:
                    return outcomes
            if time.monotonic() > end:
                break
        raise RuntimeError(f"only {sum(outcomes.values())} of {count} mails were done")

    def stop(self) -> None:
        """SIGTERM, as systemd and Docker send it."""
        if self.agent is not None:
            self.agent.send_signal(signal.SIGTERM)
            try:
                self.agent.wait(20)
            except subprocess.TimeoutExpired:
                self.agent.kill()
                self.agent.wait(5)
            self.agent = None


def start(config: Path, *options: str) -> "subprocess.Popen[str]":
    """`mailroom run` as a process of its own; its events are lines of JSON on stdout."""
    return subprocess.Popen(
        [*MAILROOM, "--config", str(config), "--json", "run", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def place() -> Iterator[Place]:
    """A Dovecot and a configured folder, gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="mailroom-bench-") as name,
        Dovecot(users={USER: "secret"}) as dovecot,
    ):
        config = configure(Path(name), dovecot.port)
        found = Place(dovecot, config, load(config))
        try:
            yield found
        finally:
            found.stop()


def memory_mb(pid: int) -> float:
    """Resident memory of the process and its children; pages they share count for each."""
    process = psutil.Process(pid)
    return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6


def cpu_s(pid: int) -> float:
    """Processor time of the process and its children, ended ones too; a busy machine changes it little."""
    process = psutil.Process(pid)
    own = process.cpu_times()
    return sum(own[:4]) + sum(sum(p.cpu_times()[:2]) for p in process.children())


def proportional_mb(pid: int) -> float:
    """Memory of the process and its children; a page that several share counts once, in parts (PSS)."""
    process = psutil.Process(pid)
    return sum(p.memory_full_info().pss for p in [process, *process.children(recursive=True)]) / 1e6


@contextmanager
def listening(here: Place) -> Iterator[list[float]]:
    """A second client in IDLE; the list gets the moment at which the server told it of news."""
    heard: list[float] = []
    with IMAPClient("127.0.0.1", here.dovecot.port, ssl=False) as client:
        client.login(USER, "secret")
        client.select_folder("INBOX", readonly=True)
        client.idle()

        def listen() -> None:
            while not heard and client.idle_check(timeout=5):
                heard.append(time.perf_counter())

        thread = threading.Thread(target=listen)
        thread.start()
        yield heard
        thread.join(10)
        client.idle_done()


def measure(mails: int, singles: int) -> dict[str, object]:
    """One start, a burst, single mails one after another, and memory once it is quiet."""
    with place() as here:
        ready_s = here.start()
        assert here.agent is not None
        # The first start learns the workflows and indexes the documents; a burst meets an agent that has.
        here.dovecot.deliver(USER, mail(mails + singles, ANSWERED))
        begin = time.perf_counter()
        here.done(1)
        first_s = time.perf_counter() - begin
        begin = time.perf_counter()
        for n in range(mails):
            here.dovecot.deliver(USER, mail(n, QUESTIONS[n % len(QUESTIONS)]))
        outcomes, memory, spent_s = Counter[str](), list[float](), cpu_s(here.agent.pid)
        for at in range(0, mails, EARLY):
            outcomes.update(here.done(min(EARLY, mails - at)))
            memory.append(round(memory_mb(here.agent.pid), 1))
        burst_s, spent_s = time.perf_counter() - begin, cpu_s(here.agent.pid) - spent_s
        waits: list[float] = []
        told: list[float] = []
        kinds: dict[str, int] = {}
        for n in range(mails, mails + singles):
            time.sleep(1.0)  # the agent is back in IDLE, as with any single mail
            with listening(here) as heard:
                begin = time.perf_counter()
                here.dovecot.deliver(USER, mail(n, ANSWERED))
                for kind in here.done(1):
                    kinds[kind] = kinds.get(kind, 0) + 1
                waits.append(time.perf_counter() - begin)
            told += [at - begin for at in heard]
        time.sleep(QUIET_S)
        own = psutil.Process(here.agent.pid).memory_info().rss / 1e6
        return {
            "bench": "throughput",
            "mails": mails,
            "mails_per_s": round(mails / burst_s, 2) if mails else None,
            "processor_ms_per_mail": round(1000 * spent_s / mails, 1) if mails else None,
            "outcomes": dict(outcomes),
            f"rss_with_children_mb_each_{EARLY}": memory,
            "server_tells_s": round(statistics.median(told), 3) if told else None,
            "single_p50_s": round(statistics.median(waits), 3) if waits else None,
            "single_p95_s": round(sorted(waits)[int(0.95 * len(waits))], 3) if waits else None,
            "single_max_s": round(max(waits), 3) if waits else None,
            "single_outcomes": kinds,
            "ready_s": round(ready_s, 2),
            "first_mail_ever_s": round(first_s, 2),
            "idle_rss_mb": round(own, 1),
            "idle_rss_with_children_mb": round(memory_mb(here.agent.pid), 1),
            "idle_pss_with_children_mb": round(proportional_mb(here.agent.pid), 1),
            "workers": here.settings.workers,
            "cpus": psutil.cpu_count(),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--singles", type=int, default=10)
    args = parser.parse_args()
    print(json.dumps(measure(args.mails, args.singles)))


if __name__ == "__main__":
    main()
