"""No answer of a server brings us down; each becomes an error that says what to do, or is lived with."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.errors import MailroomError, OverQuota, Refused, Throttled, Unreachable
from intake.mailbox import ImapMailbox
from tests.servers import mails
from tests.servers.scripted import OPENING, ScriptedImap

SIZED = (
    '* 1 FETCH (UID 3 FLAGS () INTERNALDATE "01-Jan-2026 00:00:00 +0000" RFC822.SIZE 5)\r\n{tag} OK done\r\n'
)


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", "secret")


@contextlib.contextmanager
def served(
    tmp_path: Path, greeting: str = "* OK ready\r\n", **answers: str | list[str]
) -> Iterator[tuple[ScriptedImap, ImapMailbox]]:
    with ScriptedImap(greeting, **answers) as server:
        account = mails.account(server.port)
        imap = account.imap.model_copy(update={"timeout_s": 0.7, "idle_s": 0.3})
        box = ImapMailbox(account.model_copy(update={"imap": imap}), data_dir=tmp_path)
        yield server, box
        box.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("{tag} NO [AUTHENTICATIONFAILED] wrong\r\n", Refused),
        ("{tag} NO [EXPIRED] password expired\r\n", Refused),
        ("{tag} NO [UNAVAILABLE] later\r\n", Unreachable),
        ("{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n", Throttled),
        ("{tag} NO [LIMIT] slow down\r\n", Throttled),
        (
            "{tag} BAD Not connected. Suggested Backoff Time: 299816 milliseconds\r\n",
            Throttled,
        ),
        ("CLOSE", Unreachable),
        ("", Unreachable),
        ("garbage\r\n", Unreachable),
    ],
)
def test_a_refused_sign_in_is_split_by_what_to_do_next(
    tmp_path: Path, answer: str, kind: type[MailroomError]
) -> None:
    with served(tmp_path, LOGIN=answer) as (_, box), pytest.raises(kind) as caught:
        box.connect()
    assert "secret" not in str(caught.value)
    if "Backoff" in answer:
        assert isinstance(caught.value, Throttled)
        assert caught.value.retry_after_s == pytest.approx(299.816)


@pytest.mark.parametrize(
    "greeting", ["", "* BYE overloaded\r\n", "220 smtp here\r\n", "\x00\xff\r\n", "* OK"]
)
def test_a_greeting_of_any_kind_ends_in_an_error_of_ours(tmp_path: Path, greeting: str) -> None:
    with served(tmp_path, greeting) as (_, box), pytest.raises(Unreachable):
        box.connect()


@pytest.mark.parametrize(
    "answer",
    [
        "* SEARCH x y\r\n{tag} OK done\r\n",
        "* SEARCH " + "1 " * 600_000 + "\r\n{tag} OK done\r\n",
        "CLOSE",
        "",
        "* BYE [UNAVAILABLE] going down\r\n",
        "nonsense\r\n",
        "{tag} NO [SERVERBUG] oops\r\n",
    ],
)
def test_a_broken_answer_is_tried_on_a_fresh_connection_once(tmp_path: Path, answer: str) -> None:
    """The old connection is closed first: two logins leak nothing, and three would be a storm."""
    with served(tmp_path, SEARCH=answer) as (server, box):
        box.connect()
        with pytest.raises(MailroomError) as caught:
            box.uids("INBOX")
    assert caught.value.temporary
    assert server.names().count("LOGIN") == 2


def test_a_broken_answer_followed_by_a_good_one_goes_unnoticed(tmp_path: Path) -> None:
    with served(tmp_path, SEARCH=["CLOSE", "* SEARCH 3 4\r\n{tag} OK done\r\n"]) as (server, box):
        box.connect()
        assert box.uids("INBOX") == [3, 4]
        assert server.connections == 2


def test_a_folder_without_uidvalidity_has_zero_and_an_uidnext_is_worked_out(tmp_path: Path) -> None:
    bare = "* 2 EXISTS\r\n* FLAGS ()\r\n{tag} OK done\r\n"
    answers = {"SELECT": bare, "EXAMINE": bare, "SEARCH": "* SEARCH 5 9\r\n{tag} OK done\r\n"}
    with served(tmp_path, **answers) as (_, box):
        state = box.state("INBOX")
    assert (state.uidvalidity, state.uidnext, state.exists, state.keywords) == (0, 10, 2, False)


def test_the_star_of_an_empty_range_is_not_new_mail(tmp_path: Path) -> None:
    """`10:*` names message 9 where 9 is the last."""
    with served(tmp_path, SEARCH="* SEARCH 9\r\n{tag} OK done\r\n") as (_, box):
        assert box.uids("INBOX", after=9) == []


def test_only_uid_commands_and_peek_are_ever_sent(tmp_path: Path) -> None:
    fetch = [
        SIZED,
        "* 1 FETCH (UID 3 BODY[]<0> {5}\r\nhello)\r\n{tag} OK done\r\n",
    ]
    with served(tmp_path, SEARCH="* SEARCH 3\r\n{tag} OK done\r\n", FETCH=fetch) as (server, box):
        box.uids("INBOX")
        read = box.fetch("INBOX", 3)
        assert read is not None
        assert read.raw == b"hello"
        for line in server.seen:
            assert not line.startswith(("FETCH", "STORE", "COPY", "SEARCH", "EXPUNGE", "SELECT"))
            assert "BODY[" not in line.replace("BODY.PEEK[", "")
            assert "RFC822 " not in line


@pytest.mark.parametrize(
    "fetch",
    [
        "{tag} OK done\r\n",
        "{tag} NO [EXPUNGEISSUED] gone\r\n",
        "* 1 FETCH (FLAGS ())\r\n{tag} OK done\r\n",
        '* 1 FETCH (UID 3 FLAGS () INTERNALDATE "nonsense" RFC822.SIZE 5)\r\n{tag} OK done\r\n',
    ],
)
def test_a_message_that_cannot_be_had_is_none(tmp_path: Path, fetch: str) -> None:
    with served(tmp_path, FETCH=fetch) as (_, box):
        assert box.fetch("INBOX", 3) is None


def test_a_size_that_lies_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from intake.mailbox import reading

    monkeypatch.setattr(reading, "CHUNK_BYTES", 10)
    item = SIZED
    endless = "* 1 FETCH (UID 3 BODY[]<0> {10}\r\n0123456789)\r\n{tag} OK done\r\n"
    header = "* 1 FETCH (UID 3 BODY[HEADER]<0> {4}\r\n\r\n\r\n)\r\n{tag} OK done\r\n"
    with served(tmp_path, FETCH=[item, endless, endless, endless, header]) as (_, box):
        box.account.__dict__["max_bytes"] = 25
        read = box.fetch("INBOX", 3)
    assert read is not None
    assert read.truncated
    assert read.raw == b"\r\n\r\n"


def test_a_server_that_takes_no_keywords_is_not_asked_to(tmp_path: Path) -> None:
    """Exchange answers `Command Argument Error. 11`."""
    with served(tmp_path) as (server, box):
        box.add_flags("INBOX", 3, ["$MailroomDrafted"])
        assert not any("STORE" in line for line in server.seen)


def test_a_server_that_promises_keywords_and_refuses_them_is_believed_the_second_time(tmp_path: Path) -> None:
    select = OPENING.replace("{exists}", "2").replace("\\Deleted)] ok", "\\Deleted \\*)] ok")
    with served(tmp_path, SELECT=select, STORE="{tag} BAD Command Argument Error. 11\r\n") as (server, box):
        box.add_flags("INBOX", 3, ["$MailroomDrafted"])
        box.add_flags("INBOX", 3, ["$MailroomDrafted"])
        assert sum("STORE" in line for line in server.seen) == 1
        with pytest.raises(Refused):
            box.delete("INBOX", 3)


def test_without_uidplus_a_draft_is_marked_and_never_expunged(tmp_path: Path) -> None:
    answers = {"STORE": "{tag} OK done\r\n", "COPY": "{tag} OK done\r\n"}
    with served(tmp_path, **answers) as (server, box):
        box.move("INBOX", 3, "Review")
        box.delete("Review", 4)
        assert not any("EXPUNGE" in line or "CLOSE" in line for line in server.seen)
        assert sum("STORE" in line for line in server.seen) == 2


def test_a_copy_that_failed_deletes_nothing(tmp_path: Path) -> None:
    with served(tmp_path, COPY="{tag} NO [OVERQUOTA] full\r\n") as (server, box):
        with pytest.raises(OverQuota):
            box.move("INBOX", 3, "Review")
        assert not any("STORE" in line for line in server.seen)


def test_deleting_on_gmail_moves_to_the_bin(tmp_path: Path) -> None:
    """Taking a label off would leave the draft in All Mail."""
    answers = {
        "CAPABILITY": "* CAPABILITY IMAP4rev1 X-GM-EXT-1 MOVE UIDPLUS\r\n{tag} OK done\r\n",
        "LIST": '* LIST (\\Trash) "/" "[Gmail]/Bin"\r\n* LIST () "/" Review\r\n{tag} OK done\r\n',
        "MOVE": "{tag} OK done\r\n",
    }
    with served(tmp_path, **answers) as (server, box):
        box.delete("Review", 4)
        assert 'UID MOVE 4 "[Gmail]/Bin"' in server.seen


def test_a_search_that_lags_is_helped_by_looking_at_the_newest(tmp_path: Path) -> None:
    """Gmail's and Exchange's index does not know what was appended a second ago."""
    answers = {
        "SEARCH": ["* SEARCH\r\n{tag} OK done\r\n", "* SEARCH 7\r\n{tag} OK done\r\n"],
        "FETCH": "* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {21}\r\n"
        "Message-ID: <d@x>\r\n\r\n)\r\n{tag} OK done\r\n",
    }
    with served(tmp_path, "* OK The Microsoft Exchange IMAP4 service is ready.\r\n", **answers) as (_, box):
        assert box.find("Review", "<d@x>") == [7]


def test_starttls_that_is_not_offered_is_refused_before_the_password(tmp_path: Path) -> None:
    with ScriptedImap() as server:
        account = mails.account(server.port)
        imap = account.imap.model_copy(update={"tls": "starttls", "timeout_s": 2})
        box = ImapMailbox(account.model_copy(update={"imap": imap}), data_dir=tmp_path)
        with pytest.raises(Refused, match="STARTTLS"):
            box.connect()
        assert "LOGIN" not in server.names()


def test_waiting_wakes_for_news_that_came_with_the_plus(tmp_path: Path) -> None:
    """Both in one packet: the line is in our buffer, and no poll of the socket tells."""
    answers = {
        "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n",
        "IDLE": "+ idling\r\n* 3 EXISTS\r\n",
        "DONE": "{tag} OK done\r\n",
    }
    with served(tmp_path, **answers) as (_, box):
        began = time.monotonic()
        assert box.wait("INBOX", 20)
        assert time.monotonic() - began < 5


def test_still_here_is_no_news_and_a_silent_server_is_asked_by_noop(tmp_path: Path) -> None:
    answers = {
        "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n",
        "IDLE": "+ idling\r\n* OK Still here\r\n",
        "DONE": "{tag} OK done\r\n",
    }
    with served(tmp_path, **answers) as (server, box):
        assert box.wait("INBOX", 1.0) is False
        assert server.names().count("IDLE") >= 2
        assert server.names().count("NOOP") >= 3


def test_without_idle_a_noop_brings_the_news(tmp_path: Path) -> None:
    quiet, news = "{tag} OK done\r\n", "* 3 EXISTS\r\n{tag} OK done\r\n"
    with served(tmp_path, NOOP=[quiet, quiet, news]) as (_, box):
        assert box.wait("INBOX", 0.05) is False
        assert box.wait("INBOX", 5)


def test_waking_before_the_wait_counts(tmp_path: Path) -> None:
    with served(tmp_path) as (_, box):
        box.wake()
        began = time.monotonic()
        assert box.wait("INBOX", 20) is False
        assert time.monotonic() - began < 5


def test_a_connection_long_idle_is_tried_before_an_append(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake.mailbox import session

    monkeypatch.setattr(session, "STALE_S", -1.0)
    answers = {"NOOP": ["CLOSE", "{tag} OK done\r\n"], "APPEND": "+ go\r\n"}
    with served(tmp_path, **answers) as (server, box):
        box.connect()
        assert box.append("Review", b"Subject: s\r\n\r\nx\r\n") is None
        assert server.connections == 2


def test_closing_a_dead_connection_is_quick_and_quiet(tmp_path: Path) -> None:
    with served(tmp_path, LOGOUT="") as (_, box):
        box.connect()
        began = time.monotonic()
        box.close()
        box.close()
        assert time.monotonic() - began < 5


def test_threads_take_turns(tmp_path: Path) -> None:
    with served(tmp_path, SEARCH="* SEARCH 3\r\n{tag} OK done\r\n") as (server, box):
        found: list[list[int]] = []
        threads = [threading.Thread(target=lambda: found.append(box.uids("INBOX"))) for _ in range(6)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert found == [[3]] * 6
        assert server.connections == 1
