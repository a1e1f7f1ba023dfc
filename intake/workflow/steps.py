"""One mail, step by step: decide, lay the artefact, mark, finish. Each is safe to repeat."""

import dataclasses
import json
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.exc import OperationalError

from intake.config import AccountSettings, Settings
from intake.errors import MailroomError, Poisoned, Temporary
from intake.ledger.records import Decision, Fenced, Parcel, Row
from intake.ledger.store import Ledger
from intake.mail import Outcome, SanitizedMessage
from intake.ports import Clock, Mailbox, Sanitizer
from intake.workflow import limits
from intake.workflow.backoff import wait_s
from intake.workflow.events import Event, Listener
from intake.workflow.parcels import dead_letter, lay, raw_message
from intake.workflow.tracing import running

if TYPE_CHECKING:
    from intake.workflow.durable import Durable

MAX_TRACE = 8000
DAY_S = 86_400.0
FORGED = "it says that it is from us, and nothing that we sent or laid is the same: it may be forged"


class Process(Protocol):
    """`intake.pipeline.Pipeline`, as the workflow sees it."""

    def process(
        self, message: SanitizedMessage, *, account: AccountSettings | None, now: datetime
    ) -> Outcome: ...


class Postponed(Temporary):
    """A cap says: not now."""

    def __init__(self, text: str, *, until: float) -> None:
        super().__init__(text)
        self.until = until


class Steps:
    """What a run does. `mailbox` gives the working connection of an account, one user at a time."""

    def __init__(
        self,
        settings: Settings,
        *,
        ledger: Ledger,
        durable: "Durable",
        pipeline: Process,
        sanitizer: Sanitizer,
        mailbox: Callable[[str], AbstractContextManager[Mailbox]],
        clock: Clock,
        owner: str,
        listener: Listener,
        on_take: Callable[[int, bool], None],
    ) -> None:
        self.settings = settings
        self._ledger = ledger
        self._durable = durable
        self._pipeline = pipeline
        self._sanitizer = sanitizer
        self._mailbox = mailbox
        self._clock = clock
        self._owner = owner
        self._tell = listener
        self._on_take = on_take
        self._own = limits.own_addresses(settings)

    def run(self, ident: int, run: int) -> str:
        """The durable workflow of one run: its outcome, or what becomes of it."""
        row = self._ledger.begin(ident, run, self._owner)
        if row is None:
            return "over"
        self._on_take(ident, True)
        try:
            with running(ident, run):
                return self._run(row)
        except Fenced:
            return "fenced"
        finally:
            self._on_take(ident, False)

    def _run(self, row: Row) -> str:
        step = self._durable.step
        try:
            step("decide", lambda: self.decide(row))
            uid, found = step("lay", lambda: self.lay(row))
            step("mark", lambda: self.mark(row))
            return step("finish", lambda: self.finish(row, uid, found))
        except Fenced:
            raise
        except Exception as exc:  # noqa: BLE001 - the one door where a poison mail ends; every kind is told apart below
            error, trace = exc, traceback.format_exc()[-MAX_TRACE:]
        return step("fail", lambda: self.fail(row, error, trace))

    # -- decide --------------------------------------------------------------------------------------

    def decide(self, row: Row) -> str:
        """Find the outcome and write it down with its artefact; a decision once made stays."""
        held = self._ledger.row(row.id)
        if held is not None and held.decided_at is not None and held.outcome:
            return held.outcome
        account = self.settings.account(row.account)
        into = limits.merged_into(self._ledger, account, row)
        if into is not None:
            return self._ignore(row, f"merged into {into}")
        as_us = row.sender in self._own
        if as_us and self._ours(row, account):
            return self._ignore(row, "own mail")
        if self._answered(row, account):
            return self._ignore(row, "already answered")
        reached = limits.before_work(self._ledger, self.settings, row)
        if reached is not None:
            self._tell(Event(kind="notice", text=reached.text, message=row.id, fields={"cap": reached.cap}))
            if self.settings.guard.caps.on_reached != "escalate":
                raise Postponed(reached.text, until=reached.until)
        raw = self._raw(row)
        message = self._message(row, raw)
        if row.truncated:
            outcome = Outcome(
                kind="escalated",
                reason=f"larger than {account.max_bytes} bytes ({row.size})",
                findings=message.findings,
            )
        elif reached is not None:
            outcome = Outcome(kind="escalated", reason=reached.text, findings=message.findings)
        else:
            outcome = self._pipeline.process(message, account=account, now=self._clock.now())
        if (as_us and outcome.kind in {"drafted", "escalated"}) or outcome.reason == "own":
            # Whoever writes our address into From, or our own header, must not silence us: a person looks.
            outcome = dataclasses.replace(outcome, kind="escalated", reason=FORGED, draft=None)
        return self._write(row, message, outcome, account, raw)

    def _write(
        self, row: Row, message: SanitizedMessage, outcome: Outcome, account: AccountSettings, raw: bytes
    ) -> str:
        cap = None
        if outcome.kind == "drafted":
            cap = limits.draft_cap(self.settings, row, outcome.workflow, self._ledger.now())
        why = self._ledger.decide(row, self._decision(row, message, outcome, account, raw), cap=cap)
        if why is None:
            return outcome.kind
        self._tell(Event(kind="notice", text=why, message=row.id))
        if self.settings.guard.caps.on_reached == "queue":
            raise Postponed(why, until=self._ledger.now() + limits.HOUR_S)
        kept = dataclasses.replace(outcome, kind="escalated", reason=why, draft=None)
        self._ledger.decide(row, self._decision(row, message, kept, account, raw))
        return kept.kind

    def _decision(
        self, row: Row, message: SanitizedMessage, outcome: Outcome, account: AccountSettings, raw: bytes
    ) -> Decision:
        from intake.deliver import artefact

        laid = artefact(
            message,
            outcome,
            account=account,
            raw=raw_message(row, raw),
            run_id=f"{row.id}-{row.run}",
            now=self._clock.now(),
            workflow=self.settings.workflow(outcome.workflow),
        )
        parcel = None
        if laid is not None:
            parcel = Parcel(
                folder=laid.folder,
                message_id=laid.message_id,
                data=laid.raw,
                flags=tuple(laid.flags),
                keyword=laid.keyword,
            )
        draft = outcome.draft
        return Decision(
            outcome=outcome.kind,
            reason=outcome.reason,
            workflow=outcome.workflow,
            result=json.dumps(dataclasses.asdict(outcome), ensure_ascii=True, default=str),
            parcel=parcel,
            tokens=outcome.model.input_tokens + outcome.model.output_tokens,
            cost=outcome.model.cost,
            draft_to=", ".join(draft.to) if draft else "",
        )

    def _ignore(self, row: Row, reason: str) -> str:
        self._ledger.decide(row, Decision(outcome="ignored", reason=reason, workflow=None, result="{}"))
        return "ignored"

    def _answered(self, row: Row, account: AccountSettings) -> bool:
        """Whether a colleague was faster: `\\Answered`, or a reply in Sent."""
        if "\\answered" in {f.lower() for f in row.flags}:
            return True
        with self._mailbox(row.account) as mailbox:
            flags = mailbox.flags(row.folder, [row.uid]).get(row.uid, ())
            if "\\answered" in {f.lower() for f in flags}:
                return True
            sent = account.folders.sent or mailbox.special("\\Sent")
            if not sent or not row.message_id:
                return False
            since = datetime.fromtimestamp(row.received_at - DAY_S, UTC).date()  # clocks and zones differ
            return bool(mailbox.find_header(sent, "In-Reply-To", row.message_id, since=since))

    def _ours(self, row: Row, account: AccountSettings) -> bool:
        """Whether a mail with our address in From is known to be ours: it lies in Sent, or is an artefact."""
        if not row.message_id:
            return False
        with self._mailbox(row.account) as mailbox:
            f = account.folders
            places = (f.sent or mailbox.special("\\Sent"), f.review, f.escalated, f.quarantine)
            return any(mailbox.find(place, row.message_id) for place in places if place)

    def _raw(self, row: Row) -> bytes:
        raw = self._ledger.raw(row.digest)
        if raw is None:
            raise Poisoned("the bytes of this mail are no longer kept", mend="raise retention.raw")
        return raw

    def _message(self, row: Row, raw: bytes) -> SanitizedMessage:
        """What a person sees of it, and of the clean earlier mails that it was merged with."""
        message = self._sanitizer.sanitize(raw)
        earlier: list[str] = []
        for digest in (
            limits.merged_from(self._ledger, row) if row.thread and message.verdict == "clean" else ()
        ):
            before = self._ledger.raw(digest)
            if before is not None and (seen := self._sanitizer.sanitize(before)).verdict == "clean":
                earlier.append(seen.text)
        return (
            dataclasses.replace(message, text="\n\n".join([*earlier, message.text])) if earlier else message
        )

    # -- the mailbox ---------------------------------------------------------------------------------

    def lay(self, row: Row) -> tuple[int | None, bool]:
        """Append the artefact unless it lies there already: its UID, and whether it was found."""
        parcel = self._ledger.parcel(row.id)
        if parcel is None:
            return None, False
        with self._mailbox(row.account) as mailbox:
            if not self._ledger.holds(row):
                raise Fenced(f"mail {row.id} was taken over by another worker")
            return lay(mailbox, parcel)

    def mark(self, row: Row) -> None:
        """Set the keyword on the original, where there is one to set; failing that is no harm."""
        parcel = self._ledger.parcel(row.id)
        if parcel is None or not parcel.keyword:
            return
        try:
            with self._mailbox(row.account) as mailbox:
                mailbox.add_flags(row.folder, row.uid, [parcel.keyword])
        except MailroomError as exc:
            self._tell(
                Event(kind="notice", account=row.account, message=row.id, text=f"keyword not set: {exc}")
            )

    def finish(self, row: Row, uid: int | None, found: bool) -> str:
        """The mail is done, and whoever watches is told."""
        self._ledger.finish(row, parcel=self._ledger.parcel(row.id), uid=uid, found=found)
        self.tell(row.id)
        held = self._ledger.row(row.id)
        return held.outcome or "done" if held else "done"

    def tell(self, ident: int) -> None:
        row = self._ledger.row(ident)
        if row is None:
            return
        self._tell(
            Event(
                kind="dead" if row.state == "dead" else "done",
                account=row.account,
                message=row.id,
                text=f"{row.sender or '(no sender)'}: {row.outcome}"
                + (f" ({row.reason})" if row.reason else ""),
                fields={
                    "sender": row.sender,
                    "subject": row.subject,
                    "workflow": row.workflow,
                    "outcome": row.outcome,
                    "reason": row.reason,
                    "folder": row.artefact_folder,
                    "seconds": round((row.finished_at or row.seen_at) - row.seen_at, 3),
                },
            )
        )

    # -- failing -------------------------------------------------------------------------------------

    def fail(self, row: Row, error: Exception, trace: str) -> str:
        """Try again later, or give up with a note for a person."""
        text = str(error) if isinstance(error, MailroomError) else f"{type(error).__name__}: {error}"
        known = error if isinstance(error, MailroomError) else None
        now, held = self._ledger.now(), self._ledger.row(row.id)
        tries = held.attempts + 1 if held else 1
        if isinstance(error, Postponed):
            self._ledger.later(row, error=text, due_at=error.until, counted=False)
            return "postponed"
        temporary = known is None or known.temporary
        # A mailbox, model or database that is away says nothing about the mail: waiting for it costs no try.
        away = isinstance(error, OperationalError) or (
            temporary and known is not None and not known.fields.keys().isdisjoint({"account", "service"})
        )
        blameless = away or (held is not None and held.decided_at is not None)
        if blameless or (temporary and tries < self.settings.retries.attempts):
            waits = (held.waits if held else 0) + 1
            wait = wait_s(waits if blameless else tries, self.settings.retries, known)
            self._ledger.later(row, error=text, due_at=now + wait, counted=not blameless)
            self._tell(
                Event(
                    kind="retry",
                    account=row.account,
                    message=row.id,
                    fields={"wait_s": round(wait, 1)},
                    text=f"mail {row.id}: {text}; again in {wait:.0f} s",
                )
            )
            return "retry"
        account = self.settings.account(row.account)
        note = dead_letter(row, text, account, self._clock.now())
        self._ledger.bury(row, error=text, trace=trace, parcel=note, result="{}")
        self.lay_note(row.id)
        self.tell(row.id)
        return "dead"

    def lay_note(self, ident: int) -> bool:
        """Lay the note of a dead letter; False where the mailbox does not take it now."""
        row, parcel = self._ledger.row(ident), self._ledger.parcel(ident)
        if row is None or parcel is None:
            return False
        try:
            with self._mailbox(row.account) as mailbox:
                uid, _ = lay(mailbox, parcel)
        except MailroomError:
            return False
        self._ledger.noted(ident, uid)
        return True
