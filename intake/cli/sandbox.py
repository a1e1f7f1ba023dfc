"""`mailroom sandbox`: run the test mail server, and ask a running one from the shell."""

import json
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from intake.cli.context import Context, emit, say
from intake.errors import Misconfigured

app = typer.Typer(invoke_without_command=True)

_URL = "http://127.0.0.1:8025"
Url = Annotated[str, typer.Option("--url", help="Base address of a running sandbox.")]
Inbox = Annotated[str, typer.Option("--to", help="The inbox.")]
Timeout = Annotated[float, typer.Option("--timeout", help="Seconds to wait.")]
Subject = Annotated[str | None, typer.Option("--subject", help="Part of the subject.")]
From = Annotated[str | None, typer.Option("--from", help="Part of the sender.")]


@app.callback()
def run(
    ctx: typer.Context,
    smtp_port: Annotated[int, typer.Option(help="0 takes a free one.")] = 1025,
    http_port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8025,
    imap_port: Annotated[int, typer.Option(help="0 takes a free one.")] = 1143,
    data: Annotated[Path | None, typer.Option(help="Keep mail in this folder; in memory without it.")] = None,
    json_dir: Annotated[Path | None, typer.Option(help="Also write one JSON file a mail here.")] = None,
    seed: Annotated[int, typer.Option(help="Makes faults repeatable.")] = 0,
    faults: Annotated[Path | None, typer.Option(help="A plan of faults, YAML or JSON.")] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; loopback unless you say so.")
    ] = "127.0.0.1",
    strict: Annotated[bool, typer.Option("--strict", help="Refuse bare CR and LF.")] = False,
    tls: Annotated[bool, typer.Option("--tls", help="Offer STARTTLS with a certificate made now.")] = False,
    smtps_port: Annotated[int | None, typer.Option(help="SMTP behind TLS; 0 takes a free port.")] = None,
    imaps_port: Annotated[int | None, typer.Option(help="IMAP behind TLS; 0 takes a free port.")] = None,
    auth_file: Annotated[
        Path | None, typer.Option(help="Lines of NAME:PASSWORD; only these may log in, and must, to send.")
    ] = None,
    max_mb: Annotated[int, typer.Option(min=1, max=1000, help="Largest mail, in MB.")] = 100,
    keep: Annotated[
        list[str] | None, typer.Option(help="Forget the oldest: age=7d, count=5000 or bytes=1g.")
    ] = None,
    chaos: Annotated[bool, typer.Option("--chaos", help="Let Mailpit's chaos be set by the API.")] = False,
    check_links: Annotated[
        str, typer.Option(help="May the link check ask? off, public addresses, or any.")
    ] = "off",
    spamassassin: Annotated[str, typer.Option(help="HOST:PORT of a spamd to ask.")] = "",
    relay: Annotated[
        str, typer.Option(help="smtp://USER@HOST:PORT for released mail (starttls://, smtps://).")
    ] = "",
    relay_allow: Annotated[
        str, typer.Option(help="Pattern of recipients that mail may be released to; none without it.")
    ] = "",
) -> None:
    """Run the test mail server until it is interrupted."""
    if ctx.invoked_subcommand is not None:
        return
    from intake.cli import running
    from sandbox.faults import FaultPlan
    from sandbox.server import Options, Sandbox

    plan = FaultPlan(seed=seed) if faults is None else FaultPlan.of(_read_yaml(faults), seed=seed)
    users = running.users(auth_file)
    options = Options(
        host=host,
        strict=strict,
        tls=tls,
        seed=seed,
        smtps_port=smtps_port,
        imaps_port=imaps_port,
        users=users,
        auth_required=bool(users),
        max_bytes=max_mb * 1024 * 1024,
        keep=running.bounds(keep or []),
        chaos=chaos,
        check_links=running.policy(check_links),
        spamassassin=spamassassin,
        relay=running.relay(relay, relay_allow),
    )
    done = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: done.set())
    with Sandbox(
        smtp_port, http_port, imap_port, data, json_dir=json_dir, faults=plan, options=options
    ) as box:
        if isinstance(ctx.obj, Context) and ctx.obj.json:
            emit(dict(box.urls()))
            sys.stdout.flush()
        else:
            say("The sandbox takes any mail. " + "  ".join(box.urls().values()))
            say("Stop it with Ctrl+C.")
        done.wait()


def _read_yaml(path: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise Misconfigured(f"the fault plan {path} cannot be read: {exc}") from exc


@app.command("wait")
def wait_(
    to: Inbox, url: Url = _URL, subject: Subject = None, sender: From = None, timeout: Timeout = 10.0
) -> None:
    """Wait for a mail and print it as JSON; exit 1 when none came."""
    emit(_await(url, to, subject, sender, timeout))


@app.command("code")
def code(
    to: Inbox, url: Url = _URL, subject: Subject = None, sender: From = None, timeout: Timeout = 10.0
) -> None:
    """Wait for a mail and print its one-time code; exit 1 when there is none."""
    message = _await(url, to, subject, sender, timeout)
    found = message["codes"]
    if not found:
        say(f"mailroom: no one-time code in the mail {message['subject']!r}")
        raise typer.Exit(1)
    print(found[0]["value"])


@app.command("link")
def link(
    to: Inbox,
    url: Url = _URL,
    kind: Annotated[
        str, typer.Option(help="verify, magic-login, reset, unsubscribe, tracking, other")
    ] = "verify",
    subject: Subject = None,
    sender: From = None,
    timeout: Timeout = 10.0,
) -> None:
    """Wait for a mail and print its best link of a kind; exit 1 when there is none."""
    message = _await(url, to, subject, sender, timeout)
    found = sorted((x for x in message["links"] if x["kind"] == kind), key=lambda x: -x["score"])
    if not found:
        kinds = ", ".join(sorted({x["kind"] for x in message["links"]})) or "no links at all"
        say(f"mailroom: no {kind} link in the mail {message['subject']!r}; it has: {kinds}")
        raise typer.Exit(1)
    print(found[0]["value"])


@app.command("assert")
def assert_(
    to: Inbox,
    url: Url = _URL,
    exactly: Annotated[int, typer.Option(help="How many mails must be there.")] = 1,
    subject: Subject = None,
    sender: From = None,
    timeout: Timeout = 10.0,
) -> None:
    """Exit 0 when exactly so many mails match, else 1 with what did arrive."""
    end = time.monotonic() + timeout
    while True:
        every = _messages(url, to)
        found = [m for m in every if _matches(m, subject, sender)]
        if (found and len(found) >= exactly) or time.monotonic() >= end:
            break
        time.sleep(0.1)
    if len(found) != exactly:
        _tell(f"expected {exactly} mail(s) to {to}, {len(found)} came", every)
        raise typer.Exit(1)


def _await(url: str, to: str, subject: str | None, sender: str | None, timeout: float) -> dict[str, Any]:
    """The newest matching mail as the sandbox's document."""
    from sandbox.extract import codes, links
    from sandbox.message import read_content

    end = time.monotonic() + timeout
    while True:
        every = _messages(url, to)
        found = next((m for m in every if _matches(m, subject, sender)), None)
        if found is not None:
            content = read_content(_get(url, f"/api/v1/message/{found['ID']}/raw"))
            return {
                "id": found["ID"],
                "subject": found["Subject"],
                "from": (found["From"] or {}).get("Address", ""),
                "text": content.text,
                "html": content.html,
                "codes": [_plain(c) for c in codes(found["Subject"], content)],
                "links": [_plain(x) for x in links(content)],
            }
        if time.monotonic() >= end:
            _tell(f"no such mail to {to} within {timeout:g} s", every)
            raise typer.Exit(1)
        time.sleep(0.1)


def _plain(record: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(record)


def _matches(message: dict[str, Any], subject: str | None, sender: str | None) -> bool:
    who = message["From"] or {"Name": "", "Address": ""}
    return (subject or "").casefold() in message["Subject"].casefold() and (
        sender or ""
    ).casefold() in f"{who['Name']} {who['Address']}".casefold()


def _messages(url: str, to: str) -> list[dict[str, Any]]:
    from urllib.parse import quote

    query = quote(f'to:"{to}"', safe="")
    raw = _get(url, f"/api/v1/search?query={query}&limit=200")
    return list(json.loads(raw)["messages"])


def _get(url: str, path: str) -> bytes:
    import httpx

    try:
        answer = httpx.get(url.rstrip("/") + path, timeout=30, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as exc:
        raise Misconfigured(
            f"no sandbox answers at {url}: {exc}", mend="start one with `mailroom sandbox`"
        ) from exc
    return answer.content


def _tell(text: str, every: list[dict[str, Any]]) -> None:
    say(f"mailroom: {text}")
    for message in every[:10]:
        say(f"  arrived: {message['Subject']!r} from {(message['From'] or {}).get('Address', '')}")
    if not every:
        say("  nothing arrived at all")


def _scenario() -> None:
    from intake.cli.scenario import run_scenario

    app.command("run")(run_scenario)


_scenario()
