"""The account `support` on a server of this machine, and the demand for one."""

import os

import pytest

from intake.config import AccountSettings
from tests.servers import dovecot as dovecot_server

PASSWORD_ENV = "SUPPORT_PASSWORD"


def need_dovecot() -> None:
    if dovecot_server.available():
        return
    if os.environ.get("CI"):
        pytest.fail("dovecot-imapd is not installed, and CI must not skip what it holds")
    pytest.skip("dovecot-imapd is not installed")


def account_on(port: int, **imap: object) -> AccountSettings:
    """The account `support` on a server of this machine."""
    settings = {
        "host": "127.0.0.1",
        "port": port,
        "tls": "off",
        "username": "support",
        "password_env": PASSWORD_ENV,
        "timeout_s": 10,
    }
    return AccountSettings(
        name="support",
        address="support@example.com",
        imap={**settings, **imap},
        smtp={"host": "127.0.0.1", "port": 25, "tls": "off"},
    )
