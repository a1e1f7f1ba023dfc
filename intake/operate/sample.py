"""A sample of outcomes for a person to check: every stratum is seen, the size follows from the margin."""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.ledger import Row

Z_95 = 1.96
MARGIN = 0.1
"""Half the 95 % interval of a share, where no other is asked for."""
MIN_POPULATION = 5
"""Below this many outcomes a share says nothing, and no sample is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Outcomes of one kind in one workflow: how many there are, and which were drawn."""

    workflow: str | None
    outcome: str
    population: int
    drawn: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`margin` is what this size allows for a share over all outcomes, at 95 %; None without a sample."""

    population: int
    size: int
    margin: float | None
    strata: tuple[Stratum, ...]


def size_for(population: int, margin: float = MARGIN) -> int:
    """How many to draw for a share within `margin` at 95 %, at worst (p = 0.5), of a finite population.

    Cochran, Sampling Techniques, 3rd ed., 4.4.
    """
    n0 = Z_95**2 * 0.25 / margin**2
    return min(population, math.ceil(n0 / (1 + (n0 - 1) / population))) if population else 0


def margin_of(size: int, population: int) -> float:
    """Half the 95 % interval of a share at p = 0.5, with the finite population correction."""
    if size >= population:
        return 0.0
    return Z_95 * math.sqrt(0.25 / size * (population - size) / (population - 1))


def sample(rows: Iterable[Row], *, n: int | None = None, seed: int = 0, margin: float = MARGIN) -> Sample:
    """Draw `n` finished mails, or as many as `margin` needs, in proportion to each stratum.

    Each stratum gives at least one where `n` allows; the same rows and seed give the same sample.
    """
    by: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.outcome and row.finished_at is not None:
            by.setdefault((row.workflow or "", row.outcome), []).append(row)
    names = sorted(by)
    counts = [len(by[name]) for name in names]
    total = sum(counts)
    if total < MIN_POPULATION:
        return Sample(population=total, size=0, margin=None, strata=())
    size = min(total, n) if n is not None else size_for(total, margin)
    # The draw is for review, not for secrets; a seed makes it repeatable.
    draw = random.Random(seed)
    strata = []
    for name, count, take in zip(names, counts, _shares(counts, size), strict=True):
        rows_here = sorted(by[name], key=lambda r: r.id)
        chosen = sorted(draw.sample(rows_here, take), key=lambda r: r.id)
        strata.append(
            Stratum(workflow=name[0] or None, outcome=name[1], population=count, drawn=tuple(chosen))
        )
    return Sample(population=total, size=size, margin=round(margin_of(size, total), 4), strata=tuple(strata))


def _shares(counts: Sequence[int], size: int) -> list[int]:
    """`size` split in proportion to the counts, one for each first, largest remainders last."""
    shares = [0] * len(counts)
    for i in sorted(range(len(counts)), key=lambda i: -counts[i])[:size]:
        shares[i] = 1
    total, left = sum(counts), size - sum(shares)
    ideal = [size * c / total for c in counts]
    while left > 0:
        i = max(
            (i for i in range(len(counts)) if shares[i] < counts[i]), key=lambda i: (ideal[i] - shares[i], -i)
        )
        shares[i] += 1
        left -= 1
    return shares
