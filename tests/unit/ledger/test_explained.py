"""`mailroom show` tells a person why: the class, what was asked, which source holds each sentence."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.cli.main import main
from intake.config import load
from intake.ledger import Decision, Glance, open_ledger
from intake.mail import Citation, Claim, Classification, Draft, Outcome, Passage, Question, RawMessage

QUOTE = "We open at 9."
PASSAGE = Passage(
    id="a", source="hours.md", title="Hours", location="Hours", start=0, end=len(QUOTE), text=QUOTE, score=0.9
)
CITED = Citation(n=1, source="hours.md", start=0, end=len(QUOTE), quote=QUOTE)
OUTCOME = Outcome(
    kind="drafted",
    workflow="hours",
    confidence=0.91,
    classification=Classification(
        workflow="hours",
        confidence=0.91,
        language="en",
        alternatives=(("returns", 0.4),),
        why=("When do you open?",),
    ),
    questions=(Question(text="When do you open?", answerable=0.97, passages=(PASSAGE,)),),
    draft=Draft(
        to=("ada@mail.test",),
        subject="Re: Hours",
        in_reply_to=None,
        references=(),
        body=QUOTE,
        claims=(Claim(text=QUOTE, citations=(CITED,), supported=True, verdict="quote"),),
        marked_body=f"{QUOTE} [1]",
        notes=("one question is open",),
    ),
    dropped=(Claim(text="We open at 8.", citations=(), supported=False, verdict="number"),),
)


def test_every_decision_is_told_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "mailroom.yaml"
    config.write_text(f"data_dir: {tmp_path / 'data'}\n")
    ledger = open_ledger(load(config))
    raw = RawMessage(
        account="support", folder="INBOX", uidvalidity=1, uid=1, raw=b"Subject: Hours\r\n\r\nWhen?\r\n",
        received_at=datetime(2026, 11, 2, tzinfo=UTC), size=30,
    )  # fmt: skip
    glance = Glance(message_id="<a@b>", sender="ada@mail.test", sender_name="", subject="Hours", thread="t")
    ledger.take_in([(raw, glance)], last_uid=1)
    (row,) = ledger.claim("me", 1)
    result = json.dumps(asdict(OUTCOME), default=str)
    ledger.decide(row, Decision(outcome="drafted", reason=None, workflow="hours", result=result))
    ledger.engine.dispose()

    with pytest.raises(SystemExit):
        main(["--config", str(config), "show", str(row.id)])
    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    for line in (
        "sure 0.91, language en",
        "it is like When do you open?",
        "or else returns 0.40",
        "answerable 0.97; nearest: hours.md",
        "source [1] hours.md: We open at 9. (quote)",
        "left out We open at 8. (number)",
        "told the reviewer one question is open",
    ):
        assert line in told
