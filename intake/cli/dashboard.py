"""`mailroom dashboard`: the pages over an existing data folder, without the agent."""

from typing import Annotated

import typer

from intake.cli.context import Context, emit, say
from intake.errors import Misconfigured

app = typer.Typer()


@app.callback()
def _group() -> None:
    """Keeps this a group."""


@app.command("dashboard")
def dashboard(
    ctx: typer.Context,
    http: Annotated[str, typer.Option("--http", help="Where to listen, HOST:PORT.")] = "127.0.0.1:8080",
    hash_password: Annotated[
        bool, typer.Option("--hash-password", help="Ask for a password and print its hash, for web.users.")
    ] = False,
) -> None:
    """Show mails, drafts, knowledge, figures and alerts of a data folder in the browser."""
    context: Context = ctx.obj
    if hash_password:
        from intake.web import hash_password as hashed

        value = hashed(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
        emit({"hash": value}) if context.json else typer.echo(value)
        return
    import uvicorn

    from intake.bootstrap import build_dashboard

    settings = context.settings()
    host, port = listening(http)
    app, key = build_dashboard(settings, host=host)
    say(f"dashboard: {url(host, port, key)}   (stop with Ctrl-C)")
    uvicorn.run(app, host=host, port=port, log_level="error", server_header=False, proxy_headers=False)


def listening(address: str) -> tuple[str, int]:
    """Host and port of HOST:PORT. Raises Misconfigured."""
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise Misconfigured(f"--http {address}: no port", mend="write HOST:PORT, such as 127.0.0.1:8080")
    return host.strip("[]") or "127.0.0.1", int(port)


def url(host: str, port: int, key: str | None) -> str:
    """What a person opens; with the key where nobody is configured to sign in by name."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"login?key={key}" if key else "")
