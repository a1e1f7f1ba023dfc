"""Drift: faults are seen within their week, with their cause; quiet quarters and holidays are left alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from bench import quarter
from bench import quarter_world as world
from intake.config import Settings
from intake.ledger import Ledger, open_ledger
from intake.ledger.facts import Fact
from intake.operate import alerts
from intake.operate.drift import look
from intake.operate.likeness import groups
from intake.operate.watching import standing, watch_drift

MAILS = 4000


def evenings(settings: Settings, ledger: Ledger, clock: list[float], days: list[int]) -> dict[str, str]:
    told: dict[str, str] = {}
    for day in days:
        clock[0] = (world.START + timedelta(days=day, hours=22)).timestamp()
        watch_drift(settings, ledger)
        for alert in alerts.check(settings, ledger, standing(ledger)):
            if not alert.over:
                told.setdefault(alert.key, alert.text)
    return told


@pytest.fixture
def clock() -> list[float]:
    return [world.START.timestamp()]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return quarter.settings_in(tmp_path)


def test_both_faults_are_alerted_within_their_week_with_cause_and_examples(
    settings: Settings, clock: list[float]
) -> None:
    ledger = open_ledger(settings, now=lambda: clock[0])
    world.build(ledger, seed=5, mails=7000)
    first = evenings(settings, ledger, clock, [41, 44, 48])
    assert any(k.startswith(("drift:inputs", "drift:outputs")) for k in first)
    assert '"locker"' in first["drift:inputs:all"]
    assert "look at mails" in first["drift:inputs:all"]
    second = evenings(settings, ledger, clock, [66, 69])
    assert "perhaps because knowledge: changed policies/returns.md" in second["drift:quality:returns"]
    ledger.engine.dispose()


def test_a_quiet_quarter_with_a_holiday_raises_nothing(settings: Settings, clock: list[float]) -> None:
    ledger = open_ledger(settings, now=lambda: clock[0])
    world.build(ledger, seed=6, mails=MAILS, faults=False)
    assert evenings(settings, ledger, clock, [30, 34, 50, 90]) == {}
    ledger.engine.dispose()


def test_too_few_mails_are_not_compared(settings: Settings, clock: list[float]) -> None:
    ledger = open_ledger(settings, now=lambda: clock[0])
    clock[0] += 30 * 86_400
    found = watch_drift(settings, ledger)
    assert found.tests == 0
    assert "too few" in found.why
    ledger.engine.dispose()


def test_an_alert_stays_until_its_shift_is_really_over() -> None:
    """On the edge of the level an alert would come and go each day."""

    def mails(share: float) -> list[Fact]:
        return [
            Fact(
                id=n,
                received_at=n * 86_400 / 30,
                decided_at=None,
                finished_at=None,
                outcome="escalated"
                if (n * 7919 % 1000) / 1000 < (share if n >= 30 * 28 else 0.2)
                else "drafted",
                reason=None,
                workflow="returns",
                sender="",
                cost=0,
                tokens=0,
                read=False,
            )
            for n in range(30 * 35)
        ]

    now = 35 * 86_400.0
    options = {"now": now, "workflows": ["returns"], "false_alarms": 0.02}
    weak = mails(0.31)
    assert look(weak, {}, **options).shifts == ()  # type: ignore[arg-type]
    held = look(weak, {}, **options, standing={"drift:outputs:returns", "drift:outputs:all"})  # type: ignore[arg-type]
    quiet = look(mails(0.2), {}, **options, standing={"drift:outputs:returns"})  # type: ignore[arg-type]
    assert [s.key for s in held.shifts] != []
    assert quiet.shifts == ()


def test_groups_of_like_mails_put_the_new_kind_together() -> None:
    import numpy as np

    def fact(n: int, text: str) -> Fact:
        return Fact(
            id=n,
            received_at=float(n),
            decided_at=None,
            finished_at=None,
            outcome="drafted",
            reason=None,
            workflow=None,
            sender="",
            cost=0,
            tokens=0,
            read=True,
            asked=(text,),
        )

    places = {"a": (1.0, 0.0, 0.0), "b": (0.0, 1.0, 0.0), "new": (0.0, 0.0, 1.0)}
    noise = np.random.default_rng(1)

    def embed(texts: object) -> object:
        rows = np.array([places[t.split()[0]] for t in texts])  # type: ignore[attr-defined]
        rows = rows + noise.normal(0, 0.05, rows.shape)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    before = [fact(n, f"{'a' if n % 2 else 'b'} {n}") for n in range(200)]
    now = [fact(n, f"{'new' if n % 2 else 'a'} {n}") for n in range(200, 260)]
    found = groups(before, now, embed)
    assert found is not None
    mine = {found.of[m.id] for m in now if m.asked[0].startswith("new")}
    others = {found.of[m.id] for m in (*before, *now) if not m.asked[0].startswith("new")}
    assert not mine & others
    assert groups(before[:10], now[:3], embed) is None
