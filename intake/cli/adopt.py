"""`simulate` and `ladder`: what it would have done, and how much a workflow may do next."""

import contextlib
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from intake.cli.context import Context, emit, say, table
from intake.errors import Misconfigured

app = typer.Typer()


@app.command("simulate")
def simulate(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", help="How far back: 7d, 30d.")] = "30d",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=5000, help="Newest mails tried.")] = 200,
) -> None:
    """Run past mail through the pipeline, touching no mailbox, beside what people sent."""
    from intake.cli.answer import synced_pipeline
    from intake.cli.operate import start_of
    from intake.mailbox import ImapMailbox
    from intake.operate.page import percent
    from intake.operate.simulate import simulate as run
    from intake.sanitize.isolated import IsolatedSanitizer

    context: Context = ctx.obj
    settings = context.settings()
    if not settings.accounts:
        raise Misconfigured("accounts: none is configured", mend="name the mailbox under accounts")
    now = datetime.now(UTC)
    start = start_of(since, now)
    pipeline = synced_pipeline(settings)
    shown = []
    with IsolatedSanitizer(settings.sanitize, workers=1) as sanitizer:
        for account in settings.accounts:
            with contextlib.closing(ImapMailbox(account, data_dir=settings.data_dir)) as box:
                box.connect()
                sent = account.folders.sent or box.special("\\Sent")
                if sent is None:
                    raise Misconfigured(
                        f"accounts.{account.name}: no Sent folder was found", mend="name it: folders.sent"
                    )
                found = run(
                    box,
                    account,
                    sent,
                    since=start,
                    now=now,
                    sanitize=sanitizer.sanitize,
                    process=lambda m, at, a=account: pipeline.process(m, account=a, now=at),  # type: ignore[misc]
                    limit=limit,
                )
            shown.append((account.name, found))
    if context.json:
        emit({"since": start.isoformat(), "accounts": [{"account": n, **asdict(f)} for n, f in shown]})
        return
    for name, found in shown:
        for one in found.mails:
            alike = "" if one.similarity is None else f", {one.similarity:.0%} like what was sent"
            typer.echo(f"\n{one.received_at:%Y-%m-%d %H:%M} {one.subject}")
            typer.echo(f"  {one.outcome}: {one.workflow or 'none of them'}{alike}")
            if one.reason:
                typer.echo(f"  reason: {one.reason}")
            for what, text in (("would have drafted", one.draft), ("people sent", one.sent)):
                if text is not None:
                    typer.echo(f"  {what}:\n" + "\n".join(f"    {line}" for line in text.splitlines()))
        counts = ", ".join(f"{n} {kind}" for kind, n in found.outcomes) or "no mails"
        say(f"{name}: {counts}; drafted of those that people answered: {percent(found.drafted_of_answered)}")


@app.command("ladder")
def ladder(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", help="Evidence of this time: 30d, 12w.")] = "90d",
) -> None:
    """Show where each workflow stands between observing and sending, and what the next step needs."""
    from intake.cli.operate import start_of
    from intake.ledger import open_ledger
    from intake.operate.ladder import rung
    from intake.operate.report import report

    context: Context = ctx.obj
    settings = context.settings()
    now = datetime.now(UTC)
    ledger = open_ledger(settings)
    try:
        found = report(settings, ledger, since=start_of(since, now), until=now)
    finally:
        ledger.engine.dispose()
    by = {w.workflow: w for w in found.workflows}
    rungs = [rung(settings, w, by[w.name]) for w in settings.workflows]
    if context.json:
        emit({"workflows": [{**asdict(r), "ready": r.ready} for r in rungs]})
        return
    rows = []
    for r in rungs:
        rows.append([r.workflow, r.step, r.next or "", "", ""])
        rows += [
            ["", "", f"{e.what}: {e.needed}", e.found, "yes" if e.enough else "not yet"] for e in r.evidence
        ]
    table(["workflow", "step", "next step, and what it needs", "found", "there"], rows)


@app.command("shadow")
def shadow(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", help="Mails of this time: 7d, 30d.")] = "7d",
    seed: Annotated[int, typer.Option("--seed", help="The same seed tries the same mails.")] = 0,
) -> None:
    """Try the cheaper model of quality.shadow on a share of past mails; nobody sees its drafts."""
    from intake.bootstrap import build_pipeline
    from intake.cli.operate import start_of
    from intake.ledger import open_ledger
    from intake.operate.page import percent
    from intake.operate.shadow import shadow as run
    from intake.sanitize.isolated import IsolatedSanitizer

    context: Context = ctx.obj
    settings = context.settings()
    if settings.quality.shadow is None:
        raise Misconfigured("quality.shadow: no model is named", mend="name the one to try there")
    models = settings.models.model_copy(update={"draft": settings.quality.shadow})
    pipeline = build_pipeline(settings.model_copy(update={"models": models}))
    ledger = open_ledger(settings)
    try:
        with IsolatedSanitizer(settings.sanitize, workers=1) as sanitizer:
            found = run(
                settings,
                ledger,
                since=start_of(since, datetime.now(UTC)).timestamp(),
                sanitize=sanitizer.sanitize,
                process=lambda m, account, at: pipeline.process(m, account=account, now=at),
                seed=seed,
            )
    finally:
        ledger.engine.dispose()
    if context.json:
        emit(asdict(found))
        return
    say(f"{found.model} on {found.tried} mails: the same outcome for {percent(found.same)}")
    say(f"accepted drafts that it would not have made: {', '.join(map(str, found.lost)) or 'none'}")
    say(f"unsupported sentences {found.unsupported}, no answer {found.failed}")
    say(f"cost {found.cost:.4f} against {found.cost_now:.4f}")
