"""`mailroom sandbox`: run the test mail server, and ask a running one from the shell."""

import signal
import sys
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

from intake.cli.context import Context, emit, say
from intake.errors import Misconfigured

app = typer.Typer(invoke_without_command=True)


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
    mcp: Annotated[bool, typer.Option("--mcp", help="Also an MCP server on stdin and stdout.")] = False,
    mcp_write: Annotated[
        bool, typer.Option("--mcp-write", help="Let MCP clients delete mails and make inboxes.")
    ] = False,
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
        if mcp:
            from sandbox.tools import server

            say("The sandbox takes any mail. " + "  ".join(box.urls().values()))
            server(box, writes=mcp_write).run("stdio")
            return
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


def _more() -> None:
    from intake.cli.ask import add
    from intake.cli.scenario import run_scenario

    add(app)
    app.command("run")(run_scenario)


_more()
