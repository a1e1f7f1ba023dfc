"""Waiting returns at once, sees nothing from before, and a time-out tells what did arrive."""

import asyncio
import json
import threading
import time

import pytest

from intake.errors import Misconfigured
from sandbox import NothingFound, Sandbox, WaitTimeout
from sandbox.document import document, file_name
from sandbox.message import Envelope, Recipient


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    folder = tmp_path_factory.mktemp("json")
    with Sandbox(None, None, None, json_dir=folder) as made:
        yield made


def put(box, address, subject="Hello", body="Your code is 482913", **headers):
    extra = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items())
    raw = f"From: Ann <ann@x.y>\r\nTo: {address}\r\nSubject: {subject}\r\n{extra}\r\n{body}\r\n".encode()
    return box.capture(raw, Envelope(mail_from="ann@x.y", recipients=(Recipient(address=address),)))


def test_waiting_wakes_within_twenty_milliseconds(box):
    inbox = box.inbox()
    woke: list[float] = []
    best = 1.0
    for n in range(5):

        def wait(n=n):
            inbox.wait_for(subject=f"n{n}.", timeout=10)
            woke.append(time.monotonic())

        waiter = threading.Thread(target=wait)
        waiter.start()
        put(box, inbox.address, subject=f"n{n}.")
        sent = time.monotonic()
        waiter.join()
        best = min(best, woke[-1] - sent)
    assert best < 0.02


def test_a_test_never_sees_mail_from_before(box):
    old = box.inbox()
    put(box, old.address)
    fresh = box.inbox(old.address)
    assert len(old.messages()) == 1
    assert fresh.messages() == ()
    with pytest.raises(WaitTimeout, match="nothing arrived at all"):
        fresh.wait_for(timeout=0.05)
    old.reset()
    old.expect_nothing(within=0.05)


def test_every_criterion_chooses(box):
    inbox = box.inbox()
    put(box, inbox.address, subject="One", body="first 11")
    put(box, inbox.address, subject="Two", body="second 22", X_Mark="yes")
    assert inbox.wait_for(subject="two").subject == "Two"
    assert inbox.wait_for(body=r"second \d+").subject == "Two"
    assert inbox.wait_for(header={"X-Mark": "yes"}).header("x-mark") == "yes"
    assert inbox.wait_for(from_="Ann", to=inbox.address).sender == "ann@x.y"
    assert inbox.wait_for(exactly=2).to == (inbox.address,)
    assert len(inbox.expect(exactly=2)) == 2
    with pytest.raises(Misconfigured):
        inbox.wait_for(body="(")


def test_a_time_out_tells_the_nearest_miss(box):
    inbox = box.inbox()
    put(box, inbox.address, subject="Welcome")
    put(box, inbox.address, subject="Invoice")
    with pytest.raises(WaitTimeout) as caught:
        inbox.wait_for(
            subject="Invoice", from_="bob", to="nobody", body="zzz", header={"X-No": "1"}, timeout=0.05
        )
    told = str(caught.value)
    assert "nearest miss: 'Invoice' from ann@x.y" in told
    assert "not 'bob'" in told
    assert "also arrived: 'Welcome'" in told
    with pytest.raises(WaitTimeout, match="too many"):
        inbox.wait_for(exactly=1, timeout=0.05)
    with pytest.raises(WaitTimeout, match="matched: 'Invoice'"):
        inbox.wait_for(subject="invoice", at_least=2, timeout=0.05)


def test_code_and_link_or_the_candidates(box):
    inbox = box.inbox()
    put(
        box,
        inbox.address,
        subject="Hi",
        body="Confirm: https://x.y/confirm?token=abcdef or https://x.y/help/me",
    )
    assert inbox.link("verify").value == "https://x.y/confirm?token=abcdef"
    with pytest.raises(NothingFound, match=r"https://x\.y/help/me"):
        inbox.link("reset", timeout=0.05)
    with pytest.raises(NothingFound, match=r"'Hi' from ann@x\.y"):
        inbox.code(timeout=0.05)
    timer = threading.Timer(0.05, put, (box, inbox.address))
    timer.start()
    code = inbox.code(timeout=5)
    assert (code.value, code.part) == ("482913", "text")
    message = inbox.messages()[-1]
    assert message.text[slice(*code.span)] == "482913"
    assert message.codes()[0] == code
    assert message.links() == ()
    assert message.html == ""
    assert message.id == message.stored.id
    timer.join()


def test_async_callers_are_not_held_up(box):
    async def run():
        async with Sandbox(None, None, None) as own:
            inbox = own.inbox()
            waiting = asyncio.gather(inbox.wait_for_async(timeout=5), inbox.code_async(), inbox.link_async())
            await asyncio.sleep(0)
            put(own, inbox.address, body="Your code is 482913. Verify: https://x.y/verify/abcdef")
            message, code, link = await waiting
            assert message.subject == "Hello"
            return code.value, link.kind

    assert asyncio.run(run()) == ("482913", "verify")


def test_each_mail_is_one_json_document(box):
    """Written whole, named so that `ls` sorts by arrival."""
    inbox = box.inbox()
    sent = [put(box, inbox.address, subject=f"d{i}") for i in range(3)]
    deadline = time.monotonic() + 10
    while not all((box.json_dir / file_name(m)).exists() for m in sent):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    names = sorted(p.name for p in box.json_dir.iterdir() if p.name.endswith(".json"))
    assert [n for n in names if n in {file_name(m) for m in sent}] == [file_name(m) for m in sent]
    loaded = json.loads((box.json_dir / file_name(sent[0])).read_text())
    assert loaded["subject"] == "d0"
    assert loaded["codes"][0]["value"] == "482913"
    assert loaded["envelope"]["mail_from"] == "ann@x.y"
    assert loaded["headers"][0]["name"] == "From"
    part = b"Content-Type: application/pdf; name=a.pdf\r\n\r\nx"
    odd = box.capture(part, Envelope())
    made = document(box.store, odd)
    assert made["attachments"][0]["filename"] == "a.pdf"
    assert made["from"] is None


def test_urls_name_only_what_listens(box):
    assert box.host == "127.0.0.1"
    assert "http" not in box.urls()
    box.start()
