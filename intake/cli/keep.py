"""Backup and restore."""

from pathlib import Path
from typing import Annotated

import typer

from intake.cli.context import Context, emit, say

app = typer.Typer()


@app.command("backup")
def backup(
    ctx: typer.Context, path: Annotated[Path, typer.Argument(help="A new file, such as mailroom.tar.gz.")]
) -> None:
    """Write ledger, audit anchor and knowledge index into one file; the agent may run."""
    from intake.operate.backup import backup as write

    context: Context = ctx.obj
    about = write(context.permitted("backup"), path)
    if context.json:
        emit(about)
    else:
        say(f"wrote {path}: {about['mails']} mails, {about['bytes'] / 1e6:.1f} MB")


@app.command("restore")
def restore(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help="A file that `mailroom backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace the mails that are there.")] = False,
) -> None:
    """Put a backup in place; the agent has to be stopped."""
    from intake.operate.backup import restore as put

    context: Context = ctx.obj
    about = put(context.permitted("backup"), path, replace=replace)
    if context.json:
        emit(about)
    else:
        say(f"restored {about['mails']} mails of {about['made_at']}; next: mailroom audit verify")
