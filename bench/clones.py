"""What the word sets of `bench.extraction` read from clones of public repositories."""

import re
import subprocess
from pathlib import Path

_PAIR = re.compile(
    r"'((?:[^'\\]|\\.)*)'\s*\]?\s*=>?\s*(?:'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\")"
)  # fmt: skip


def show(clone: Path, path: str) -> str:
    """A file of the newest commit. Raises CalledProcessError where there is none."""
    done = subprocess.run(["git", "-C", str(clone), "show", f"HEAD:{path}"], capture_output=True, check=True)
    try:
        return done.stdout.decode("utf-8")
    except UnicodeDecodeError:
        return done.stdout.decode("latin-1")


def php(text: str) -> dict[str, str]:
    """The keys of a PHP array, or of assignments to one, with their words; empty ones are not translated."""
    pairs = ((_bare(key), _bare(a or b)) for key, a, b in _PAIR.findall(text))
    return {key: words for key, words in pairs if words}


def _bare(text: str) -> str:
    return text.replace("\\'", "'").replace('\\"', '"')
