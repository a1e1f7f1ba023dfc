"""Lay a sentence over its evidence, token by token, and name the first thing that differs.

Presence of words is not enough: a number or name moved to another place in the same passage is the
commonest way to be wrong. So the tokens have to stand in the same order, and nothing that limits the
statement (number, name, negation, condition, comparison) may be left out of a clause that is used.
"""

from dataclasses import dataclass

from intake.verify.tokens import CRITICAL, Token

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
    used_s = {i for i, _ in pairs}
    used_e = {j for _, j in pairs}
    named = {e.norm for e in evidence if e.kind in {"name", "code"}}
    touched = {evidence[j].clause for j in used_e if evidence[j].kind != "negation"}
    spare = [
        e.norm for j, e in enumerate(evidence) if j not in used_e and e.clause in touched and e.kind == "word"
    ]
    for i, token in enumerate(sentence):
        if i in used_s:
            continue
        if token.kind == "word" and token.norm not in named and token.norm in spare:
            spare.remove(token.norm)
            continue
        if token.kind in {"word", "name"} and token.norm in context and token.norm not in named:
            continue
        if token.kind == "negation":
            return "negation-differs"
        return f"{token.kind}-differs"
    if not used_e:
        return "not-in-source"
    return _left_out(evidence, used_e, touched, cells)


def _left_out(evidence: list[Token], used: set[int], touched: set[int], cells: bool) -> str | None:
    plain_left, plain_used = 0, 0
    for j, token in enumerate(evidence):
        if j in used:
            plain_used += 1
            continue
        if token.kind == "condition" and not cells:
            return "condition-dropped"
        if token.clause not in touched:
            continue
        if token.kind in CRITICAL:
            return "condition-dropped" if token.kind in {"compare", "quantity"} else f"{token.kind}-dropped"
        plain_left += 1
    # Half of a clause may say the opposite of the whole.
    return "too-little-of-source" if plain_left > max(2, plain_used) else None
