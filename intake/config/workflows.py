"""Workflows: what is answered, by whose leave, measured how."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from intake.config.base import DurationOrAll, MailAddress, Section


def _check_pattern(pattern: str) -> str:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options=options)
    except re2.error as exc:
        raise ValueError(
            f"{pattern!r} is not a pattern: {exc} (RE2: no look-around, no back-references)"
        ) from exc
    return pattern


Pattern = Annotated[str, AfterValidator(_check_pattern)]
FieldType = Literal["pattern", "email", "phone", "date", "amount", "iban", "text"]


class Baseline(Section):
    """How people did before: measure it with `mailroom baseline`."""

    mean: float
    stdev: float = Field(ge=0)
    n: int | None = Field(default=None, ge=0)
    """Mails that were measured."""
    measured_at: str | None = None
    """Date of the measurement."""


class KpiSettings(Section):
    """The number by which the owner judges the workflow."""

    name: str
    unit: str
    baseline: Baseline
    target: float


class Acceptance(Section):
    """When the workflow counts as working."""

    min_accepted: float = Field(default=0.7, ge=0, le=1)
    """Share of drafts that reviewers take unchanged or edited."""
    max_unsupported: float = Field(default=0.0, ge=0, le=1)


class RequiredField(Section):
    """A value without which the mail cannot be worked on."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: FieldType = "text"
    pattern: Pattern | None = None
    """RE2 syntax; for `pattern`, and to narrow `text`."""
    ask: dict[str, str] = {}
    """How to ask for it, by language: {en: "your order number (on the invoice, SO- and six digits)"}."""
    optional: bool = False

    @model_validator(mode="after")
    def _pattern_given(self) -> "RequiredField":
        if self.type == "pattern" and self.pattern is None:
            raise ValueError(f"field {self.name}: type pattern needs a pattern")
        return self


class StopSettings(Section):
    """Conditions under which a person takes over at once."""

    min_confidence: float = Field(default=0.4, ge=0, le=1)
    phrases: list[str] = []
    """Words that stop: lawyer, chargeback …"""
    max_amount: float | None = None
    """Amounts above it stop."""


class Autonomy(Section):
    """Sending without review. Off until it is earned."""

    enabled: bool = False
    min_agreement: float = Field(default=0.98, ge=0, le=1)
    samples: int = Field(default=200, ge=20)
    max_per_day: int = Field(default=20, ge=0)
    review_share: float = Field(default=0.1, gt=0, le=1)
    """Part of them that a person still sees, for ever."""


class Budget(Section):
    """Caps of one workflow; None means no cap of its own."""

    runs_per_day: int | None = Field(default=None, ge=0)
    cost_per_day: float | None = Field(default=None, ge=0)
    cost_per_outcome: float | None = Field(default=None, ge=0)


class WorkflowSettings(Section):
    """One kind of mail, with the person who answers for it."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    renamed_from: list[str] = []
    """Earlier names, so that history stays with it."""
    owner: MailAddress
    purpose: str
    trigger: str
    done_when: str
    kpi: KpiSettings
    acceptance: Acceptance
    examples: list[str] = Field(min_length=2)
    """Five to twenty requests as customers write them."""
    examples_file: Path | None = None
    """More examples, one a line; confirmed corrections are added to those in the data folder."""
    requires: list[RequiredField] = []
    stop: StopSettings = StopSettings()
    knowledge: list[str] = []
    """Subfolders of the knowledge folder it may cite; all when empty."""
    template: str | None = None
    """Jinja2 text of the reply: slots greeting, answers, missing, signature; else the built-in one."""
    action: Literal["draft", "route", "tag", "escalate"] = "draft"
    route_to: str | None = None
    """Folder or address that a person should hand it to, told in the note."""
    send: bool = False
    """Whether moving a draft to `Approved` sends it."""
    autonomy: Autonomy = Autonomy()
    budget: Budget = Budget()
    risk: Literal["low", "medium", "high"] = "low"
    oversight: str = "every draft is reviewed"
    personal_data: list[str] = []
    legal_basis: str = "contract"
    retention: DurationOrAll | None = None
    forbidden_promises: list[Pattern] = []
    """Statements that no draft of this workflow makes without a source."""
    reviewed_at: str | None = None
    """Date on which the owner last looked at this entry."""
