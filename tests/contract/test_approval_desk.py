"""Approval end to end: a real mailbox, a real submission server, a ledger, and crashes between steps."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.config import Settings
from intake.deliver import (
    ApprovalDesk,
    Drafted,
    Feedback,
    Outgoing,
    SmtpSender,
    artefact,
    artefact_id,
)
from intake.deliver.desk import DeskEvent, SendState
from intake.mailbox import ImapMailbox
from tests.servers import mails
from tests.servers.accounts import need_dovecot
from tests.servers.dovecot import Dovecot
from tests.servers.submission import Submission

pytestmark = pytest.mark.dovecot


class Killed(BaseException):
    """Stands for kill -9: nothing catches it."""


@dataclass
class Ledger:
    """The SendLedger port in memory; `die_after` kills the process behind a call."""

    known: dict[str, Drafted] = field(default_factory=dict)
    states: dict[str, SendState] = field(default_factory=dict)
    given: dict[tuple[str, str], Feedback] = field(default_factory=dict)
    die_after: str = ""

    def _alive(self, call: str) -> None:
        if call == self.die_after:
            self.die_after = ""
            raise Killed

    def drafted(self, digest: str) -> Drafted | None:
        return self.known.get(digest)

    def state(self, message_id: str) -> SendState:
        return self.states.get(message_id, "new")

    def claim(self, message_id: str) -> bool:
        if self.state(message_id) != "new":
            return False
        self.states[message_id] = "claimed"
        self._alive("claim")
        return True

    def release(self, message_id: str) -> None:
        self.states.pop(message_id, None)

    def sent(self, message_id: str) -> None:
        self.states[message_id] = "sent"
        self._alive("sent")

    def sent_since(self, at: datetime) -> int:
        return sum(state == "sent" for state in self.states.values())

    def feedback(self, given: Feedback) -> None:
        self.given.setdefault((given.digest, given.verdict), given)
        self._alive("feedback")


@dataclass
class Office:
    """An account with one mail, its draft in Review, and everything around it."""

    dovecot: Dovecot
    smtp: Submission
    box: ImapMailbox
    ledger: Ledger
    settings: Settings
    data_dir: Path
    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    die_before_sending: bool = False

    def desk(self) -> ApprovalDesk:
        """A fresh one, as after a start."""
        account = self.settings.accounts[0]
        real = SmtpSender.of(account, data_dir=self.data_dir)
        office = self

        class Sender:
            def send(self, message: Outgoing):  # type: ignore[no-untyped-def]
                if office.die_before_sending:
                    raise Killed
                return real.send(message)

        return ApprovalDesk(self.box, Sender(), self.ledger, account, self.settings, now=lambda: self.now)

    def drafted(self) -> Drafted:
        (one,) = self.ledger.known.values()
        return one

    def sent_id(self) -> str:
        return artefact_id(self.drafted().digest, "sent", self.settings.accounts[0])

    def move(self, to: str) -> None:
        (uid,) = self.box.uids("Review")
        self.box.ensure_folders([to])
        self.box.move("Review", uid, to)

    def count(self, folder: str) -> int:
        return len(self.box.uids(folder))


WORKFLOW = {
    "name": "returns",
    "owner": "ana@example.com",
    "purpose": "p",
    "trigger": "t",
    "done_when": "d",
    "kpi": {"name": "k", "unit": "u", "baseline": {"mean": 1, "stdev": 1}, "target": 1},
    "acceptance": {},
    "examples": ["a", "b"],
    "send": True,
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    need_dovecot()
    with Dovecot() as dovecot, Submission() as smtp:
        account = mails.account(dovecot.port, smtp.port)
        settings = Settings.model_validate(
            {
                "accounts": [account.model_dump()],
                "workflows": [WORKFLOW],
                "guard": {"actions": ["draft", "send"], "canaries": ["C4NARY-1234"]},
            }
        )
        box = ImapMailbox(account, data_dir=tmp_path)
        dovecot.deliver("support", mails.RAW)
        box.ensure_folders(["Review", "Approved"])
        state = box.state("INBOX")
        raw = box.fetch("INBOX", box.uids("INBOX")[0])
        assert raw is not None
        made = artefact(
            mails.message(), mails.outcome(), account=account, raw=raw, run_id="r", now=datetime.now(UTC)
        )
        assert made is not None
        box.append(made.folder, made.raw, flags=made.flags)
        draft = mails.draft()
        known = Drafted(
            digest=raw.digest,
            workflow="returns",
            to=draft.to,
            subject=draft.subject,
            in_reply_to=draft.in_reply_to,
            references=draft.references,
            body=draft.body,
            marked_body=draft.marked_body,
            markers=2,
            folder="INBOX",
            uidvalidity=state.uidvalidity,
            uid=raw.uid,
        )
        yield Office(dovecot, smtp, box, Ledger(known={raw.digest: known}), settings, tmp_path)
        box.close()


def only(events: tuple[DeskEvent, ...]) -> DeskEvent:
    (event,) = events
    return event


def flags_of_original(office: Office) -> set[str]:
    (uid,) = office.box.uids("INBOX")
    return set(office.box.flags("INBOX", [uid])[uid])


def test_an_approved_draft_is_sent_once_and_everything_is_tidied(office: Office) -> None:
    desk = office.desk()
    assert desk.tick() == ()
    office.move("Approved")
    event = only(desk.tick())
    assert (event.kind, event.message_id) == ("sent", office.sent_id())
    ((_, rcpt, raw),) = office.smtp.accepted
    assert len(rcpt) == 1
    assert b"mailroom-cut" not in raw
    assert b"[1]" not in raw
    (copy,) = office.box.find("Sent", office.sent_id())
    kept = office.box.fetch("Sent", copy)
    assert kept is not None
    assert kept.raw == raw
    assert "\\Answered" in flags_of_original(office)
    assert "\\Seen" not in flags_of_original(office)
    assert office.count("Approved") == 0
    assert [g.verdict for g in office.ledger.given.values()] == ["unchanged"]
    assert desk.tick() == office.desk().tick() == ()
    assert len(office.smtp.accepted) == 1


@pytest.mark.parametrize("moment", ["sent", "feedback"])
def test_killed_after_the_answer_it_only_tidies_up(office: Office, moment: str) -> None:
    office.move("Approved")
    office.ledger.die_after = moment
    with pytest.raises(Killed):
        office.desk().tick()
    assert only(office.desk().tick()).kind == "sent"
    assert len(office.smtp.accepted) == 1
    assert len(office.box.find("Sent", office.sent_id())) == 1
    assert office.count("Approved") == 0
    assert "\\Answered" in flags_of_original(office)


def test_killed_between_claim_and_answer_a_person_decides(office: Office) -> None:
    """Nobody knows whether it went out; it is not sent again, and a note says so once."""
    office.move("Approved")
    office.die_before_sending = True
    with pytest.raises(Killed):
        office.desk().tick()
    office.die_before_sending = False
    event = only(office.desk().tick())
    assert (event.kind, event.name) == ("held", "uncertain")
    assert (office.count("Review"), office.count("Escalated"), office.count("Approved")) == (1, 1, 0)
    office.move("Approved")
    assert only(office.desk().tick()).name == "uncertain"
    assert office.count("Escalated") == 1
    assert office.smtp.accepted == []


def test_killed_between_claim_and_answer_a_copy_in_sent_settles_it(office: Office) -> None:
    """Providers such as Gmail put what they took into Sent themselves."""
    office.move("Approved")
    office.ledger.states[office.sent_id()] = "claimed"
    office.box.append("Sent", f"Message-ID: {office.sent_id()}\r\n\r\nx\r\n".encode())
    assert only(office.desk().tick()).kind == "sent"
    assert office.smtp.accepted == []
    assert office.ledger.state(office.sent_id()) == "sent"


def test_a_lost_answer_is_held_and_never_sent_again(office: Office) -> None:
    office.smtp.trouble["TEXT"] = "LOST"
    office.move("Approved")
    desk = office.desk()
    assert only(desk.tick()).name == "uncertain"
    office.smtp.trouble.clear()
    office.move("Approved")
    assert only(desk.tick()).kind == "held"
    assert len(office.smtp.accepted) == 1


def test_a_refusal_is_held_and_a_delay_is_waited_for(office: Office) -> None:
    office.smtp.trouble["RCPT"] = "451 later"
    office.move("Approved")
    desk = office.desk()
    assert only(desk.tick()).kind == "waiting"
    assert only(desk.tick()).detail.startswith("tried again at")
    assert office.ledger.state(office.sent_id()) == "new"
    office.now += timedelta(seconds=31)
    office.smtp.trouble["RCPT"] = "550 no such person"
    event = only(desk.tick())
    assert (event.kind, event.name) == ("held", "refused")
    office.smtp.trouble.clear()
    office.move("Approved")
    assert only(desk.tick()).kind == "sent"


def test_a_canary_in_an_edit_is_held_with_a_note_back(office: Office) -> None:
    (uid,) = office.box.uids("Review")
    left = office.box.fetch("Review", uid)
    assert left is not None
    office.box.append("Review", left.raw.replace(b"Dear Ann", b"C4NARY-1234 Ann"), flags=["\\Draft"])
    office.box.delete("Review", uid)
    office.move("Approved")
    event = only(office.desk().tick())
    assert (event.kind, event.name) == ("held", "secret")
    (note,) = office.box.uids("Escalated")
    told = office.box.fetch("Escalated", note)
    assert told is not None
    assert b"X-Mailroom-Held: sha256:" in told.raw
    assert b"X-Mailroom-Source" not in told.raw
    assert b"C4NARY" not in told.raw
    assert office.count("Review") == 1
    assert office.smtp.accepted == []


@pytest.mark.parametrize("who", ["colleague", "customer"])
def test_somebody_was_faster_so_it_takes_a_second_approval(office: Office, who: str) -> None:
    folder, author = ("Sent", b"bob@example.com") if who == "colleague" else ("INBOX", b"ann@customer.test")
    answer = b"Message-ID: <x@y>\r\nIn-Reply-To: <1@customer.test>\r\nFrom: " + author + b"\r\n\r\nhi\r\n"
    office.box.append(folder, answer)
    office.move("Approved")
    desk = office.desk()
    assert only(desk.tick()).name == {"colleague": "answered", "customer": "newer-mail"}[who]
    office.move("Approved")
    assert only(desk.tick()).kind == "sent"


def test_a_rejected_draft_is_counted_and_stays(office: Office) -> None:
    desk = office.desk()
    office.move("Rejected")
    assert only(desk.tick()).kind == "rejected"
    assert desk.tick() == ()
    assert [g.verdict for g in office.ledger.given.values()] == ["rejected"]
    assert office.count("Rejected") == 1


@pytest.mark.parametrize("off", ["workflow", "guard", "smtp"])
def test_where_sending_is_off_an_approval_is_only_counted(office: Office, off: str) -> None:
    settings = office.settings
    if off == "workflow":
        workflow = settings.workflows[0].model_copy(update={"send": False})
        office.settings = settings.model_copy(update={"workflows": [workflow]})
    elif off == "guard":
        guard = settings.guard.model_copy(update={"actions": ["draft"]})
        office.settings = settings.model_copy(update={"guard": guard})
    else:
        account = settings.accounts[0].model_copy(update={"smtp": None})
        office.settings = settings.model_copy(update={"accounts": [account]})
    office.move("Approved")
    desk = office.desk()
    assert only(desk.tick()).kind == "approved"
    assert desk.tick() == ()
    assert office.smtp.accepted == []
    assert office.count("Approved") == 1
    assert "\\Answered" not in flags_of_original(office)


def test_high_risk_takes_two_people(office: Office) -> None:
    workflow = office.settings.workflows[0].model_copy(update={"risk": "high"})
    office.settings = office.settings.model_copy(update={"workflows": [workflow]})
    office.move("Approved")
    desk = office.desk()
    assert only(desk.tick()).name == "second-approval"
    one = office.drafted()
    # Ana may be the one who moved it: she counts once.
    office.ledger.known[one.digest] = replace(one, approvers=frozenset({"ana"}))
    assert only(desk.tick()).name == "second-approval"
    assert office.smtp.accepted == []
    office.ledger.known[one.digest] = replace(one, approvers=frozenset({"ana", "ben"}))
    assert only(desk.tick()).kind == "sent"


def test_a_strangers_mail_in_approved_is_left_alone(office: Office) -> None:
    """Somebody may be talked into moving a mail that looks like a draft."""
    forged = (
        b"To: eve@evil.test\r\nX-Mailroom-Digest: sha256:"
        + b"a" * 64
        + b"\r\n\r\nPay me\r\n~~~~ mailroom-cut\r\n"
    )
    office.box.append("Approved", forged)
    office.box.append("Rejected", forged) if "Rejected" in office.box.folder_names() else None
    desk = office.desk()
    assert {e.kind for e in desk.tick()} == {"unknown"}
    assert desk.tick() == ()
    assert office.smtp.accepted == []
    assert office.count("Approved") == 1


def test_the_hourly_cap_makes_the_next_one_wait(office: Office) -> None:
    caps = office.settings.guard.caps.model_copy(update={"sends_per_hour": 0})
    guard = office.settings.guard.model_copy(update={"caps": caps})
    office.settings = office.settings.model_copy(update={"guard": guard})
    office.move("Approved")
    assert only(office.desk().tick()).name == "cap"
    assert office.smtp.accepted == []


def test_the_original_is_found_again_after_a_new_uidvalidity(office: Office) -> None:
    office.move("Approved")
    office.dovecot.new_uidvalidity("support", value=office.drafted().uidvalidity + 5)
    assert only(office.desk().tick()).kind == "sent"
    assert "\\Answered" in flags_of_original(office)


def test_another_worker_holding_the_claim_is_waited_for(office: Office) -> None:
    office.move("Approved")
    desk = office.desk()
    office.ledger.claim = lambda message_id: False  # type: ignore[method-assign]
    assert only(desk.tick()).name == "claimed"
    assert office.smtp.accepted == []


def test_a_draft_that_cannot_leave_is_sent_once_and_told(office: Office) -> None:
    """Without the right to delete in Approved, nothing is sent twice, whatever is started again."""
    office.move("Approved")
    office.dovecot.allow("support", "Approved", "lr")
    office.box.close()
    desk = office.desk()
    event = only(desk.tick())
    assert event.kind == "failed"
    assert "Approved" in event.detail or "read-only" in event.detail
    assert desk.tick() == ()
    assert only(office.desk().tick()).kind == "failed"
    assert len(office.smtp.accepted) == 1
    assert office.ledger.state(office.sent_id()) == "sent"
