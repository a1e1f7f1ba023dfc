"""What every server behind the Mailbox port must give; run on each of `SERVERS`."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.mailbox import ImapMailbox
from sandbox import Sandbox
from sandbox.message import Envelope, Recipient
from tests.servers.accounts import account_on, need_dovecot
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.dovecot

SERVERS = ("dovecot", "sandbox")


@dataclass
class Served:
    """A mailbox on some server, and a way to put a mail into its INBOX behind its back."""

    box: ImapMailbox
    deliver: Callable[[bytes], object]


@pytest.fixture(params=SERVERS)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    if request.param == "sandbox":
        with Sandbox(http_port=None) as sandbox:
            box = ImapMailbox(account_on(sandbox.imap_port), data_dir=tmp_path)
            envelope = Envelope(recipients=(Recipient(address="support"),))
            yield Served(box, lambda raw: sandbox.capture(raw, envelope))
            box.close()
        return
    need_dovecot()
    with Dovecot() as server:
        box = ImapMailbox(account_on(server.port), data_dir=tmp_path)
        yield Served(box, lambda raw: server.deliver("support", raw))
        box.close()


def mail(n: int = 1, body: bytes = b"hello\r\n") -> bytes:
    return b"Message-ID: <%d@example.org>\r\nSubject: %d\r\n\r\n" % (n, n) + body


def test_a_delivered_mail_is_read_byte_for_byte(served: Served) -> None:
    """The digest is computed over what the server stores, so not one byte may differ."""
    raw = mail(body=b"caf\xe9 \x00\r\n.\r\n" + b"x" * 2000 + b"\r\n")
    served.deliver(raw)
    (uid,) = served.box.uids("INBOX")
    read = served.box.fetch("INBOX", uid)
    assert read is not None
    assert read.raw.replace(b"\x00", b"\x80") == raw.replace(b"\x00", b"\x80")
    assert (read.account, read.folder, read.uid, read.truncated) == ("support", "INBOX", uid, False)
    assert read.size == len(raw)
    assert read.received_at.tzinfo is not None
    assert abs((datetime.now(UTC) - read.received_at).total_seconds()) < 3600


def test_reading_leaves_a_mail_as_it_was(served: Served) -> None:
    """Nobody can see from the flags that it was read."""
    served.deliver(mail())
    (uid,) = served.box.uids("INBOX")
    served.box.fetch("INBOX", uid)
    served.box.find("INBOX", "<1@example.org>")
    served.box.headers("INBOX", [uid], ["Subject"])
    assert set(served.box.flags("INBOX", [uid])[uid]) <= {"\\Recent"}


def test_uids_are_ascending_and_after_is_exclusive(served: Served) -> None:
    for n in range(5):
        served.deliver(mail(n))
    uids = served.box.uids("INBOX")
    assert uids == sorted(uids)
    assert len(uids) == 5
    assert served.box.uids("INBOX", after=uids[2]) == uids[3:]
    assert served.box.uids("INBOX", after=uids[-1]) == []
    assert served.box.uids("INBOX", since=datetime.now(UTC).date().replace(year=2001)) == uids


def test_state_counts_and_knows_the_next_uid(served: Served) -> None:
    before = served.box.state("INBOX")
    served.deliver(mail())
    after = served.box.state("INBOX")
    assert (before.exists, after.exists) == (0, 1)
    assert after.uidvalidity == before.uidvalidity != 0
    assert after.uidnext == served.box.uids("INBOX")[0] + 1
    assert not after.read_only


def test_an_appended_draft_is_found_by_its_message_id(served: Served) -> None:
    """The look before every APPEND, and the append's own UID, agree."""
    served.box.ensure_folders(["Review"])
    assert served.box.find("Review", "<d@example.com>") == []
    uid = served.box.append("Review", mail().replace(b"1@example.org", b"d@example.com"), flags=["\\Draft"])
    assert served.box.find("Review", "<d@example.com>") == [uid]
    assert served.box.find("Review", "<d@example.co>") == []
    assert uid is not None
    assert "\\Draft" in served.box.flags("Review", [uid])[uid]


def test_a_header_is_found_by_its_exact_value(served: Served) -> None:
    served.box.ensure_folders(["Review"])
    for value in (b"sha256:abc", b"sha256:abcd"):
        served.box.append("Review", b"X-Mailroom-Digest: " + value + b"\r\n" + mail())
    assert len(served.box.find_header("Review", "X-Mailroom-Digest", "sha256:abc")) == 1


@pytest.mark.parametrize(
    "message_id",
    [
        "<a{3}>",
        "<a(b)c@x>",
        '<a"b@x>',
        "<a\\b@x>",
        "<a b@x>",
        "<ü@x>",
        "<%*@x>",
        "NIL",
        "<" + "x" * 700 + "@y>",
    ],
)
def test_a_strange_message_id_is_found_like_any_other(served: Served, message_id: str) -> None:
    """No word of a stranger can become IMAP syntax."""
    served.box.ensure_folders(["Review"])
    served.box.append("Review", f"Message-ID: {message_id}\r\nSubject: s\r\n\r\nx\r\n".encode())
    assert len(served.box.find("Review", message_id)) == 1


@pytest.mark.parametrize("value", ["", "   ", "\r\n", "a\r\nA1 LOGOUT", "\x00", "\ud800"])
def test_searching_for_nonsense_finds_nothing_and_harms_nothing(served: Served, value: str) -> None:
    served.deliver(mail())
    assert served.box.find("INBOX", value) == []
    assert len(served.box.uids("INBOX")) == 1


@pytest.mark.parametrize("name", ["Review", "To review", "Größe & Co", "日本語", "a/b", 'quo"te'])
def test_folders_of_any_name_are_made_once(served: Served, name: str) -> None:
    served.box.ensure_folders([name])
    served.box.ensure_folders([name])
    uid = served.box.append(name, mail())
    assert served.box.uids(name) == [uid]
    assert name in served.box.folder_names()


def test_a_message_that_is_gone_is_none(served: Served) -> None:
    assert served.box.fetch("INBOX", 4711) is None
    served.deliver(mail())
    assert served.box.fetch("INBOX", 4711) is None
    assert served.box.flags("INBOX", [4711]) == {}


def test_moving_takes_a_draft_from_one_folder_to_the_other(served: Served) -> None:
    served.box.ensure_folders(["Review", "Approved"])
    uid = served.box.append("Review", mail())
    assert uid is not None
    served.box.move("Review", uid, "Approved")
    assert served.box.uids("Review") == []
    assert len(served.box.find("Approved", "<1@example.org>")) == 1


def test_deleting_one_leaves_those_that_people_marked(served: Served) -> None:
    """Only the UID that was named goes; a plain EXPUNGE would take the other one along."""
    served.box.ensure_folders(["Review"])
    marked = served.box.append("Review", mail(1), flags=["\\Deleted"])
    ours = served.box.append("Review", mail(2))
    assert ours is not None
    served.box.delete("Review", ours)
    assert served.box.uids("Review") == [marked]


def test_keywords_are_set_and_seen_never(served: Served) -> None:
    served.deliver(mail())
    (uid,) = served.box.uids("INBOX")
    served.box.add_flags("INBOX", uid, ["$MailroomDrafted", "\\Seen", "\\Answered"])
    flags = set(served.box.flags("INBOX", [uid])[uid])
    assert "\\Seen" not in flags
    assert "\\Answered" in flags
    if served.box.state("INBOX").keywords:
        assert "$MailroomDrafted" in flags


def test_waiting_ends_when_a_mail_comes(served: Served) -> None:
    """Within a second of its arrival."""
    served.box.uids("INBOX")
    arrived: list[float] = []

    def deliver() -> None:
        arrived.append(time.monotonic())
        served.deliver(mail())

    timer = threading.Timer(0.3, deliver)
    timer.start()
    try:
        assert served.box.wait("INBOX", 10)
    finally:
        timer.join()
    assert time.monotonic() - arrived[0] < 1.5
    assert len(served.box.uids("INBOX")) == 1


def test_waiting_ends_when_the_time_is_over(served: Served) -> None:
    began = time.monotonic()
    assert served.box.wait("INBOX", 0.3) is False
    assert 0.25 < time.monotonic() - began < 3


def test_waiting_ends_when_somebody_asks(served: Served) -> None:
    timer = threading.Timer(0.2, served.box.wake)
    timer.start()
    began = time.monotonic()
    assert served.box.wait("INBOX", 30) is False
    assert time.monotonic() - began < 5
    timer.join()


def test_another_threads_call_does_not_wait_for_the_waiting_one(served: Served) -> None:
    served.box.connect()
    results: list[list[int]] = []
    timer = threading.Timer(0.2, lambda: results.append(served.box.uids("INBOX")))
    timer.start()
    began = time.monotonic()
    assert served.box.wait("INBOX", 30) is False
    timer.join()
    assert time.monotonic() - began < 5
    assert results == [[]]
