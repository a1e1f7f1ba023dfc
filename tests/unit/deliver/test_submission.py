"""Whether a message was sent is known, or known to be unknown."""

import dataclasses
import socket
from pathlib import Path

import pytest

from intake.deliver import Accepted, NotSent, Outgoing, SmtpSender, Unknown
from intake.errors import Misconfigured, Refused, Throttled, Unreachable
from tests.servers import mails
from tests.servers.certificates import make_certificate
from tests.servers.submission import Submission
from tests.servers.tokens import TokenServer

OUT = Outgoing(
    message_id="<m@example.com>",
    sender="support@example.com",
    recipients=("ann@customer.test", "bob@customer.test"),
    raw=b"Subject: s\r\n\r\n.dot\r\n..two\r\nend\r\n",
    text="t",
)


def sender(port: int, tmp_path: Path, **smtp: object) -> SmtpSender:
    settings = {"host": "127.0.0.1", "port": port, "tls": "off", "timeout_s": 5, **smtp}
    return SmtpSender.of(mails.account(smtp=settings), data_dir=tmp_path)


def test_a_message_arrives_byte_for_byte_at_all_its_recipients(tmp_path: Path) -> None:
    with Submission() as server:
        assert isinstance(sender(server.port, tmp_path).send(OUT), Accepted)
    ((mail_from, rcpt, raw),) = server.accepted
    assert "<support@example.com>" in mail_from
    assert [r.split("<")[1] for r in rcpt] == ["ann@customer.test>", "bob@customer.test>"]
    assert raw == OUT.raw


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"MAIL": "550 no"}, Refused),
        ({"RCPT": "550 unknown"}, Refused),
        ({"RCPT": "451 later"}, Throttled),
        ({"DATA": "554 no"}, Refused),
        ({"DATA": "CLOSE"}, Unreachable),
        ({"MAIL": "CLOSE"}, Unreachable),
        ({"TEXT": "554 spam"}, Refused),
        ({"TEXT": "452 full"}, Throttled),
    ],
)
def test_a_clear_no_means_that_nothing_was_sent(
    tmp_path: Path, trouble: dict[str, str], kind: type[Exception]
) -> None:
    with Submission(trouble=trouble) as server:
        result = sender(server.port, tmp_path).send(OUT)
    assert isinstance(result, NotSent)
    assert isinstance(result.error, kind)
    assert server.accepted == []


@pytest.mark.parametrize("trouble", ["LOST", "CLOSE"])
def test_silence_after_the_text_is_unknown(tmp_path: Path, trouble: str) -> None:
    """The server may have taken it (`LOST`) or not (`CLOSE`); from here both look the same."""
    with Submission(trouble={"TEXT": trouble}) as server:
        assert isinstance(sender(server.port, tmp_path).send(OUT), Unknown)


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_tls_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    ca, cert, key = make_certificate(tmp_path / "tls")
    monkeypatch.setenv("SMTP_PASSWORD", "pä\u00dfword")
    with Submission(certificate=(cert, key), implicit=mode == "implicit", password="secret") as server:
        login = {"username": "support", "password_env": "SMTP_PASSWORD"}
        untrusted = sender(server.port, tmp_path, tls=mode, **login).send(OUT)
        assert isinstance(untrusted, NotSent)
        assert isinstance(untrusted.error, Refused)
        assert "certificate" in str(untrusted.error)
        wrong = sender(server.port, tmp_path, tls=mode, ca_file=ca, **login)
        monkeypatch.setenv("SMTP_PASSWORD", "wrong")
        refused = wrong.send(OUT)
        assert isinstance(refused, NotSent)
        assert "accounts.support.smtp.username" in refused.error.mend
        monkeypatch.setenv("SMTP_PASSWORD", "secret")
        wrong.check()
        assert isinstance(wrong.send(OUT), Accepted)


def test_a_server_without_starttls_gets_nothing(tmp_path: Path) -> None:
    with Submission() as server:
        result = sender(server.port, tmp_path, tls="starttls").send(OUT)
    assert isinstance(result, NotSent)
    assert "STARTTLS" in str(result.error)
    assert server.accepted == []


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_token_signs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mechanism: str) -> None:
    monkeypatch.setenv("REFRESH", "refresh-0")
    with TokenServer() as tokens, Submission(token="access-1") as server:
        oauth = {
            "token_url": tokens.url,
            "client_id": "c",
            "refresh_token_env": "REFRESH",
            "mechanism": mechanism,
        }
        assert isinstance(sender(server.port, tmp_path, username="support", oauth=oauth).send(OUT), Accepted)
        server.token = "another"
        refused = sender(server.port, tmp_path, username="support", oauth=oauth).send(OUT)
        assert isinstance(refused, NotSent)
        assert isinstance(refused.error, Refused)
        assert "access-1" not in str(refused.error)


def test_a_password_beyond_ascii_signs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "pässwört")
    with Submission(password="pässwört") as server:
        login = {"username": "support", "password_env": "SMTP_PASSWORD"}
        assert isinstance(sender(server.port, tmp_path, **login).send(OUT), Accepted)
        server.password = "ánother"
        refused = sender(server.port, tmp_path, **login).send(OUT)
        assert isinstance(refused, NotSent)
        assert isinstance(refused.error, Refused)


def test_an_address_with_a_line_break_is_never_a_command(tmp_path: Path) -> None:
    with Submission() as server:
        forged = dataclasses.replace(OUT, recipients=("a@b.test>\r\nDATA\r\n<x@y.test",))
        assert isinstance(sender(server.port, tmp_path).send(forged), NotSent)
        assert server.accepted == []


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    down = sender(port, tmp_path).send(OUT)
    assert isinstance(down, NotSent)
    assert isinstance(down.error, Unreachable)
    with pytest.raises(Unreachable):
        sender(port, tmp_path).check()
    unknown = sender(25, tmp_path, host="mail.invalid", insecure=True).send(OUT)
    assert isinstance(unknown, NotSent)
    assert "accounts.support.smtp.host" in unknown.error.mend
    none = SmtpSender.of(mails.account(smtp=None), data_dir=tmp_path).send(OUT)
    assert isinstance(none, NotSent)
    assert isinstance(none.error, Misconfigured)
    with Submission(password="x") as server:
        nothing = sender(server.port, tmp_path, username="support").send(OUT)
    assert isinstance(nothing, NotSent)
    assert "password_env" in nothing.error.mend
