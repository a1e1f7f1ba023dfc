"""What is wrong right now, read from the ledger and the disk alone.

A condition is a key, which stays the same while it lasts, and a line for people.
"""

import math
import shutil

from sqlalchemy import Connection, and_, func, or_, select

from intake.config import Settings
from intake.config.base import duration_s
from intake.ledger.records import result_of, row_of
from intake.ledger.store import Ledger
from intake.ledger.tables import cursors, messages

HOUR_S, DAY_S, WEEK_S = 3600.0, 86_400.0, 604_800.0
MIN_SAMPLE = 10
"""Below this many mails a share or a mean says nothing."""
WEEKS = 8
MIN_WEEKS = 3
"""With fewer past weeks nobody knows what is usual."""
DEVIATIONS = 4.0
"""How far from the mean an hour is unusual; at four, chance alone tells it less than once a year."""
MODEL_ROWS = 200
MODEL_SHARE = 0.2


def conditions(settings: Settings, ledger: Ledger) -> dict[str, str]:
    """Every condition that holds now, by key."""
    now = ledger.now()
    with ledger.engine.connect() as db:
        found = [
            *_failures(db, now, settings.alerts.failure_rate),
            *_volume(db, now),
            *_escalations(db, now),
            *_models(db, now, settings),
            *_caps(db, now, settings),
            *_silent(db, now, settings),
        ]
    pending, oldest = ledger.pending()
    if oldest is not None and now - oldest > duration_s(settings.alerts.queue_age):
        found.append(("queue-age", f"{pending} mails wait, the oldest for {(now - oldest) / 60:.0f} minutes"))
    return dict([*found, *_disk(settings)])


def _counts(db: Connection, since: float, until: float) -> dict[str, int]:
    """Decided mails of a span by outcome."""
    query = (
        select(messages.c.outcome, func.count())
        .where(messages.c.decided_at >= since, messages.c.decided_at < until)
        .group_by(messages.c.outcome)
    )
    return {str(o): int(n) for o, n in db.execute(query)}


def _failures(db: Connection, now: float, limit: float) -> list[tuple[str, str]]:
    found = []
    done = _counts(db, now - HOUR_S, now + 1)
    total, failed = sum(done.values()), done.get("failed", 0)
    if total >= MIN_SAMPLE and failed / total > limit:
        found.append(("failure-rate", f"{failed} of {total} mails of the last hour failed"))
    dead = db.execute(select(func.count()).where(messages.c.state == "dead")).scalar_one()
    if dead:
        found.append(("dead-letters", f"{dead} dead letters wait for a person; see `mailroom dead-letters`"))
    return found


def _volume(db: Connection, now: float) -> list[tuple[str, str]]:
    """The last hour's arrivals against the same hour of past weeks; counts spread at least as Poisson's."""

    def arrived(until: float) -> int:
        span = and_(messages.c.received_at >= until - HOUR_S, messages.c.received_at < until)
        return int(db.execute(select(func.count()).where(span)).scalar_one())

    first = db.execute(select(func.min(messages.c.received_at))).scalar()
    weeks = min(WEEKS, int((now - HOUR_S - first) // WEEK_S)) if first is not None else 0
    if weeks < MIN_WEEKS:
        return []
    past = [arrived(now - week * WEEK_S) for week in range(1, weeks + 1)]
    mean = sum(past) / weeks
    spread = max(math.sqrt(mean), math.sqrt(sum((n - mean) ** 2 for n in past) / max(1, weeks - 1)))
    count = arrived(now)
    usual = f"{count} mails in the last hour; {mean:.0f} are usual at this hour"
    if count > mean + DEVIATIONS * spread and count >= max(2 * mean, MIN_SAMPLE):
        return [("volume-rise", f"unusually many: {usual}")]
    # From 16 on, none at all is four deviations below.
    if count < mean - min(DEVIATIONS * spread, 0.9 * mean) and mean >= 16:
        return [("volume-drop", f"unusually few: {usual}; see whether mail still arrives")]
    return []


def _escalations(db: Connection, now: float) -> list[tuple[str, str]]:
    """The last day's share of escalations against the week before, as two proportions."""
    new, old = _counts(db, now - DAY_S, now + 1), _counts(db, now - DAY_S - WEEK_S, now - DAY_S)
    n, m = sum(new.values()), sum(old.values())
    if n < 2 * MIN_SAMPLE or m < 2 * MIN_SAMPLE:
        return []
    p, q = new.get("escalated", 0) / n, old.get("escalated", 0) / m
    pooled = (new.get("escalated", 0) + old.get("escalated", 0)) / (n + m)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    if error and (p - q) / error > DEVIATIONS and p >= 1.5 * q:
        return [("escalations", f"{p:.0%} of the last day's mails were escalated, {q:.0%} the week before")]
    return []


def _models(db: Connection, now: float, settings: Settings) -> list[tuple[str, str]]:
    """Mails of the last hour for which the configured model gave no answer."""
    if settings.models.draft.extractive:
        return []
    query = (
        select(*[messages.c[name] for name in messages.c.keys() if name != "trace"], messages.c.trace)  # noqa: SIM118
        .where(
            messages.c.decided_at >= now - HOUR_S,
            or_(messages.c.outcome == "drafted", messages.c.outcome == "escalated"),
        )
        .order_by(messages.c.decided_at.desc())
        .limit(MODEL_ROWS)
    )
    rows = [row_of(r) for r in db.execute(query)]
    waiting = db.execute(
        select(func.count()).where(
            messages.c.state == "waiting", messages.c.error.like("the model gave no answer%")
        )
    ).scalar_one()
    asked = failed = 0
    for row in rows:
        model = (result_of(row).get("model") or {}).get("name")
        silent = (row.reason or "").startswith("the model gave no answer")
        asked += silent or row.outcome == "drafted"
        failed += silent or (row.outcome == "drafted" and model == "extractive")
    total, failed = asked + waiting, failed + waiting
    if total >= MIN_SAMPLE // 2 and failed / total > MODEL_SHARE:
        return [("model-errors", f"the model gave no answer for {failed} of {total} mails; see its service")]
    return []


def _caps(db: Connection, now: float, settings: Settings) -> list[tuple[str, str]]:
    """Caps of the day that are full: from then on mails are queued, escalated or stopped."""
    caps = settings.guard.caps
    runs, tokens, cost = db.execute(
        select(func.count(), func.sum(messages.c.tokens), func.sum(messages.c.cost)).where(
            messages.c.decided_at >= now - DAY_S, messages.c.run > 0
        )
    ).one()
    used = (
        ("runs_per_day", caps.runs_per_day, runs),
        ("tokens_per_day", caps.tokens_per_day, tokens or 0),
        ("cost_per_day", caps.cost_per_day, cost or 0.0),
    )
    return [
        (f"cap:{name}", f"guard.caps.{name} of {limit:g} is reached; then: {caps.on_reached}")
        for name, limit, spent in used
        if limit is not None and spent >= limit
    ]


def _silent(db: Connection, now: float, settings: Settings) -> list[tuple[str, str]]:
    limit = duration_s(settings.alerts.idle_silent)
    watched = {(a.name, folder) for a in settings.accounts for folder in a.folders.watch}
    found = []
    for r in db.execute(select(cursors)):
        if now - r.polled_at > limit and (not watched or (r.account, r.folder) in watched):
            text = f"{r.account}/{r.folder}: no poll for {(now - r.polled_at) / 60:.0f} minutes"
            found.append((f"silent:{r.account}/{r.folder}", text))
    return found


def _disk(settings: Settings) -> list[tuple[str, str]]:
    try:
        free = shutil.disk_usage(settings.data_dir).free // 1_000_000
    except OSError as exc:
        return [("disk", f"{settings.data_dir} cannot be read: {exc.strerror}")]
    if free < settings.alerts.min_disk_mb:
        return [("disk", f"{free} MB are left in {settings.data_dir}")]
    return []
