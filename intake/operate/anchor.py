"""Anchors of the audit chain in a mailbox: out of reach of who can change the database."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from intake.config import AccountSettings
from intake.deliver.desk import DeskMailbox

FOLDER: Final = "Audit"
HEADER: Final = "X-Mailroom-Audit"
MAX_ANCHORS: Final = 5000


def lay(box: DeskMailbox, account: AccountSettings, head: tuple[int, str]) -> None:
    """Append the head of the chain as a mail, once."""
    seq, digest = head
    ident = f"<mailroom.audit.{seq}.{digest[:32]}@{account.address.rpartition('@')[2]}>"
    box.ensure_folders([FOLDER])
    if box.find(FOLDER, ident):
        return
    note = EmailMessage(policy=SMTP)
    note["From"] = note["To"] = account.address
    note["Subject"] = f"Audit anchor {seq}"
    note["Date"] = format_datetime(datetime.now(UTC))
    note["Message-ID"] = ident
    note[HEADER] = f"{seq} {digest}"
    note["Auto-Submitted"] = "auto-generated"
    note.set_content(
        f"Entry {seq} of the audit log has the hash\n{digest}\n\n"
        "Keep this mail: `mailroom audit verify --account` reads it.\n"
    )
    box.append(FOLDER, note.as_bytes(), flags=("\\Seen",))


def anchored(box: DeskMailbox) -> dict[int, str]:
    """The heads that lie in the mailbox, by number. Of two with one number the first counts."""
    box.ensure_folders([FOLDER])
    uids = box.uids(FOLDER)[-MAX_ANCHORS:]
    pins: dict[int, str] = {}
    for _, headers in sorted(box.headers(FOLDER, uids, [HEADER]).items()):
        found = re.fullmatch(r"\s*(\d{1,18}) ([0-9a-f]{64})\s*", headers.get(HEADER, ""))
        if found:
            pins.setdefault(int(found[1]), found[2])
    return pins
