"""An idle agent kept small: few heaps, freed memory handed back, heavy learning in a process that ends.

Training the classifier and embedding a whole folder need three times the memory of using the result, and
neither Python nor the numeric libraries give it back; a process that ends does.
"""

import contextlib
import ctypes
import gc
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.config import Settings

_M_ARENA_MAX = -8
ARENAS = 2
"""Heaps of glibc; by default eight a processor, each of which keeps what its threads once needed."""
WAIT_S = 0.2
_COUNTING = threading.Lock()
_busy, _wanted = 0, True
"""How many are undisturbed at the moment, and whether the search went on before the first of them."""


def spare() -> None:
    """Few heaps from here on; to be called before threads are started. Nothing where there is no glibc."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS)


def trim() -> None:
    """Give memory that is free back to the system. Nothing where there is no glibc."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """No search for circles of garbage meanwhile: of a tree just built nothing is garbage, and each search
    walks through all of it. For work that is bounded, since others' garbage waits as well.
    """
    global _busy, _wanted
    with _COUNTING:
        _wanted = _wanted if _busy else gc.isenabled()
        _busy += 1
        gc.disable()
    try:
        yield
    finally:
        with _COUNTING:
            _busy -= 1
            if _wanted and not _busy:
                gc.enable()


def reclaim() -> None:
    """Take back what nobody holds any more, circles included, and give it to the system."""
    gc.collect()
    trim()


def prepared(settings: "Settings", stop: threading.Event) -> None:
    """Let a process of its own learn (`intake.bootstrap.learn`), where there is nothing yet to read.

    Cut short by `stop`. Its failure is no error: the caller learns by itself then, and tells what is wrong.
    """
    if any((settings.data_dir / "classifier").glob("*.npz")) and (settings.data_dir / "knowledge").exists():
        return
    paths = os.pathsep.join(p for p in sys.path if p)
    child = subprocess.Popen(
        [sys.executable, "-c", "from intake.memory import child; child()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,  # Ctrl-C is for its parent, which ends it
    )
    assert child.stdin is not None
    with contextlib.suppress(OSError), child.stdin as pipe:
        pipe.write(settings.model_dump_json().encode())
    while child.poll() is None and not stop.is_set():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(WAIT_S)
    if child.poll() is None:
        child.kill()
        child.wait()


def child() -> None:
    """The learning process: settings as JSON on stdin, what was learned in the data folder."""
    from intake.bootstrap import learn
    from intake.config import Settings

    learn(Settings.model_validate_json(sys.stdin.buffer.read()))
