"""The figures' intervals and tests, against scipy and against their own promises."""

import math
import random

import pytest
from scipy import stats as scipy_stats

from intake.operate import stats


def test_a_share_has_wilsons_interval() -> None:
    for hits, n in ((0, 10), (3, 12), (40, 100), (100, 100)):
        wanted = scipy_stats.binomtest(hits, n).proportion_ci(method="wilson")
        found = stats.share(hits, n)
        assert found.low is not None
        assert (found.low, found.high) == (
            pytest.approx(wanted.low, abs=1e-6),
            pytest.approx(wanted.high, abs=1e-6),
        )


def test_too_few_values_give_no_statement() -> None:
    for found in (
        stats.share(1, 4),
        stats.mean([1.0, 2.0]),
        stats.kappa([(1, 1)] * 4),
        stats.stratified_share([]),
        stats.trend([(0, 1, 30), (1, 2, 30)]),
        stats.trend([(0, 0, 30), (1, 0, 30), (2, 0, 30)]),
    ):
        assert (found.value, found.low, found.high) == (None, None, None)
    assert stats.changed_share([(1, 2)], (2, 2)) == 1.0
    assert stats.changed_mean([1.0] * 5, [2.0] * 5) == 1.0
    assert stats.changed_mean([1.0] * 50, [1.0] * 50) == 1.0, "all values the same"


def test_a_trend_is_seen_and_none_is_made_up() -> None:
    """Of flat series about one in twenty looks like a trend; one that doubles in ten weeks is seen."""
    chance = random.Random(5)

    def weeks(first: float, last: float) -> list[tuple[float, int, int]]:
        rates = [first + (last - first) * week / 9 for week in range(10)]
        return [(week, sum(chance.random() < p for _ in range(40)), 40) for week, p in enumerate(rates)]

    flat = [stats.trend(weeks(0.15, 0.15)) for _ in range(600)]
    assert 0.02 < sum(not found.holds(0.0) for found in flat) / 600 < 0.09
    rising = [stats.trend(weeks(0.1, 0.3)) for _ in range(100)]
    assert sum(found.holds(0.2 / 9) for found in rising) >= 88
    assert sum((found.low or 0.0) > 0.0 for found in rising) >= 90


@pytest.mark.parametrize("df", [4, 9, 30, 300])
def test_students_quantile(df: int) -> None:
    assert stats.student(df) == pytest.approx(scipy_stats.t.ppf(0.975, df), rel=2e-3)


def test_the_rank_test_is_mann_whitneys() -> None:
    chance = random.Random(1)
    a = [round(chance.gauss(0, 1), 1) for _ in range(80)]
    b = [round(chance.gauss(0.4, 1), 1) for _ in range(50)]
    wanted = scipy_stats.mannwhitneyu(a, b, use_continuity=False, method="asymptotic").pvalue
    assert stats.changed_mean(a, b) == pytest.approx(wanted, rel=1e-6)


def test_kappa_knows_agreement_from_chance() -> None:
    same = [("a", "a")] * 40 + [("b", "b")] * 40
    assert stats.kappa(same).value == pytest.approx(1.0)
    chance = random.Random(2)
    random_pairs = [(chance.choice("ab"), chance.choice("ab")) for _ in range(400)]
    found = stats.kappa(random_pairs)
    assert found.holds(0.0)
    assert stats.kappa([("a", "a")] * 20).value is None, "one category alone tells nothing"
    # Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, table 18.1: kappa 0.676.
    table = {
        ("p", "p"): 75,
        ("p", "n"): 1,
        ("p", "o"): 4,
        ("n", "p"): 5,
        ("n", "n"): 4,
        ("n", "o"): 1,
        ("o", "o"): 10,
    }
    pairs = [pair for pair, n in table.items() for _ in range(n)]
    assert stats.kappa(pairs).value == pytest.approx(0.676, abs=0.001)


def test_a_stratified_share_covers_the_truth_as_often_as_it_says() -> None:
    chance, covered = random.Random(3), 0
    for _ in range(400):
        strata = []
        truth = 0.0
        for big, p, n in ((600, 0.1, 50), (300, 0.4, 30), (100, 0.02, 16)):
            values = [chance.random() < p for _ in range(big)]
            truth += sum(values) / 1000
            strata.append((big, n, sum(chance.sample(values, n))))
        covered += stats.stratified_share(strata).holds(truth)
    assert covered / 400 >= 0.93


def test_the_test_of_shares_keeps_its_rate_of_false_alarms_where_days_differ() -> None:
    """Days with probabilities of their own: a plain binomial test would cry four times as often."""
    chance, alarms, runs = random.Random(4), 0, 2000
    for _ in range(runs):
        days = []
        for _day in range(35):
            p = min(0.9, max(0.02, chance.gauss(0.3, 0.06)))
            n = chance.randint(20, 60)
            days.append((sum(chance.random() < p for _ in range(n)), n))
        now = (sum(h for h, _ in days[28:]), sum(n for _, n in days[28:]))
        alarms += stats.changed_share(days[:28], now) < 0.01
    assert alarms / runs <= 0.02
    assert stats.changed_share([(10, 100)] * 28, (60, 300)) < 1e-6, "and it sees a change"


def test_a_change_is_found_where_it_happened() -> None:
    assert stats.change_point([(2, 50)] * 10 + [(20, 50)] * 5) == 10
    assert stats.change_point([(1, 2)] * 3) is None
    assert math.isfinite(stats.two_sided(40))
