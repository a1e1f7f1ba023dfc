"""Tokens are renewed by their expiry, and a rotated refresh token is never lost."""

import json
import stat
import threading
import time
from pathlib import Path

import pytest

from intake.config import OAuthSettings, Settings
from intake.errors import MailroomError, Misconfigured, Refused, Throttled, Unreachable
from intake.mailbox import Tokens
from intake.operate import surroundings
from tests.servers.tokens import TokenServer


class Clock:
    def __init__(self) -> None:
        self.s = 1_000_000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture(autouse=True)
def _refresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFRESH", "refresh-0")


def tokens(server: TokenServer, data_dir: Path, clock: Clock | None = None, **more: object) -> Tokens:
    settings = {"token_url": server.url, "client_id": "client", "refresh_token_env": "REFRESH", **more}
    return Tokens(
        OAuthSettings.model_validate(settings),
        data_dir=data_dir,
        name="support",
        timeout_s=5,
        now=clock or Clock(),
    )


def test_a_token_is_used_until_shortly_before_its_end(tmp_path: Path) -> None:
    """Asking every time is abuse; asking too late breaks a sign-in."""
    clock = Clock()
    with TokenServer() as server:
        mine = tokens(server, tmp_path, clock)
        assert mine.access_token() == "access-1"
        clock.s += 3600 - 130
        assert mine.access_token() == "access-1"
        clock.s += 20
        assert mine.access_token() == "access-2"
        assert len(server.refreshes) == 2


def test_a_rotated_refresh_token_survives_a_restart_in_a_private_file(tmp_path: Path) -> None:
    clock = Clock()
    with TokenServer() as server:
        tokens(server, tmp_path, clock).access_token()
        path = tmp_path / "oauth" / "support.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert json.loads(path.read_text())["refresh_token"] == "refresh-1"
        assert tokens(server, tmp_path, clock).access_token(renew=True) == "access-2"
        assert server.refreshes[1]["refresh_token"] == "refresh-1"


def test_a_new_token_in_the_configuration_begins_a_new_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person signed in again: what was kept is of no more use."""
    with TokenServer() as server:
        tokens(server, tmp_path).access_token()
        monkeypatch.setenv("REFRESH", "signed-in-again")
        server.refresh_token = "signed-in-again"
        assert tokens(server, tmp_path).access_token() == "access-2"
        assert server.refreshes[1]["refresh_token"] == "signed-in-again"


def test_a_server_that_does_not_rotate_or_tell_a_life_is_served_too(tmp_path: Path) -> None:
    clock = Clock()
    with TokenServer(rotate=False, expires_in=None) as server:
        mine = tokens(server, tmp_path, clock, scope="mail")
        mine.access_token()
        clock.s += 3590
        mine.access_token()
        assert [r["refresh_token"] for r in server.refreshes] == ["refresh-0", "refresh-0"]
        assert server.refreshes[0]["scope"] == "mail"


def test_many_connections_ask_once(tmp_path: Path) -> None:
    """A refresh token used twice makes strict servers end the whole chain."""
    with TokenServer() as server:
        found: list[str] = []
        threads = [
            threading.Thread(target=lambda: found.append(tokens(server, tmp_path).access_token()))
            for _ in range(8)
        ]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert found == ["access-1"] * 8
        assert len(server.refreshes) == 1


def test_the_age_of_the_last_sign_in_is_known(tmp_path: Path) -> None:
    clock = Clock()
    with TokenServer() as server:
        mine = tokens(server, tmp_path, clock)
        assert mine.age_s() is None
        mine.access_token()
        clock.s += 75 * 86400
        assert mine.age_s() == 75 * 86400


def test_a_sign_in_that_soon_ends_is_an_alert(tmp_path: Path) -> None:
    clock = Clock()
    with TokenServer() as server:
        oauth = {"token_url": server.url, "client_id": "client", "refresh_token_env": "REFRESH"}
        imap = {"host": "imap.example", "username": "u", "oauth": oauth}
        account = {"name": "support", "address": "support@x.example", "imap": imap}
        settings = Settings.model_validate({"data_dir": tmp_path, "accounts": [account]})
        assert surroundings.unused(settings) == {}
        for days, told in ((74, []), (76, ["sign-in:support"])):
            clock.s = time.time() - days * 86400
            tokens(server, tmp_path, clock).access_token(renew=True)
            assert list(surroundings.unused(settings)) == told


@pytest.mark.parametrize(
    ("status", "error", "kind", "words"),
    [
        (400, "invalid_grant", Refused, "sign in again"),
        (401, "invalid_client", Refused, "client_id"),
        (400, "x" * 500, Refused, "client_id"),
        (429, "slow", Throttled, ""),
        (503, "slow", Throttled, ""),
        (500, "oops", Unreachable, ""),
    ],
)
def test_a_refusal_says_who_must_do_what(
    tmp_path: Path, status: int, error: str, kind: type[MailroomError], words: str
) -> None:
    with TokenServer(status=status, error=error, retry_after="7") as server, pytest.raises(kind) as caught:
        tokens(server, tmp_path).access_token()
    assert words in caught.value.mend
    assert "refresh-0" not in str(caught.value) + caught.value.mend
    assert len(str(caught.value)) < 200
    if isinstance(caught.value, Throttled):
        assert caught.value.retry_after_s == 7


def test_a_server_that_is_down_is_unreachable(tmp_path: Path) -> None:
    with TokenServer() as server:
        mine = tokens(server, tmp_path)
    with pytest.raises(Unreachable) as caught:
        mine.access_token()
    assert "token_url" in caught.value.mend


def test_what_is_missing_or_unsafe_is_a_wrong_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TokenServer() as server:
        with pytest.raises(Misconfigured, match="no refresh token"):
            tokens(server, tmp_path, refresh_token_env=None).access_token()
        with pytest.raises(Misconfigured, match="not https"):
            tokens(server, tmp_path, token_url="http://login.example.org/token").access_token()
        (tmp_path / "file").write_text("")
        with pytest.raises(Misconfigured, match="cannot be written"):
            tokens(server, tmp_path / "file").access_token()


def test_a_damaged_file_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "oauth").mkdir()
    (tmp_path / "oauth" / "support.json").write_text('{"origin": 3')
    with TokenServer() as server:
        assert tokens(server, tmp_path).access_token() == "access-1"


@pytest.mark.parametrize(
    "body", [b"[]", b"not json", b'{"access_token": 3}', b'{"access_token": "a\\nb"}', b"x" * 200_000]
)
def test_an_answer_without_a_token_is_no_token(tmp_path: Path, body: bytes) -> None:
    from intake.mailbox.oauth import _Kept

    with TokenServer() as server:
        mine = tokens(server, tmp_path)
        with pytest.raises(Unreachable):
            mine._understand(_Kept(origin="o", refresh_token="r", refreshed_at=0), 200, body, None)


def test_a_life_that_is_no_number_counts_as_an_hour(tmp_path: Path) -> None:
    from intake.mailbox.oauth import _Kept

    with TokenServer() as server:
        mine = tokens(server, tmp_path)
        body = b'{"access_token": "a", "expires_in": "soon"}'
        kept = mine._understand(_Kept(origin="o", refresh_token="r", refreshed_at=0), 200, body, None)
    assert kept.expires_at == 1_000_000 + 3600
    assert kept.refresh_token == "r"
