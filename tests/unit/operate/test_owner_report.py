"""The report: figures that equal the truth, a page that loads nothing, a mail that arrives."""

import json
import random
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bench import quarter_world as world
from intake.cli.main import main
from intake.config import Settings
from intake.ledger import Ledger, open_ledger
from intake.ledger.facts import facts, snapshot
from intake.ledger.judgements import Judgement, Review, judge, judged, review, reviewed
from intake.operate import changes, plots
from intake.operate.letter import letter
from intake.operate.page import page
from intake.operate.report import report, report_json
from tests.servers.submission import Submission

END = world.START + timedelta(weeks=world.WEEKS)
MAILS = 1500


def workflow(name: str, **more: object) -> dict[str, object]:
    return {
        "name": name,
        "owner": "ana@shop.test",
        "purpose": "answers",
        "trigger": "somebody asks",
        "done_when": "answered",
        "kpi": {"name": "time", "unit": "minutes", "baseline": {"mean": 190, "stdev": 85}, "target": 15},
        "acceptance": {},
        "examples": ["Where is my parcel?", "Has it shipped?"],
        **more,
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    flows = [workflow("order-status"), workflow("returns")]
    return Settings.model_validate({"data_dir": tmp_path / "data", "workflows": flows})


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    return open_ledger(settings, now=END.timestamp)


def test_counts_equal_the_truth_and_intervals_hold_it(settings: Settings, ledger: Ledger) -> None:
    truth = world.build(ledger, seed=3, mails=MAILS, faults=False)
    chance = random.Random(1)
    for ident in chance.sample(range(1, MAILS + 1), 200):
        world.look(ledger, truth, ident, "ana", 1.0, chance, slip=0.0)
    found = report(settings, ledger, since=world.START, until=END)
    assert found.overall.messages == MAILS
    for w in found.workflows:
        name = w.workflow or "none"
        for outcome, n in truth.outcomes[name].items():
            assert getattr(w, outcome) == n
        assert w.cost == pytest.approx(truth.cost[name])
    status = found.workflows[0]
    assert status.accepted_unchanged == truth.fates["order-status"]["unchanged"]
    assert status.rejected == truth.fates["order-status"]["rejected"]
    wanted = world.FATES["order-status"]
    assert status.accepted.holds(wanted["unchanged"] + wanted["edited"])
    assert status.kpi.measured == "time to send"
    wrong = sum(truth.labels[i] != truth.machine[i] for i in truth.labels) / MAILS
    assert found.overall.disagreement.holds(wrong)
    assert found.overall.disagreement_trend.value is not None
    assert found.overall.disagreement_trend.holds(0.0), "the machine's mistakes are as many each week"
    assert found.overall.kappa.value is not None
    spent = {s.what: s for s in status.spent}
    replies, whole = spent.pop("accepted reply"), spent.pop("all mails")
    assert (whole.count, whole.cost) == (status.messages, pytest.approx(status.cost))
    assert replies.count == status.accepted_unchanged + status.edited
    assert status.cost_per_accepted == pytest.approx(whole.cost / replies.count, abs=1e-6)
    assert sum(s.count for s in spent.values()) == status.messages
    assert sum(s.tokens for s in spent.values()) == whole.tokens == status.tokens > 0
    assert found.forecast.month == pytest.approx(found.overall.cost / 91 * 30, rel=0.05)
    json.dumps(report_json(found))


def test_a_renamed_workflow_keeps_its_history(settings: Settings, ledger: Ledger) -> None:
    world.build(ledger, seed=3, mails=300, faults=False)
    before = report(settings, ledger, since=world.START, until=END).workflows[0]
    flows = [workflow("orders", renamed_from=["order-status"]), workflow("returns")]
    renamed = Settings.model_validate({"data_dir": settings.data_dir, "workflows": flows})
    after = report(renamed, ledger, since=world.START, until=END).workflows[0]
    assert (after.workflow, after.messages, after.drafted) == ("orders", before.messages, before.drafted)


def test_figures_come_from_one_moment_while_others_write(settings: Settings, ledger: Ledger) -> None:
    world.build(ledger, seed=3, mails=50, faults=False)
    with snapshot(ledger) as db:
        first = facts(db, since=0, until=END.timestamp())
        drafted = next(f for f in first if f.outcome == "drafted" and f.id not in judged(db))
        given = Judgement(message=drafted.id, at=1.0, actor="ana", verdict="rejected", origin="rejected")
        assert judge(ledger, given)
        assert drafted.id not in judged(db), "written after the first look"
    with snapshot(ledger) as db:
        assert judged(db)[drafted.id].verdict == "rejected"


def test_better_evidence_of_a_drafts_fate_replaces_weaker(settings: Settings, ledger: Ledger) -> None:
    world.build(ledger, seed=3, mails=50, faults=False)
    with snapshot(ledger) as db:
        ident = next(f.id for f in facts(db, since=0, until=END.timestamp()) if f.outcome == "drafted")
    for verdict, origin, kept in (
        ("deleted", "deleted", False),  # the simulation said `sent` already, or nothing
        ("edited", "sent", True),
        ("rejected", "rejected", False),
    ):
        given = Judgement(message=ident, at=5.0, actor="x", verdict=verdict, origin=origin, sent_at=9.0)  # type: ignore[arg-type]
        with snapshot(ledger) as db:
            held = judged(db).get(ident)
        changed = judge(ledger, given)
        assert changed == kept or held is None
    with snapshot(ledger) as db:
        assert judged(db)[ident].verdict == "edited"
    review(ledger, Review(message=ident, reviewer="ana", at=1.0, workflow=None, agrees=False))
    review(ledger, Review(message=ident, reviewer="ana", at=2.0, workflow="returns", agrees=True))
    with snapshot(ledger) as db:
        assert [(r.workflow, r.agrees) for r in reviewed(db)] == [("returns", True)]


class Tags(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_is_one_file_without_scripts_and_shows_every_plot(
    settings: Settings, ledger: Ledger
) -> None:
    world.build(ledger, seed=3, mails=MAILS)
    found = report(settings, ledger, since=world.START, until=END)
    tags = Tags()
    text = page(found)
    tags.feed(text)
    names = [tag for tag, _ in tags.found]
    assert not {"script", "link", "img", "iframe", "object"} & set(names)
    assert not any({"src", "href", "style", "onclick"} & set(attrs) for _, attrs in tags.found)
    assert "url(" not in text
    assert names.count("svg") == 6 + 5 * 3
    assert "changed policies/returns.md" in text
    assert "prefers-color-scheme:dark" in text
    assert "@media print" in text


def test_words_of_mails_and_names_cannot_break_out_of_the_page(settings: Settings, ledger: Ledger) -> None:
    world.build(ledger, seed=3, mails=50, faults=False)
    ledger.note("x", actor="x")
    with ledger.write() as db:
        from sqlalchemy import update

        from intake.ledger.tables import messages

        db.execute(update(messages).values(reason="<script>alert(1)</script>", outcome="escalated"))
    text = page(report(settings, ledger, since=world.START, until=END))
    assert "<script" not in text
    assert "&lt;script" in text


def test_an_empty_ledger_gives_a_report_that_says_so(settings: Settings, ledger: Ledger) -> None:
    found = report(settings, ledger, since=world.START, until=END)
    assert found.overall.messages == 0
    assert found.forecast.month is None
    assert "not enough to say anything yet" in page(found)
    assert plots.series("x", ["a"], [None]) == plots.empty("x")


def test_plots_stay_on_their_canvas() -> None:
    values = [0.0, 1e9, 3.0, None, 7.0]
    svg = plots.series(
        "t", [str(i) for i in range(5)], values, levels=[plots.Level(value=2e9, kind="target", label="x")]
    )
    for x, y in re.findall(r"([0-9.]+),([0-9.]+)", "".join(re.findall(r'points="([^"]+)"', svg))):
        assert 0 <= float(x) <= plots.WIDTH
        assert 0 <= float(y) <= plots.HEIGHT
    assert "<svg" in plots.bars("t", ["a"] * 2000, [1.0] * 2000)
    assert plots.matrix("t", []) == plots.empty("t")


def test_changes_of_configuration_and_knowledge_are_noted_once(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "a.md").write_text("one")
    settings = Settings.model_validate({"data_dir": tmp_path / "d", "knowledge": {"folder": tmp_path / "k"}})
    ledger = open_ledger(settings)
    assert changes.note(settings, ledger) == []
    assert changes.note(settings, ledger) == []
    (tmp_path / "k" / "a.md").write_text("two")
    (tmp_path / "k" / "b.md").write_text("new")
    other = settings.model_copy(update={"log_level": "debug"})
    told = [c.text for c in changes.note(other, ledger)]
    assert told == ["configuration: changed log_level", "knowledge: added b.md; changed a.md"]
    assert changes.note(other, ledger) == []
    assert len(changes.changes(ledger, since=0)) == 2
    ledger.engine.dispose()


def test_the_letter_arrives_with_its_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import yaml

    with Submission() as server:
        account = {
            "name": "support",
            "address": "support@shop.test",
            "imap": {"host": "127.0.0.1", "port": 1, "tls": "off", "username": "x"},
            "smtp": {"host": "127.0.0.1", "port": server.port, "tls": "off"},
        }
        plain = {"data_dir": str(tmp_path / "d"), "accounts": [account], "workflows": [workflow("hours")]}
        file = tmp_path / "mailroom.yaml"
        file.write_text(yaml.safe_dump(plain))
        html = tmp_path / "report.html"
        with pytest.raises(SystemExit) as done:
            main(["--config", str(file), "report", "--html", str(html), "--mail", "ana@shop.test"])
        assert done.value.code == 0
        ((_, to, raw),) = server.accepted
    assert to == ["rcpt TO:<ana@shop.test>"]
    mail = message_from_bytes(raw, policy=default)
    assert mail["To"] == "ana@shop.test"
    assert mail["Auto-Submitted"] == "auto-generated"
    attached = list(mail.iter_attachments())  # type: ignore[attr-defined]
    assert attached[0].get_content().decode().startswith("<!doctype html>")
    assert html.read_text().startswith("<!doctype html>")
    assert "sent to ana@shop.test" in capsys.readouterr().err


@pytest.mark.parametrize(
    "args", [["--mail", "ana@shop.test"], ["--html", "/nowhere/x.html"], ["--until", "soon"]]
)
def test_a_report_that_cannot_be_delivered_says_why(
    tmp_path: Path, args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    import yaml

    file = tmp_path / "mailroom.yaml"
    file.write_text(yaml.safe_dump({"data_dir": str(tmp_path / "d"), "workflows": [workflow("hours")]}))
    with pytest.raises(SystemExit) as done:
        main(["--config", str(file), "report", *args])
    assert done.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_same_letter_has_the_same_id(settings: Settings, ledger: Ledger) -> None:
    found = report(settings, ledger, since=world.START, until=END)
    account = Settings.model_validate(
        {"accounts": [{"name": "a", "address": "a@b.test", "imap": {"host": "h", "username": "u"}}]}
    ).accounts[0]
    first = letter(found, "ana@shop.test", account=account, now=datetime.now(UTC))
    second = letter(found, "ana@shop.test", account=account, now=datetime.now(UTC) + timedelta(days=1))
    assert first.message_id == second.message_id
