"""kill -9 in the middle of a sync: the old version or the new one, never a mix."""

import json
import subprocess
import sys
from pathlib import Path

from tests.journey.crash_sync import MOMENTS, NEW, OLD


def test_a_killed_sync_leaves_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    """Killed before and after each thing it writes, and whole again with the next sync."""
    args = [sys.executable, "-m", "tests.journey.crash_sync", str(tmp_path)]
    lines = subprocess.run(args, capture_output=True, text=True, timeout=120, check=True).stdout.splitlines()
    lives = [json.loads(line) for line in lines]
    assert len(lives) == len(MOMENTS)
    for life in lives:
        assert life["killed"], life
        assert life["before"] in (OLD, NEW), life
        fee = "The fee is 5 EUR." if life["before"] == OLD else "The fee is 9 EUR."
        assert any(fee in hit for hit in life["hits"]), life
        assert life["after"] == NEW, life
        assert life["store_agrees"], life
    assert {life["before"] == OLD for life in lives} == {True, False}
