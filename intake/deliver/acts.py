"""What a person does with one draft by name, from the command line or the dashboard.

Each act is what they could do in their mail client: the draft moves to another folder, or another text
takes its place. Every act looks where the draft lies now, because people move it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from intake.config import AccountSettings
from intake.deliver.artefact import artefact_id
from intake.deliver.desk import TWO_PEOPLE
from intake.deliver.revise import reply_of, revised
from intake.errors import Misconfigured
from intake.ledger import Ledger, Row
from intake.ports import Mailbox

MAX_COPIES: Final = 10
"""More copies of one draft than this are nobody's work."""


class ActMailbox(Mailbox, Protocol):
    """A mailbox that also lists its folders; `ImapMailbox` is one."""

    def folder_names(self) -> Sequence[str]: ...

    def special(self, use: str) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many artefacts left the mailbox, and whether the reply had gone out before."""

    removed: int
    sent: bool


def place(box: ActMailbox, row: Row, account: AccountSettings) -> tuple[str, int] | None:
    """Folder and UID of a mail's artefact, wherever a person may have moved it."""
    if not row.artefact_folder or not row.artefact_message_id:
        return None
    folders, there = account.folders, set(box.folder_names())
    places = (row.artefact_folder, folders.review, folders.approved, folders.rejected)
    for folder in dict.fromkeys(p for p in places if p in there):
        uids = box.find(folder, row.artefact_message_id)
        if uids:
            return folder, uids[0]
    return None


def move(box: ActMailbox, row: Row, account: AccountSettings, to: str) -> bool:
    """Move the draft to a folder; False where it is nowhere any more."""
    found = place(box, row, account)
    if found is None:
        return False
    folder, uid = found
    if folder != to:
        box.ensure_folders([to])
        box.move(folder, uid, to)
    return True


def approve(
    box: ActMailbox, row: Row, account: AccountSettings, ledger: Ledger, *, risk: str, actor: str
) -> frozenset[str] | None:
    """Note who approves, and move the draft once enough people have; None where it is nowhere any more.

    The answer is everybody who has approved so far. With `risk` high it takes `TWO_PEOPLE`.
    """
    if place(box, row, account) is None:
        return None
    people = ledger.approvers(row.id)
    if actor not in people:
        ledger.note("approved", actor=actor, message=row.id)
        people |= {actor}
    if enough(people, risk):
        move(box, row, account, account.folders.approved)
    return people


def enough(people: frozenset[str], risk: str) -> bool:
    """Whether these people suffice to send a draft of a workflow with this risk."""
    return risk != "high" or len(people) >= TWO_PEOPLE


def undo(box: ActMailbox, row: Row, account: AccountSettings) -> Undone:
    """Take the artefact out of the mailbox. What was sent stays sent."""
    removed = 0
    while removed < MAX_COPIES and (found := place(box, row, account)) is not None:
        box.delete(*found)
        removed += 1
    folder = account.folders.sent or box.special("\\Sent")
    there = folder is not None and folder in box.folder_names()
    sent = there and bool(box.find(str(folder), artefact_id(row.digest, "sent", account)))
    return Undone(removed=removed, sent=sent)


def current_reply(box: ActMailbox, row: Row, account: AccountSettings) -> str | None:
    """The reply as it stands in the mailbox now; None where the draft is gone."""
    found = place(box, row, account)
    raw = box.fetch(*found) if found else None
    return reply_of(raw.raw) if raw is not None else None


def edit(box: ActMailbox, row: Row, account: AccountSettings, reply: str) -> None:
    """Put another text above the cut line.

    The new draft is laid down before the old one goes, both under the same Message-ID, so a crash leaves
    two, and `reconcile` keeps the older. Raises Misconfigured where the draft is gone or has lost its line.
    """
    found = place(box, row, account)
    raw = box.fetch(*found) if found else None
    if found is None or raw is None:
        raise Misconfigured("the draft is no longer in the mailbox", mend="look into the Sent folder")
    try:
        new = revised(raw.raw, reply)
    except ValueError as exc:
        raise Misconfigured(str(exc), mend="edit it in your mail client") from exc
    folder, uid = found
    box.append(folder, new, flags=["\\Draft"], at=raw.received_at)
    box.delete(folder, uid)
