"""`mailroom sandbox inbox`, `wait`, `code`, `link` and `assert`: ask a running sandbox from the shell."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from intake.cli.context import emit, say
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from sandbox.client import RemoteInbox

Url = Annotated[
    str, typer.Option("--url", envvar="MAILROOM_SANDBOX_URL", help="Base address of a running sandbox.")
]
To = Annotated[str, typer.Option("--to", help="The inbox.")]
Timeout = Annotated[float, typer.Option("--timeout", min=0.01, max=300, help="Seconds to wait.")]
Subject = Annotated[str | None, typer.Option("--subject", help="Part of the subject.")]
From = Annotated[str | None, typer.Option("--from", help="Part of the sender.")]
After = Annotated[int, typer.Option("--after", min=0, help="Cursor: mails up to it are not looked at.")]
Junit = Annotated[Path | None, typer.Option("--junit", help="Write the result as JUnit XML, too.")]
T = TypeVar("T")
_URL = "http://127.0.0.1:8025"


def add(app: typer.Typer) -> None:
    """Put the commands into the sandbox's group."""
    for name, command in (
        ("inbox", inbox), ("wait", wait_), ("code", code), ("link", link), ("assert", assert_),
    ):  # fmt: skip
        app.command(name)(command)


def inbox(
    url: Url = _URL, name: Annotated[str, typer.Option(help="How the address begins.")] = "inbox"
) -> None:
    """Make an inbox of its own and print its address and cursor as JSON."""
    from sandbox.client import Client

    made = Client(url).inbox(name=name)
    emit({"address": made.address, "cursor": made.cursor})


def wait_(
    to: To,
    url: Url = _URL,
    subject: Subject = None,
    sender: From = None,
    timeout: Timeout = 10.0,
    after: After = 0,
    junit: Junit = None,
) -> None:
    """Wait for a mail and print it as JSON; exit 1 when none came."""
    message = _told(
        "wait", to, junit, lambda: _inbox(url, to, after).wait_for(subject, sender, timeout=timeout)
    )
    emit(dict(message.document))


def code(
    to: To,
    url: Url = _URL,
    subject: Subject = None,
    sender: From = None,
    timeout: Timeout = 10.0,
    after: After = 0,
    junit: Junit = None,
) -> None:
    """Wait for a mail and print its one-time code; exit 1 when there is none."""
    box = _inbox(url, to, after)
    print(_told("code", to, junit, lambda: box.code(timeout, subject=subject, from_=sender).value))


def link(
    to: To,
    url: Url = _URL,
    kind: Annotated[
        str, typer.Option(help="verify, magic-login, reset, unsubscribe, tracking, other")
    ] = "verify",
    subject: Subject = None,
    sender: From = None,
    timeout: Timeout = 10.0,
    after: After = 0,
    junit: Junit = None,
) -> None:
    """Wait for a mail and print its best link of a kind; exit 1 when there is none."""
    box = _inbox(url, to, after)
    print(_told("link", to, junit, lambda: box.link(kind, timeout, subject=subject, from_=sender).value))


def assert_(
    to: To,
    url: Url = _URL,
    exactly: Annotated[int, typer.Option(min=0, help="How many mails must be there; 0 waits.")] = 1,
    subject: Subject = None,
    sender: From = None,
    timeout: Timeout = 10.0,
    after: After = 0,
    junit: Junit = None,
) -> None:
    """Exit 0 when exactly so many mails match, else 1 with what did arrive."""
    box = _inbox(url, to, after)
    _told(
        "assert",
        to,
        junit,
        lambda: box.expect(exactly=exactly, subject=subject, from_=sender, timeout=timeout),
    )


def _inbox(url: str, address: str, after: int) -> "RemoteInbox":
    from sandbox.client import Client

    return Client(url).inbox(address, after=after)


def _told(name: str, to: str, junit: Path | None, look: Callable[[], T]) -> T:
    """What `look` finds; exit 1 with the reason on stderr, and in the JUnit file, where it does not."""
    from sandbox.errors import NothingFound, WaitTimeout

    try:
        found = look()
    except (NothingFound, WaitTimeout) as exc:
        say(f"mailroom: {exc}")
        _junit(junit, f"{name} {to}", str(exc))
        raise typer.Exit(1) from exc
    _junit(junit, f"{name} {to}", None)
    return found


def _junit(path: Path | None, name: str, failure: str | None) -> None:
    if path is None:
        return
    from xml.etree.ElementTree import Element, SubElement, tostring

    suite = Element("testsuite", name="mailroom sandbox", tests="1", failures=str(int(failure is not None)))
    case = SubElement(suite, "testcase", classname="mailroom.sandbox", name=name)
    if failure is not None:
        clean = "".join(c for c in failure if c >= " " or c in "\n\t")
        SubElement(case, "failure", message=clean.split("\n")[0]).text = clean
    try:
        path.write_bytes(tostring(suite, encoding="utf-8", xml_declaration=True))
    except OSError as exc:
        raise Misconfigured(f"{path}: {exc.strerror}", mend="name a file that can be written") from exc
