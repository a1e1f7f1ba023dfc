"""Drift: the last seven days against the weeks before, with a rate of false alarms that is kept.

Each signal is a share. The test allows for days that differ by more than chance; its level is the allowed
rate divided by all tests of a week (Bonferroni), so that over all signals and days at most that share of
quiet weeks sees an alarm, however the tests hang together. A volume that falls, as in holidays, changes no
share and is no drift.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from intake.ledger.facts import Fact
from intake.ledger.judgements import Judgement
from intake.operate import stats
from intake.operate.changes import Change
from intake.operate.likeness import Embed, groups
from intake.operate.signals import Family, Signal, likeness, signals

DAY_S: Final = 86_400.0
WINDOW_S: Final = 7 * DAY_S
MIN_DAYS: Final = 14
MIN_BEFORE: Final = 100
MIN_NOW: Final = 20
MIN_CHANGE: Final = 0.05
"""A share that moved by less is no reason to wake anybody, however sure it is."""
STAYS: Final = 0.05
"""An alert that stands is over when its test falls above this, not at the first quiet day."""
CAUSE_S: Final = 8 * DAY_S
"""A change of configuration or knowledge this long before the shift may be its cause."""
EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A signal that moved: shares before and now, since when, why perhaps, and mails to look at."""

    family: Family
    workflow: str | None
    name: str
    p: float
    before: float
    now: float
    since: date
    cause: str
    examples: tuple[int, ...]

    @property
    def key(self) -> str:
        """Of the alert that it belongs to."""
        return f"drift:{self.family}:{self.workflow or 'all'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look found. `tests` is 0 where there was too little to look at, and `why` says so."""

    tests: int
    level: float
    shifts: tuple[Shift, ...]
    why: str = ""


def look(
    mails: Sequence[Fact],
    judged: Mapping[int, Judgement],
    *,
    now: float,
    workflows: Sequence[str],
    false_alarms: float,
    changes: Sequence[Change] = (),
    standing: Collection[str] = (),
    embed: Embed | None = None,
) -> Looked:
    """Compare mails of the last seven days with all earlier ones in `mails`, oldest first.

    `standing` are keys of alerts that are on: their shifts are reported until they are really over.
    """
    before = [m for m in mails if m.received_at < now - WINDOW_S]
    fresh = [m for m in mails if now - WINDOW_S <= m.received_at < now]
    days = {int(m.received_at // DAY_S) for m in before}
    if len(before) < MIN_BEFORE or len(fresh) < MIN_NOW or len(days) < MIN_DAYS:
        why = f"{len(before)} mails on {len(days)} days before and {len(fresh)} now are too few to compare"
        return Looked(tests=0, level=0.0, shifts=(), why=why)
    found = signals(before, fresh, judged, workflows)
    like = groups(before, fresh, embed) if embed is not None else None
    if like is not None:
        found += likeness(like.of, len(like.examples), like.examples)
    level = false_alarms / (7 * len(found))
    shifts = []
    for signal in found:
        shift = _tested(signal, before, fresh, changes)
        if shift is None:
            continue
        alarm = shift.p < level and abs(shift.now - shift.before) >= MIN_CHANGE
        if alarm or (shift.key in standing and shift.p < STAYS / len(found)):
            shifts.append(shift)
    return Looked(tests=len(found), level=level, shifts=tuple(sorted(shifts, key=lambda s: s.p)))


def conditions(found: Looked) -> dict[str, str]:
    """Alerts by key: the clearest shift of each kind in full, the others by name."""
    by: dict[str, list[Shift]] = {}
    for shift in found.shifts:
        by.setdefault(shift.key, []).append(shift)
    return {key: _told(shifts) for key, shifts in by.items()}


def _told(shifts: Sequence[Shift]) -> str:
    first = shifts[0]
    where = f" in {first.workflow}" if first.workflow else ""
    text = (
        f"{first.name}{where}: {first.now:.0%} of the last seven days, {first.before:.0%} before; "
        f"since about {first.since.isoformat()}"
    )
    if first.cause:
        text += f"; perhaps because {first.cause}"
    if first.examples:
        text += f"; look at mails {', '.join(str(i) for i in first.examples)}"
    others = [f"{s.name} ({s.before:.0%} to {s.now:.0%})" for s in shifts[1:4]]
    return text + (f"; also {', '.join(others)}" if others else "")


def _tested(
    signal: Signal, before: Sequence[Fact], fresh: Sequence[Fact], changes: Sequence[Change]
) -> Shift | None:
    old, new = _counted(signal.hit, before), _counted(signal.hit, fresh)
    hits, n = sum(h for h, _ in new.values()), sum(n for _, n in new.values())
    h0, n0 = sum(h for h, _ in old.values()), sum(n for _, n in old.values())
    p = stats.changed_share(list(old.values()), (hits, n))
    if p >= STAYS or not n or not n0:
        return None
    series = sorted({**old, **new}.items())[-28:]
    at = stats.change_point([(float(h), float(m)) for _, (h, m) in series]) or 0
    since, up = series[at][0], hits / n > h0 / n0
    affected = [m for m in fresh if signal.hit(m) is up]
    others = [m for m in fresh if signal.hit(m) is (not up)]
    return Shift(
        family=signal.family,
        workflow=signal.workflow,
        name=signal.name,
        p=p,
        before=h0 / n0,
        now=hits / n,
        since=since,
        cause=_cause(signal, affected, others, since, changes),
        examples=tuple(m.id for m in affected[-EXAMPLES:]),
    )


def _counted(hit: Callable[[Fact], bool | None], mails: Sequence[Fact]) -> dict[date, tuple[int, int]]:
    """(hits, mails that it says something of) by day."""
    counted: dict[int, list[int]] = {}
    for mail in mails:
        value = hit(mail)
        if value is not None:
            held = counted.setdefault(int(mail.received_at // DAY_S), [0, 0])
            held[0] += value
            held[1] += 1
    return {_day(day * DAY_S): (h, n) for day, (h, n) in counted.items()}


def _cause(
    signal: Signal, affected: Sequence[Fact], others: Sequence[Fact], since: date, changes: Sequence[Change]
) -> str:
    """The change that came shortly before, and what the mails concerned have in common."""
    begun = datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp()
    near = [c for c in changes if begun - CAUSE_S <= c.at <= begun + 2 * DAY_S]
    reasons = []
    if near:
        last = min(near, key=lambda c: abs(c.at - begun))
        reasons.append(f"{last.text} on {_day(last.at).isoformat()}")
    if common := _common(affected, others, skip=signal.name):
        reasons.append(common)
    return "; ".join(reasons)


def _common(affected: Sequence[Fact], others: Sequence[Fact], *, skip: str) -> str:
    """The trait that tells the mails concerned from the others best; "" where none does clearly."""
    if len(affected) < stats.MIN_SAMPLE or len(others) < stats.MIN_SAMPLE:
        return ""
    mine = Counter(t for m in affected for t in _traits(m))
    theirs = Counter(t for m in others for t in _traits(m))
    best, trait = 4.0, ""
    for name, n in mine.items():
        a, b = n / len(affected), theirs[name] / len(others)
        pooled = (n + theirs[name] + 1) / (len(affected) + len(others) + 2)
        z = (a - b) / (pooled * (1 - pooled) * (1 / len(affected) + 1 / len(others))) ** 0.5
        # Many traits are tried, so a chance one must not pass: four deviations and a fifth of the mails.
        if z > best and a >= 0.2 and name not in skip:
            best, trait = z, f"{a:.0%} of them, but {b:.0%} of the others, have {name}"
    return trait


def _traits(mail: Fact) -> set[str]:
    from intake.operate.signals import words_of

    found = {f"the source {s}" for s in mail.sources}
    found |= {f'the word "{w}"' for w in words_of(mail)}
    found.add(f"the language {mail.language}")
    if mail.techniques:
        found |= {f"the finding {t}" for t in mail.techniques}
    return found


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).date()
