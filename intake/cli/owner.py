"""The workflow owner's commands: baseline, sample, feedback, alerts."""

import getpass
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli.context import Context, emit, say, table
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import AccountSettings, Settings
    from intake.mail import RawMessage
    from intake.mailbox import ImapMailbox
    from intake.operate.baseline import Figures, Measured, Received, Sent

app = typer.Typer()
MAX_ROWS = 1_000_000


@app.command("baseline")
def baseline(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", help="How far back: 30d, 12w.")] = "90d",
    write: Annotated[bool, typer.Option("--write", help="Write the figures into the configuration.")] = False,
) -> None:
    """Measure how fast people answered so far: the watched folders against Sent."""
    from intake.operate.baseline import MIN_SAMPLE, measure

    context: Context = ctx.obj
    settings = context.settings()
    now = datetime.now(UTC)
    start = _start(since, now)
    if not settings.accounts:
        raise Misconfigured("accounts: none is configured", mend="name the mailbox under accounts")
    received, sent = _history(settings, start, now)
    found = measure(received, sent, since=start, now=now)
    written = _write(context, settings, found, now) if write else []
    if context.json:
        emit({"since": start.isoformat(), "until": now.isoformat(), **asdict(found), "written": written})
        return
    rows = [
        [
            name,
            *(str(n) for n in (f.received, f.answered, f.n)),
            *("too few" if v is None else f"{v:.1f}" for v in (f.mean, f.stdev, f.p50, f.p90)),
            "too few" if f.unanswered is None else f"{f.unanswered:.1%}",
        ]
        for name, f in [*((w.workflow or "none of them", w) for w in found.workflows), ("all", found.overall)]
    ]
    table(
        ["workflow", "conversations", "answered", "n", "mean min", "stdev", "p50", "p90", "unanswered"], rows
    )
    if found.overall.n < MIN_SAMPLE:
        say(f"{found.overall.n} answers are too few for a statement; {MIN_SAMPLE} are needed")


@app.command("sample")
def sample(
    ctx: typer.Context,
    n: Annotated[int | None, typer.Option("--n", min=1, help="How many; else what the margin needs.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed draws the same mails.")] = 0,
    since: Annotated[str, typer.Option("--since", help="How far back: 24h, 7d, 4w.")] = "7d",
    margin: Annotated[
        float, typer.Option("--margin", min=0.01, max=0.5, help="Half the 95 % interval of a share.")
    ] = 0.1,
    ok: Annotated[int | None, typer.Option("--ok", help="This outcome was right.")] = None,
    wrong: Annotated[int | None, typer.Option("--wrong", help="This outcome was wrong.")] = None,
    workflow: Annotated[
        str | None, typer.Option("--workflow", help="The workflow that it should have been, or none.")
    ] = None,
    mailbox: Annotated[
        bool, typer.Option("--mailbox", help="Lay last week's sample into the folder Sample.")
    ] = False,
) -> None:
    """Draw outcomes for a person to check, by workflow and outcome, or say whether one was right."""
    if ok is not None or wrong is not None or mailbox:
        from intake.cli.looks import looked

        looked(ctx.obj, ok=ok, wrong=wrong, workflow=workflow, mailbox=mailbox)
        return
    from intake.ledger import open_ledger
    from intake.ledger.views import message_json
    from intake.operate.sample import MIN_POPULATION
    from intake.operate.sample import sample as draw

    context: Context = ctx.obj
    start = _start(since, datetime.now(UTC))
    ledger = open_ledger(context.settings())
    found = draw(ledger.rows(since=start.timestamp(), limit=MAX_ROWS), n=n, seed=seed, margin=margin)
    ledger.engine.dispose()
    if context.json:
        strata = [
            {"workflow": s.workflow, "outcome": s.outcome, "population": s.population, "drawn": len(s.drawn)}
            for s in found.strata
        ]
        mails = [message_json(row) for s in found.strata for row in s.drawn]
        head = {"since": start.isoformat(), "seed": seed, "confidence": 0.95}
        totals = {"population": found.population, "size": found.size, "margin": found.margin}
        emit({**head, **totals, "strata": strata, "messages": mails})
        return
    rows = [
        [str(r.id), s.workflow or "none of them", s.outcome, r.sender, r.subject]
        for s in found.strata
        for r in s.drawn
    ]
    table(["id", "workflow", "outcome", "from", "subject"], rows)
    if found.margin is None:
        say(f"{found.population} outcomes are too few for a sample; {MIN_POPULATION} are needed")
    else:
        say(f"{found.size} of {found.population}: a share is within ±{found.margin:.1%} at 95 %")


@app.command("feedback")
def feedback(
    ctx: typer.Context,
    ident: Annotated[
        str | None, typer.Argument(help="The mail's id, as `mailroom messages` shows it.")
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            help="wrong-workflow, wrong-facts, missing-facts, tone, should-not-be-answered or other."
        ),
    ] = None,
    workflow: Annotated[str | None, typer.Option(help="The workflow it should have been.")] = None,
    text: Annotated[str | None, typer.Option(help="What is wrong, or the text as it should be.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List what was recorded.")] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Show proposed examples and demoted sources, for the owner.")
    ] = False,
    confirm: Annotated[list[int] | None, typer.Option(help="Learn from this proposed example.")] = None,
    refuse: Annotated[list[int] | None, typer.Option(help="Do not learn from it.")] = None,
    withdraw: Annotated[list[int] | None, typer.Option(help="Unlearn a confirmed example.")] = None,
    restore: Annotated[str | None, typer.Option(help="Cite this demoted source again.")] = None,
    cases: Annotated[
        Path | None, typer.Option(help="Labelled cases that must not get worse; else quality.canaries.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Learn even so.")] = False,
) -> None:
    """Record what is wrong with an outcome, list what was recorded, or decide what is learned from it."""
    from intake.ledger import open_ledger
    from intake.operate.feedback import reason_of, record, records

    context: Context = ctx.obj
    if review or confirm or refuse or withdraw or restore:
        from intake.cli.review import reviewed

        choices = {"confirmed": confirm, "refused": refuse, "withdrawn": withdraw}
        reviewed(context, choices, restore=restore, cases=cases, force=force)
        return
    settings = context.settings() if listing else context.permitted("feedback")
    if listing == (ident is not None):
        raise Misconfigured("feedback: name one mail, or give --list", mend="see `mailroom messages`")
    if ident is not None and reason is None:
        raise Misconfigured("feedback: --reason is missing", mend="give --reason wrong-facts, or another")
    if workflow is not None:
        known = settings.workflow(workflow)
        if known is None:
            names = ", ".join(w.name for w in settings.workflows) or "none"
            raise Misconfigured(f"--workflow: none is named {workflow!r}", mend=f"known: {names}")
        workflow = known.name
    if reason is not None:
        reason_of(reason)
    ledger = open_ledger(settings)
    try:
        if ident is None:
            found = records(ledger)
        else:
            row = ledger.row(int(ident)) if ident.isdecimal() and len(ident) < 19 else None
            if row is None:
                raise Misconfigured(f"no mail has the id {ident}", mend="see `mailroom messages`")
            found = [record(ledger, row.id, reason=str(reason), actor=_who(), workflow=workflow, text=text)]
    finally:
        ledger.engine.dispose()
    shown = [_feedback_json(f) for f in found]
    if context.json:
        emit({"feedback": shown} if listing else shown[0])
    else:
        heads = ["message", "at", "actor", "reason", "workflow", "text"]
        table(heads, [[str(f[h] or "") for h in heads] for f in shown])


@app.command("alerts")
def alerts(
    ctx: typer.Context,
    test: Annotated[bool, typer.Option("--test", help="Send one alert each way that alerts go.")] = False,
) -> None:
    """List alerts, those that last first; `--test` tries the way they are told."""
    from intake.ledger import open_ledger
    from intake.ledger.views import stamp
    from intake.operate.alerting import listed, send_test

    context: Context = ctx.obj
    settings = context.settings()
    if test:
        ways = send_test(settings, now=datetime.now(UTC).timestamp(), mailbox=partial(_box, settings))
        error = next((why for why in ways.values() if why is not None), None)
        signed = "webhook" in ways and settings.alerts.webhook_secret() is not None
        say("alert test: a test of the alerts")
        if context.json:
            shown = [{"way": way, "sent": why is None, "error": why} for way, why in ways.items()]
            to = "webhook" if "webhook" in ways else "log"
            emit({"test": {"to": to, "sent": not error, "signed": signed, "error": error, "ways": shown}})
        else:
            rows = [[way, "yes" if why is None else "no", why or ""] for way, why in ways.items()]
            table(["way", "arrived", "why not"], [["log", "yes", ""], *rows])
        if error:
            raise typer.Exit(1)
        return
    ledger = open_ledger(settings)
    found = [
        {"key": a.key, "text": a.text, "since": stamp(a.since), "ended_at": stamp(ended)}
        for a, ended in listed(ledger)
    ]
    ledger.engine.dispose()
    if context.json:
        emit({"alerts": found})
    else:
        heads = ["key", "text", "since", "ended_at"]
        table(heads, [[str(a[h] or "") for h in heads] for a in found])


def _box(settings: "Settings", account: "AccountSettings") -> "ImapMailbox":
    from intake.mailbox import ImapMailbox

    return ImapMailbox(account, data_dir=settings.data_dir)


def _history(settings: "Settings", start: datetime, now: datetime) -> "tuple[list[Received], list[Sent]]":
    """Both sides of every account. One account's Sent answers another's mail too."""
    from intake.mailbox import ImapMailbox
    from intake.operate.baseline import TEXT_BYTES, inbox, outgoing

    received: list[Received] = []
    sent: list[Sent] = []
    with ExitStack() as stack:
        classify = _classifier(settings, stack)
        for account in settings.accounts:
            # Above this size the mailbox reads the header alone.
            small = account.model_copy(update={"max_bytes": TEXT_BYTES})
            box = ImapMailbox(small, data_dir=settings.data_dir)
            stack.callback(box.close)
            box.connect()
            say(f"reading {account.name}")
            folder = account.folders.sent or box.special("\\Sent")
            if folder is None:
                raise Misconfigured(
                    f"accounts.{account.name}: no Sent folder was found", mend="name it: folders.sent"
                )
            received += inbox(box, account, since=start, now=now, classify=classify)
            headers = ImapMailbox(account.model_copy(update={"max_bytes": 1}), data_dir=settings.data_dir)
            stack.callback(headers.close)
            sent += outgoing(headers, folder, since=start, now=now)
    return received, sent


def _classifier(settings: "Settings", stack: ExitStack) -> "Callable[[RawMessage], str | None]":
    from intake.classify import LinearClassifier
    from intake.errors import MailroomError
    from intake.sanitize.isolated import IsolatedSanitizer
    from retrieval.embed import embedder

    linear = LinearClassifier.train(
        settings.workflows, embedder=embedder(settings.knowledge), cache=settings.data_dir / "classifier"
    )
    sanitizer = stack.enter_context(IsolatedSanitizer(settings.sanitize, workers=1))

    def classify(raw: "RawMessage") -> str | None:
        try:
            return linear.classify(sanitizer.sanitize(raw.raw)).workflow
        except MailroomError:  # a mail that ends the parser belongs to no workflow
            return None

    return classify


def _write(context: Context, settings: "Settings", found: "Measured", now: datetime) -> list[str]:
    """Names of the workflows whose baseline was written; those left out are told on stderr."""
    from intake.config import find_config
    from intake.operate.written import in_unit, write

    chosen: dict[str, tuple[Figures, float]] = {}
    for figures in found.workflows:
        workflow = settings.workflow(figures.workflow)
        if workflow is None:
            continue
        unit = in_unit(workflow.kpi)
        if figures.mean is None or figures.stdev is None:
            say(f"{workflow.name}: {figures.n} answers are too few; its baseline stays")
        elif unit is None:
            say(f"{workflow.name}: its KPI counts {workflow.kpi.unit}, not time; its baseline stays")
        else:
            chosen[workflow.name] = (figures, unit)
    if chosen:
        write(find_config(context.config), chosen, measured_at=now.date())
        say(f"written: {', '.join(chosen)}")
    return list(chosen)


def _start(since: str, now: datetime) -> datetime:
    from intake.config.base import duration_s

    try:
        return now - timedelta(seconds=duration_s(since))
    except (ValueError, OverflowError) as exc:
        raise Misconfigured(f"--since: {exc}", mend="write 24h, 7d or 12w") from exc


def _feedback_json(found: Any) -> dict[str, Any]:
    from intake.ledger.views import stamp

    return {**asdict(found), "id": str(found.id), "message": str(found.message), "at": stamp(found.at)}


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"
