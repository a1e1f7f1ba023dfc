"""How well `verify` tells a supported sentence from an edited one: pairs written by hand and by rule. Prints JSON."""

# ruff: noqa: E501 - tables of sentences

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.support_pairs import PAIRS
from intake.verify import score, supported

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


HARD = ("number", "date", "amount", "unit", "negation")
"""Edits of which none may pass."""


def pairs() -> Iterator[tuple[str, str, str | None]]:
    """Source, sentence, and the kind of its edit (None for a faithful one)."""
    for source, true, edits in PAIRS:
        yield from ((source, text, None) for text in true)
        yield from ((source, text, re.sub(r"\d", "", kind)) for kind, text in edits.items())
    for i, a in enumerate(THINGS):
        slots = {
            "a": a,
            "b": THINGS[(i + 1) % 10],
            "n": 20 + 3 * i,
            "m": 120 + i,
            "x": 70 + i,
            "d": 10 + i,
            "e": 21 - (i == 11),
        }
        for source, faithful, edits in FRAMES:
            yield source.format(**slots), faithful.format(**slots), None
            yield from ((source.format(**slots), text.format(**slots), kind) for kind, text in edits.items())


def measure() -> dict[str, Any]:
    """Precision and recall of the check, of words alone beside it, and what passes by kind of edit."""
    good, held, plain = 0, 0, 0
    edited: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    by_words: Counter[str] = Counter()
    lost, through = [], []
    for source, text, kind in pairs():
        ok, alike = supported(text, source, language=_language(source)) is None, score(text, source) >= 0.9
        if kind is None:
            good, held, plain = good + 1, held + ok, plain + alike
            lost += [] if ok else [text]
            continue
        edited[kind] += 1
        passed[kind] += ok
        by_words[kind] += alike
        through += [f"{kind}: {text}"] if ok else []
    names = edited["name"] + edited["swap"]
    return {
        "set": "own pairs", "pairs": good + edited.total(), "edited": edited.total(),
        "recall": round(held / good, 4), "precision": round(held / max(1, held + passed.total()), 4),
        "baseline_recall": round(plain / good, 4), "baseline_precision": round(plain / max(1, plain + by_words.total()), 4),
        "hard_edits_passed": sum(passed[k] for k in HARD), "names_passed": round((passed["name"] + passed["swap"]) / names, 4),
        "passed_by_edit": {k: f"{passed[k]}/{n}" for k, n in sorted(edited.items())}, "lost": lost, "through": through,
    }  # fmt: skip


def _language(text: str) -> str:
    from retrieval.language import detect

    return detect(text)


def main() -> None:
    print(json.dumps(measure(), ensure_ascii=False))


if __name__ == "__main__":
    main()
