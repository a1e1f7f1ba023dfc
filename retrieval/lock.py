"""Who owns an index: one process at a time, told by the kernel, gone with the process."""

import os
import threading
from pathlib import Path


class FolderLock:
    """An advisory lock on a file; held until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None
        self._guard = threading.Lock()

    @property
    def held(self) -> bool:
        return self._handle is not None

    def hold(self) -> bool:
        """Take the lock without waiting; whether it is ours now."""
        with self._guard:
            if self._handle is not None:
                return True
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except ImportError:
                pass  # Without flock the owner has to see to it that one process runs.
            except OSError:
                os.close(handle)
                return False
            self._handle = handle
            return True

    def release(self) -> None:
        with self._guard:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None
