"""Sixth to eighth set of `bench.extraction`: wordings of invented products.

docs/benchmarks.md says how they were kept apart from the rules.
"""

import re
from pathlib import Path

from bench.foreign import CODE, LINK, Wording

FOLDER = Path(__file__).parent


def invented(name: str) -> list[Wording]:
    """Every mail of `foreign_NAME.txt`. Raises ValueError where a mark has no language and kind."""
    out: list[Wording] = []
    for n, block in enumerate(
        re.split(r"^== ", (FOLDER / f"foreign_{name}.txt").read_text(encoding="utf-8"), flags=re.M)[1:]
    ):
        head, subject, body = block.split("\n", 2)
        language, kind = head.split()
        text, _, button = body.strip().partition("\n> ")
        text = re.sub(r"\bLINK\b", LINK, re.sub(r"\bCODE\b", CODE, text))
        subject = re.sub(r"\bCODE\b", CODE, subject)
        out.append(
            Wording(
                source="invented", name=f"{kind}-{n}", language=language, subject=subject, text=text,
                kind=None if kind in ("code", "none") else kind, button=button, has_code=kind == "code",
            )
        )  # fmt: skip
    return out
