"""Every fault that the agent has to survive, on real servers: lost, doubled, changed, and how soon well.

    python -m bench.faults                      all of it, hours
    python -m bench.faults --short              each a few times, minutes
    python -m bench.faults --only "BYE" --times 5
    python -m bench.faults --program --kills 60 --mails 300

`--program` kills `mailroom run` itself with the sample company's configuration. A table goes to stderr, one
JSON line to stdout. Exit 1 where anything was lost, doubled or changed, the audit chain is
broken, a process had more than 500 MB, or an alert that is due was not told.
"""

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench.fault_kills import measure
from bench.fault_list import FAULTS

MOST_MB = 500
"""Of the process that holds the agent, or any that it started."""


def line(name: str, times: object, found: dict[str, object]) -> str:
    audit = "" if found.get("audit", True) else "  AUDIT BROKEN"
    cells = [found.get(k, "?") for k in ("mails", "lost", "doubled", "changed", "recovered_s", "memory_mb")]
    due = found.get("due")
    alert = "-" if not due else f"{due} told" if alerted(found) else f"{due} NOT TOLD"
    return f"{name:38}{times!s:>6}" + "".join(f"{c!s:>10}" for c in cells) + f"  {alert}{audit}"


def alerted(found: dict[str, object]) -> bool:
    """Whether the alert that is due was told."""
    due, told = found.get("due"), found.get("told")
    return not due or (isinstance(told, list) and any(str(key).startswith(str(due)) for key in told))


def good(found: dict[str, object]) -> bool:
    whole = not any(found.get(k) for k in ("lost", "doubled", "changed")) and bool(found.get("audit", True))
    return whole and alerted(found)


def apart(n: int, times: int, seed: int) -> dict[str, object]:
    """A fault in a process of its own, whose memory is that of this fault alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, n, times, seed).result()


def run(n: int, times: int, seed: int) -> dict[str, object]:
    return FAULTS[n].run(times, seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--times", type=int)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--program", action="store_true")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--mails", type=int, default=300)
    args = parser.parse_args()
    if args.program:
        found = measure(args.kills, args.mails, args.seed)
        print(json.dumps({"bench": "faults", **found}))
        wrong = found["lost"] or found["doubled"] or found["originals_changed"]
        sys.exit(1 if wrong or not found["audit_chain_valid"] else 0)
    heads = ("mails", "lost", "doubled", "changed", "well in s", "MB")
    print(f"{'fault':38}{'times':>6}" + "".join(f"{h:>10}" for h in heads) + "  alert", file=sys.stderr)
    results, begin = [], time.monotonic()
    for n, fault in enumerate(FAULTS):
        times = args.times or (fault.few if args.short else fault.times)
        if not times or args.only.lower() not in fault.name.lower():
            continue
        try:
            one = {**apart(n, times, args.seed), "due": fault.alert}
        except (RuntimeError, OSError) as exc:
            one = {"error": str(exc), "lost": -1}
        results.append({"fault": fault.name, "times": times, **one})
        print(line(fault.name, times, one) + (f"  {one['error']}" if "error" in one else ""), file=sys.stderr)
    well = all(good(r) and int(str(r.get("memory_mb", 0))) <= MOST_MB for r in results)
    print(json.dumps({"bench": "faults", "seconds": round(time.monotonic() - begin, 1), "faults": results}))
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
