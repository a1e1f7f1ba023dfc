"""What a mail asks for: its requests, one by one, without greetings, thanks and stories."""

import re
from dataclasses import dataclass

from intake.classify.phrases import COURTESY, GREETING, INTERROGATIVE, POINTING, PROBLEM, REQUEST

MAX_QUESTIONS = 10
"""More than ten requests in one mail go to a person anyway."""
_READ = 50_000
"""Characters looked at."""
_LONGEST = 600
"""Characters of one request; a longer sentence is cut at a word."""
_FEW_WORDS = 2
_SELF_CONTAINED = 4
"""Words from which a question may stand for itself."""
_CONTEXT = 300
"""Characters of the sentence before a question that are looked at."""

_END = re.compile(
    r"[.!?…]+[)\]\"'»”’]{0,3}(?=\s|$)|[。！？]+|\n[ \t]*\n|\n(?=[ \t]*(?:[-*•–]|\d{1,2}[.)]|[a-h]\))[ \t])"
)
_BULLET = re.compile(r"[\s>]*(?:(?:[-*•–]|\d{1,2}[.)]|[a-h]\))[ \t]+)?")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:\w|mr|mrs|ms|dr|st|no|nr|inc|ltd|co|vs|etc|approx|e\.g|i\.e|bzw|ca|z\.b|d\.h|u\.a|str|hr|fr|"
    r"evtl|ggf|inkl|zzgl|usw|mme|mlle|sr|sra|art|abs|tel|p\.s|ps|jan|feb|aug|sept?|okt|oct|nov|de[cz]|\d{1,2})\.$",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?:[,;:]\s{0,3}|\s)(?:and|also|or|plus|und|sowie|oder|außerdem|et|ou|y|o|e|en|of|i|och)\s{1,3}"
    r"(?:also |auch |aussi )?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_GREETING_END = re.compile(r"[,:;!]\s|\s[–—-]{1,2}\s|[–—]")
_LONGEST_GREETING, _GREETING_WORDS = 60, 5
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`text[start:end]` of a mail, without space around it."""

    start: int
    end: int
    text: str


def questions(text: str) -> tuple[str, ...]:
    """The requests of a mail, in order, each a slice of its text, ten at most.

    A mail that only tells of a trouble asks by it: then its sentences about the trouble are given.
    Empty where nothing is asked at all.
    """
    found = [_bare(span) for span in sentences(text[:_READ])]
    asked = [part for span in found if _asks(span.text) for part in _parted(span)]
    if not asked:
        asked = [s for s in found if PROBLEM.search(s.text) and not courteous(s.text)]
    unique: dict[str, str] = {}
    for span in asked:
        unique.setdefault(" ".join(span.text.casefold().split()), _cut(span.text))
    return tuple(list(unique.values())[:MAX_QUESTIONS])


def in_context(text: str, question: str) -> str | None:
    """The question with the sentence before it, which says what "it" is; None where nothing is before it.

    `question` is one of `questions(text)`.
    """
    at = text.find(question)
    spans = [_bare(s) for s in sentences(text[: max(0, at)][-_READ:])]
    before = [s for s in spans if len(s.text) > 8 and not courteous(s.text)]
    told = " ".join(before[-1].text.split())[-_CONTEXT:] if at > 0 and before else ""
    return f"{told} {question}" if told else None


def leans(question: str) -> bool:
    """Whether it cannot be understood without what stands before it: "Can you reissue it?", "Why?"."""
    return len(_WORD.findall(question)) < _SELF_CONTAINED or bool(POINTING.search(question))


def sentences(text: str) -> list[Span]:
    """The sentences and list items of a text, in order; hard line breaks inside a sentence stay in it."""
    spans, start = [], 0
    for end in _ends(text):
        if span := _trimmed(text, start, end):
            spans.append(span)
        start = end
    return spans


def _ends(text: str) -> list[int]:
    ends = []
    for match in _END.finditer(text):
        before = text[max(0, match.start() - 12) : match.start() + 1]
        if match[0] == "." and _ABBREVIATION.search(before):
            continue
        ends.append(match.end())
    for line in re.finditer(r"\n", text):
        # A short line, or one that ends a greeting, is a sentence of its own: many mails have no stops.
        begin = text.rfind("\n", 0, line.start()) + 1
        following = text[line.end() : line.end() + 1]
        greeting = text[max(begin, line.start() - 2) : line.start()].rstrip().endswith(
            (",", "!")
        ) and GREETING.match(text, begin)
        if line.start() - begin < 45 and (greeting or not following.islower()):
            ends.append(line.end())
    return sorted({*ends, len(text)})


def _trimmed(text: str, start: int, end: int, offset: int = 0) -> Span | None:
    start = min(end, _BULLET.match(text, start, end).end()) if start < end else start  # type: ignore[union-attr]
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end <= start:
        return None
    return Span(start=offset + start, end=offset + end, text=text[start:end])


def _asks(sentence: str) -> bool:
    words = len(_WORD.findall(sentence))
    question = sentence.rstrip(")]\"'»”’ ").endswith(("?", "？", "\u037e"))
    if not question and words < _FEW_WORDS and not _UNSPACED.search(sentence):
        return False
    if courteous(sentence):
        return False
    return bool(question or INTERROGATIVE.match(sentence) or REQUEST.search(sentence))


def _bare(span: Span) -> Span:
    """The sentence without a greeting before it: "Hi Ana, where is …", "Hello – where is …"."""
    for end in _GREETING_END.finditer(span.text[:_LONGEST_GREETING]):
        if GREETING.match(span.text) and len(_WORD.findall(span.text[: end.start()])) <= _GREETING_WORDS:
            return _trimmed(span.text, end.end(), len(span.text), span.start) or span
        break
    return span


def courteous(sentence: str) -> bool:
    """Whether a sentence is only politeness; thanks wrapped around a request are a request."""
    if GREETING.match(sentence) and len(sentence) < 60 and "?" not in sentence:
        return True
    found = COURTESY.search(sentence)
    if not found:
        return False
    rest = sentence[: found.start()] + sentence[found.end() :]
    asks = INTERROGATIVE.match(rest.strip(" ,-–!.")) or ("?" in rest and len(_WORD.findall(rest)) > 3)
    return not asks and (len(_WORD.findall(rest)) < 7 or not REQUEST.search(rest))


def _parted(span: Span) -> list[Span]:
    """Two requests joined by "and" as two, where the second one would stand alone."""
    text, cuts = span.text, [0]
    for joint in _JOINT.finditer(text):
        rest, before = text[joint.end() :], text[cuts[-1] : joint.start()]
        alone = INTERROGATIVE.match(rest) or REQUEST.match(rest)
        if (
            alone
            and len(_WORD.findall(before)) > _FEW_WORDS
            and len(_WORD.findall(rest)) > _FEW_WORDS
            and _asks(before)
        ):
            cuts += [joint.start(), joint.end()]
    cuts.append(len(text))
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    parts = [_trimmed(text, start, end, span.start) for start, end in pairs]
    return [part for part in parts if part]


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(None, 1)[0]
