"""The running agent sends what people moved to Approved, once, and counts what they moved to Rejected."""

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from intake.config import AccountSettings
from intake.config.accounts import SmtpSettings
from intake.ledger import audit, open_ledger
from intake.ledger.tables import judgements, sends
from intake.mailbox import ImapMailbox
from intake.operate.approvals import Sends, approving
from intake.workflow import Agent
from intake.workflow.errands import Errand
from tests.contract.test_approval_desk import WORKFLOW
from tests.journey.crash_agent import Settings, agent_for, settings_for
from tests.journey.test_run_agent import lying, mail, until
from tests.servers.dovecot import Dovecot
from tests.servers.submission import Submission

pytestmark = [pytest.mark.dovecot]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Dovecot, Submission, Settings]]:
    (tmp_path / "secret").write_text("secret")
    with Dovecot(users={"support": "secret"}) as dovecot, Submission() as smtp:
        settings = settings_for(tmp_path / "data", dovecot.port, tmp_path / "secret")
        server = SmtpSettings(host="127.0.0.1", port=smtp.port, tls="off")
        account = settings.accounts[0].model_copy(update={"smtp": server})
        guard = settings.guard.model_copy(update={"actions": ["draft", "send"]})
        workflows = Settings.model_validate({"workflows": [WORKFLOW]}).workflows
        more = {"accounts": [account], "guard": guard, "workflows": workflows}
        yield dovecot, smtp, settings.model_copy(update=more)


def desk(settings: Settings) -> Errand:
    def mailbox(account: AccountSettings) -> ImapMailbox:
        return ImapMailbox(account, data_dir=settings.data_dir)

    work = approving(settings, settings.accounts[0], mailbox)
    return Errand(name="approvals:support", every_s=0.2, first_s=0.0, work=work)


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[Agent]:
    agent, stop = agent_for(settings, errands=[desk(settings)]), threading.Event()
    thread = threading.Thread(target=agent.run, args=(stop,))
    thread.start()
    try:
        yield agent
    finally:
        stop.set()
        thread.join(20)


def test_a_draft_moved_to_approved_goes_out_once(served: tuple[Dovecot, Submission, Settings]) -> None:
    """Sent, copied into Sent, the original answered; a restart and a second look send nothing again."""
    dovecot, smtp, settings = served
    dovecot.deliver("support", mail(1))
    dovecot.deliver("support", mail(2))
    box = ImapMailbox(settings.accounts[0], data_dir=settings.data_dir)
    with running(settings) as agent:
        until(lambda: agent.ledger.counts() == {"drafted": 2}, 60)
        one, two = sorted(agent.ledger.rows(), key=lambda r: r.id)
        with agent.ledger.write() as db:  # the short pipeline of this test owns no workflow
            db.exec_driver_sql("update messages set workflow = 'returns'")
        until(lambda: "Approved" in box.folder_names() and "Rejected" in box.folder_names(), 60)
        box.move("Review", box.find("Review", str(one.artefact_message_id))[0], "Approved")
        box.move("Review", box.find("Review", str(two.artefact_message_id))[0], "Rejected")
        until(lambda: len(smtp.accepted) == 1 and not box.uids("Approved"), 60)
        with agent.ledger.engine.connect() as db:
            until(lambda: len(db.execute(select(judgements)).all()) == 2, 60)
    _sender, recipients, raw = smtp.accepted[0]
    assert [r.lower() for r in recipients] == ["rcpt to:<c1@example.com>"]
    assert b"[1]" not in raw
    assert len(lying(settings, "Sent")) == 1
    with running(settings) as again:
        until(again.ready.is_set, 60)
        dovecot.deliver("support", mail(3))
        until(lambda: again.ledger.counts().get("drafted") == 3, 60)
        kinds = {e.kind for e in audit.entries(again.ledger.engine, message=one.id)}
        assert {"desk sent", "judged"} <= kinds
        assert audit.verify(again.ledger.engine, anchor=again.ledger.anchor).valid
        with again.ledger.engine.connect() as db:
            assert [r.state for r in db.execute(select(sends))] == ["sent"]
    assert len(smtp.accepted) == 1
    box.close()


def test_killed_between_data_and_the_answer_nothing_is_sent_twice(
    served: tuple[Dovecot, Submission, Settings],
) -> None:
    """kill -9 while the text is out and no 250 is in: the next run asks ledger, Sent, and a person."""
    dovecot, smtp, settings = served
    dovecot.deliver("support", mail(1))
    smtp.trouble["TEXT"] = "KEPT"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journey.crash_desk"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(settings))
    process.stdin.close()
    box = ImapMailbox(settings.accounts[0], data_dir=settings.data_dir)
    try:
        ledger = open_ledger(settings)
        until(lambda: ledger.counts() == {"drafted": 1}, 60)
        with ledger.write() as db:  # the short pipeline of this test owns no workflow
            db.exec_driver_sql("update messages set workflow = 'returns'")
        until(lambda: "Approved" in box.folder_names(), 60)
        first = ledger.rows()[0]
        draft = str(first.artefact_message_id)
        box.move("Review", box.find("Review", draft)[0], "Approved")
        until(lambda: smtp.texts == 1, 60)
    finally:
        process.kill()
        process.wait()
    assert not box.find_header("Sent", "To", "c1@example.com")
    smtp.trouble.clear()
    with running(settings) as agent:
        until(lambda: not box.uids("Approved"), 60)
        dovecot.deliver("support", mail(2))
        until(lambda: agent.ledger.counts().get("drafted") == 2, 60)
        # Approved once more by somebody who did not read the note: it is held again.
        box.move("Review", box.find("Review", draft)[0], "Approved")
        until(lambda: not box.uids("Approved"), 60)
        until(lambda: _held(agent, first.id) == 2, 60)
    assert (len(smtp.accepted), smtp.texts) == (1, 1)
    notes = list(lying(settings, "Escalated").values())
    assert len(notes) == 1
    assert b"it may have been sent" in notes[0]
    assert all("\\Answered" not in flags for flags in box.flags("INBOX", box.uids("INBOX")).values())
    box.close()


def _held(agent: Agent, message: str) -> int:
    return sum(e.kind == "desk held" for e in audit.entries(agent.ledger.engine, message=message))


def test_what_was_claimed_or_sent_is_known_to_every_machine(
    served: tuple[Dovecot, Submission, Settings],
) -> None:
    """The desk's memory lies in the database: a claim is given once, the hour's cap counts all."""
    from datetime import UTC, datetime, timedelta

    settings = served[2]
    first, second = (Sends(open_ledger(settings), "support") for _ in range(2))
    assert first.state("<a@x>") == "new"
    assert first.claim("<a@x>")
    assert not second.claim("<a@x>")
    assert second.state("<a@x>") == "claimed"
    second.release("<a@x>")
    assert first.claim("<a@x>")
    first.sent("<a@x>")
    first.release("<a@x>")
    assert second.state("<a@x>") == "sent"
    second.sent("<b@x>")
    hour = datetime.now(UTC) - timedelta(hours=1)
    assert first.sent_since(hour) == 2
    assert first.sent_since(datetime.now(UTC) + timedelta(hours=1)) == 0
    assert first.drafted("0" * 64) is None
