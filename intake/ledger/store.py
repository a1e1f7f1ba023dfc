"""The ledger's transactions: take in, hand out, decide, finish.

Every method is one transaction. A worker that lost its lease is told so by `Fenced`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, func, insert, or_, select, text, update

from intake.errors import Temporary
from intake.ledger import audit
from intake.ledger.tables import cursors, messages, outbox, raws
from intake.mail import RawMessage

_DECIDE_LOCK = 7_260_003
LEASE_S = 30.0
"""How long a worker holds a mail without a sign of life."""


class Fenced(Temporary):
    """Another worker has taken this mail over; whoever sees this stops at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the ledger keeps of a mail's headers."""

    message_id: str | None
    sender: str
    sender_name: str
    subject: str
    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mail as the ledger has it."""

    id: int
    account: str
    folder: str
    uidvalidity: int
    uid: int
    digest: str
    message_id: str | None
    sender: str
    sender_name: str
    subject: str
    thread: str
    flags: tuple[str, ...]
    size: int
    truncated: bool
    received_at: float
    seen_at: float
    decided_at: float | None
    finished_at: float | None
    state: str
    due_at: float
    owner: str | None
    run: int
    fence: int
    attempts: int
    waits: int
    outcome: str | None
    reason: str | None
    workflow: str | None
    error: str | None
    trace: str | None
    artefact_folder: str | None
    artefact_message_id: str | None
    artefact_uid: int | None
    artefact_state: str | None
    result: str | None


_COLUMNS = [messages.c[name] for name in Row.__dataclass_fields__]


def row_of(found: Any) -> Row:
    """A Row of a database row that holds its columns."""
    values = {name: getattr(found, name) for name in Row.__dataclass_fields__}
    values["flags"] = tuple(values["flags"].split())
    values["truncated"] = bool(values["truncated"])
    return Row(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    uidvalidity: int
    last_uid: int
    started_at: float
    polled_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An artefact waiting to be laid into the mailbox."""

    folder: str
    message_id: str
    data: bytes
    flags: tuple[str, ...]
    keyword: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided for a mail, ready to be written down."""

    outcome: str
    reason: str | None
    workflow: str | None
    result: str
    """The whole outcome as JSON."""
    parcel: Parcel | None = None
    tokens: int = 0
    cost: float = 0.0
    draft_to: str = ""


class Ledger:
    """All that Mailroom knows, on one database. Safe under threads."""

    def __init__(self, engine: Engine, now: Callable[[], float], *, anchor: Path | None = None) -> None:
        self.engine = engine
        self.now = now
        self.anchor = anchor

    # -- taking in ---------------------------------------------------------------------------------

    def cursor(self, account: str, folder: str) -> Cursor | None:
        with self.engine.connect() as db:
            found = db.execute(
                select(cursors).where(cursors.c.account == account, cursors.c.folder == folder)
            ).first()
        if found is None:
            return None
        return Cursor(
            uidvalidity=found.uidvalidity,
            last_uid=found.last_uid,
            started_at=found.started_at,
            polled_at=found.polled_at,
        )

    def set_cursor(self, account: str, folder: str, uidvalidity: int, last_uid: int) -> None:
        with self.engine.begin() as db:
            self._set_cursor(db, account, folder, uidvalidity, last_uid)

    def _set_cursor(self, db: Connection, account: str, folder: str, uidvalidity: int, last_uid: int) -> None:
        now = self.now()
        where = and_(cursors.c.account == account, cursors.c.folder == folder)
        done = db.execute(
            update(cursors).where(where).values(uidvalidity=uidvalidity, last_uid=last_uid, polled_at=now)
        )
        if not done.rowcount:
            db.execute(
                insert(cursors).values(
                    account=account,
                    folder=folder,
                    uidvalidity=uidvalidity,
                    last_uid=last_uid,
                    started_at=now,
                    polled_at=now,
                )
            )

    def take_in(
        self, mails: Sequence[tuple[RawMessage, Glance]], *, last_uid: int, settle_s: float = 0.0
    ) -> list[int]:
        """Store bytes, rows and the advanced cursor in one transaction; the ids that are new.

        A mail that is known under its key is passed over. One whose bytes are known elsewhere is
        recognised: its outcome is `ignored`, reason `duplicate of ID`.
        """
        fresh: list[int] = []
        with self.engine.begin() as db:
            if db.dialect.name == "postgresql":
                db.execute(text(f"SELECT pg_advisory_xact_lock({_DECIDE_LOCK})"))
            for mail, glance in mails:
                new = self._take_in(db, mail, glance, settle_s)
                if new is not None:
                    fresh.append(new)
            if mails:
                first = mails[0][0]
                self._set_cursor(db, first.account, first.folder, first.uidvalidity, last_uid)
        return fresh

    def _take_in(self, db: Connection, mail: RawMessage, glance: Glance, settle_s: float) -> int | None:
        now, digest = self.now(), mail.digest
        known = db.execute(
            select(messages.c.id).where(
                messages.c.account == mail.account,
                messages.c.folder == mail.folder,
                messages.c.uidvalidity == mail.uidvalidity,
                messages.c.uid == mail.uid,
            )
        ).first()
        if known is not None:
            return None
        twin = db.execute(
            select(messages.c.id, messages.c.account, messages.c.folder)
            .where(messages.c.digest == digest)
            .order_by(messages.c.id)
            .limit(1)
        ).first()
        if (
            twin is not None
            and mail.uidvalidity == 0
            and (twin.account, twin.folder) == (mail.account, mail.folder)
        ):
            return None  # UIDs mean nothing here; known bytes count as processed
        if twin is None and db.execute(select(raws.c.digest).where(raws.c.digest == digest)).first() is None:
            db.execute(insert(raws).values(digest=digest, data=mail.raw, stored_at=now))
        done = twin is not None
        reason = f"duplicate of {twin.id}" if twin is not None else None
        added = db.execute(
            insert(messages).values(
                account=mail.account,
                folder=mail.folder,
                uidvalidity=mail.uidvalidity,
                uid=mail.uid,
                digest=digest,
                message_id=glance.message_id,
                sender=glance.sender,
                sender_name=glance.sender_name,
                subject=glance.subject,
                thread=glance.thread,
                flags=" ".join(mail.flags),
                size=mail.size,
                truncated=int(mail.truncated),
                received_at=mail.received_at.timestamp(),
                seen_at=now,
                due_at=now + settle_s,
                state="done" if done else "waiting",
                outcome="ignored" if done else None,
                reason=reason,
                decided_at=now if done else None,
                finished_at=now if done else None,
            )
        )
        key = added.inserted_primary_key
        new = int(key[0]) if key is not None else 0
        audit.append(
            db,
            at=now,
            actor="agent",
            kind="received",
            message=new,
            facts={
                "account": mail.account,
                "folder": mail.folder,
                "uidvalidity": mail.uidvalidity,
                "uid": mail.uid,
                "digest": digest,
                "size": mail.size,
                "reason": reason,
            },
            personal={"from": glance.sender, "subject": glance.subject, "message_id": glance.message_id},
        )
        return new

    def remap(self, account: str, folder: str, uidvalidity: int, uid: int, digest: str) -> bool:
        """Give a known mail its new key after UIDVALIDITY changed; False where it is not known here."""
        with self.engine.begin() as db:
            found = db.execute(
                select(messages.c.id)
                .where(
                    messages.c.account == account,
                    messages.c.folder == folder,
                    messages.c.digest == digest,
                    messages.c.uidvalidity != uidvalidity,
                )
                .order_by(messages.c.id)
                .limit(1)
            ).first()
            if found is None:
                return False
            db.execute(
                update(messages).where(messages.c.id == found.id).values(uidvalidity=uidvalidity, uid=uid)
            )
        return True

    def raw(self, digest: str) -> bytes | None:
        with self.engine.connect() as db:
            found = db.execute(select(raws.c.data).where(raws.c.digest == digest)).first()
        return bytes(found.data) if found else None

    # -- handing out -------------------------------------------------------------------------------

    def claim(self, owner: str, limit: int, *, lease_s: float = LEASE_S) -> list[Row]:
        """Mails that are due, oldest first, now `working` for this owner."""
        now = self.now()
        with self.engine.begin() as db:
            query = (
                select(messages.c.id)
                .where(messages.c.state == "waiting", messages.c.due_at <= now)
                .order_by(messages.c.due_at, messages.c.id)
                .limit(limit)
            )
            if db.dialect.name == "postgresql":
                query = query.with_for_update(skip_locked=True)
            ids = [int(r.id) for r in db.execute(query)]
            if not ids:
                return []
            db.execute(
                update(messages)
                .where(messages.c.id.in_(ids), messages.c.state == "waiting")
                .values(
                    state="working",
                    owner=owner,
                    lease_until=now + lease_s,
                    run=messages.c.run + 1,
                    fence=messages.c.fence + 1,
                )
            )
            rows = db.execute(select(*_COLUMNS).where(messages.c.id.in_(ids)).order_by(messages.c.id)).all()
        return [row_of(r) for r in rows]

    def begin(self, ident: int, run: int, owner: str, *, lease_s: float = LEASE_S) -> Row | None:
        """Start or restart a run: the fence rises, so that an earlier worker of it can act no more.

        None where the mail is finished or another run has it.
        """
        with self.engine.begin() as db:
            done = db.execute(
                update(messages)
                .where(messages.c.id == ident, messages.c.run == run, messages.c.state == "working")
                .values(owner=owner, fence=messages.c.fence + 1, lease_until=self.now() + lease_s)
            )
            if not done.rowcount:
                return None
            return row_of(db.execute(select(*_COLUMNS).where(messages.c.id == ident)).one())

    def renew(self, owner: str, idents: Sequence[int], *, lease_s: float = LEASE_S) -> None:
        """A sign of life for the mails in hand."""
        if idents:
            with self.engine.begin() as db:
                db.execute(
                    update(messages)
                    .where(
                        messages.c.id.in_(list(idents)),
                        messages.c.owner == owner,
                        messages.c.state == "working",
                    )
                    .values(lease_until=self.now() + lease_s)
                )

    def holds(self, row: Row) -> bool:
        """Whether this worker's claim is still the newest."""
        with self.engine.connect() as db:
            fence = db.execute(
                select(messages.c.fence).where(messages.c.id == row.id, messages.c.state == "working")
            ).scalar()
        return fence == row.fence

    def orphans(self, *, all_of_them: bool = False) -> list[Row]:
        """Mails whose worker gave no sign of life (or all in work, for whoever holds the data folder alone)."""
        query = select(*_COLUMNS).where(messages.c.state == "working")
        if not all_of_them:
            query = query.where(messages.c.lease_until < self.now())
        with self.engine.connect() as db:
            return [row_of(r) for r in db.execute(query)]

    def release(self, row: Row, *, due_at: float | None = None) -> None:
        """Back to the queue, nothing counted."""
        with self.engine.begin() as db:
            db.execute(
                update(messages)
                .where(messages.c.id == row.id, messages.c.fence == row.fence, messages.c.state == "working")
                .values(state="waiting", owner=None, due_at=self.now() if due_at is None else due_at)
            )

    # -- deciding and finishing ----------------------------------------------------------------------

    def decide(
        self, row: Row, decision: Decision, *, cap: Callable[[Connection], str | None] | None = None
    ) -> str | None:
        """Write the outcome and its artefact down together.

        `cap` looks at the counts under the same lock; what it says is returned and nothing is written.
        Raises Fenced.
        """
        now = self.now()
        with self.engine.begin() as db:
            if cap is not None:
                if db.dialect.name == "postgresql":
                    db.execute(text(f"SELECT pg_advisory_xact_lock({_DECIDE_LOCK})"))
                why = cap(db)
                if why is not None:
                    return why
            self._fenced(
                db,
                row,
                decided_at=now,
                outcome=decision.outcome,
                reason=decision.reason,
                workflow=decision.workflow,
                result=decision.result,
                tokens=decision.tokens,
                cost=decision.cost,
            )
            db.execute(delete(outbox).where(outbox.c.message == row.id))
            parcel = decision.parcel
            if parcel is not None:
                db.execute(
                    insert(outbox).values(
                        message=row.id,
                        folder=parcel.folder,
                        artefact_id=parcel.message_id,
                        data=parcel.data,
                        flags=" ".join(parcel.flags),
                        keyword=parcel.keyword,
                    )
                )
            audit.append(
                db,
                at=now,
                actor="agent",
                kind="decided",
                message=row.id,
                facts={
                    "run": row.run,
                    "outcome": decision.outcome,
                    "workflow": decision.workflow,
                    "tokens": decision.tokens,
                    "cost": decision.cost,
                },
                personal={"reason": decision.reason, "to": decision.draft_to or None},
            )
        return None

    def parcel(self, ident: int) -> Parcel | None:
        with self.engine.connect() as db:
            found = db.execute(select(outbox).where(outbox.c.message == ident)).first()
        if found is None:
            return None
        return Parcel(
            folder=found.folder,
            message_id=found.artefact_id,
            data=bytes(found.data),
            flags=tuple(found.flags.split()),
            keyword=found.keyword,
        )

    def finish(self, row: Row, *, parcel: Parcel | None, uid: int | None, found: bool = False) -> None:
        """The artefact lies in the mailbox (or none is due): the mail is done. Raises Fenced."""
        now = self.now()
        with self.engine.begin() as db:
            self._fenced(
                db,
                row,
                state="done",
                finished_at=now,
                owner=None,
                error=None,
                trace=None,
                artefact_folder=parcel.folder if parcel else None,
                artefact_message_id=parcel.message_id if parcel else None,
                artefact_uid=uid,
                artefact_state="laid" if parcel else None,
            )
            db.execute(delete(outbox).where(outbox.c.message == row.id))
            audit.append(
                db,
                at=now,
                actor="agent",
                kind="delivered" if parcel else "closed",
                message=row.id,
                facts={
                    "run": row.run,
                    "folder": parcel.folder if parcel else None,
                    "uid": uid,
                    "found": found,
                    "artefact": parcel.message_id if parcel else None,
                },
            )

    def later(self, row: Row, *, error: str, due_at: float, counted: bool) -> None:
        """Try again at `due_at`; `counted` where the failure is the mail's own. Raises Fenced."""
        with self.engine.begin() as db:
            self._fenced(
                db,
                row,
                state="waiting",
                owner=None,
                due_at=due_at,
                error=error,
                attempts=messages.c.attempts + int(counted),
                waits=messages.c.waits + 1,
            )
            audit.append(
                db,
                at=self.now(),
                actor="agent",
                kind="retry",
                message=row.id,
                facts={"run": row.run, "due_at": due_at, "counted": counted},
                personal={"error": error},
            )

    def bury(self, row: Row, *, error: str, trace: str, parcel: Parcel | None, result: str) -> None:
        """Give a mail up: a dead letter, with the note that tells a person. Raises Fenced."""
        now = self.now()
        with self.engine.begin() as db:
            self._fenced(
                db,
                row,
                state="dead",
                owner=None,
                finished_at=now,
                decided_at=now,
                outcome="failed",
                reason=error,
                error=error,
                trace=trace,
                attempts=messages.c.attempts + 1,
                result=result,
                artefact_folder=parcel.folder if parcel else None,
                artefact_message_id=parcel.message_id if parcel else None,
                artefact_state="due" if parcel else None,
            )
            db.execute(delete(outbox).where(outbox.c.message == row.id))
            if parcel is not None:
                db.execute(
                    insert(outbox).values(
                        message=row.id,
                        folder=parcel.folder,
                        artefact_id=parcel.message_id,
                        data=parcel.data,
                        flags=" ".join(parcel.flags),
                        keyword=parcel.keyword,
                    )
                )
            audit.append(
                db,
                at=now,
                actor="agent",
                kind="dead letter",
                message=row.id,
                facts={"run": row.run},
                personal={"error": error},
            )

    def noted(self, ident: int, uid: int | None) -> None:
        """The note of a dead letter lies in the mailbox."""
        with self.engine.begin() as db:
            db.execute(
                update(messages).where(messages.c.id == ident).values(artefact_uid=uid, artefact_state="laid")
            )
            db.execute(delete(outbox).where(outbox.c.message == ident))

    def undelivered(self) -> list[Row]:
        """Dead letters whose note could not be laid yet."""
        with self.engine.connect() as db:
            query = select(*_COLUMNS).where(messages.c.state == "dead", messages.c.artefact_state == "due")
            return [row_of(r) for r in db.execute(query.limit(100))]

    def _fenced(self, db: Connection, row: Row, **values: Any) -> None:
        done = db.execute(
            update(messages)
            .where(messages.c.id == row.id, messages.c.fence == row.fence, messages.c.state == "working")
            .values(**values)
        )
        if not done.rowcount:
            raise Fenced(f"mail {row.id} was taken over by another worker")

    # -- reading -----------------------------------------------------------------------------------

    def row(self, ident: int) -> Row | None:
        with self.engine.connect() as db:
            found = db.execute(select(*_COLUMNS).where(messages.c.id == ident)).first()
        return row_of(found) if found else None

    def rows(
        self,
        *,
        state: str | None = None,
        account: str | None = None,
        outcome: str | None = None,
        since: float | None = None,
        limit: int = 1000,
        before: int | None = None,
    ) -> list[Row]:
        """Newest first."""
        query = select(*_COLUMNS).order_by(messages.c.id.desc()).limit(limit)
        for column, value in (
            (messages.c.state, state),
            (messages.c.account, account),
            (messages.c.outcome, outcome),
        ):
            if value is not None:
                query = query.where(column == value)
        if since is not None:
            query = query.where(messages.c.received_at >= since)
        if before is not None:
            query = query.where(messages.c.id < before)
        with self.engine.connect() as db:
            return [row_of(r) for r in db.execute(query)]

    def uids(self, account: str, folder: str, uidvalidity: int) -> set[int]:
        """UIDs of a folder that the ledger knows."""
        query = select(messages.c.uid).where(
            messages.c.account == account,
            messages.c.folder == folder,
            messages.c.uidvalidity == uidvalidity,
        )
        with self.engine.connect() as db:
            return set(db.execute(query).scalars())

    def undone(self, ident: int, *, actor: str) -> None:
        """A person took the effects back: the mail counts as ignored."""
        with self.engine.begin() as db:
            db.execute(
                update(messages)
                .where(messages.c.id == ident)
                .values(outcome="ignored", reason=f"undone by {actor}", artefact_state="undone")
            )
            audit.append(db, at=self.now(), actor=actor, kind="undone", message=ident)

    def pending(self) -> tuple[int, float | None]:
        """How many mails are not finished, and since when the oldest of them is due."""
        with self.engine.connect() as db:
            found = db.execute(
                select(func.count(), func.min(messages.c.due_at)).where(
                    or_(messages.c.state == "waiting", messages.c.state == "working")
                )
            ).one()
        return int(found[0]), found[1]

    def counts(self) -> dict[str, int]:
        """Finished mails by outcome."""
        query = (
            select(messages.c.outcome, func.count())
            .where(messages.c.outcome.is_not(None), messages.c.finished_at.is_not(None))
            .group_by(messages.c.outcome)
        )
        with self.engine.connect() as db:
            return {str(outcome): int(n) for outcome, n in db.execute(query)}

    def next_due(self) -> float | None:
        with self.engine.connect() as db:
            return db.execute(
                select(func.min(messages.c.due_at)).where(messages.c.state == "waiting")
            ).scalar()

    def note(
        self,
        kind: str,
        *,
        actor: str,
        message: int | None = None,
        facts: dict[str, object] | None = None,
        personal: dict[str, str | None] | None = None,
    ) -> None:
        """An audit entry of its own."""
        with self.engine.begin() as db:
            audit.append(
                db, at=self.now(), actor=actor, kind=kind, message=message, facts=facts, personal=personal
            )

    def again(self, ident: int, *, actor: str) -> bool:
        """A dead letter back to the queue; False where it is not one."""
        with self.engine.begin() as db:
            done = db.execute(
                update(messages)
                .where(messages.c.id == ident, messages.c.state == "dead")
                .values(
                    state="waiting",
                    due_at=self.now(),
                    attempts=0,
                    outcome=None,
                    reason=None,
                    decided_at=None,
                    finished_at=None,
                    result=None,
                )
            )
            if not done.rowcount:
                return False
            db.execute(delete(outbox).where(outbox.c.message == ident))
            audit.append(db, at=self.now(), actor=actor, kind="retry asked", message=ident)
        return True

    def seal(self) -> None:
        """Anchor the audit chain's head in its file."""
        if self.anchor is not None:
            audit.write_anchor(self.engine, self.anchor)


def result_of(row: Row) -> dict[str, Any]:
    """The stored outcome, `{}` where there is none."""
    try:
        value = json.loads(row.result) if row.result else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
