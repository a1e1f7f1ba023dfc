"""Neighbours in a question that are neighbours in a passage too.

The unordered window of the sequential dependence model (Metzler & Croft 2005), on the scale of BM25.
"""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Words = NDArray[np.int32]

K1 = 1.2
"""Of BM25: how soon it no longer matters that a word, or a pair, comes again."""
_NEAR = 3
"""Words apart at most, in either order, stop words not counted."""
_WEIGHT = 0.7
"""A pair counts this much of what the more common of its words counts in BM25."""
_MAX_PAIRS = 200


def together(query: Sequence[int | None], idf: Mapping[int, float], passages: Sequence[Words]) -> Floats:
    """What each passage gains, 0 where no two neighbours of the query stand together in it.

    `query` are its words in order, None for one that no passage has; `idf` knows all others.
    """
    gains = np.zeros(len(passages), np.float32)
    pairs = list(dict.fromkeys(_pairs(query)))[:_MAX_PAIRS]
    if not pairs or not passages:
        return gains
    wanted = np.unique(np.array(pairs))
    base = int(wanted[-1]) + 1
    codes = np.array(sorted(a * base + b for a, b in pairs), np.int64)
    rare = np.array([min(idf[code // base], idf[code % base]) for code in codes.tolist()], np.float32)

    words = np.concatenate(passages).astype(np.int64)
    owner = np.repeat(np.arange(len(passages)), [len(p) for p in passages])
    at = np.flatnonzero(np.isin(words, wanted))
    times = np.zeros((len(passages), len(codes)), np.float32)
    # Two that are at most so many words apart have fewer words of the query than that between them.
    for step in range(1, _NEAR + 1):
        one, other = at[:-step], at[step:]
        close = (other - one <= _NEAR) & (owner[one] == owner[other])
        one, other = one[close], other[close]
        low, high = np.minimum(words[one], words[other]), np.maximum(words[one], words[other])
        code = low * base + high
        place = np.minimum(np.searchsorted(codes, code), len(codes) - 1)
        known = codes[place] == code
        np.add.at(times, (owner[one[known]], place[known]), 1)
    return np.asarray(_WEIGHT * (times / (times + K1)) @ rare, np.float32)


def _pairs(query: Sequence[int | None]) -> list[tuple[int, int]]:
    """Neighbours in the query, the lower number first; a word beside itself says nothing."""
    return [
        (min(a, b), max(a, b))
        for a, b in itertools.pairwise(query)
        if a is not None and b is not None and a != b
    ]
