"""What is laid into the mailbox, and how it comes to lie there once."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from intake.config import AccountSettings
from intake.ledger.records import Parcel, Row
from intake.mail import RawMessage
from intake.ports import Mailbox


def lay(mailbox: Mailbox, parcel: Parcel) -> tuple[int | None, bool]:
    """Look, append, look again: where two workers raced, the lowest UID stays."""
    there = mailbox.find(parcel.folder, parcel.message_id)
    if there:
        return min(there), True
    uid = mailbox.append(parcel.folder, parcel.data, flags=parcel.flags)
    there = sorted(mailbox.find(parcel.folder, parcel.message_id))
    for extra in there[1:]:
        mailbox.delete(parcel.folder, extra)
    return (there[0] if there else uid), False


def raw_message(row: Row, raw: bytes) -> RawMessage:
    """The mail as it came, from the ledger."""
    return RawMessage(
        account=row.account,
        folder=row.folder,
        uidvalidity=row.uidvalidity,
        uid=row.uid,
        raw=raw,
        received_at=datetime.fromtimestamp(row.received_at, UTC),
        size=row.size,
        truncated=row.truncated,
        flags=row.flags,
    )


def dead_letter(row: Row, error: str, account: AccountSettings, now: datetime) -> Parcel:
    """The note in Escalated that tells a person of a mail that was given up."""
    note = EmailMessage(policy=SMTP)
    note["From"] = account.address
    note["To"] = account.address
    note["Subject"] = f"Not handled: {row.subject[:200]}" if row.subject else "Not handled: (no subject)"
    note["Date"] = format_datetime(now)
    ident = f"<{row.digest[:40]}.{row.id}.dead@mailroom.invalid>"
    note["Message-ID"] = ident
    source = row.message_id if row.message_id and row.message_id.isascii() else f"sha256:{row.digest}"
    note["X-Mailroom-Source"] = source
    note["X-Mailroom-Digest"] = f"sha256:{row.digest}"
    note["X-Mailroom-Run"] = f"{row.id}-{row.run}"
    note["Auto-Submitted"] = "auto-generated"
    if source == row.message_id:
        note["In-Reply-To"] = source
        note["References"] = source
    note.set_content(
        f"This mail could not be handled and was given up:\n\n  from     {row.sender}\n"
        f"  subject  {row.subject}\n  cause    {error}\n\nNext: answer it, or mend the cause and run\n"
        f"  mailroom retry {row.id}\n"
    )
    return Parcel(
        folder=account.folders.escalated,
        message_id=ident,
        data=note.as_bytes(),
        flags=(),
        keyword="$MailroomFailed",
    )
