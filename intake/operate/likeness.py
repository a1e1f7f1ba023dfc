"""Groups of like mails in meaning space, so that a shift of what people ask is seen and can be shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from intake.ledger.facts import Fact

GROUPS: Final = 8
MAX_MAILS: Final = 600
"""Of the reference; and half of it of the present: embedding one takes milliseconds."""
ROUNDS: Final = 12
EXAMPLE_CHARS: Final = 60

Embed = Callable[[Sequence[str]], Any]
"""Texts to rows of unit length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Which group each mail belongs to, and a request that is typical of each."""

    of: Mapping[int, int]
    examples: tuple[str, ...]


def groups(before: Sequence[Fact], now: Sequence[Fact], embed: Embed) -> Groups | None:
    """Groups of both sides together, so that the grouping itself favours neither; None for too few mails."""
    old = _thinned([m for m in before if m.asked], MAX_MAILS)
    new = _thinned([m for m in now if m.asked], MAX_MAILS // 2)
    if len(old) < 5 * GROUPS or len(new) < 2 * GROUPS:
        return None
    mails = [*old, *new]
    vectors = np.asarray(embed([m.asked[0] for m in mails]), dtype=np.float32)
    middles = _middles(vectors)
    likeness = vectors @ middles.T
    nearest = likeness.argmax(axis=1)
    examples = [mails[int(likeness[:, g].argmax())].asked[0][:EXAMPLE_CHARS] for g in range(len(middles))]
    return Groups(of={m.id: int(g) for m, g in zip(mails, nearest, strict=True)}, examples=tuple(examples))


def _thinned(mails: list[Fact], limit: int) -> list[Fact]:
    """Evenly over time, so that each day keeps its weight."""
    if len(mails) <= limit:
        return mails
    return [mails[int(i * len(mails) / limit)] for i in range(limit)]


def _middles(vectors: Any) -> Any:
    """Spherical k-means from points that lie far apart; the same vectors give the same groups."""
    chosen = [0]
    best = vectors @ vectors[0]
    while len(chosen) < GROUPS:
        chosen.append(int(best.argmin()))
        best = np.maximum(best, vectors @ vectors[chosen[-1]])
    middles = vectors[chosen]
    for _ in range(ROUNDS):
        nearest = (vectors @ middles.T).argmax(axis=1)
        sums = np.stack([vectors[nearest == g].sum(axis=0) for g in range(GROUPS)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        middles = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), middles)
    return middles
