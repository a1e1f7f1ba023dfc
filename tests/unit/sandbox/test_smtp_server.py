"""SMTP: any mail is taken as it is, a bad client gets a right answer, and others are served meanwhile."""

import smtplib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor

import pytest

from intake.errors import Misconfigured
from sandbox import Sandbox
from sandbox.behaviour import Behaviour
from sandbox.errors import StoreFull
from sandbox.faults import FaultPlan
from sandbox.message import Envelope, Recipient, read_content
from sandbox.server import Options


@pytest.fixture(scope="module")
def box():
    with Sandbox(http_port=None, imap_port=None) as made:
        yield made


def client(box) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", box.smtp_port, timeout=20)


class Wire:
    """A bare socket that says what it is told."""

    def __init__(self, box):
        self.sock = socket.create_connection(("127.0.0.1", box.smtp_port), timeout=20)
        self.file = self.sock.makefile("rb")

    def say(self, data: bytes) -> None:
        self.sock.sendall(data)

    def answer(self) -> str:
        while True:
            line = self.file.readline().decode()
            if line[3:4] != "-":
                return line.strip()

    def begin(self, address: str) -> None:
        assert self.answer().startswith("220")
        for line in (b"EHLO me", b"MAIL FROM:<a@b.c>", f"RCPT TO:<{address}>".encode(), b"DATA"):
            self.say(line + b"\r\n")
            assert self.answer()[:1] in "23"

    def close(self) -> None:
        self.file.close()
        self.sock.close()


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: x\r\n\r\n.dot\r\n..two\r\n",
        b"no headers at all\r\n",
        b"X: " + b"a" * 1_000_000 + b"\r\n\r\nlong header\r\n",
        b"Subject: nul\x00 and \xff\r\n\r\nbare\rCR and bare\nLF\r\n",
        b"\r\n",
        b"y" * 200_000 + b"\r\n",
        b"Subject: x\r\n\r\na\r\n.\nb\r\n",
    ],
)
def test_the_bytes_are_kept_as_they_came(box, raw):
    """Long lines, NUL, 8-bit, bare CR and LF, dots: nothing is refused, nothing rewritten."""
    inbox = box.inbox()
    wire = Wire(box)
    wire.begin(inbox.address)
    wire.say(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    assert wire.answer().startswith("250 ")
    assert inbox.wait_for().raw == raw
    wire.close()


def test_an_empty_mail_is_a_mail(box):
    inbox = box.inbox()
    wire = Wire(box)
    wire.begin(inbox.address)
    wire.say(b".\r\nQUIT\r\n")  # pipelined behind the dot
    assert wire.answer().startswith("250 ")
    assert wire.answer().startswith("221 ")
    assert inbox.wait_for().raw == b""
    wire.close()


def test_envelope_and_transcript_are_kept(box):
    """DSN parameters, HELO, peer and the dialogue; the password is not in it."""
    inbox = box.inbox()
    with client(box) as smtp:
        smtp.login("joe", "secret-word")
        smtp.sendmail(
            "a@b.c", [inbox.address], b"Subject: x\r\n\r\ny", ["RET=HDRS", "ENVID=q"], ["NOTIFY=NEVER"]
        )
    message = inbox.wait_for()
    envelope = message.stored.envelope
    assert envelope.user == "joe"
    assert "ENVID=q" in envelope.mail_params
    assert envelope.recipients == (Recipient(address=inbox.address, params=("NOTIFY=NEVER",)),)
    assert envelope.peer.startswith("127.0.0.1:")
    transcript = box.store.transcript(message.id)
    assert "C: DATA" in transcript
    assert "secret" not in transcript


def test_wrong_commands_get_right_answers(box):
    wire = Wire(box)
    assert wire.answer().startswith("220")
    asked = [
        (b"DATA", "503"),
        (b"EHLO me", "250"),
        (b"DATA", "503"),
        (b"MAIL FROM:<a@b.c>", "250"),
        (b"RCPT TO:", "501"),
        (b'RCPT TO:<"a>b"@x.y> NOTIFY=NEVER', "250"),
        (b"DATA now", "501"),
        (b"RSET", "250"),
        (b"WHAT", "500"),
        (b"\xff\xfe", "500"),
        (b"X" * 5000, "500"),
    ]
    for line, code in asked:
        wire.say(line + b"\r\n")
        assert wire.answer().startswith(code), line
    wire.close()


def test_nothing_is_announced_that_is_not_there(box):
    """aiosmtpd has no CHUNKING (RFC 3030): BDAT is an unknown command, and nothing says otherwise."""
    with client(box) as smtp:
        smtp.ehlo()
        assert set(smtp.esmtp_features) == {
            "size", "8bitmime", "smtputf8", "auth", "pipelining", "dsn", "enhancedstatuscodes", "help",
        }  # fmt: skip
        assert smtp.docmd("BDAT 5 LAST")[0] == 500


def test_a_stalled_client_holds_nobody_up(box):
    inbox = box.inbox()
    stalled = Wire(box)
    stalled.begin(inbox.address)
    stalled.say(b"Subject: never finished")
    with client(box) as smtp:
        smtp.sendmail("a@b.c", [inbox.address], b"Subject: quick\r\n\r\n")
    assert inbox.wait_for().subject == "quick"
    stalled.close()


def test_many_clients_at_once(box):
    inbox = box.inbox()

    def send(n: int) -> None:
        with client(box) as smtp:
            for i in range(10):
                smtp.sendmail("a@b.c", [inbox.address], f"Subject: {n}-{i}\r\n\r\nx".encode())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(8)))
    assert len({m.subject for m in inbox.messages()}) == 80


def test_too_many_recipients_and_too_much_data():
    """452 behind the limit of recipients; 552 for a mail that is too big, and the next is taken."""
    with (
        Sandbox(http_port=None, imap_port=None, options=Options(max_bytes=100_000)) as box,
        client(box) as smtp,
    ):
        smtp.ehlo()
        smtp.mail("a@b.c")
        smtp.rcpt("x@y.z")
        assert smtp.data(b"z" * 300_000)[0] == 552
        smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: small\r\n\r\n")
        assert box.store.counts().total == 1


def test_a_full_disk_answers_452(box, monkeypatch):
    async def full(*args):
        raise StoreFull("full")

    monkeypatch.setattr(box, "capture_later", full)
    with client(box) as smtp, pytest.raises(smtplib.SMTPDataError) as caught:
        smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: x\r\n\r\n")
    assert caught.value.smtp_code == 452


def test_strict_refuses_bare_newlines_and_auth_is_checked(tmp_path):
    """With a password file, AUTH must be right; STARTTLS works with the certificate made on the spot."""
    options = Options(strict=True, auth_required=True, users={"joe": "right"}, tls=True)
    with Sandbox(http_port=None, imap_port=None, data=tmp_path, options=options) as box:
        context = ssl.create_default_context(cafile=str(tmp_path / "sandbox-cert.pem"))
        with client(box) as smtp:
            smtp.starttls(context=context)
            with pytest.raises(smtplib.SMTPException):
                smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: x\r\n\r\n")
            with pytest.raises(smtplib.SMTPAuthenticationError):
                smtp.login("joe", "wrong")
        with client(box) as smtp:
            smtp.starttls(context=context)
            smtp.login("joe", "right")
            smtp.ehlo()
            smtp.mail("a@b.c")
            smtp.rcpt("x@y.z")
            smtp.putcmd("data")
            smtp.getreply()
            smtp.send(b"Subject: x\n\nbare\r\n.\r\n")
            assert smtp.getreply()[0] == 550
            smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: x\r\n\r\n")
        assert box.store.get("latest").envelope.tls.startswith("TLS")


def test_a_taken_port_is_told_in_one_line(box):
    with pytest.raises(Misconfigured, match="port"):
        Sandbox(box.smtp_port, None, None).start()


def refused(box, address: str) -> int:
    with client(box) as smtp:
        try:
            smtp.sendmail("a@b.c", [address], b"Subject: x\r\nMessage-ID: <1@x>\r\n\r\n")
        except smtplib.SMTPRecipientsRefused as exc:
            return exc.recipients[address][0]
    return 250


@pytest.mark.parametrize(
    ("kind", "code"), [("refuse", 550), ("quota", 552), ("greylist", 451), ("delay", 250)]
)
def test_an_inbox_answers_as_it_is_scripted(box, kind, code):
    inbox = box.inbox(behaviour=Behaviour(kind=kind, delay_s=0.01 if kind == "delay" else 0))
    assert refused(box, inbox.address) == code


def test_greylisting_ends_when_the_clock_is_moved(box):
    inbox = box.inbox(behaviour=Behaviour(kind="greylist"))
    assert refused(box, inbox.address) == 451
    box.advance(61)
    assert refused(box, inbox.address) == 250


@pytest.mark.parametrize("kind", ["bounce", "complaint", "auto-reply", "vacation", "loop"])
def test_an_inbox_plays_the_other_side(box, kind):
    """The sender gets a DSN, an abuse report or an answer, through the sandbox itself."""
    sender = box.inbox()
    inbox = box.inbox(behaviour=Behaviour(kind=kind))
    with client(box) as smtp:
        for _ in range(2):
            smtp.sendmail(sender.address, [inbox.address], b"Subject: q\r\nMessage-ID: <1@x>\r\n\r\nhello")
    answer = sender.wait_for(timeout=10)
    marks = {
        "bounce": ("delivery-status", "Action: failed"),
        "complaint": ("feedback-report", "Feedback-Type: abuse"),
        "auto-reply": ("text/plain", "not at my desk"),
        "vacation": ("text/plain", "not at my desk"),
        "loop": ("text/plain", "received"),
    }[kind]
    assert marks[0] in answer.raw.decode()
    assert marks[1] in answer.raw.decode()
    assert (answer.header("Auto-Submitted") is None) == (kind in ("loop", "complaint"))
    assert read_content(answer.raw).headers
    if kind == "vacation":
        sender.wait_for(exactly=1)
    if kind == "auto-reply":
        box.capture(
            b"Auto-Submitted: auto-replied\r\n\r\n",
            Envelope(mail_from=sender.address, recipients=(Recipient(address=inbox.address),)),
        )
        box.capture(b"x", Envelope(mail_from="", recipients=(Recipient(address=inbox.address),)))


def test_an_unknown_behaviour_is_told():
    with pytest.raises(Misconfigured, match="sing"):
        Behaviour(kind="sing")


def with_faults(*rules, seed=0):
    return Sandbox(http_port=None, imap_port=None, faults=FaultPlan.of(list(rules), seed=seed))


@pytest.mark.parametrize("at", ["mail", "rcpt", "accept"])
def test_faults_strike_where_they_are_told(at):
    """The reply of the rule is said, once, and stands in the transcript of the mail that follows."""
    with with_faults({"at": at, "reply": "421 4.3.0 on purpose", "times": 1, "delay_s": 0.01}) as box:
        with pytest.raises(smtplib.SMTPException), client(box) as smtp:
            smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: x\r\n\r\n")
        with client(box) as smtp:
            smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: x\r\n\r\n")
        assert box.store.counts().total == 1


@pytest.mark.parametrize(
    "rule",
    [
        {"at": "connect", "disconnect": True, "times": 1},
        {"at": "helo", "disconnect": True, "times": 1},
        {"at": "data", "disconnect": True, "after_bytes": 10, "times": 1},
        {"at": "rcpt", "disconnect": True, "times": 1},
    ],
)
def test_faults_hang_up(rule):
    with with_faults(rule) as box:
        with pytest.raises((smtplib.SMTPException, OSError)), client(box) as smtp:
            smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: x\r\n\r\n" + b"z" * 100)
        with client(box) as smtp:
            smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: x\r\n\r\n")
