"""Intervals and tests that say what they may, and nothing of too few."""

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

MIN_SAMPLE: Final = 5
"""Below this many values a mean, a share or an interval says nothing, and none is given."""
Z_95: Final = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure and its 95 % interval, both None where `n` is too small."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def holds(self, truth: float) -> bool:
        """Whether the interval covers a value; an empty statement covers everything."""
        if self.low is None or self.high is None:
            return True
        return self.low - 1e-9 <= truth <= self.high + 1e-9


def nothing(n: int) -> Estimate:
    return Estimate(value=None, low=None, high=None, n=n)


def share(hits: int, n: int) -> Estimate:
    """A share with Wilson's score interval, which stays within 0..1 (JASA 22, 1927)."""
    if n < MIN_SAMPLE:
        return nothing(n)
    p, z2 = hits / n, Z_95**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Estimate(value=p, low=max(0.0, middle - half), high=min(1.0, middle + half), n=n)


def mean(values: Sequence[float]) -> Estimate:
    """A mean with Student's interval."""
    n = len(values)
    if n < MIN_SAMPLE:
        return nothing(n)
    middle = math.fsum(values) / n
    variance = math.fsum((v - middle) ** 2 for v in values) / (n - 1)
    half = student(n - 1) * math.sqrt(variance / n)
    return Estimate(value=middle, low=middle - half, high=middle + half, n=n)


def student(df: int) -> float:
    """The two-sided 95 % quantile of Student's t, by the expansion of Cornish and Fisher (1938)."""
    z = Z_95
    return (
        z
        + (z**3 + z) / (4 * df)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * df**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * df**4)
    )


def stratified_share(strata: Sequence[tuple[int, int, int]]) -> Estimate:
    """A share over all from (population, drawn, hits) of each stratum; Cochran, Sampling Techniques, 5A.

    The interval is the normal one with finite population corrections and one pseudo-hit and pseudo-miss a
    stratum in the variance, so that a stratum without hits is not taken for certain.
    """
    used = [(big, n, hits) for big, n, hits in strata if n]
    drawn, total = sum(n for _, n, _ in used), sum(big for big, _, _ in used)
    if drawn < MIN_SAMPLE or not total:
        return nothing(drawn)
    value = sum(big / total * hits / n for big, n, hits in used)
    variance = 0.0
    for big, n, hits in used:
        p = (hits + 1) / (n + 2)
        variance += (big / total) ** 2 * (1 - n / big) * p * (1 - p) / n
    half = Z_95 * math.sqrt(variance)
    return Estimate(value=value, low=max(0.0, value - half), high=min(1.0, value + half), n=drawn)


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> Estimate:
    """Cohen's kappa of two raters with its large-sample interval (Fleiss, Cohen and Everitt 1969).

    None where there are too few pairs, or where both raters know one category alone.
    """
    n = len(pairs)
    if n < MIN_SAMPLE:
        return nothing(n)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    both = Counter(pairs)
    agreed = sum(1 for a, b in pairs if a == b) / n
    chance = sum(first[c] * second[c] for c in first) / n**2
    if chance >= 1:
        return nothing(n)
    value = (agreed - chance) / (1 - chance)
    on = sum(both[c, c] / n * (1 - (first[c] + second[c]) / n * (1 - value)) ** 2 for c in {*first, *second})
    off = (1 - value) ** 2 * sum(
        count / n * ((second[a] + first[b]) / n) ** 2 for (a, b), count in both.items() if a != b
    )
    spread = on + off - (value - chance * (1 - value)) ** 2
    half = Z_95 * math.sqrt(max(0.0, spread) / n) / (1 - chance)
    return Estimate(value=value, low=max(-1.0, value - half), high=min(1.0, value + half), n=n)


def trend(points: Sequence[tuple[float, int, int]]) -> Estimate:
    """How much a share changes for each step of time, from (time, hits, n); Armitage, Biometrics 11, 1955.

    The least-squares slope weighted by n; an interval without 0 is a trend at 5 %. `n` is the number of
    values. Nothing is said of fewer than three times, or where every value is the same.
    """
    used = [(at, hits, n) for at, hits, n in points if n]
    total = sum(n for _, _, n in used)
    if len({at for at, _, _ in used}) < 3 or total < 4 * MIN_SAMPLE:
        return nothing(total)
    p = sum(hits for _, hits, _ in used) / total
    middle = sum(at * n for at, _, n in used) / total
    spread = sum(n * (at - middle) ** 2 for at, _, n in used)
    if p in {0.0, 1.0}:
        return nothing(total)
    slope = sum((at - middle) * (hits - n * p) for at, hits, n in used) / spread
    half = Z_95 * math.sqrt(p * (1 - p) / spread)
    return Estimate(value=slope, low=slope - half, high=slope + half, n=total)


def two_sided(z: float) -> float:
    """The chance of a standard normal value at least this far from zero."""
    return math.erfc(abs(z) / math.sqrt(2))


def changed_share(before: Sequence[tuple[int, int]], now: tuple[int, int]) -> float:
    """The p-value of "the share did not change", from (hits, n) of earlier days and of the present.

    A quasi-likelihood test (McCullagh and Nelder, 4.5): days differ by more than chance, so the variance is
    widened by what the earlier days show. 1.0 where nothing can be said.
    """
    days = [(h, n) for h, n in before if n]
    n0, n1 = sum(n for _, n in days), now[1]
    if n0 < MIN_SAMPLE or n1 < MIN_SAMPLE:
        return 1.0
    h0, h1 = sum(h for h, _ in days), now[0]
    pooled = (h0 + h1 + 1) / (n0 + n1 + 2)
    wide = max(1.0, _dispersion(days))
    # Yates's correction keeps the test from seeing things in small counts.
    gap = max(0.0, abs(h1 / n1 - h0 / n0) - 0.5 * (1 / n0 + 1 / n1))
    return two_sided(gap / math.sqrt(wide * pooled * (1 - pooled) * (1 / n0 + 1 / n1)))


def _dispersion(days: Sequence[tuple[int, int]]) -> float:
    if len(days) < 3:
        return 1.0
    p = (sum(h for h, _ in days) + 1) / (sum(n for _, n in days) + 2)
    return sum((h - n * p) ** 2 / (n * p * (1 - p)) for h, n in days) / (len(days) - 1)


def changed_mean(before: Sequence[float], now: Sequence[float]) -> float:
    """The p-value of "the values did not change", by Mann and Whitney's ranks; 1.0 for too few."""
    n0, n1 = len(before), len(now)
    if n0 < 2 * MIN_SAMPLE or n1 < 2 * MIN_SAMPLE:
        return 1.0
    tagged = sorted([(v, 0) for v in before] + [(v, 1) for v in now])
    ranks, ties, at = 0.0, 0.0, 0
    while at < len(tagged):
        end = at
        while end < len(tagged) and tagged[end][0] == tagged[at][0]:
            end += 1
        ranks += (at + end + 1) / 2 * sum(which for _, which in tagged[at:end])
        ties += (end - at) ** 3 - (end - at)
        at = end
    total = n0 + n1
    spread = n0 * n1 / 12 * (total + 1 - ties / (total * (total - 1)))
    if spread <= 0:
        return 1.0
    return two_sided((ranks - n1 * (total + 1) / 2) / math.sqrt(spread))


def change_point(values: Sequence[tuple[float, float]]) -> int | None:
    """Where a series of (weighted hits, weight) changes its level once: the index of the first new one.

    The split with the greatest binomial likelihood ratio; None for fewer than four points.
    """
    if len(values) < 4:
        return None
    hits, weights = sum(h for h, _ in values), sum(w for _, w in values)
    best, place = -math.inf, None
    left_h = left_w = 0.0
    for at in range(1, len(values)):
        left_h, left_w = left_h + values[at - 1][0], left_w + values[at - 1][1]
        gain = _likelihood(left_h, left_w) + _likelihood(hits - left_h, weights - left_w)
        if place is None or gain > best:
            best, place = gain, at
    return place


def _likelihood(hits: float, n: float) -> float:
    if n <= 0 or hits <= 0 or hits >= n:
        return 0.0
    p = hits / n
    return hits * math.log(p) + (n - hits) * math.log(1 - p)
