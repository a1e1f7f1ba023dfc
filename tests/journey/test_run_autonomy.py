"""Sending without review: earned by what people judged, capped, sampled, and lost by itself."""

# ruff: noqa: E501 - rows of a history

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from intake.config import AccountSettings, Settings
from intake.config.accounts import SmtpSettings
from intake.deliver.autonomy import Standing, earned, sampled
from intake.ledger import audit
from intake.ledger.records import result_of
from intake.ledger.store import Ledger
from intake.ledger.tables import judgements, messages
from intake.mailbox import ImapMailbox
from intake.operate.approvals import approving
from intake.operate.autonomy import ALONE, sending_alone, standing
from intake.workflow import Event
from tests.contract.test_approval_desk import WORKFLOW
from tests.journey.crash_agent import agent_for, settings_for
from tests.journey.test_run_agent import mail
from tests.servers.dovecot import Dovecot
from tests.servers.submission import Submission

RULES = {"enabled": True, "samples": 20, "min_agreement": 0.9, "max_per_day": 1, "review_share": 1e-9}
ALONE_WORKFLOW = {**WORKFLOW, "autonomy": RULES}


def owned(**more: object) -> Settings:
    return Settings.model_validate({"workflows": [{**ALONE_WORKFLOW, **more}]})


def test_autonomy_is_earned_rule_by_rule() -> None:
    """Each rule alone takes it away, and the reason is told."""
    (workflow,) = owned().workflows
    good = Standing(judged=20, agreed=19, sent_alone=0)
    assert earned(workflow, good) is None
    for change, why in (
        ({"autonomy": {**RULES, "enabled": False}}, "off"),
        ({"send": False}, "sending is off"),
        ({"risk": "medium"}, "risk"),
        ({"risk": "high"}, "risk"),
    ):
        assert why in str(earned(owned(**change).workflows[0], good))
    assert "of 20 samples" in str(earned(workflow, Standing(judged=19, agreed=19, sent_alone=0)))
    assert "agreement 85" in str(earned(workflow, Standing(judged=20, agreed=17, sent_alone=0)))
    assert "today" in str(earned(workflow, Standing(judged=20, agreed=20, sent_alone=1)))


def test_a_share_is_sampled_for_ever_and_alike_everywhere() -> None:
    """About a tenth of all mails, the same ones on each machine."""
    marks = [f"{n:064x}" for n in range(5000)]
    drawn = [sampled(m, 0.1) for m in marks]
    assert drawn == [sampled(m, 0.1) for m in marks]
    assert 400 < sum(drawn) < 600
    assert all(sampled(m, 1.0) for m in marks[:50])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Dovecot, Submission, Settings]]:
    (tmp_path / "secret").write_text("secret")
    with Dovecot(users={"support": "secret"}) as dovecot, Submission() as smtp:
        settings = settings_for(tmp_path / "data", dovecot.port, tmp_path / "secret")
        server = SmtpSettings(host="127.0.0.1", port=smtp.port, tls="off")
        account = settings.accounts[0].model_copy(update={"smtp": server})
        guard = settings.guard.model_copy(update={"actions": ["draft", "send"]})
        more = {"accounts": [account], "guard": guard, "workflows": owned().workflows}
        yield dovecot, smtp, settings.model_copy(update=more)


def _answered(ledger: Ledger, ident: int, **more: object) -> None:
    """The short pipeline of this test cites nothing: give its draft a claim and its mail a workflow."""
    row = ledger.row(ident)
    assert row is not None
    result = result_of(row)
    result["draft"]["claims"] = [{"text": "Thank you.", "citations": [], "supported": True}]
    with ledger.write() as db:
        values = {"workflow": "returns", "result": json.dumps({**result, **more})}
        db.execute(update(messages).where(messages.c.id == ident).values(**values))


def _history(ledger: Ledger, n: int) -> None:
    with ledger.write() as db:
        for k in range(n):
            ident = 1000 + k
            values = {
                "id": ident,
                "account": "support",
                "folder": "Old",
                "uidvalidity": 1,
                "uid": k,
                "digest": f"{k:064x}",
            }
            db.execute(
                insert(messages).values(
                    **values, received_at=1.0, seen_at=1.0, state="done", workflow="returns"
                )
            )
            judged = {
                "message": ident,
                "at": float(k),
                "actor": "ana",
                "verdict": "unchanged",
                "origin": "approved",
            }
            db.execute(insert(judgements).values(**judged, distance=0, similarity=1.0))


@pytest.mark.dovecot
def test_an_earned_workflow_sends_alone_and_a_bad_week_ends_it(
    served: tuple[Dovecot, Submission, Settings],
) -> None:
    """Nothing before it is earned; then one a day; what it sent is no sample; what is flagged is for people."""
    dovecot, smtp, settings = served
    for n in (1, 2, 3):
        dovecot.deliver("support", mail(n))
    agent = agent_for(settings)
    agent.run_once()
    ledger, account = agent.ledger, settings.accounts[0]
    one, two, three = sorted(r.id for r in ledger.rows())
    _answered(ledger, one, findings=[{"technique": "sender-lookalike", "action": "flagged"}])
    _answered(ledger, two)
    _answered(ledger, three)

    def mailbox(account: AccountSettings) -> ImapMailbox:
        return ImapMailbox(account, data_dir=settings.data_dir)

    told: list[Event] = []
    box = mailbox(account)
    sending_alone(settings, account, mailbox)(ledger, told.append)
    assert len(box.uids("Review")) == 3
    _history(ledger, 20)
    sending_alone(settings, account, mailbox)(ledger, told.append)
    assert len(box.uids("Review")) == 2
    approving(settings, account, mailbox)(ledger, told.append)
    assert len(smtp.accepted) == 1
    assert [e.message for e in audit.entries(ledger.engine) if e.kind == ALONE] == [two]
    found = standing(ledger, settings.workflows[0])
    assert (found.judged, found.agreed, found.sent_alone) == (20, 20, 1)
    assert ledger.approvers(two) == frozenset()
    with ledger.write() as db:
        db.execute(update(judgements).where(judgements.c.at < 3).values(verdict="rejected"))
    sending_alone(settings, account, mailbox)(ledger, told.append)
    assert any("agreement 85" in e.text for e in told)
    assert len(box.uids("Review")) == 2
    box.close()
