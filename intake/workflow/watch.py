"""From the mailbox into the ledger: poll, IDLE, and what to do when UIDs lose their meaning."""

import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from intake.config import AccountSettings
from intake.config.base import duration_s
from intake.errors import MailroomError, Permanent
from intake.ledger import Cursor, Ledger
from intake.ledger.records import Fenced, Glance
from intake.mail import RawMessage
from intake.ports import FolderState, Mailbox
from intake.workflow.events import Event, Listener
from intake.workflow.glance import glance
from intake.workflow.lease import TERM_S, Lease

CHUNK = 25
"""Mails fetched before they are committed together: few enough for memory, enough for speed."""
CHUNK_BYTES = 30_000_000
MAX_WAIT_S = 120.0
_SLACK = timedelta(days=1)
"""INTERNALDATE searches know days only, and clocks differ."""


class Watcher:
    """Polls one account into the ledger. One thread, one connection."""

    def __init__(
        self,
        account: AccountSettings,
        mailbox: Mailbox,
        ledger: Ledger,
        *,
        on_new: Callable[[list[int]], None],
        listener: Listener,
        since: str | None = None,
        lease: Lease | None = None,
    ) -> None:
        self.account = account
        self._mailbox = mailbox
        self._ledger = ledger
        self._on_new = on_new
        self._tell = listener
        self._since = since
        self._lease = lease
        self._ready = False

    def poll(self) -> int:
        """Take in all that is new in each watched folder; how many that were. Raises errors of ours."""
        if not self._ready:
            self._mailbox.connect()
            folders = self.account.folders
            self._mailbox.ensure_folders([folders.review, folders.escalated, folders.quarantine])
            self._ready = True
        return sum(self._poll_folder(folder) for folder in self.account.folders.watch)

    def watch(self, stop: threading.Event) -> None:
        """Poll and wait, until stopped; a lost connection is taken up again with growing pauses."""
        failures, told = 0, False
        imap = self.account.imap
        while not stop.is_set():
            try:
                if self._lease is not None and not self._lease.hold():
                    stop.wait(2.0)
                    continue
                self.poll()
                if not told or failures:
                    self._tell(
                        Event(
                            kind="watching",
                            account=self.account.name,
                            text=f"{self.account.name}: watching {', '.join(self.account.folders.watch)}",
                        )
                    )
                told, failures = True, 0
                idle_s = min(imap.idle_s, imap.poll_s)
                if len(self.account.folders.watch) > 1:
                    idle_s = min(idle_s, 10.0)
                if self._lease is not None:
                    idle_s = min(idle_s, TERM_S / 3)  # it is renewed by each turn
                if not stop.is_set():
                    self._mailbox.wait(self.account.folders.watch[0], idle_s)
            except Fenced:
                told = False  # we slept past our lease; whoever has it now goes on where we stopped
            except MailroomError as exc:
                failures += 1
                self._ready = False
                self._mailbox.close()
                wait = min(MAX_WAIT_S, 0.5 * 2.0 ** min(failures, 10)) * random.uniform(0.75, 1.25)
                if isinstance(exc, Permanent):
                    wait = max(wait, 30.0)
                self._tell(
                    Event(
                        kind="unreachable",
                        account=self.account.name,
                        fields={"wait_s": round(wait, 1)},
                        text=f"{self.account.name}: {exc}" + (f" ({exc.mend})" if exc.mend else ""),
                    )
                )
                stop.wait(wait)
        if self._lease is not None:
            self._lease.give_up()
        self._mailbox.close()

    def _poll_folder(self, folder: str) -> int:
        state = self._mailbox.state(folder)
        cursor = self._ledger.cursor(self.account.name, folder)
        if cursor is None:
            cursor = self._first(folder, state)
        if state.uidvalidity and cursor.uidvalidity and state.uidvalidity != cursor.uidvalidity:
            return self._remap(folder, state, cursor)
        if not state.uidvalidity and state.uidnext and state.uidnext <= cursor.last_uid:
            # Without UIDVALIDITY a lower UIDNEXT may mean new UIDs: known bytes are passed over by digest.
            return self._take(folder, self._mailbox.uids(folder), cursor.uidvalidity, 0)
        uids = [u for u in self._mailbox.uids(folder, after=cursor.last_uid) if u > cursor.last_uid]
        return self._take(folder, uids, state.uidvalidity, cursor.last_uid)

    def _first(self, folder: str, state: FolderState) -> Cursor:
        """Where to begin: what arrives from now on, or as far back as `since` says."""
        since = self._since or self.account.since
        if since == "all":
            last = 0
        elif duration_s(since) == 0:
            last = state.uidnext - 1 if state.uidnext else max(self._mailbox.uids(folder), default=0)
        else:
            begin = datetime.fromtimestamp(self._ledger.now(), UTC) - timedelta(seconds=duration_s(since))
            found = self._mailbox.uids(folder, since=begin.date())
            last = found[0] - 1 if found else max(state.uidnext - 1, 0)
        self._ledger.set_cursor(self.account.name, folder, state.uidvalidity, last)
        found_cursor = self._ledger.cursor(self.account.name, folder)
        assert found_cursor is not None
        return found_cursor

    def _take(self, folder: str, uids: list[int], uidvalidity: int, last: int) -> int:
        taken, batch, size = 0, list[tuple[RawMessage, Glance]](), 0
        for at, uid in enumerate(uids):
            mail = self._mailbox.fetch(folder, uid)
            last = max(last, uid)
            if mail is not None:  # else expunged while we read
                batch.append((mail, glance(mail.raw)))
                size += len(mail.raw)
            if batch and (len(batch) >= CHUNK or size >= CHUNK_BYTES or at == len(uids) - 1):
                taken += self._commit(batch, last)
                batch, size = [], 0
        if uids and not taken:
            self._ledger.set_cursor(self.account.name, folder, uidvalidity, last)
        return taken

    def _commit(self, batch: list[tuple[RawMessage, Glance]], last: int) -> int:
        lease = (self._lease.name, self._lease.owner) if self._lease is not None else None
        settle_s = duration_s(self.account.settle)
        new = self._ledger.take_in(batch, last_uid=last, settle_s=settle_s, lease=lease)
        if new:
            self._on_new(new)
            self._tell(
                Event(
                    kind="received",
                    account=self.account.name,
                    text=f"{self.account.name}: {len(new)} new",
                    fields={"ids": new},
                )
            )
        return len(new)

    def _remap(self, folder: str, state: FolderState, cursor: Cursor) -> int:
        """UIDVALIDITY changed: known mails get their new key; of the others only recent ones are new."""
        self._tell(
            Event(
                kind="notice",
                account=self.account.name,
                text=f"{self.account.name}/{folder}: UIDVALIDITY changed; recognising mails by content",
            )
        )
        begin = datetime.fromtimestamp(cursor.started_at, UTC) - _SLACK
        recent = datetime.fromtimestamp(cursor.polled_at, UTC) - _SLACK
        last, mapped, fresh = max(state.uidnext - 1, 0), 0, list[tuple[RawMessage, Glance]]()
        taken = 0
        for uid in self._mailbox.uids(folder, since=begin.date()):
            mail = self._mailbox.fetch(folder, uid)
            if mail is None:
                continue
            last = max(last, uid)
            if self._ledger.remap(self.account.name, folder, state.uidvalidity, uid, mail.digest):
                mapped += 1
            elif mail.received_at >= recent:
                fresh.append((mail, glance(mail.raw)))
            if len(fresh) >= CHUNK:
                # The cursor keeps the old UIDVALIDITY's place until all of the folder was looked at.
                taken += self._commit_remapped(fresh, cursor)
                fresh = []
        taken += self._commit_remapped(fresh, cursor)
        self._ledger.set_cursor(self.account.name, folder, state.uidvalidity, last)
        self._ledger.note(
            "uidvalidity changed",
            actor="agent",
            facts={
                "account": self.account.name,
                "folder": folder,
                "from": cursor.uidvalidity,
                "to": state.uidvalidity,
                "mapped": mapped,
                "new": taken,
            },
        )
        return taken

    def _commit_remapped(self, batch: list[tuple[RawMessage, Glance]], cursor: Cursor) -> int:
        if not batch:
            return 0
        taken = self._commit(batch, cursor.last_uid)
        first = batch[0][0]
        self._ledger.set_cursor(first.account, first.folder, cursor.uidvalidity, cursor.last_uid)
        return taken
