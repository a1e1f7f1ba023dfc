"""Where the ledger lies, and how its schema moves forward."""

import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import InvalidatePoolError

from intake.config import Settings
from intake.config.base import secret
from intake.errors import Misconfigured, Unreachable

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

BUSY_MS = 60_000
"""How long a writer waits for SQLite's lock before it gives up."""
HELD_MS = 10_000
"""How long PostgreSQL lets a transaction stand still; none of ours waits for anything but the database."""
FRESH_S = 2.0
"""A connection that was given back within so many seconds is taken for alive."""
_MIGRATION_LOCK = 7_260_001


def database_url(settings: Settings) -> str:
    """The ledger's URL, password filled in. Raises Misconfigured."""
    if settings.database_url is None:
        return f"sqlite:///{(settings.data_dir / 'mailroom.sqlite').as_posix()}"
    url = make_url(settings.database_url)
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    password = secret(settings.database_password_env, settings.database_password_file, "database password")
    if password is not None:
        url = url.set(password=password)
    if not url.drivername.startswith(("postgresql", "sqlite")):
        raise Misconfigured(
            f"database_url: {url.drivername} is not supported", mend="use sqlite:/// or postgresql://"
        )
    return url.render_as_string(hide_password=False)


def engine_for(url: str, *, pool_size: int = 10) -> Engine:
    """An engine whose transactions are safe under several threads and processes."""
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=10,
            connect_args={"connect_timeout": 10},
        )
        event.listen(engine, "connect", _let_go)
        event.listen(engine, "checkin", _rested)
        event.listen(engine, "checkout", _alive)
        return engine
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _tune)
    return engine


def _let_go(connection: Any, _record: object) -> None:
    # A machine that is paused inside a transaction would keep its locks, and so every other one from working.
    connection.execute(f"SET idle_in_transaction_session_timeout = {HELD_MS}")
    connection.commit()


def _rested(_connection: Any, record: Any) -> None:
    record.info["rested_at"] = time.monotonic()


def _alive(connection: Any, record: Any, _proxy: object) -> None:
    """Ask a connection that rested whether it lives: the pool then throws all of that age away.

    One that was used a moment ago is not asked, or each transaction would pay a round trip for it.
    """
    rested_at = record.info.get("rested_at")
    if rested_at is None or time.monotonic() - rested_at < FRESH_S:
        return
    try:
        before, connection.autocommit = connection.autocommit, True
        connection.execute("")
        connection.autocommit = before
    except Exception as exc:
        raise InvalidatePoolError from exc


def _tune(connection: Any, _record: object) -> None:
    # IMMEDIATE takes the write lock at BEGIN: two writers wait for each other instead of failing at COMMIT.
    # WAL with NORMAL survives kill -9; after a power cut the last commits may be gone together, and the
    # look before each APPEND makes their repetition harmless.
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = "IMMEDIATE"
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"busy_timeout={BUSY_MS}",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")


def known(revision: str) -> bool:
    """Whether this program knows a schema: its own, or an older one that it can bring forward."""
    return revision in {r.revision for r in _script()[1].walk_revisions()}


def _script() -> "tuple[Config, ScriptDirectory]":
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config, ScriptDirectory.from_config(config)


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the schema to this program's version (or, in tests, to an earlier one), forward only.

    Raises Misconfigured where the database is of a newer program, Unreachable where it does not answer.
    """
    from alembic import command
    from sqlalchemy.exc import OperationalError

    config, script = _script()
    try:
        with engine.connect() as connection:
            current = _revision(connection)
            if current == script.get_current_head():
                return
            if current is not None and current not in {r.revision for r in script.walk_revisions()}:
                raise Misconfigured(
                    f"the database has schema {current}, which is newer than this program",
                    mend="start the newer Mailroom again, or restore a backup of this version",
                )
            connection.rollback()
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_lock({_MIGRATION_LOCK})"))
                connection.commit()
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, to)
                connection.commit()
            finally:
                if engine.dialect.name == "postgresql":
                    connection.rollback()
                    connection.execute(text(f"SELECT pg_advisory_unlock({_MIGRATION_LOCK})"))
                    connection.commit()
    except OperationalError as exc:
        raise Unreachable(
            f"the database does not answer: {str(exc.orig).splitlines()[0]}",
            mend="check database_url and the disk",
        ) from exc


def _revision(connection: Any) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return str(row[0]) if row else None
