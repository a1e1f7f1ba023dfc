"""`mailroom run` as a person or a script starts it."""

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import yaml

import intake.bootstrap
from intake.cli import run
from intake.cli.main import main
from intake.config import Settings
from intake.workflow import Agent, Event, tracing
from intake.workflow.tracing import collecting
from tests.journey.crash_agent import agent_for
from tests.servers.collector import collector
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.dovecot]


def short(settings: Settings) -> Agent:
    return agent_for(settings)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "secret").write_text("secret")
    monkeypatch.setattr(intake.bootstrap, "build_agent", short)
    with Dovecot(users={"support": "secret"}) as server:
        server.deliver("support", b"From: a@example.com\r\nMessage-ID: <m@x>\r\n\r\nWhere?\r\n")
        imap = {"host": "127.0.0.1", "port": server.port, "tls": "off", "username": "support"}
        account = {"name": "support", "address": "s@shop.test", "imap": {**imap, "password_file": "secret"}}
        file = tmp_path / "mailroom.yaml"
        file.write_text(yaml.safe_dump({"data_dir": "data", "accounts": [account]}))
        yield file


def call(*args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    return int(ended.value.code or 0)


def test_once_ends_with_a_summary(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--since` goes back; JSON lines for scripts, plain lines for people."""
    assert call("--config", str(config), "run", "--once", "--since", "7d", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1]["event"] == "summary"
    assert lines[-1]["outcomes"] == {"drafted": 1}
    assert call("--config", str(config), "run", "--once") == 0
    assert "next: mailroom messages" in capsys.readouterr().err


def test_one_id_goes_through_every_line_of_a_run_and_its_spans(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log names time, process and run; a collector gets a span a step, and no word of the mail."""
    with collector() as kept:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", kept.url)
        assert call("--config", str(config), "run", "--once", "--since", "7d", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()][:-1]
    assert len({line["process"] for line in lines}) == 1
    assert all(line["at"].endswith("Z") for line in lines)
    assert {line["run"] for line in lines if line["event"] == "done"} == {"1-1"}
    (whole,) = [s for s in kept.spans if s.name == "mailroom.mail"]
    assert {(a.key, a.value.int_value) for a in whole.attributes} == {
        ("mailroom.mail", 1),
        ("mailroom.run", 1),
    }
    steps = [s for s in kept.spans if s.parent_span_id == whole.span_id]
    assert [s.name for s in steps] == [f"mailroom.{n}" for n in ("decide", "lay", "mark", "finish")]
    assert "Where" not in str(kept.spans)
    assert "a@example.com" not in str(kept.spans)


def test_without_a_collector_nothing_of_it_is_loaded(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans are off by default; where they are asked for and cannot be had, that is one line."""
    with collecting():
        assert tracing._provider is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    assert call("--config", str(config), "run", "--once") == 2


def test_wrong_use_is_one_line(config: Path, tmp_path: Path) -> None:
    """A role, a time or a file that cannot be, and a server that is not there."""
    assert call("--config", str(config), "run", "--role", "king") == 2
    assert call("--config", str(config), "run", "--since", "soon") == 2
    (tmp_path / "empty.yaml").write_text("data_dir: x\n")
    assert call("--config", str(tmp_path / "empty.yaml"), "run") == 2
    (tmp_path / "secret").write_text("wrong")
    assert call("--config", str(config), "run", "--once") == 1


@pytest.fixture
def handlers() -> Iterator[None]:
    """The signal handlers of the test's process, put back afterwards."""
    signs = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(s) for s in signs]
    yield
    for sign, handler in zip(signs, before, strict=True):
        signal.signal(sign, handler)


@pytest.mark.usefixtures("handlers")
def test_signals_reload_and_stop(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGHUP reads the configuration again, a broken one changes nothing; SIGTERM ends with exit 0."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told: list[str] = []
    monkeypatch.setattr(run, "say", told.append)
    problems: list[str] = []
    end = time.monotonic() + 90

    def ready() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def until(what: str, true: Callable[[], bool]) -> None:
        while not true():
            if time.monotonic() > end:
                problems.append(what)
                return
            time.sleep(0.02)

    def starts() -> int:
        return sum(line.startswith("started as") for line in told)

    def person() -> None:
        until("never ready", lambda: starts() == 1 and ready())
        config.write_text(config.read_text() + "unknown: 1\n")
        os.kill(os.getpid(), signal.SIGHUP)
        until("never reloaded", lambda: starts() == 2 and ready())
        os.kill(os.getpid(), signal.SIGTERM)

    helper = threading.Thread(target=person)
    helper.start()
    assert call("--config", str(config), "run", "--http", f"127.0.0.1:{port}") == 0
    helper.join()
    assert problems == []
    assert any("not reloaded" in line for line in told)
    assert told[-1].startswith("next: mailroom messages")


@pytest.mark.usefixtures("handlers")
def test_an_end_is_not_lost_over_a_reload() -> None:
    """SIGTERM right behind SIGHUP, before the next round begins, ends the program."""
    signals = run._Signals()
    first = signals.round()
    os.kill(os.getpid(), signal.SIGHUP)
    assert first.is_set()
    assert not signals.ending
    os.kill(os.getpid(), signal.SIGTERM)
    assert signals.round().is_set()
    assert first.is_set()


def test_a_terminal_sees_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest mails, without markup of their own."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with run._Watcher(False) as watcher:
        watcher(Event(kind="notice", text="hello"))
        watcher(Event(kind="done", text="x", message=1, fields={"subject": "[red]x", "outcome": "drafted"}))
        assert watcher._rows[0][2] == "[red]x"
