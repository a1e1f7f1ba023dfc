"""Texts side by side: by meaning, by words and by runs of letters, joined into one similarity.

The three are added as kernels, so a linear model over them is a linear model over all their features, at
the cost of one number an example: a few hundred examples train in well under a second.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.language import detect
from retrieval.words import stems

Floats = NDArray[np.float32]

MEANING, WORDS, LETTERS = 1.0, 0.2, 0.2
"""Weights of the three, by accuracy on the training parts of CLINC150, Banking77 and HINT3."""
_LETTER_RUNS = (3, 4, 5)
_MAX_CHARS = 2000
_SPACE = re.compile(r"[\W_]+")


class Embedder(Protocol):
    """The part of `retrieval.embed.Embedder` that is needed here."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Floats: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """Term weights learned from the examples (tf-idf, sublinear, rows of length one)."""

    columns: dict[str, int]
    idf: Floats

    @staticmethod
    def learn(documents: Sequence[Counter[str]]) -> "Weighted":
        seen = Counter(term for document in documents for term in document)
        columns = {term: i for i, term in enumerate(sorted(seen))}
        total = len(documents)
        idf = [math.log((1 + total) / (1 + seen[term])) + 1 for term in columns]
        return Weighted(columns=columns, idf=np.asarray(idf, np.float32))

    def rows(self, documents: Sequence[Counter[str]]) -> Any:
        """A sparse matrix, a row a document; terms that no example has are left out."""
        from scipy.sparse import csr_matrix

        values: list[float] = []
        where: list[int] = []
        bounds = [0]
        for document in documents:
            known = [(self.columns[t], 1 + math.log(n)) for t, n in document.items() if t in self.columns]
            row = [tf * float(self.idf[column]) for column, tf in known]
            # Unknown words lengthen a text as well: they make it less like every example.
            unknown = sum(n for t, n in document.items() if t not in self.columns)
            length = math.sqrt(sum(v * v for v in row) + unknown) or 1.0
            values += [v / length for v in row]
            where += [column for column, _ in known]
            bounds.append(len(where))
        shape = (len(documents), len(self.columns))
        return csr_matrix((np.asarray(values, np.float32), where, bounds), shape=shape)


class Space:
    """The examples, and how alike any text is to each of them (1 for the same text)."""

    def __init__(self, texts: Sequence[str], vectors: Floats | None) -> None:
        self._vectors = vectors
        words, letters = [_words(t) for t in texts], [_letters(t) for t in texts]
        self._words, self._letters = Weighted.learn(words), Weighted.learn(letters)
        self._by_words, self._by_letters = self._words.rows(words), self._letters.rows(letters)

    def alike(self, texts: Sequence[str], vectors: Floats | None) -> Floats:
        """Rows of `texts` against columns of examples, 0..1 (a little below 0 for opposite meanings)."""
        by_words = (self._words.rows([_words(t) for t in texts]) @ self._by_words.T).toarray()
        by_letters = (self._letters.rows([_letters(t) for t in texts]) @ self._by_letters.T).toarray()
        total, weight = WORDS * by_words + LETTERS * by_letters, WORDS + LETTERS
        if vectors is not None and self._vectors is not None:
            total, weight = total + MEANING * (vectors @ self._vectors.T), weight + MEANING
        return np.asarray(total / weight, np.float32)


def _words(text: str) -> Counter[str]:
    text = text[:_MAX_CHARS]
    language = detect(text)
    # Too short to tell: as English, whose stemmer leaves foreign words nearly alone.
    return Counter(stems(text, "en" if language == "und" else language))


def _letters(text: str) -> Counter[str]:
    runs: Counter[str] = Counter()
    for word in _SPACE.split(text[:_MAX_CHARS].casefold()):
        padded = f" {word} "
        if word:
            runs.update(padded[i : i + n] for n in _LETTER_RUNS for i in range(len(padded) - n + 1))
    return runs
