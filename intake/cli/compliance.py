"""`register`, `dpia`, `forget`, `export`, `purge`: what the auditor and the person concerned ask for."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intake.cli.context import Context, emit, say, table
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.operate.register import RegisterEntry

app = typer.Typer()


@app.command("register")
def register(
    ctx: typer.Context,
    csv: Annotated[bool, typer.Option("--csv", help="Print it for a spreadsheet.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write it as a page here.")] = None,
) -> None:
    """Print the register of AI uses, from the configuration and what really ran."""
    context: Context = ctx.obj
    from intake.ledger import open_ledger
    from intake.operate.register import as_csv, as_html
    from intake.operate.register import register as entries

    settings = context.settings()
    ledger = open_ledger(settings)
    try:
        found = entries(settings, ledger)
    finally:
        ledger.engine.dispose()
    if html is not None:
        try:
            html.write_text(as_html(found), encoding="utf-8")
        except OSError as exc:
            raise Misconfigured(f"--html {html}: {exc.strerror}", mend="name a file you may write") from exc
        say(f"wrote {html}")
    if context.json:
        emit({"entries": [asdict(e) for e in found]})
    elif csv:
        typer.echo(as_csv(found), nl=False)
    elif html is None:
        _register_table(found)


def _register_table(found: "tuple[RegisterEntry, ...]") -> None:
    names = (
        "why",
        "data",
        "owner",
        "legal_basis",
        "model",
        "ran",
        "oversight",
        "oversight_acts",
        "retention",
    )
    for e in found:
        rows = []
        for name in (*names, "risk", "eu_ai_act", "reviewed_at", "messages", "version"):
            value = getattr(e, name)
            shown = ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
            rows.append([name.replace("_", " "), shown])
        table([e.workflow, e.what], rows)
        print()


@app.command("dpia")
def dpia(ctx: typer.Context, workflow: Annotated[str, typer.Argument(help="Its name.")]) -> None:
    """Draft the impact assessment of a workflow: facts filled in, questions marked."""
    context: Context = ctx.obj
    from intake.operate.register import assessment

    settings = context.settings()
    found = settings.workflow(workflow)
    if found is None:
        names = ", ".join(w.name for w in settings.workflows)
        raise Misconfigured(f"no workflow is named {workflow!r}", mend=f"one of: {names}")
    text = assessment(settings, found)
    if context.json:
        emit({"workflow": found.name, "markdown": text})
    else:
        typer.echo(text)


@app.command("forget")
def forget(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(help="Whom.")],
    also: Annotated[
        list[str] | None, typer.Option("--also", help="A full name or other text that means the person.")
    ] = None,
) -> None:
    """Erase a person from all that Mailroom keeps; the audit chain stays valid."""
    context: Context = ctx.obj
    from intake.config import find_config
    from intake.ledger import open_ledger
    from intake.operate.erasure import forget as erase

    settings = context.permitted("forget")
    ledger = open_ledger(settings)
    done = erase(
        ledger, _checked(address), also=also or (), settings=settings, config=find_config(context.config)
    )
    ledger.seal()
    ledger.engine.dispose()
    if context.json:
        emit(asdict(done))
    elif done.nothing:
        say("found nothing of that address")
    else:
        say(
            f"erased: {done.messages} mails, {done.raw} stored originals, {done.audit_entries} audit texts, "
            f"{done.corrections} examples, {done.journal} runs of the journal"
        )
        say("what lies in the mailbox itself is not touched: delete it there")
    for name in done.documents:
        say(f"{name} names the person: change it, then run `mailroom knowledge sync`")
    for name in done.remaining:
        say(f"{name} holds the person still: stop what has it open and run this again")
    if done.remaining:
        raise typer.Exit(1)


@app.command("export")
def export(ctx: typer.Context, address: Annotated[str, typer.Argument(help="Whom.")]) -> None:
    """Print all that is kept of a person, as JSON."""
    context: Context = ctx.obj
    from intake.ledger import open_ledger
    from intake.operate.erasure import export as collect

    ledger = open_ledger(context.permitted("export"))
    emit({"address": address, "messages": collect(ledger, _checked(address))})
    ledger.engine.dispose()


@app.command("purge")
def purge(ctx: typer.Context) -> None:
    """Delete now what retention no longer allows."""
    context: Context = ctx.obj
    from intake.ledger import open_ledger
    from intake.operate.retention import purge as clean

    settings = context.permitted("purge")
    ledger = open_ledger(settings)
    done = clean(settings, ledger)
    ledger.engine.dispose()
    if context.json:
        emit(asdict(done))
    else:
        say(
            f"deleted: {done.raw} originals, {done.text} texts, {done.audit} audit texts, {done.ledger} names"
        )


def _checked(address: str) -> str:
    if "@" not in address or len(address) > 320:
        raise Misconfigured(f"{address!r} is not an address", mend="write it as name@domain")
    return address
