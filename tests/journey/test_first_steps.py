"""The first day: a mailbox with history gives a configuration, and a trial that touches nothing."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from intake.cli.main import app, main
from intake.config import load
from tests.servers.accounts import need_dovecot
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.dovecot

ORDERS = (
    "Where is my parcel SO-10000{n}?",
    "Has my order SO-10001{n} been shipped?",
    "When will order SO-10002{n} arrive?",
)
HOURS = (
    "What are your opening hours on Saturday?",
    "Are you open on Saturday?",
    "When do you open on Saturday?",
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dovecot]:
    need_dovecot()
    monkeypatch.setenv("SUPPORT_PASSWORD", "secret")
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=5)
    with Dovecot() as found:
        for n in range(18):
            text = ORDERS[n % 3].format(n=n % 10) if n < 10 else HOURS[n % 3]
            put(found, f"c{n}@x.test", start + timedelta(minutes=n), text, sender=f"c{n}@mail.test")
            told = ("thank you for asking.", "We are open on Saturday from 10:00 to 14:00.", "See you soon!")
            answer = "\n\n".join((f"Dear C{n},", *told))
            at = start + timedelta(minutes=n + (60 if n < 10 else 120))
            put(found, f"s{n}@x.test", at, answer, sender="support@example.com", parent=f"c{n}@x.test")
        yield found


def put(
    server: Dovecot, ident: str, at: datetime, text: str, *, sender: str, parent: str | None = None
) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = sender, "Question", f"<{ident}>"
    mail["To"] = "support@example.com" if parent is None else f"{parent.split('@')[0]}@mail.test"
    mail["Date"] = format_datetime(at)
    if parent is not None:
        mail["In-Reply-To"] = f"<{parent}>"
    mail.set_content(text + "\n")
    folder = "INBOX" if parent is None else "Sent"
    server.deliver("support", mail.as_bytes(), folder=folder, flags="S", at=at.timestamp())


def test_the_wizard_proposes_workflows_with_their_baseline(server: Dovecot, tmp_path: Path) -> None:
    answers = [
        "support@example.com", "127.0.0.1", str(server.port), "support", "SUPPORT_PASSWORD",
        "Order Status", "ana@example.com", "y", "y", "opening-hours", "ana@example.com", "n",
    ]  # fmt: skip
    done = CliRunner().invoke(
        app, ["init", str(tmp_path / "shop"), "--wizard"], input="\n".join(answers) + "\n"
    )
    assert done.exit_code == 0, done.output
    found = load(tmp_path / "shop" / "mailroom.yaml")
    orders, hours = found.workflows
    assert (orders.name, hours.name) == ("order-status", "opening-hours")
    assert orders.requires[0].pattern == "SO-[0-9]{6}"
    assert (orders.kpi.baseline.mean, orders.kpi.baseline.n) == (60.0, 10)
    assert (hours.kpi.baseline.mean, hours.kpi.baseline.n) == (120.0, 8)
    assert not hours.requires
    frame = (orders.template or "").split("\n\n")
    assert frame[:3] == ["{{ greeting }}", "thank you for asking.", "{{ answers }}"]
    assert "See you soon!" in frame
    assert hours.template is None, "the owner did not want it"
    assert all("Saturday" in e for e in hours.examples)


def _hours(server: Dovecot, tmp_path: Path, since: str = "0d") -> Path:
    """The configuration of a shop that knows its opening hours."""
    knowledge = tmp_path / "knowledge"
    knowledge.mkdir()
    (knowledge / "hours.md").write_text("# Opening hours\n\nWe are open on Saturday from 10:00 to 14:00.\n")
    flow = {
        "name": "hours", "owner": "a@b.test", "purpose": "p", "trigger": "asks when we open",
        "done_when": "d",
        "kpi": {"name": "k", "unit": "minutes", "baseline": {"mean": 1, "stdev": 1}, "target": 1},
        "acceptance": {}, "examples": list(HOURS),
    }  # fmt: skip
    imap = {"host": "127.0.0.1", "port": server.port, "tls": "off", "username": "support", "password_env": "SUPPORT_PASSWORD"}  # fmt: skip  # noqa: E501
    plain = {
        "data_dir": str(tmp_path / "data"),
        "knowledge": {"folder": str(knowledge), "min_answerable": 0.2},
        "accounts": [{"name": "support", "address": "support@example.com", "imap": imap, "since": since}],
        "quality": {"shadow": {"name": "extractive"}, "shadow_share": 1.0},
        "workflows": [flow],
    }
    config = tmp_path / "mailroom.yaml"
    config.write_text(yaml.safe_dump(plain))
    return config


def test_a_trial_shows_drafts_beside_answers_and_touches_nothing(
    server: Dovecot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = _hours(server, tmp_path)
    before = sorted(str(p) for p in server.root.rglob("*") if "cur" in p.parts)
    with pytest.raises(SystemExit) as done:
        main(["--config", str(config), "--json", "simulate", "--since", "30d"])
    assert done.value.code == 0
    (account,) = json.loads(capsys.readouterr().out)["accounts"]
    assert len(account["mails"]) == 18
    drafted = [m for m in account["mails"] if m["draft"]]
    assert drafted
    assert all("10:00" in m["draft"] and "10:00" in m["sent"] for m in drafted)
    assert account["drafted_of_answered"]["n"] == 18
    assert sorted(str(p) for p in server.root.rglob("*") if "cur" in p.parts) == before


def test_a_model_on_trial_is_compared_and_its_drafts_stay_unseen(
    server: Dovecot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The agent drafts; the same extractive writer on trial comes to the same outcomes, and lays nothing."""
    from intake.bootstrap import build_agent
    from intake.ledger import open_ledger
    from intake.ledger.measurements import measured

    config = _hours(server, tmp_path, since="all")
    settings = load(config)
    agent = build_agent(settings)
    agent.run_once()
    with pytest.raises(SystemExit) as done:
        main(["--config", str(config), "--json", "shadow"])
    assert done.value.code == 0
    found = json.loads(capsys.readouterr().out)
    ledger = open_ledger(settings)
    finished = [r for r in ledger.rows() if r.outcome in {"drafted", "escalated"}]
    assert found["tried"] == len(finished)
    assert found["same"]["value"] in {1.0, None}
    assert found["lost"] == []
    assert [m.key for m in measured(ledger, "shadow")] == ["extractive"]
    ledger.engine.dispose()
