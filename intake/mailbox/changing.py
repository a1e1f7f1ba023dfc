"""What is changed in a mailbox: an artefact appended, a keyword set, a draft moved or deleted."""

import imaplib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, IMAPClientReadOnlyError

from intake.errors import Refused
from intake.mailbox.folders import TRASH
from intake.mailbox.session import Session
from intake.mailbox.translate import is_missing

_APPENDUID: Final = re.compile(rb"\[APPENDUID \d{1,10} (\d{1,10})\]", re.I)


def append(
    session: Session, client: IMAPClient, folder: str, raw: bytes, flags: Sequence[str], at: datetime | None
) -> int | None:
    if not session.folders.fresh:
        session.list(client)
    name = session.name(folder)
    wanted = [f for f in flags if f.startswith("\\") or "\\*" in session.allows.get(name, ())]
    try:
        answer = client.append(name, raw, wanted, at)
    except IMAPClientError as exc:
        if isinstance(exc, imaplib.IMAP4.abort) or not is_missing(exc):
            raise
        # A person deleted the folder while we ran. Nothing was stored, so this is safe to do again.
        session.folders.fresh = False
        session.ensure(client, folder)
        answer = client.append(session.name(folder), raw, wanted, at)
    found = _APPENDUID.search(answer if isinstance(answer, bytes) else b"")
    return int(found[1]) if found else None


def add_flags(session: Session, client: IMAPClient, folder: str, uid: int, flags: Sequence[str]) -> None:
    try:
        session.writing(client, folder)
    except IMAPClientReadOnlyError:
        return
    name = session.name(folder)
    allowed = session.allows[name]
    known = {f.casefold() for f in allowed}
    wanted = [f for f in flags if _may_set(f, known)]
    if not wanted:
        return
    try:
        client.add_flags([uid], wanted, silent=True)
    except IMAPClientError as exc:
        if isinstance(exc, imaplib.IMAP4.abort) or any(f.startswith("\\") for f in wanted):
            raise
        # Exchange and full keyword tables answer NO or BAD; a keyword is a courtesy, the ledger knows.
        session.allows[name] = allowed - {"\\*"}


def move(session: Session, client: IMAPClient, folder: str, uid: int, to: str) -> None:
    session.writing(client, folder)
    _require_removal(session, folder)
    target = session.name(to)
    if client.has_capability("MOVE"):
        client.move([uid], target)
        return
    # A copy that failed raises, and nothing is deleted.
    client.copy([uid], target)
    _expunge(client, uid)


def delete(session: Session, client: IMAPClient, folder: str, uid: int) -> None:
    if not session.folders.fresh:
        session.list(client)
    trash = session.folders.special(TRASH)
    if client.has_capability("X-GM-EXT-1") and trash and trash != session.name(folder):
        # Deleting from a Gmail label only takes the label off, and the draft would stay in All Mail.
        move(session, client, folder, uid, trash)
        return
    session.writing(client, folder)
    _require_removal(session, folder)
    _expunge(client, uid)


def _require_removal(session: Session, folder: str) -> None:
    """Dovecot says OK to a STORE of a flag that the ACL forbids, and does nothing; so we look ourselves."""
    if "\\deleted" not in {f.casefold() for f in session.allows[session.name(folder)]}:
        raise Refused(
            f"{session.account.imap.username} may not take messages out of {folder}",
            mend=f"give it the rights t and e on {folder} (docs/howto/mailbox.md has the list)",
            account=session.account.name,
        )


def _may_set(flag: str, known: set[str]) -> bool:
    folded = flag.casefold()
    if folded == "\\seen":  # people's own mark; never ours to set
        return False
    return folded in known or (not flag.startswith("\\") and "\\*" in known)


def _expunge(client: IMAPClient, uid: int) -> None:
    client.add_flags([uid], ["\\Deleted"], silent=True)
    # A plain EXPUNGE would also remove what people marked as deleted. Without UIDPLUS the mark has to do.
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])
