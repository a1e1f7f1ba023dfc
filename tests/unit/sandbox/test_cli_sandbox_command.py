"""`mailroom sandbox` runs without a configuration and answers the shell."""

import json
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake.cli.sandbox import app
from sandbox import Sandbox
from sandbox.message import Envelope, Recipient

ROOT = str(Path(__file__).parents[3])


@pytest.fixture(scope="module")
def box():
    with Sandbox() as made:
        yield made


def call(*args: str):
    return CliRunner().invoke(app, list(args))


def put(box, address, body=b"Your code is 482913\r\nVerify: https://x.y/verify?token=a1\r\n"):
    envelope = Envelope(mail_from="a@b.c", recipients=(Recipient(address=address),))
    box.capture(b"From: a@b.c\r\nTo: " + address.encode() + b"\r\nSubject: Hi\r\n\r\n" + body, envelope)


def test_the_server_starts_says_where_and_stops(tmp_path):
    """Free ports, no configuration file, three URLs, a clean end on SIGTERM."""
    plan = tmp_path / "plan.yaml"
    plan.write_text("- {at: rcpt, match: 'no@*', reply: '550 5.1.1 on purpose'}\n")
    ports = ["--smtp-port", "0", "--http-port", "0", "--imap-port", "0"]
    more = ["--json-dir", str(tmp_path / "json"), "--data", str(tmp_path / "data"), "--faults", str(plan)]
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from intake.cli.main import main; main()",
            "sandbox",
            *ports,
            *more,
            "--json",
        ],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    try:
        text = ""
        while not text.rstrip().endswith("}"):
            line = child.stdout.readline()
            assert line, "the sandbox ended"
            text += line
        urls = json.loads(text)
        port = int(urls["smtp"].rpartition(":")[2])
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail("a@b.c", ["x@y.z"], b"Subject: x\r\n\r\n")
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                smtp.sendmail("a@b.c", ["no@y.z"], b"Subject: x\r\n\r\n")
        deadline = time.monotonic() + 10
        while not list((tmp_path / "json").glob("*.json")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert set(urls) == {"smtp", "imap", "http"}
    finally:
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=20) == 0
        child.stdout.close()


def test_wait_code_link_and_assert(box):
    put(box, "cli@x.y")
    url = ["--url", box.http_url, "--to", "cli@x.y"]
    waited = call("wait", *url, "--subject", "hi", "--from", "a@b")
    assert json.loads(waited.stdout)["subject"] == "Hi"
    assert call("code", *url).stdout.strip() == "482913"
    assert call("link", *url).stdout.strip() == "https://x.y/verify?token=a1"
    assert call("link", *url, "--kind", "reset").exit_code == 1
    assert call("assert", *url).exit_code == 0
    assert call("assert", *url, "--exactly", "2", "--timeout", "0.2").exit_code == 1


def test_an_inbox_of_ones_own_and_junit(box, tmp_path):
    url = ["--url", box.http_url]
    made = json.loads(call("inbox", *url, "--name", "ci").stdout)
    assert made["address"].startswith("ci-")
    to = [*url, "--to", made["address"], "--after", str(made["cursor"])]
    report = tmp_path / "r.xml"
    failed = call("code", *to, "--timeout", "0.1", "--junit", str(report))
    assert failed.exit_code == 1
    assert 'failures="1"' in report.read_text()
    assert "nothing arrived" in report.read_text()
    put(box, made["address"])
    assert call("code", *to, "--junit", str(report)).stdout.strip() == "482913"
    assert 'failures="0"' in report.read_text()


def test_nothing_there_is_exit_one(box):
    put(box, "plain@x.y", b"nothing to see\r\n")
    url = ["--url", box.http_url]
    assert call("wait", *url, "--to", "nobody@x.y", "--timeout", "0.2").exit_code == 1
    assert call("code", *url, "--to", "plain@x.y").exit_code == 1
    assert call("assert", *url, "--to", "nobody@x.y", "--timeout", "0.1", "--exactly", "0").exit_code == 0


def test_no_server_and_a_broken_plan_are_told(tmp_path):
    from intake.errors import Misconfigured

    failed = call("code", "--url", "http://127.0.0.1:1", "--to", "x@y.z")
    assert isinstance(failed.exception, Misconfigured)
    broken = call("--faults", str(tmp_path / "none.yaml"))
    assert isinstance(broken.exception, Misconfigured)
