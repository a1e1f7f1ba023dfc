"""Servers that the contract tests run on. A missing Dovecot fails in CI and skips elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.mailbox import ImapMailbox
from tests.servers.accounts import account_on, need_dovecot
from tests.servers.dovecot import Dovecot


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", "secret")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A fresh Dovecot with the user `support`."""
    need_dovecot()
    with Dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot, tmp_path: Path) -> Iterator[ImapMailbox]:
    box = ImapMailbox(account_on(dovecot.port), data_dir=tmp_path)
    yield box
    box.close()
