"""What was noticed about a mail: damage, and things hidden from the reader."""

from dataclasses import dataclass
from typing import Literal

Action = Literal["removed", "withheld", "quarantined", "flagged"]
Verdict = Literal["clean", "flagged", "quarantined"]

MAX_FINDING_TEXT = 500
"""Characters of hidden text kept in a receipt: enough to judge it, too little to carry a payload far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """Damage in a mail or document. Damage is data: it is told, never raised."""

    kind: str
    """Short stable id, such as `missing-boundary`."""
    where: str
    """The part, as `part 1.2`, or the header's name."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the receipt: what a person would not have seen, or should know."""

    technique: str
    """Id as in docs/reference/techniques.md."""
    text: str
    """The text concerned, cut at `MAX_FINDING_TEXT` characters."""
    where: str
    """`part 1.2 text/html`, `page 3`, `sheet Prices!B4`, `header Subject`."""
    action: Action
    score: float | None = None
    """Likeness to an instruction, 0..1, where a detector gave one."""

    @staticmethod
    def of(technique: str, text: str, where: str, action: Action, score: float | None = None) -> "Finding":
        return Finding(
            technique=technique, text=text[:MAX_FINDING_TEXT], where=where, action=action, score=score
        )
