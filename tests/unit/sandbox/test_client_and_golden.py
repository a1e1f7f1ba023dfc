"""The HTTP client waits on the server, and a golden file holds what does not change by run."""

import asyncio
import threading
from pathlib import Path

import pytest

from intake.errors import Misconfigured
from sandbox import Sandbox, WaitTimeout
from sandbox.client import Client, RemoteInbox
from sandbox.errors import NothingFound
from sandbox.golden import compare, normalised
from sandbox.inbox import Inbox
from sandbox.message import Envelope, Recipient


@pytest.fixture(scope="module")
def box():
    with Sandbox(smtp_port=None, imap_port=None) as made:
        yield made


def put(box, address, code="482913", ident="1", link="https://x.y/verify?token=8f2kd92jd02kqpl1"):
    raw = (
        f"From: Shop <a@b.c>\r\nTo: {address}\r\nSubject: Welcome\r\nMessage-ID: <{ident}@b.c>\r\n"
        f"Date: Wed, 25 Nov 2026 10:00:0{ident} +0000\r\n\r\nYour code is {code}\r\nVerify: {link}\r\n"
    ).encode()
    box.capture(raw, Envelope(mail_from="a@b.c", recipients=(Recipient(address=address),)))
    return raw


def test_a_client_elsewhere_waits_and_finds(box):
    inbox = Client(box.http_url).inbox()
    sender = threading.Timer(0.1, put, (box, inbox.address))
    sender.start()
    assert inbox.code(timeout=10).value == "482913"
    sender.join()
    assert inbox.link().value.startswith("https://x.y/verify")
    message = inbox.wait_for(subject="welcome", from_="shop", exactly=1)
    assert (message.sender, message.header("subject")) == ("a@b.c", "Welcome")
    assert asyncio.run(inbox.code_async()).value == "482913"
    assert Client(box.http_url).message(message.id).subject == "Welcome"
    with pytest.raises(NothingFound, match=r"no reset link.*verify"):
        inbox.link("reset")
    with pytest.raises(WaitTimeout, match="Welcome"):
        inbox.wait_for(subject="other", timeout=0.05)
    inbox.expect_nothing(within=0.05)
    put(box, inbox.address, ident="2")
    with pytest.raises(WaitTimeout, match=r"nothing more was to reach.*'Welcome' from a@b.c"):
        inbox.expect_nothing(within=5)


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_a_code_is_looked_for_until_a_mail_has_one(box, where):
    """A receipt that comes first does not stand in the way; both kinds of inbox have the same calls."""
    inbox = box.inbox() if where == "here" else Client(box.http_url).inbox()
    to = Envelope(mail_from="a@b.c", recipients=(Recipient(address=inbox.address),))
    box.capture(b"From: a@b.c\r\nSubject: Receipt\r\n\r\nThank you.\r\n", to)
    sender = threading.Timer(0.1, put, (box, inbox.address))
    sender.start()
    assert inbox.code(timeout=10).value == "482913"
    sender.join()
    assert [m.subject for m in inbox.messages()] == ["Receipt", "Welcome"]
    assert inbox.wait_for().subject == "Receipt"
    assert len(inbox.expect(exactly=1, subject="welcome")) == 1
    with pytest.raises(NothingFound, match="Receipt"):
        inbox.code(timeout=0.05, subject="receipt")
    inbox.reset()
    inbox.expect_nothing(within=0.05)


def test_both_inboxes_have_the_same_calls():
    assert {n for n in vars(Inbox) if n[0] != "_"} <= {n for n in dir(RemoteInbox) if n[0] != "_"}


def test_a_client_never_sees_mail_from_before_its_inbox(box):
    put(box, "old@x.y")
    Client(box.http_url).inbox("old@x.y").expect_nothing(within=0.05)
    assert Client(box.http_url).inbox("old@x.y", after=0).wait_for().subject == "Welcome"


def test_no_sandbox_there_is_told():
    with pytest.raises(Misconfigured, match="no sandbox answers"):
        Client("http://127.0.0.1:1").inbox()


def test_what_changes_by_run_has_a_name_and_what_does_not_is_compared(box, tmp_path: Path):
    one = put(box, "g@x.y")
    two = put(box, "g@x.y", code="771204", ident="2", link="https://x.y/verify?token=qq81kd92jd02kzz99")
    other = put(box, "g@x.y", link="https://x.y/confirm?token=8f2kd92jd02kqpl1")
    assert normalised(one) == normalised(two)
    assert "Your code is <code>" in normalised(one)
    file = tmp_path / "golden" / "welcome.txt"
    with pytest.raises(AssertionError, match="--update-golden"):
        compare(one, file)
    compare(one, file, update=True)
    compare(two, file)
    with pytest.raises(AssertionError, match=r"\+.*confirm"):
        compare(other, file)
