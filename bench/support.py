"""How well `verify` tells a supported sentence from an edited one: pairs made by edits. Prints JSON."""

# ruff: noqa: E501 - tables of sentences

import json
from collections import Counter

from intake.verify import supported

THINGS = ["tent", "jacket", "stove", "lamp", "filter", "mattress", "rope", "bottle", "tarp", "helmet"]
FRAMES = [
    ("The {a} costs {n} EUR and the {b} costs {m} EUR.", "The {a} costs {n} EUR.",
     {"number": "The {a} costs {x} EUR.", "swap": "The {a} costs {m} EUR.", "unit": "The {a} costs {n} USD.",
      "negation": "The {a} does not cost {n} EUR."}),
    ("You can return the {a} within {n} days if it is unworn.", "You can return the {a} within {n} days if it is unworn.",
     {"number": "You can return the {a} within {x} days if it is unworn.", "condition": "You can return the {a} within {n} days.",
      "unit": "You can return the {a} within {n} weeks if it is unworn.",
      "modality": "You must return the {a} within {n} days if it is unworn.",
      "negation": "You cannot return the {a} within {n} days if it is unworn."}),
    ("The {a} is on offer until {d} December 2026.", "The {a} is on offer until 2026-12-{d}.",
     {"date": "The {a} is on offer until 2026-12-{e}.", "name": "The {b} is on offer until 2026-12-{d}.",
      "comparison": "The {a} is on offer after {d} December 2026."}),
    ("Orders of more than {n} EUR with a {a} ship free to Austria, those with a {b} to Norway.",
     "Orders of more than {n} EUR with a {a} ship free to Austria.",
     {"comparison": "Orders of at least {n} EUR with a {a} ship free to Austria.",
      "name": "Orders of more than {n} EUR with a {a} ship free to Norway."}),
]  # fmt: skip


def main() -> None:
    good = [0, 0]
    edited: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for i, a in enumerate(THINGS):
        for k in range(4):
            slots = {"a": a, "b": THINGS[(i + k + 1) % 10], "n": 20 + 3 * i + k, "m": 120 + i, "x": 70 + i, "d": 10 + i, "e": 21 + k - (10 + i == 21 + k)}  # fmt: skip
            for source, true, edits in FRAMES:
                evidence = source.format(**slots)
                good[0] += 1
                good[1] += supported(true.format(**slots), evidence) is None
                for kind, text in edits.items():
                    edited[kind] += 1
                    passed[kind] += supported(text.format(**slots), evidence) is None
    wrong = sum(passed.values())
    print(json.dumps({
        "bench": "support", "pairs": good[0] + sum(edited.values()), "recall": good[1] / good[0],
        "precision": good[1] / max(1, good[1] + wrong), "passed_by_edit": {k: f"{passed[k]}/{n}" for k, n in edited.items()},
    }))  # fmt: skip


if __name__ == "__main__":
    main()
