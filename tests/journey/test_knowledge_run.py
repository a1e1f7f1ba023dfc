"""Documents change while `mailroom run` is on a real mailbox, and the next draft knows."""

# ruff: noqa: E501 - a workflow

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from intake.config import load
from intake.mailbox import ImapMailbox
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.dovecot]


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def configured(root: Path, port: int) -> Path:
    (root / "secret").write_text("secret")
    (root / "knowledge").mkdir()
    imap = {"host": "127.0.0.1", "port": port, "tls": "off", "username": "support", "password_file": "secret"}
    workflow = {
        "name": "shop-information", "owner": "o@shop.test", "purpose": "answers questions about the shop",
        "trigger": "a customer asks about the warranty or the shop", "done_when": "a reply is approved",
        "kpi": {"name": "time", "unit": "minutes", "baseline": {"mean": 9, "stdev": 1}, "target": 1}, "acceptance": {},
        "examples": ["How long is the warranty?", "Is there a warranty on lamps?", "When is the shop open?", "What does it cost?"],
    }  # fmt: skip
    file = root / "mailroom.yaml"
    file.write_text(
        yaml.safe_dump(
            {
                "data_dir": "data",
                "accounts": [
                    {"name": "support", "address": "support@shop.test", "imap": imap, "since": "all"}
                ],
                "knowledge": {"folder": "knowledge"},
                "workflows": [workflow],
            }
        )
    )
    return file


def test_a_changed_a_deleted_and_a_dropped_document_change_the_next_draft(tmp_path: Path) -> None:
    """The running agent answers by the folder's state: two years, then five, then not at all, then three."""
    with Dovecot(users={"support": "secret"}) as dovecot:
        config = configured(tmp_path, dovecot.port)
        document = tmp_path / "knowledge" / "warranty.md"
        box = ImapMailbox(load(config).accounts[0], data_dir=tmp_path)
        box.ensure_folders(["Review", "Escalated"])
        asked = 0

        def answered(folder: str, words: str) -> bool:
            """Mails until one is answered so: the document may still be on its way into the index."""
            nonlocal asked
            asked += 1
            head = f"From: c{asked}@customer.test\r\nTo: support@shop.test\r\nSubject: Lamp\r\n"
            text = (
                f"{head}Message-ID: <m{asked}@customer.test>\r\n\r\nHow long is the warranty on a lamp?\r\n"
            )
            dovecot.deliver("support", text.encode())
            mark = f"X-Mailroom-Source: <m{asked}@customer.test>"
            new: list[tuple[str, str]] = []

            def arrived() -> bool:
                new[:] = [
                    (name, m.raw.decode())
                    for name in ("Review", "Escalated")
                    for u in box.uids(name)
                    if (m := box.fetch(name, u)) and mark.encode() in m.raw
                ]
                return bool(new)

            until(arrived)
            return new[0][0] == folder and words in new[0][1]

        document.write_text("# Warranty\n\nThe warranty on a lamp lasts two years.\n")
        command = [
            sys.executable,
            "-c",
            "from intake.cli.main import main; main()",
            "--config",
            str(config),
            "run",
        ]
        agent = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until(lambda: answered("Review", "lasts two years"))
            document.write_text("# Warranty\n\nThe warranty on a lamp lasts five years.\n")
            until(lambda: answered("Review", "lasts five years"))
            document.unlink()
            until(lambda: answered("Escalated", "the knowledge has no answer"))
            (tmp_path / "knowledge" / "new.md").write_text(
                "# Warranty\n\nThe warranty on a lamp lasts three years.\n"
            )
            until(lambda: answered("Review", "lasts three years"))
            assert asked <= 4 + 4  # a mail that came before its document was indexed
        finally:
            agent.terminate()
            agent.wait(20)
            box.close()
