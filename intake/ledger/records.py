"""The ledger's records: a mail as it is kept, its decision, its artefact."""

import json
from dataclasses import dataclass
from typing import Any

from intake.errors import Temporary
from intake.ledger.tables import messages

DECIDE_LOCK = 7_260_003
LEASE_S = 18.0
"""How long a worker holds a mail without a sign of life."""


class Fenced(Temporary):
    """Another worker has taken this mail over; whoever sees this stops at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the ledger keeps of a mail's headers."""

    message_id: str | None
    sender: str
    sender_name: str
    subject: str
    thread: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mail as the ledger has it."""

    id: int
    account: str
    folder: str
    uidvalidity: int
    uid: int
    digest: str
    message_id: str | None
    sender: str
    sender_name: str
    subject: str
    thread: str
    flags: tuple[str, ...]
    size: int
    truncated: bool
    received_at: float
    seen_at: float
    decided_at: float | None
    finished_at: float | None
    state: str
    due_at: float
    owner: str | None
    run: int
    fence: int
    attempts: int
    waits: int
    outcome: str | None
    reason: str | None
    workflow: str | None
    error: str | None
    trace: str | None
    artefact_folder: str | None
    artefact_message_id: str | None
    artefact_uid: int | None
    artefact_state: str | None
    result: str | None


COLUMNS = [messages.c[name] for name in Row.__dataclass_fields__]


def row_of(found: Any) -> Row:
    """A Row of a database row that holds its columns."""
    values = {name: getattr(found, name) for name in Row.__dataclass_fields__}
    values["flags"] = tuple(values["flags"].split())
    values["truncated"] = bool(values["truncated"])
    return Row(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    uidvalidity: int
    last_uid: int
    started_at: float
    polled_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An artefact waiting to be laid into the mailbox."""

    folder: str
    message_id: str
    data: bytes
    flags: tuple[str, ...]
    keyword: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided for a mail, ready to be written down."""

    outcome: str
    reason: str | None
    workflow: str | None
    result: str
    """The whole outcome as JSON."""
    parcel: Parcel | None = None
    tokens: int = 0
    cost: float = 0.0
    draft_to: str = ""


def result_of(row: Row) -> dict[str, Any]:
    """The stored outcome, `{}` where there is none."""
    try:
        value = json.loads(row.result) if row.result else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
