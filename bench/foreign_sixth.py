"""Sixth set of `bench.extraction`: wordings of invented products, written before the rules were read.

Whoever mends the rules of `sandbox.extract` must not read `foreign_sixth.txt` before the set's first run.
"""

import re
from pathlib import Path

from bench.foreign import CODE, LINK, Wording

WORDS = Path(__file__).with_name("foreign_sixth.txt")


def sixth(words: Path = WORDS) -> list[Wording]:
    """Every mail of the file. Raises ValueError where a mark has no language and kind."""
    out: list[Wording] = []
    for n, block in enumerate(re.split(r"^== ", words.read_text(encoding="utf-8"), flags=re.M)[1:]):
        head, subject, body = block.split("\n", 2)
        language, kind = head.split()
        text, _, button = body.strip().partition("\n> ")
        text = re.sub(r"\bLINK\b", LINK, re.sub(r"\bCODE\b", CODE, text))
        out.append(
            Wording(
                source="invented", name=f"{kind}-{n}", language=language, subject=subject, text=text,
                kind=None if kind in ("code", "none") else kind, button=button, has_code=kind == "code",
            )
        )  # fmt: skip
    return out
