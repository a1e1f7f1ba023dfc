"""One process on one SQLite data folder."""

import contextlib
import fcntl
import os
from pathlib import Path
from typing import IO

from intake.errors import Misconfigured


class DataLock:
    """An exclusive lock on the data folder, held until `release`; the kernel drops it on kill -9."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "mailroom.lock"
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Raises Misconfigured, naming the pid that holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise Misconfigured(
                f"{self._path.parent} is in use by the Mailroom process with pid {holder}",
                mend="stop that one, or give this one a data_dir of its own",
            ) from exc
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
            self._file.close()
            self._file = None
