"""`likeness`: patterns and a small linear model over the sentences of a text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from intake.sanitize.instructions.carried import decoded
from intake.sanitize.instructions.folded import folds
from intake.sanitize.instructions.model import scores, sentences
from intake.sanitize.instructions.patterns import PATTERNS

VISIBLE = 0.8
"""Least score that is reported of visible text."""
MODEL_VISIBLE = 0.95
"""The model alone must be surer of text that a person reads too: plain sentences look alike to it."""
HIDDEN = 0.5
"""The same of hidden text: who hides it does not write to a person."""
_LINK_ALONE = re.compile(r"\W{0,20}https?://[^\s<>]{1,2000}\W{0,20}")
_TARGET = re.compile(r"<https?://[^\s<>]{1,2000}>")
"""As the sanitizer writes it behind a link's label: nobody reads it, and menus are full of them."""
MAX_SPANS = 100
"""Spans reported of one text."""
MAX_TEXT = 1_000_000
"""Characters looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """`text[start:end]` reads as an instruction to a machine, with `score` 0..1."""

    start: int
    end: int
    score: float
    name: str
    """The pattern, `model`, or either with its carrier in front: `base64:ignore-instructions`."""


def likeness(text: str, *, hidden: bool = False) -> tuple[Likeness, ...]:
    """Spans that read as an instruction to a machine, by position, overlaps merged; deterministic."""
    text = text[:MAX_TEXT]
    least = HIDDEN if hidden else VISIBLE
    found = _spans(text, hidden=hidden)
    for fold in folds(text):
        found += [
            Likeness(
                start=fold.start_of(s.start),
                end=fold.end_of(s.end),
                score=s.score,
                name=f"{fold.name}:{s.name}",
            )
            for s in _patterns(fold.text)
        ]
    for carried in decoded(text):
        inner = [s for s in _spans(carried.text, hidden=True) if s.score >= HIDDEN]
        if inner:
            best = max(inner, key=lambda s: s.score)
            score = max(best.score, VISIBLE)
            found.append(
                Likeness(
                    start=carried.start, end=carried.end, score=score, name=f"{carried.name}:{best.name}"
                )
            )
    return _merged([s for s in found if s.score >= least])


def _spans(text: str, *, hidden: bool) -> list[Likeness]:
    found = _patterns(text)
    least = HIDDEN if hidden else MODEL_VISIBLE
    spans = sentences(text)
    said = [_TARGET.sub("", text[a:b]) for a, b in spans]
    for (start, end), score in zip(spans, scores(said), strict=True):
        # The model knows words; a link that stands alone has none, and newsletters are full of them.
        if score >= least and not _LINK_ALONE.fullmatch(text, start, end):
            found.append(Likeness(start=start, end=end, score=score, name="model"))
    return found


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[str, float, Any], ...]:
    import re2  # imported late: 11 patterns take some milliseconds

    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = 12 << 20  # each pattern may keep so much of its automaton
    options.log_errors = False  # falls back to a slower automaton, in linear time all the same
    return tuple((p.name, p.score, re2.compile(p.expression, options)) for p in PATTERNS)


def _patterns(text: str) -> list[Likeness]:
    found: list[Likeness] = []
    for name, score, pattern in _compiled():
        for match in pattern.finditer(text):
            found.append(Likeness(start=match.start(), end=match.end(), score=score, name=name))
            if len(found) >= 10 * MAX_SPANS:
                return found
    return found


def _merged(spans: list[Likeness]) -> tuple[Likeness, ...]:
    """By position; of those that overlap the best score, all their extent, and a pattern's name if any."""
    out: list[Likeness] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if out and span.start < out[-1].end:
            last = out[-1]
            # A pattern says what it is; that the model is surer of it adds nothing to the name.
            named = max((last, span), key=lambda s: (s.name != "model", s.score))
            score = max(last.score, span.score)
            out[-1] = Likeness(start=last.start, end=max(last.end, span.end), score=score, name=named.name)
        else:
            out.append(span)
    return tuple(out[:MAX_SPANS])
