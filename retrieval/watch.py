"""Keep the index at the state of the folder while files come, change and go."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from intake.errors import MailroomError

DEBOUNCE_MS = 200
"""Changes this close together are looked at together."""
AGAIN_S = 0.25
"""Between two looks at a file that is being written."""
LOOK_ANYWAY_S = 60.0
"""Some file systems tell of no changes."""

_log = logging.getLogger(__name__)


def watch(folder: Callable[[], Path], sync: Callable[[], Sequence[str]], stop: threading.Event) -> None:
    """Call `sync` at once, after each change and now and then until `stop` is set.

    `sync` answers with the files it could not take yet. An error of ours is logged and tried again.
    """
    from watchfiles import watch as changes

    waiting = _tried(sync)
    while not stop.is_set():
        if not folder().is_dir():
            stop.wait(1.0)
            waiting = True
            continue
        looked = time.monotonic()
        # A change between the last look and the first watch is told of by nobody: look once more.
        waiting = True
        try:
            for changed in changes(
                folder(),
                stop_event=stop,
                debounce=DEBOUNCE_MS,
                step=50,
                rust_timeout=int(AGAIN_S * 1000),
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                if stop.is_set():
                    return
                if changed or waiting or time.monotonic() - looked > LOOK_ANYWAY_S:
                    waiting = _tried(sync)
                    looked = time.monotonic()
                if not folder().is_dir():
                    break
        except (OSError, RuntimeError) as exc:
            # The folder vanished, or the system has no watches left: look by time.
            _log.warning("the knowledge folder cannot be watched, it is looked at each second: %s", exc)
            stop.wait(1.0)
            waiting = _tried(sync)


def _tried(sync: Callable[[], Sequence[str]]) -> bool:
    """Whether to look again soon."""
    try:
        return bool(sync())
    except MailroomError as exc:
        _log.warning("the knowledge folder could not be synced: %s", exc)
        return True
