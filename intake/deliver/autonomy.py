"""May this draft go out without a person? Off until earned, capped, sampled for ever, and lost by itself."""

import hashlib
from dataclasses import dataclass

from intake.config import WorkflowSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What people said of the last `autonomy.samples` drafts of a workflow that they judged themselves."""

    judged: int
    agreed: int
    """Taken unchanged."""
    sent_alone: int
    """Of the last 24 hours."""

    @property
    def agreement(self) -> float:
        return self.agreed / self.judged if self.judged else 0.0


def earned(workflow: WorkflowSettings, standing: Standing) -> str | None:
    """None where the workflow may send alone now, else why not. One bad sample too many takes it away."""
    rules = workflow.autonomy
    if not rules.enabled:
        return "autonomy is off"
    if not workflow.send or workflow.action != "draft":
        return "sending is off"
    if workflow.risk != "low":
        return f"risk is {workflow.risk}"
    if standing.judged < rules.samples:
        return f"{standing.judged} of {rules.samples} samples judged"
    if standing.agreement < rules.min_agreement:
        return f"agreement {standing.agreement:.1%} is below {rules.min_agreement:.1%}"
    if standing.sent_alone >= rules.max_per_day:
        return f"{rules.max_per_day} were sent alone today"
    return None


def sampled(digest: str, share: float) -> bool:
    """Whether a person sees this draft all the same: the same answer for the same mail, on every machine."""
    mark = hashlib.sha256(f"autonomy\0{digest}".encode()).digest()[:8]
    return int.from_bytes(mark) / 2**64 < share
