"""The register of AI uses and the draft impact assessment, from the configuration and what ran."""

from dataclasses import dataclass

from intake.config import Settings, WorkflowSettings


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
    reviewed_at: str | None


def register(settings: Settings) -> tuple[RegisterEntry, ...]:
    """An entry a workflow, in the order of the configuration."""
    return tuple(_entry(settings, workflow) for workflow in settings.workflows)


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
        f"- Last review: {entry.reviewed_at or 'never; QUESTION: when, and by whom?'}",
        "- QUESTION: has the data protection officer been heard?",
        "",
    ]
    return "\n".join(lines)
