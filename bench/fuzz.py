"""Damaged documents and mails of every type: `python -m bench.fuzz [COUNT] [SECONDS] [SEED]`.

Each input is a seed file, damaged as `bench/samples/damage.py` does; its number and the SEED make it, so
that `python -m bench.fuzz --show SEED NUMBER` writes it again. They are read in processes of some thousands,
each reporting as it goes; a run that is stopped goes on where it was. The last line is one JSON object: how
many were read, by kind and status, the slowest, and the growth of the processes. Exit 1 where anything was
raised, took longer than two seconds of processor time, ended its process, or a process kept growing. Such
inputs are kept in bench/results/fuzz.
"""

import faulthandler
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.samples.damage import damaged

COUNT, SECONDS, SEED = 200_000, 900.0, 4
SLOW_S = 2.0
HANG_S = 100
"""Of the clock; a busy machine gives a process a tenth of its time."""
LOT, WARM = 10_000, 2_500
"""Inputs of one process, and those after which its caches are full."""
MAX_GROWTH_MB = 60
"""Of the resident size from then on; the parser process may have 512 MB in all."""
KEPT = Path(__file__).parent / "results" / "fuzz"


def seeds() -> dict[str, bytes]:
    """The files to damage; pages with their streams in the open, where damage means something."""
    import reportlab.rl_config

    reportlab.rl_config.pageCompression = 0
    from bench.samples import files

    return files.seeds()


class Maker:
    """Input by number."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._files = seeds()
        # Each kind as often as the others, however many samples it has.
        self._kinds: dict[str, list[str]] = {}
        for name in self._files:
            self._kinds.setdefault(name.rpartition(".")[2], []).append(name)
        self._bodies = list(self._files.values())

    def __call__(self, number: int) -> tuple[str, str | None, bytes]:
        """The seed's name, the name the reader is told, and the bytes."""
        chance = random.Random(f"{self._seed}:{number}")
        name = chance.choice(self._kinds[chance.choice(list(self._kinds))])
        data = damaged(self._files[name], self._bodies, chance)
        return name, (name if chance.random() < 0.8 else None), data


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def lot(seed: int, first: int, last: int) -> None:
    """Read inputs in this process; a line of JSON each hundred, and for each that is odd."""
    from intake.sanitize import sanitize
    from intake.sanitize.attachments import sanitize_document

    make = Maker(seed)
    kinds: Counter[str] = Counter()
    worst, warm = (0.0, ""), 0.0
    for number in range(first, last):
        name, told, data = make(number)
        print(json.dumps({"at": number}), flush=True)
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        started = time.process_time()
        try:
            if name.endswith(".mail"):
                sanitize(data)
                kinds["mail"] += 1
            else:
                status = sanitize_document(data, filename=told, media_type=None).status
                kinds[f"{name.rpartition('.')[2]} {status}"] += 1
        except Exception as exc:
            keep(seed, number, name, data)
            print(json.dumps({"raised": f"{number} {name}: {type(exc).__name__}: {exc}"[:300]}), flush=True)
        took = time.process_time() - started
        faulthandler.cancel_dump_traceback_later()
        worst = max(worst, (round(took, 3), f"{number} {name}"))
        if took > SLOW_S:
            keep(seed, number, name, data)
            print(json.dumps({"slow": f"{number} {name}: {took:.2f} s"}), flush=True)
        if number == first + WARM:
            warm = resident_mb()
        if number % 100 == 99 or number == last - 1:
            grown = resident_mb() - warm if warm else 0.0
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            print(
                json.dumps(
                    {"next": number + 1, "kinds": kinds, "worst": worst, "grown": grown, "peak": peak}
                ),
                flush=True,
            )
            kinds.clear()


def keep(seed: int, number: int, name: str, data: bytes) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{seed}-{number}-{name}").write_bytes(data)


class State:
    """What was read so far, on the disk so that a stopped run goes on."""

    def __init__(self, seed: int) -> None:
        self.path = KEPT / f"{seed}.json"
        self.all: dict[str, Any] = {
            "next": 0, "seconds": 0.0, "kinds": {}, "raised": [], "slow": [], "died": [], "worst": [0.0, ""],
            "grown": 0.0, "peak": 0.0,
        }  # fmt: skip
        if self.path.exists():
            self.all = json.loads(self.path.read_text(encoding="utf-8"))

    def add(self, line: dict[str, Any]) -> None:
        for kind in ("raised", "slow"):
            if kind in line:
                self.all[kind].append(line[kind])
        if "next" in line:
            self.all["next"] = line["next"]
            for kind, count in line["kinds"].items():
                self.all["kinds"][kind] = self.all["kinds"].get(kind, 0) + count
            for key in ("worst", "grown", "peak"):
                self.all[key] = max(self.all[key], line[key])
            self.save()

    def save(self) -> None:
        KEPT.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.all), encoding="utf-8")
        fresh.replace(self.path)


def run(state: State, seed: int, last: int) -> None:
    """One process of inputs; where one ends it, the next begins behind that."""
    first = state.all["next"]
    order = [sys.executable, "-m", "bench.fuzz", "--lot", str(seed), str(first), str(last)]
    at, begin = first, time.monotonic()
    with subprocess.Popen(order, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for text in process.stdout:
            line = json.loads(text)
            at = line.get("at", at)
            state.add(line)
    state.all["seconds"] += time.monotonic() - begin
    if process.returncode:
        name, _, data = Maker(seed)(at)
        keep(seed, at, name, data)
        state.all["died"].append(f"{at} {name}: {process.returncode}")
        state.all["next"] = at + 1
    state.save()


def main() -> int:
    if sys.argv[1:2] == ["--lot"]:
        lot(*(int(v) for v in sys.argv[2:5]))
        return 0
    if sys.argv[1:2] == ["--show"]:
        name, _, data = Maker(int(sys.argv[2]))(int(sys.argv[3]))
        keep(int(sys.argv[2]), int(sys.argv[3]), name, data)
        return 0
    count, seconds, seed = (
        kind(sys.argv[n]) if len(sys.argv) > n else default
        for n, (kind, default) in enumerate(((int, COUNT), (float, SECONDS), (int, SEED)), 1)
    )
    state = State(int(seed))
    begin = time.monotonic()
    while state.all["next"] < count and time.monotonic() - begin < seconds:
        run(state, int(seed), min(int(count), state.all["next"] + LOT))
        print(f"{state.all['next']} read, {state.all['seconds']:.0f} s", file=sys.stderr, flush=True)
    told = dict(state.all)
    told |= {"inputs": told.pop("next"), "kinds": dict(sorted(told["kinds"].items()))}
    print(json.dumps({"bench": "fuzz", "seed": seed, **told}))
    bad = told["raised"] or told["slow"] or told["died"] or told["grown"] > MAX_GROWTH_MB
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
