"""The last look at a draft: deterministic checks that no model can talk round. A failed one escalates."""

from collections.abc import Sequence

from intake.config import AccountSettings, GuardSettings, WorkflowSettings
from intake.guard.checks import CHECKS
from intake.guard.scope import Check, Scope, Violation
from intake.mail import Draft, SanitizedMessage

__all__ = ["CHECKS", "Check", "Scope", "Violation", "check"]


def check(
    draft: Draft,
    message: SanitizedMessage,
    *,
    guard: GuardSettings,
    workflow: WorkflowSettings | None = None,
    account: AccountSettings | None = None,
    language: str = "en",
    secrets: Sequence[str] = (),
    prompts: Sequence[str] = (),
) -> tuple[Violation, ...]:
    """All violations, in the order of `CHECKS`; empty where the draft may go to a reviewer.

    `secrets` are strings besides the guard's canaries that must never leave, `prompts` texts of ours of
    which no stretch may.
    """
    scope = Scope(
        message=message,
        guard=guard,
        workflow=workflow,
        account=account,
        language=language,
        secrets=tuple(secrets),
        prompts=tuple(prompts),
    )
    return tuple(v for one in CHECKS for v in one(draft, scope))
