"""The faults, each a function that does it in the middle of the work. One line in `FAULTS` adds another."""

import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing, suppress
from datetime import timedelta

from bench.fault import Fault
from bench.fault_answers import FAILING
from bench.fault_world import World, world
from tests.servers.postgres import PostgreSQL

Do = Callable[[World, int], None]


def inside(
    do: Do, portion: int = 8, alerts: Mapping[str, object] | None = None
) -> Callable[[int, int], dict[str, object]]:
    """A fault that meets an agent on SQLite in this process: `portion` mails each time."""

    def run(times: int, seed: int) -> dict[str, object]:
        with world(seed, alerts=alerts) as w, w.agent():
            for n in range(times):
                w.deliver(portion)
                do(w, n)
            recovered = w.until_all()
            return {**w.count(), "mails": len(w.sent), "recovered_s": round(recovered, 1)}

    return run


def cut(word: bytes, say: bytes = b"") -> Do:
    def do(w: World, _n: int) -> None:
        w.wire.arm(word, 1, say)
        w.deliver(2)
        w.until(lambda: w.wire.cuts == 0, f"a cut at {word!r}")

    return do


def dovecot_restarts(w: World, _n: int) -> None:
    w.until_some()
    w.dovecot.restart()


def connections_die(w: World, _n: int) -> None:
    w.until_some()
    w.dovecot.cut()


def review_is_read_only(w: World, _n: int) -> None:
    w.until_some()
    w.dovecot.allow("support", "Review", "lr")
    w.dovecot.cut()  # Dovecot keeps the rights of a session that has begun
    w.deliver(4)
    w.until(lambda: any(r.waits for r in w.ledger.rows(limit=20)), "a refusal")
    w.dovecot.allow("support", "Review", "lrswipkxtea")
    w.dovecot.cut()


def review_is_deleted(w: World, _n: int) -> None:
    """By a person in a mail client, with the drafts in it: those are taken on purpose."""
    w.until_all()
    w.taken |= set(w.sent)
    w.box._session.run("delete a folder", lambda client: client.delete_folder("Review"))
    w.deliver(6)
    w.until_all()


def review_is_renamed(w: World, n: int) -> None:
    """By a person in a mail client: the drafts go along with it, new ones get a new folder."""
    w.until_all()
    name = f"Done {n}"
    w.box._session.run("rename a folder", lambda client: client.rename_folder("Review", name))
    w.folders.append(name)
    w.deliver(6)
    w.until_all()


def mailbox_is_full(w: World, _n: int) -> None:
    """OVERQUOTA to each APPEND, until somebody makes room."""
    w.until_some()
    w.dovecot.quota_kb = {"support": 1}
    w.dovecot.restart()
    w.deliver(4)
    w.until(lambda: any(" is full" in (r.error or "") for r in w.ledger.rows(limit=20)), "a full mailbox")
    w.until_told("queue-age")
    w.dovecot.quota_kb = {}
    w.dovecot.restart()


def uidvalidity_changes(w: World, n: int) -> None:
    w.until_some()
    w.dovecot.new_uidvalidity("support", value=2_000_000_000 + n)


def delivered_twice(w: World, _n: int) -> None:
    name = max(w.sent)
    w.dovecot.deliver("support", w.sent[name])


def expunged_while_read(w: World, _n: int) -> None:
    """What nobody saw has no outcome; what was taken in has one, though its original is gone."""
    w.until_some()
    names = list(w.sent)
    w.dovecot.expunge("support")
    w.until(lambda: not w.box.uids("INBOX"), "an empty inbox")
    time.sleep(0.3)
    seen = {r.message_id for r in w.ledger.rows(limit=10_000)}
    w.gone |= {name for name in names if name not in seen}
    for name in names:
        if name in seen and name not in w.gone:
            w.dovecot.deliver("support", w.sent[name])  # a person puts it back: the same bytes, another UID


def clock_jumps(w: World, n: int) -> None:
    w.until_some()
    w.clock.shift += timedelta(days=1 if n % 2 == 0 else -1)


def database_is_locked(seconds: float) -> Do:
    def do(w: World, _n: int) -> None:
        w.until_some()
        with closing(sqlite3.connect(w.settings.data_dir / "mailroom.sqlite", timeout=60)) as db:
            db.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            db.rollback()

    return do


def disk_is_full(times: int, seed: int) -> dict[str, object]:
    """A small file system, filled to the last block while mails are worked on."""
    with world(seed, alerts={"min_disk_mb": 4}) as w, ExitStack() as after:
        w.ledger.engine.dispose()
        data = w.settings.data_dir
        kept = w.place / "kept"
        data.rename(kept)
        data.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(data)], check=True)
        after.callback(subprocess.run, ["umount", "-l", str(data)])
        shutil.copytree(kept, data, dirs_exist_ok=True)
        with w.agent():
            for _ in range(times):
                w.deliver(8)
                w.until_some()
                fill = data / "fill"
                with suppress(OSError), fill.open("wb", buffering=0) as file:
                    while file.write(b"x" * 65536) == 65536:
                        pass
                w.deliver(8)
                w.until_told("disk")
                fill.unlink()
            recovered = w.until_all()
            found = {**w.count(), "mails": len(w.sent), "recovered_s": round(recovered, 1)}
        w.ledger.engine.dispose()
        return found


def agent_is_killed(times: int, seed: int) -> dict[str, object]:
    with world(seed) as w:
        for _ in range(times):
            w.deliver(5)
            process = w.process()
            try:
                w.until_some()
            finally:
                process.kill()
                process.wait()
        process = w.process()
        try:
            recovered = w.until_all()
        finally:
            process.terminate()
            process.wait(30)
        return {**w.count(), "mails": len(w.sent), "recovered_s": round(recovered, 1)}


def worker_is_killed(times: int, seed: int) -> dict[str, object]:
    """One of three on PostgreSQL, in the middle; the others take over what it had in hand."""
    with PostgreSQL() as server, world(seed, server.url) as w:
        names = ["one", "two", "three"]
        running = {name: w.process(name, server.url) for name in names}
        try:
            slowest = 0.0
            for n in range(times):
                w.deliver(10)
                w.until_some()
                name = names[n % 3]
                running[name].kill()
                running[name].wait()
                slowest = max(slowest, w.until_all())
                running[name] = w.process(name, server.url)
        finally:
            for process in running.values():
                process.terminate()
            for process in running.values():
                process.wait(30)
        return {**w.count(), "mails": len(w.sent), "recovered_s": round(slowest, 1)}


def worker_sleeps(times: int, seed: int) -> dict[str, object]:
    """One of two on PostgreSQL, poller and all, stopped in the middle; woken when the other has its work."""
    with PostgreSQL() as server, world(seed, server.url) as w:
        running = [w.process(name, server.url) for name in ("one", "two")]
        try:
            slowest = 0.0
            for n in range(times):
                w.deliver(10)
                w.until_some()
                running[n % 2].send_signal(signal.SIGSTOP)
                w.deliver(2)  # so that a poller that sleeps is missed, too
                slowest = max(slowest, w.until_all())
                running[n % 2].send_signal(signal.SIGCONT)
                time.sleep(2.0)  # it goes on where it was stopped, with its old lease and fence
        finally:
            for process in running:
                process.send_signal(signal.SIGCONT)
                process.terminate()
            for process in running:
                process.wait(90)
        return {**w.count(), "mails": len(w.sent), "recovered_s": round(slowest, 1)}


def postgres_restarts(times: int, seed: int) -> dict[str, object]:
    with PostgreSQL() as server, world(seed, server.url) as w:
        process = w.process("one", server.url)
        try:
            slowest = 0.0
            for _ in range(times):
                w.deliver(10)
                w.until_some()
                w.ledger.engine.dispose()
                server.stop()
                server.start()
                slowest = max(slowest, w.until_all())
        finally:
            process.terminate()
            process.wait(30)
        return {**w.count(), "mails": len(w.sent), "recovered_s": round(slowest, 1)}


FAULTS: tuple[Fault, ...] = (
    Fault(name="agent killed (SQLite)", run=agent_is_killed, times=300, few=2),
    Fault(name="worker of three killed (PostgreSQL)", run=worker_is_killed, times=100, few=1),
    Fault(name="worker of two asleep (PostgreSQL)", run=worker_sleeps, times=20, few=0),
    Fault(name="PostgreSQL restarted", run=postgres_restarts, times=30, few=1),
    Fault(name="Dovecot restarted", run=inside(dovecot_restarts), times=30, few=1),
    Fault(name="IMAP sessions killed", run=inside(connections_die), times=30, few=1),
    Fault(name="cut inside FETCH", run=inside(cut(b"UID FETCH")), times=30, few=2),
    Fault(name="cut inside APPEND", run=inside(cut(b"APPEND")), times=30, few=2),
    Fault(name="cut inside IDLE", run=inside(cut(b"IDLE")), times=30, few=1),
    Fault(name="BYE", run=inside(cut(b"UID SEARCH", b"* BYE going down\r\n")), times=30, few=1),
    Fault(name="folder read-only", run=inside(review_is_read_only), times=10, few=1),
    Fault(name="folder deleted", run=inside(review_is_deleted), times=10, few=1),
    Fault(name="folder renamed", run=inside(review_is_renamed), times=10, few=1),
    Fault(
        name="OVERQUOTA",
        run=inside(mailbox_is_full, alerts={"queue_age": "1s"}),
        times=10,
        few=1,
        alert="queue-age",
    ),
    Fault(name="UIDVALIDITY changed", run=inside(uidvalidity_changes), times=10, few=1),
    Fault(name="delivered twice", run=inside(delivered_twice), times=30, few=2),
    Fault(name="expunged while read", run=inside(expunged_while_read), times=10, few=1),
    Fault(name="clock jumps by a day", run=inside(clock_jumps), times=20, few=2),
    Fault(name="database locked", run=inside(database_is_locked(2.0)), times=10, few=1),
    Fault(name="database locked for 60 s", run=inside(database_is_locked(60.0)), times=1, few=0),
    Fault(name="disk full", run=disk_is_full, times=5, few=0, alert="disk"),
    Fault(name="5,000 mails at once", run=inside(lambda _w, _n: None, portion=5000), times=1, few=0),
    *FAILING,
)
"""`few=0` is not part of the short run: it takes minutes, or the right to mount a file system."""
