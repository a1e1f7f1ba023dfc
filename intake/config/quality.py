"""What the workflow owner gets to see, and how closely the program watches itself."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from intake.config.base import Duration, Section
from intake.config.policy import ModelSettings

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ReportSettings(Section):
    """The owner's weekly report."""

    weekly: bool = False
    """Mail it to each workflow's owner, through the first account with SMTP."""
    weekday: Weekday = "monday"
    hour: int = Field(default=7, ge=0, le=23)
    """In UTC, from then on."""
    minutes_per_reply: float = Field(default=6.0, gt=0, le=240)
    """What writing one such reply by hand took: measure it once, the hours recovered rest on it."""


class QualitySettings(Section):
    """Samples for people, canary cases, drift, and a cheaper model on trial."""

    sample: bool = False
    """Lay a sample of last week's outcomes into the folder `Sample` of each account, every Monday."""
    sample_margin: float = Field(default=0.1, ge=0.01, le=0.5)
    """Half the 95 % interval that the weekly sample allows for a share."""
    canaries: Path | None = None
    """Labelled cases as `mailroom eval` takes them, run each day; a result that falls is an alert."""
    drift: bool = True
    """Compare each week with those before, once a day."""
    false_alarms: float = Field(default=0.02, gt=0, le=0.5)
    """Share of weeks without any drift in which an alert may come all the same."""
    reference: Duration = "42d"
    """How far back the weeks go that the present one is compared with."""
    shadow: ModelSettings | None = None
    """A cheaper model that `mailroom shadow` tries on a share of past mails; nobody sees what it wrote."""
    shadow_share: float = Field(default=0.05, gt=0, le=1)
    demote_after: int = Field(default=3, ge=1)
    """Drafts refused for wrong facts after which the source that they cite is demoted until reviewed."""
