"""Mailbox, ledger, workflows and artefacts compared; each difference named, and mended where that is safe.

| kind | means | mended |
| --- | --- | --- |
| never-seen | a mail lies in a watched folder that the ledger does not know | taken in by the next poll |
| stuck | a mail is in work and nobody works on it | back to the queue |
| workflow-stuck | the journal holds a run open that the ledger has ended | the run is cancelled |
| artefact-twice | two copies of one artefact | the later ones are deleted |
| artefact-missing | a decided mail has no artefact | no: see `mailroom show` |
| artefact-removed | an artefact lies in no folder any more: a person took it away | no, on purpose |
| artefact-unknown | an artefact of ours of which the ledger knows nothing, as after an old backup | no |
| unreachable | the mailbox or the journal does not answer | no |
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from intake.config import AccountSettings, Settings
from intake.errors import MailroomError
from intake.ledger import Ledger, Row
from intake.ports import Mailbox
from intake.workflow.journal import journal

Kind = Literal[
    "never-seen",
    "stuck",
    "workflow-stuck",
    "artefact-missing",
    "artefact-twice",
    "artefact-removed",
    "artefact-unknown",
    "unreachable",
]
STUCK_S = 900.0
"""A mail in work for longer than this is stuck; leases last seconds."""
LOOK_BACK_S = 30 * 86_400.0
"""How far back watched folders are compared with the ledger."""
MAX_LISTED = 5000
"""Artefacts of a folder that are listed by header in one go, the newest; others are searched one by one."""


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
    """Compare the newest `limit` mails of each account. Never lays an artefact a person took away."""
    checked, found = 0, [*_workflows(settings, ledger), *_stuck(ledger)]
    for account in settings.accounts:
        rows = ledger.rows(account=account.name, limit=limit)
        checked += len(rows)
        try:
            with mailbox(account) as box:
                found += _artefacts(box, account, rows)
                found += _unknown(box, ledger, account)
                found += _unseen(box, ledger, account)
        except MailroomError:
            found.append(Difference(kind="unreachable", id=account.name, mended=False))
    return Report(checked=checked, differences=tuple(found))


def _workflows(settings: Settings, ledger: Ledger) -> Iterator[Difference]:
    """Runs that the journal holds open although the ledger has ended them, or gone on to a later one."""
    try:
        with journal(settings) as held:
            for run in held.open_runs() if held is not None else ():
                row = ledger.row(run.mail)
                if row is None or row.state in {"done", "dead"} or row.run > run.run:
                    assert held is not None
                    held.cancel(run)
                    yield Difference(kind="workflow-stuck", id=str(run.mail), mended=True)
    except SQLAlchemyError:
        yield Difference(kind="unreachable", id="journal", mended=False)


def _stuck(ledger: Ledger) -> Iterator[Difference]:
    """Mails long in work whose worker gave no sign of life."""
    for row in ledger.orphans():
        if row.due_at < ledger.now() - STUCK_S:
            ledger.release(row)
            yield Difference(kind="stuck", id=str(row.id), mended=True)


def _artefacts(box: Mailbox, account: AccountSettings, rows: Sequence[Row]) -> Iterator[Difference]:
    f, listed = account.folders, dict[str, dict[str, list[int]]]()
    others = [f.approved, f.rejected, f.sent or box.special("\\Sent"), box.special("\\Trash")]
    for row in rows:
        if row.artefact_folder is None or row.artefact_message_id is None:
            if row.state == "done" and row.outcome in {"drafted", "escalated", "quarantined"}:
                yield Difference(kind="artefact-missing", id=str(row.id), mended=False)
            continue
        if row.artefact_state != "laid":
            continue
        home, name = row.artefact_folder, row.artefact_message_id
        if home not in listed:
            listed[home] = _listed(box, home)
        uids = sorted(listed[home].get(name) or box.find(home, name))
        if not uids and not any(box.find(place, name) for place in others if place and _there(box, place)):
            yield Difference(kind="artefact-removed", id=str(row.id), mended=False)
        for extra in uids[1:]:
            box.delete(home, extra)
        if len(uids) > 1:
            yield Difference(kind="artefact-twice", id=str(row.id), mended=True)


def _there(box: Mailbox, folder: str) -> bool:
    try:
        box.state(folder)
    except MailroomError:
        return False  # Approved is made only where sending is switched on
    return True


def _listed(box: Mailbox, folder: str) -> dict[str, list[int]]:
    """UIDs by Message-ID, of the newest messages."""
    found: dict[str, list[int]] = {}
    uids = box.uids(folder)[-MAX_LISTED:]
    for uid, headers in box.headers(folder, uids, ["Message-ID"]).items():
        found.setdefault("".join(headers.get("Message-ID", "").split()), []).append(uid)
    return found


def _unknown(box: Mailbox, ledger: Ledger, account: AccountSettings) -> Iterator[Difference]:
    f = account.folders
    for folder in dict.fromkeys((f.review, f.escalated, f.quarantine)):
        if not _there(box, folder):
            continue
        uids = box.uids(folder)[-MAX_LISTED:]
        names = ["X-Mailroom-Digest"]
        digests = {
            uid: h.get(names[0], "").strip().removeprefix("sha256:")
            for uid, h in box.headers(folder, uids, names).items()
        }
        known = ledger.known({d for d in digests.values() if d})
        for uid, digest in sorted(digests.items()):
            if digest and digest not in known:
                yield Difference(kind="artefact-unknown", id=f"{account.name}/{folder}/{uid}", mended=False)


def _unseen(box: Mailbox, ledger: Ledger, account: AccountSettings) -> Iterator[Difference]:
    """Mails below the cursor that the ledger does not know, though they came after the start."""
    for folder in account.folders.watch:
        cursor = ledger.cursor(account.name, folder)
        state = box.state(folder)
        if cursor is None or state.uidvalidity != cursor.uidvalidity:
            continue
        begin = datetime.fromtimestamp(max(cursor.started_at, ledger.now() - LOOK_BACK_S), UTC)
        there = [u for u in box.uids(folder, since=begin.date()) if u <= cursor.last_uid]
        known = ledger.uids(account.name, folder, cursor.uidvalidity, least=min(there, default=0))
        # What lay there before the first start is below the first mail that was ever taken in.
        first = ledger.first_uid(account.name, folder, cursor.uidvalidity)
        missed = [u for u in there if first is not None and first < u and u not in known]
        if missed:
            # The next poll takes them in: known mails are passed over by their key.
            ledger.set_cursor(account.name, folder, cursor.uidvalidity, min(missed) - 1)
        for uid in missed:
            yield Difference(kind="never-seen", id=f"{account.name}/{folder}/{uid}", mended=True)
