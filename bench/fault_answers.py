"""Faults of what the agent asks: a language model that fails in seven ways, a Chroma server that is gone.

Here the pipeline is whole: the sample company's configuration and documents, LangChain, Chroma's own server.
The model is a server on loopback; what it says while it is well supports nothing, so such a mail escalates.
"""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import yaml

from bench.fault import Fault
from bench.fault_world import World, watching_for_alerts, world
from bench.throughput import ANSWERED, ROOT
from intake.bootstrap import build_agent
from intake.config import load
from intake.workflow import Agent
from tests.loopback.server import Answer, serving

PORTION, START_S = 6, 60.0
WELL = '{"sentences": []}'
TIMEOUT_S = 1.0


def late() -> Answer:
    time.sleep(3 * TIMEOUT_S)
    return WELL


def dripping() -> Iterator[bytes]:
    """A byte now and then: no single read takes too long, all of them would take minutes."""
    for _ in range(300):
        yield b" "
        time.sleep(0.5 * TIMEOUT_S)


WAYS: Mapping[str, Callable[[], Answer]] = {
    "429": lambda: (429, {"Retry-After": "1"}),
    "500": lambda: 500,
    "time-out": late,
    "slow drip": dripping,
    "truncated": lambda: iter([b'{"id": "x", "choices": [{"message": {"content": "{\\"sent']),
    "not JSON": lambda: b"<html>Bad gateway</html>",
    "refused": lambda: WELL,  # nobody listens meanwhile
}


@contextlib.contextmanager
def company(seed: int, **changes: Mapping[str, object]) -> Iterator[World]:
    """A world whose agent is the one of `mailroom run`, with the sample company's configuration."""
    with world(seed) as w:
        plain = yaml.safe_load((ROOT / "examples" / "fernweh.yaml").read_text(encoding="utf-8"))
        plain["accounts"][0] = w.settings.accounts[0].model_dump(mode="json", exclude_none=True)
        caps = dict.fromkeys(("drafts_per_sender_hour", "runs_per_sender_day", "runs_per_day"))
        plain["guard"]["caps"] = caps
        plain |= {"data_dir": str(w.settings.data_dir), "alerts": {"queue_age": "5s"}}
        for section, values in changes.items():
            plain[section] = {**plain.get(section, {}), **values}
        plain["knowledge"]["folder"] = str(ROOT / "knowledge")
        file = w.place / "mailroom.yaml"
        file.write_text(yaml.safe_dump(plain), encoding="utf-8")
        w.settings, w.question, w.make = load(file), ANSWERED, whole
        yield w


def whole(w: World) -> Agent:
    """The agent of `mailroom run`, which looks for alerts more often."""
    agent = build_agent(w.settings, events=w.hear)
    pace = watching_for_alerts(w.settings)
    agent._errands = tuple(pace if e.name == pace.name else e for e in agent._errands)
    return agent


def model_fails(way: str) -> Callable[[int, int], dict[str, object]]:
    """In this way, each time with mails in hand; then it is well again."""

    def run(times: int, seed: int) -> dict[str, object]:
        with contextlib.ExitStack() as stack:
            now: list[Callable[[], Answer]] = [lambda: WELL]
            server = stack.enter_context(serving(lambda _: now[0]()))
            model = {"name": "openai:m", "base_url": f"{server.url}/v1", "timeout_s": TIMEOUT_S, "retries": 0}
            w = stack.enter_context(company(seed, models={"draft": model, "cache": False}))
            stack.enter_context(w.agent())
            w.deliver(1)
            w.until_all()
            for _ in range(times):
                now[0] = WAYS[way]
                with server.silent() if way == "refused" else contextlib.nullcontext():
                    w.deliver(PORTION)
                    w.until_all()
                now[0] = lambda: WELL
                w.deliver(1)
            recovered = w.until_all()
            w.until_told("model-errors")
            return {**w.count(), "mails": len(w.sent), "recovered_s": round(recovered, 1)}

    return run


@contextlib.contextmanager
def chroma(place: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Chroma's own server on loopback."""
    binary = Path(sys.executable).with_name("chroma")
    args = [str(binary), "run", "--path", str(place), "--host", "127.0.0.1", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(args, stdout=quiet, stderr=quiet, cwd=place.parent)
    try:
        end = time.monotonic() + START_S
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError("chroma did not start")
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def chroma_is_down(times: int, seed: int) -> dict[str, object]:
    """Killed while mails are worked on, away while more come, and there again."""
    port = free_port()
    with contextlib.ExitStack() as stack:
        w = stack.enter_context(company(seed, knowledge={"chroma": f"http://127.0.0.1:{port}"}))
        place = w.place / "chroma"
        begun = chroma(place, port)
        process = begun.__enter__()
        stack.enter_context(w.agent())
        w.deliver(1)
        w.until_all()
        for _ in range(times):
            w.deliver(PORTION)
            w.until_some()
            process.kill()
            w.deliver(PORTION)
            w.until_all()
            begun.__exit__(None, None, None)
            begun = chroma(place, port)
            process = begun.__enter__()
            w.deliver(PORTION)
        recovered = w.until_all()
        found = {**w.count(), "mails": len(w.sent), "recovered_s": round(recovered, 1)}
        found["drafted"] = w.ledger.counts().get("drafted", 0)
        begun.__exit__(None, None, None)
        return found


FAILING: tuple[Fault, ...] = (
    *(
        Fault(name=f"model: {way}", run=model_fails(way), times=3, few=0, alert="model-errors")
        for way in WAYS
    ),
    Fault(name="Chroma down", run=chroma_is_down, times=3, few=0),
)
