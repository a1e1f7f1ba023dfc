"""The way from settings to a ledger."""

import time
from collections.abc import Callable

from intake.config import Settings
from intake.errors import Misconfigured
from intake.ledger.database import database_url, engine_for, migrate
from intake.ledger.store import Ledger


def open_ledger(settings: Settings, *, now: Callable[[], float] = time.time) -> Ledger:
    """The ledger of these settings, made where it is missing.

    Raises Misconfigured (no rights, newer schema) or Unreachable.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise Misconfigured(
            f"data_dir: {settings.data_dir} cannot be made: {exc.strerror}",
            mend="choose a folder you may write to",
        ) from exc
    engine = engine_for(database_url(settings), pool_size=settings.workers + 4)
    migrate(engine)
    return Ledger(engine, now, anchor=settings.data_dir / "audit.head")
