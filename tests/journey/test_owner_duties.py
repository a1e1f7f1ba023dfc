"""The running agent's weekly and daily duties, seen from where people get them: their mailbox."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import yaml

from intake.cli.main import main
from intake.config import Settings, load
from intake.ledger import Ledger, audit, open_ledger
from intake.mailbox import ImapMailbox
from intake.operate import duties
from sandbox import Sandbox
from tests.unit.operate.test_what_is_learned import FLOWS, came

DAY_S = 86_400


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def config(box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SANDBOX_PASSWORD", "x")
    login = {"tls": "off", "username": "support@shop.test", "password_env": "SANDBOX_PASSWORD"}
    account = {
        "name": "support",
        "address": "support@shop.test",
        "imap": {"host": "127.0.0.1", "port": box.imap_port, **login},
        "smtp": {"host": "127.0.0.1", "port": box.smtp_port, "tls": "off"},
    }
    plain = {
        "data_dir": str(tmp_path / "data"),
        "accounts": [account],
        "knowledge": {"folder": str(tmp_path / "docs"), "embeddings": "none"},
        "workflows": FLOWS,
        "report": {
            "weekly": True,
            "weekday": f"{datetime.now(UTC) + timedelta(days=3):%A}".lower(),
            "hour": 7,
        },
        "quality": {"drift": False},
        "audit": {"mailbox": "support", "file": str(tmp_path / "elsewhere" / "anchors")},
    }
    file = tmp_path / "mailroom.yaml"
    file.write_text(yaml.safe_dump(plain))
    return file


def held(settings: Settings, folder: str) -> list[bytes]:
    mailbox = ImapMailbox(settings.accounts[0], data_dir=settings.data_dir)
    try:
        if folder not in mailbox.folder_names():
            return []
        return [m.raw for u in mailbox.uids(folder) if (m := mailbox.fetch(folder, u)) is not None]
    finally:
        mailbox.close()


def test_the_owner_gets_the_report_on_its_day_and_once(box: Sandbox, config: Path) -> None:
    """Nothing before its day; then a mail with the page, and the week after the next one."""
    settings = load(config)
    clock = [datetime.now(UTC).timestamp()]
    ledger = open_ledger(settings, now=lambda: clock[0])
    _, owner = duties.of_owner(settings, lambda a: ImapMailbox(a, data_dir=settings.data_dir))
    told: list[str] = []
    inbox = box.inbox("ana@shop.test")

    owner.work(ledger, lambda event: told.append(event.text))
    assert inbox.messages() == ()
    for uid in range(1, 4):
        came(ledger, uid, "Can I return the tent?")
    clock[0] += 4 * DAY_S
    owner.work(ledger, lambda event: told.append(event.text))
    owner.work(ledger, lambda event: told.append(event.text))

    mail = inbox.wait_for(subject="Mailroom report", exactly=1, timeout=10)
    read = message_from_bytes(mail.raw, policy=default)
    assert read["From"].endswith("<support@shop.test>")
    assert "drafted 3" in read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    (page,) = read.iter_attachments()  # type: ignore[attr-defined]
    assert page.get_content().decode().startswith("<!doctype html>")
    assert "weekly report to ana@shop.test: sent" in told
    clock[0] += 7 * DAY_S
    owner.work(ledger, lambda event: told.append(event.text))
    assert len(inbox.messages()) == 2
    ledger.engine.dispose()


def test_the_audit_head_is_anchored_by_itself(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Daily, in the mailbox and in a file; either contradicts who cuts the log and its own anchor."""
    settings = load(config)
    clock = [datetime.now(UTC).timestamp()]
    ledger = open_ledger(settings, now=lambda: clock[0])
    _, owner = duties.of_owner(settings, lambda a: ImapMailbox(a, data_dir=settings.data_dir))
    for day in range(3):
        came(ledger, day + 1, "Can I return the tent?")
        owner.work(ledger, lambda _: None)
        owner.work(ledger, lambda _: None)
        clock[0] += 86_401
    assert len(held(settings, "Audit")) == 3
    anchors = settings.audit.file
    assert anchors is not None
    assert len(anchors.read_text().splitlines()) == 3
    assert verified(config, capsys, "--account", "support") == (0, True)
    cut(ledger, settings)
    assert verified(config, capsys) == (1, False)
    anchors.unlink()
    assert verified(config, capsys) == (0, True)
    assert verified(config, capsys, "--account", "support") == (1, False)
    ledger.engine.dispose()


def cut(ledger: Ledger, settings: Settings) -> None:
    """What somebody with the database and the data folder can do."""
    last = audit.head(ledger.engine)
    assert last is not None
    with ledger.engine.begin() as db:
        db.execute(audit.audit.delete().where(audit.audit.c.seq > last[0] - 8))
    (settings.data_dir / "audit.head").unlink(missing_ok=True)


def verified(config: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[object, bool]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as done:
        main(["--config", str(config), "--json", "audit", "verify", *more])
    return done.value.code, '"valid": true' in capsys.readouterr().out
