# ruff: noqa: E501 - scripts read best unbroken
"""The recipes of docs/sandbox.md, run as they are written: nothing but the ports is changed.

Not run: Cypress (its program is no package of npm) and docker compose (needs a daemon); their blocks are
only read.
"""

import json
import os
import re
import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml

from sandbox import Sandbox
from tests.contract.test_foreign_clients import node_modules, run
from tests.servers.browser import CHROMIUM
from tests.servers.programs import need

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
MAIL = (
    "From: hello@example.org\r\nTo: {to}\r\nSubject: Welcome\r\n\r\n"
    "Your code is 482913. To reset your password: https://app.example.org/reset?token=8fj2kd92jd02kqpl\r\n"
    "Verify your address: https://app.example.org/verify?token=9gk3le03ke13lrqm\r\n"
)
__all__ = ["node_modules"]  # a fixture of the clients' tests


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def block(heading: str, box: Sandbox) -> str:
    """The first code block behind a heading, with the ports of this sandbox."""
    behind = DOCS[re.search(rf"^(?:## |\*\*){re.escape(heading)}", DOCS, re.M).start() :]  # type: ignore[union-attr]
    code = re.search(r"^```\w*\n(.*?)^```|\n\n((?:    [^\n]*\n)+)", behind, re.S | re.M)
    assert code is not None
    text = code[1] or "".join(line[4:] for line in code[2].splitlines(keepends=True))
    return text.replace("1025", str(box.smtp_port)).replace(
        "8025", box.http_url.rpartition(":")[2].strip("/")
    )


def send(box: Sandbox, to: str) -> None:
    with smtplib.SMTP("127.0.0.1", box.smtp_port) as smtp:
        smtp.sendmail("hello@example.org", [to], MAIL.format(to=to))


def environment(box: Sandbox) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "MAILROOM_SANDBOX_URL": box.http_url}


def shell(line: str, box: Sandbox, cwd: Path) -> str:
    done = subprocess.run(
        ["bash", "-ec", line],
        env=environment(box),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_pytest(box: Sandbox, tmp_path: Path) -> None:
    """The application of the recipe is one that sends the welcome; its links are visited by being looked at."""
    application = (
        "import smtplib\n"
        f"MAIL = {MAIL!r}\n"
        "def sign_up(to, smtp_port):\n"
        "    with smtplib.SMTP('127.0.0.1', smtp_port) as smtp:\n"
        "        smtp.sendmail('hello@example.org', [to], MAIL.format(to=to))\n"
        "def visit(url):\n"
        "    assert url == 'https://app.example.org/verify?token=9gk3le03ke13lrqm'\n"
    )
    (tmp_path / "test_recipe.py").write_text(application + block("pytest", box))
    plain = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null"]
    told = run(sys.executable, "-m", "pytest", *plain, "--rootdir", str(tmp_path), str(tmp_path), cwd=ROOT)
    assert "100%" in told


def test_shell(box: Sandbox, tmp_path: Path) -> None:
    """Each line as it stands; `--after 17` means that seventeen mails came before."""
    for _ in range(17):
        send(box, "other@example.org")
    send(box, "ann@example.org")
    said = {
        line.split()[2]: shell(line, box, tmp_path)
        for line in block("Shell and CI", box).splitlines()
        if line
    }
    assert json.loads(said["inbox"])["cursor"] == 18
    assert json.loads(said["wait"])["subject"] == "Welcome"
    assert said["code"].strip() == "482913"
    assert said["link"].strip().startswith("https://app.example.org/reset")
    assert 'failures="0"' in (tmp_path / "result.xml").read_text()


def test_django(box: Sandbox) -> None:
    script = (
        "from django.conf import settings\n"
        + block("Django", box)
        + "settings.configure(**{k: v for k, v in list(globals().items()) if k.startswith('EMAIL_')})\n"
        "import django; django.setup()\n"
        "from django.core.mail import send_mail\n"
        "send_mail('From Django', 'hi', 'app@example.org', ['ann@example.org'])\n"
    )
    run(sys.executable, "-c", script, cwd=ROOT)
    assert box.store.list(1)[0].subject == "From Django"


def test_node(box: Sandbox, node_modules: Path) -> None:
    told = run(need("node"), "--input-type=module", "-e", block("Node", box), cwd=node_modules)
    assert told.strip() == "482913"


def test_github_actions(tmp_path: Path) -> None:
    """The steps in order, each in a shell of its own; installing and the application's tests are stood in for."""
    with Sandbox() as free:  # its ports are free again behind this
        steps = [step["run"] for step in yaml.safe_load(block("GitHub Actions", free))]
    assert [s.split()[0] for s in steps] == ["pip", "mailroom", "timeout", "npm", "mailroom"]
    ports = f"--smtp-port {free.smtp_port} --imap-port 0 --http-port {free.http_url.rpartition(':')[2]}"
    steps[1] = steps[1].replace("mailroom sandbox", f"exec mailroom sandbox {ports}").removesuffix("&")
    started = subprocess.Popen(["bash", "-c", steps[1]], env=environment(free), cwd=tmp_path)
    try:
        shell(steps[2], free, tmp_path)
        send(free, "ann@example.org")
        shell(steps[4], free, tmp_path)
    finally:
        started.terminate()
        started.wait(20)
    assert 'failures="0"' in (tmp_path / "mail.xml").read_text()
    assert json.loads((tmp_path / "sandbox.json").read_text())


class SignUp(BaseHTTPRequestHandler):
    """A page that asks for an address, mails a code to it, and asks for the code."""

    box: Sandbox
    seen: list[str] = []

    def do_GET(self) -> None:
        self.page('<label>E-mail <input name="to"></label><button>Sign up</button>')

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        send(self.box, form["to"][0])
        self.page(
            "<label>Code <input name=\"code\" oninput=\"fetch('/typed?' + this.value, {method: 'PUT'})\"></label>"
        )

    def do_PUT(self) -> None:
        self.seen.append(self.path.partition("?")[2])
        self.page("")

    def page(self, form: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<!doctype html><form method=post>{form}</form>".encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.mark.chromium
def test_playwright(box: Sandbox, tmp_path: Path) -> None:
    """Playwright's own runner and Chromium against a small application that sends a code."""
    folder = Path(sys.prefix) / "npm-playwright"
    if not (folder / "node_modules" / "@playwright" / "test").is_dir():
        folder.mkdir(exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        run(
            need("npm"),
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "@playwright/test@1.56.1",
            cwd=folder,
        )
    (tmp_path / "node_modules").symlink_to(folder / "node_modules")
    (tmp_path / "recipe.spec.ts").write_text(block("Playwright", box))
    SignUp.box, SignUp.seen = box, []
    with HTTPServer(("127.0.0.1", 0), SignUp) as application:
        threading.Thread(target=application.serve_forever, daemon=True).start()
        use = {
            "baseURL": f"http://127.0.0.1:{application.server_address[1]}",
            "launchOptions": {"executablePath": str(CHROMIUM), "args": ["--no-sandbox"]},
        }
        (tmp_path / "playwright.config.js").write_text(
            f"module.exports = {{ timeout: 30000, use: {json.dumps(use)} }}"
        )
        run(
            need("node"),
            str(folder / "node_modules" / "@playwright" / "test" / "cli.js"),
            "test",
            cwd=tmp_path,
        )
        application.shutdown()
    assert SignUp.seen[-1] == "482913"


def test_what_cannot_run_here_is_at_least_read(box: Sandbox) -> None:
    service = yaml.safe_load(block("docker compose", box))["services"]["mail"]
    told = shell(f"mailroom {service['command'][0]} --help", box, ROOT)
    assert all(word in told for word in service["command"] if word.startswith("--"))
    assert "/api/mailroom/v1/wait" in block("Cypress", box)
