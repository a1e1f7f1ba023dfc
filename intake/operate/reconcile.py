"""Mailbox, ledger and artefacts compared; each difference named, and mended where that is safe."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from intake.config import AccountSettings, Settings
from intake.errors import MailroomError
from intake.ledger import Ledger, Row
from intake.ports import Mailbox

Kind = Literal["never-seen", "artefact-missing", "artefact-twice", "artefact-removed", "stuck", "unreachable"]
STUCK_S = 900.0
"""A mail in work for longer than this is stuck; leases last seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    kind: Kind
    id: str
    """Of the mail, or `account/folder/uid` where the ledger has none."""
    mended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    checked: int
    differences: tuple[Difference, ...]


def reconcile(
    settings: Settings,
    ledger: Ledger,
    mailbox: Callable[[AccountSettings], AbstractContextManager[Mailbox]],
    *,
    limit: int = 2000,
) -> Report:
    """Compare the newest `limit` mails of each account. Never lays an artefact a person took away.

    An artefact that lies nowhere in its folder was moved or removed by a person: that is told, not undone.
    """
    checked, found = 0, list[Difference]()
    for account in settings.accounts:
        rows = ledger.rows(account=account.name, limit=limit)
        checked += len(rows)
        found += [_stuck(ledger, row) for row in rows if _is_stuck(ledger, row)]
        try:
            with mailbox(account) as box:
                found += _artefacts(box, rows)
                found += _unseen(box, ledger, account)
        except MailroomError:
            found.append(Difference(kind="unreachable", id=account.name, mended=False))
    return Report(checked=checked, differences=tuple(found))


def _is_stuck(ledger: Ledger, row: Row) -> bool:
    held = ledger.now() - STUCK_S
    return row.state == "working" and row.due_at < held and row in ledger.orphans()


def _stuck(ledger: Ledger, row: Row) -> Difference:
    ledger.release(row)
    return Difference(kind="stuck", id=str(row.id), mended=True)


def _artefacts(box: Mailbox, rows: list[Row]) -> list[Difference]:
    found = []
    for row in rows:
        if row.artefact_folder is None or row.artefact_message_id is None:
            if row.state == "done" and row.outcome in {"drafted", "quarantined"}:
                found.append(Difference(kind="artefact-missing", id=str(row.id), mended=False))
            continue
        if row.artefact_state != "laid":
            continue
        uids = sorted(box.find(row.artefact_folder, row.artefact_message_id))
        if not uids:
            found.append(Difference(kind="artefact-removed", id=str(row.id), mended=False))
        for extra in uids[1:]:
            box.delete(row.artefact_folder, extra)
        if len(uids) > 1:
            found.append(Difference(kind="artefact-twice", id=str(row.id), mended=True))
    return found


def _unseen(box: Mailbox, ledger: Ledger, account: AccountSettings) -> list[Difference]:
    """Mails below the cursor that the ledger does not know, though they came after the start."""
    from datetime import UTC, datetime

    found = []
    for folder in account.folders.watch:
        cursor = ledger.cursor(account.name, folder)
        state = box.state(folder)
        if cursor is None or state.uidvalidity != cursor.uidvalidity:
            continue
        known = ledger.uids(account.name, folder, cursor.uidvalidity)
        if not known:
            continue
        begin = datetime.fromtimestamp(cursor.started_at, UTC)
        missed = [
            u
            for u in box.uids(folder, since=begin.date())
            if min(known) < u <= cursor.last_uid and u not in known
        ]
        if missed:
            # The next poll takes them in: known mails are passed over by their key.
            ledger.set_cursor(account.name, folder, cursor.uidvalidity, min(missed) - 1)
        found += [
            Difference(kind="never-seen", id=f"{account.name}/{folder}/{u}", mended=True) for u in missed
        ]
    return found
