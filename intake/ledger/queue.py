"""The queue: handing mails out under leases, and what becomes of a run.

A worker that lost its lease is told so by `Fenced`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, text, update

from intake.ledger import audit
from intake.ledger.desk import Desk
from intake.ledger.records import (
    COLUMNS,
    DECIDE_LOCK,
    LEASE_S,
    Decision,
    Fenced,
    Parcel,
    Row,
    row_of,
)
from intake.ledger.tables import audit as log
from intake.ledger.tables import leases, messages, outbox

LOOKED_BACK = 2000
"""Audit entries among which one of a later time is looked for: more than are written between two looks."""
SKEW_S = 600.0
"""A clock that went back by more than this did so; by less, another machine's may be ahead of ours."""


class Queue(Desk):
    """Who works on what, and how it ended."""

    def claim(self, owner: str, limit: int, *, lease_s: float = LEASE_S) -> list[Row]:
        """Mails that are due, oldest first, now `working` for this owner."""
        now = self.now()
        with self.write() as db:
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
            rows = db.execute(select(*COLUMNS).where(messages.c.id.in_(ids)).order_by(messages.c.id)).all()
        return [row_of(r) for r in rows]

    def begin(self, ident: int, run: int, owner: str, *, lease_s: float = LEASE_S) -> Row | None:
        """Start or restart a run: the fence rises, so that an earlier worker of it can act no more.

        None where the mail is finished or another run has it.
        """
        with self.write() as db:
            done = db.execute(
                update(messages)
                .where(messages.c.id == ident, messages.c.run == run, messages.c.state == "working")
                .values(owner=owner, fence=messages.c.fence + 1, lease_until=self.now() + lease_s)
            )
            if not done.rowcount:
                return None
            return row_of(db.execute(select(*COLUMNS).where(messages.c.id == ident)).one())

    def renew(self, owner: str, idents: Sequence[int], *, lease_s: float = LEASE_S) -> None:
        """A sign of life for the mails in hand."""
        if idents:
            with self.write() as db:
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
        with self.read() as db:
            fence = db.execute(
                select(messages.c.fence).where(messages.c.id == row.id, messages.c.state == "working")
            ).scalar()
        return fence == row.fence

    def orphans(self, *, all_of_them: bool = False) -> list[Row]:
        """Mails whose worker gave no sign of life; all in work for whoever holds the data folder alone."""
        query = select(*COLUMNS).where(messages.c.state == "working")
        if not all_of_them:
            query = query.where(messages.c.lease_until < self.now())
        with self.read() as db:
            return [row_of(r) for r in db.execute(query)]

    def clock_went_back(self) -> float:
        """Seconds that the clock went back since it was last noted to; 0 where it did not.

        Then whatever was put off or leased by the clock of before would wait as long again: mails are due,
        and leases end, as they were to by that clock. It is noted in the audit, so that it is done once.
        """
        newest = (
            select(log.c.seq, log.c.kind, log.c.at).order_by(log.c.seq.desc()).limit(LOOKED_BACK).subquery()
        )
        noted = select(func.max(newest.c.seq)).where(newest.c.kind == "clock").scalar_subquery()
        latest = select(func.max(newest.c.at)).where(newest.c.seq > func.coalesce(noted, -1))
        with self.read() as db:
            back = (db.execute(latest).scalar() or 0.0) - self.now()
        if back <= SKEW_S:
            return 0.0
        with self.write() as db:
            now = self.now()
            soon = case((messages.c.due_at - back > now, messages.c.due_at - back), else_=now)
            waits = (messages.c.state == "waiting", messages.c.due_at > now)
            moved = db.execute(update(messages).where(*waits).values(due_at=soon)).rowcount
            held = (messages.c.state == "working", messages.c.lease_until > now + SKEW_S)
            db.execute(update(messages).where(*held).values(lease_until=now + LEASE_S))
            db.execute(update(leases).where(leases.c.until > now + SKEW_S).values(until=now + LEASE_S))
            facts: dict[str, object] = {"back_s": round(back, 1), "mails": moved}
            audit.append(db, at=now, actor="agent", kind="clock", facts=facts)
        return back

    def release(self, row: Row, *, due_at: float | None = None) -> None:
        """Back to the queue, nothing counted."""
        with self.write() as db:
            db.execute(
                update(messages)
                .where(messages.c.id == row.id, messages.c.fence == row.fence, messages.c.state == "working")
                .values(state="waiting", owner=None, due_at=self.now() if due_at is None else due_at)
            )

    def decide(
        self, row: Row, decision: Decision, *, cap: Callable[[Connection], str | None] | None = None
    ) -> str | None:
        """Write the outcome and its artefact down together.

        `cap` looks at the counts under the same lock; what it says is returned and nothing is written.
        Raises Fenced.
        """
        now = self.now()
        with self.write() as db:
            if cap is not None:
                if db.dialect.name == "postgresql":
                    db.execute(text(f"SELECT pg_advisory_xact_lock({DECIDE_LOCK})"))
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
            _put_out(db, row.id, decision.parcel)
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
        with self.read() as db:
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
        with self.write() as db:
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
        with self.write() as db:
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
        with self.write() as db:
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
            _put_out(db, row.id, parcel)
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
        with self.write() as db:
            db.execute(
                update(messages).where(messages.c.id == ident).values(artefact_uid=uid, artefact_state="laid")
            )
            db.execute(delete(outbox).where(outbox.c.message == ident))

    def undelivered(self) -> list[Row]:
        """Dead letters whose note could not be laid yet."""
        with self.read() as db:
            query = select(*COLUMNS).where(messages.c.state == "dead", messages.c.artefact_state == "due")
            return [row_of(r) for r in db.execute(query.limit(100))]

    def _fenced(self, db: Connection, row: Row, **values: Any) -> None:
        done = db.execute(
            update(messages)
            .where(messages.c.id == row.id, messages.c.fence == row.fence, messages.c.state == "working")
            .values(**values)
        )
        if not done.rowcount:
            raise Fenced(f"mail {row.id} was taken over by another worker")


def _put_out(db: Connection, ident: int, parcel: Parcel | None) -> None:
    """The artefact that is to be laid for a mail, in place of an earlier run's."""
    db.execute(delete(outbox).where(outbox.c.message == ident))
    if parcel is not None:
        db.execute(
            insert(outbox).values(
                message=ident,
                folder=parcel.folder,
                artefact_id=parcel.message_id,
                data=parcel.data,
                flags=" ".join(parcel.flags),
                keyword=parcel.keyword,
            )
        )
