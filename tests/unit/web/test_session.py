"""The door of the dashboard: who gets in, and for how long."""

from pathlib import Path

import pytest

from intake.config import WebSettings
from intake.web.session import MAX_FAILURES, WINDOW_S, Door, hash_password, signing_key, verified

HASH = hash_password("correct horse")


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def door(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setenv("ANA_HASH", HASH)
    users = [{"name": "ana", "role": "reviewer", "password_hash_env": "ANA_HASH"}]
    return Door(settings=WebSettings.model_validate({"users": users}), key=b"k" * 32, now=hand)


def test_a_hash_fits_its_password_alone() -> None:
    assert verified("correct horse", HASH)
    assert not verified("correct horsf", HASH)
    assert hash_password("correct horse") != HASH


@pytest.mark.parametrize(
    "stored", ["", "x", "scrypt$x$8$1$a$b", "scrypt$1073741824$8$1$AAAA$AAAA", "md5$1$1$1$a$b"]
)
def test_a_hash_that_cannot_be_read_or_would_eat_the_memory_fits_nothing(stored: str) -> None:
    assert not verified("correct horse", stored)


def test_who_signs_in_is_known_with_a_role_until_the_day_is_over(door: Door, hand: Hand) -> None:
    cookie = door.sign_in("ana", "correct horse", "10.0.0.1")
    person = door.person(cookie, {}, "10.0.0.1")
    assert person is not None
    assert (person.name, person.role) == ("ana", "reviewer")
    hand.at += 13 * 3600
    assert door.person(cookie, {}, "10.0.0.1") is None


def test_a_changed_cookie_is_nobodys(door: Door) -> None:
    cookie = door.sign_in("ana", "correct horse", "10.0.0.1")
    assert cookie is not None
    for wrong in (cookie[:-1] + "A", "A" + cookie[1:], cookie.split(".")[0], "", "é.é", "." * 2000):
        assert door.person(wrong, {}, "10.0.0.1") is None


def test_a_person_taken_out_of_the_configuration_is_out_at_once(door: Door, hand: Hand) -> None:
    cookie = door.sign_in("ana", "correct horse", "10.0.0.1")
    later = Door(settings=WebSettings(), key=b"k" * 32, now=hand)
    assert later.person(cookie, {}, "10.0.0.1") is None


def test_wrong_passwords_cost_patience_and_only_their_own_address(door: Door, hand: Hand) -> None:
    for _ in range(MAX_FAILURES):
        assert door.wait_s("10.0.0.1") == 0
        assert door.sign_in("ana", "wrong", "10.0.0.1") is None
    assert 0 < door.wait_s("10.0.0.1") <= WINDOW_S
    assert door.wait_s("10.0.0.2") == 0
    hand.at += WINDOW_S
    assert door.wait_s("10.0.0.1") == 0


def test_the_proxys_word_counts_from_the_proxy_alone(hand: Hand) -> None:
    web = WebSettings.model_validate(
        {"proxy_header": "X-User", "trusted_proxies": ["10.0.0.9"], "users": [{"name": "ana"}]}
    )
    door = Door(settings=web, key=b"k" * 32, now=hand)
    assert door.person(None, {"x-user": "ana"}, "10.0.0.9") is not None
    assert door.person(None, {"x-user": "ana"}, "10.0.0.1") is None
    assert door.person(None, {"x-user": "eve"}, "10.0.0.9") is None


def test_the_key_of_the_terminal_opens_only_a_house_without_users(hand: Hand, door: Door) -> None:
    alone = Door(settings=WebSettings(), key=b"k" * 32, now=hand, key_of_the_house="open")
    cookie = alone.sign_in_by_key("open", "127.0.0.1")
    person = alone.person(cookie, {}, "127.0.0.1")
    assert person is not None
    assert person.role == "admin"
    assert alone.sign_in_by_key("wrong", "127.0.0.1") is None
    assert door.sign_in_by_key("open", "127.0.0.1") is None
    again = Door(settings=WebSettings(), key=b"k" * 32, now=hand, key_of_the_house="another")
    assert again.person(cookie, {}, "127.0.0.1") is None, "a new start has a new key"


def test_the_signing_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert len(key) == 32
    assert signing_key(tmp_path) == key
    assert (tmp_path / "web.key").stat().st_mode & 0o077 == 0
