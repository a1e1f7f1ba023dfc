"""The folder is looked at when it changes, and at no moment is a change nobody's."""

import threading
import time
from pathlib import Path

from retrieval.watch import LOOK_ANYWAY_S, watch


def test_a_file_dropped_before_the_watch_stands_is_found(tmp_path: Path) -> None:
    """What comes between the first look and the first watch is not left until the minute is over."""
    stop, seen = threading.Event(), list[set[str]]()

    def look() -> list[str]:
        seen.append({path.name for path in tmp_path.iterdir()})
        (tmp_path / "zoo.txt").touch()
        return []

    thread = threading.Thread(target=watch, args=(lambda: tmp_path, look, stop))
    thread.start()
    try:
        deadline = time.monotonic() + LOOK_ANYWAY_S / 3
        while time.monotonic() < deadline and not any("zoo.txt" in names for names in seen):
            time.sleep(0.02)
    finally:
        stop.set()
        thread.join(20)
    assert "zoo.txt" not in seen[0]
    assert "zoo.txt" in seen[-1]
