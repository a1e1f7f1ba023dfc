"""Every bench of this folder, each in a process of its own; its JSON goes to bench/results/.

    python -m bench [NAME ...]

A bench is a module here with a `main` that prints one JSON object, or lines of them. Each result is appended
to bench/results/NAME.jsonl with the time and the commit. Exit 1 where a bench failed; the others still run.
"""

import datetime
import json
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results"
LIMIT_S = 3600.0


def names() -> list[str]:
    """Modules of this folder that can be run by themselves."""
    files = sorted(p for p in FOLDER.glob("*.py") if not p.stem.startswith("_"))
    return [p.stem for p in files if '__name__ == "__main__"' in p.read_text(encoding="utf-8")]


def values(text: str) -> list[object]:
    """The JSON documents of an output, one behind the other. Raises ValueError."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        value, at = decoder.raw_decode(text, at)
        found.append(value)
    return found


def commit() -> str | None:
    """The commit that is measured; None outside of a checkout."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=FOLDER, capture_output=True, text=True
        )
    except OSError:
        return None
    return done.stdout.strip() or None


def run(name: str) -> bool:
    """Run one bench and keep what it printed; whether it succeeded."""
    begin = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{name}"],
            cwd=FOLDER.parent,
            stdout=subprocess.PIPE,
            text=True,
            timeout=LIMIT_S,
        )
        found, code = values(done.stdout), done.returncode
    except (subprocess.TimeoutExpired, ValueError) as exc:
        print(f"{name}: {type(exc).__name__}: {exc}", file=sys.stderr)
        return False
    stamp = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "seconds": round(time.monotonic() - begin, 1),
        "exit": code,
    }
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        for value in found:
            line = json.dumps({"bench": name, **stamp, "result": value}, ensure_ascii=False)
            file.write(line + "\n")
            print(line, flush=True)
    return code == 0 and bool(found)


def main() -> int:
    wanted = sys.argv[1:] or names()
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"no bench {', '.join(unknown)}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    failed = [name for name in wanted if not run(name)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
