"""`mailroom knowledge`: sync, search, list and show the company's documents."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli.context import Context, emit, say, table
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from retrieval import KnowledgeBase, SyncReport

app = typer.Typer()
knowledge = typer.Typer(no_args_is_help=True, help="Sync, search and list the company's documents.")
app.add_typer(knowledge, name="knowledge")


@app.callback()
def _group() -> None:
    """Keeps `knowledge` a group."""


@knowledge.command("sync")
def sync(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="Another folder than the configured one.")] = None,
) -> None:
    """Bring the index to the state of the folder. Exit 1 where a document could not be taken."""
    context: Context = ctx.obj
    context.permitted("knowledge")
    with _open(context) as base:
        report = base.sync(folder, progress=None if context.json else _progress)
    if context.json:
        emit(_report(report))
    else:
        _print_report(report)
    if report.failed:
        raise typer.Exit(1)


@knowledge.command("search")
def search(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="A question, some words, or a code.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 8,
    scope: Annotated[
        list[str] | None, typer.Option(help="Only below this subfolder; may be repeated.")
    ] = None,
) -> None:
    """Show the passages that a draft could cite, best first. Exit 1 where there are none."""
    from datetime import UTC, datetime

    context: Context = ctx.obj
    with _open(context) as base:
        _bring_up_to_date(base)
        passages = base.search(query, k, scopes=tuple(scope or ()), today=datetime.now(UTC).date())
        likely = base.answerable(query, passages)
    if context.json:
        emit({"query": query, "answerable": round(likely, 4), "passages": [asdict(p) for p in passages]})
    else:
        _print_passages([asdict(p) for p in passages], likely)
    if not passages:
        raise typer.Exit(1)


@knowledge.command("status")
def status(ctx: typer.Context) -> None:
    """List each document with passages, age, last citation and problems. Exit 1 where there are problems.

    `drift` names documents that contradict each other, and links to what is not there; both are for a person.
    """
    from intake.operate import papers

    context: Context = ctx.obj
    with _open(context) as base:
        _bring_up_to_date(base)
        found = base.status()
        drift = papers.drift(base, context.settings().knowledge.folder)
    if context.json:
        emit({**asdict(found), "drift": drift})
    else:
        _print_status(asdict(found))
        for line in drift:
            typer.echo(f"drift: {line}")
    if found.failed or found.problems or any(d.problems for d in found.documents):
        raise typer.Exit(1)


@knowledge.command("show")
def show(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(help="Path below the knowledge folder.")],
) -> None:
    """Show a document's extracted text and how it was cut into passages."""
    context: Context = ctx.obj
    with _open(context) as base:
        _bring_up_to_date(base)
        text = base.extracted(source)
        passages = base.passages(source)
        failed = next((f.reason for f in base.status().failed if f.path == source), None)
    if text is None:
        raise Misconfigured(
            f"{source}: {failed or 'no such document in the knowledge folder'}",
            mend="see `mailroom knowledge status`",
        )
    if context.json:
        emit({"source": source, "text": text, "passages": [asdict(p) for p in passages]})
    else:
        for passage in passages:
            typer.echo(f"── {passage.location or passage.title} [{passage.start}:{passage.end}]")
            typer.echo(f"{passage.text}\n")


def _open(context: Context) -> "KnowledgeBase":
    from retrieval import KnowledgeBase

    return KnowledgeBase.open(context.settings())


def _bring_up_to_date(base: "KnowledgeBase") -> None:
    """A look at the folder first, unless a running agent keeps the index."""
    try:
        base.sync()
    except Misconfigured as exc:
        say(f"mailroom: {exc}; the index is searched as it is")


def _progress(done: int, total: int) -> None:
    if done % 50 == 0 or done == total:
        say(f"{done} of {total} files")


def _report(report: "SyncReport") -> dict[str, object]:
    """The counts of contract section 4, `failed` with its reasons beside."""
    return {
        "added": report.added,
        "updated": report.updated,
        "renamed": report.renamed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "failed": len(report.failed),
        "failures": [asdict(f) for f in report.failed],
        "notes": list(report.notes),
    }


def _print_report(report: "SyncReport") -> None:
    typer.echo(
        f"{report.added} added, {report.updated} updated, {report.renamed} renamed, "
        f"{report.removed} removed, {report.unchanged} unchanged, {len(report.failed)} failed"
    )
    for failure in report.failed:
        typer.echo(f"  {failure.path}: {failure.reason}")
    for note in report.notes:
        typer.echo(f"  note: {note}")


def _print_passages(passages: list[dict[str, object]], likely: float) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console()
    console.print(f"answerable: {likely:.2f}")
    for number, p in enumerate(passages, start=1):
        where = escape(f"{p['source']} · {p['location'] or p['title']} [{p['start']}:{p['end']}]")
        console.print(f"\n[bold]{number}. {where}[/bold]  {p['score']:.2f}")
        console.print(escape(str(p["text"])), highlight=False)


def _print_status(found: dict[str, object]) -> None:
    from rich.console import Console
    from rich.markup import escape

    documents: list[dict[str, Any]] = found["documents"]  # type: ignore[assignment]
    heads = ["document", "passages", "days old", "last cited", "for", "in", "problems"]
    rows = []
    for d in documents:
        age, cited = f"{d['age_days']:.0f}", d["last_cited"] or "never"
        rows.append(
            [
                d["source"],
                str(d["passages"]),
                age,
                cited,
                d["audience"],
                d["language"],
                "; ".join(d["problems"]),
            ]
        )
    table(heads, rows)
    console = Console()
    console.print(
        f"{found['passages']} passages; meaning by {found['embedder'] or 'nothing, words only'}; "
        f"vectors {found['vectors']}; synced {found['synced_at'] or 'never'}",
        highlight=False,
    )
    for failure in found["failed"]:  # type: ignore[attr-defined]
        console.print(escape(f"failed: {failure['path']}: {failure['reason']}"), highlight=False)
    for problem in found["problems"]:  # type: ignore[attr-defined]
        console.print(escape(f"problem: {problem}"), highlight=False)
