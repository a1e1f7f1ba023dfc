"""Backup and restore of ledger, audit anchor and knowledge index, while the agent runs.

One compressed tar file. SQLite files are copied by SQLite's own backup, which is consistent under writers;
the tables of PostgreSQL are written as JSON lines inside one snapshot. The journal is left out on purpose:
after a restore each mail in hand is begun anew, and the look before every APPEND finds what lies there.
"""

import base64
import contextlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, func, insert, select, text

from intake.config import Settings
from intake.errors import Misconfigured, OverQuota
from intake.ledger.database import database_url, known
from intake.ledger.open import open_ledger
from intake.ledger.store import Ledger
from intake.ledger.tables import metadata
from intake.workflow.lock import DataLock

FORMAT = 1
BATCH = 500
MAX_MEMBER = 200 * 2**30
"""Bytes of one file in a backup; what claims more is not one of ours."""
LEDGER, ANCHOR, ABOUT = "mailroom.sqlite", "audit.head", "about.json"
_LINE_MOST = 400_000_000


def backup(settings: Settings, path: Path) -> dict[str, Any]:
    """Write the backup and say what is in it. The file appears whole or not at all.

    Raises Misconfigured where there is nothing to back up or the place cannot be written, OverQuota where
    the disk is full.
    """
    if path.exists():
        raise Misconfigured(f"{path} exists already", mend="name a new file for each backup")
    ledger = open_ledger(settings)
    half = path.with_name(f".{path.name}.half")
    try:
        ledger.seal()
        with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".backup-") as name:
            about = _gather(settings, ledger, Path(name))
            with tarfile.open(half, "w:gz", compresslevel=3) as tar:
                for file in sorted(p for p in Path(name).rglob("*") if p.is_file()):
                    tar.add(file, file.relative_to(name).as_posix())
        half.chmod(0o600)  # it holds customers' mail
        half.replace(path)
    except OSError as exc:
        half.unlink(missing_ok=True)
        if exc.errno == 28:
            raise OverQuota(
                f"{path}: the disk is full",
                mend="make room in it and in data_dir: both need the size of the data",
            ) from exc
        raise Misconfigured(f"{path}: {exc.strerror}", mend="name a file you may write") from exc
    finally:
        ledger.engine.dispose()
    return {**about, "path": str(path), "bytes": path.stat().st_size}


def restore(settings: Settings, path: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put a backup in place of what is there; the agent has to be stopped.

    Raises Misconfigured where it runs, where mails would be lost without `replace`, where the file is no
    backup, of a newer program, or of the other kind of database.
    """
    lock = DataLock(settings.data_dir)
    lock.acquire()
    try:
        with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore-") as name:
            folder = Path(name)
            about = _unpacked(path, folder)
            sqlite = database_url(settings).startswith("sqlite")
            if about["database"] != ("sqlite" if sqlite else "postgresql"):
                raise Misconfigured(
                    f"{path} is of {about['database']}", mend="restore it under the same database_url"
                )
            if not known(str(about["revision"])):
                raise Misconfigured(f"{path} was made by a newer Mailroom", mend="restore it with that one")
            _may_replace(settings, replace)
            (_put_files if sqlite else _put_rows)(settings, folder)
            _put_knowledge(settings, folder)
        ledger = open_ledger(settings)  # an older schema moves forward here, a newer one is refused
        ledger.note("restored", actor="operator", facts={"made_at": about["made_at"]})
        ledger.seal()
        ledger.engine.dispose()
    finally:
        lock.release()
    return about


# -- making -------------------------------------------------------------------------------------------


def _gather(settings: Settings, ledger: Ledger, folder: Path) -> dict[str, Any]:
    sqlite = ledger.engine.dialect.name == "sqlite"
    with ledger.engine.connect() as db:
        revision = db.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if sqlite:
        _copy_sqlite(Path(str(ledger.engine.url.database)), folder / LEDGER)
        mails = _count(folder / LEDGER)
    else:
        mails = _dump(ledger, folder)
    with contextlib.suppress(FileNotFoundError):
        (folder / ANCHOR).write_bytes((settings.data_dir / ANCHOR).read_bytes())
    home = settings.data_dir / "knowledge"
    files = [p for p in home.rglob("*") if p.is_file() and p.name != "lock"] if home.is_dir() else []
    for file in files:
        target = folder / "knowledge" / file.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix in {".db", ".sqlite3"}:
            _copy_sqlite(file, target)
        elif not file.name.endswith(("-wal", "-shm", "-journal")):
            with contextlib.suppress(FileNotFoundError):
                # Vectors changed meanwhile are mended by the next start, which compares them with the rest.
                target.write_bytes(file.read_bytes())
    about = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": "sqlite" if sqlite else "postgresql",
        "revision": revision,
        "mails": mails,
        "knowledge_files": len(files),
    }
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")
    return about


def _copy_sqlite(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(source, timeout=60)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new, pages=2000, sleep=0.01)


def _count(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM messages").fetchone()[0])


def _dump(ledger: Ledger, folder: Path) -> int:
    mails = 0
    with ledger.engine.connect().execution_options(isolation_level="REPEATABLE READ") as db:
        for table in metadata.sorted_tables:
            with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
                for row in db.execution_options(yield_per=BATCH).execute(select(table)):
                    values = {k: _plain(v) for k, v in row._mapping.items()}
                    file.write(json.dumps(values, ensure_ascii=True) + "\n")
                    mails += table.name == "messages"
    return mails


def _plain(value: object) -> object:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes | memoryview) else value


# -- putting back -------------------------------------------------------------------------------------


def _put(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One plain file below `folder`. Raises TarError for anything else.

    `tarfile`'s own filter does the same, and is missing from Python 3.11.0 to 3.11.3 (PEP 706).
    """
    target, data = folder.resolve() / member.name, tar.extractfile(member) if member.isfile() else None
    if data is None or member.size > MAX_MEMBER or not target.resolve().is_relative_to(folder.resolve()):
        raise tarfile.TarError(member.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(data, file)


def _unpacked(path: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                _put(tar, member, folder)
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if not isinstance(about, dict) or not isinstance(about.get("format"), int):
            raise ValueError(ABOUT)
    except (OSError, EOFError, tarfile.TarError, ValueError) as exc:
        raise Misconfigured(
            f"{path} is no backup of Mailroom, or is damaged: {type(exc).__name__}",
            mend="name a file that `mailroom backup` wrote",
        ) from exc
    if about["format"] > FORMAT:
        raise Misconfigured(f"{path} was made by a newer Mailroom", mend="restore it with that one")
    return about


def _may_replace(settings: Settings, replace: bool) -> None:
    ledger = open_ledger(settings)
    try:
        with ledger.engine.connect() as db:
            held = db.execute(select(func.count()).select_from(metadata.tables["messages"])).scalar_one()
    finally:
        ledger.engine.dispose()
    if held and not replace:
        raise Misconfigured(
            f"the ledger holds {held} mails, which the backup would replace",
            mend="make a backup of them first, then say --replace",
        )


def _put_files(settings: Settings, folder: Path) -> None:
    ledger = settings.data_dir / LEDGER
    # The journal and the write-ahead logs belong to what is replaced.
    for old in (*settings.data_dir.glob("dbos.sqlite*"), *settings.data_dir.glob(f"{LEDGER}-*")):
        old.unlink()
    (folder / LEDGER).replace(ledger)
    _put_anchor(settings, folder)


def _put_anchor(settings: Settings, folder: Path) -> None:
    anchor = settings.data_dir / ANCHOR
    anchor.unlink(missing_ok=True)
    if (folder / ANCHOR).exists():
        (folder / ANCHOR).replace(anchor)


def _put_rows(settings: Settings, folder: Path) -> None:
    ledger = open_ledger(settings)
    try:
        with ledger.engine.begin() as db:
            for table in reversed(metadata.sorted_tables):
                db.execute(table.delete())
            for table in metadata.sorted_tables:
                binary = {c.name for c in table.columns if isinstance(c.type, LargeBinary)}
                for rows in _batches(folder / f"{table.name}.jsonl", binary):
                    db.execute(insert(table), rows)
            _advance(db)
    finally:
        ledger.engine.dispose()
    _put_anchor(settings, folder)


def _batches(path: Path, binary: set[str]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    if not path.exists():  # a table that the backup's program did not have yet
        return
    with open(path, encoding="utf-8") as file:
        while line := file.readline(_LINE_MOST):
            row = json.loads(line)
            batch.append(
                {k: base64.b64decode(v) if k in binary and v is not None else v for k, v in row.items()}
            )
            if len(batch) >= BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _advance(db: Connection) -> None:
    """Sequences go on behind what was put back."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.autoincrement is True:
            db.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "  # noqa: S608 - names of our own tables
                    f"GREATEST((SELECT COALESCE(MAX({column.name}), 0) FROM {table.name}), 1))"
                )
            )


def _put_knowledge(settings: Settings, folder: Path) -> None:
    import shutil

    if (folder / "knowledge").is_dir():
        home = settings.data_dir / "knowledge"
        shutil.rmtree(home, ignore_errors=True)
        (folder / "knowledge").replace(home)
