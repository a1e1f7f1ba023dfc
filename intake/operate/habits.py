"""How people answered before: the sentences that stand in most replies, as the frame of a template. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from intake.verify import sentences
from retrieval.language import detect

MIN_REPLIES: Final = 5
"""Fewer answers are no habit."""
SHARE: Final = 0.5
"""A sentence that stands in this part of the replies belongs to the frame."""
ONE_LANGUAGE: Final = 0.8
"""A frame has one language: where fewer replies than this part share theirs, none is proposed."""
MAX_FRAME: Final = 4
MAX_REPLIES: Final = 200
MAX_CHARS: Final = 4000
_GREETING: Final = re.compile(r"(?:\S+[ \t]+){0,5}\S+[,!:.]?")
# Facts go through the sources and their citations, never through a frame that stands under every reply.
_FACT: Final = re.compile(r"[\d@<>{}%#$€£|]|https?:|www\.")


@dataclass(slots=True)
class _Seen:
    """One sentence over all replies: in how many, and where in them on average (0 first, 1 last)."""

    text: str
    places: list[float] = field(default_factory=list)


def template(replies: Sequence[str]) -> str | None:
    """A reply's template in the words of those replies, given without quoted text and signature.

    What most of them say before the answer and behind it, each sentence without number, link or address.
    None where there are fewer than MIN_REPLIES, they are in several languages, or no habit shows.
    """
    used = [text[:MAX_CHARS] for text in replies[-MAX_REPLIES:] if text.strip()]
    languages = Counter(detect(text) for text in used)
    if len(used) < MIN_REPLIES or max(languages.values()) < ONE_LANGUAGE * len(used):
        return None
    seen: dict[str, _Seen] = {}
    for text in used:
        said = [" ".join(s.text.split()) for s in sentences(_body(text))]
        for at, sentence in enumerate(said):
            key = sentence.casefold()
            if said.index(sentence) == at and not _FACT.search(sentence):
                seen.setdefault(key, _Seen(sentence)).places.append(at / max(1, len(said) - 1))
    habits = [s for s in seen.values() if len(s.places) >= SHARE * len(used)]
    habits = sorted(habits, key=lambda s: -len(s.places))[:MAX_FRAME]
    if not habits:
        return None
    before = [s for s in habits if _place(s) < 0.5]
    behind = [s for s in habits if _place(s) >= 0.5]
    parts = ["{{ greeting }}", _joined(before) or "{{ thanks }}", "{{ answers }}", "{{ missing }}"]
    parts += [_joined(behind), "{{ transparency }}", "{{ signature }}"]
    return "\n\n".join(part for part in parts if part) + "\n"


def _body(text: str) -> str:
    """Without the line that greets and the short lines that close."""
    lines = text.strip().splitlines()
    if len(lines) > 1 and len(lines[0]) <= 60 and _GREETING.fullmatch(lines[0].strip()):
        lines = lines[1:]
    while len(lines) > 1 and (not lines[-1].strip() or not re.search(r"[.!?…。]\s*$", lines[-1])):
        lines.pop()
    return "\n".join(lines)


def _place(seen: _Seen) -> float:
    return sum(seen.places) / len(seen.places)


def _joined(habits: Sequence[_Seen]) -> str:
    return " ".join(s.text for s in sorted(habits, key=_place))
