"""Pages of the list of mails: filtered, newest first, each read from an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, func, or_, select

from intake.ledger import Ledger
from intake.ledger.tables import messages

PAGE: Final = 50
SEARCHED: Final = 20_000
"""A word is looked for among this many of the newest mails; an address or an id among all."""
PERSON: Final = ("escalated", "quarantined", "failed")

View = Literal["", "review", "person"]
"""`review`: drafts nobody has judged. `person`: what went to a person instead of a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the reader asked for; empty strings ask for everything."""

    view: View = ""
    outcome: str = ""
    workflow: str = ""
    query: str = ""
    before: int | None = None
    """Only mails with a smaller id: the next page."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a list shows of one mail."""

    id: int
    sender: str
    sender_name: str
    subject: str
    workflow: str | None
    outcome: str | None
    reason: str | None
    state: str
    received_at: float
    finished_at: float | None


COLUMNS: Final = [messages.c[name] for name in Line.__dataclass_fields__]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    rows: tuple[Line, ...]
    more: int | None
    """`before` of the next page; None where this is the last."""
    partial: bool = False
    """Whether older mails were not searched."""


def view_of(text: str) -> View:
    return next((v for v in get_args(View) if v == text), "")


def find(ledger: Ledger, wanted: Wanted) -> Found:
    """One page of `PAGE` mails."""
    if wanted.view == "person":
        # One index a kind, merged: together they would be sorted whole.
        parts = [_rows(ledger, wanted, [messages.c.outcome == o]) for o in PERSON]
        rows = sorted((r for part in parts for r in part), key=lambda r: -r.id)
    else:
        rows = _rows(ledger, wanted, _conditions(ledger, wanted))
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    word = bool(wanted.query) and not wanted.query.isdecimal() and "@" not in wanted.query
    return Found(rows=tuple(rows[:PAGE]), more=more, partial=word)


def _conditions(ledger: Ledger, wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.view == "review":
        where += [messages.c.outcome == "drafted", messages.c.artefact_state == "laid"]
    if wanted.outcome:
        where.append(messages.c.outcome == wanted.outcome)
    if wanted.workflow:
        where.append(messages.c.workflow == wanted.workflow)
    if wanted.query:
        where += _search(ledger, wanted.query)
    return where


def _search(ledger: Ledger, query: str) -> list[ColumnElement[bool]]:
    if query.isdecimal() and len(query) < 19:
        return [messages.c.id == int(query)]
    if "@" in query and " " not in query:
        return [or_(messages.c.sender == query, messages.c.sender == query.lower())]
    with ledger.engine.connect() as db:
        newest = db.execute(select(func.max(messages.c.id))).scalar() or 0
    like = "%" + query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = (messages.c.subject, messages.c.sender, messages.c.sender_name, messages.c.reason)
    return [messages.c.id > newest - SEARCHED, or_(*(c.ilike(like, escape="\\") for c in columns))]


def _rows(ledger: Ledger, wanted: Wanted, where: Sequence[ColumnElement[bool]]) -> list[Line]:
    query = select(*COLUMNS).where(*where).order_by(messages.c.id.desc()).limit(PAGE + 1)
    if wanted.before is not None:
        query = query.where(messages.c.id < wanted.before)
    with ledger.engine.connect() as db:
        return [Line(*r) for r in db.execute(query)]
