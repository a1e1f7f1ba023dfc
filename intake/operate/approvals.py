"""Approved drafts of the running agent: the desk at work on the ledger.

What was claimed or sent is in the database, so it holds over a crash and over every machine.
"""

import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from intake.config import AccountSettings, Settings
from intake.config.secrets import known_secrets
from intake.deliver.approve import Drafted
from intake.deliver.desk import ApprovalDesk, DeskEvent, SendState
from intake.deliver.feedback import Feedback
from intake.ledger.judgements import Judgement, judge
from intake.ledger.records import Row, result_of, row_of
from intake.ledger.store import Ledger
from intake.ledger.tables import messages, sends
from intake.workflow.events import Event, Listener

if TYPE_CHECKING:
    from intake.mailbox import ImapMailbox


MAILBOX_ACTOR = "mailbox"
"""Whoever can move a draft in the mailbox: IMAP does not tell who it was."""


class Sends:
    """The desk's memory (`intake.deliver.SendLedger`) of one account, on the ledger."""

    def __init__(self, ledger: Ledger, account: str, settings: Settings | None = None) -> None:
        self._ledger = ledger
        self._settings = settings
        self._account = account

    def drafted(self, digest: str) -> Drafted | None:
        row = self._row(digest)
        draft = result_of(row).get("draft") if row is not None else None
        if row is None or not isinstance(draft, dict):
            return None
        claims = draft.get("claims") or []
        return Drafted(
            digest=row.digest,
            workflow=row.workflow,
            to=tuple(draft["to"]),
            subject=draft["subject"],
            in_reply_to=draft["in_reply_to"],
            references=tuple(draft["references"]),
            body=draft["body"],
            marked_body=draft["marked_body"],
            markers=max((c["n"] for claim in claims for c in claim["citations"]), default=0),
            folder=row.folder,
            uidvalidity=row.uidvalidity,
            uid=row.uid,
            approvers=self._ledger.approvers(row.id),
        )

    def state(self, message_id: str) -> SendState:
        with self._ledger.engine.connect() as db:
            held = db.execute(select(sends.c.state).where(sends.c.artefact_id == message_id)).scalar()
        return "sent" if held == "sent" else "claimed" if held == "claimed" else "new"

    def claim(self, message_id: str) -> bool:
        values = {"artefact_id": message_id, "account": self._account, "state": "claimed"}
        with contextlib.suppress(IntegrityError), self._ledger.write() as db:
            db.execute(insert(sends).values(**values, at=self._ledger.now()))
            return True
        return False

    def release(self, message_id: str) -> None:
        with self._ledger.write() as db:
            db.execute(delete(sends).where(sends.c.artefact_id == message_id, sends.c.state == "claimed"))

    def sent(self, message_id: str) -> None:
        now = self._ledger.now()
        with self._ledger.write() as db:
            done = db.execute(
                update(sends).where(sends.c.artefact_id == message_id).values(state="sent", at=now)
            )
            if not done.rowcount:  # found in Sent, though nothing here knew of it: an older backup
                values = {"artefact_id": message_id, "account": self._account, "state": "sent"}
                db.execute(insert(sends).values(**values, at=now))

    def sent_since(self, at: datetime) -> int:
        span = (sends.c.account == self._account, sends.c.at >= at.timestamp(), sends.c.state == "sent")
        with self._ledger.engine.connect() as db:
            return int(db.execute(select(func.count()).where(*span)).scalar_one())

    def feedback(self, given: Feedback) -> None:
        row = self._row(given.digest)
        if row is None:
            return
        rejected = given.verdict == "rejected"
        judgement = Judgement(
            message=row.id,
            at=self._ledger.now(),
            actor=MAILBOX_ACTOR,
            verdict=given.verdict,
            origin="rejected" if rejected else "approved",
            distance=given.distance,
            similarity=given.similarity,
        )
        judge(self._ledger, judgement, text=given.text if given.verdict == "edited" else None)
        # A draft that is sent leaves the folder, and its remarks with it: they are kept now.
        from intake.operate.collect import tagged

        tagged(self._settings, self._ledger, row, given.tags, actor=MAILBOX_ACTOR)

    def _row(self, digest: str) -> Row | None:
        """The mail of this account that a draft was made for."""
        query = select(*[messages.c[name] for name in Row.__dataclass_fields__]).where(
            messages.c.digest == digest,
            messages.c.account == self._account,
            messages.c.outcome == "drafted",
        )
        with self._ledger.engine.connect() as db:
            found = db.execute(query.order_by(messages.c.id).limit(1)).first()
        return row_of(found) if found else None


def approving(
    settings: Settings, account: AccountSettings, mailbox: "Callable[[AccountSettings], ImapMailbox]"
) -> Callable[[Ledger, Listener], None]:
    """The errand of one account: what was moved to Approved is checked and sent, to Rejected is counted."""
    made: list[ApprovalDesk] = []

    def work(ledger: Ledger, tell: Listener) -> None:
        if not made:
            from intake.deliver import SmtpSender

            sender = SmtpSender.of(account, data_dir=settings.data_dir)
            made.append(
                ApprovalDesk(
                    mailbox(account),
                    sender,
                    Sends(ledger, account.name, settings),
                    account,
                    settings,
                    secrets=known_secrets(settings),
                )
            )
        for event in made[0].tick():
            _note(ledger, account, event)
            tell(_told(account, event))

    return work


def _note(ledger: Ledger, account: AccountSettings, event: DeskEvent) -> None:
    """Who sent what stands in the audit log; what merely waits does not."""
    if event.kind in {"waiting", "unknown"} or event.digest is None:
        return
    with ledger.engine.connect() as db:
        query = select(messages.c.id).where(
            messages.c.digest == event.digest,
            messages.c.account == account.name,
            messages.c.outcome == "drafted",
        )
        ident = db.execute(query.order_by(messages.c.id).limit(1)).scalar()
    facts: dict[str, object] = {"folder": event.folder, "name": event.name, "sent_as": event.message_id}
    ledger.note(f"desk {event.kind}", actor=MAILBOX_ACTOR, message=ident, facts=facts)


def _told(account: AccountSettings, event: DeskEvent) -> Event:
    detail = f": {event.detail}" if event.detail else ""
    return Event(
        kind="notice",
        account=account.name,
        text=f"{account.name}: {event.folder}/{event.uid} {event.kind}{detail}",
        fields={"desk": event.kind, "name": event.name},
    )
