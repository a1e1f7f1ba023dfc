"""Every condition that an alert is due for, and none where all is as usual."""

import ssl
import time
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import insert

from intake.config import Settings
from intake.config.accounts import ImapSettings
from intake.ledger import Ledger, open_ledger
from intake.ledger.tables import messages
from intake.operate import alerting, alerts, surroundings
from intake.operate.conditions import DAY_S, HOUR_S, WEEK_S, conditions
from tests.servers.certificates import make_certificate

NOW = 1_800_000_000.0


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(data_dir=tmp_path), now=lambda: NOW)


def put(ledger: Ledger, ages_s: list[float], **more: object) -> None:
    """Mails that came, and were decided, so long ago."""
    base = {"account": "a", "folder": "INBOX", "uidvalidity": 1, "digest": "d", "state": "done", "run": 1}
    with ledger.write() as db:
        known = db.exec_driver_sql("select count(*) from messages").scalar_one()
        rows = [
            {**base, "uid": known + n, "outcome": "drafted", "received_at": NOW - age, "seen_at": NOW - age,
             "decided_at": NOW - age, **more}
            for n, age in enumerate(ages_s, 1)
        ]  # fmt: skip
        if rows:
            db.execute(insert(messages), rows)


def spread(count: int, week: int) -> list[float]:
    """So many arrivals within the hour that ends `week` weeks ago."""
    return [week * WEEK_S + (n + 1) * HOUR_S / (count + 2) for n in range(count)]


@pytest.mark.parametrize(
    ("now", "said"), [(30, None), (36, None), (2, "volume-drop"), (0, "volume-drop"), (90, "volume-rise")]
)
def test_an_hour_is_compared_with_the_same_hour_of_past_weeks(
    ledger: Ledger, tmp_path: Path, now: int, said: str | None
) -> None:
    for week, count in enumerate([28, 31, 33, 27, 30], 1):
        put(ledger, spread(count, week))
    put(ledger, [6 * WEEK_S])
    put(ledger, spread(now, 0))
    found = {key for key in conditions(Settings(data_dir=tmp_path), ledger) if key.startswith("volume")}
    assert found == ({said} if said else set())


def test_a_young_ledger_has_no_usual_hour(ledger: Ledger, tmp_path: Path) -> None:
    put(ledger, spread(200, 0))
    assert "volume-rise" not in conditions(Settings(data_dir=tmp_path), ledger)


def test_a_growth_of_escalations_is_told_and_a_steady_share_is_not(ledger: Ledger, tmp_path: Path) -> None:
    put(ledger, [DAY_S * 2 + n for n in range(180)])
    put(ledger, [DAY_S * 3 + n for n in range(20)], outcome="escalated")
    put(ledger, [2 * HOUR_S + n for n in range(36)])
    put(ledger, [3 * HOUR_S + n for n in range(6)], outcome="escalated")
    assert "escalations" not in conditions(Settings(data_dir=tmp_path), ledger)
    put(ledger, [4 * HOUR_S + n for n in range(30)], outcome="escalated")
    assert "escalations" in conditions(Settings(data_dir=tmp_path), ledger)


def test_a_model_that_gives_no_answer_is_told(ledger: Ledger, tmp_path: Path) -> None:
    """Also where the extractive writer helps out, which a reader of drafts alone would never notice."""
    model = {"draft": {"name": "openai:x", "base_url": "http://127.0.0.1:1/v1"}}
    settings = Settings.model_validate({"data_dir": tmp_path, "models": model})
    put(ledger, [60.0 + n for n in range(10)], result='{"model": {"name": "openai:x"}}')
    assert "model-errors" not in conditions(settings, ledger)
    put(ledger, [30.0 + n for n in range(5)], result='{"model": {"name": "extractive"}}')
    assert "model-errors" in conditions(settings, ledger)


def test_a_full_cap_and_a_silent_folder_are_told(ledger: Ledger, tmp_path: Path) -> None:
    caps = {"runs_per_day": 3, "cost_per_day": 1.0}
    settings = Settings.model_validate({"data_dir": tmp_path, "guard": {"caps": caps}})
    put(ledger, [5.0, 6.0], cost=0.4)
    assert not [k for k in conditions(settings, ledger) if k.startswith("cap:")]
    put(ledger, [7.0], cost=0.4)
    found = conditions(settings, ledger)
    assert {"cap:runs_per_day", "cap:cost_per_day"} <= found.keys()


def test_documents_that_nobody_looked_at_are_named(tmp_path: Path) -> None:
    import os

    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "fresh.md").write_text("# New\n")
    (folder / "due.md").write_text("---\ntitle: Due\nreview_by: 2020-01-01\n---\nText\n")
    (folder / "broken.md").write_text("---\nreview_by: never\n---\n")
    (folder / "old.pdf").write_bytes(b"%PDF")
    os.utime(folder / "old.pdf", (0, 0))
    settings = Settings.model_validate({"knowledge": {"folder": folder}})
    text = surroundings.stale(settings)["knowledge-stale"]
    assert "due.md, old.pdf" in text
    assert "fresh" not in text
    assert surroundings.stale(Settings.model_validate({"knowledge": {"folder": tmp_path / "none"}})) == {}


def test_a_certificate_that_ends_soon_is_seen(tmp_path: Path) -> None:
    """By a real handshake; a server that is away is not a certificate's matter."""
    import socket

    _authority, cert, key = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            for _ in range(2):
                conn, _address = server.accept()
                with conn, context.wrap_socket(conn, server_side=True) as secure:
                    secure.recv(1)

        Thread(target=serve, daemon=True).start()
        imap = {"host": "127.0.0.1", "port": port, "username": "u", "password_env": "X"}
        end = surroundings.certificate_end(ImapSettings.model_validate(imap))
        assert end is not None
        days = int((end.timestamp() - time.time()) / DAY_S) + 2
        account = {"name": "a", "address": "a@b.example", "imap": imap}
        settings = Settings.model_validate({"accounts": [account], "alerts": {"certificate_days": days}})
        assert f"certificate:127.0.0.1:{port}" in surroundings.expiring(settings)
    gone = Settings.model_validate({"accounts": [{**account, "imap": {**imap, "port": 1}}]})
    assert surroundings.expiring(gone) == {}


def test_an_alert_that_reached_nobody_is_told_again(ledger: Ledger, tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "alerts": {"webhook": "http://127.0.0.1:1/"}})
    [alert] = alerts.check(settings, ledger, {"disk": "full"})
    [(failed, why)] = alerting.send(settings, [alert], lambda _line: None)
    assert "webhook" in why
    assert alerts.check(settings, ledger, {"disk": "full"}) == []
    alerts.untold(ledger, failed)
    assert [a.key for a in alerts.check(settings, ledger, {"disk": "full"})] == ["disk"]


def test_the_alerting_errand_survives_what_it_sees(ledger: Ledger, tmp_path: Path) -> None:
    """An errand that fails is told once and goes on."""
    from intake.workflow.errands import Errand, pursue

    stop, told, calls = Event(), list[str](), list[int]()

    def work(*_: object) -> None:
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        raise RuntimeError("no luck")

    errand = Errand(name="x", every_s=0.0, first_s=0.0, work=work)
    pursue(errand, ledger, lambda e: told.append(e.text), stop, None)
    assert len(calls) == 3
    assert told == ["x: RuntimeError: no luck"]
