"""The approval desk: drafts that people moved to Approved are sent once, those in Rejected are counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, Protocol, assert_never

from intake.config import AccountSettings, Settings, WorkflowSettings
from intake.deliver.approve import Drafted, Hold, Outgoing, approve
from intake.deliver.artefact import artefact_id
from intake.deliver.feedback import Feedback, feedback
from intake.deliver.left import Left, read_left
from intake.deliver.notes import held_note
from intake.deliver.sending import Accepted, NotSent, Sender, Unknown
from intake.errors import Permanent, Throttled
from intake.ports import Mailbox

SendState = Literal["new", "claimed", "sent"]
EventKind = Literal["sent", "held", "waiting", "approved", "rejected", "unknown", "failed"]

TWO_PEOPLE: Final = 2
"""Named approvals that a draft of high risk needs. A move in the mailbox is none: IMAP does not tell who."""
FIRST_RETRY_S: Final = 30.0
LAST_RETRY_S: Final = 900.0


class DeskMailbox(Mailbox, Protocol):
    """A mailbox that also knows its special folders and can read single headers; `ImapMailbox` is one."""

    def special(self, use: str) -> str | None: ...

    def headers(
        self, folder: str, uids: Sequence[int], names: Sequence[str]
    ) -> dict[int, dict[str, str]]: ...


class SendLedger(Protocol):
    """What the desk must remember over a crash. Each call is durable when it returns."""

    def drafted(self, digest: str) -> Drafted | None:
        """The draft that was laid down for the mail with this digest; None where there was none."""
        ...

    def state(self, message_id: str) -> SendState: ...

    def claim(self, message_id: str) -> bool:
        """Say, before anything is sent, that this will be. False where somebody already said so."""
        ...

    def release(self, message_id: str) -> None:
        """Take a claim back: it is certain that nothing was sent."""
        ...

    def sent(self, message_id: str) -> None:
        """The server took it."""
        ...

    def sent_since(self, at: datetime) -> int:
        """How many replies of this account were sent from then on, by whatever machine."""
        ...

    def feedback(self, given: Feedback) -> None:
        """Keep a judgement. The same digest and verdict again changes nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEvent:
    """What happened to one draft, for the log, the audit and the alerts.

    `sent`: it went out. `held`: it went back to Review with a note. `waiting`: it stays in Approved and is
    tried again. `approved`: approved where sending is off. `rejected`. `unknown`: no draft of ours.
    `failed`: the mailbox refuses a step, and a person must change a right; the ledger says whether it went
    out.
    """

    kind: EventKind
    folder: str
    uid: int
    digest: str | None = None
    message_id: str | None = None
    name: str = ""
    """The check that held it, such as `recipient`."""
    detail: str = ""


class ApprovalDesk:
    """Call `tick` whenever Approved or Rejected may have changed; every step survives being killed.

    For one draft: claim in the ledger, send, record as sent, copy into Sent, mark the original
    `\\Answered`, delete the draft. After a crash the ledger and the Sent folder are asked. Where neither
    knows whether the text reached the server, it is held for a person; it is never sent on a guess.

    `secrets` are strings besides the guard's canaries that must never leave. `tick` raises Temporary when
    the mailbox is out of reach, and Permanent when a whole folder is refused.
    """

    def __init__(
        self,
        mailbox: DeskMailbox,
        sender: Sender,
        ledger: SendLedger,
        account: AccountSettings,
        settings: Settings,
        *,
        secrets: Sequence[str] = (),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._mailbox = mailbox
        self._sender = sender
        self._ledger = ledger
        self._account = account
        self._settings = settings
        self._secrets = (*settings.guard.canaries, *secrets)
        self._own = [a for one in settings.accounts for a in (one.address, *one.aliases)]
        self._own += [account.address, *account.aliases]
        self._now = now
        self._ready = False
        self._settled: set[tuple[str, int, int]] = set()
        self._retry: dict[str, tuple[datetime, float]] = {}

    def tick(self) -> tuple[DeskEvent, ...]:
        """Work off what lies in Approved and Rejected. Each draft that stays there is reported once."""
        folders = self._account.folders
        if not self._ready:
            self._mailbox.ensure_folders(
                [folders.review, folders.approved, folders.rejected, folders.escalated]
            )
            self._ready = True
        return (*self._work(folders.approved, self._approved), *self._work(folders.rejected, self._rejected))

    def _work(self, folder: str, handle: Callable[[int, Left], DeskEvent]) -> list[DeskEvent]:
        state = self._mailbox.state(folder)
        uids = self._mailbox.uids(folder)
        fresh = [uid for uid in uids if (folder, state.uidvalidity, uid) not in self._settled]
        flags = self._mailbox.flags(folder, fresh) if fresh else {}
        events = []
        for uid in fresh:
            if "\\deleted" in {f.lower() for f in flags.get(uid, ())}:
                continue  # moved or removed by a client of a server without MOVE
            raw = self._mailbox.fetch(folder, uid)
            if raw is None:
                continue
            left = read_left(raw.raw)
            try:
                event = handle(uid, left)
            except Permanent as exc:
                # One draft that the mailbox refuses to let go must not keep the others waiting.
                event = DeskEvent(
                    kind="failed", folder=folder, uid=uid, digest=left.digest, detail=f"{exc}; {exc.mend}"
                )
            if event.kind != "waiting":
                self._settled.add((folder, state.uidvalidity, uid))
            events.append(event)
        return events

    def _rejected(self, uid: int, left: Left) -> DeskEvent:
        folder = self._account.folders.rejected
        drafted = self._ledger.drafted(left.digest) if left.digest else None
        if drafted is None:
            return DeskEvent(kind="unknown", folder=folder, uid=uid, detail="no draft of ours")
        self._ledger.feedback(feedback(left, drafted, rejected=True))
        return DeskEvent(kind="rejected", folder=folder, uid=uid, digest=drafted.digest)

    def _approved(self, uid: int, left: Left) -> DeskEvent:
        folder = self._account.folders.approved
        drafted = self._ledger.drafted(left.digest) if left.digest else None
        if drafted is None:
            # A stranger's mail that somebody was talked into moving here is not a draft.
            return DeskEvent(kind="unknown", folder=folder, uid=uid, detail="no draft of ours")
        message_id = artefact_id(drafted.digest, "sent", self._account)
        state = self._ledger.state(message_id)
        if state == "new" and not self._may_send(drafted):
            self._ledger.feedback(feedback(left, drafted))
            return DeskEvent(
                kind="approved", folder=folder, uid=uid, digest=drafted.digest, detail="sending is off here"
            )
        sent_folder = self._sent_folder()
        if state != "sent" and self._mailbox.find(sent_folder, message_id):
            self._ledger.sent(message_id)
            state = "sent"
        if state == "claimed":
            hold = Hold(
                name="uncertain",
                detail="it may have been sent before the program was stopped; look whether it arrived before "
                "you send it by hand",
            )
            return self._hold(uid, left, drafted, hold)
        outgoing = approve(
            left, drafted, account=self._account, own=self._own, secrets=self._secrets, now=self._now()
        )
        if state == "sent":
            copy = outgoing if isinstance(outgoing, Outgoing) else None
            return self._finish(uid, left, drafted, copy, message_id, sent_folder)
        if isinstance(outgoing, Hold):
            return self._hold(uid, left, drafted, outgoing)
        return self._send(uid, left, drafted, outgoing, sent_folder)

    def _send(
        self, uid: int, left: Left, drafted: Drafted, outgoing: Outgoing, sent_folder: str
    ) -> DeskEvent:
        workflow = self._settings.workflow(drafted.workflow)
        if workflow is not None and workflow.risk == "high" and len(drafted.approvers) < TWO_PEOPLE:
            return self._wait(
                uid,
                drafted,
                "second-approval",
                "risk: high; two people have to approve it by name (`mailroom approve` or the dashboard)",
            )
        if wait := self._too_soon(drafted):
            return self._wait(uid, drafted, *wait)
        overtaken = self._overtaken(drafted, outgoing.message_id, sent_folder)
        if overtaken is not None and not self._noted(left, drafted, overtaken):
            return self._hold(uid, left, drafted, overtaken)
        if not self._ledger.claim(outgoing.message_id):
            return self._wait(uid, drafted, "claimed", "another worker sends it")
        result = self._sender.send(outgoing)
        match result:
            case Accepted():
                self._ledger.sent(outgoing.message_id)
                self._retry.pop(drafted.digest, None)
                return self._finish(uid, left, drafted, outgoing, outgoing.message_id, sent_folder)
            case NotSent(error=error):
                self._ledger.release(outgoing.message_id)
                if error.temporary:
                    asked = error.retry_after_s if isinstance(error, Throttled) else None
                    self._postpone(drafted, asked)
                    return self._wait(uid, drafted, "not-sent", str(error))
                return self._hold(uid, left, drafted, Hold(name="refused", detail=str(error)))
            case Unknown(reason=reason):
                detail = f"nobody knows whether it was sent ({reason}); look whether it arrived"
                return self._hold(uid, left, drafted, Hold(name="uncertain", detail=detail))
            case _:
                assert_never(result)

    def _finish(
        self,
        uid: int,
        left: Left,
        drafted: Drafted,
        outgoing: Outgoing | None,
        message_id: str,
        sent_folder: str,
    ) -> DeskEvent:
        # Each step looks first or may be done twice, so a crash between any two is mended by the next tick.
        if outgoing is not None and not self._mailbox.find(sent_folder, message_id):
            self._mailbox.append(sent_folder, outgoing.raw, at=self._now())
        self._mark_answered(drafted)
        self._ledger.feedback(feedback(left, drafted))
        folder = self._account.folders.approved
        self._mailbox.delete(folder, uid)
        return DeskEvent(kind="sent", folder=folder, uid=uid, digest=drafted.digest, message_id=message_id)

    def _mark_answered(self, drafted: Drafted) -> None:
        """The one change to an original besides keywords; where it cannot be made, nothing stops."""
        try:
            uid = drafted.uid
            if self._mailbox.state(drafted.folder).uidvalidity != drafted.uidvalidity:
                found = self._mailbox.find(drafted.folder, drafted.in_reply_to) if drafted.in_reply_to else []
                if len(found) != 1:
                    return
                uid = found[0]
            self._mailbox.add_flags(drafted.folder, uid, ["\\Answered"])
        except Permanent:
            return

    def _hold(self, uid: int, left: Left, drafted: Drafted, hold: Hold) -> DeskEvent:
        folders = self._account.folders
        if not self._noted(left, drafted, hold):
            note = held_note(drafted.subject, hold.detail, hold.overridable, drafted.digest, self._account)
            self._mailbox.append(
                folders.escalated, note.message(self._note_id(left, drafted, hold), self._now())
            )
        self._mailbox.move(folders.approved, uid, folders.review)
        return DeskEvent(
            kind="held",
            folder=folders.approved,
            uid=uid,
            digest=drafted.digest,
            name=hold.name,
            detail=hold.detail,
        )

    def _noted(self, left: Left, drafted: Drafted, hold: Hold) -> bool:
        return bool(self._mailbox.find(self._account.folders.escalated, self._note_id(left, drafted, hold)))

    def _note_id(self, left: Left, drafted: Drafted, hold: Hold) -> str:
        # An overridable note counts for the draft however it is edited; others for this version of it.
        version = "" if hold.overridable else left.text
        return artefact_id(f"{drafted.digest}/{hold.name}/{version}", "held", self._account)

    def _overtaken(self, drafted: Drafted, message_id: str, sent_folder: str) -> Hold | None:
        """A colleague's own answer, or a newer mail of the customer, came first."""
        parent = drafted.in_reply_to
        if not parent:
            return None
        answers = self._mailbox.find_header(sent_folder, "In-Reply-To", parent)
        if answers:
            ids = self._mailbox.headers(sent_folder, answers, ["Message-ID"]).values()
            if any(h.get("Message-ID") != message_id for h in ids):
                return Hold(name="answered", detail="somebody answered this mail already", overridable=True)
        for folder in self._account.folders.watch:
            if self._mailbox.find_header(folder, "In-Reply-To", parent):
                return Hold(name="newer-mail", detail="a newer mail came in this thread", overridable=True)
        return None

    def _may_send(self, drafted: Drafted) -> bool:
        workflow: WorkflowSettings | None = self._settings.workflow(drafted.workflow)
        allowed = "send" in self._settings.guard.actions and self._account.smtp is not None
        return workflow is not None and workflow.send and allowed

    def _too_soon(self, drafted: Drafted) -> tuple[str, str] | None:
        now = self._now()
        due, _ = self._retry.get(drafted.digest, (now, 0.0))
        if now < due:
            return "not-sent", f"tried again at {due:%H:%M:%S} UTC"
        cap = self._settings.guard.caps.sends_per_hour
        if cap is not None and self._ledger.sent_since(now - timedelta(hours=1)) >= cap:
            return "cap", f"{cap} replies were sent within the hour (guard.caps.sends_per_hour)"
        return None

    def _postpone(self, drafted: Drafted, asked_s: float | None) -> None:
        _, last = self._retry.get(drafted.digest, (self._now(), 0.0))
        wait = max(min(last * 2, LAST_RETRY_S) or FIRST_RETRY_S, asked_s or 0.0)
        self._retry[drafted.digest] = (self._now() + timedelta(seconds=wait), wait)

    def _wait(self, uid: int, drafted: Drafted, name: str, detail: str) -> DeskEvent:
        folder = self._account.folders.approved
        return DeskEvent(
            kind="waiting", folder=folder, uid=uid, digest=drafted.digest, name=name, detail=detail
        )

    def _sent_folder(self) -> str:
        found = self._account.folders.sent or self._mailbox.special("\\Sent")
        if found is None:
            self._mailbox.ensure_folders(["Sent"])
            found = "Sent"
        return found
