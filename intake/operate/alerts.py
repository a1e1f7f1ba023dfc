"""What is wrong right now, told once, and told again when it is over."""

import hashlib
import hmac
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from intake.config import Settings
from intake.config.base import duration_s
from intake.ledger import Ledger
from intake.ledger.tables import alerts, cursors, messages

HOUR_S = 3600.0
MIN_SAMPLE = 10
"""Below this many mails an hour a share says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something a person should know. `over` is set on the notice that it has ended."""

    key: str
    text: str
    since: float
    over: bool = False


def conditions(settings: Settings, ledger: Ledger) -> dict[str, str]:
    """What is wrong now, by key. Reads the ledger and the disk only."""
    now, wrong = ledger.now(), dict[str, str]()
    with ledger.engine.connect() as db:
        done = {
            str(o): int(n)
            for o, n in db.execute(
                select(messages.c.outcome, func.count())
                .where(messages.c.finished_at >= now - HOUR_S)
                .group_by(messages.c.outcome)
            )
        }
        polled = [(str(r.account), str(r.folder), float(r.polled_at)) for r in db.execute(select(cursors))]
        dead = db.execute(select(func.count()).where(messages.c.state == "dead")).scalar_one()
    total, failed = sum(done.values()), done.get("failed", 0)
    if total >= MIN_SAMPLE and failed / total > settings.alerts.failure_rate:
        wrong["failure-rate"] = f"{failed} of {total} mails of the last hour failed"
    if dead:
        wrong["dead-letters"] = f"{dead} dead letters wait for a person; see `mailroom dead-letters`"
    pending, oldest = ledger.pending()
    if oldest is not None and now - oldest > duration_s(settings.alerts.queue_age):
        wrong["queue-age"] = f"{pending} mails wait, the oldest for {(now - oldest) / 60:.0f} minutes"
    try:
        free = shutil.disk_usage(settings.data_dir).free // 1_000_000
        if free < settings.alerts.min_disk_mb:
            wrong["disk"] = f"{free} MB are left in {settings.data_dir}"
    except OSError as exc:
        wrong["disk"] = f"{settings.data_dir} cannot be read: {exc.strerror}"
    silent = duration_s(settings.alerts.idle_silent)
    for account, folder, at in polled:
        if now - at > silent:
            wrong[f"silent:{account}/{folder}"] = (
                f"{account}/{folder}: no poll for {(now - at) / 60:.0f} minutes"
            )
    return wrong


def check(settings: Settings, ledger: Ledger, wrong: dict[str, str] | None = None) -> list[Alert]:
    """The alerts to tell now: new ones, old ones again after `repeat_after`, and recoveries."""
    wrong = conditions(settings, ledger) if wrong is None else wrong
    now, tell = ledger.now(), list[Alert]()
    repeat = duration_s(settings.alerts.repeat_after)
    with ledger.write() as db:
        known = {str(r.key): r for r in db.execute(select(alerts))}
        for key, text in wrong.items():
            held = known.get(key)
            if held is None:
                db.execute(insert(alerts).values(key=key, text=text, since=now, told_at=now))
                tell.append(Alert(key=key, text=text, since=now))
            elif held.ended_at is not None or now - held.told_at >= repeat:
                since = now if held.ended_at is not None else float(held.since)
                change = {"text": text, "since": since, "told_at": now, "ended_at": None}
                db.execute(update(alerts).where(alerts.c.key == key).values(**change))
                tell.append(Alert(key=key, text=text, since=since))
        for key, held in known.items():
            if key not in wrong and held.ended_at is None:
                db.execute(update(alerts).where(alerts.c.key == key).values(ended_at=now))
                tell.append(Alert(key=key, text=f"over: {held.text}", since=float(held.since), over=True))
    return tell


def current(ledger: Ledger) -> list[Alert]:
    """Alerts that are not over."""
    with ledger.engine.connect() as db:
        found = db.execute(select(alerts).where(alerts.c.ended_at.is_(None)).order_by(alerts.c.since))
        return [Alert(key=r.key, text=r.text, since=r.since) for r in found]


def send(settings: Settings, told: list[Alert], log: Callable[[str], None]) -> list[str]:
    """Tell the log and the webhook; what could not be told comes back as lines.

    The webhook's body is signed: `X-Mailroom-Signature: sha256=HMAC(secret, body)`.
    """
    import httpx

    failures = []
    for alert in told:
        log(f"alert {alert.key}: {alert.text}")
        if settings.alerts.webhook is None:
            continue
        body = json.dumps(
            {"key": alert.key, "text": alert.text, "since": alert.since, "over": alert.over}
        ).encode()
        headers = {"Content-Type": "application/json"}
        secret = settings.alerts.webhook_secret()
        if secret:
            headers["X-Mailroom-Signature"] = (
                "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            )
        try:
            httpx.post(settings.alerts.webhook, content=body, headers=headers, timeout=10).raise_for_status()
        except httpx.HTTPError as exc:
            failures.append(f"webhook: {type(exc).__name__}: {exc}")
    return failures
