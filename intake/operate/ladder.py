"""How much a workflow may do by itself, and the evidence that the next step needs."""

from dataclasses import dataclass
from typing import Final, Literal

from intake.config import Settings, WorkflowSettings
from intake.operate.outcomes import WorkflowReport
from intake.operate.stats import Estimate

Step = Literal["observe", "draft", "approve-to-send", "autonomous"]
STEPS: Final[tuple[Step, ...]] = ("observe", "draft", "approve-to-send", "autonomous")
MIN_REVIEWED: Final = 50
"""Outcomes that people looked at before drafts are laid for everybody."""
MIN_JUDGED: Final = 100
"""Drafts that people judged before an approval may send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that has to hold, what was found, and whether that is enough."""

    what: str
    needed: str
    found: str
    enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Where a workflow stands, and what the next step needs; none after the last."""

    workflow: str
    step: Step
    next: Step | None
    evidence: tuple[Evidence, ...]

    @property
    def ready(self) -> bool:
        """Whether all of it is there. The step itself is the owner's to take, in the configuration."""
        return self.next is not None and all(e.enough for e in self.evidence)


def rung(settings: Settings, workflow: WorkflowSettings, found: WorkflowReport) -> Rung:
    """Judged by the lower ends of intervals, so that little data never suffices."""
    step = step_of(settings, workflow)
    at = STEPS.index(step)
    after = STEPS[at + 1] if at + 1 < len(STEPS) else None
    wanted = {
        "draft": lambda: _to_draft(found),
        "approve-to-send": lambda: _to_send(workflow, found),
        "autonomous": lambda: _to_autonomy(workflow, found),
    }
    return Rung(
        workflow=workflow.name,
        step=step,
        next=after,
        evidence=tuple(wanted[after]()) if after is not None else (),
    )


def step_of(settings: Settings, workflow: WorkflowSettings) -> Step:
    """What the configuration allows the workflow now."""
    if workflow.action != "draft" or "draft" not in settings.guard.actions:
        return "observe"
    if not workflow.send or "send" not in settings.guard.actions:
        return "draft"
    return "autonomous" if workflow.autonomy.enabled else "approve-to-send"


def _to_draft(found: WorkflowReport) -> list[Evidence]:
    return [
        _count("outcomes that people looked at", found.disagreement.n, MIN_REVIEWED),
        _at_most("found wrong in samples", found.disagreement, 0.1),
    ]


def _to_send(workflow: WorkflowSettings, found: WorkflowReport) -> list[Evidence]:
    return [
        _count("drafts that people judged", found.accepted.n, MIN_JUDGED),
        _at_least("accepted of judged drafts", found.accepted, workflow.acceptance.min_accepted),
        _at_most("found wrong in samples", found.disagreement, 0.05),
        Evidence(what="risk", needed="low or medium", found=workflow.risk, enough=workflow.risk != "high"),
    ]


def _to_autonomy(workflow: WorkflowSettings, found: WorkflowReport) -> list[Evidence]:
    asked = workflow.autonomy
    judged = found.accepted.n
    share = Estimate(value=None, low=None, high=None, n=judged)
    if judged:
        from intake.operate.stats import share as shared

        share = shared(found.accepted_unchanged, judged)
    return [
        _count("drafts that people judged", judged, asked.samples),
        _at_least("sent unchanged", share, asked.min_agreement),
        Evidence(what="risk", needed="low", found=workflow.risk, enough=workflow.risk == "low"),
    ]


def _count(what: str, n: int, least: int) -> Evidence:
    return Evidence(what=what, needed=f"at least {least}", found=str(n), enough=n >= least)


def _at_least(what: str, e: Estimate, least: float) -> Evidence:
    told = "too few" if e.low is None else f"surely {e.low:.0%}"
    return Evidence(what=what, needed=f"{least:.0%}", found=told, enough=e.low is not None and e.low >= least)


def _at_most(what: str, e: Estimate, most: float) -> Evidence:
    told = "too few" if e.high is None else f"at most {e.high:.0%}"
    return Evidence(
        what=what, needed=f"below {most:.0%}", found=told, enough=e.high is not None and e.high < most
    )
