"""Wall time of the commands that people wait for: `mailroom --help` and `mailroom inspect` of a small mail.

    python -m bench.startup [--rounds 5]

Each is a new process; prints one JSON line with medians in seconds.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench.throughput import MAILROOM, ROOT, mail


def wall_s(*args: str) -> float:
    """Seconds from start to end of one call. Raises where it fails."""
    begin = time.perf_counter()
    subprocess.run([*MAILROOM, *args], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.eml"
        small.write_bytes(mail(1, "How long is a gift voucher valid?"))
        wall_s("--help")  # the first call of a machine reads the program from disk
        figures = {
            "help_s": statistics.median(wall_s("--help") for _ in range(rounds)),
            "inspect_s": statistics.median(wall_s("inspect", "--json", str(small)) for _ in range(rounds)),
        }
    print(json.dumps({"bench": "startup", "rounds": rounds, **{k: round(v, 3) for k, v in figures.items()}}))


if __name__ == "__main__":
    main()
