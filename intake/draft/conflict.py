"""Two sources that contradict each other: the more important one wins, and the reviewer is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a sentence is about, and what it says of it."""

    about: frozenset[str]
    says: frozenset[str]
    """Its numbers, dates and negations."""

    @staticmethod
    def of(text: str, language: str) -> "Statement":
        found = tokens(text, language)
        return Statement(
            about=_norms(found, {"word", "name"}), says=_norms(found, {"number", "date", "negation"})
        )


def conflicts(claims: Sequence[Claim], passages: Sequence[Passage]) -> list[Conflict]:
    """Claims that another document on the same subject contradicts: same words, other numbers or polarity."""
    by_source = {p.source: p for p in passages}
    found: list[Conflict] = []
    # Each sentence is read once, however many claims a model makes.
    statements = lru_cache(maxsize=4096)(_statements)
    subject = lru_cache(maxsize=4096)(same_title)
    for claim in claims[:60]:
        own = by_source.get(claim.citations[0].source)
        if own is None:
            continue
        said = Statement.of(claim.text, own.language)
        for other in passages[:40]:
            if other.source == own.source or not subject(
                own.title, other.title, own.language, other.language
            ):
                continue
            read = statements(other.text, own.language)
            rival = next((text for text, statement in read if contradict(said, statement)), None)
            if rival is None:
                continue
            note = f"{other.source} says otherwise than {own.source}: {rival[:200]}"
            beaten = claim if other.priority > own.priority else None
            found.append(Conflict(loser=beaten, note=note, open=other.priority == own.priority))
    return found


def _statements(text: str, language: str) -> list[tuple[str, Statement]]:
    return [(span.text, Statement.of(span.text, language)) for span in sentences(text)[:100]]


def same_title(a: str, b: str, language: str, other: str) -> bool:
    """Whether titles share a word, and differ in no number: `Alba 2` and `Alba 3` are two products."""
    x, y = tokens(a, language), tokens(b, other)
    kinds = {"word", "name"}
    return bool(_norms(x, kinds) & _norms(y, kinds)) and _norms(x, {"number", "code"}) == _norms(
        y, {"number", "code"}
    )


def contradict(a: Statement, b: Statement) -> bool:
    """Whether two sentences say of one fact what cannot both be so: same words, other numbers or polarity."""
    if len(a.about & b.about) < max(2, MIN_ALIKE * len(a.about | b.about)):
        return False
    return bool(a.says - b.says) and (bool(b.says - a.says) or "not" in a.says ^ b.says)


def _norms(found: list[Token], kinds: set[str]) -> frozenset[str]:
    return frozenset(t.norm for t in found if t.kind in kinds)
