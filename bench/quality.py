"""Every figure of grounding, each beside its baseline, as JSON lines.

    python -m bench.quality [--data FOLDER] [PART ...]

Without `--data` the parts that need no public set run: pairs, liar, training, scale. With the folder of
public sets (StackFAQ, SQuAD2, Cranfield, CLINC150, Banking77, HINT3, WiCE; see `bench.quality_sets`) also
retrieval, classify, refusal and claims. Thresholds and weights come from training and development parts only.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Lines = Iterator[dict[str, Any]]


def retrieval(data: Path) -> Lines:
    from bench.quality_retrieval import measure
    from bench.quality_sets import cranfield, squad, stackfaq

    yield from (measure(load(data)) for load in (stackfaq, squad, cranfield))


def classify(data: Path) -> Lines:
    from bench.quality_classify import measure, sets

    yield from (measure(found) for found in sets(data))


def refusal(data: Path) -> Lines:
    from bench.quality_answer import by_signs, figures

    for name, cases in by_signs(data):
        yield {"signs": name, **figures(cases)}


def claims(data: Path) -> Lines:
    from bench.quality_claims import measure

    yield measure(data)


def pairs(_: Path) -> Lines:
    from bench.support import measure

    yield measure()


def liar(_: Path) -> Lines:
    from bench.quality_liar import measure

    yield measure()


def training(_: Path) -> Lines:
    from bench.quality_scale import training as measure

    yield measure()


def scale(_: Path) -> Lines:
    from bench.quality_scale import mails, measure

    yield measure()
    yield mails()


OWN: dict[str, Callable[[Path], Lines]] = {"pairs": pairs, "liar": liar, "training": training, "scale": scale}
PUBLIC: dict[str, Callable[[Path], Lines]] = {
    "retrieval": retrieval,
    "classify": classify,
    "refusal": refusal,
    "claims": claims,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of the public sets")
    parser.add_argument(
        "part", nargs="*", choices=[*OWN, *PUBLIC, []], help="all that can run, when none is named"
    )
    options = parser.parse_args()
    chosen = options.part or [*OWN, *(PUBLIC if options.data else ())]
    if options.data is None and any(name in PUBLIC for name in chosen):
        parser.error(
            f"{', '.join(n for n in chosen if n in PUBLIC)}: name the folder of the sets with --data"
        )
    for name in chosen:
        begin = time.monotonic()
        for line in (OWN | PUBLIC)[name](options.data):
            took = round(time.monotonic() - begin, 1)
            print(json.dumps({"part": name, **line, "seconds": took}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
