"""Taking in: bytes, rows and cursor in one transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, insert, select, text, update

from intake.ledger import audit
from intake.ledger.desk import Desk
from intake.ledger.records import (
    DECIDE_LOCK,
    Cursor,
    Fenced,
    Glance,
)
from intake.ledger.tables import cursors, leases, messages, raws
from intake.mail import RawMessage


class Arrivals(Desk):
    """What comes in, and what is recognised."""

    def cursor(self, account: str, folder: str) -> Cursor | None:
        with self.read() as db:
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
        with self.write() as db:
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
        self,
        mails: Sequence[tuple[RawMessage, Glance]],
        *,
        last_uid: int,
        settle_s: float = 0.0,
        lease: tuple[str, str] | None = None,
    ) -> list[int]:
        """Store bytes, rows and the advanced cursor in one transaction; the ids that are new.

        A mail that is known under its key is passed over. One whose bytes are known elsewhere is
        recognised: its outcome is `ignored`, reason `duplicate of ID`. With `lease` (its name and our owner)
        nothing is written once another poller has it; then Fenced is raised.
        """
        fresh: list[int] = []
        with self.write() as db:
            if db.dialect.name == "postgresql":
                db.execute(text(f"SELECT pg_advisory_xact_lock({DECIDE_LOCK})"))
            if lease is not None:
                holder = db.execute(
                    select(leases.c.owner).where(leases.c.name == lease[0]).with_for_update()
                ).scalar()
                if holder != lease[1]:
                    raise Fenced(f"{lease[0]} was taken over by {holder}")
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
        with self.write() as db:
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
        with self.read() as db:
            found = db.execute(select(raws.c.data).where(raws.c.digest == digest)).first()
        return bytes(found.data) if found else None
