"""`mailroom eval`: labelled cases through the pipeline, and the figures of contract section 6."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake.cli.answer import account_of, clock, read_mail, synced_pipeline
from intake.cli.context import Context, emit, say
from intake.cli.figures import compared, figures, intervals, threshold
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from intake.config import AccountSettings
    from intake.pipeline import Pipeline
    from retrieval.records import Version

app = typer.Typer()
_SHOWN = 1500
"""Characters of a mail in the details and on the page."""


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
    precision: Annotated[
        float,
        typer.Option(min=0.5, max=1.0, help="Share of answers that must have one, for `min_answerable`."),
    ] = 0.95,
    now: Annotated[str | None, typer.Option(help="The clock, as 2026-11-23T09:00:00Z.")] = None,
) -> None:
    """Measure the pipeline on labelled cases, offline."""
    if make is not None:
        for case in starter_cases(make, clock(now).date()):
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
    result = figures(rows) | {"intervals": intervals(rows), "min_answerable": threshold(rows, precision)}
    result["judged"] = [{k: r[k] for k in _JUDGED} for r in rows]
    base = _base(compare) if compare is not None else None
    changes = compared(base, result) if base is not None else {}
    if base is not None:
        result |= {"compared": changes, "regressions": [n for n, c in changes.items() if c["regression"]]}
    if details is not None:
        details.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    if html_ is not None:
        from intake.cli.evaluation import page

        html_.write_text(page(result, rows), encoding="utf-8")
    emit(result)
    for name in result.get("regressions", ()):
        say(_told(name, changes[name], compare))
    if result.get("regressions"):
        raise typer.Exit(1)


_JUDGED = ("id", "labels", "workflow", "in_scope", "outcome", "sources", "answered", "leaked", "ms", "cost")
"""What of a case a later `--compare` needs."""


def _told(name: str, change: dict[str, Any], base: Path | None) -> str:
    interval = change["interval"]
    spread = f", 95 % interval {interval[0]:+.3f} to {interval[1]:+.3f}" if interval else ""
    chance = "" if change["beyond_chance"] or not interval else ": may be chance"
    return (
        f"regression against {base}: {name} {change['before']:.4g} -> {change['now']:.4g} "
        f"(difference {change['difference']:+.3f}{spread}){chance}"
    )


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
        "text": f"{message.subject}\n{message.text}".strip()[:_SHOWN],
        "labels": {k: v for k, v in case.labels.items() if k not in {"eml", "text", "id", "subject"}},
        "workflow": outcome.workflow,
        "confidence": found.confidence if found else None,
        "in_scope": _in_scope(found.workflow, found.confidence) if found else None,
        "outcome": outcome.kind,
        "reason": outcome.reason,
        "sources": sorted({c.source for claim in draft.claims for c in claim.citations}) if draft else [],
        "leaked": [m for m in case.labels.get("attack_markers") or [] if m and m.lower() in visible.lower()],
        "answerable": max((q.answerable for q in outcome.questions), default=None),
        # A draft that answers nothing (it only asks for what is missing) is no answer.
        "answered": bool(draft and draft.claims),
        "draft": shown["draft"],
        "cost": outcome.model.cost,
        "ms": outcome.duration_ms,
    }


def _in_scope(workflow: str | None, confidence: float) -> float:
    # The classifier's confidence is of its own answer, which may be "none of them".
    return confidence if workflow is not None else 1.0 - confidence


_ABOUT = {
    "de": "Können Sie mir etwas zu „{}“ sagen?",
    "fr": "Pouvez-vous me renseigner sur « {} » ?",
    "es": "¿Pueden informarme sobre «{}»?",
    "it": "Potete dirmi qualcosa su «{}»?",
    "nl": "Kunt u mij iets vertellen over „{}”?",
}
_NO_HEADING = re.compile(r"(?:page|row|sheet|slide)\b", re.IGNORECASE)
_ROW = re.compile(r", (?:row|sheet|page|slide) .*$")


def starter_cases(folder: Path, today: date) -> list[dict[str, Any]]:
    """A case for each heading and each question in a folder's documents, for the owner to correct.

    What no draft may cite is a case without an answer.
    """
    from intake.sanitize.isolated import IsolatedSanitizer
    from retrieval.documents import NotReadable, read
    from retrieval.folder import scan
    from retrieval.index import citable

    if not folder.is_dir():
        raise Misconfigured(f"{folder}: no such folder", mend="name the knowledge folder")
    out: list[dict[str, Any]] = []
    with IsolatedSanitizer() as reader:
        for file in sorted(scan(folder).files.values(), key=lambda f: f.source):
            try:
                version = read(file.path.read_bytes(), file.source, reader)
            except (NotReadable, OSError) as exc:
                say(f"{file.source}: {exc}")
                continue
            for text in dict.fromkeys(_questions(version)):
                case = {"id": f"{file.source}#{len(out) + 1}", "text": text}
                may = citable(version.facts, today)
                out.append(case | {"answerable": may, "sources": [file.source] if may else []})
    return out


def _questions(version: "Version") -> Iterator[str]:
    for piece in version.pieces:
        heading = _ROW.sub("", piece.location.rpartition(" > ")[2]).strip()
        if heading and not _NO_HEADING.match(heading):
            about = _ABOUT.get(version.language, "Can you tell me about: {}?")
            yield heading if heading.endswith("?") else about.format(heading)
        for line in version.text[piece.start : piece.end].splitlines():
            bare = line.strip().lstrip("#").strip().strip("*_").strip()
            if bare.endswith("?") and 8 <= len(bare) <= 200:
                yield bare


def _base(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise Misconfigured(f"{path}: not an earlier result: {exc}", mend="save what eval printed") from exc
    if not isinstance(value, dict):
        raise Misconfigured(f"{path}: not an earlier result", mend="save what eval printed")
    return value
