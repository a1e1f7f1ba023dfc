"""The store keeps mail byte for byte, answers behind the commit, and forgets on request."""

import os
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.clock import VirtualClock
from sandbox.errors import StoreClosed, StoreFull
from sandbox.event import StoreEvent
from sandbox.message import Envelope, Recipient, decode_words, read_content, read_head, snippet, split_head
from sandbox.store import Store

MAIL = (
    b"From: Ann <ann@example.org>\r\nTo: bo@example.org\r\nSubject: Hello\r\n\r\nThe w\xc3\xb6rd inside.\r\n"
)


def to(*addresses: str) -> Envelope:
    return Envelope(mail_from="ann@example.org", recipients=tuple(Recipient(address=a) for a in addresses))


@pytest.fixture(params=["memory", "disk"])
def store(request, tmp_path):
    made = Store(None if request.param == "memory" else tmp_path)
    yield made
    made.close()


def test_a_mail_comes_back_as_it_came(store):
    """Raw bytes, envelope, headers and cursor of one mail."""
    message = store.add(MAIL, to("Bo@Example.org"), "C: DATA")
    assert store.raw(message.id) == store.raw(message.seq) == MAIL
    assert len(message.id) == 22
    found = store.get(message.id)
    assert found is not None
    assert found.snippet == "The wörd inside."
    assert found.head.from_ is not None
    assert found.head.from_.name == "Ann"
    assert found.envelope.addresses == ("Bo@Example.org",)
    assert store.get("latest") == store.get(message.seq) == found
    assert store.transcript(message.id) == store.transcript(message.seq) == "C: DATA"
    assert store.last_seq() == message.seq
    assert store.inboxes() == {"bo@example.org": 1}
    assert store.content(message.id).text == "The wörd inside.\n"
    assert store.get("nothing") is None
    assert store.raw("nothing") is None
    assert store.content("nothing") is None
    assert store.transcript("nothing") == ""


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=4))
def test_any_bytes_are_kept_as_they_are(blobs):
    """Nothing is rewritten, whatever the bytes are, and nothing raises while they are read."""
    store = Store()
    try:
        for blob in blobs:
            assert store.raw(store.add(blob, to("x@y.z")).id) == blob
        store.index()
        assert len(store.list()) == len(blobs)
    finally:
        store.close()


def test_lists_are_newest_first_and_cursors_oldest_first(store):
    seqs = [store.add(MAIL, to("a@x.y" if i % 2 else "b@x.y")).seq for i in range(6)]
    assert [m.seq for m in store.list(2, 1)] == [seqs[4], seqs[3]]
    assert [m.seq for m in store.list(inbox="A@x.y")] == [seqs[5], seqs[3], seqs[1]]
    assert [m.seq for m in store.after(seqs[2])] == seqs[3:]
    assert [m.seq for m in store.after(seqs[2], inbox="b@x.y")] == [seqs[4]]
    assert [m.seq for m in store] == seqs
    assert [m.seq for m in store.find("size > ?", (0,), limit=1)] == [seqs[5]]


def test_words_are_found_behind_the_commit(store):
    message = store.add(MAIL, to("bo@example.org"))
    store.index()
    assert store.query("SELECT rowid FROM words WHERE words MATCH 'word'") == [(message.seq,)]
    assert store.delete([message.id]) == 1
    assert store.query("SELECT rowid FROM words WHERE words MATCH 'word'") == []
    assert store.query("SELECT count(*) FROM contents") == [(0,)]


def test_read_state_and_tags_are_told_to_listeners(store):
    events: list[StoreEvent] = []
    stop = store.subscribe(events.append)
    store.subscribe(lambda event: 1 / 0)  # a broken listener harms nobody
    message = store.add(MAIL, to("bo@example.org"))
    assert store.mark_read([message.id]) == 1
    assert store.mark_read(None) == 0
    assert store.set_tags([message.id], ["b", "a", "a", " "]) == 1
    assert store.tags() == ["a", "b"]
    assert store.get(message.id).tags == ("a", "b")
    assert store.counts().unread == 0
    assert store.delete_all() == 1
    assert [e.kind for e in events] == ["new", "update", "update", "delete"]
    stop()
    stop()
    store.add(MAIL, to("bo@example.org"))
    assert len(events) == 4


def test_retention_by_age_count_and_bytes(store):
    for _ in range(5):
        store.add(MAIL, to("bo@example.org"))
    assert store.retain(max_count=4) == 1
    assert store.retain(max_bytes=len(MAIL) * 3) == 1
    store.clock.advance(3600)
    store.add(MAIL, to("bo@example.org"))
    assert store.retain(max_age_s=60) == 3
    assert store.counts().total == 1
    assert store.retain(max_age_s=60, max_count=10, max_bytes=10**6) == 0


def test_big_deletions_give_their_pages_back(tmp_path):
    store = Store(tmp_path)
    for _ in range(20):
        store.add(MAIL + os.urandom(100_000), to("bo@example.org"))
    assert store.retain(max_count=0) == 20
    assert store.query("PRAGMA freelist_count")[0][0] <= 256
    store.close()


def test_one_failing_piece_of_work_fails_alone(store):
    def bad(db):
        raise ValueError("no")

    futures = [store.submit(MAIL, to("x@y.z")), store.write_later(bad), store.submit(MAIL, to("x@y.z"))]
    with pytest.raises(ValueError, match="no"):
        futures[1].result()
    assert futures[0].result().seq < futures[2].result().seq


def test_a_full_disk_refuses_and_loses_nothing(tmp_path):
    """With no page left, `add` raises StoreFull; what was acknowledged is there."""
    store = Store(tmp_path)
    kept = store.add(MAIL, to("x@y.z"))
    pages = store.query("PRAGMA page_count")[0][0]
    store._db.execute(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(StoreFull):
        store.add(MAIL + os.urandom(200_000), to("x@y.z"))
    assert store.raw(kept.id) == MAIL
    store._db.execute("PRAGMA max_page_count=1000000")
    assert store.add(MAIL, to("x@y.z")).seq > kept.seq
    store.close()


def test_a_closed_store_says_so(tmp_path):
    store = Store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(StoreClosed):
        store.add(MAIL, to("x@y.z"))


def test_an_inbox_made_by_hand_is_listed(store):
    store.make_inbox("New@x.y", ttl_s=10)
    store.make_inbox("new@x.y")
    assert store.inboxes() == {"new@x.y": 0}


def test_kill_nine_keeps_every_acknowledged_mail(tmp_path):
    """A process that is killed under load has every mail whose SMTP answer was 250."""
    script = textwrap.dedent("""
        import sys
        from sandbox.server import Sandbox
        box = Sandbox(http_port=None, imap_port=None, data=sys.argv[1]).start()
        print(box.smtp_port, flush=True)
        import threading; threading.Event().wait()
    """)
    root = str(Path(__file__).parents[3])
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, cwd=root, text=True
    )
    import smtplib

    answered = []
    try:
        port = int(child.stdout.readline())
        with pytest.raises((smtplib.SMTPException, OSError)):  # noqa: PT012 - it breaks in the middle
            client = smtplib.SMTP("127.0.0.1", port, timeout=20)
            for i in range(100_000):
                client.sendmail("a@b.c", ["x@y.z"], f"Subject: n{i}\r\n\r\nbody\r\n".encode())
                answered.append(f"n{i}")
                if i == 150:
                    child.kill()
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    store = Store(tmp_path)
    kept = {m.subject for m in store}
    assert len(answered) > 150
    assert set(answered) <= kept
    assert store.query("PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_the_clock_moves_ahead_only():
    clock = VirtualClock(lambda: 0.0)
    assert clock.advance(5).timestamp() == 5
    with pytest.raises(ValueError, match="ahead"):
        clock.advance(-1)


def test_headers_are_read_as_a_person_reads_them():
    raw = (
        b"Subject: =?utf-8?q?J=C3=BCrg?=\r\n =?utf-8?q?en?=\r\nFrom: =?latin-1?q?M=FCller?= <m@x.y>\r\n"
        b"Cc: a@x.y, b@x.y\r\nReply-To: r@x.y\r\nbroken line\r\nMessage-ID: <1@x>\r\n\r\nbody"
    )
    head = read_head(raw)
    assert head.subject == "Jürgen"
    assert head.from_.name == "Müller"
    assert [m.address for m in head.cc] == ["a@x.y", "b@x.y"]
    assert head.message_id == "1@x"
    assert decode_words("=?x-none?q?abc?=") == "abc"
    assert read_head(b"").from_ is None


def test_a_mail_is_taken_apart():
    raw = (
        b"Subject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/html; charset=x-none\r\n\r\n<p>Hi <b>you</b></p>\r\n"
        b"--b\r\nContent-Type: image/png\r\nContent-ID: <c1>\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx\r\n"
        b"--b\r\nContent-Type: text/plain\r\n"
        b'Content-Disposition: attachment; filename="a.txt"\r\n\r\nfile\r\n--b--\r\n'
    )
    content = read_content(raw)
    assert "Hi <b>you</b>" in content.html
    assert [p.media_type for p in content.inline] == ["image/png"]
    assert content.inline[0].content_id == "c1"
    assert [(p.part_id, p.filename) for p in content.attachments] == [("3", ""), ("4", "a.txt")]
    assert b"inner" in content.attachments[0].data
    assert snippet(content) == "Hi you"
    assert content.header("subject") == "s"
    assert content.all("None") == ()
    assert content.header("None") is None
    assert split_head(b"\r\nbody") == (b"", b"body")


def test_deep_nesting_does_not_raise():
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(3000)
    )
    assert read_content(raw).headers


def test_an_old_database_is_opened_again(tmp_path):
    store = Store(tmp_path)
    message = store.add(MAIL, to("x@y.z"))
    store.close()
    again = Store(tmp_path)
    assert again.get(message.id).seq == message.seq
    assert again.add(MAIL, to("x@y.z")).seq == message.seq + 1
    again.close()
    assert isinstance(sqlite3.connect(again.path), sqlite3.Connection)
