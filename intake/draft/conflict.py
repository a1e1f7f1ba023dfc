"""Two sources that contradict each other: the more important one wins, and the reviewer is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.mail import Claim, Passage
from intake.verify.tokens import Token, tokens

MIN_ALIKE = 0.7
"""Share of words that two sentences need in common to be about the same fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """`loser` is the claim that is left out; `open` where nothing says which one is right."""

    loser: Claim
    note: str
    open: bool


def conflicts(claims: Sequence[Claim], passages: Sequence[Passage]) -> list[Conflict]:
    """Pairs of claims from different documents with the same words and other numbers or another polarity."""
    priority = {p.source: max(q.priority for q in passages if q.source == p.source) for p in passages}
    language = {p.source: p.language for p in passages}
    found: list[Conflict] = []
    for i, a in enumerate(claims[:60]):
        for b in claims[i + 1 : 60]:
            x, y = a.citations[0].source, b.citations[0].source
            if x == y or not _contradict(a.text, b.text, language.get(x, "en")):
                continue
            px, py = priority.get(x, 0.0), priority.get(y, 0.0)
            winner, loser = (x, b) if px >= py else (y, a)
            other = y if winner == x else x
            found.append(
                Conflict(loser=loser, note=f"{other} contradicts {winner}: {loser.text[:200]}", open=px == py)
            )
    return found


def _contradict(a: str, b: str, language: str) -> bool:
    x, y = tokens(a, language), tokens(b, language)
    words_x, words_y = _norms(x, {"word", "name"}), _norms(y, {"word", "name"})
    if not words_x or not words_y:
        return False
    if len(words_x & words_y) < MIN_ALIKE * min(len(words_x), len(words_y)):
        return False
    hard_x, hard_y = _norms(x, {"number", "date", "negation"}), _norms(y, {"number", "date", "negation"})
    return bool(hard_x - hard_y) and (bool(hard_y - hard_x) or "not" in hard_x ^ hard_y)


def _norms(found: list[Token], kinds: set[str]) -> set[str]:
    return {t.norm for t in found if t.kind in kinds}
