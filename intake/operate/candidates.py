"""Past mail grouped into candidate workflows, with examples for the owner to name and fields to ask for."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intake.operate.likeness import Embed

ALIKE: Final = 0.5
"""Cosine from which two first requests belong together."""
MIN_MAILS: Final = 4
MAX_MAILS: Final = 1500
MAX_CANDIDATES: Final = 8
EXAMPLES: Final = 8
FIELD_SHARE: Final = 0.4
_CODE: Final = re.compile(r"\b([A-Z]{1,5})[-/ ]?(\d{3,12})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A kind of mail: how many there were, in which words, and the pattern that many of them hold."""

    mails: int
    examples: tuple[str, ...]
    pattern: str | None
    """RE2 of a reference number that at least two in five hold, such as `SO-[0-9]{6}`."""
    ids: tuple[int, ...]
    """Places in what was given."""


def candidates(asked: Sequence[str], embed: Embed | None) -> tuple[Candidate, ...]:
    """Groups of requests, the biggest first; those of fewer than MIN_MAILS mails are left out.

    Without `embed` nothing can be grouped, and nothing is.
    """
    if embed is None or len(asked) < MIN_MAILS:
        return ()
    import numpy as np

    texts = [text[:300] for text in asked[-MAX_MAILS:]]
    vectors = np.asarray(embed(texts), dtype=np.float32)
    sums: list[np.ndarray] = []
    members: list[list[int]] = []
    for i, vector in enumerate(vectors):
        scores = [float(vector @ s / np.linalg.norm(s)) for s in sums]
        best = int(np.argmax(scores)) if scores else -1
        if best >= 0 and scores[best] >= ALIKE:
            members[best].append(i)
            sums[best] = sums[best] + vector
        else:
            members.append([i])
            sums.append(vector.copy())
    found = []
    for group, total in zip(members, sums, strict=True):
        if len(group) < MIN_MAILS:
            continue
        nearest = sorted(group, key=lambda i: -float(vectors[i] @ total))
        shown = list(dict.fromkeys(" ".join(texts[i].split()) for i in nearest))[:EXAMPLES]
        found.append(
            Candidate(
                mails=len(group),
                examples=tuple(shown),
                pattern=_pattern([texts[i] for i in group]),
                ids=tuple(group),
            )
        )
    return tuple(sorted(found, key=lambda c: -c.mails))[:MAX_CANDIDATES]


def _pattern(texts: Sequence[str]) -> str | None:
    shapes: Counter[str] = Counter()
    for text in texts:
        shapes.update({_shape(found) for found in _CODE.finditer(text)})
    for shape, n in shapes.most_common(1):
        if n >= FIELD_SHARE * len(texts):
            return shape
    return None


def _shape(found: re.Match[str]) -> str:
    mark = found[0][len(found[1]) : -len(found[2])]
    return f"{found[1]}{mark}[0-9]{{{len(found[2])}}}"
