"""The commands over a ledger that a real run has filled, as scripts call them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.cli.main import main
from intake.config import load
from intake.ledger import audit, open_ledger
from tests.journey.crash_agent import agent_for, settings_for
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.dovecot]


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with Dovecot(users={"support": "secret"}) as server:
        for n, words in enumerate(["Where?", "poison", "please escalate"]):
            head = f"From: c{n}@example.com\r\nSubject: [red]Mail {n}\r\nMessage-ID: <m{n}@example.com>\r\n"
            server.deliver("support", f"{head}\r\n{words}\r\n".encode())
        agent_for(settings_for(tmp_path / "data", server.port, secret)).run_once()
        imap = {"host": "127.0.0.1", "port": server.port, "tls": "off", "username": "support"}
        account = {
            "name": "support",
            "address": "support@shop.test",
            "imap": {**imap, "password_file": "secret"},
            "since": "all",
        }
        file = tmp_path / "mailroom.yaml"
        file.write_text(yaml.safe_dump({"data_dir": "data", "accounts": [account]}))
        yield file


def call(config: Path, *args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(config), *args])
    return int(ended.value.code or 0)


def asked(capsys: pytest.CaptureFixture[str], config: Path, *args: str) -> Any:
    capsys.readouterr()
    call(config, *args, "--json")
    return json.loads(capsys.readouterr().out)


def test_what_happened_is_told_in_the_promised_shapes(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`messages`, `show`, `dead-letters`, `audit`: exact keys, and tables for people."""
    listed = asked(capsys, config, "messages")["messages"]
    assert len(listed) == 3
    keys = "id message_id account folder uid from subject received_at finished_at outcome reason workflow"
    assert set(listed[0]) == {*keys.split(), "attempts", "artefact"}
    drafted = next(m for m in listed if m["outcome"] == "drafted")
    assert drafted["artefact"]["folder"] == "Review"
    full = asked(capsys, config, "show", drafted["id"])
    assert {"findings", "fields", "passages", "draft", "model", "audit"} <= set(full)
    assert [e["kind"] for e in full["audit"]] == ["received", "decided", "delivered"]
    dead = asked(capsys, config, "dead-letters")["dead_letters"]
    assert set(dead[0]) == {"id", "error", "attempts", "since"}
    assert "poison" in dead[0]["error"]
    for args in (["messages"], ["show", drafted["id"]], ["dead-letters"], ["audit", "verify"]):
        assert call(config, *args) == 0
    assert "[red]Mail" in capsys.readouterr().out
    assert call(config, "audit", "export", "--message", drafted["id"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert call(config, "show", "999") == 2
    assert call(config, "show", "x") == 2


def test_a_broken_chain_exits_with_one(
    config: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """`audit verify` names the place."""
    ledger = open_ledger(settings_for(tmp_path / "data", 1, tmp_path / "secret"))
    with ledger.engine.begin() as db:
        db.execute(audit.audit.delete().where(audit.audit.c.seq == 2))
    assert asked(capsys, config, "audit", "verify")["broken_at"] == 2
    assert call(config, "audit", "verify") == 1


def test_a_person_retries_and_takes_back(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`retry`, `undo`, `reconcile`, `approve`: what they did, or one line that says why not."""
    listed = asked(capsys, config, "messages")["messages"]
    ids = {m["outcome"]: m["id"] for m in listed}
    assert asked(capsys, config, "reconcile") == {"checked": 3, "differences": []}
    assert call(config, "retry") == 2
    assert call(config, "retry", ids["drafted"]) == 1
    assert asked(capsys, config, "retry", "--all") == {"retried": [ids["failed"]]}
    assert call(config, "approve", ids["escalated"]) == 2
    assert call(config, "approve", ids["drafted"]) == 2
    assert asked(capsys, config, "undo", ids["drafted"]) == {
        "id": ids["drafted"],
        "removed": 1,
        "sent": False,
    }
    assert call(config, "undo", ids["drafted"]) == 1
    assert asked(capsys, config, "show", ids["drafted"])["outcome"] == "ignored"


def test_an_anchor_in_the_mailbox_shows_what_the_anchor_file_no_longer_does(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever rewrites the database and the file beside it still contradicts the mailbox."""
    assert asked(capsys, config, "audit", "anchor", "--account", "support")["folder"] == "Audit"
    assert asked(capsys, config, "audit", "verify", "--account", "support")["valid"] is True
    ledger = open_ledger(load(config))
    last = audit.head(ledger.engine)
    assert last is not None
    with ledger.engine.begin() as db:
        db.execute(audit.audit.delete().where(audit.audit.c.seq == last[0]))
    (config.parent / "data" / "audit.head").unlink()
    assert asked(capsys, config, "audit", "verify")["valid"] is True
    assert asked(capsys, config, "audit", "verify", "--account", "support")["broken_at"] == last[0]
    assert call(config, "audit", "anchor", "--account", "nobody") == 2
