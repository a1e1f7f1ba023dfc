"""A real IMAP server and its troubles: certificates, passwords, rights, quota, lost connections."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.config import Settings
from intake.errors import Misconfigured, OverQuota, Refused, Unreachable
from intake.mailbox import ImapMailbox
from intake.operate.check import run_checks
from tests.servers.accounts import account_on, need_dovecot
from tests.servers.boxes import box_on
from tests.servers.certificates import make_certificate
from tests.servers.dovecot import Dovecot
from tests.servers.tokens import TokenServer

pytestmark = pytest.mark.dovecot

MAIL = b"Message-ID: <1@example.org>\r\nSubject: s\r\n\r\nhello\r\n"


@pytest.fixture(autouse=True)
def _needed() -> None:
    need_dovecot()


# signing in


def test_implicit_tls_and_starttls_work_with_ones_own_authority(dovecot: Dovecot, data_dir: Path) -> None:
    for settings in ({"tls": "implicit", "port": dovecot.tls_port}, {"tls": "starttls"}):
        box = box_on(dovecot, data_dir, ca_file=dovecot.ca_file, **settings)
        assert "INBOX" in box.folder_names()
        box.close()


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_an_unknown_authority_is_refused_with_the_key_to_mend(
    dovecot: Dovecot, data_dir: Path, tmp_path: Path, mode: str
) -> None:
    other, _, _ = make_certificate(tmp_path / "other")
    port = dovecot.tls_port if mode == "implicit" else dovecot.port
    for ca_file in (None, other):
        with pytest.raises(Refused, match="certificate is not trusted") as caught:
            box_on(dovecot, data_dir, port=port, tls=mode, ca_file=ca_file).connect()
        assert "accounts.support.imap.ca_file" in caught.value.mend


def test_an_expired_certificate_is_refused_with_its_reason(data_dir: Path) -> None:
    with Dovecot(certificate_days=-1) as server, pytest.raises(Refused, match="expired") as caught:
        box_on(server, data_dir, port=server.tls_port, tls="implicit", ca_file=server.ca_file).connect()
    assert "renew" in caught.value.mend


def test_a_certificate_can_be_taken_unverified_only_when_it_is_said(dovecot: Dovecot, data_dir: Path) -> None:
    box = box_on(dovecot, data_dir, port=dovecot.tls_port, tls="implicit", insecure=True)
    box.connect()
    box.close()


def test_tls_on_a_plain_port_is_unreachable_and_names_the_key(dovecot: Dovecot, data_dir: Path) -> None:
    with pytest.raises(Unreachable) as caught:
        box_on(dovecot, data_dir, tls="implicit", ca_file=dovecot.ca_file).connect()
    assert "accounts.support.imap.tls" in caught.value.mend


def test_a_ca_file_that_holds_none_is_a_wrong_configuration(
    dovecot: Dovecot, data_dir: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    for path in (empty, tmp_path / "missing.pem"):
        with pytest.raises(Misconfigured, match="ca_file"):
            box_on(dovecot, data_dir, tls="starttls", ca_file=path).connect()


def test_a_wrong_password_is_refused_and_stays_secret(
    dovecot: Dovecot, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", "hunter2-wrong")
    with pytest.raises(Refused, match="refused") as caught:
        box_on(dovecot, data_dir).connect()
    assert "accounts.support.imap.password_env" in caught.value.mend
    assert "hunter2" not in str(caught.value) + caught.value.mend + repr(caught.value.fields)


def test_an_account_without_a_secret_is_a_wrong_configuration(dovecot: Dovecot, data_dir: Path) -> None:
    with pytest.raises(Misconfigured, match="no password"):
        box_on(dovecot, data_dir, password_env=None).connect()


@pytest.mark.parametrize("password", ['with "quotes" and \\', "spaces and {3}", "пароль-ü"])
def test_a_password_of_any_characters_signs_in(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", password)
    with Dovecot(users={"support": password}) as server:
        box = box_on(server, data_dir)
        box.connect()
        box.close()


def test_an_unknown_host_and_a_closed_port_are_unreachable(dovecot: Dovecot, data_dir: Path) -> None:
    with pytest.raises(Unreachable, match="not known") as caught:
        box_on(dovecot, data_dir, host="mail.invalid", insecure=True).connect()
    assert "accounts.support.imap.host" in caught.value.mend
    port = dovecot.port
    dovecot.stop()
    with pytest.raises(Unreachable, match="connection failed") as caught:
        ImapMailbox(account_on(port), data_dir=data_dir).connect()
    assert "accounts.support.imap" in caught.value.mend


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_token_signs_in_and_a_withdrawn_one_is_renewed(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, mechanism: str
) -> None:
    """The rotated refresh token is kept, and serves the next connection."""
    monkeypatch.setenv("REFRESH", "refresh-0")
    with TokenServer() as tokens, Dovecot(introspection_url=tokens.introspection_url) as server:
        oauth = {
            "token_url": tokens.url,
            "client_id": "c",
            "refresh_token_env": "REFRESH",
            "mechanism": mechanism,
        }
        box = box_on(server, data_dir, password_env=None, oauth=oauth)
        assert "INBOX" in box.folder_names()
        assert len(tokens.refreshes) == 1
        box.close()
        box.connect()
        assert len(tokens.refreshes) == 1, "a token that still holds is used again"
        box.close()
        tokens.valid.clear()
        box.connect()
        assert [r["refresh_token"] for r in tokens.refreshes] == ["refresh-0", "refresh-1"]
        box.close()
        tokens.refresh_token = "somebody-elses"
        tokens.valid.clear()
        with pytest.raises(Refused, match="invalid_grant") as caught:
            box.connect()
        assert "accounts.support.imap.oauth" in caught.value.mend


# rights and room


def test_a_folder_without_rights_is_refused_with_its_name(dovecot: Dovecot, data_dir: Path) -> None:
    """Least privilege: lookup and read on the watched folder, insert on the agent's own."""
    dovecot.allow("support", "Secret", "l")
    box = box_on(dovecot, data_dir)
    with pytest.raises(Refused) as caught:
        box.uids("Secret")
    assert "Secret" in str(caught.value)
    dovecot.allow("support", "Review", "lr")
    with pytest.raises(Refused, match="append to Review") as caught:
        box.append("Review", MAIL)
    assert caught.value.mend
    assert "i" not in (box.rights("Review") or "")
    box.close()


def test_a_read_only_inbox_is_read_and_its_keywords_are_left(dovecot: Dovecot, data_dir: Path) -> None:
    dovecot.deliver("support", MAIL)
    dovecot.allow("support", "INBOX", "lr")
    dovecot.allow("support", "Review", "lrwstei")
    box = box_on(dovecot, data_dir)
    state = box.state("INBOX")
    assert state.read_only
    assert not state.keywords
    (uid,) = box.uids("INBOX")
    assert box.fetch("INBOX", uid) is not None
    box.add_flags("INBOX", uid, ["$MailroomDrafted", "\\Answered"])
    assert box.append("Review", MAIL) is not None, "the session is not stuck after a read-only folder"
    with pytest.raises(Refused, match="read-only"):
        box.delete("INBOX", uid)
    assert not {"\\Answered", "$MailroomDrafted"} & set(box.flags("INBOX", [uid])[uid])
    box.close()


def test_a_full_mailbox_says_so_and_the_session_goes_on(data_dir: Path) -> None:
    with Dovecot(quota_kb={"support": 4}) as server:
        box = box_on(server, data_dir)
        box.ensure_folders(["Review"])
        with pytest.raises(OverQuota) as caught:
            box.append("Review", MAIL + b"x" * 10_000)
        assert caught.value.temporary
        assert "quota" in caught.value.mend
        assert box.append("Review", MAIL) is not None
        box.close()


# what changes under our feet


def test_a_new_uidvalidity_is_seen(dovecot: Dovecot, data_dir: Path) -> None:
    dovecot.deliver("support", MAIL)
    box = box_on(dovecot, data_dir)
    before = box.state("INBOX").uidvalidity
    dovecot.new_uidvalidity("support", value=before + 99)
    after = box.state("INBOX")
    assert after.uidvalidity == before + 99
    (uid,) = box.uids("INBOX")
    read = box.fetch("INBOX", uid)
    assert read is not None
    assert read.uidvalidity == before + 99
    box.close()


def test_mails_removed_while_the_folder_is_open_are_none(dovecot: Dovecot, data_dir: Path) -> None:
    for _ in range(3):
        dovecot.deliver("support", MAIL)
    box = box_on(dovecot, data_dir)
    uids = box.uids("INBOX")
    dovecot.expunge("support")
    assert [box.fetch("INBOX", uid) for uid in uids] == [None, None, None]
    assert box.uids("INBOX") == []
    box.close()


def test_a_cut_connection_is_renewed_by_the_next_call(dovecot: Dovecot, data_dir: Path) -> None:
    dovecot.deliver("support", MAIL)
    box = box_on(dovecot, data_dir)
    (uid,) = box.uids("INBOX")
    dovecot.cut()
    assert box.fetch("INBOX", uid) is not None
    dovecot.restart()
    assert box.uids("INBOX") == [uid]
    dovecot.cut()
    with pytest.raises(Unreachable):
        box.append("Review", MAIL)
    box.ensure_folders(["Review"])
    assert box.find("Review", "<1@example.org>") == [], "an append that failed was not done"
    box.close()


def test_a_connection_cut_while_waiting_ends_the_wait_with_an_error(dovecot: Dovecot, data_dir: Path) -> None:
    box = box_on(dovecot, data_dir)
    box.connect()
    timer = threading.Timer(0.3, dovecot.cut)
    timer.start()
    with pytest.raises(Unreachable):
        box.wait("INBOX", 20)
    timer.join()
    assert box.uids("INBOX") == []
    box.close()


def test_idle_is_renewed_and_still_wakes(dovecot: Dovecot, data_dir: Path) -> None:
    box = box_on(dovecot, data_dir, idle_s=0.2)
    box.connect()
    timer = threading.Timer(1.0, lambda: dovecot.deliver("support", MAIL))
    timer.start()
    assert box.wait("INBOX", 10)
    timer.join()
    box.close()


def test_a_deleted_review_folder_is_made_again(dovecot: Dovecot, data_dir: Path) -> None:
    box, other = box_on(dovecot, data_dir), box_on(dovecot, data_dir)
    box.ensure_folders(["Review"])
    other._session.run("delete", lambda c: c.delete_folder("Review"))
    assert box.append("Review", MAIL) is not None
    assert len(box.uids("Review")) == 1
    box.close()
    other.close()


# servers of other kinds


@pytest.fixture(params=["bare", "courier", "sdbox"])
def odd(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    kinds = {
        "bare": {"capability": "IMAP4rev1"},
        "courier": {"namespace_prefix": "INBOX.", "separator": "."},
        "sdbox": {"storage": "sdbox"},
    }
    with Dovecot(**kinds[request.param]) as server:
        yield server


def test_the_main_job_works_on_servers_of_other_kinds(odd: Dovecot, data_dir: Path) -> None:
    """Without IDLE, MOVE and UIDPLUS; below a namespace prefix; on another storage."""
    box = box_on(odd, data_dir)
    box.ensure_folders(["Review", "Mailroom/Approved"])
    if odd.namespace_prefix:
        assert {"INBOX.Review", "INBOX.Mailroom.Approved"} <= set(box.folder_names())
    box.append("INBOX", MAIL)
    (inbound,) = box.uids("INBOX")
    assert box.fetch("INBOX", inbound) is not None
    box.append("Review", MAIL.replace(b"1@", b"2@"), flags=["\\Draft"])
    (uid,) = box.find("Review", "<2@example.org>")
    box.move("Review", uid, "Mailroom/Approved")
    left = box.flags("Review", box.uids("Review"))
    assert all("\\Deleted" in flags for flags in left.values())
    assert len(box.find("Mailroom/Approved", "<2@example.org>")) == 1
    assert box.special("\\Sent") in {"Sent", "INBOX.Sent"}
    assert box.wait("INBOX", 0.2) is False
    box.close()


def test_watching_the_folder_of_every_mail_is_refused(data_dir: Path) -> None:
    """Gmail's All Mail shows each mail a second time, and what the team itself sent (RFC 6154)."""
    with Dovecot(special_use={"Everything": r"\All"}) as server:
        account = account_on(server.port)
        account = account.model_copy(
            update={"folders": account.folders.model_copy(update={"watch": ["Everything"]})}
        )
        rows = {row.part: row for row in run_checks(Settings(data_dir=data_dir, accounts=[account]))}
    row = rows["IMAP support"]
    assert not row.ok
    assert "Everything holds every mail" in row.detail
    assert "INBOX" in (row.mend or "")


# size


def test_a_large_mail_is_read_by_its_headers_alone(dovecot: Dovecot, data_dir: Path) -> None:
    dovecot.deliver("support", MAIL + b"x" * 200_000)
    account = account_on(dovecot.port).model_copy(update={"max_bytes": 100_000})
    box = ImapMailbox(account, data_dir=data_dir)
    (uid,) = box.uids("INBOX")
    read = box.fetch("INBOX", uid)
    assert read is not None
    assert read.truncated
    assert read.size == len(MAIL) + 200_000
    assert read.raw == b"Message-ID: <1@example.org>\r\nSubject: s\r\n\r\n"
    assert box.sizes("INBOX", [uid]) == {uid: read.size}
    box.close()


def test_a_mail_of_several_chunks_is_whole(
    dovecot: Dovecot, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake.mailbox import reading

    monkeypatch.setattr(reading, "CHUNK_BYTES", 1000)
    raw = MAIL + bytes(range(32, 127)) * 40
    dovecot.deliver("support", raw)
    dovecot.deliver("support", MAIL + b"y" * (2000 - len(MAIL)))
    box = box_on(dovecot, data_dir)
    read = [box.fetch("INBOX", uid) for uid in box.uids("INBOX")]
    assert [r.raw for r in read if r] == [raw, MAIL + b"y" * (2000 - len(MAIL))]
    box.close()


def test_a_large_folder_is_searched_in_pieces(
    dovecot: Dovecot, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake.mailbox import reading

    monkeypatch.setattr(reading, "SEARCH_SPAN", 4)
    monkeypatch.setattr(reading, "UIDS_AT_ONCE", 5)
    for _ in range(23):
        dovecot.deliver("support", MAIL)
    box = box_on(dovecot, data_dir)
    uids = box.uids("INBOX")
    assert len(uids) == 23
    assert box.uids("INBOX", after=uids[9]) == uids[10:]
    assert len(box.flags("INBOX", uids)) == 23
    box.close()


# least privilege, as docs/howto/mailbox.md tells it
