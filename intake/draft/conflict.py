"""Two sources that contradict each other: the more important one wins, and the reviewer is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.mail import Claim, Passage
from intake.verify.sentences import sentences
from intake.verify.tokens import Token, tokens

MIN_ALIKE = 0.7
"""Share of words that two sentences need in common to be about the same fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """`loser` is the claim that is left out, if it is; `open` where nothing says which one is right."""

    loser: Claim | None
    note: str
    open: bool


def conflicts(claims: Sequence[Claim], passages: Sequence[Passage]) -> list[Conflict]:
    """Claims that another document on the same subject contradicts: same words, other numbers or polarity."""
    by_source = {p.source: p for p in passages}
    found: list[Conflict] = []
    for claim in claims[:60]:
        own = by_source.get(claim.citations[0].source)
        if own is None:
            continue
        for other in passages[:40]:
            if other.source == own.source or not same_subject(own, other):
                continue
            rival = next(
                (t.text for t in sentences(other.text)[:100] if contradict(claim.text, t.text, own.language)),
                None,
            )
            if rival is None:
                continue
            note = f"{other.source} says otherwise than {own.source}: {rival[:200]}"
            beaten = claim if other.priority > own.priority else None
            found.append(Conflict(loser=beaten, note=note, open=other.priority == own.priority))
    return found


def same_subject(a: Passage, b: Passage) -> bool:
    """Whether two documents speak of one thing, by their titles."""
    return same_title(a.title, b.title, a.language, b.language)


def same_title(a: str, b: str, language: str, other: str) -> bool:
    """Whether titles share a word, and differ in no number: `Alba 2` and `Alba 3` are two products."""
    x, y = tokens(a, language), tokens(b, other)
    kinds = {"word", "name"}
    return bool(_norms(x, kinds) & _norms(y, kinds)) and _norms(x, {"number", "code"}) == _norms(
        y, {"number", "code"}
    )


def contradict(a: str, b: str, language: str) -> bool:
    """Whether two sentences say of one fact what cannot both be so: same words, other numbers or polarity."""
    x, y = tokens(a, language), tokens(b, language)
    words_x, words_y = _norms(x, {"word", "name"}), _norms(y, {"word", "name"})
    if len(words_x & words_y) < max(2, MIN_ALIKE * len(words_x | words_y)):
        return False
    hard_x, hard_y = _norms(x, {"number", "date", "negation"}), _norms(y, {"number", "date", "negation"})
    return bool(hard_x - hard_y) and (bool(hard_y - hard_x) or "not" in hard_x ^ hard_y)


def _norms(found: list[Token], kinds: set[str]) -> set[str]:
    return {t.norm for t in found if t.kind in kinds}
