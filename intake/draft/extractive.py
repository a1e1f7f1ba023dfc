"""Write an answer with the sources' own sentences."""

# ruff: noqa: E501, SIM905 - lists of words

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from intake.mail import Passage, Proposal, Question, Quote, Sentence
from intake.ports import WritingRequest
from intake.verify.sentences import Span, plain, sentences
from intake.verify.tokens import Token, tokens

MAX_SENTENCES = 3
"""A question."""
MAX_PASSAGES = 4
MIN_SHARE = 0.8
"""Of the best sentence's score that another one needs to stand beside it."""
MAX_COMPARED = 12
"""Sentences compared by meaning; each costs a millisecond or two."""
MAX_CHARS = 600
"""A longer sentence is a table or a wall of text, and no answer."""

Alike = Callable[[str, Sequence[str]], Sequence[float] | None]
"""How near each text is to the first in meaning, about 0..1; None where that cannot be told now."""

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

    def __init__(self, alike: Alike | None = None) -> None:
        """`alike` tells how near texts are to a question in meaning; without it shared words decide."""
        self._alike = alike

    def write(self, request: WritingRequest) -> Proposal:
        """At most `MAX_SENTENCES` a question, each the plain text of one slice of a passage."""
        out: list[Sentence] = []
        seen: set[str] = set()
        for index, question in enumerate(request.questions):
            for candidate in choose(question, request.language, self._alike):
                text = readable(candidate.span.text)
                if text.casefold() in seen:
                    continue
                seen.add(text.casefold())
                quote = Quote(passage_id=candidate.passage.id, quote=candidate.span.text)
                out.append(Sentence(text=text, quotes=(quote,), question=index))
        return Proposal(sentences=tuple(out))


def choose(question: Question, language: str, alike: Alike | None = None) -> list[_Candidate]:
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
    found = _by_meaning(question.text, found, alike) if alike else found
    found = [replace(c, score=c.score * _kind_factor(question.text, c.span.text)) for c in found]
    leader = max(found, key=lambda c: c.score)
    if leader.score <= 0:
        return []
    kept = [c for c in found if c.score >= MIN_SHARE * leader.score and _belongs(c, leader)]
    kept = sorted(kept, key=lambda c: -c.score)[:MAX_SENTENCES]
    return sorted(kept, key=lambda c: c.order)


def _by_meaning(question: str, found: list[_Candidate], alike: Alike) -> list[_Candidate]:
    """Shared words and nearness in meaning of the best candidates, in equal parts; the others fall away."""
    best = sorted(found, key=lambda c: (-c.score, c.order))[:MAX_COMPARED]
    top = max(c.score for c in best) or 1.0
    near = alike(question, [f"{c.passage.location}: {plain(c.span.text)}" for c in best])
    if near is None:
        return found
    nearest = max(max(near), 1e-6)
    return [
        replace(c, score=0.5 * c.score / top + 0.5 * max(0.0, n) / nearest)
        for c, n in zip(best, near, strict=True)
    ]


_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"\bhow much (?:is|are|does|do|would|for)\b|\bcosts?\b|\bprices?\b|\bwie ?viel kostet|\bkostet|\bkosten\b|\bpreis"
            r"|\bcombien coûte|\bprix\b|\bcuánto cuesta|\bprecio|\bquanto costa|\bprezzo|\bquanto custa|\bpreço|\bkost\b|\bprijs",
            re.IGNORECASE,
        ),
        re.compile(
            r"[€$£¥]|\b(?:EUR|USD|GBP|CHF|euros?|cents?)\b|\bfree\b|\bkostenlos|\bgratuit|\bgratis",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(
            r"\bweigh|\bweight\b|\bheavy\b|\bwiegt\b|\bgewicht|\bschwer\b|\bpoids\b|\bpèse\b|\bpesa\b|\bpeso\b|\bweegt\b",
            re.IGNORECASE,
        ),
        re.compile(r"\d\s?(?:k?g|lbs?|oz)\b", re.IGNORECASE),
    ),
    (
        re.compile(
            r"\bhow (?:long|soon|quickly|many days)\b|\bwhen\b|\bwie lange?\b|\bwann\b|\bquand\b|\bcombien de temps|\bcuándo\b"
            r"|\bcuánto tiempo|\bquando\b|\bquanto tempo|\bwanneer\b|\bhoe lang",
            re.IGNORECASE,
        ),
        re.compile(
            r"\d+\s?(?:working |business )?(?:minutes?|hours?|days?|weeks?|months?|years?|h|min)\b|\d{1,2}:\d\d"
            r"|\d+\s?(?:\w{0,5}tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten?|jours?|semaines?|mois|ans?|heures?|días?"
            r"|semanas?|meses|años?|horas?|giorni|settimane|mesi|anni|ore|dias?|anos?|dagen|weken|maanden|jaar|uur)\b",
            re.IGNORECASE,
        ),
    ),
)
"""What a question asks for (a price, a weight, a time), and how an answer of that kind looks."""


def _kind_factor(question: str, text: str) -> float:
    """How far a sentence is of the kind that is asked for; 1 where no kind is told."""
    for asks, answers in _KINDS:
        if asks.search(question):
            return 1.5 if answers.search(text) else 0.6
    return 1.0


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
        value = (overlap + 0.9 * context + asked) * (0.5 + 0.5 * relative) / (1 + 0.15 * rank)
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


def unmentioned(question: str, passages: Sequence[Passage]) -> list[str]:
    """The question's words, as they are written, that no passage has: what the knowledge lacks. Eight at most."""
    have = {w for p in passages for w in _content(f"{p.title} {p.location} {p.text}", p.language)}
    language = passages[0].language if passages else "en"
    found = [
        w
        for w in dict.fromkeys(_PLAIN.findall(question))
        if (own := _content(w, language)) and not set(own) & have
    ]
    return found[:8]


_PLAIN = re.compile(r"[^\W_]{3,40}(?:-[^\W_]{1,40}){0,3}")
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
