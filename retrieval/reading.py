"""How well a passage's words meet those of a question, each word read in its context.

Late interaction as in ColBERT (Khattab & Zaharia 2020): each token of the question is paired with the nearest
token of the passage. Two texts as two vectors say whether they are about the same; the pairs say whether
what is asked is there, word by word, in one sentence or scattered.
"""

import functools
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from intake.mail import Passage

Floats = NDArray[np.float32]

LAYERS = ("word", "sense")
"""The last layer but one keeps more of what each word is, the last more of what the text is about."""
PASSAGES = 8
"""Passages read: how far the best stands above the others is a sign of its own."""
_MAX_TEXT = 3000
_SENTENCE_END = re.compile(r"[.!?…。！？\n]+")
_FEWEST_TOKENS = 3
"""A sentence of fewer is a heading's number or a bullet."""
_STEP, _STEPS = 10, 3
"""A window is so many steps of so many tokens: about a sentence and a half."""
_MET = 0.6
"""Cosine from which a word counts as being there, in whatever words."""
_ALONE = 0.2
"""The lead of a passage that no other source stands beside, as a share of its own value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The tokens of a text in order: a normalised row each, and where each stands in the text."""

    rows: NDArray[np.float16]
    spans: NDArray[np.int32]
    """tokens × 2: first character and the one after the last."""


@runtime_checkable
class Reader(Protocol):
    """An embedding model that also gives the tokens of a text in their context."""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in order, up to the model's cut."""
        ...


class Remembering:
    """A reader that keeps its last readings: the same passages are found for many mails."""

    KEPT = 64
    """Readings of at most 256 tokens of 768 numbers of two bytes: 25 megabytes, a third of it as a rule."""

    def __init__(self, reader: Reader) -> None:
        self._one = functools.lru_cache(maxsize=self.KEPT)(lambda text: reader.read([text])[0])

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [self._one(text) for text in texts]


Weigh = Callable[[str], float | None]
"""The weight of a word of the question, above zero; None for a word that only makes it a question."""


def reading_signs(
    question: str, passages: Sequence[Passage], weigh: Weigh, reader: Reader
) -> dict[str, float]:
    """Of each measure its best value, its lead over the mean of the other sources, and over the best of them.

    Empty where the question has no token that the model knows.
    """
    looked = passages[:PASSAGES]
    texts = [p.text[:_MAX_TEXT] for p in looked]
    asked, *readings = reader.read([question, *texts])
    if not len(asked.rows):
        return {}
    words, weights = _words(question, asked, weigh)
    asks = _layers(asked)
    found = [
        (passage.source, _met(asks, words, weights, text, reading))
        for passage, text, reading in zip(looked, texts, readings, strict=True)
        if len(reading.rows)
    ]
    signs: dict[str, float] = {}
    for name in found[0][1] if found else ():
        source, best = max(((s, m[name]) for s, m in found), key=lambda pair: pair[1])
        rest = [m[name] for s, m in found if s != source] or [(1 - _ALONE) * best]
        signs |= {
            f"read_{name}": best,
            f"read_{name}_lead": best - sum(rest) / len(rest),
            f"read_{name}_gap": best - max(rest),
        }
    return signs


def worst_met(words: Collection[str], question: str, passages: Sequence[Passage], reader: Reader) -> float:
    """How well the worst met of some words (casefolded) of a question is met, -1..1; 1 without one."""
    if not words:
        return 1.0
    asked, *readings = reader.read([question, *(p.text[:_MAX_TEXT] for p in passages[:PASSAGES])])
    asks = _layers(asked)[-1]
    met = np.full(len(asks), -1.0, np.float32)
    for reading in readings:
        if len(reading.rows):
            np.maximum(met, (asks @ _layers(reading)[-1].T).max(axis=1), out=met)
    inside = [_inside(asked, m) for m in re.finditer(r"\w+", question) if m[0].casefold() in words]
    return min((float(met[at].mean()) for at in inside if at.any()), default=1.0)


def _inside(asked: Reading, word: re.Match[str]) -> NDArray[np.bool_]:
    """Which tokens a word is made of."""
    return (asked.spans[:, 0] >= word.start()) & (asked.spans[:, 1] <= word.end())


def _words(question: str, asked: Reading, weigh: Weigh) -> tuple[Floats, Floats]:
    """Words × tokens, each row the mean over a word's tokens, and the words' weights, which make one.

    Where no word counts every token does.
    """
    rows, weights = [], []
    for match in re.finditer(r"\w+", question):
        inside = _inside(asked, match)
        weight = weigh(match[0])
        if weight is not None and inside.any():
            rows.append(inside / inside.sum())
            weights.append(weight)
    if not rows:
        rows, weights = list(np.eye(len(asked.rows))), [1.0] * len(asked.rows)
    shares = np.array(weights, np.float32)
    return np.array(rows, np.float32), shares / shares.sum()


def _met(
    asked: list[Floats], words: Floats, weights: Floats, text: str, reading: Reading
) -> dict[str, float]:
    """The measures of one passage in each of the two layers, each -1..1."""
    starts = _sentences(text, reading)
    found: dict[str, float] = {}
    for layer, asks, tokens in zip(LAYERS, asked, _layers(reading), strict=True):
        near = asks @ tokens.T
        steps = np.maximum.reduceat(near, np.arange(0, near.shape[1], _STEP), axis=1)
        windows = [steps[:, n : n + _STEPS].max(axis=1) for n in range(max(1, steps.shape[1] - _STEPS + 1))]
        best = words @ np.maximum.reduceat(near, starts, axis=1)
        middle = np.add.reduceat(tokens, starts, axis=0)
        middle /= np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-6)
        whole = asks.sum(axis=0)
        at = int((weights @ best).argmax())
        measures = {
            "tokens": near.max(axis=1).mean(),
            "window": max(weights @ (words @ window) for window in windows),
            "sentence": best[:, at].mean(),
            "share": weights @ (best[:, at] > _MET),
            "cosine": (middle @ whole).max() / max(float(np.linalg.norm(whole)), 1e-6),
        }
        found |= {f"{layer}_{name}": float(value) for name, value in measures.items()}
    return found


def _layers(reading: Reading) -> list[Floats]:
    """The rows of each layer, normalised anew."""
    halves = np.split(reading.rows.astype(np.float32), len(LAYERS), axis=1)
    return [half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-6) for half in halves]


def _sentences(text: str, reading: Reading) -> NDArray[np.intp]:
    """The first token of each sentence; what is too short goes with the sentence before it."""
    ends = np.array([match.end() for match in _SENTENCE_END.finditer(text)], np.int32)
    sentence = np.searchsorted(ends, reading.spans[:, 0], side="right")
    starts = np.flatnonzero(np.r_[True, sentence[1:] != sentence[:-1]])
    long = np.diff(np.r_[starts, len(sentence)]) >= _FEWEST_TOKENS
    long[0] = True
    return np.asarray(starts[long], np.intp)
