"""Lay a sentence over its evidence, token by token, and name the first thing that differs.

Presence of words is not enough: a number or name moved to another place in the same passage is the
commonest way to be wrong. So the tokens have to stand in the same order, and nothing that limits the
statement (number, name, negation, condition, comparison) may be left out of a clause that is used.
"""

from dataclasses import dataclass

from intake.verify import words
from intake.verify.tokens import Token

MAX_EVIDENCE = 400
MAX_PAIRS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """`pairs` are (index in sentence, index in evidence), both ascending."""

    pairs: tuple[tuple[int, int], ...]


def align(sentence: list[Token], evidence: list[Token]) -> Alignment:
    """The longest common subsequence, and of several the most compact one."""
    spots = [
        (i, j) for i, s in enumerate(sentence) for j, e in enumerate(evidence[:MAX_EVIDENCE]) if same(s, e)
    ][:MAX_PAIRS]
    best: list[tuple[float, int]] = []
    for n, (i, j) in enumerate(spots):
        score, before = 1000.0, -1
        for m in range(max(0, n - 600), n):
            a, b = spots[m]
            if a < i and b < j:
                leap = evidence[j].clause - evidence[b].clause
                value = best[m][0] + 1000.0 - (j - b - 1) - 5 * max(0, leap)
                if value > score:
                    score, before = value, m
        best.append((score, before))
    if not best:
        return Alignment(pairs=())
    at = max(range(len(best)), key=lambda n: best[n][0])
    pairs = []
    while at >= 0:
        pairs.append(spots[at])
        at = best[at][1]
    return Alignment(pairs=tuple(reversed(pairs)))


def same(a: Token, b: Token) -> bool:
    if a.norm == b.norm:
        return a.kind == b.kind or {a.kind, b.kind} <= {"word", "name", "code"}
    if a.kind == b.kind == "date":
        # A day without its year says less, not something else.
        return a.norm.startswith("-") and b.norm.endswith(a.norm)
    if {a.kind, b.kind} <= {"word", "name"}:
        long = min(len(a.norm), len(b.norm))
        return long >= 6 and a.norm[: long - 1] == b.norm[: long - 1] and abs(len(a.norm) - len(b.norm)) <= 2
    return False


def difference(
    sentence: list[Token], evidence: list[Token], context: frozenset[str], *, cells: bool = False
) -> str | None:
    """Why the evidence does not support the sentence, or None where it does.

    `context` are stems of title and heading, which may name the subject. In a table row (`cells`)
    whole cells may be left out.
    """
    if not sentence:
        return "empty"
    pairs = align(sentence, evidence).pairs
    if any(_other_role(sentence[i], evidence[j]) for i, j in pairs):
        return "role-differs"
    used = dict(pairs)
    named = {e.norm for e in evidence if e.kind in {"name", "code"}}
    touched = {evidence[j].clause for j in used.values() if evidence[j].kind != "negation"}
    moved: list[int] = []
    for i, token in enumerate(sentence):
        if i in used:
            continue
        if token.kind == "word" and token.norm not in named:
            at = _elsewhere(token, evidence, touched, {*used.values(), *moved})
            if at is not None:
                if moved and at < moved[-1]:
                    return "order-differs"
                moved.append(at)
                continue
        if token.kind in {"word", "name"} and token.norm in context and token.norm not in named:
            continue
        return f"{token.kind}-differs"
    if not used:
        return "not-in-source"
    return _left_out(evidence, {*used.values(), *moved}, touched, cells)


def _other_role(a: Token, b: Token) -> bool:
    """Sent to a customer is not sent by one."""
    one, other = words.ROLE.get(a.lead), words.ROLE.get(b.lead)
    return one is not None and other is not None and one != other


def _elsewhere(token: Token, evidence: list[Token], touched: set[int], taken: set[int]) -> int | None:
    """Where a word stands that the sentence has in another place, with the same part to play in it.

    A noun that changes places with another one changes who does what; in German a capital tells nouns.
    """
    for j, e in enumerate(evidence):
        if (
            j not in taken
            and e.clause in touched
            and e.kind == "word"
            and e.norm == token.norm
            and words.ROLE.get(e.lead) == words.ROLE.get(token.lead)
            and not (e.capital and token.capital)
        ):
            return j
    return None


def _left_out(evidence: list[Token], used: set[int], touched: set[int], cells: bool) -> str | None:
    """What the sentence leaves out of its evidence, and must not.

    Other clauses may go, and of two predicates one ("The trial lasts 14 days and needs no card"): then
    all before it is used, and the clause of the other is used from its beginning.
    """
    if not cells and any(e.kind == "condition" and j not in used for j, e in enumerate(evidence)):
        return "condition-dropped"
    last, whole = max(used), True
    for j, token in enumerate(evidence):
        if token.clause not in touched or j in used:
            continue
        following = [n for n in range(j + 1, last + 1) if evidence[n].clause != token.clause]
        resumed = next((n for n in following if evidence[n].clause in touched), None)
        tail = not any(evidence[n].clause == token.clause and n in used for n in range(j + 1, len(evidence)))
        if cells or not (tail and whole and resumed in used):
            return f"{token.kind}-dropped" if token.kind in _NAMED_DROPS else "condition-dropped"
        if evidence[j + 1].clause != token.clause:
            whole = False  # a third predicate needs its subject near
    return None if cells else _adverbial_left_out(evidence, touched)


def _adverbial_left_out(evidence: list[Token], touched: set[int]) -> str | None:
    """A clause that begins with a preposition, a limit or a date ("In Germany, …") binds its neighbours."""
    sentences = {e.sentence for e in evidence if e.clause in touched}
    parallel = {_opening(e) for e in evidence if e.clause in touched}
    before = -1
    for token in evidence:
        first, before = token.clause != before, token.clause
        opening = _opening(token)
        if (
            first
            and token.clause not in touched
            and token.sentence in sentences
            and opening
            and opening not in parallel
        ):
            return "condition-dropped"
    return None


def _opening(token: Token) -> str:
    if token.kind in {"compare", "date"}:
        return f"{token.kind} {token.norm if token.kind == 'compare' else ''}"
    return token.lead


_NAMED_DROPS = frozenset({"name", "number", "date", "code", "negation", "modal"})
