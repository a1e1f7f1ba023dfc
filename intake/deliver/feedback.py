"""What people made of a draft, as data for the report and for better examples."""

from dataclasses import dataclass
from typing import Final, Literal

from intake.deliver.approve import Drafted, without_markers
from intake.deliver.left import Left, normal

Verdict = Literal["unchanged", "edited", "rejected"]

MAX_COMPARED: Final = 2000
"""Characters compared one by one where two texts differ; the distance takes time in their product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One person's judgement of one draft."""

    digest: str
    workflow: str | None
    verdict: Verdict
    distance: int
    """Levenshtein distance in characters between the reply as drafted and as left, markers aside."""
    similarity: float
    """1 - distance / length of the longer text, 0..1."""
    tags: tuple[tuple[str, str], ...] = ()
    """(`wrong-workflow`, `order-status`) and the like."""
    text: str = ""
    """What the person left, without markers and tags."""


def feedback(left: Left, drafted: Drafted, *, rejected: bool = False) -> Feedback:
    """Compare a draft with what a reviewer left or sent. Pure.

    Differences that mail clients make (spaces, line ends, wrapping) do not count as edits.
    """
    before = _flat(drafted.body)
    after = _flat(without_markers(normal(left.text), drafted.markers))
    if after == _flat(without_markers(normal(drafted.marked_body), drafted.markers)):
        after = before
    distance = levenshtein(before, after)
    longest = max(len(before), len(after), 1)
    verdict: Verdict = "rejected" if rejected else "unchanged" if before == after else "edited"
    return Feedback(
        digest=drafted.digest,
        workflow=drafted.workflow,
        verdict=verdict,
        distance=distance,
        similarity=max(0.0, 1.0 - distance / longest),
        tags=left.tags,
        text=normal(without_markers(normal(left.text), drafted.markers)),
    )


def levenshtein(a: str, b: str) -> int:
    """Fewest insertions, deletions and replacements of characters that turn `a` into `b`.

    Exact where the differing middle is at most `MAX_COMPARED` long; beyond that all counts as replaced.
    """
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    end = 0
    while end < min(len(a), len(b)) and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[: len(a) - end], b[: len(b) - end]
    if not a or not b:
        return len(a) or len(b)
    if len(a) > MAX_COMPARED or len(b) > MAX_COMPARED:
        rest = max(len(a), len(b)) - MAX_COMPARED
        return rest + levenshtein(a[:MAX_COMPARED], b[:MAX_COMPARED])
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (char != other))
    return row[-1]


def _flat(text: str) -> str:
    return " ".join(text.split())
