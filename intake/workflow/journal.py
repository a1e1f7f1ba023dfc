"""The journal of steps, looked at from outside: what has not ended, and what may be forgotten.

DBOS keeps every workflow for ever, and its open edition tidies nothing up by itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from intake.config import Settings
from intake.ledger.database import database_url, engine_for

BATCH = 500
MAX_LISTED = 5000
OPEN = ["PENDING", "ENQUEUED", "DELAYED"]
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRun:
    """A run that the journal holds for not ended."""

    mail: int
    run: int
    executor: str


def journal_url(settings: Settings) -> str:
    """Where the journal lies: a file of its own on SQLite, else beside the ledger."""
    url = database_url(settings)
    if make_url(url).get_backend_name() == "sqlite":
        return f"sqlite:///{(settings.data_dir / 'dbos.sqlite').as_posix()}"
    return url


class Journal:
    """A client of the journal; nothing is run through it."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def open_runs(self) -> list[OpenRun]:
        """At most `MAX_LISTED`, oldest first."""
        found = []
        for status in self._client.list_workflows(
            status=OPEN, name="mail", limit=MAX_LISTED, load_input=False, load_output=False
        ):
            _, mail, run = status.workflow_id.split("-")
            found.append(OpenRun(mail=int(mail), run=int(run), executor=status.executor_id or ""))
        return found

    def cancel(self, run: OpenRun) -> None:
        """It ends without effect: the ledger has moved on."""
        self._client.cancel_workflow(f"mail-{run.mail}-{run.run}")

    def forget(self, before: datetime) -> int:
        """Delete what ended and began before this moment; how many."""
        gone = 0
        while True:
            end = before.astimezone(UTC).isoformat()
            old = self._client.list_workflows(
                status=ENDED, end_time=end, limit=BATCH, load_input=False, load_output=False
            )
            if not old:
                return gone
            self._client.delete_workflows([w.workflow_id for w in old])
            gone += len(old)


@contextmanager
def journal(settings: Settings) -> Iterator[Journal | None]:
    """The journal of these settings, None before the agent's first start. Raises SQLAlchemyError."""
    from dbos import DBOSClient

    if database_url(settings).startswith("sqlite") and not (settings.data_dir / "dbos.sqlite").exists():
        yield None
        return
    engine = engine_for(journal_url(settings), pool_size=2)
    try:
        client = DBOSClient(
            system_database_url=engine.url.render_as_string(hide_password=False),
            system_database_engine=engine,
            retry_connection_errors=False,
        )
    except SQLAlchemyError:
        engine.dispose()
        raise
    try:
        yield Journal(client)
    finally:
        client.destroy()
        engine.dispose()


def forgetting(settings: Settings, keep_s: float) -> Callable[[float], int]:
    """A function of now that forgets what is older than `keep_s`."""

    def work(now: float) -> int:
        with journal(settings) as held:
            return held.forget(datetime.fromtimestamp(now - keep_s, UTC)) if held is not None else 0

    return work
