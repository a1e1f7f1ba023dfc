"""What is learned from feedback, for the workflow's owner: `feedback --review`, `gaps`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from intake.cli.context import Context, emit, say, table
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import Settings
    from intake.ledger import Ledger
    from intake.operate.corrections import Correction, State

app = typer.Typer()


@app.callback()
def _group() -> None:
    pass


def reviewed(
    context: Context,
    choices: Mapping[str, Sequence[int] | None],
    *,
    restore: str | None,
    cases: Path | None,
    force: bool,
) -> None:
    """Carry the owner's choices out, then show what is open. A change that lowers the score is refused."""
    from intake.ledger import open_ledger
    from intake.operate.corrections import decide, demoted, listed
    from intake.operate.corrections import restore as cite_again
    from intake.roles import operator

    chosen = [(ident, state) for state, ids in choices.items() for ident in ids or ()]
    acts = bool(chosen) or restore is not None
    settings = context.permitted("knowledge") if acts else context.settings()
    ledger = open_ledger(settings)
    try:
        scores = None
        confirmed = [ident for ident, state in chosen if state == "confirmed"]
        if confirmed:
            scores = _scored(settings, _named(ledger, confirmed), cases, force)
        decided = [decide(ledger, i, cast("State", state), actor=operator()) for i, state in chosen]
        if restore is not None:
            cite_again(ledger, restore, actor=operator())
        waiting, away = listed(ledger, "proposed"), demoted(ledger)
    finally:
        ledger.engine.dispose()
    if context.json:
        emit(
            {
                "decided": [asdict(c) for c in decided],
                "accuracy": None if scores is None else {"before": scores[0], "after": scores[1]},
                "proposed": [asdict(c) for c in waiting],
                "demoted": [asdict(d) for d in away],
            }
        )
        return
    for one in decided:
        say(f"{one.id}: {one.state}")
    if decided:
        say("a running agent takes it up when it is started again or gets SIGHUP")
    table(
        ["id", "mail", "example of", "words", "named by"],
        [[str(c.id), str(c.message), c.workflow, c.text, c.actor] for c in waiting],
    )
    for source in away:
        say(f"not cited: {source.source}; `mailroom feedback --restore {source.source}` once it is right")


@app.command("gaps")
def gaps(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", help="How far back: 7d, 12w.")] = "30d",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1)] = 30,
) -> None:
    """List what customers ask and no document answers, the most asked first."""
    from intake.cli.operate import start_of
    from intake.ledger import open_ledger
    from intake.operate.gaps import gaps_of

    context: Context = ctx.obj
    settings = context.settings()
    now = datetime.now(UTC)
    ledger = open_ledger(settings)
    try:
        start = start_of(since, now).timestamp()
        found = gaps_of(settings, ledger, since=start, until=now.timestamp() + 1)[:limit]
    finally:
        ledger.engine.dispose()
    if context.json:
        emit({"since": since, "gaps": [{**asdict(g), "ids": [str(i) for i in g.ids]} for g in found]})
        return
    rows = [
        [str(g.mails), g.asked, ", ".join(g.workflows), ", ".join(str(i) for i in g.ids[-3:])] for g in found
    ]
    table(["mails", "asked, and no source", "workflow", "look at"], rows)


def _named(ledger: "Ledger", ids: Sequence[int]) -> "list[Correction]":
    from intake.operate.corrections import listed

    known = {c.id: c for c in listed(ledger)}
    missing = next((i for i in ids if i not in known), None)
    if missing is not None:
        raise Misconfigured(f"no correction has the id {missing}", mend="see `mailroom feedback --review`")
    return [known[i] for i in ids]


def _scored(
    settings: "Settings", chosen: "Sequence[Correction]", cases: Path | None, force: bool
) -> tuple[float, float] | None:
    """The classifier's score before and after. Raises Misconfigured where it would fall, unless forced."""
    from intake.operate.corrections import effect, examples

    path = cases or settings.quality.canaries
    if path is None:
        say("no labelled cases (--cases or quality.canaries), so the effect is not measured")
        return None
    labelled = _labelled(path)
    if not labelled:
        raise Misconfigured(f"{path}: no case has a workflow", mend='give "workflow": name or null in each')
    before, after = effect(settings, labelled, examples(chosen))
    say(f"right on {len(labelled)} cases: {before:.1%} before, {after:.1%} with it")
    if after < before and not force:
        raise Misconfigured(
            f"the score would fall from {before:.1%} to {after:.1%}; nothing was learned",
            mend="refuse the example, or give --force",
        )
    return before, after


def _labelled(path: Path) -> list[tuple[str, str | None]]:
    from intake.cli.evaluate import load_cases
    from intake.sanitize import sanitize

    found: list[tuple[str, str | None]] = []
    for case in load_cases(path):
        if "workflow" in case.labels:
            text: Any = case.labels.get("text") or sanitize(case.raw).text
            found.append((str(text), case.labels["workflow"]))
    return found
