"""BM25 over stemmed words: each passage stemmed in its own language, a query in each of theirs.

German compounds count for their parts as well, where both parts are words of the same documents:
"Rücksendekosten" is found by "Kosten" and the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.words import stems

Floats = NDArray[np.float32]

_K1, _B = 1.2, 0.75
_COMPOUNDING = frozenset({"de", "nl", "da", "sv", "nb", "fi"})
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_SHORTEST_PART = 4


@dataclass(slots=True)
class Vocabulary:
    """Words as numbers, shared by all builds of one process."""

    numbers: dict[str, int] = field(default_factory=dict)

    def encode(self, words: Sequence[str]) -> NDArray[np.int32]:
        numbers = self.numbers
        return np.array([numbers.setdefault(w, len(numbers)) for w in words], np.int32)


class Lexical:
    """An index that does not change; a sync builds the next one."""

    def __init__(
        self, vocabulary: Vocabulary, documents: Sequence[NDArray[np.int32]], languages: Sequence[str]
    ) -> None:
        self._numbers = dict(vocabulary.numbers)
        self._languages = np.array(languages, dtype=object) if len(languages) else np.zeros(0, object)
        self._kinds = sorted(set(languages))
        self._parts: dict[str, tuple[int, ...]] = {}
        used = np.unique(np.concatenate(list(documents))) if len(documents) else np.zeros(0, np.int32)
        split = self._compounds(used) if _COMPOUNDING.intersection(self._kinds) else {}
        bags = [
            self._with_parts(d, language, split) for d, language in zip(documents, languages, strict=True)
        ]
        self._used = frozenset(int(n) for n in used)
        self._counts = _frequencies(bags, len(vocabulary.numbers))
        self._bm25: Any = None
        if any(bags):
            import bm25s

            self._bm25 = bm25s.BM25(k1=_K1, b=_B, method="lucene")
            words = {word: n for word, n in self._numbers.items() if n in self._used}
            # bm25s wants numbers without gaps.
            dense = {n: i for i, n in enumerate(sorted(words.values()))}
            self._dense = dense
            corpus = ([[dense[n] for n in bag] for bag in bags], {w: dense[n] for w, n in words.items()})
            self._bm25.index(corpus, show_progress=False)

    def scores(self, query: str) -> Floats:
        """One BM25 score a passage, 0 where no word is shared."""
        total = np.zeros(len(self._languages), np.float32)
        if self._bm25 is None:
            return total
        for language in self._kinds:
            numbers = self._query(query, language)
            if numbers:
                mask = self._languages == language if len(self._kinds) > 1 else slice(None)
                found = self._bm25.get_scores_from_ids(numbers)
                total[mask] = found[mask]
        return total

    def knows(self, word: str) -> bool:
        """Whether any passage has this stem."""
        return self._numbers.get(word, -1) in self._used

    def number(self, word: str) -> int | None:
        """The word's number where any passage has it."""
        number = self._numbers.get(word)
        return number if number in self._used else None

    def rarity(self, word: str) -> float:
        """Inverse document frequency, 0..1: 1 for a word that no passage has."""
        number = self.number(word)
        count = self._counts[number] if number is not None else 0
        total = max(2, len(self._languages))
        return float(np.log((total + 1) / (count + 0.5)) / np.log((total + 1) / 0.5))

    def _query(self, query: str, language: str) -> list[int]:
        numbers = []
        for word in stems(query[:2000], language):
            number = self._numbers.get(word)
            if number is not None and number in self._used:
                numbers.append(self._dense[number])
            if language in _COMPOUNDING:
                numbers += [self._dense[part] for part in self._parts_of(word)]
        return numbers

    def _compounds(self, used: NDArray[np.int32]) -> dict[int, tuple[int, ...]]:
        names = {n: w for w, n in self._numbers.items()}
        present = {names[int(n)]: int(n) for n in used}
        self._present = present
        found = {}
        for word, number in present.items():
            if parts := _split(word, present):
                found[number] = parts
        return found

    def _parts_of(self, word: str) -> tuple[int, ...]:
        if word not in self._parts:
            self._parts[word] = _split(word, self._present)
        return self._parts[word]

    @staticmethod
    def _with_parts(bag: NDArray[np.int32], language: str, split: dict[int, tuple[int, ...]]) -> list[int]:
        numbers: list[int] = bag.tolist()
        if language in _COMPOUNDING and split:
            numbers += [part for n in numbers for part in split.get(n, ())]
        return numbers


def _frequencies(bags: Sequence[list[int]], size: int) -> NDArray[np.int64]:
    """In how many passages each word is."""
    once = [np.unique(np.array(bag, np.int32)) for bag in bags]
    return np.bincount(np.concatenate(once), minlength=size) if once else np.zeros(size, np.int64)


def _split(word: str, present: dict[str, int]) -> tuple[int, ...]:
    """The two words of the documents that a compound is made of, else nothing."""
    if len(word) < 2 * _SHORTEST_PART or not word.isalpha():
        return ()
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        head, tail = word[:cut], word[cut:]
        if tail not in present:
            continue
        for link in _LINKS:
            if head.endswith(link):
                stem = head[: len(head) - len(link)]
                if len(stem) >= _SHORTEST_PART and stem in present:
                    return (present[stem], present[tail])
    return ()
