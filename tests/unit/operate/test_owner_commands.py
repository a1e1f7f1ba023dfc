"""The owner's commands: a true baseline, fair samples, feedback on record, alerts that arrive."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from intake.cli.owner import app
from intake.config import Settings, load
from intake.config.template import template
from intake.errors import Misconfigured
from intake.ledger import Decision, Glance, Ledger, audit, open_ledger
from intake.mail import RawMessage
from intake.operate import alerts
from intake.operate.alerting import listed, send_test, signature
from intake.operate.baseline import measure
from intake.operate.erasure import forget
from intake.operate.feedback import record, records
from intake.operate.sample import margin_of, sample, size_for
from intake.operate.written import in_unit, write
from tests.servers import postgres
from tests.servers.accounts import need_dovecot
from tests.servers.dovecot import Dovecot
from tests.unit.operate.letters import came, went

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)
WORKFLOW = {
    "name": "hours",
    "owner": "ana@shop.test",
    "purpose": "tells the hours",
    "trigger": "somebody asks when the shop is open",
    "done_when": "answered",
    "kpi": {"name": "time", "unit": "hours", "baseline": {"mean": 190, "stdev": 85}, "target": 15},
    "acceptance": {},
    "examples": ["When are you open?", "Are you open on Sunday?", "What are your opening hours?"],
}


def run(config: Path, *args: str) -> object:
    """A command as `main` runs it; its exit code where it ends early."""
    from intake.cli.context import Context

    people = "--text" in args[-1:]
    return app(
        list(args[:-1] if people else args),
        obj=Context(config=config, json=not people),
        standalone_mode=False,
    )


def configured(tmp_path: Path, **more: object) -> Path:
    path = tmp_path / "mailroom.yaml"
    data = {"data_dir": str(tmp_path / "data"), "workflows": [WORKFLOW], **more}
    path.write_text(yaml.safe_dump(data, sort_keys=False))
    return path


@pytest.mark.dovecot
def test_baseline_on_a_seeded_mailbox_equals_the_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten mails, eight answered after 60..480 minutes, one by a machine; the rest is noise."""
    need_dovecot()
    monkeypatch.setenv("SUPPORT_PASSWORD", "secret")
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=5)
    with Dovecot() as server:

        def put(ident: str, at: datetime, head: str, folder: str = "INBOX", pad: int = 0) -> None:
            raw = (
                f"{head}\r\nMessage-ID: <{ident}@x.test>\r\nDate: {format_datetime(at)}\r\n"
                f"Subject: Opening hours\r\n\r\nWhen are you open on Sunday?\r\n{'x' * pad}"
            )
            server.deliver("support", raw.encode(), folder=folder, flags="S", at=at.timestamp())

        for n in range(1, 11):
            put(f"c{n}", start, "From: c@mail.test\r\nTo: support@example.com", pad=400_000 * (n == 1))
        for n in range(1, 9):
            head = f"From: support@example.com\r\nIn-Reply-To: <c{n}@x.test>"
            put(f"s{n}", start + timedelta(hours=n), head, "Sent")
        put(
            "s9",
            start,
            "From: support@example.com\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <c9@x.test>",
            "Sent",
        )
        put(
            "s10",
            start,
            "From: support@example.com\r\nX-Mailroom-Run: 1\r\nIn-Reply-To: <c10@x.test>",
            "Sent",
        )
        put("bulk", start, "From: news@mail.test\r\nAuto-Submitted: auto-generated")
        put("own", start, "From: support@example.com\r\nTo: support@example.com")
        account = {
            "name": "support",
            "address": "support@example.com",
            "imap": {
                "host": "127.0.0.1",
                "port": server.port,
                "tls": "off",
                "username": "support",
                "password_env": "SUPPORT_PASSWORD",
            },
        }
        config = configured(tmp_path, accounts=[account])
        run(config, "baseline", "--write")
        found = json.loads(capsys.readouterr().out)
        run(config, "baseline", "--text")
        assert "270.0" in capsys.readouterr().out
    f = found["overall"]
    assert (f["received"], f["answered"], f["n"], f["mean"], f["p50"]) == (10, 8, 8, 270.0, 270.0)
    assert f["p90"] == pytest.approx(438.0)
    assert f["stdev"] == pytest.approx(146.969, abs=0.001)
    assert f["unanswered"] == 0.2
    assert found["written"] == ["hours"]
    kept = load(config).workflows[0].kpi.baseline
    assert (kept.mean, kept.n) == (4.5, 8)


def test_baseline_without_accounts_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="accounts"):
        run(configured(tmp_path), "baseline")
    with pytest.raises(Misconfigured, match="--since"):
        run(configured(tmp_path), "baseline", "--since", "soon")


def test_a_written_baseline_leaves_every_other_line_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "mailroom.yaml"
    path.write_text(template(), encoding="utf-8")
    settings = load(path)
    name = settings.workflows[0].name
    at = NOW - timedelta(days=1)
    figures = measure(
        [came(n, at) for n in range(5)],
        [went(n, at + timedelta(minutes=n), f"<c{n}@x>") for n in range(5)],
        since=SINCE, now=NOW,
    ).overall  # fmt: skip
    before = path.read_text().splitlines()
    write(path, {name: (figures, 1.0)}, measured_at=NOW.date())
    after = load(path)
    assert after.workflows[0].kpi.baseline.mean == 2.0
    assert after.workflows[0].kpi.baseline.measured_at == "2026-11-24"
    assert after.workflows[0].model_copy(update={"kpi": settings.workflows[0].kpi}) == settings.workflows[0]
    gone = [line for line in before if line not in path.read_text().splitlines()]
    assert all("baseline" in g or "mean" in g or "stdev" in g or "n:" in g or "measured" in g for g in gone)
    with pytest.raises(Misconfigured, match="no place"):
        write(path, {"unknown": (figures, 1.0)}, measured_at=NOW.date())
    assert list(tmp_path.iterdir()) == [path]


def test_only_a_kpi_that_counts_time_has_a_unit() -> None:
    kpi = load_workflow().kpi
    assert in_unit(kpi) == 60
    assert in_unit(kpi.model_copy(update={"unit": "mails"})) is None


def load_workflow():  # type: ignore[no-untyped-def]
    return Settings.model_validate({"workflows": [WORKFLOW]}).workflows[0]


# the ledger's commands


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return configured(tmp_path)


@pytest.fixture
def ledger(config: Path) -> Iterator[Ledger]:
    made = open_ledger(load(config))
    yield made
    made.engine.dispose()


def decided(ledger: Ledger, uid: int, *, outcome: str = "drafted", workflow: str | None = "hours") -> int:
    raw = f"From: olga@mail.test\r\nSubject: {uid}\r\n\r\nhello".encode()
    at = datetime.now(UTC) - timedelta(hours=1)
    mail = RawMessage(
        account="support", folder="INBOX", uidvalidity=1, uid=uid, raw=raw, received_at=at, size=len(raw)
    )
    glance = Glance(
        message_id=f"<{uid}@x>", sender="olga@mail.test", sender_name="", subject=f"{uid}", thread=""
    )
    (ident,) = ledger.take_in([(mail, glance)], last_uid=uid)
    (row,) = ledger.claim("me", 1)
    begun = ledger.begin(row.id, row.run, "me")
    assert begun is not None
    ledger.decide(begun, Decision(outcome=outcome, reason=None, workflow=workflow, result="{}"))
    ledger.finish(begun, parcel=None, uid=None)
    return ident


def test_a_sample_sees_every_stratum_and_repeats_by_its_seed(ledger: Ledger) -> None:
    for uid in range(1, 31):
        decided(ledger, uid)
    decided(ledger, 31, outcome="escalated", workflow=None)
    decided(ledger, 32, outcome="ignored", workflow=None)
    rows = ledger.rows()
    found = sample(rows, n=8, seed=3)
    assert {(s.workflow, s.outcome): len(s.drawn) for s in found.strata} == {
        ("hours", "drafted"): 6,
        (None, "escalated"): 1,
        (None, "ignored"): 1,
    }
    assert found == sample(reversed(rows), n=8, seed=3)
    assert found != sample(rows, n=8, seed=4)
    assert found.margin == pytest.approx(margin_of(8, 32), abs=1e-4)
    assert sample(rows, n=99).margin == 0.0


def test_the_size_of_a_sample_follows_from_its_margin() -> None:
    """Cochran: 385 for 5 % of many, 96.04 for 10 %, fewer of a small population."""
    assert size_for(10**9, 0.05) == 385
    assert size_for(1000, 0.1) == 88
    assert margin_of(size_for(1000, 0.1), 1000) <= 0.1
    assert size_for(0) == 0
    assert sample([]).margin is None


def test_sample_prints_json_and_a_table(
    config: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    run(config, "sample")
    assert json.loads(capsys.readouterr().out)["margin"] is None
    for uid in range(1, 7):
        decided(ledger, uid)
    run(config, "sample", "--n", "4")
    found = json.loads(capsys.readouterr().out)
    assert (found["population"], found["size"], len(found["messages"])) == (6, 4, 4)


def test_feedback_is_kept_with_who_and_when_and_in_the_audit(
    config: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    ident = decided(ledger, 1)
    run(config, "feedback", str(ident), "--reason", "wrong-workflow", "--workflow", "hours")
    given = json.loads(capsys.readouterr().out)
    assert (given["reason"], given["workflow"], given["message"]) == ("wrong workflow", "hours", str(ident))
    run(config, "feedback", "--list")
    assert json.loads(capsys.readouterr().out) == {"feedback": [given]}
    assert given["actor"]
    assert "feedback" in [e.kind for e in audit.entries(ledger.engine, message=ident)]


@pytest.mark.parametrize(
    "args",
    [
        ["1"],
        ["1", "--list"],
        [],
        ["1", "--reason", "bad"],
        ["77", "--reason", "tone"],
        ["x", "--reason", "tone"],
        ["1", "--reason", "tone", "--workflow", "nothing"],
    ],
)
def test_wrong_feedback_is_refused_in_one_line(config: Path, ledger: Ledger, args: list[str]) -> None:
    decided(ledger, 1)
    with pytest.raises(Misconfigured):
        run(config, "feedback", *args)
    assert records(ledger) == []


@pytest.mark.postgres
def test_feedback_is_kept_on_postgresql_too(tmp_path: Path) -> None:
    with postgres.PostgreSQL() as server:
        made = open_ledger(Settings(data_dir=tmp_path, database_url=server.url))
        given = record(made, decided(made, 1), reason="missing_facts", actor="ana", text="no price")
        assert records(made) == [given]
        made.engine.dispose()


def test_forget_takes_the_text_of_feedback_and_keeps_its_reason(ledger: Ledger) -> None:
    ident = decided(ledger, 1)
    record(ledger, ident, reason="tone", actor="ana", text="Dear Olga")
    assert records(ledger)[0].text == "Dear Olga"
    forget(ledger, "olga@mail.test")
    assert (records(ledger)[0].reason, records(ledger)[0].text) == ("tone", None)
    assert audit.verify(ledger.engine).valid
    with pytest.raises(Misconfigured, match="longer"):
        record(ledger, ident, reason="tone", actor="ana", text="x" * 20_001)


# alerts


@pytest.fixture
def hook() -> Iterator[HTTPServer]:
    """A webhook that keeps what it got in `.got` and answers with `.status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.got.append((dict(self.headers), body))  # type: ignore[attr-defined]
            self.send_response(self.server.status)  # type: ignore[attr-defined]
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status = [], 204  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_test_alert_arrives_signed_over_time_and_body(
    tmp_path: Path, hook: HTTPServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOOK_SECRET", "s3cret")
    url = f"http://127.0.0.1:{hook.server_port}/hook"
    config = configured(tmp_path, alerts={"webhook": url, "webhook_secret_env": "HOOK_SECRET"})
    run(config, "alerts", "--test")
    assert json.loads(capsys.readouterr().out)["test"] == {
        "to": "webhook", "sent": True, "signed": True, "error": None,
        "ways": [{"way": "webhook", "sent": True, "error": None}],
    }  # fmt: skip
    ((headers, body),) = hook.got  # type: ignore[attr-defined]
    stamp = headers["X-Mailroom-Timestamp"]
    wanted = hmac.new(b"s3cret", stamp.encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Mailroom-Signature-Timestamped"] == f"sha256={wanted}"
    assert signature("s3cret", stamp, body) == wanted
    hook.status = 500  # type: ignore[attr-defined]
    assert "500" in str(send_test(load(config), now=0.0)["webhook"])
    gone = Settings.model_validate({"alerts": {"webhook": "http://127.0.0.1:1/"}})
    assert "does not answer" in str(send_test(gone, now=0.0)["webhook"])


def test_without_a_webhook_the_test_goes_to_the_log(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(config, "alerts", "--test")
    out = capsys.readouterr()
    test = json.loads(out.out)["test"]
    assert (test["to"], test["sent"], test["ways"]) == ("log", True, [])
    assert "a test of the alerts" in out.err


@pytest.mark.dovecot
def test_each_way_is_tried_and_one_that_fails_is_named(
    tmp_path: Path, hook: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address without an SMTP section would be told nothing, for ever."""
    need_dovecot()
    (tmp_path / "secret").write_text("secret")
    with Dovecot() as server:
        imap = {"host": "127.0.0.1", "port": server.port, "tls": "off", "username": "support"}
        account = {
            "name": "support",
            "address": "support@shop.test",
            "imap": {**imap, "password_file": str(tmp_path / "secret")},
        }
        ways = {"webhook": f"http://127.0.0.1:{hook.server_port}/hook", "mail_to": ["ana@shop.test"]}
        config = configured(tmp_path, accounts=[account], alerts=ways)
        assert run(config, "alerts", "--test") == 1
        found = {w["way"]: w["error"] for w in json.loads(capsys.readouterr().out)["test"]["ways"]}
        assert (found.pop("webhook"), found.pop("mailbox")) == (None, None)
        assert "smtp" in found.pop("mail")
        assert not found
        folder = server.maildir("support", load(config).accounts[0].folders.escalated)
        (note,) = [file for kind in ("new", "cur") for file in (folder / kind).iterdir()]
        assert "a test of the alerts" in note.read_text()


def test_alerts_are_listed_with_their_end(
    config: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load(config)
    alerts.check(settings, ledger, {"disk": "full", "queue-age": "old"})
    alerts.check(settings, ledger, {"disk": "full"})
    assert [(a.key, a.over) for a, _ in listed(ledger)] == [("disk", False), ("queue-age", True)]
    run(config, "alerts")
    found = json.loads(capsys.readouterr().out)["alerts"]
    assert found[0]["ended_at"] is None
    assert found[1]["ended_at"] is not None


def test_people_get_tables(config: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    from intake.cli.context import Context

    for uid in range(1, 7):
        decided(ledger, uid)
    record(ledger, 1, reason="tone", actor="ana", text="[bold]stiff")
    for args in (["sample"], ["feedback", "--list"], ["alerts"], ["alerts", "--test"]):
        app(args, obj=Context(config=config), standalone_mode=False)
    out = capsys.readouterr()
    assert "[bold]stiff" in out.out
    assert "±0.0%" in out.err
