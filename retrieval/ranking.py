"""From a query to the best rows of an index: words and meaning fused, codes exact, no row twice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.dense import Dense
from retrieval.fusion import fuse
from retrieval.gloss import gloss
from retrieval.index import Index
from retrieval.language import detect
from retrieval.words import codes

Floats = NDArray[np.float32]

CANDIDATES = 100
"""Taken from each ranking; a passage in neither is not looked at."""
_CODE = 0.5
"""What a passage gains that has all codes of the query: more than meaning alone can."""
_SAME_LANGUAGE = 0.05
_MAX_QUERY = 2000
_FEEDBACK, _FEEDBACK_WEIGHT = 3, 0.3
"""Passages whose meaning the query takes on for a second look, and how much of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    row: int
    score: float


def rank(
    index: Index,
    dense: Dense | None,
    query: str,
    *,
    k: int,
    allowed: NDArray[np.bool_],
    language: str | None,
    weight: float,
) -> list[Hit]:
    """At most `k` rows, best first, scores 0..1."""
    query = " ".join(query.split())[:_MAX_QUERY]
    if not query or k < 1 or not allowed.any():
        return []
    english = gloss(query, detect(query))
    both = f"{query} {english}" if english else query
    words = np.where(allowed, index.lexical.scores(both), 0)
    best = np.argsort(-words, kind="stable")[:CANDIDATES]
    by_words = [int(r) for r in best if words[r] > 0]
    words[by_words] += index.lexical.neighbours(both, by_words, [index.words(r) for r in by_words])
    row = _meaning(dense, query, english) if dense is not None else None
    rows, score = by_words, np.asarray(words[by_words] / max(float(words.max()), 1e-6), np.float32)
    if dense is not None and row is not None:
        held = dense.rows(index, [index.ids[r] for r in by_words])
        for last in (False, True):
            cosines = _nearest(index, dense, row, allowed, k)
            if not cosines:
                break
            low = min(cosines.values())
            for r in by_words:
                if r not in cosines:
                    vector = held.get(index.ids[r])
                    cosines[r] = float(vector @ row) if vector is not None else low
            rows = sorted(cosines)
            score = fuse(np.array([cosines[r] for r in rows], np.float32), words[rows], weight)
            if not last:
                row = _fed_back(index, dense, row, rows, score)
    if not rows:
        return []
    score = _exact(index, query, rows, score)
    if language and language != "und":
        same = np.array([index.contents[index.owner[r]].language == language for r in rows])
        if not same.all():
            score = np.asarray((score + _SAME_LANGUAGE * same) / (1 + _SAME_LANGUAGE), np.float32)
    order = np.argsort(-score, kind="stable")
    return _different(
        index, [Hit(row=rows[int(i)], score=float(min(1.0, max(0.0, score[int(i)])))) for i in order], k
    )


def _meaning(dense: Dense, query: str, english: str | None) -> Floats | None:
    """The query's vector; of a foreign one the middle between itself and its gloss."""
    row, other = dense.query(query), dense.query(english) if english else None
    if row is None or other is None:
        return row
    middle = row + other
    return np.asarray(middle / max(float(np.linalg.norm(middle)), 1e-6), np.float32)


def _fed_back(index: Index, dense: Dense, row: Floats, rows: Sequence[int], score: Floats) -> Floats:
    """The query moved towards the best passages (Rocchio 1971; of vectors, Li et al. 2022)."""
    best = [index.ids[rows[int(i)]] for i in np.argsort(-score, kind="stable")[:_FEEDBACK]]
    found = list(dense.rows(index, best).values()) if best else []
    if not found:
        return row
    moved = row + _FEEDBACK_WEIGHT * np.mean(found, axis=0)
    return np.asarray(moved / max(float(np.linalg.norm(moved)), 1e-6), np.float32)


def _nearest(index: Index, dense: Dense, row: Floats, allowed: NDArray[np.bool_], k: int) -> dict[int, float]:
    """Cosines of the nearest allowed rows. A narrow filter searches among its own rows only."""
    n, own = min(max(CANDIDATES, k), len(index)), int(allowed.sum())
    near: dict[int, float] = {}
    # Where few of the nearest can be allowed ones, that is not tried first.
    if n * own >= k * 3 * len(index) or own == len(index):
        found = dense.nearest(index, row, n, None)
        near = {index.row[i]: c for i, c in found if i in index.row and allowed[index.row[i]]}
    if len(near) < min(k * 3, own) and own < len(index):
        among = [index.ids[int(r)] for r in np.flatnonzero(allowed)]
        found = dense.nearest(index, row, min(n, len(among)), among)
        near = {index.row[i]: c for i, c in found if i in index.row}
    return near


def _exact(index: Index, query: str, rows: Sequence[int], score: Floats) -> Floats:
    """Codes of the query found whole move a passage up; others keep their order."""
    wanted = [n for n in (index.lexical.number(c) for c in dict.fromkeys(codes(query))) if n is not None]
    if not wanted:
        return score
    share = [float(np.isin(wanted, index.words(r)).mean()) for r in rows]
    return np.asarray((score + _CODE * np.array(share, np.float32)) / (1 + _CODE), np.float32)


def _different(index: Index, hits: Sequence[Hit], k: int) -> list[Hit]:
    """The best `k` without passages of the very same words."""
    kept: list[Hit] = []
    seen: set[bytes] = set()
    for hit in hits:
        words = index.words(hit.row).tobytes()
        if words in seen:
            continue
        seen.add(words)
        kept.append(hit)
        if len(kept) == k:
            break
    return kept
