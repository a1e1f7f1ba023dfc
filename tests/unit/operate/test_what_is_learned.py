"""Nothing is learned without the owner, what lowers the score is refused, and all of it can be taken back."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.cli.main import main
from intake.config import Settings, load
from intake.errors import Misconfigured
from intake.ledger import Decision, Glance, Ledger, audit, open_ledger
from intake.ledger.facts import Fact, facts, snapshot
from intake.ledger.measurements import measure
from intake.mail import Passage, RawMessage
from intake.operate import duties
from intake.operate.aside import Aside
from intake.operate.corrections import decide, demote, demoted, learned, listed, restore
from intake.operate.feedback import record
from intake.operate.gaps import gaps
from intake.operate.ladder import rung
from intake.operate.register import as_csv, as_html, register
from intake.operate.report import report

FLOWS: list[dict[str, Any]] = [
    {
        "name": name,
        "owner": "ana@shop.test",
        "purpose": "p",
        "trigger": f"somebody asks about {name}",
        "done_when": "d",
        "kpi": {"name": "k", "unit": "minutes", "baseline": {"mean": 1, "stdev": 1}, "target": 1},
        "acceptance": {},
        "examples": asked,
    }
    for name, asked in (
        (
            "returns",
            ["How do I send the jacket back?", "When do I get my money back?", "Can I return the tent?"],
        ),
        ("orders", ["Where is my parcel?", "Has my order shipped?", "When does my order arrive?"]),
    )
]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "mailroom.yaml"
    plain = {
        "data_dir": str(tmp_path / "data"),
        "knowledge": {"folder": str(tmp_path), "embeddings": "none"},
        "workflows": FLOWS,
    }
    file.write_text(yaml.safe_dump(plain))
    return file


@pytest.fixture
def settings(config: Path) -> Settings:
    return load(config)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    made = open_ledger(settings)
    yield made
    made.engine.dispose()


def came(
    ledger: Ledger,
    uid: int,
    asked: str,
    *,
    outcome: str = "drafted",
    reason: str | None = None,
    source: str = "a.md",
) -> int:
    at = datetime.now(UTC) - timedelta(hours=1)
    raw = f"From: o@mail.test\r\n\r\n{uid}".encode()
    mail = RawMessage(account="a", folder="INBOX", uidvalidity=1, uid=uid, raw=raw, received_at=at, size=9)
    glance = Glance(message_id=f"<{uid}@x>", sender="o@mail.test", sender_name="", subject="s", thread="")
    (ident,) = ledger.take_in([(mail, glance)], last_uid=uid)
    (row,) = ledger.claim("me", 1)
    begun = ledger.begin(row.id, row.run, "me")
    assert begun is not None
    claims = [{"citations": [{"source": source}]}] if outcome == "drafted" else []
    result = {"questions": [{"text": asked, "answerable": 0.1}], "draft": {"body": "x", "claims": claims}}
    ledger.decide(
        begun, Decision(outcome=outcome, reason=reason, workflow="returns", result=json.dumps(result))
    )
    ledger.finish(begun, parcel=None, uid=None)
    return ident


def read(ledger: Ledger) -> list[Fact]:
    with snapshot(ledger) as db:
        return facts(db, since=0, until=datetime.now(UTC).timestamp() + 9)


def run(config: Path, *args: str) -> int:
    with pytest.raises(SystemExit) as done:
        main(["--config", str(config), "--json", *args])
    return int(done.value.code or 0)


def test_a_correction_teaches_only_after_the_owner_said_so(
    config: Path, settings: Settings, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    ident = came(ledger, 1, "What became of my shipment of last week?")
    record(ledger, ident, reason="wrong workflow", actor="tom", workflow="orders")
    record(ledger, ident, reason="wrong workflow", actor="ana", workflow="orders")
    (proposed,) = listed(ledger)
    assert (proposed.text, proposed.state, proposed.actor) == (
        "What became of my shipment of last week?", "proposed", "tom"
    )  # fmt: skip
    assert learned(settings) == ({}, frozenset())
    assert run(config, "feedback", "--confirm", str(proposed.id)) == 0
    assert learned(settings)[0] == {"orders": [proposed.text]}
    assert "example confirmed" in [e.kind for e in audit.entries(ledger.engine, message=ident)]
    assert run(config, "feedback", "--withdraw", str(proposed.id)) == 0
    assert learned(settings)[0] == {}
    capsys.readouterr()
    assert run(config, "feedback", "--confirm", "99") == 2
    with pytest.raises(Misconfigured, match="not confirmed"):
        decide(ledger, proposed.id, "withdrawn", actor="ana")


def test_an_example_that_lowers_the_score_is_refused_unless_forced(
    config: Path, settings: Settings, ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An attacker who is believed by a colleague still has to get past the labelled cases."""
    cases = tmp_path / "cases.jsonl"
    returns = ["How do I send the boots back?", "When do I get the money for it?", "Can I return the stove?"]
    asked = [("returns", t) for t in returns] + [("orders", t) for t in FLOWS[1]["examples"]]
    cases.write_text("".join(json.dumps({"text": t, "workflow": w}) + "\n" for w, t in asked))
    for uid, text in enumerate(returns, 1):
        record(ledger, came(ledger, uid, text), reason="wrong workflow", actor="tom", workflow="orders")
    ids = [str(c.id) for c in listed(ledger)]
    confirm = [part for i in ids for part in ("--confirm", i)]
    assert run(config, "feedback", *confirm, "--cases", str(cases)) == 2
    assert "would fall" in capsys.readouterr().err
    assert learned(settings)[0] == {}
    assert run(config, "feedback", *confirm, "--cases", str(cases), "--force") == 0
    told = json.loads(capsys.readouterr().out)["accuracy"]
    assert told["after"] < told["before"]


def test_a_source_that_people_refuse_is_set_aside_until_restored(settings: Settings, ledger: Ledger) -> None:
    for uid in range(1, 4):
        ident = came(ledger, uid, f"question {uid}", source="bad.md")
        assert demote(ledger, settings, read(ledger)) == []
        record(ledger, ident, reason="wrong facts", actor="ana")
    came(ledger, 9, "fine", source="good.md")
    assert demote(ledger, settings, read(ledger)) == ["bad.md"]
    assert learned(settings)[1] == {"bad.md"}

    class Found:
        def search(self, query: str, k: int = 8, **_: object) -> list[Passage]:
            names = ["bad.md", "good.md"]
            return [
                Passage(id=n, source=n, title=n, location="", start=0, end=1, text="x", score=1.0)
                for n in names
            ]

    aside = Aside(Found(), lambda: learned(settings)[1])  # type: ignore[arg-type]
    assert [p.source for p in aside.search("x")] == ["good.md"]
    restore(ledger, "bad.md", actor="ana")
    assert demoted(ledger) == []
    assert demote(ledger, settings, read(ledger)) == [], "what was before its review does not count again"
    with pytest.raises(Misconfigured, match="not demoted"):
        restore(ledger, "bad.md", actor="ana")


def test_gaps_are_ranked_by_how_many_ask(ledger: Ledger) -> None:
    for uid in range(1, 6):
        asked = "Do you sell maps?" if uid != 3 else "Do you hire?"
        came(ledger, uid, asked, outcome="escalated", reason="the knowledge has no answer; asked: x")
    came(ledger, 9, "Where are you?", outcome="escalated", reason="low confidence (0.2) in returns")
    found = gaps(read(ledger), embed=None)
    assert [(g.mails, g.asked) for g in found] == [(4, "Do you sell maps?"), (1, "Do you hire?")]
    assert found[0].line == '4 mails asked "Do you sell maps?", no source'


def test_the_ladder_asks_for_evidence(settings: Settings, ledger: Ledger) -> None:
    now = datetime.now(UTC)
    found = report(settings, ledger, since=now - timedelta(days=9), until=now).workflows[0]
    step = rung(settings, settings.workflows[0], found)
    assert (step.step, step.next, step.ready) == ("draft", "approve-to-send", False)
    assert [e.found for e in step.evidence][:2] == ["0", "too few"]


def test_the_register_tells_what_really_ran_and_is_safe_in_a_spreadsheet(
    config: Path, settings: Settings, ledger: Ledger, tmp_path: Path
) -> None:
    came(ledger, 1, "x")
    entry = register(settings, ledger)[0]
    assert (entry.messages, entry.oversight_acts) == (1, 0)
    assert entry.eu_ai_act.startswith("minimal")
    risky = settings.workflows[0].model_copy(update={"purpose": "=cmd()|<script>"})
    odd = register(settings.model_copy(update={"workflows": [risky]}))
    assert "'=cmd()" in as_csv(odd)
    assert "<script" not in as_html(odd)
    page = tmp_path / "register.html"
    assert run(config, "register", "--html", str(page)) == 0
    assert page.read_text().startswith("<!doctype html>")


def test_duties_come_when_they_are_due_and_not_twice(settings: Settings, tmp_path: Path) -> None:
    monday = datetime(2026, 11, 23, 6, 59, tzinfo=UTC).timestamp()
    clock = [monday]
    ledger = open_ledger(settings, now=lambda: clock[0])
    assert not duties.weekly(ledger, "report", "monday", 7), "the first start only notes the week"
    clock[0] += 120
    told: list[str] = []

    def do(duty: str, work: Callable[[], object] = lambda: None) -> None:
        duties.do(ledger, duty, work, told.append)

    assert duties.weekly(ledger, "report", "monday", 7)
    assert duties.weekly(ledger, "report", "monday", 7), "it was not done: a kill may have come between"
    do("report")
    assert not duties.weekly(ledger, "report", "monday", 7)
    clock[0] += 7 * 86_400
    assert duties.weekly(ledger, "report", "monday", 7)
    assert duties.due(ledger, "drift", 86_400)
    do("drift")
    assert not duties.due(ledger, "drift", 86_400)
    measure(ledger, "other", "drift", {})
    clock[0] += 86_401
    assert duties.due(ledger, "drift", 86_400)
    do("drift", lambda: 1 // 0)
    do("report", lambda: 1 // 0)
    assert told[0].startswith("drift failed: ZeroDivisionError")
    assert not duties.due(ledger, "drift", 86_400), "not again at once"
    clock[0] += 3601
    assert duties.due(ledger, "drift", 86_400)
    assert duties.weekly(ledger, "report", "monday", 7)
    ledger.engine.dispose()


def test_the_owners_errand_does_all_that_is_due_once(
    config: Path, settings: Settings, ledger: Ledger
) -> None:
    """Changes, sources, drift, canary cases and retention; a second call on the same day does nothing."""
    from intake.ledger.measurements import measured
    from intake.operate.watching import standing

    cases = config.parent / "cases.jsonl"
    cases.write_text(json.dumps({"text": "Can I return the tent?", "workflow": "returns"}) + "\n")
    watched = settings.model_copy(
        update={"quality": settings.quality.model_copy(update={"canaries": cases, "sample": True})}
    )
    (feedback, owner) = duties.of_owner(watched, lambda _: None)  # type: ignore[arg-type,return-value]
    assert feedback.name == "feedback"
    told: list[str] = []
    owner.work(ledger, lambda event: told.append(event.text))
    assert told == []
    (figures,) = measured(ledger, "canary", key="figures")
    assert figures.body["workflow_accuracy"] == 1.0
    assert measured(ledger, "drift")[0].body["tests"] == 0
    assert "purged" in [e.kind for e in audit.entries(ledger.engine)]
    measure(ledger, "canary", "figures", {"workflow_accuracy": 1.0})
    owner.work(ledger, lambda event: told.append(event.text))
    assert len(measured(ledger, "canary", key="figures")) == 2, "only what we added ourselves"
    assert standing(ledger) == {}
    cases.write_text(json.dumps({"text": "Can I return the tent?", "workflow": "orders"}) + "\n")
    from intake.operate import canary

    canary.run(watched, ledger)
    fallen = standing(ledger)["canary:workflow_accuracy"]
    assert "fell from 1.00 to 0.00" in fallen
    assert "cases 1" in fallen
