"""Write an answer with the sources' own sentences."""

# ruff: noqa: E501, SIM905 - lists of words

import re
from collections import Counter
from dataclasses import dataclass

from intake.mail import Passage, Proposal, Question, Quote, Sentence
from intake.ports import WritingRequest
from intake.verify.sentences import Span, plain, sentences
from intake.verify.tokens import Token, tokens

MAX_SENTENCES = 3
"""A question."""
MAX_PASSAGES = 4
MIN_SHARE = 0.6
"""Of the best sentence's score that another one needs to stand beside it."""
MAX_CHARS = 600
"""A longer sentence is a table or a wall of text, and no answer."""

_ASKING = frozenset(
    "can could what when where which who how why is are do does long much many get have has want need know tell like"
    " possible possibl question wonder hello hi please thank would kann könn wann wie viel lang was wo möchte bitte frage"
    " hallo quand comment combien où quel quell cuándo cómo cuánto dónde quanto quando wanneer hoeveel".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    passage: Passage
    span: Span
    score: float
    order: int


class ExtractiveWriter:
    """The Writer that needs no model: it chooses sentences, it never words them."""

    def write(self, request: WritingRequest) -> Proposal:
        """At most `MAX_SENTENCES` a question, each the plain text of one slice of a passage."""
        out: list[Sentence] = []
        seen: set[str] = set()
        for index, question in enumerate(request.questions):
            for candidate in choose(question, request.language):
                text = readable(candidate.span.text)
                if text.casefold() in seen:
                    continue
                seen.add(text.casefold())
                quote = Quote(passage_id=candidate.passage.id, quote=candidate.span.text)
                out.append(Sentence(text=text, quotes=(quote,), question=index))
        return Proposal(sentences=tuple(out))


def choose(question: Question, language: str) -> list[_Candidate]:
    """The sentences that answer a question, in the order of their source."""
    wanted = _content(question.text, language)
    passages = _about(question)[:MAX_PASSAGES]
    if not passages:
        return []
    rarity = _rarity(passages, language)
    top = max(p.score for p in passages) or 1.0
    found: list[_Candidate] = []
    for rank, passage in enumerate(passages):
        found += _scored(passage, rank, passage.score / top, wanted, rarity, language)
    if not found:
        return []
    best = max(c.score for c in found)
    if best <= 0:
        return []
    leader = max(found, key=lambda c: c.score)
    kept = [c for c in found if c.score >= MIN_SHARE * best and _belongs(c, leader)]
    kept = sorted(kept, key=lambda c: -c.score)[:MAX_SENTENCES]
    return sorted(kept, key=lambda c: c.order)


_MODEL = re.compile(r"\b([^\W\d_]{2,40})[ \-](\d{1,6})\b")


def _about(question: Question) -> tuple[Passage, ...]:
    """The passages of the thing that is named: who asks for the Alba 2 is not told of the Alba 4.

    A name with a number behind it narrows the choice only where some passage bears it.
    """
    named = {f"{name} {number}".casefold() for name, number in _MODEL.findall(question.text)}
    kept = question.passages
    for name in named:
        bearing = tuple(
            p for p in kept if name in f"{p.title} {p.location} {p.text}".casefold().replace("-", " ")
        )
        kept = bearing or kept
    return kept


def _belongs(candidate: _Candidate, leader: _Candidate) -> bool:
    # A second document may add to the answer only with a sentence as good as the best one.
    return candidate.passage.source == leader.passage.source or candidate.score >= 0.9 * leader.score


def _scored(
    passage: Passage, rank: int, relative: float, wanted: list[str], rarity: dict[str, float], language: str
) -> list[_Candidate]:
    spans = sentences(passage.text)
    heading = set(_content(f"{passage.title} {passage.location}", language))
    out: list[_Candidate] = []
    asked = 0.0
    for n, span in enumerate(spans):
        text = span.text
        have = set(_content(text, language))
        overlap = sum(rarity.get(w, 1.0) for w in set(wanted) if w in have)
        if span.heading or _is_title(text, span, spans, n):
            heading |= have
            asked = overlap * 0.8
            continue
        if text.rstrip("*_ ").endswith("?"):
            # The question of an FAQ pair says what the next sentence answers.
            asked = overlap * 1.2
            heading |= have
            continue
        if len(text) > MAX_CHARS or not _content(text, language):
            continue
        context = sum(rarity.get(w, 1.0) for w in set(wanted) if w in heading and w not in have)
        value = (overlap + 0.35 * context + asked) * (0.5 + 0.5 * relative) / (1 + 0.15 * rank)
        if not wanted and rank == 0:
            value = 1.0 / (n + 1)
        out.append(_Candidate(passage=passage, span=span, score=value, order=rank * 1000 + n))
        asked *= 0.6
    return out


def _is_title(text: str, span: Span, spans: list[Span], n: int) -> bool:
    ends = text.rstrip("*_ ")[-1:] in ".!?;:…"
    return (
        not ends
        and n + 1 < len(spans)
        and len(text.split()) <= 8
        and ":" not in text
        and "|" not in text
        and (n == 0 and span.start == 0 and not any(c.isdigit() for c in text))
    )


def _rarity(passages: tuple[Passage, ...], language: str) -> dict[str, float]:
    counts: Counter[str] = Counter()
    total = 0
    for passage in passages:
        for span in sentences(passage.text):
            counts.update(set(_content(span.text, language)))
            total += 1
    return {w: 1.0 + 1.0 / c for w, c in counts.items()} if total else {}


def _content(text: str, language: str) -> list[str]:
    return [t.norm for t in tokens(text, language) if _tells(t)]


def _tells(token: Token) -> bool:
    return token.kind in {"word", "name", "code", "number", "date"} and token.norm not in _ASKING


_CELL = re.compile(r"\s*([^:;|\n]{1,80}):\s*([^;\n]{1,300}?)\s*(?:;|$)")


def readable(slice_: str) -> str:
    """A slice as a person would write it: marks gone, a table row with its column names as words."""
    text = plain(slice_)
    cells = [(a.strip(), b.strip()) for a, b in _CELL.findall(text)]
    if len(cells) >= 2 and sum(len(a) + len(b) + 2 for a, b in cells) >= 0.8 * len(text):
        return ", ".join(f"{a}: {b}" for a, b in cells if b).rstrip(".") + "."
    text = re.sub(r"\s*\|\s*", ": ", text.strip("| "), count=1).replace("|", ",")
    text = text[:1].upper() + text[1:] if text[:1].islower() and "@" not in text.split(" ", 1)[0] else text
    return text if text[-1:] in ".!?…:。！？" else f"{text}."
