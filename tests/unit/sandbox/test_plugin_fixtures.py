# ruff: noqa: E501 - a test inside a test
"""The pytest plug-in is light at import, gives each test its own inbox, and shows the mail of a failure."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = str(Path(__file__).parents[3])


def test_the_plug_in_imports_nothing_heavy():
    code = (
        "import sys, pytest; before = set(sys.modules); import sandbox.pytest_plugin;"
        "print(sorted(m for m in set(sys.modules) - before if not m.startswith('sandbox')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_a_failing_test_shows_its_mail(tmp_path):
    (tmp_path / "test_two.py").write_text(
        "import smtplib\n"
        "def send(box, to):\n"
        "    with smtplib.SMTP('127.0.0.1', box.smtp_port) as s:\n"
        "        s.sendmail('a@b.c', [to], b'Subject: marked\\r\\n\\r\\nYour code is 482913')\n"
        "def test_good(mail_sandbox, inbox):\n"
        "    send(mail_sandbox, inbox.address)\n"
        "    assert inbox.code().value == '482913'\n"
        "def test_bad(mail_sandbox, inbox):\n"
        "    assert inbox.messages() == ()\n"
        "    send(mail_sandbox, inbox.address)\n"
        "    assert inbox.wait_for().subject == 'other'\n"
    )
    plain = ["-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path)]
    extra = [] if _installed() else ["-p", "sandbox.pytest_plugin"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plain, *extra, str(tmp_path / "test_two.py")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=100,
    )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "Mail captured by the sandbox" in done.stdout
    assert "Subject: marked" in done.stdout


def test_workers_of_xdist_share_nothing(tmp_path):
    """Two workers, twelve tests that use the same address and count what came: each sees its own mail only."""
    (tmp_path / "test_many.py").write_text(
        "import os, smtplib, pytest\n"
        "@pytest.mark.parametrize('n', range(12))\n"
        "def test_one(mail_sandbox, inbox, record_property, n):\n"
        "    with smtplib.SMTP('127.0.0.1', mail_sandbox.smtp_port) as s:\n"
        "        s.sendmail('a@b.c', [inbox.address], f'Subject: {n}\\r\\n\\r\\nYour code is 48291{n % 10}'.encode())\n"
        "    assert inbox.wait_for(exactly=1).subject == str(n)\n"
        "    assert inbox.code().value == f'48291{n % 10}'\n"
        "    record_property('worker', os.environ['PYTEST_XDIST_WORKER'] + ' ' + str(mail_sandbox.smtp_port))\n"
    )
    report = tmp_path / "report.xml"
    plain = ["-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path), f"--junitxml={report}"]
    extra = [] if _installed() else ["-p", "sandbox.pytest_plugin"]
    command = [sys.executable, "-m", "pytest", "-n", "2", *plain, *extra, str(tmp_path / "test_many.py")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=100)
    assert "12 passed" in done.stdout, done.stdout + done.stderr
    used = set(re.findall(r'name="worker" value="(gw\d) (\d+)"', report.read_text()))
    assert len({worker for worker, _ in used}) == len({port for _, port in used}) == 2


def test_golden_files_are_written_once_and_compared_then(tmp_path):
    test = tmp_path / "test_golden.py"
    test.write_text(
        "def test_mail(mail_sandbox, inbox, golden):\n"
        "    from sandbox.message import Envelope, Recipient\n"
        "    raw = b'Subject: marked\\r\\nMessage-ID: <' + inbox.address.encode() + b'>\\r\\n\\r\\nHello\\r\\n'\n"
        "    mail_sandbox.capture(raw, Envelope(recipients=(Recipient(address=inbox.address),)))\n"
        "    golden(inbox.wait_for())\n"
    )
    plain = ["-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path)]
    extra = [] if _installed() else ["-p", "sandbox.pytest_plugin"]

    def run(*more: str) -> str:
        command = [sys.executable, "-m", "pytest", *plain, *extra, str(test), *more]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=100)
        return done.stdout + done.stderr

    assert "--update-golden" in run()
    assert "1 passed" in run("--update-golden")
    file = tmp_path / "golden" / "test_mail.txt"
    assert "Message-ID: <id 1>" in file.read_text()
    assert "1 passed" in run()
    file.write_text(file.read_text().replace("Hello", "Goodbye"))
    assert "-Goodbye" in run()


def _installed() -> bool:
    from importlib.metadata import entry_points

    return any(e.value == "sandbox.pytest_plugin" for e in entry_points(group="pytest11"))
