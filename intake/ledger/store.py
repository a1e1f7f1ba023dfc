"""The ledger whole: arrivals, queue, and what is read from them."""

from collections.abc import Collection

from sqlalchemy import delete, func, or_, select, update

from intake.ledger import audit
from intake.ledger.arrivals import Arrivals
from intake.ledger.queue import Queue
from intake.ledger.records import (
    COLUMNS,
    Row,
    row_of,
)
from intake.ledger.tables import messages, outbox


class Ledger(Arrivals, Queue):
    """All that Mailroom knows, on one database. Safe under threads."""

    def row(self, ident: int) -> Row | None:
        with self.read() as db:
            found = db.execute(select(*COLUMNS).where(messages.c.id == ident)).first()
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
        query = select(*COLUMNS).order_by(messages.c.id.desc()).limit(limit)
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
        with self.read() as db:
            return [row_of(r) for r in db.execute(query)]

    def uids(self, account: str, folder: str, uidvalidity: int, *, least: int = 0) -> set[int]:
        """UIDs of a folder that the ledger knows, from `least` on."""
        query = select(messages.c.uid).where(
            messages.c.account == account,
            messages.c.folder == folder,
            messages.c.uidvalidity == uidvalidity,
            messages.c.uid >= least,
        )
        with self.read() as db:
            return set(db.execute(query).scalars())

    def first_uid(self, account: str, folder: str, uidvalidity: int) -> int | None:
        """The lowest UID of a folder that the ledger knows."""
        query = select(func.min(messages.c.uid)).where(
            messages.c.account == account,
            messages.c.folder == folder,
            messages.c.uidvalidity == uidvalidity,
        )
        with self.read() as db:
            return db.execute(query).scalar()

    def known(self, digests: Collection[str]) -> set[str]:
        """Those of the digests that some mail of the ledger has."""
        found, asked = set[str](), sorted(digests)
        with self.read() as db:
            for at in range(0, len(asked), 500):
                part = asked[at : at + 500]
                found |= set(
                    db.execute(select(messages.c.digest).where(messages.c.digest.in_(part))).scalars()
                )
        return found

    def undone(self, ident: int, *, actor: str) -> None:
        """A person took the effects back: the mail counts as ignored."""
        with self.write() as db:
            db.execute(
                update(messages)
                .where(messages.c.id == ident)
                .values(outcome="ignored", reason=f"undone by {actor}", artefact_state="undone")
            )
            audit.append(db, at=self.now(), actor=actor, kind="undone", message=ident)

    def pending(self) -> tuple[int, float | None]:
        """How many mails are not finished, and since when the oldest of them waits.

        That is since it was seen: one that is tried again and again is always due in a moment.
        """
        with self.read() as db:
            found = db.execute(
                select(func.count(), func.min(messages.c.seen_at)).where(
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
        with self.read() as db:
            return {str(outcome): int(n) for outcome, n in db.execute(query)}

    def next_due(self) -> float | None:
        with self.read() as db:
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
        with self.write() as db:
            audit.append(
                db, at=self.now(), actor=actor, kind=kind, message=message, facts=facts, personal=personal
            )

    def approvers(self, ident: int) -> frozenset[str]:
        """Who approved the draft of this mail by name, since it was last decided or taken back."""
        people: set[str] = set()
        for entry in audit.entries(self.engine, message=ident):
            if entry.kind == "approved":
                people.add(entry.actor)
            elif entry.kind in {"decided", "undone", "retry asked", "approval withdrawn"}:
                people.clear()
        return frozenset(people)

    def again(self, ident: int, *, actor: str) -> bool:
        """A dead letter back to the queue; False where it is not one."""
        with self.write() as db:
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
