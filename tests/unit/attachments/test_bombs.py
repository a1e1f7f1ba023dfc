"""Each bomb ends within the limits with a named reason, in this process and through the limited one."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.samples.bombs import BOMBS
from intake.config import SanitizeSettings
from intake.mail import SanitizedDocument, SanitizedMessage
from intake.sanitize import sanitize
from intake.sanitize.attachments import sanitize_document
from intake.sanitize.isolated import IsolatedSanitizer

MOST_S = 8.0
"""Of processor time, on any machine; the parser process is killed at ten."""


@pytest.fixture(scope="module")
def isolated() -> Iterator[IsolatedSanitizer]:
    with IsolatedSanitizer(SanitizeSettings(max_seconds=10), workers=1) as sanitizer:
        yield sanitizer


def told(seen: SanitizedDocument | SanitizedMessage) -> str:
    """All that a reviewer is told of how the reading ended."""
    lines = [f.technique for f in seen.findings]
    if isinstance(seen, SanitizedMessage):
        lines += [f"{d.kind} {d.note}" for d in seen.defects]
    elif seen.reason:
        lines.append(seen.reason)
    return "\n".join([*lines, *(told(inner) for inner in seen.attachments)])


def peak_mb(sanitizer: IsolatedSanitizer) -> float:
    """The most that the parser process ever held; 0 where a bomb ended it."""
    worker = sanitizer._idle.get()
    sanitizer._idle.put(worker)
    if worker is None or worker.process.poll() is not None:
        return 0.0
    status = Path(f"/proc/{worker.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_within_the_limits_and_says_why(name: str, isolated: IsolatedSanitizer) -> None:
    bomb = BOMBS[name]
    data = bomb.make()
    start = time.process_time()
    if bomb.filename == "mail":
        here: SanitizedDocument | SanitizedMessage = sanitize(data)
        there: SanitizedDocument | SanitizedMessage = isolated.sanitize(data)
    else:
        here = sanitize_document(data, filename=bomb.filename, media_type=None)
        there = isolated.document(data, filename=bomb.filename, media_type=None)
    assert time.process_time() - start < MOST_S
    assert re.search(bomb.told, told(here)), told(here)[:500]
    # The process says the same, or that it was ended.
    assert re.search(f"(?:{bomb.told})|^limit$", told(there), re.MULTILINE), told(there)[:500]
    assert peak_mb(isolated) < 512
