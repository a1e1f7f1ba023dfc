"""Documents with words of which it is known whether a person sees them: `Hxx` hidden, `Vxx` visible.

Techniques of docs/reference/techniques.md singly and together, and honest looks that resemble one.
"""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.samples.pdf import PDF
from bench.samples.sheets import SHEETS
from bench.samples.slides import SLIDES
from bench.samples.text import TEXT

BLIND = ("blind-documents", "blind-documents-second", "blind-documents-third")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file with its marked words."""

    name: str
    data: bytes
    hidden: frozenset[str]
    visible: frozenset[str]


def papers() -> list[Paper]:
    """All of them, made anew: nothing is stored, so nothing can go stale."""
    found = []
    for kind, makers in (("pdf", PDF), ("docx", TEXT), ("xlsx", SHEETS), ("pptx", SLIDES)):
        for name, make in makers.items():
            found.append(_paper(name if "." in name else f"{name}.{kind}", make))
    return found


def blind(name: str) -> list[Paper]:
    """A set (of `BLIND`) by somebody who had not looked at the readers, stored as it was written."""
    with zipfile.ZipFile(Path(__file__).parent / f"{name}.zip") as stored:
        labels = json.loads(stored.read("labels.json"))
        return [
            Paper(
                name=file,
                data=stored.read(file),
                hidden=frozenset(told.get("hidden", ())),
                visible=frozenset(told.get("visible", ())),
            )
            for file, told in labels.items()
        ]


def _paper(name: str, make: Callable[[Any], bytes]) -> Paper:
    words: list[str] = []

    def word(mark: str) -> str:
        """A new marked word: `Haa`, `Hab` and so on."""
        number = len(words)
        words.append(mark + chr(97 + number // 26) + chr(97 + number % 26))
        return words[-1]

    data = make(word)
    return Paper(
        name=name,
        data=data,
        hidden=frozenset(w for w in words if w[0] == "H"),
        visible=frozenset(w for w in words if w[0] == "V"),
    )


def saved(save: Callable[[Any], Any]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
