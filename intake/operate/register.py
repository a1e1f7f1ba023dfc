"""The register of AI uses and the draft impact assessment, from the configuration and what ran."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from importlib.metadata import version
from typing import TYPE_CHECKING

from intake.config import Settings, WorkflowSettings
from intake.operate.document import document, rows

if TYPE_CHECKING:
    from intake.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One use of AI: what, why, on which data, by whose leave."""

    workflow: str
    what: str
    why: str
    data: tuple[str, ...]
    owner: str
    legal_basis: str
    model: str
    oversight: str
    retention: str
    risk: str
    """As the owner classed it: low, medium or high."""
    reviewed_at: str | None
    eu_ai_act: str = ""
    """The class under Regulation (EU) 2024/1689 that follows from what the program does here."""
    version: str = ""
    """Of the program."""
    ran: tuple[str, ...] = ()
    """Models that really decided or wrote in the last ninety days, by the ledger."""
    messages: int | None = None
    """Mails of these ninety days; None where no ledger was looked at."""
    oversight_acts: int | None = None
    """Judgements, reviews and approvals by people in that time, each with its audit entry."""


SPAN_S = 90 * 86_400.0


def register(settings: Settings, ledger: "Ledger | None" = None) -> tuple[RegisterEntry, ...]:
    """An entry a workflow, in the order of the configuration; with a ledger also what really ran."""
    entries = tuple(_entry(settings, workflow) for workflow in settings.workflows)
    if ledger is None:
        return entries
    from intake.ledger.facts import facts, snapshot
    from intake.ledger.judgements import judged, reviewed

    since = ledger.now() - SPAN_S
    with snapshot(ledger) as db:
        mails = facts(db, since=since, until=ledger.now() + 1)
        acts = {*judged(db, since=since), *(r.message for r in reviewed(db, since=since))}
    found = []
    for entry in entries:
        known = settings.workflow(entry.workflow)
        names = {entry.workflow, *(known.renamed_from if known else ())}
        mine = [m for m in mails if m.workflow in names]
        found.append(
            replace(
                entry,
                ran=tuple(sorted({m.model for m in mine if m.model})),
                messages=len(mine),
                oversight_acts=sum(m.id in acts for m in mine),
            )
        )
    return tuple(found)


def classed(settings: Settings, workflow: WorkflowSettings) -> str:
    """The risk class under the EU AI Act, with its reason. A help for the owner, not legal advice."""
    if workflow.risk == "high":
        return "to be judged: the owner calls the risk high; compare Annex III"
    sends = workflow.send and "send" in settings.guard.actions
    if workflow.autonomy.enabled and sends:
        told = (
            "told by guard.transparency"
            if settings.guard.transparency
            else "NOT told: set guard.transparency"
        )
        return f"limited (Article 50): people get text that a machine wrote {told}"
    return "minimal: drafts that a person reads and answers for"


def as_csv(entries: Sequence[RegisterEntry]) -> str:
    """The register for a spreadsheet. A cell that begins like a formula gets a quotation mark before it."""
    import csv
    import io

    out = io.StringIO()
    names = list(RegisterEntry.__dataclass_fields__)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for entry in entries:
        writer.writerow([_cell(getattr(entry, name)) for name in names])
    return out.getvalue()


def as_html(entries: Sequence[RegisterEntry]) -> str:
    """The register as one page without scripts, an entry a table."""
    parts = []
    for entry in entries:
        names = RegisterEntry.__dataclass_fields__
        told = [[name.replace("_", " "), _cell(getattr(entry, name))] for name in names]
        parts.append(f"<h2>{escape(entry.workflow)}</h2>{rows(('what', 'is'), told, words=1)}")
    return document("Register of AI uses", "".join(parts))


def _cell(value: object) -> str:
    text = (
        ", ".join(str(v) for v in value) if isinstance(value, tuple) else "" if value is None else str(value)
    )
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _entry(settings: Settings, workflow: WorkflowSettings) -> RegisterEntry:
    models = settings.models
    keep = settings.retention
    return RegisterEntry(
        workflow=workflow.name,
        what=f"classifies incoming mail and prepares: {workflow.action}",
        why=workflow.purpose,
        data=tuple(workflow.personal_data),
        owner=workflow.owner,
        legal_basis=workflow.legal_basis,
        model=f"classify: {models.classify.name}, draft: {models.draft.name}",
        oversight=workflow.oversight,
        retention=f"raw {keep.raw}, text {keep.text}, ledger {keep.ledger}, audit {keep.audit}",
        risk=workflow.risk,
        reviewed_at=workflow.reviewed_at,
        eu_ai_act=classed(settings, workflow),
        version=version("mailroom"),
    )


def assessment(settings: Settings, workflow: WorkflowSettings) -> str:
    """A draft impact assessment (GDPR, article 35) in Markdown: facts filled in, questions marked."""
    entry = _entry(settings, workflow)
    remote = [m.name for m in (settings.models.classify, settings.models.draft) if not m.extractive]
    stops = workflow.stop
    lines = [
        f"# Data protection impact assessment: {workflow.name} (draft)",
        "",
        "## 1. The processing",
        f"- Purpose: {entry.why}",
        f"- Trigger: {workflow.trigger}",
        f"- End: {workflow.done_when}",
        f"- Owner: {entry.owner}",
        f"- Personal data: {', '.join(entry.data) or 'none named'}",
        f"- Legal basis: {entry.legal_basis}",
        f"- Models: {entry.model}",
        f"- Recipients outside the company: {', '.join(remote) or 'none; all models run on this machine'}",
        f"- Retention: {entry.retention}",
        "",
        "## 2. Necessity",
        "- QUESTION: could the purpose be reached with less data?",
        "- QUESTION: how are the people concerned told of the processing?",
        "",
        "## 3. Risks and what holds them",
        f"- Wrong answer: every factual sentence needs a checked quote; oversight: {entry.oversight}.",
        f"- Uncertain case: below a confidence of {stops.min_confidence} a person takes over.",
        f"- Misuse by mail: allowed actions are {', '.join(settings.guard.actions)}; "
        f"sending: {'after approval' if workflow.send else 'never'}.",
        "- Disclosure: redaction before remote models is "
        f"{'on' if settings.guard.redaction.enabled else 'OFF'}.",
        "- QUESTION: what harm could a wrong reply do to the person concerned?",
        "",
        "## 4. Decision",
        f"- Risk class as configured: {entry.risk}",
        f"- Under the EU AI Act: {entry.eu_ai_act}",
        f"- Last review: {entry.reviewed_at or 'never; QUESTION: when, and by whom?'}",
        "- QUESTION: has the data protection officer been heard?",
        "",
    ]
    return "\n".join(lines)
