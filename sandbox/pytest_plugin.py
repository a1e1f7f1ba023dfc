"""pytest fixtures: `mail_sandbox`, one server a test session (and xdist worker), and `inbox`, one a test.

pytest loads this module in every run: it imports nothing heavy until a fixture is used.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox.inbox import Inbox
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
