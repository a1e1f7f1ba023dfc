"""`mailroom run`: the agent, with somebody watching."""

import json
import logging
import signal
import sys
import threading
import types
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from intake.cli.context import Context, emit, say
from intake.cli.logs import Relay, json_log
from intake.errors import MailroomError, Misconfigured

if TYPE_CHECKING:
    from intake.config import Settings
    from intake.workflow import Agent, Event

app = typer.Typer()
ROWS = 20
"""Lines of the live table: the newest mails, as many as a small terminal holds."""


@app.callback()
def _group() -> None:
    """Keeps this a group."""


@app.command("run")
def run(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Work off all that is pending and exit.")] = False,
    since: Annotated[
        str | None, typer.Option("--since", help="How far back the first start goes: 7d, all.")
    ] = None,
    http: Annotated[
        str | None,
        typer.Option("--http", help="Serve the dashboard, /metrics, /livez and /readyz at HOST:PORT."),
    ] = None,
    role: Annotated[str, typer.Option("--role", help="poller, worker or all.")] = "all",
) -> None:
    """Watch the accounts and lay drafts into their review folders, until stopped."""
    from intake.workflow.tracing import collecting

    context: Context = ctx.obj
    settings = context.settings()
    if not settings.accounts:
        raise Misconfigured("no account is configured", mend="add one under accounts, see `mailroom init`")
    if role not in {"poller", "worker", "all"}:
        raise Misconfigured(f"--role {role} is not known", mend="use poller, worker or all")
    if since is not None and since != "all":
        from intake.config.base import duration_s

        try:
            duration_s(since)
        except ValueError as exc:
            raise Misconfigured(f"--since: {exc}", mend="for example --since 7d") from exc
    with collecting():
        _work(context, settings, role, since, once=once, http=http)


def _work(
    context: Context, settings: "Settings", role: str, since: str | None, *, once: bool, http: str | None
) -> None:
    """Once, or in rounds until a signal ends it."""
    from intake import memory
    from intake.bootstrap import build_agent

    if once:
        agent = _made(build_agent(settings), role, since)
        with _watching(context) as watcher:
            agent.events = watcher
            summary = agent.run_once()
        _close(context, agent)
        if summary.errors or summary.outcomes.get("failed"):
            raise typer.Exit(1)
        return
    memory.spare()
    signals = _Signals()
    while True:
        stop = signals.round()
        agent = _made(build_agent(settings), role, since)
        server = _serve(http, agent) if http else None
        with _watching(context) as watcher:
            agent.events = watcher
            agent.run(stop)
        if server is not None:
            server[0].should_exit = True
            server[1].join(5)  # the port must be free for the next round
        if signals.ending:
            break
        # SIGHUP: the new file is used only if it is valid; else the old settings go on.
        try:
            settings = context.settings()
            say("configuration reloaded")
        except MailroomError as exc:
            say(f"configuration not reloaded: {exc}")
        del agent, server, watcher
        memory.reclaim()  # models and indexes of the round that ended, before the next one loads its own
    _close(context, agent)


def _made(agent: "Agent", role: str, since: str | None) -> "Agent":
    agent.role = cast('Literal["poller", "worker", "all"]', role)
    agent.since = since
    return agent


class _Signals:
    """SIGTERM and SIGINT end the program, SIGHUP ends the round; an end is never lost over a reload."""

    def __init__(self) -> None:
        self.ending = False
        self._stop = threading.Event()
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        signal.signal(signal.SIGHUP, self._again)

    def round(self) -> threading.Event:
        """The stop of a new round: an event of its own, so that threads of the last one stay stopped."""
        self._stop = threading.Event()
        if self.ending:  # the signal came between two rounds
            self._stop.set()
        return self._stop

    def _end(self, _signal: int, _frame: types.FrameType | None) -> None:
        self.ending = True
        self._stop.set()

    def _again(self, _signal: int, _frame: types.FrameType | None) -> None:
        self._stop.set()


class _Watcher:
    """Shows events: JSON lines, a live table on a terminal, plain lines elsewhere."""

    def __init__(self, as_json: bool) -> None:
        self._log: Any = json_log() if as_json else None
        self._relay = Relay(self._log) if as_json else None
        self._rows: list[list[str]] = []
        self._last = ""
        self._live: Any = None

    def __enter__(self) -> "_Watcher":
        if self._relay is not None:
            logging.getLogger().addHandler(self._relay)
        elif sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(self._table(), console=Console(stderr=True), refresh_per_second=4)
            self._live.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._relay is not None:
            logging.getLogger().removeHandler(self._relay)
        if self._live is not None:
            self._live.stop()

    def __call__(self, event: "Event") -> None:
        if self._log is not None:
            self._log.info(
                event.kind, text=event.text, account=event.account, id=event.message, **event.fields
            )
        elif self._live is None:
            say(" ".join(event.text.split()))
        else:
            f = event.fields
            if event.kind in {"done", "dead"}:
                cells = [
                    event.message,
                    f.get("sender"),
                    f.get("subject"),
                    f.get("workflow"),
                    f.get("outcome"),
                ]
                self._rows = [*self._rows, [str(c or "") for c in cells]][-ROWS:]
            else:
                self._last = event.text
            self._live.update(self._table())

    def _table(self) -> Any:
        from rich.table import Table
        from rich.text import Text

        table = Table("id", "from", "subject", "workflow", "outcome", caption=Text(self._last))
        for row in self._rows:
            table.add_row(*(Text(c[:60]) for c in row))
        return table


def _watching(context: Context) -> _Watcher:
    return _Watcher(context.json)


def _close(context: Context, agent: "Agent") -> None:
    """The summary, and where to look next."""
    done = agent.summary
    if context.json:
        if not sys.stdout.isatty():
            line = {
                "event": "summary",
                "outcomes": done.outcomes,
                "pending": done.pending,
                "errors": done.errors,
            }
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        else:
            emit({"outcomes": done.outcomes, "pending": done.pending, "errors": done.errors})
        return
    told = ", ".join(f"{n} {kind}" for kind, n in sorted(done.outcomes.items())) or "nothing new"
    say(f"{told}; {done.pending} pending")
    for account in agent.settings.accounts:
        f = account.folders
        say(f"{account.name}: drafts in {f.review}, notes in {f.escalated} and {f.quarantine}")
    say(
        "next: mailroom messages, mailroom show ID"
        + (", mailroom dead-letters" if done.outcomes.get("failed") else "")
    )


def _serve(address: str, agent: "Agent") -> Any:
    """The dashboard and what monitors ask for, on a thread of its own."""
    import uvicorn

    from intake.bootstrap import build_dashboard
    from intake.cli.dashboard import listening, url

    host, port = listening(address)
    app, key = build_dashboard(agent.settings, host=host, agent=agent)
    server = uvicorn.Server(
        uvicorn.Config(app, host=host, port=port, log_level="error", server_header=False, proxy_headers=False)
    )
    thread = threading.Thread(target=server.run, name="http", daemon=True)
    thread.start()
    say(f"dashboard: {url(host, port, key)}")
    return server, thread
