"""Mailboxes on servers of the tests."""

from pathlib import Path

from intake.mailbox import ImapMailbox
from tests.servers.accounts import account_on
from tests.servers.dovecot import Dovecot


def box_on(server: Dovecot, data_dir: Path, *, port: int = 0, **imap: object) -> ImapMailbox:
    return ImapMailbox(account_on(port or server.port, **imap), data_dir=data_dir)
