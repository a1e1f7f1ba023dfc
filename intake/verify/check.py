"""Does a source support a sentence? No model is asked, and the drafter is not believed."""

import re
from collections.abc import Callable, Sequence

from intake.mail import Citation, Claim, Passage, Quote, Sentence
from intake.verify import words
from intake.verify.align import difference
from intake.verify.sentences import enclosing, plain, sentences
from intake.verify.tokens import stem, tokens
from retrieval.language import detect

MAX_SENTENCE = 2000
"""Characters; a longer sentence is not one."""
MAX_QUOTES = 5
MAX_EVIDENCE = 50_000
_CONTENT = frozenset({"word", "name", "number", "date", "code"})

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ROW = re.compile(r"^[^\n;|]{1,200}:[^\n;|]{0,500}(?:[;|]|$)|^\|")

Extracted = Callable[[str], str | None]


def is_factual(sentence: str) -> bool:
    """Whether it states anything: True for all but pure courtesy, made of a closed set of words."""
    if any(c.isdigit() for c in sentence) or "<" in sentence or "@" in sentence or "/" in sentence:
        return True
    found = [w.lower() for w in _WORD.findall(sentence)]
    if any(w in words.NEGATION["en"] and w != "not" for w in found):
        return True
    return not found or len(found) > 30 or not all(w in words.COURTESY for w in found)


def verify(
    sentence: Sentence, passages: Sequence[Passage], extracted: Extracted, *, language: str | None = None
) -> Claim:
    """The sentence with the citations that were found, and whether they support it.

    `verdict` is `quote` where all is well, else the first thing that is wrong.
    """
    if len(sentence.text) > MAX_SENTENCE:
        return Claim(text=sentence.text[:MAX_SENTENCE], citations=(), supported=False, verdict="too-long")
    by_id = {p.id: p for p in passages}
    citations: list[Citation] = []
    evidence: list[tuple[Passage, str, str]] = []
    for quote in sentence.quotes[:MAX_QUOTES]:
        passage = by_id.get(quote.passage_id)
        if passage is None:
            continue
        place = locate(quote, passage, extracted(passage.source))
        if place is None:
            continue
        start, end, whole = place
        citations.append(
            Citation(
                n=len(citations) + 1,
                source=passage.source,
                start=start,
                end=end,
                quote=whole[start:end],
                title=passage.title,
                location=passage.location,
            )
        )
        a, b = enclosing(passage.text, start - passage.start, end - passage.start)
        evidence.append((passage, whole[start:end], passage.text[a:b]))
    if not citations:
        return Claim(text=sentence.text, citations=(), supported=False, verdict="quote-not-found")
    verdict = _best(sentence.text, evidence, language)
    return Claim(
        text=sentence.text, citations=tuple(citations), supported=verdict is None, verdict=verdict or "quote"
    )


def locate(quote: Quote, passage: Passage, whole: str | None) -> tuple[int, int, str] | None:
    """Where the quote stands in the extracted text of its source, white space apart; None where nowhere."""
    text = quote.quote.strip()
    if whole is None or not text or len(text) > len(passage.text):
        return None
    if whole[passage.start : passage.end] != passage.text:
        return None
    at = passage.text.find(text)
    if at >= 0:
        return passage.start + at, passage.start + at + len(text), whole
    pattern = r"\s+".join(re.escape(w) for w in text.split())
    found = re.search(pattern, passage.text)
    return (passage.start + found.start(), passage.start + found.end(), whole) if found else None


def _best(text: str, evidence: list[tuple[Passage, str, str]], language: str | None) -> str | None:
    verdict: str | None = "not-in-source"
    for passage, _, whole in evidence:
        verdict = supported(
            text, whole, title=f"{passage.title} {passage.location}", language=language or passage.language
        )
        if verdict is None:
            return None
    if len(evidence) > 1:
        joined = "\n".join(whole for _, _, whole in evidence)
        titles = " ".join(f"{p.title} {p.location}" for p, _, _ in evidence)
        if supported(text, joined, title=titles, language=language or evidence[0][0].language) is None:
            return None
    return verdict


def supported(text: str, evidence: str, *, title: str = "", language: str = "en") -> str | None:
    """None where `evidence` says what `text` says, else what differs (`number-differs`, …)."""
    if _bare(text) == _bare(evidence):
        return None
    # A German sentence inside an English document hides its "nicht" from English eyes.
    for lang in dict.fromkeys((_known(language), _known(detect(evidence), language))):
        said, source = tokens(plain(text), lang), tokens(_spread(evidence), lang)
        context = frozenset(stem(words.ALIKE.get(w.lower(), w.lower()), lang) for w in _WORD.findall(title))
        found = difference(said, source, context, cells=bool(_ROW.match(evidence.lstrip())))
        if found is not None:
            return found
    return None


def _known(language: str, otherwise: str = "en") -> str:
    if language in words.LANGUAGES:
        return language
    return otherwise if otherwise in words.LANGUAGES else "en"


def score(text: str, evidence: str, language: str = "en") -> float:
    """A soft measure, 0..1: the part of the content that is there times that of the names; for ranking."""
    said = [t for t in tokens(text, language) if t.kind in _CONTENT]
    if not said:
        return 0.0
    have = {stem(w.lower(), language) for w in _WORD.findall(evidence[:MAX_EVIDENCE])}
    for span in sentences(evidence[:MAX_EVIDENCE]):
        have |= {t.norm for t in tokens(span.text, language)}
    names = [t.norm in have for t in said if t.kind == "name"]
    return sum(t.norm in have for t in said) / len(said) * (sum(names) / len(names) if names else 1.0)


def _bare(text: str) -> str:
    return " ".join(plain(text).lower().rstrip(".!; ").split())


def _spread(evidence: str) -> str:
    return (
        "\n".join(plain(line) for line in evidence.split("\n\n")) if "\n\n" in evidence else plain(evidence)
    )
