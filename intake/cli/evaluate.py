"""`mailroom eval`: labelled cases through the pipeline, and the figures of contract section 6."""

# ruff: noqa: E501 - lines of HTML

import html
import json
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli.answer import account_of, clock, read_mail, synced_pipeline
from intake.cli.context import Context, emit, say
from intake.cli.figures import figures, regressions
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import AccountSettings
    from intake.pipeline import Pipeline

app = typer.Typer()
NONE = "(none)"


@app.callback()
def _group() -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One labelled mail; a label that is absent (not null) is not measured."""

    id: str
    raw: bytes
    labels: dict[str, Any]


@app.command("eval")
def evaluate(
    ctx: typer.Context,
    cases: Annotated[Path | None, typer.Argument(help="One JSON object a line.")] = None,
    details: Annotated[Path | None, typer.Option(help="Write a line per case here.")] = None,
    html_: Annotated[Path | None, typer.Option("--html", help="Write a page with the figures here.")] = None,
    compare: Annotated[
        Path | None, typer.Option(help="An earlier result; exit 1 where it was better.")
    ] = None,
    make: Annotated[Path | None, typer.Option(help="Write starter cases of this folder and stop.")] = None,
    now: Annotated[str | None, typer.Option(help="The clock, as 2026-11-23T09:00:00Z.")] = None,
) -> None:
    """Measure the pipeline on labelled cases, offline."""
    if make is not None:
        for case in starter_cases(make):
            print(json.dumps(case, ensure_ascii=False))
        return
    if cases is None:
        raise Misconfigured("eval needs a file of cases", mend="name one, or make one with --make knowledge/")
    context: Context = ctx.obj
    settings = context.settings()
    loaded = load_cases(cases)
    at, account = clock(now), account_of(settings, None)
    pipeline = synced_pipeline(settings)
    rows = [run_case(case, pipeline, account, at) for case in loaded]
    result = figures(rows)
    if details is not None:
        details.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    if html_ is not None:
        html_.write_text(page(result, rows), encoding="utf-8")
    worse = regressions(_base(compare), result) if compare else []
    if compare:
        result["regressions"] = worse
    emit(result)
    for name in worse:
        say(f"worse than {compare}: {name}")
    if worse:
        raise typer.Exit(1)


def load_cases(path: Path) -> list[Case]:
    """The cases of a file. Raises Misconfigured with file and line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise Misconfigured(f"{path}: cannot be read: {exc}", mend="name a file of JSON lines") from exc
    out = []
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise Misconfigured(f"{path}:{n}: not JSON: {exc}", mend="one object a line") from exc
        if not isinstance(value, dict) or not isinstance(value.get("eml", value.get("text")), str):
            raise Misconfigured(
                f"{path}:{n}: neither eml nor text", mend='give "eml": path or "text": string'
            )
        out.append(Case(id=str(value.get("id", n)), raw=_raw(value, path.parent), labels=value))
    return out


def _raw(value: dict[str, Any], folder: Path) -> bytes:
    if isinstance(value.get("eml"), str):
        given = Path(value["eml"])
        beside = folder / given
        return read_mail(beside if beside.exists() or given.is_absolute() else given)
    mail = EmailMessage()
    mail["From"], mail["To"] = "customer@customer.example", "us@example.com"
    mail["Subject"] = " ".join(str(value.get("subject", "")).split()) or "Question"
    mail["Message-ID"] = "<case@customer.example>"
    mail.set_content(value["text"].encode("utf-8", "replace").decode())
    return mail.as_bytes()


def run_case(
    case: Case, pipeline: "Pipeline", account: "AccountSettings | None", at: datetime
) -> dict[str, Any]:
    """What became of a case, beside its labels."""
    from intake.mail.json import outcome_json
    from intake.sanitize import sanitize

    message = sanitize(case.raw)
    outcome = pipeline.process(message, account=account, now=at)
    shown = outcome_json(message, outcome)
    draft = outcome.draft
    visible = f"{draft.subject}\n{draft.body}\n{' '.join(draft.to)}" if draft else ""
    found = outcome.classification
    return {
        "id": case.id,
        "labels": {k: v for k, v in case.labels.items() if k not in {"eml", "text", "id", "subject"}},
        "workflow": outcome.workflow,
        "in_scope": _in_scope(found.workflow, found.confidence) if found else None,
        "outcome": outcome.kind,
        "reason": outcome.reason,
        "sources": sorted({c.source for claim in draft.claims for c in claim.citations}) if draft else [],
        "leaked": [m for m in case.labels.get("attack_markers") or [] if m and m.lower() in visible.lower()],
        "answerable": max((q.answerable for q in outcome.questions), default=None),
        "draft": shown["draft"],
        "cost": outcome.model.cost,
        "ms": outcome.duration_ms,
    }


def _in_scope(workflow: str | None, confidence: float) -> float:
    # The classifier's confidence is of its own answer, which may be "none of them".
    return confidence if workflow is not None else 1.0 - confidence


def starter_cases(folder: Path) -> list[dict[str, Any]]:
    """A case for each question or heading of the Markdown and text files of a folder, for the owner to correct."""
    if not folder.is_dir():
        raise Misconfigured(f"{folder}: no such folder", mend="name the knowledge folder")
    out: list[dict[str, Any]] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in {".md", ".txt"} or path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        for line in path.read_text(encoding="utf-8", errors="replace")[:500_000].splitlines():
            bare = line.strip().lstrip("#").strip().strip("*").strip()
            if bare and (line.lstrip().startswith("#") or bare.endswith("?")) and len(bare) <= 200:
                text = bare if bare.endswith("?") else f"Can you tell me about: {bare}?"
                out.append(
                    {"id": f"{name}#{len(out) + 1}", "text": text, "answerable": True, "sources": [name]}
                )
    return out


def page(result: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """The figures, the confusion matrix and the worst cases as one HTML page without scripts."""
    cells = "".join(
        f"<tr><th>{html.escape(k)}</th><td>{html.escape(json.dumps(v))}</td></tr>"
        for k, v in result.items()
        if k != "confusion"
    )
    names = sorted({*result["confusion"], *(p for row in result["confusion"].values() for p in row)})
    head = "".join(f"<th>{html.escape(n)}</th>" for n in names)
    matrix = "".join(
        f"<tr><th>{html.escape(a)}</th>"
        + "".join(f"<td>{result['confusion'].get(a, {}).get(b, 0)}</td>" for b in names)
        + "</tr>"
        for a in names
    )
    wrong = [r for r in rows if "workflow" in r["labels"] and r["labels"]["workflow"] != r["workflow"]]
    wrong += [r for r in rows if r["leaked"] and r not in wrong]
    worst = "".join(
        f"<tr><td>{html.escape(r['id'])}</td><td>{html.escape(json.dumps(r['labels'], ensure_ascii=False))}</td>"
        f"<td>{html.escape(str(r['workflow']))}, {html.escape(r['outcome'])}, {html.escape(str(r['reason']))}</td></tr>"
        for r in wrong[:100]
    )
    return (
        "<!doctype html><meta charset=utf-8><title>Evaluation</title><style>body{font:14px sans-serif;margin:2em}"
        "td,th{border:1px solid #ccc;padding:4px 8px;text-align:left}table{border-collapse:collapse}</style>"
        f"<h1>Evaluation</h1><table>{cells}</table><h2>Confusion (rows: label, columns: found)</h2>"
        f"<table><tr><th></th>{head}</tr>{matrix}</table><h2>Worst cases</h2>"
        f"<table><tr><th>case</th><th>label</th><th>found</th></tr>{worst}</table>"
    )


def _base(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise Misconfigured(f"{path}: not an earlier result: {exc}", mend="save what eval printed") from exc
    if not isinstance(value, dict):
        raise Misconfigured(f"{path}: not an earlier result", mend="save what eval printed")
    return value
