"""BM25 over stemmed words: each passage stemmed in its own language, a query in each of theirs.

German compounds count for their parts as well, where both parts are words of the same documents:
"Rücksendekosten" is found by "Kosten" and the other way round.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.proximity import K1, together
from retrieval.words import stems

Floats = NDArray[np.float32]

_B = 0.75
_COMPOUNDING = frozenset({"de", "nl", "da", "sv", "nb", "fi"})
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_SHORTEST_PART = 4
_AT_ONCE = 500_000
"""Uses of words whose scores are computed together."""


@dataclass(slots=True)
class Vocabulary:
    """Words as numbers, shared by all builds of one process."""

    numbers: dict[str, int] = field(default_factory=dict)

    def encode(self, words: Sequence[str]) -> NDArray[np.int32]:
        numbers = self.numbers
        return np.array([numbers.setdefault(w, len(numbers)) for w in words], np.int32)


class Lexical:
    """An index that does not change; a sync builds the next one.

    The scores of all words in all passages are computed at once, as bm25s does (Lù 2024), and bm25s reads
    them. Its own building goes through lists of Python's numbers and takes five times as long.
    """

    def __init__(
        self, vocabulary: Vocabulary, documents: Sequence[NDArray[np.int32]], languages: Sequence[str]
    ) -> None:
        self._numbers = vocabulary.numbers
        self._languages = np.array(languages, dtype=object) if len(languages) else np.zeros(0, object)
        self.kinds = sorted(set(languages))
        """The languages of the passages."""
        self._parts: dict[str, tuple[int, ...]] = {}
        self._present: dict[str, int] = {}
        words = np.concatenate([*documents, np.zeros(0, np.int32)])
        owners = np.repeat(np.arange(len(documents), dtype=np.int32), [len(d) for d in documents])
        if _COMPOUNDING.intersection(self.kinds):
            words, owners = self._with_parts(words, owners)
        used = np.zeros(len(self._numbers), bool)
        used[words] = True
        self._column = np.where(used, np.cumsum(used, dtype=np.int32) - 1, np.int32(-1))
        self._frequency = np.zeros(0, np.int64)
        self._bm25: Any = None
        if len(words):
            import bm25s

            self._bm25 = bm25s.BM25(k1=K1, b=_B, method="lucene")
            self._bm25.nonoccurrence_array = None
            self._bm25.scores, self._frequency = _scores(self._column[words], owners, len(documents))

    def scores(self, query: str) -> Floats:
        """One BM25 score a passage, 0 where no word is shared."""
        total = np.zeros(len(self._languages), np.float32)
        if self._bm25 is None:
            return total
        for language in self.kinds:
            columns = self._query(query, language)
            if columns:
                mask = self._languages == language if len(self.kinds) > 1 else slice(None)
                found = self._bm25.get_scores_from_ids(columns)
                total[mask] = found[mask]
        return total

    def knows(self, word: str) -> bool:
        """Whether any passage has this stem."""
        return self.number(word) is not None

    def words(self) -> list[str]:
        """Every stem that a passage has."""
        # A sync may add words meanwhile: the copy is made at once.
        return [word for word in list(self._numbers) if self.knows(word)]

    def number(self, word: str) -> int | None:
        """The word's number where any passage has it."""
        number = self._numbers.get(word)
        # The vocabulary grows with the next index; this one knows its own words.
        known = number is not None and number < len(self._column) and self._column[number] >= 0
        return number if known else None

    def rarity(self, word: str) -> float:
        """Inverse document frequency, 0..1: 1 for a word that no passage has."""
        number = self.number(word)
        count = self._frequency[self._column[number]] if number is not None else 0
        total = max(2, len(self._languages))
        return float(np.log((total + 1) / (count + 0.5)) / np.log((total + 1) / 0.5))

    def neighbours(self, query: str, rows: Sequence[int], passages: Sequence[NDArray[np.int32]]) -> Floats:
        """What these rows' passages gain for words that are neighbours in the query and in them."""
        gains = np.zeros(len(rows), np.float32)
        for language in self.kinds:
            own = [i for i, row in enumerate(rows) if self._languages[row] == language]
            words = [self.number(w) for w in stems(query[:2000], language)] if own else []
            idf = {n: self._idf(n) for n in words if n is not None}
            gains[own] = together(words, idf, [passages[i] for i in own])
        return gains

    def _idf(self, number: int) -> float:
        return float(_rare(self._frequency[self._column[number]], len(self._languages)))

    def _query(self, query: str, language: str) -> list[int]:
        columns = []
        for word in stems(query[:2000], language):
            number = self.number(word)
            if number is not None:
                columns.append(int(self._column[number]))
            if language in _COMPOUNDING:
                columns += [int(self._column[part]) for part in self._parts_of(word)]
        return columns

    def _parts_of(self, word: str) -> tuple[int, ...]:
        if word not in self._parts:
            self._parts[word] = _split(word, self._present)
        return self._parts[word]

    def _with_parts(
        self, words: NDArray[np.int32], owners: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Compound words of languages that have them, followed by their parts."""
        names = {n: w for w, n in self._numbers.items()}
        self._present = {names[int(n)]: int(n) for n in np.unique(words)}
        split = {n: parts for w, n in self._present.items() if (parts := _split(w, self._present))}
        compounding = np.array([kind in _COMPOUNDING for kind in self._languages], bool)
        at = np.flatnonzero(np.isin(words, list(split)) & compounding[owners])
        more = [part for i in at for part in split[int(words[i])]]
        whose = [owners[i] for i in at for _ in split[int(words[i])]]
        return np.append(words, np.array(more, np.int32)), np.append(owners, np.array(whose, np.int32))


def _rare(frequency: Any, count: int) -> Any:
    """Inverse document frequency as Lucene's BM25 has it, of one word or of many."""
    return np.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _scores(
    columns: NDArray[np.int32], owners: NDArray[np.int32], count: int
) -> tuple[dict[str, Any], NDArray[np.int64]]:
    """BM25 (Lucene's) of every word in every passage, by column; and in how many passages each word is.

    Some words after the others: at once it takes five times the memory of what comes out.
    """
    lengths = np.bincount(owners, minlength=count)
    room = K1 * (1 - _B + _B * lengths / lengths.mean())
    uses = np.cumsum(np.bincount(columns))
    found, begin = [], 0
    while begin < len(uses):
        done = uses[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(uses, done + _AT_ONCE, side="right")))
        some = np.flatnonzero((columns >= begin) & (columns < end))
        places = (columns[some] - begin).astype(np.int64) * count + owners[some]
        places, times = np.unique(places, return_counts=True)
        column, owner = places // count, places % count
        frequency = np.bincount(column, minlength=end - begin)
        rarity = _rare(frequency, count)
        data = rarity[column] * times / (times + room[owner])
        found.append((data.astype(np.float32), owner.astype(np.int32), frequency))
        begin = end
    data, owner, frequency = (np.concatenate(parts) for parts in zip(*found, strict=True))
    indptr = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
    return {"data": data, "indices": owner, "indptr": indptr, "num_docs": count}, frequency


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
