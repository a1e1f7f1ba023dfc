"""`kill -9` at random moments while `mailroom run` works off a mailbox: what is lost, doubled or changed.

Part of `python -m bench.faults`. Real Dovecot, the sample company's configuration, the whole program. The
mails arrive in as many portions as there are kills. Each life is killed at a random moment, from its first
millisecond to a second into the work. A last life is left alone until all is done.
"""

import random
import signal
import subprocess
import sys
import time

import psutil

from bench.throughput import MAILROOM, QUESTIONS, ROOT, USER, Place, mail, place
from intake.ledger import audit, open_ledger
from intake.ledger.store import Ledger
from intake.mailbox import ImapMailbox

LIFE_S, LAST_S = 30.0, 300.0


def lying(box: ImapMailbox, folder: str) -> dict[int, bytes]:
    """All mails of a folder, by UID."""
    found = {uid: box.fetch(folder, uid) for uid in box.uids(folder)}
    return {uid: m.raw for uid, m in found.items() if m is not None}


def start(here: Place) -> "subprocess.Popen[bytes]":
    """The agent, in a group of its own, so that its children die with it."""
    return subprocess.Popen(
        [*MAILROOM, "--config", str(here.config), "--json", "run"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL to the agent; its orphans follow, as in a container that ends."""
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    for child in children:
        try:
            child.kill()
        except psutil.NoSuchProcess:
            continue


def finished(ledger: Ledger) -> int:
    return sum(ledger.counts().values())


def life(here: Place, ledger: Ledger, chance: random.Random, early: bool) -> bool:
    """One start and its kill; whether mails of this life were already done when it was killed."""
    before = finished(ledger)
    process = start(here)
    end = time.monotonic() + LIFE_S
    if early:  # anywhere between the first import and the first mails
        time.sleep(chance.uniform(0.0, 8.0))
    else:
        while time.monotonic() < end and finished(ledger) == before and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.0, 0.6))
    if process.poll() is not None:
        raise RuntimeError(f"mailroom run ended by itself with {process.returncode}")
    kill(process)
    return finished(ledger) > before


def measure(kills: int, mails: int, seed: int) -> dict[str, object]:
    """Deliver, kill, repeat; then count what lies where."""
    chance = random.Random(seed)
    begin = time.monotonic()
    with place() as here:
        account = here.settings.accounts[0]
        box = ImapMailbox(account, data_dir=here.settings.data_dir)
        ledger = open_ledger(here.settings)
        sent: dict[str, bytes] = {}
        inside = 0
        for n in range(kills):
            for i in range(n * mails // kills, (n + 1) * mails // kills):
                raw = mail(i, QUESTIONS[i % len(QUESTIONS)])
                sent[f"<bench-{i}@customers.example>"] = raw
                here.dovecot.deliver(USER, raw)
            inside += life(here, ledger, chance, early=n % 4 == 3)
            print(f"kill {n + 1}/{kills}, {finished(ledger)} done", file=sys.stderr)
        last = start(here)
        end = time.monotonic() + LAST_S
        while time.monotonic() < end and finished(ledger) < mails and last.poll() is None:
            time.sleep(0.1)
        last.terminate()
        last.wait(20)
        folders = (account.folders.review, account.folders.escalated, account.folders.quarantine)
        copies = dict.fromkeys(sent, 0)
        for folder in folders:
            for raw in lying(box, folder).values():
                for name in copies:
                    copies[name] += f"X-Mailroom-Source: {name}\r\n".encode() in raw
        silent = {row.message_id for row in ledger.rows(limit=100_000) if row.outcome == "ignored"}
        originals = list(lying(box, "INBOX").values())
        chain = audit.verify(ledger.engine, anchor=ledger.anchor).valid
        counts = ledger.counts()
        box.close()
        ledger.engine.dispose()
    return {
        "fault": "kill -9 of mailroom run",
        "kills": kills,
        "kills_inside_the_work": inside,
        "mails": mails,
        "outcomes": counts,
        "lost": sum(1 for name, n in copies.items() if n == 0 and name not in silent),
        "doubled": sum(1 for n in copies.values() if n > 1),
        "originals_changed": sum(1 for raw in sent.values() if originals.count(raw) != 1),
        "audit_chain_valid": chain,
        "seed": seed,
        "seconds": round(time.monotonic() - begin, 1),
    }
