"""IMAP: each address is an account; clients read, lay drafts, move and search, and IDLE wakes at once."""

import gc
import imaplib
import smtplib
import socket
import threading
import time

import imapclient
import pytest
from imapclient.exceptions import IMAPClientError, LoginError

from sandbox import Sandbox
from sandbox.faults import FaultPlan
from sandbox.message import Envelope, Recipient
from sandbox.server import Options

MAIL = b"From: a@b.c\r\nMessage-ID: <m1@x>\r\nX-Mark: yes\r\nSubject: Hello\r\n\r\nline one\r\n.dot\r\n"


@pytest.fixture(scope="module")
def box():
    with Sandbox(http_port=None) as made:
        yield made


@pytest.fixture
def inbox(box):
    return box.inbox()


@pytest.fixture
def imap(box, inbox):
    client = imapclient.IMAPClient("127.0.0.1", box.imap_port, ssl=False)
    client.login(inbox.address, "any")
    yield client
    client.shutdown()


def put(box, address, raw=MAIL):
    return box.capture(raw, Envelope(mail_from="a@b.c", recipients=(Recipient(address=address),)))


def test_captured_mail_is_in_the_inbox_byte_for_byte(box, inbox, imap):
    put(box, inbox.address)
    state = imap.select_folder("INBOX")
    assert b"\\*" in state[b"PERMANENTFLAGS"]
    assert state[b"EXISTS"] == 1
    found = imap.fetch([1], ["BODY.PEEK[]", "FLAGS", "ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE"])[1]
    assert found[b"BODY[]"] == MAIL
    assert found[b"ENVELOPE"].subject == b"Hello"
    assert imap.search(["HEADER", "X-Mark", "yes"]) == [1]
    assert imap.search(["HEADER", "Message-ID", "<m2@x>"]) == []


def test_special_use_and_own_folders(imap):
    listed = {name: flags for flags, _, name in imap.list_folders()}
    assert b"\\Drafts" in listed["Drafts"]
    assert b"\\Sent" in listed["Sent"]
    imap.create_folder("Review/Deep")
    with pytest.raises(IMAPClientError):
        imap.create_folder("Review/Deep")
    imap.subscribe_folder("Review/Deep")
    assert "Review/Deep" in [n for _, _, n in imap.list_sub_folders()]
    imap.unsubscribe_folder("Review/Deep")
    assert "Review/Deep" not in [n for _, _, n in imap.list_sub_folders()]
    imap.rename_folder("Review/Deep", "Other")
    assert imap.folder_exists("Other")
    for wrong in ("INBOX", "Nowhere"):
        with pytest.raises(IMAPClientError):
            imap.delete_folder(wrong)
    with pytest.raises(IMAPClientError):
        imap.rename_folder("Nowhere", "There")
    with pytest.raises(IMAPClientError):
        imap.rename_folder("Other", "Sent")
    imap.delete_folder("Other")
    assert not imap.folder_exists("Other")


def test_a_folder_made_again_has_another_uidvalidity(imap):
    seen = set()
    for _ in range(3):
        imap.create_folder("Again")
        seen.add(imap.folder_status("Again", ["UIDVALIDITY"])[b"UIDVALIDITY"])
        imap.delete_folder("Again")
    assert len(seen) == 3


def test_append_keywords_move_and_expunge(box, inbox, imap):
    """UIDPLUS answers, keywords are kept for the next connection, MOVE and UID EXPUNGE act on one mail."""
    imap.create_folder("Review")
    answer = imap.append("Review", MAIL, flags=[b"\\Draft", b"$MailroomDraft"])
    assert b"APPENDUID" in answer
    imap.append("Review", MAIL.replace(b"m1", b"m2"))
    imap.select_folder("Review")
    assert imap.search(["HEADER", "Message-ID", "<m2@x>"]) == [2]
    assert imap.search(["KEYWORD", "$MailroomDraft"]) == [1]
    imap.add_flags([2], [b"edited", b"\\Flagged"])
    imap.remove_flags([2], [b"\\Flagged"])
    imap.copy([1], "Sent")
    imap.move([1], "Drafts")
    assert imap.search() == [2]
    imap.delete_messages([2])
    imap.uid_expunge([2])
    assert imap.search() == []
    with imapclient.IMAPClient("127.0.0.1", box.imap_port, ssl=False) as other:
        other.login(inbox.address.upper(), "x")
        other.select_folder("Drafts")
        assert set(other.get_flags([1])[1]) >= {b"\\Draft", b"$MailroomDraft"}
        assert other.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"] == MAIL
    assert box.store.query("SELECT count(*) FROM messages WHERE id = ''") == [(0,)]
    assert inbox.messages() == ()  # what a client appends is not a captured mail


def test_idle_wakes_at_once(box, inbox, imap):
    imap.select_folder("INBOX")
    imap.idle()
    sent: list[float] = []

    def send():
        with smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp:
            smtp.sendmail("a@b.c", [inbox.address], MAIL)
        sent.append(time.monotonic())

    sender = threading.Thread(target=send)
    sender.start()
    answer = imap.idle_check(timeout=10)
    woke = time.monotonic()
    sender.join()
    assert (1, b"EXISTS") in answer
    assert woke - sent[0] < 1
    imap.idle_done()


def test_deletion_in_the_store_is_seen(box, inbox, imap):
    first, _ = put(box, inbox.address), put(box, inbox.address)
    imap.select_folder("INBOX")
    box.store.delete([first.id])
    deadline = time.monotonic() + 5
    while imap.search() != [2]:
        assert time.monotonic() < deadline
        imap.noop()
    assert imap.folder_status("INBOX", ["UIDNEXT"])[b"UIDNEXT"] == 3


def test_folders_survive_a_restart(tmp_path):
    address = "keep@x.y"
    seen = []
    for _ in range(2):
        with Sandbox(http_port=None, data=tmp_path) as box:
            client = imapclient.IMAPClient("127.0.0.1", box.imap_port, ssl=False)
            client.login(address, "x")
            client.append("Drafts", MAIL, flags=[b"kept"])
            state = client.select_folder("Drafts")
            seen.append((state[b"UIDVALIDITY"], client.search(), client.get_flags([1])[1]))
            client.shutdown()
    assert seen[0][0] == seen[1][0]
    assert seen[1][1] == [1, 2]
    assert b"kept" in seen[1][2]


def test_append_is_not_held_up_by_delayed_acknowledgements(box, inbox):
    """imaplib sends the literal and its CRLF in two packets."""
    client = imaplib.IMAP4("127.0.0.1", box.imap_port)
    client.login(inbox.address, "x")
    start = time.monotonic()
    for _ in range(100):
        client.append("Drafts", None, None, MAIL)
    assert time.monotonic() - start < 2
    client.logout()


def test_passwords_are_checked_where_there_is_a_file():
    with Sandbox(None, None, options=Options(users={"joe@x.y": "right"})) as box:
        client = imapclient.IMAPClient("127.0.0.1", box.imap_port, ssl=False)
        with pytest.raises(LoginError):
            client.login("joe@x.y", "wrong")
        with pytest.raises(LoginError):
            client.login("ann@x.y", "right")
        client.login("joe@x.y", "right")
        client.shutdown()


@pytest.mark.parametrize("at", ["imap-login", "imap-fetch", "imap-idle"])
def test_faults_end_the_connection(at, caplog):
    """The client loses it; the server takes no harm and logs none."""
    plan = FaultPlan.of([{"at": at, "disconnect": True, "times": 1, "match": "*@x.y"}])
    with Sandbox(None, None, faults=plan) as box:
        put(box, "joe@x.y")
        client = imapclient.IMAPClient("127.0.0.1", box.imap_port, ssl=False)
        with pytest.raises((IMAPClientError, OSError, imaplib.IMAP4.error)):  # noqa: PT012 - any of the three
            client.login("joe@x.y", "x")
            client.select_folder("INBOX")
            if at == "imap-idle":
                client.idle()
                for _ in range(20):
                    client.idle_check(timeout=1)
            client.fetch([1], ["FLAGS"])
            client.noop()
        client.shutdown()
    gc.collect()  # a task that failed unseen is told when it goes
    assert not [r for r in caplog.records if r.levelname in ("ERROR", "CRITICAL")]


def test_uidvalidity_may_change_on_purpose(box, inbox, imap):
    put(box, inbox.address)
    before = imap.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"]
    key = next(f.key for f in box.store.folders.of(inbox.address) if f.name == "INBOX")
    box.store.folders.new_uidvalidity(key)
    assert imap.folder_status("INBOX", ["UIDVALIDITY"])[b"UIDVALIDITY"] > before


@pytest.mark.parametrize("command", [b"a LOGIN bob@x.test pw", b"a FETCH 1 FLAGS"])
def test_the_server_says_bye_with_the_words_of_the_fault(command):
    """No "Logout successful", which a client would take for its own doing."""
    at = "imap-login" if b"LOGIN" in command else "imap-fetch"
    with Sandbox(
        http_port=None, smtp_port=None, faults=FaultPlan.of([{"at": at, "reply": "going down"}])
    ) as box:
        box.capture(b"Subject: x\r\n\r\n", Envelope(recipients=(Recipient(address="bob@x.test"),)))
        with socket.create_connection(("127.0.0.1", box.imap_port), timeout=10) as sock:
            before = b"" if at == "imap-login" else b"0 LOGIN bob@x.test pw\r\n1 SELECT INBOX\r\n"
            sock.sendall(before + command + b"\r\n")
            said = sock.makefile("rb").read()
    assert said.endswith(b"* BYE going down\r\na NO going down\r\n")


def test_nothing_is_announced_that_is_not_there(imap):
    """pymap has no CONDSTORE and no QRESYNC; what is announced is used by the tests above."""
    told = {c.decode() for c in imap.capabilities()}
    assert {"IDLE", "UIDPLUS", "MOVE", "SPECIAL-USE", "LITERAL+"} <= told
    assert not told & {"CONDSTORE", "QRESYNC", "ENABLE"}
    assert len(told) == len(imap.capabilities())  # each once
