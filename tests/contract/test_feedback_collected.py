"""What people do with drafts in their mailbox becomes feedback, on a real server; not what strangers say."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from intake.config import Settings
from intake.deliver import artefact
from intake.ledger import Decision, Glance, Ledger, Parcel, open_ledger
from intake.ledger.facts import snapshot
from intake.ledger.judgements import Judgement, judged
from intake.mail import Outcome
from intake.mailbox import ImapMailbox
from intake.operate.collect import Collected, collect
from intake.operate.corrections import listed
from intake.operate.feedback import records
from intake.operate.samplemail import lay_sample
from tests.servers import mails
from tests.servers.accounts import need_dovecot
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.dovecot

WORKFLOWS = [
    {
        "name": name,
        "owner": "ana@example.com",
        "purpose": "p",
        "trigger": f"about {name}",
        "done_when": "d",
        "kpi": {"name": "k", "unit": "minutes", "baseline": {"mean": 1, "stdev": 1}, "target": 1},
        "acceptance": {},
        "examples": ["a", "b"],
    }
    for name in ("returns", "order-status")
]


@dataclass
class Office:
    """A mailbox with a mail, its draft in Review, and the ledger that knows both."""

    box: ImapMailbox
    ledger: Ledger
    settings: Settings
    ident: int
    clock: list[float]
    answer: str
    sent: int = 0
    ids: list[str] = field(default_factory=list)

    def round(self) -> Collected:
        return collect(self.box, self.settings.accounts[0], self.settings, self.ledger)

    def fate(self) -> Judgement | None:
        with snapshot(self.ledger) as db:
            return judged(db).get(self.ident)

    def reply(
        self, text: str, *, to: str | None = None, parent: str | None = None, folder: str = "Sent"
    ) -> None:
        """A mail that a person of the office wrote, as it lies in a folder."""
        self.sent += 1
        mail = EmailMessage()
        mail["From"] = self.settings.accounts[0].address
        mail["To"] = to or mails.message().from_.address
        mail["Subject"], mail["Message-ID"] = "Re: x", f"<sent{self.sent}@example.com>"
        mail["In-Reply-To"] = parent or mails.message().message_id
        at = datetime.fromtimestamp(self.clock[0], UTC) - timedelta(minutes=1)
        mail["Date"] = format_datetime(at)
        mail.set_content(text)
        self.box.ensure_folders([folder])
        self.box.append(folder, mail.as_bytes(), at=at)

    def move(self, to: str) -> None:
        self.box.ensure_folders([to])
        (uid,) = self.box.uids("Review")
        self.box.move("Review", uid, to)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    need_dovecot()
    with Dovecot() as dovecot:
        account = mails.account(dovecot.port, 1)
        settings = Settings.model_validate(
            {"data_dir": tmp_path / "data", "accounts": [account.model_dump()], "workflows": WORKFLOWS}
        )
        clock = [datetime.now(UTC).timestamp()]
        ledger = open_ledger(settings, now=lambda: clock[0])
        box = ImapMailbox(account, data_dir=tmp_path)
        dovecot.deliver("support", mails.RAW)
        box.ensure_folders(["Review", "Sent"])
        (uid,) = box.uids("INBOX")
        raw = box.fetch("INBOX", uid)
        assert raw is not None
        message, outcome = mails.message(), mails.outcome()
        glance = Glance(
            message_id=message.message_id,
            sender=message.from_.address,
            sender_name="",
            subject="x",
            thread="",
        )
        (ident,) = ledger.take_in([(raw, glance)], last_uid=uid)
        (row,) = ledger.claim("me", 1)
        begun = ledger.begin(row.id, row.run, "me")
        assert begun is not None
        made = artefact(message, outcome, account=account, raw=raw, run_id="1-1", now=datetime.now(UTC))
        assert made is not None
        parcel = Parcel(
            folder=made.folder, message_id=made.message_id, data=made.raw, flags=made.flags, keyword=None
        )
        ledger.decide(begun, decision(outcome, parcel))
        laid = box.append(made.folder, made.raw, flags=made.flags)
        ledger.finish(begun, parcel=parcel, uid=laid)
        clock[0] += 60
        yield Office(box, ledger, settings, ident, clock, mails.draft().body)
        box.close()
        ledger.engine.dispose()


def decision(outcome: Outcome, parcel: Parcel) -> Decision:
    text = json.dumps(asdict(outcome), default=str)
    return Decision(outcome="drafted", reason=None, workflow="returns", result=text, parcel=parcel)


def test_a_draft_that_waits_says_nothing(office: Office) -> None:
    assert office.round() == Collected(looked_at=1, judged=0, remarks=0)
    office.clock[0] += 90_000
    assert office.round().judged == 0
    assert office.fate() is None


def test_what_was_sent_is_found_by_its_thread_and_compared(office: Office) -> None:
    office.reply(office.answer + "\n\nOn Monday Olga wrote:\n> my question\n")
    assert office.round().judged == 1
    fate = office.fate()
    assert fate is not None
    assert (fate.verdict, fate.origin) == ("unchanged", "sent")
    assert fate.sent_at is not None
    assert office.round().looked_at == 0, "what is settled is not looked at again"


def test_an_edited_reply_and_one_in_other_words_are_told_apart(office: Office) -> None:
    office.reply(office.answer.replace("e", "é", 3))
    office.round()
    fate = office.fate()
    assert fate is not None
    assert (fate.verdict, fate.distance) == ("edited", 3)


def test_an_answer_by_hand_beside_the_draft_replaces_it(office: Office) -> None:
    office.reply("No. Call us tomorrow, this needs a talk about quite different things.")
    office.round()
    fate = office.fate()
    assert fate is not None
    assert fate.verdict == "replaced"
    row = office.ledger.row(office.ident)
    assert row is not None
    assert row.artefact_state == "rejected"


def test_a_deleted_draft_counts_after_a_while(office: Office) -> None:
    (uid,) = office.box.uids("Review")
    office.box.delete("Review", uid)
    assert office.round().judged == 0
    office.clock[0] += 4000
    assert office.round().judged == 1
    fate = office.fate()
    assert fate is not None
    assert fate.verdict == "deleted"
    office.reply(office.answer)
    office.round()
    later = office.fate()
    assert later is not None
    assert later.verdict == "unchanged", "it was sent from elsewhere after all"


def test_a_remark_to_ourselves_becomes_feedback_and_a_proposed_example(office: Office) -> None:
    row = office.ledger.row(office.ident)
    assert row is not None
    office.reply("#wrong-workflow order-status\n", to="support@example.com", parent=row.artefact_message_id)
    assert office.round().remarks == 1
    assert office.round().remarks == 0
    (given,) = records(office.ledger)
    assert (given.reason, given.workflow, given.actor) == ("wrong workflow", "order-status", "mailbox")
    assert office.fate() is None, "a remark is no answer to the customer"
    (proposed,) = listed(office.ledger)
    assert (proposed.workflow, proposed.state) == ("order-status", "proposed")


def test_a_strangers_remark_teaches_nothing(office: Office) -> None:
    """Anybody can write a mail in our name; only we can put one into Sent."""
    office.reply("#wrong-workflow order-status\n", to="support@example.com", folder="INBOX")
    assert office.round().remarks == 0
    assert records(office.ledger) == []
    assert listed(office.ledger) == []


def test_a_keyword_and_a_tag_in_the_draft_count(office: Office) -> None:
    (uid,) = office.box.uids("Review")
    office.box.add_flags("Review", uid, ["$MailroomTone"])
    office.move("Rejected")
    assert office.round().remarks == 1
    assert office.round().remarks == 0
    assert [r.reason for r in records(office.ledger)] == ["tone"]


def test_a_sample_is_laid_once_a_week(office: Office) -> None:
    account = office.settings.accounts[0]
    with office.ledger.write() as db:
        from sqlalchemy import insert, select

        from intake.ledger.tables import messages

        row = dict(db.execute(select(messages)).mappings().one())
        for n in range(2, 9):
            db.execute(insert(messages).values(**{**row, "id": n, "uid": 100 + n, "digest": f"{n:064x}"}))
    assert lay_sample(office.box, account, office.settings, office.ledger) == 8
    assert lay_sample(office.box, account, office.settings, office.ledger) == 0
    (first, *_) = office.box.uids("Sample")
    found = office.box.fetch("Sample", first)
    assert found is not None
    assert b"mailroom sample --ok" in found.raw
