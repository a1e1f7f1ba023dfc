"""The knowledge folder: which files count, and reading one that nobody is writing."""

import contextlib
import os
import signal
import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.records import Failure

MAX_FILES = 200_000
_IGNORED_ENDS = (".tmp", ".part", ".partial", ".crdownload", ".swp", ".lock", "~")
_IGNORED_STARTS = (".", "~$", "#")
_QUIET_S = 0.1
"""How long a file must rest where the system cannot tell whether it is being written."""
_F_SETSIG = 10
"""Linux, fcntl.h; Python does not name it."""


class BeingWritten(Exception):
    """Somebody is still writing the file: look again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of the folder; `source` is its path below, with forward slashes."""

    source: str
    path: Path
    size: int
    mtime_ns: int


@dataclass(slots=True)
class Scan:
    files: dict[str, Found] = field(default_factory=dict)
    refused: list[Failure] = field(default_factory=list)


def scan(folder: Path) -> Scan:
    """All files below the folder. Links out of it are told and not followed."""
    result = Scan()
    root = Path(os.path.realpath(folder))
    pending = [root]
    while pending:
        try:
            entries = sorted(os.scandir(pending.pop()), key=lambda e: e.name)
        except OSError as exc:
            result.refused.append(Failure(path=str(folder), reason=f"cannot be listed: {exc.strerror}"))
            continue
        for entry in entries:
            if entry.name.startswith(_IGNORED_STARTS) or entry.name.lower().endswith(_IGNORED_ENDS):
                continue
            path = Path(entry.path)
            source = _name(path.relative_to(root).as_posix())
            if entry.is_symlink() and not _stays_inside(path, root):
                result.refused.append(Failure(path=source, reason="a link out of the folder: not followed"))
            elif entry.is_dir(follow_symlinks=False):
                pending.append(path)
            elif entry.is_file():
                _take(result, source, path)
            if len(result.files) >= MAX_FILES:
                result.refused.append(
                    Failure(path=".", reason=f"more than {MAX_FILES} files: the rest is left")
                )
                return result
    return result


def _take(result: Scan, source: str, path: Path) -> None:
    try:
        stat = path.stat()
    except OSError as exc:
        result.refused.append(Failure(path=source, reason=f"cannot be read: {exc.strerror}"))
        return
    result.files[source] = Found(source=source, path=path, size=stat.st_size, mtime_ns=stat.st_mtime_ns)


def _stays_inside(path: Path, root: Path) -> bool:
    """Whether a link leads to a file of the folder; links to folders would only show files twice."""
    real = Path(os.path.realpath(path))
    return real.is_relative_to(root) and real.is_file()


def _name(text: str) -> str:
    """File names that are not UTF-8 as text that can be printed and stored."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_whole(found: Found, *, patience_s: float) -> tuple[bytes, Found]:
    """The file's bytes and the state that they belong to.

    Raises BeingWritten where it does not come to rest in time, OSError where it cannot be read.
    """
    deadline = time.monotonic() + patience_s
    while True:
        with contextlib.suppress(BeingWritten):
            return _read_once(found)
        if time.monotonic() >= deadline:
            raise BeingWritten(found.source)
        time.sleep(0.05)


def _read_once(found: Found) -> tuple[bytes, Found]:
    handle = os.open(found.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        before = os.fstat(file.fileno())
        sure = _nobody_writes(file.fileno())
        if sure is False:
            raise BeingWritten(found.source)
        if sure is None and time.time_ns() - before.st_mtime_ns < _QUIET_S * 1e9:
            raise BeingWritten(found.source)
        data = file.read()
        after = os.stat(found.path)
    if (before.st_mtime_ns, before.st_size, before.st_ino) != (
        after.st_mtime_ns,
        after.st_size,
        after.st_ino,
    ):
        raise BeingWritten(found.source)
    return data, replace(found, size=after.st_size, mtime_ns=after.st_mtime_ns)


def _state(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _nobody_writes(handle: int) -> bool | None:
    """Whether no process has the file open for writing; None where the system cannot tell.

    Linux grants a read lease only then (fcntl(2), F_SETLEASE), to the file's owner, on local disks.
    """
    try:
        import fcntl

        # A broken lease is told by SIGIO, which would end us; SIGURG is ignored by default.
        fcntl.fcntl(handle, _F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return False
    except (ImportError, AttributeError, OSError):
        return None
    return True


def below(source: str, scopes: Collection[str]) -> bool:
    """Whether a document lies in one of the scopes (subfolders or files); without any, all do."""
    if not scopes:
        return True
    clean = [s.strip().strip("/").removeprefix("./") for s in scopes]
    return any(s in {"", "."} or source == s or source.startswith(f"{s}/") for s in clean)
