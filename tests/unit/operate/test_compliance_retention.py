"""The ledger forgets what it must, proves what it did, and reports what its owner asks for."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.cli.main import main
from intake.config import Settings
from intake.config.workflows import WorkflowSettings
from intake.ledger import Decision, Glance, Ledger, open_ledger
from intake.ledger.audit import verify
from intake.mail import RawMessage
from intake.operate.erasure import export, forget
from intake.operate.register import assessment, register
from intake.operate.report import report, report_json
from intake.operate.retention import ERASED, purge

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WORKFLOW = WorkflowSettings.model_validate(
    {
        "name": "hours",
        "owner": "ana@shop.test",
        "purpose": "tells the hours",
        "trigger": "somebody asks",
        "done_when": "answered",
        "kpi": {"name": "time", "unit": "minutes", "baseline": {"mean": 190, "stdev": 85}, "target": 15},
        "acceptance": {},
        "examples": ["When are you open?", "Are you open on Sunday?"],
        "personal_data": ["name"],
    }
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", workflows=[WORKFLOW])


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    return open_ledger(settings, now=lambda: NOW.timestamp())


def arrived(
    ledger: Ledger, uid: int, sender: str, *, days_ago: float, body: str = "hello", cost: float = 0.0
) -> int:
    """One finished mail in the ledger."""
    at = NOW - timedelta(days=days_ago)
    raw = f"From: {sender}\r\nSubject: mail {uid}\r\n\r\n{body}".encode()
    mail = RawMessage(
        account="support", folder="INBOX", uidvalidity=1, uid=uid, raw=raw, received_at=at, size=len(raw)
    )
    glance = Glance(message_id=f"<{uid}@x>", sender=sender, sender_name="N", subject=f"mail {uid}", thread="")
    (ident,) = ledger.take_in([(mail, glance)], last_uid=uid)
    (row,) = ledger.claim("me", 1)
    begun = ledger.begin(row.id, row.run, "me")
    assert begun is not None
    ledger.decide(
        begun,
        Decision(
            outcome="drafted",
            reason=None,
            workflow="hours",
            result=json.dumps({"draft": {"body": f"Dear {sender}"}}),
            cost=cost,
            draft_to=sender,
        ),
    )
    ledger.finish(begun, parcel=None, uid=None)
    return ident


def data_dir_holds(settings: Settings, needle: bytes) -> list[str]:
    files = (p for p in settings.data_dir.rglob("*") if p.is_file())
    return [
        p.name
        for p in files
        if needle in p.read_bytes() or needle.decode().encode("utf-16-le") in p.read_bytes()
    ]


def test_forget_leaves_no_byte_of_the_person_and_a_valid_chain(settings: Settings, ledger: Ledger) -> None:
    arrived(ledger, 1, "olga@mail.test", days_ago=1, body="my name is Olga Danner-Xyz")
    arrived(ledger, 2, "tom@mail.test", days_ago=1)
    assert data_dir_holds(settings, b"olga@mail.test")
    done = forget(ledger, "Olga@mail.test")
    assert done.messages == 1
    assert done.raw == 1
    ledger.engine.dispose()
    assert data_dir_holds(settings, b"olga@mail.test") == []
    assert data_dir_holds(settings, b"Danner-Xyz") == []
    assert data_dir_holds(settings, b"tom@mail.test")
    assert verify(ledger.engine).valid
    assert forget(ledger, "olga@mail.test").messages == 0


def test_a_person_gets_all_that_is_kept_of_them(ledger: Ledger) -> None:
    arrived(ledger, 1, "olga@mail.test", days_ago=1)
    arrived(ledger, 2, "tom@mail.test", days_ago=1, body="olga@mail.test asked me to write")
    assert [m["from"] for m in export(ledger, "olga@mail.test")] == ["olga@mail.test", "tom@mail.test"]


def test_purge_deletes_by_class_and_age_and_keeps_the_key(settings: Settings, ledger: Ledger) -> None:
    old = arrived(ledger, 1, "old@mail.test", days_ago=800)
    new = arrived(ledger, 2, "new@mail.test", days_ago=1)
    done = purge(settings, ledger)
    assert (done.text, done.ledger) == (1, 1)
    row = ledger.row(old)
    assert row is not None
    assert (row.sender, row.result, row.uid) == (ERASED, None, 1)
    kept = ledger.row(new)
    assert kept is not None
    assert kept.result
    assert purge(settings, ledger).ledger == 0
    assert verify(ledger.engine).valid


def test_a_report_counts_each_outcome_and_gives_no_mean_of_too_few(
    settings: Settings, ledger: Ledger
) -> None:
    for uid in range(1, 7):
        arrived(ledger, uid, f"u{uid}@mail.test", days_ago=uid / 10, cost=0.01)
    found = report_json(report(settings, ledger, since=NOW - timedelta(days=7), until=NOW))
    (hours,) = found["workflows"]
    assert (hours["workflow"], hours["messages"], hours["drafted"]) == ("hours", 6, 6)
    assert hours["cost"] == pytest.approx(0.06)
    assert hours["kpi"]["baseline"] == 190
    low, high = hours["kpi"]["interval"]
    assert low < hours["kpi"]["value"] < high
    few = report(settings, ledger, since=NOW - timedelta(hours=3), until=NOW).workflows[0]
    assert (few.messages, few.kpi.value, few.kpi.interval) == (1, None, None)


def test_the_register_and_the_assessment_hold_the_facts(settings: Settings) -> None:
    (entry,) = register(settings)
    assert (entry.workflow, entry.owner, entry.legal_basis) == ("hours", "ana@shop.test", "contract")
    text = assessment(settings, WORKFLOW)
    assert "ana@shop.test" in text
    assert "QUESTION" in text


@pytest.fixture
def config(tmp_path: Path) -> Path:
    import yaml

    file = tmp_path / "mailroom.yaml"
    file.write_text(yaml.safe_dump({"workflows": [WORKFLOW.model_dump(mode="json")]}), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "command",
    [["register"], ["dpia", "hours"], ["forget", "x@y.test"], ["export", "x@y.test"], ["purge"], ["report"]],
)
def test_each_command_prints_json_and_nothing_else(
    config: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--config", str(config), "--json", *command])
    assert done.value.code == 0
    assert isinstance(json.loads(capsys.readouterr().out), dict)
    with pytest.raises(SystemExit) as done:
        main(["--config", str(config), *command])
    assert done.value.code == 0


@pytest.mark.parametrize(
    "command",
    [["dpia", "nothing"], ["forget", "nobody"], ["report", "--since", "yesterday"], ["init", "/dev/null"]],
)
def test_wrong_use_is_one_line_and_exit_2(
    config: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--config", str(config), *command])
    assert done.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_init_writes_a_configuration_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["init", str(tmp_path / "shop")])
    assert done.value.code == 0
    assert (tmp_path / "shop" / "knowledge" / "opening-hours.md").exists()
    with pytest.raises(SystemExit) as done:
        main(["init", str(tmp_path / "shop")])
    assert done.value.code == 2
    with pytest.raises(SystemExit) as done:
        main(["schema"])
    assert "properties" in capsys.readouterr().out


def test_check_says_of_each_part_what_is_wrong_and_the_mend(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--config", str(config), "check", "--json"])
    assert done.value.code == 2
    checks = {c["part"]: c for c in json.loads(capsys.readouterr().out)["checks"]}
    assert not checks["configuration"]["ok"]
    assert checks["configuration"]["mend"]
    assert checks["data folder"]["ok"]
    assert not checks["knowledge"]["ok"]
