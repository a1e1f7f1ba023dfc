"""Syncs that are killed: a process imports all once, and each life of it is a fork that kills itself.

    python -m tests.journey.crash_sync FOLDER

prints a JSON line for each moment at which a sync died.
"""

# ruff: noqa: E501 - a table

import functools
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import chromadb  # noqa: F401 - once, before the forks

from intake.config import Settings
from retrieval import KnowledgeBase
from retrieval.manifest import Manifest
from retrieval.vectors import Vectors
from tests.unit.retrieval.letters import Counting

OLD = {"a.md": "# Fee\n\nThe fee is 5 EUR.\n", "b.md": "# Zoo\n\nThe zoo opens at nine.\n"}
NEW = {"a.md": "# Fee\n\nThe fee is 9 EUR.\n\nIt is due at once.\n", "c.md": "# Park\n\nThe park is free.\n"}
MOMENTS: tuple[tuple[type, str, bool], ...] = (
    (Manifest, "add_version", False), (Manifest, "add_vectors", False), (Vectors, "add", False), (Vectors, "add", True),
    (Manifest, "point", False), (Manifest, "point", True), (Vectors, "delete", True), (Manifest, "drop", False),
    (Manifest, "put", False),
)  # fmt: skip
"""Whose first call kills the sync, and whether the call is still done."""


def write(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)


def opened(root: Path) -> KnowledgeBase:
    settings = Settings.model_validate({"data_dir": root / "data", "knowledge": {"folder": root / "k"}})
    return KnowledgeBase.open(settings, embedder=Counting())


def shown(base: KnowledgeBase) -> dict[str, str]:
    """What the index holds of each document: its text, where its passages are slices of it."""
    view, held = base.view().index, {}
    for places in view.places.values():
        for place in places:
            text = base._ready().text(place.source) or ""
            parts = base.passages(place.source)
            whole = bool(parts) and all(text[p.start : p.end] == p.text for p in parts)
            held[place.source] = text if whole else "not whole"
    return held


def lived(work: Callable[[], Any]) -> Any:
    """What a fork answered; None where it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.write(writing, json.dumps(work()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else None


def first(root: Path) -> None:
    with opened(root) as base:
        base.sync()


def killed(root: Path, owner: type, method: str, *, after: bool) -> bool:
    """A sync that dies right before or right after the first call of a method."""
    done = getattr(owner, method)

    def dying(*args: Any, **options: Any) -> Any:
        if after:
            done(*args, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    with opened(root) as base:
        base.search("fee")  # the index is open, as in a running agent
        setattr(owner, method, dying)
        base.sync()
    return True


def found(root: Path) -> dict[str, Any]:
    with opened(root) as base:
        before = shown(base)
        hits = [p.text for p in base.search("what is the fee", 3)]
        base.sync()
        dense = base.view().dense
        assert dense is not None
        assert dense.store is not None
        same = dense.store.ids() == set(base.view().index.ids)
        return {"before": before, "hits": hits, "after": shown(base), "store_agrees": same}


def main() -> None:
    root = Path(sys.argv[1])
    for n, (owner, method, after) in enumerate(MOMENTS):
        place = root / str(n)
        write(place / "k", OLD)
        lived(functools.partial(first, place))
        write(place / "k", NEW)
        alive = lived(functools.partial(killed, place, owner, method, after=after))
        line = {
            "moment": f"{method} {after}",
            "killed": alive is None,
            **lived(functools.partial(found, place)),
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
