"""Debian's PostgreSQL as an unprivileged process on a free loopback port.

with PostgreSQL() as server:
    create_engine(server.url)
"""

import glob
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

START_S = 30.0


def _binary(name: str) -> str | None:
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    return found[-1] if found else shutil.which(name)


def available() -> bool:
    return _binary("initdb") is not None


class PostgreSQL:
    """One server with an empty database `mailroom`; everything is gone at exit."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._root = Path(tempfile.mkdtemp(prefix="mailroom-pg-"))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://mailroom@127.0.0.1:{self.port}/postgres"

    def __enter__(self) -> "PostgreSQL":
        if os.getuid() == 0:
            shutil.chown(self._root, "postgres")
        initdb = ["-D", str(self._root / "data"), "-U", "mailroom", "-A", "trust", "-N", "-E", "UTF8"]
        subprocess.run(
            [*self._as_user(), str(_binary("initdb")), *initdb], check=True, capture_output=True, cwd="/"
        )
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._root, ignore_errors=True)

    def start(self) -> None:
        options = ["-D", str(self._root / "data"), "-p", str(self.port), "-h", "127.0.0.1", "-F"]
        self._process = subprocess.Popen(
            [*self._as_user(), str(_binary("postgres")), *options, "-k", str(self._root)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        import psycopg

        end = time.monotonic() + START_S
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        """As a shutdown does: sessions are ended."""
        if self._process is not None:
            pg_ctl = [str(_binary("pg_ctl")), "-D", str(self._root / "data"), "-m", "fast", "-w", "stop"]
            subprocess.run([*self._as_user(), *pg_ctl], check=False, capture_output=True, cwd="/")
            self._process.wait(30)
            self._process = None

    def _as_user(self) -> list[str]:
        return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
