# ruff: noqa: E501 - mails read best unbroken
"""The worst of SMTP clients, mails and disks: a right answer, a record of it, and the next client is served."""

import os
import smtplib
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from sandbox import Sandbox
from sandbox.message import Envelope, Recipient, read_content
from sandbox.smtp import MAX_RECIPIENTS
from sandbox.store import Store
from tests.unit.sandbox.test_crash_keeps import serve
from tests.unit.sandbox.test_smtp_server import Wire

MEGABYTE = 1 << 20


def send(port: int, raw: bytes, to: str = "b@x.test") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
        smtp.sendmail("a@x.test", [to], raw)


def test_ten_thousand_recipients_are_taken_and_the_next_is_told_so() -> None:
    with Sandbox(http_port=None, imap_port=None) as box:
        wire = Wire(box)
        assert wire.answer().startswith("220")
        wire.say(b"EHLO me\r\nMAIL FROM:<a@x.test>\r\n")
        assert wire.answer().startswith("250")
        assert wire.answer().startswith("250")
        for first in range(0, MAX_RECIPIENTS, 1000):
            wire.say(b"".join(b"RCPT TO:<r%d@x.test>\r\n" % n for n in range(first, first + 1000)))
            assert {wire.answer()[:3] for _ in range(1000)} == {"250"}
        wire.say(b"RCPT TO:<more@x.test>\r\n")
        assert wire.answer().startswith("452 ")
        wire.say(b"DATA\r\n")
        assert wire.answer().startswith("354")
        wire.say(b"Subject: to all\r\n\r\nhi\r\n.\r\n")
        assert wire.answer().startswith("250 ")
        wire.close()
        kept = box.store.list(1)[0].envelope.addresses
        assert len(kept) == MAX_RECIPIENTS
        assert [m.subject for m in box.store.list(5, inbox="r9999@x.test")] == ["to all"]
        send(box.smtp_port, b"Subject: next\r\n\r\n")
        assert box.store.list(1)[0].subject == "next"


def peak_mb(pid: int) -> float:
    """The most memory that the process ever had."""
    told = Path(f"/proc/{pid}/status").read_text()
    return int(told.split("VmHWM:")[1].split()[0]) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_hundred_megabytes_pass_through_little_memory(tmp_path: Path) -> None:
    """They go to a file as they come, then into the store in pieces; one more byte than allowed is a 552."""
    process, port = serve(tmp_path)
    try:
        send(port, b"Subject: small\r\n\r\n")
        before = peak_mb(process.pid)
        line = b"z" * 1022 + b"\r\n"
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as smtp:
            for megabytes, answer in ((99, 250), (101, 552)):
                smtp.ehlo()
                smtp.mail("a@x.test")
                smtp.rcpt("b@x.test")
                smtp.docmd("DATA")
                for _ in range(megabytes):
                    smtp.sock.sendall(line * 1024)
                smtp.send(b".\r\n")
                assert smtp.getreply()[0] == answer
        assert peak_mb(process.pid) - before < 70
        send(port, b"Subject: next\r\n\r\n")
    finally:
        process.kill()
        process.wait()
    store = Store(tmp_path)
    assert [(m.subject, m.size // MEGABYTE) for m in store.list(9)] == [("next", 0), ("", 99), ("small", 0)]
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 4 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        if os.environ.get("CI"):
            pytest.fail("no right to mount a file system, and CI must not skip what it holds")
        pytest.skip("no right to mount a file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_is_a_452_until_there_is_room_again(small_disk: Path) -> None:
    """Nothing acknowledged is lost, and the server takes mail again once something was freed."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * MEGABYTE)
    process, port = serve(small_disk)
    acknowledged, answers = [], []
    try:
        for number in range(80):
            body = os.urandom(50_000).hex()
            lines = "\r\n".join(body[i : i + 900] for i in range(0, len(body), 900))
            try:
                send(port, f"Subject: n{number}\r\n\r\n{lines}\r\n".encode())
            except smtplib.SMTPDataError as exc:
                answers.append(exc.smtp_code)
                break
            acknowledged.append(f"n{number}")
        else:
            pytest.fail("the disk never filled")
        assert answers == [452]
        ballast.unlink()
        send(port, b"Subject: after\r\n\r\n")
    finally:
        process.kill()
        process.wait()
    store = Store(small_disk)
    assert {m.subject for m in store} == {*acknowledged, "after"}
    assert store.query("PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_a_client_that_stalls_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a command, half a mail: the time-out of RFC 5321 ends both, made short here."""
    monkeypatch.setattr("sandbox.smtp.STALL_S", 0.5)
    with Sandbox(http_port=None, imap_port=None) as box:
        talking, sending = Wire(box), Wire(box)
        talking.answer()
        talking.say(b"EHL")
        sending.begin("b@x.test")
        sending.say(b"Subject: never finished")
        started = time.monotonic()
        assert talking.file.read().decode()[:3] in ("", "421")
        assert sending.file.read().decode()[:3] in ("", "421")
        assert time.monotonic() - started < 10
        send(box.smtp_port, b"Subject: quick\r\n\r\n")
        assert [m.subject for m in box.store.list(5)] == ["quick"]


BAD = {
    "nested": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    + b"Content-Type: text/plain\r\n\r\ndeep\r\n",
    "no headers": b"just words\r\n",
    "no end of a boundary": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>a",
    "wrong charset": b"Subject: =?what?q?=FF?=\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe caf\xe9\r\n",
    "8-bit": "Subject: größer\r\n\r\nüber\r\n".encode(),
    "a header of a megabyte": b"Subject: s\r\nX: " + b"a" * MEGABYTE + b"\r\n\r\nbody\r\n",
    "NUL and bare newlines": b"Subject: nul\x00\r\n\r\na\rb\nc\x00\r\n",
    "nothing": b"",
}  # fmt: skip


@pytest.fixture(scope="module")
def box():
    with Sandbox(imap_port=None) as made:
        yield made


@pytest.mark.parametrize("name", BAD)
def test_every_view_of_a_bad_mail_answers(box: Sandbox, name: str) -> None:
    box.capture(BAD[name], Envelope(mail_from="a@x.test", recipients=(Recipient(address="b@x.test"),)))
    with httpx.Client(base_url=box.http_url, timeout=20) as http:
        ident = http.get("/api/v1/message/latest").json()["ID"]
        assert http.get(f"/api/v1/message/{ident}/raw").content == BAD[name]
        paths = [f"/api/v1/message/{ident}/{view}" for view in ("headers", "link-check")]
        paths += [
            f"/mail/{ident}",
            f"/view/{ident}.txt",
            f"/api/mailroom/v1/messages/{ident}",
            "/api/v1/search?query=a",
        ]
        assert {p: http.get(p).status_code for p in paths} == dict.fromkeys(paths, 200)


def test_what_was_odd_stands_in_the_transcript(box: Sandbox) -> None:
    """Kept by default, and marked; `strict` refuses bare newlines (see the tests of the server)."""
    for raw, marked in (
        (b"Subject: a\r\n\r\nx\ny\0\r\n", "bare CR or LF, NUL"),
        (b"\xff\r\n", "8-bit"),
        (b"\r\n", ""),
    ):
        wire = Wire(box)
        wire.begin("odd@x.test")
        wire.say(raw + b".\r\n")
        assert wire.answer().startswith("250 ")
        wire.close()
        told = box.store.transcript(box.store.list(1)[0].id)
        assert told.endswith(f"bytes of mail{', kept as it came: ' + marked if marked else ''})")


def test_a_mail_that_nests_three_thousand_deep_is_read_in_linear_time() -> None:
    """What lies too deep is left out and told; a hundred levels are read whole."""
    started = time.process_time()
    content = read_content(BAD["nested"])
    assert time.process_time() - started < 2
    assert "NestsTooDeep" in content.defects
    hundred = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(99)
    )
    assert read_content(hundred + b"Content-Type: text/plain\r\n\r\ndeep\r\n").text.strip() == "deep"
