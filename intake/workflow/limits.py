"""Caps, loops and bursts: what keeps an agent from talking to a machine all night."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, or_, select

from intake.config import AccountSettings, Settings
from intake.config.base import duration_s
from intake.ledger.records import Row
from intake.ledger.store import Ledger
from intake.ledger.tables import messages

HOUR_S = 3600.0
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A cap that is full. `until` is when there may be room again, in seconds since 1970."""

    cap: str
    text: str
    until: float


def own_addresses(settings: Settings) -> frozenset[str]:
    """Every address that is ours, lower-case: mail from one of them needs no answer."""
    return frozenset(a.lower() for account in settings.accounts for a in (account.address, *account.aliases))


def before_work(ledger: Ledger, settings: Settings, row: Row) -> Reached | None:
    """A cap on runs, tokens or money that this mail would break, before anything is spent on it.

    Mails that are worked on at the same moment do not see each other here: `draft_cap` looks again.
    """
    with ledger.read() as db:
        return _day(db, settings, row, ledger.now())


def _day(db: Connection, settings: Settings, row: Row, now: float) -> Reached | None:
    """The caps of a day."""
    caps = settings.guard.caps
    today = and_(messages.c.decided_at >= now - DAY_S, messages.c.id != row.id, messages.c.run > 0)
    runs, tokens, cost = db.execute(
        select(func.count(), func.sum(messages.c.tokens), func.sum(messages.c.cost)).where(today)
    ).one()
    mine = 0
    if caps.runs_per_sender_day is not None and row.sender:
        mine = db.execute(select(func.count()).where(today, messages.c.sender == row.sender)).scalar_one()
    # Where the extractive writer takes over from a model, a spent budget stops the model and not the mail.
    bought = settings.models.on_failure != "extractive"
    full: tuple[tuple[str, float | None, float], ...] = (
        ("runs_per_day", caps.runs_per_day, float(runs)),
        ("tokens_per_day", caps.tokens_per_day if bought else None, float(tokens or 0)),
        ("cost_per_day", caps.cost_per_day if bought else None, float(cost or 0.0)),
        ("runs_per_sender_day", caps.runs_per_sender_day if row.sender else None, float(mine)),
    )
    for name, limit, used in full:
        if limit is not None and used >= limit:
            return Reached(cap=name, text=f"cap {name} of {limit:g} reached", until=now + HOUR_S)
    return None


def draft_cap(
    settings: Settings, row: Row, workflow: str | None, now: float
) -> Callable[[Connection], str | None]:
    """The look at what was done, under the ledger's decision lock: of two workers one gets the last."""
    caps, budget = settings.guard.caps, None
    chosen = settings.workflow(workflow)
    if chosen is not None:
        budget = chosen.budget

    def look(db: Connection) -> str | None:
        reached = _day(db, settings, row, now)
        if reached is not None:
            return reached.text
        drafted = and_(messages.c.outcome == "drafted", messages.c.id != row.id)
        if caps.drafts_per_sender_hour is not None and row.sender:
            made = db.execute(
                select(func.count()).where(
                    drafted, messages.c.sender == row.sender, messages.c.decided_at >= now - HOUR_S
                )
            ).scalar_one()
            if made >= caps.drafts_per_sender_hour:
                return f"cap drafts_per_sender_hour of {caps.drafts_per_sender_hour} reached"
        if caps.drafts_per_thread_day is not None and row.thread:
            made = db.execute(
                select(func.count()).where(
                    drafted,
                    messages.c.account == row.account,
                    messages.c.thread == row.thread,
                    messages.c.decided_at >= now - DAY_S,
                )
            ).scalar_one()
            if made >= caps.drafts_per_thread_day:
                return f"cap drafts_per_thread_day of {caps.drafts_per_thread_day} reached"
        if budget is not None and workflow is not None:
            runs, cost = db.execute(
                select(func.count(), func.sum(messages.c.cost)).where(
                    messages.c.workflow == workflow,
                    messages.c.id != row.id,
                    messages.c.decided_at >= now - DAY_S,
                )
            ).one()
            if budget.runs_per_day is not None and runs >= budget.runs_per_day:
                return f"budget runs_per_day of {workflow} ({budget.runs_per_day}) reached"
            if budget.cost_per_day is not None and float(cost or 0.0) >= budget.cost_per_day:
                return f"budget cost_per_day of {workflow} ({budget.cost_per_day:g}) reached"
        return None

    return look


def merged_into(ledger: Ledger, account: AccountSettings, row: Row) -> int | None:
    """The later mail of the same person in the same thread that answers this one too, else None."""
    if duration_s(account.settle) <= 0 or not row.thread or not row.sender:
        return None
    with ledger.read() as db:
        return db.execute(
            select(func.max(messages.c.id)).where(
                messages.c.account == row.account,
                messages.c.thread == row.thread,
                messages.c.sender == row.sender,
                messages.c.id > row.id,
                messages.c.decided_at.is_(None),
                or_(messages.c.state == "waiting", messages.c.state == "working"),
            )
        ).scalar()


def merged_from(ledger: Ledger, row: Row) -> list[str]:
    """Digests of earlier mails that this one answers too, oldest first."""
    with ledger.read() as db:
        return list(
            db.execute(
                select(messages.c.digest)
                .where(
                    messages.c.account == row.account,
                    messages.c.thread == row.thread,
                    messages.c.sender == row.sender,
                    messages.c.id < row.id,
                    messages.c.outcome == "ignored",
                    messages.c.reason == f"merged into {row.id}",
                )
                .order_by(messages.c.id)
                .limit(20)
            ).scalars()
        )
