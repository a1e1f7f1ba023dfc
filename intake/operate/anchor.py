"""Anchors of the audit chain in a mailbox or a file: out of reach of who can change the database."""

import contextlib
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from intake.config import AccountSettings, Settings
from intake.deliver.desk import DeskMailbox
from intake.ledger import Ledger, audit

if TYPE_CHECKING:
    from intake.mailbox import ImapMailbox

FOLDER: Final = "Audit"
HEADER: Final = "X-Mailroom-Audit"
MAX_ANCHORS: Final = 5000
_LINE = re.compile(r"\s*(\d{1,18}) ([0-9a-f]{64})(?: \S+)?\s*")


def note(
    settings: Settings, mailbox: "Callable[[AccountSettings], ImapMailbox]", ledger: Ledger
) -> tuple[int, str] | None:
    """Note the head wherever `audit` says; None while the log is empty."""
    head = audit.head(ledger.engine)
    if head is None:
        return None
    if settings.audit.file is not None:
        write(settings.audit.file, head)
    if settings.audit.mailbox is not None:
        account = settings.account(settings.audit.mailbox)
        with contextlib.closing(mailbox(account)) as box:
            lay(box, account, head)
    return head


def write(path: Path, head: tuple[int, str]) -> None:
    """Add the head as a line; what stands there is never touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{head[0]} {head[1]} {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n")
        file.flush()
        os.fsync(file.fileno())


def written(path: Path) -> dict[int, str]:
    """The heads that stand in the file, by number; of two with one number the first counts."""
    pins: dict[int, str] = {}
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return pins
    for found in filter(None, map(_LINE.fullmatch, lines)):
        pins.setdefault(int(found[1]), found[2])
    return pins


def lay(box: DeskMailbox, account: AccountSettings, head: tuple[int, str]) -> None:
    """Append the head of the chain as a mail, once."""
    seq, digest = head
    ident = f"<mailroom.audit.{seq}.{digest[:32]}@{account.address.rpartition('@')[2]}>"
    box.ensure_folders([FOLDER])
    if box.find(FOLDER, ident):
        return
    mail = EmailMessage(policy=SMTP)
    mail["From"] = mail["To"] = account.address
    mail["Subject"] = f"Audit anchor {seq}"
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = ident
    mail[HEADER] = f"{seq} {digest}"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(
        f"Entry {seq} of the audit log has the hash\n{digest}\n\n"
        "Keep this mail: `mailroom audit verify --account` reads it.\n"
    )
    box.append(FOLDER, mail.as_bytes(), flags=("\\Seen",))


def anchored(box: DeskMailbox) -> dict[int, str]:
    """The heads that lie in the mailbox, by number. Of two with one number the first counts."""
    box.ensure_folders([FOLDER])
    uids = box.uids(FOLDER)[-MAX_ANCHORS:]
    pins: dict[int, str] = {}
    for _, headers in sorted(box.headers(FOLDER, uids, [HEADER]).items()):
        found = _LINE.fullmatch(headers.get(HEADER, ""))
        if found:
            pins.setdefault(int(found[1]), found[2])
    return pins
