"""Alerts: told once, again after a day, and when they are over. And the small parts of the agent."""

import hashlib
import hmac
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from intake.config import Settings
from intake.config.settings import Retries
from intake.errors import Throttled, Unreachable
from intake.ledger import Ledger, open_ledger
from intake.mail import RawMessage
from intake.operate import alerting, alerts
from intake.operate.health import health
from intake.workflow import Summary
from intake.workflow.backoff import wait_s
from intake.workflow.glance import glance


class Time:
    at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = open_ledger(Settings(data_dir=tmp_path), now=Time())
    for uid in range(1, 13):
        raw = f"From: a@b.example\r\n\r\n{uid}".encode()
        mail = RawMessage(
            account="support", folder="INBOX", uidvalidity=1, uid=uid, raw=raw,
            received_at=datetime(2026, 11, 23, tzinfo=UTC), size=len(raw),
        )  # fmt: skip
        made.take_in([(mail, glance(raw))], last_uid=uid)
    for row in made.claim("one", 11):
        made.bury(row, error="broken", trace="", parcel=None, result="{}")
    return made


def test_each_wrong_is_told_once_and_its_end_too(ledger: Ledger, tmp_path: Path) -> None:
    """Failures, dead letters, a queue that stands, a poll that is silent, a disk that is full."""
    settings = Settings(data_dir=tmp_path)
    assert {a.key for a in alerts.check(settings, ledger)} == {"failure-rate", "dead-letters"}
    assert alerts.check(settings, ledger) == []
    ledger.now.at += 2000  # type: ignore[attr-defined]
    assert {a.key for a in alerts.check(settings, ledger)} == {"queue-age", "silent:support/INBOX"}
    over = alerts.check(settings, ledger, {})
    assert len(over) == 4
    assert all(a.over for a in over)
    assert alerts.current(ledger) == []
    assert [a.key for a in alerts.check(settings, ledger, {"disk": "full"})] == ["disk"]
    ledger.now.at += 90_000  # type: ignore[attr-defined]
    assert [a.key for a in alerts.check(settings, ledger, {"disk": "full"})] == ["disk"]
    assert [a.key for a in alerts.current(ledger)] == ["disk"]
    full = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"min_disk_mb": 10**12})})
    assert "disk" in alerts.conditions(full, ledger)
    gone = full.model_copy(update={"data_dir": tmp_path / "gone"})
    assert "cannot be read" in alerts.conditions(gone, ledger)["disk"]


class Hook(BaseHTTPRequestHandler):
    got: ClassVar[list[tuple[bytes, str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((body, self.headers["X-Mailroom-Signature"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None: ...


def test_the_webhook_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever receives it can tell that it is ours; one that is away is named."""
    server = HTTPServer(("127.0.0.1", 0), Hook)
    Thread(target=server.handle_request, daemon=True).start()
    monkeypatch.setenv("HOOK", "key")
    hook = {"webhook": f"http://127.0.0.1:{server.server_port}/", "webhook_secret_env": "HOOK"}
    lines: list[str] = []
    told = [alerts.Alert(key="disk", text="full", since=1.0)]
    assert alerting.send(Settings.model_validate({"alerts": hook}), told, lines.append) == []
    server.server_close()
    body, signature = Hook.got[0]
    assert signature == "sha256=" + hmac.new(b"key", body, hashlib.sha256).hexdigest()
    assert lines == ["alert disk: full"]
    assert alerting.send(Settings(), told, lines.append) == []
    away = Settings.model_validate({"alerts": {"webhook": "http://127.0.0.1:1/"}})
    assert "webhook" in alerting.send(away, told, lines.append)[0][1]


def test_health_tells_numbers_only(ledger: Ledger) -> None:
    """`/livez`, `/readyz` and `/metrics` over the ledger."""

    class Running:
        pass

    agent = Running()
    agent.summary = Summary(outcomes={"failed": 11, "drafted": 2})  # type: ignore[attr-defined]
    agent.ledger, agent.ready = ledger, threading.Event()  # type: ignore[attr-defined]
    application = FastAPI()
    application.include_router(health(agent))  # type: ignore[arg-type]
    client = TestClient(application)
    assert client.get("/livez").json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 503, "models are loaded while mail is already taken in"
    agent.ready.set()  # type: ignore[attr-defined]
    assert client.get("/readyz").json()["pending"] == 1
    told = client.get("/metrics").text
    assert 'mailroom_messages_total{outcome="failed"} 11.0' in told
    assert 'mailroom_messages_total{outcome="drafted"} 2.0' in told
    assert "mailroom_pending 1.0" in told


def test_waits_grow_and_honour_what_the_server_asks() -> None:
    """Doubled each time, capped, and never sooner than Retry-After."""
    retries = Retries(first_wait_s=2, max_wait_s=60)
    assert 1.5 <= wait_s(1, retries) <= 2.5
    assert 12 <= wait_s(4, retries) <= 20
    assert wait_s(50, retries, Unreachable("x")) <= 75
    assert wait_s(1, retries, Throttled("x", retry_after_s=500)) == 500
