# ruff: noqa: E501 - tables of words
"""How likely the passages found answer a question: a calibrated estimate from signs that cost little.

Signs are how near in meaning the passages and their sentences are, how much of what the question names
(words by rarity, numbers, names) they hold, and how its words are met when both are read in context
(`reading.py`). Their weights are numbers in `answer.json`, learned by
`bench/quality_answer.py`. A false premise about the right things has the same signs as a true one: that is
beyond this estimate, and a reviewer's or a model's to notice.
"""

import difflib
import functools
import itertools
import json
import math
import re
from collections.abc import Sequence
from importlib.resources import files

import numpy as np

from intake.mail import Passage
from retrieval.embed import Embedder
from retrieval.language import UNKNOWN
from retrieval.lexical import Lexical
from retrieval.reading import Reader, Weigh, reading_signs, worst_met
from retrieval.words import codes, stems

_PASSAGES = 5
"""Passages looked at; an answer further down is seldom used."""
_LOOKED_INTO = 2
_MAX_QUESTION = 2000
_SENTENCES = 16
"""Sentences of the two best passages compared by meaning."""
_LEAST = 0.1
"""Rarity of a word that every passage has, among the words read: it says little, not nothing."""
_MISSPELT = 0.75
"""Likeness from which two spellings are one word."""
_MOST_UNKNOWN = 12
"""Words that are compared with all of the passages'; a question of people holds one or two."""
_MET = 0.32
"""Likeness in meaning from which a word that no document has is meant by another one."""
_STRANGE = 0.3
"""What is left of the probability where the question names what the knowledge has never heard of: however well
the rest of it is met, what is said of tents is no answer about tents for dogs."""
_NEAR = 3
"""Words between two that belong together, at most."""
_MAX_SENTENCE = 400
_SENTENCE = re.compile(r"[^.!?…。！？\n]{1,1000}[.!?…。！？]*")
_LETTERS = re.compile(r"[^\W\d_]{4,}")
_NAME = re.compile(r"(?<=[^\W\d_]\s)[A-ZÄÖÜ][^\W\d_]+|[^\W_]*\d[^\W_]*")
_ASKS = {
    "who": re.compile(r"\b(?:who|whose|whom|wer|wem|wen|qui|quién|chi)\b", re.IGNORECASE),
    "when": re.compile(r"\b(?:when|what year|what date|wann|quand|cuándo|quando)\b", re.IGNORECASE),
    "amount": re.compile(
        r"\b(?:how (?:many|much|long|old|far|often|big|large)|wie ?(?:viele?|lange|oft|hoch|teuer)|combien|cuánt\w{1,3}|quant\w)\b",
        re.IGNORECASE,
    ),
}
_SHOWS = {
    "who": re.compile(r"[A-ZÄÖÜ][^\W\d_]+"),
    "when": re.compile(
        r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|"
        r"tuesday|wednesday|thursday|friday|saturday|sunday|days?|weeks?|months?|tage?n?|wochen?|jours?|semaines?)\b",
        re.IGNORECASE,
    ),
    "amount": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|free|zwei|drei|"
        r"vier|fünf|sechs|sieben|acht|neun|zehn|kostenlos|deux|trois|quatre|cinq|gratuit)\b",
        re.IGNORECASE,
    ),
}
_QUESTION_WORDS = frozenset(
    stem
    for word in [
        "what",
        "who",
        "whom",
        "whose",
        "which",
        "when",
        "where",
        "why",
        "how",
        "does",
        "do",
        "did",
        "is",
        "are",
        "was",
        "were",
        "can",
        "could",
        "would",
        "should",
        "will",
        "may",
        "have",
        "has",
        "had",
        "been",
        "be",
        "much",
        "many",
        "you",
        "your",
        "i",
        "my",
        "me",
        "we",
        "our",
        "us",
        "please",
        "tell",
        "know",
        "name",
        "many",
        "type",
        "kind",
    ]
    for stem in stems(word, "en")
)


def probability(found: dict[str, float]) -> float:
    """0..1, of what `signs` gave."""
    words = estimate(_weights()["words"], found)
    if "cosine" not in found:
        return words
    meaning = estimate(_weights()["reading" if "strange" in found else "meaning"], found)
    # The offline model knows English: in other languages its cosines say little, and shared words more.
    return max(words, meaning) if found.get("foreign") else meaning


def estimate(weights: dict[str, float], found: dict[str, float]) -> float:
    """The probability by these weights, which name signs; of a question about something strange far less."""
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    likely = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    return likely * _STRANGE if found.get("strange") else likely


def signs(
    question: str,
    passages: Sequence[Passage],
    cosines: Sequence[float] | None,
    lexical: Lexical,
    embedder: Embedder | None,
    reader: Reader | None,
) -> dict[str, float]:
    """The named signs that the estimate weighs, each about 0..1."""
    question, looked = question[:_MAX_QUESTION], list(passages[:_PASSAGES])
    language = looked[0].language
    wanted = [w for w in dict.fromkeys(stems(question, language)) if w not in _QUESTION_WORDS]
    wanted = wanted or list(dict.fromkeys(stems(question, language)))
    rarity = {w: lexical.rarity(w) for w in wanted}
    bags = [frozenset(stems(f"{p.title}\n{p.location}\n{p.text}", p.language)) for p in looked]
    covers = [_covered(rarity, bag) for bag in bags]
    below = [(_heading(p), s) for p in looked[:_LOOKED_INTO] for s in _sentences(p)][:_SENTENCES]
    words_of = [stems(f"{h}: {s}", language) for h, s in below]
    sentence_covers = [_covered(rarity, frozenset(words)) for words in words_of]
    best = max(range(len(below)), key=sentence_covers.__getitem__, default=-1)
    best_cover, best_sentence = (sentence_covers[best], below[best][1]) if best >= 0 else (0.0, "")
    everything = frozenset().union(*bags)
    rare = max(rarity, key=rarity.__getitem__, default="")
    names = [w for name in _NAME.findall(question) for w in stems(name, language)] + codes(question)
    known = sum(lexical.knows(w) for w in wanted) / len(wanted) if wanted else 0.0
    found = {
        "cover_best": max(covers, default=0.0),
        "cover_first": covers[0] if covers else 0.0,
        "cover_all": _covered(rarity, everything),
        "cover_sentence": best_cover,
        "whole_best": math.exp(
            -_missing(rarity, max(bags, key=lambda b: _covered(rarity, b), default=frozenset()))
        ),
        "whole_sentence": math.exp(
            -_missing(rarity, frozenset(words_of[best]) if best >= 0 else frozenset())
        ),
        "pairs": max((_pairs(wanted, words) for words in words_of), default=0.0),
        "cover_square": max(covers, default=0.0) ** 2,
        "known": known,
        "rarest": float(any(rare in bag for bag in bags[:3])),
        "names": sum(any(n in bag for bag in bags[:3]) for n in names) / len(names) if names else 0.5,
        "no_names": float(not names),
        "kind": _kind(question, best_sentence),
        "length": math.log1p(len(wanted)) / 3,
        "foreign": float(language not in {"en", UNKNOWN}),
    }
    if cosines is not None:
        ranked = sorted((float(c) for c in cosines), reverse=True)
        near, heading = _near(question, below, embedder)
        nearest = max(near, default=0.0)
        found |= {
            "cosine": ranked[0],
            "cosine_first": float(cosines[0]),
            "cosine_lead": ranked[0] - float(np.mean(ranked[1:])) if len(ranked) > 1 else 0.0,
            "cosine_sentence": nearest,
            "cosine_heading": heading,
            "joint": max(
                (n * (0.4 + 0.6 * c) for n, c in zip(near, sentence_covers, strict=False)), default=0.0
            ),
            "lead_sentence": nearest - float(np.mean(near)) if near else 0.0,
        }
        if reader is not None:
            found |= reading_signs(question, passages, _weigh(language, rarity), reader)
            strange = (
                frozenset() if found["foreign"] else _strange(question, language, rarity, lexical, passages)
            )
            found["strange"] = float(worst_met(strange, question, passages, reader) < _MET)
    return found


def _weigh(language: str, rarity: dict[str, float]) -> Weigh:
    """Rarity of a word of the question; None for those that only make it one, and for stop words."""

    def weigh(word: str) -> float | None:
        stem = _stem(word, language)
        return max(_LEAST, rarity[stem]) if stem in rarity else None

    return weigh


def _stem(word: str, language: str) -> str:
    return next(iter(stems(word, language)), "")


def _strange(
    question: str, language: str, rarity: dict[str, float], lexical: Lexical, passages: Sequence[Passage]
) -> frozenset[str]:
    """Words of the question that no document has, nor the passages in another spelling; of the first such."""
    unknown = [
        word
        for word in dict.fromkeys(_LETTERS.findall(question.casefold()))
        if (stem := _stem(word, language)) in rarity and not lexical.knows(stem)
    ][:_MOST_UNKNOWN]
    there = {w for p in passages for w in _LETTERS.findall(p.text.casefold())} if unknown else set()
    return frozenset(w for w in unknown if not difflib.get_close_matches(w, there, n=1, cutoff=_MISSPELT))


def _covered(rarity: dict[str, float], bag: frozenset[str]) -> float:
    total = sum(rarity.values())
    return sum(r for w, r in rarity.items() if w in bag) / total if total else 0.0


def _sentences(passage: Passage) -> list[str]:
    found = [s.strip()[:_MAX_SENTENCE] for s in _SENTENCE.findall(passage.text)]
    return [s for s in found if len(s) > 2][:_SENTENCES]


def _missing(rarity: dict[str, float], bag: frozenset[str]) -> float:
    """Rarity of all the question's words that are not there: one rare word weighs, however many others are."""
    return sum(r for w, r in rarity.items() if w not in bag)


def _pairs(wanted: Sequence[str], words: Sequence[str]) -> float:
    """Share of the question's neighbouring words that stand near each other in a sentence, too."""
    asked = list(itertools.pairwise(wanted))
    at: dict[str, list[int]] = {}
    for n, word in enumerate(words):
        at.setdefault(word, []).append(n)
    close = sum(any(abs(i - j) <= _NEAR for i in at.get(a, ()) for j in at.get(b, ())) for a, b in asked)
    return close / len(asked) if asked else 0.0


def _near(
    question: str, below: Sequence[tuple[str, str]], embedder: Embedder | None
) -> tuple[list[float], float]:
    """Cosine of each sentence, read below its heading, and that of the nearest heading itself."""
    if embedder is None or not below:
        return [], 0.0
    headings = list(dict.fromkeys(h for h, _ in below if h))
    texts = [f"{h}: {s}" if h else s for h, s in below]
    rows = embedder.embed([question[:2000], *texts, *headings])
    near = rows[1:] @ rows[0]
    return [float(n) for n in near[: len(below)]], float(near[len(below) :].max(initial=0.0))


def _heading(passage: Passage) -> str:
    """The innermost heading above a passage, which in a list of questions is the question."""
    return passage.location.rpartition(" > ")[2].partition(", row ")[0][:200]


def _kind(question: str, sentence: str) -> float:
    """Whether the best sentence has what the question's word asks for: a person, a time, an amount."""
    for kind, asks in _ASKS.items():
        if asks.search(question):
            return float(bool(_SHOWS[kind].search(sentence)))
    return 0.5


@functools.cache
def _weights() -> dict[str, dict[str, float]]:
    text = files("retrieval").joinpath("answer.json").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, float]] = json.loads(text)
    return loaded
