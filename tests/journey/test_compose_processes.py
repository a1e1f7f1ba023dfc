"""The processes of compose.yaml, started on loopback with the file's own commands, environment and probes.

Ports, folders and addresses of the containers are put in their places here; all else is as it stands in the
file. Containers, networks and limits are not run: `test_compose_file` reads those.
"""

import contextlib
import os
import shlex
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.config import load
from intake.config.template import EXAMPLE
from intake.mailbox import ImapMailbox
from tests.servers.postgres import PostgreSQL

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(240)]
ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
ENTRYPOINTS = {
    "mailroom": [sys.executable, "-c", "from intake.cli.main import main; main()"],
    "chroma": [str(Path(sys.executable).with_name("chroma"))],
}
"""What the Dockerfile's ENTRYPOINT and the file's own are on this machine."""
MAIL = "From: ada@example.org\r\nTo: support@example.com\r\nMessage-ID: <1@example.org>\r\nSubject: Hours\r\n"


class Place:
    """Where the containers' ports and folders are on this machine."""

    def __init__(self, folder: Path, database: int) -> None:
        self.folder = folder
        self.ports = {port: free_port() for port in (8000, 9100, 1025, 8025, 1143)} | {5432: database}

    def put(self, text: str) -> str:
        """A command, probe or setting of the file, with this machine's names in it."""
        for inside, outside in (
            ("/var/lib/", f"{self.folder}/"),
            ("/etc/mailroom", f"{self.folder}/etc"),
            ("/run/secrets", f"{self.folder}/secrets"),
            ("@postgres/mailroom", f"@127.0.0.1:{self.ports[5432]}/postgres"),
            ("-d mailroom", f"-d postgres -p {self.ports[5432]}"),
            ("//chroma:", "//127.0.0.1:"),
        ):
            text = text.replace(inside, outside)
        for inside, outside in self.ports.items():
            text = text.replace(f":{inside}", f":{outside}")
            text = str(outside) if text == str(inside) else text
        return text

    def start(self, service: str, *more: str) -> "subprocess.Popen[bytes]":
        """One service as the file starts it, on loopback where the container listens for its network."""
        plan = SERVICES[service]
        entry = ENTRYPOINTS[plan.get("entrypoint", ["mailroom"])[0]]
        args = [self.put(a).replace("0.0.0.0", "127.0.0.1") for a in plan["command"]]
        environment: Mapping[str, str] = plan.get("environment", {})
        where = Path(self.put(plan.get("working_dir", "/var/lib/mailroom")))
        where.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            [*entry, *args, *more],
            cwd=where,
            env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
            stdout=(self.folder / f"{service}.log").open("wb"),
            stderr=subprocess.STDOUT,
        )

    def healthy(self, service: str, process: "subprocess.Popen[bytes] | None" = None) -> None:
        """Wait for the file's own health check to succeed."""
        kind, *words = [self.put(w) for w in SERVICES[service]["healthcheck"]["test"]]
        args = shlex.split(words[0]) if kind == "CMD-SHELL" else words
        args[0] = sys.executable if args[0] == "python" else args[0]
        end = time.monotonic() + 90
        while subprocess.run(args, check=False, capture_output=True).returncode:
            log = self.folder / f"{service}.log"
            assert time.monotonic() < end, log.read_text()
            assert process is None or process.poll() is None, log.read_text()
            time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def configure(place: Place) -> Path:
    """What the head of the file says to write, an account on the sandbox, and one document."""
    head = COMPOSE[: COMPOSE.index("\nname:")]
    keys = "\n".join(line[1:].strip() for line in head.splitlines() if line.startswith("#      "))
    plain = yaml.safe_load(place.put(keys))
    imap = {"host": "127.0.0.1", "port": place.ports[1143], "tls": "off", "username": "support@example.com"}
    imap["password_file"] = place.put("/run/secrets/imap_password")
    plain["accounts"] = [{"name": "support", "address": "support@example.com", "imap": imap, "since": "all"}]
    plain["workflows"] = EXAMPLE["workflows"]
    for folder in ("etc/knowledge", "secrets"):
        (place.folder / folder).mkdir(parents=True)
    for secret in ("database_password", "imap_password", "dashboard_password"):
        (place.folder / "secrets" / secret).write_text("secret")
    (place.folder / "etc/knowledge/hours.md").write_text("# Opening hours\n\nWe are open from 9 to 17.\n")
    file = place.folder / "etc/mailroom.yaml"
    file.write_text(yaml.safe_dump(plain))
    return file


@contextlib.contextmanager
def ending(process: "subprocess.Popen[bytes]", within_s: float) -> Iterator["subprocess.Popen[bytes]"]:
    """SIGTERM at the end, and no process that has to be killed."""
    try:
        yield process
        process.terminate()
        assert process.wait(within_s) == 0
    finally:
        process.kill()
        process.wait(5)


def test_a_mail_becomes_a_draft_through_the_processes_of_the_file(tmp_path: Path) -> None:
    """Database, vectors, sandbox and agent: each comes up by its own probe; ours end in peace."""
    with PostgreSQL() as server, contextlib.ExitStack() as stack:
        place = Place(tmp_path, server.port)
        file = configure(place)
        chroma, sandbox = place.start("chroma"), place.start("sandbox", *sandbox_ports(place))
        stack.callback(chroma.wait)
        stack.callback(chroma.kill)
        stack.enter_context(ending(sandbox, 10))
        for service, process in (("postgres", None), ("chroma", chroma), ("sandbox", sandbox)):
            place.healthy(service, process)
        with smtplib.SMTP("127.0.0.1", place.ports[1025]) as smtp:
            smtp.sendmail("ada@example.org", ["support@example.com"], f"{MAIL}\r\nWhen do you open?\r\n")
        grace = float(SERVICES["mailroom"]["stop_grace_period"].rstrip("s"))
        with ending(place.start("mailroom"), grace) as agent:
            place.healthy("mailroom", agent)
            box = ImapMailbox(load(file).accounts[0], data_dir=tmp_path)
            end = time.monotonic() + 30
            while not (laid := [*box.uids("Review"), *box.uids("Escalated")]):
                assert time.monotonic() < end, (tmp_path / "mailroom.log").read_text()
                time.sleep(0.1)
            box.close()
    assert len(laid) == 1


def sandbox_ports(place: Place) -> list[str]:
    """The container has the usual ports to itself; here they may be taken."""
    names = (("--smtp-port", 1025), ("--http-port", 8025), ("--imap-port", 1143))
    return [word for option, port in names for word in (option, str(place.ports[port]))]
