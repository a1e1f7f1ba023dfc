"""`kill -9` under load and a full disk: what was acknowledged is there, what is not gets a 452."""

import os
import resource
import signal
import smtplib
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.spool import SPOOL_FROM
from sandbox.store import Store

SERVER = """
import resource, sys
from sandbox.server import Sandbox
limit = int(sys.argv[2])
box = Sandbox(http_port=None, imap_port=None, data=sys.argv[1]).start()
if limit:
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
print(box.smtp_port, flush=True)
sys.stdin.read()
"""


def serve(folder: Path, *, file_limit: int = 0) -> tuple[subprocess.Popen[str], int]:
    """A sandbox in a process of its own; no file of it may grow above the limit."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder), str(file_limit)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def test_every_acknowledged_mail_survives_a_kill_under_load(tmp_path: Path) -> None:
    process, port = serve(tmp_path)
    acknowledged: list[str] = []
    enough = threading.Event()

    def load(worker: int) -> None:
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
                for number in range(100_000):
                    subject = f"w{worker}n{number}"
                    smtp.sendmail("a@x.test", ["b@x.test"], f"Subject: {subject}\r\n\r\n{'x' * 2000}\r\n")
                    acknowledged.append(subject)
                    if len(acknowledged) >= 150:
                        enough.set()
        except (smtplib.SMTPException, OSError):
            pass  # the server was killed

    workers = [threading.Thread(target=load, args=(n,)) for n in range(5)]
    for worker in workers:
        worker.start()
    assert enough.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for worker in workers:
        worker.join()
    store = Store(tmp_path)
    kept = {m.subject for m in store}
    sound = store.query("PRAGMA integrity_check")
    store.close()
    assert set(acknowledged) <= kept
    assert sound == [("ok",)]


def test_a_full_disk_is_a_452_for_small_and_big_mails_and_loses_nothing(tmp_path: Path) -> None:
    if resource.getrlimit(resource.RLIMIT_FSIZE)[1] != resource.RLIM_INFINITY:
        pytest.skip("files are limited here already")
    process, port = serve(tmp_path, file_limit=2_000_000)
    kept, codes = [], []
    try:
        for number in range(60):
            size = SPOOL_FROM * 3 if number % 20 == 10 else 150_000
            body = os.urandom(size // 2).hex()
            lines = "\r\n".join(body[i : i + 900] for i in range(0, len(body), 900))
            try:
                with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
                    smtp.sendmail("a@x.test", ["b@x.test"], f"Subject: n{number}\r\n\r\n{lines}\r\n")
                kept.append(f"n{number}")
            except smtplib.SMTPDataError as exc:
                codes.append(exc.smtp_code)
            except smtplib.SMTPServerDisconnected:
                codes.append(0)
    finally:
        process.kill()
        process.wait()
    assert kept
    assert 452 in codes
    store = Store(tmp_path)
    assert set(kept) <= {m.subject for m in store}
    store.close()


def test_a_mail_of_many_megabytes_comes_back_byte_for_byte(tmp_path: Path) -> None:
    """Dots at the edges of blocks, lines of every length, through the spool."""
    body = b"".join(b"." * (n % 5) + bytes([97 + n % 26]) * (n * 379 % 70_000) + b"\r\n" for n in range(150))
    raw = b"Subject: big\r\n\r\n" + body
    assert len(raw) > 2 * SPOOL_FROM
    with Sandbox(http_port=None, imap_port=None, data=tmp_path) as box:
        with smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp:
            smtp.ehlo()
            smtp.mail("a@x.test")
            smtp.rcpt("b@x.test")
            assert smtp.data(raw)[0] == 250
        message = box.store.get("latest")
        assert message is not None
        assert box.store.raw(message.seq) == raw
        box.store.index()
        assert box.store.get("latest") == box.store.get(message.id)
