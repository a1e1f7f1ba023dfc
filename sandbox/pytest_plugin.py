"""pytest fixtures: `mail_sandbox`, one server a session (and xdist worker), `inbox`, one a test, `golden`.

pytest loads this module in every run: it imports nothing heavy until a fixture is used.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox.inbox import Inbox, Message
    from sandbox.server import Sandbox

_SHOWN = 20
"""Mails attached to the report of a failed test."""
_SHOWN_CHARS = 2000
_INBOXES = pytest.StashKey["list[Inbox]"]()


@pytest.fixture(scope="session")
def mail_sandbox() -> "Iterator[Sandbox]":
    """A running sandbox in memory, on free ports; each worker of pytest-xdist has its own."""
    from sandbox.server import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def inbox(request: pytest.FixtureRequest, mail_sandbox: "Sandbox") -> "Inbox":
    """An inbox with an address of its own: it sees this test's mail and no other's."""
    made = mail_sandbox.inbox()
    request.node.stash.setdefault(_INBOXES, []).append(made)
    return made


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("mailroom").addoption(
        "--update-golden", action="store_true", help="write the golden files of `golden` instead of comparing"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> "Callable[..., None]":
    """`golden(message)` compares a mail with a file in `golden/` beside the test; dates and ids do not count.

    The file is named after the test, or by `name=`. `--update-golden` writes it.
    """
    test: Path = request.node.path
    counted: dict[str, int] = {}

    def check(message: "Message", name: str | None = None) -> None:
        from sandbox.golden import compare

        stem = name or "".join(c if c.isalnum() or c in "-_." else "-" for c in request.node.name)
        counted[stem] = counted.get(stem, 0) + 1
        number = f"-{counted[stem]}" if counted[stem] > 1 else ""
        file = test.parent / "golden" / f"{stem}{number}.txt"
        compare(message.raw, file, update=bool(request.config.getoption("--update-golden")))

    return check


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Attach the mails that a failed test's inbox got."""
    outcome = yield
    inboxes = item.stash.get(_INBOXES, [])
    if not inboxes:
        return
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.when == "call" and report.failed:
        text = "\n\n".join(_told(i) for i in inboxes)
        report.sections.append(("Mail captured by the sandbox", text))


def _told(inbox: "Inbox") -> str:
    messages = inbox.messages()
    lines = [f"{inbox.address}: {len(messages)} mail(s)"]
    for message in messages[-_SHOWN:]:
        lines += [
            "",
            f"From: {message.sender}",
            f"Subject: {message.subject}",
            "",
            message.text[:_SHOWN_CHARS],
        ]
    return "\n".join(lines)
