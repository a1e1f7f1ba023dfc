"""What is wrong right now, told once, and told again when it is over."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from intake.config import Settings
from intake.config.base import duration_s
from intake.ledger import Ledger
from intake.ledger.tables import alerts
from intake.operate.conditions import conditions

__all__ = ["Alert", "check", "conditions", "current", "untold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something a person should know. `over` is set on the notice that it has ended."""

    key: str
    text: str
    since: float
    over: bool = False


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


def untold(ledger: Ledger, alert: Alert) -> None:
    """It reached nobody: the next check tells it again."""
    with ledger.write() as db:
        db.execute(update(alerts).where(alerts.c.key == alert.key).values(told_at=0.0))
