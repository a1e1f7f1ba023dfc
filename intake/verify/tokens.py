"""A sentence as tokens that can be compared: words by stem, numbers and dates by value, logic by class."""

# ruff: noqa: E501, SIM905 - tables and patterns

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from intake.verify import words

Kind = Literal[
    "word", "name", "number", "date", "code", "negation", "modal", "quantity", "condition", "compare"
]
CRITICAL: frozenset[str] = frozenset(
    {"name", "number", "date", "code", "negation", "modal", "quantity", "condition", "compare"}
)
"""Kinds of which none may be changed, added or left out."""

MAX_TOKENS = 400

_STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
             "nl": "dutch"}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>]{1,300}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})"
    r"|(?P<iso>\b\d{4}-\d{2}-\d{2}\b)"
    r"|(?P<dotted>\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b)"
    r"|(?P<code>\b(?=[\w-]{0,40}\d)(?=[\w-]{0,40}[A-Za-z])[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,4}\b)"
    r"|(?P<time>\b\d{1,2}:\d{2}\b)"
    r"|(?P<number>[-−–]?\d{1,3}(?:[.,'’  ]\d{3}){1,4}(?:[.,]\d{1,4})?(?!\d)|\d{1,18}(?:[.,]\d{1,6})?)"
    r"|(?P<money>[€$£¥%])"
    r"|(?P<word>[^\W\d_]{1,60}(?:['’-][^\W\d_]{1,40}){0,4})"
    r"|(?P<cut>[,;:|.!?()\n–—])"
)
_PHRASES = sorted(words.COMPARISON, key=len, reverse=True)
_PHRASE = re.compile(r"\b(" + "|".join(re.escape(p) for p in _PHRASES) + r")\b", re.IGNORECASE)
_AND = frozenset(
    {"and", "und", "et", "y", "e", "en", "but", "aber", "mais", "pero", "ma", "mas", "maar", "while"}
)
_UNLIKE = re.compile(r"^(?:un|in|im|non|ir|il|dis)[a-zà-ÿ]{4,}$")
_NEGATIVE = frozenset(
    "unavailable unable unpaid unused unopened unworn unwashed invalid impossible incomplete incorrect inactive illegal"
    " irregular nonrefundable non-refundable non-returnable disallowed dissatisfied unsuitable unsafe unlimited"
    " unfortunately unmöglich ungültig ungetragen unbenutzt ungeöffnet ungewaschen unbegrenzt".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    kind: Kind
    norm: str
    clause: int
    """Number of the clause it stands in."""
    first: bool = False
    """Begins the sentence, so that its capital says nothing."""
    sentence: int = 0
    lead: str = ""
    """The preposition right before it: "to" in "to the shop"."""
    capital: bool = False
    """Written with a capital inside a sentence: a name, and in German any noun."""


def tokens(text: str, language: str = "en") -> list[Token]:
    """The tokens of a sentence that carry meaning, in order; at most `MAX_TOKENS`."""
    lang = language if language in words.LANGUAGES else "en"
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace(" ", " ")
    phrases = {m.start(): (m.end(), m[1].lower()) for m in _PHRASE.finditer(text)}
    out: list[Token] = []
    clause, sentence, until, first, after_number, lead = 0, 0, 0, True, False, ""
    for found in _TOKEN.finditer(text):
        if found.start() < until or len(out) >= MAX_TOKENS:
            continue
        kind = found.lastgroup or "word"
        raw = found[0]
        if kind == "cut":
            # A colon binds a label to its value, a decimal point never comes here.
            clause += raw != ":"
            sentence += raw in ".!?\n"
            first = first or raw in ".!?\n"
            after_number, lead = False, ""
            continue
        if kind == "word" and found.start() in phrases:
            until, phrase = phrases[found.start()]
            out.append(Token(kind="compare", norm=words.COMPARISON[phrase], clause=clause, sentence=sentence))
            first, after_number, lead = False, False, ""
            continue
        if kind == "word" and raw.lower() in _AND:
            clause, lead = clause + 1, ""
            continue
        token = _token(kind, raw, lang, clause, first, after_number)
        if token is not None:
            out.append(replace(token, sentence=sentence, lead=lead, capital=raw[0].isupper() and not first))
            lead = ""
        elif raw.lower() in words.PREPOSITION[lang]:
            lead = raw.lower()
        after_number = kind in {"number", "time"} or (token is not None and token.kind == "number")
        first = False
    return _dates(out)


def _token(kind: str, raw: str, lang: str, clause: int, first: bool, after_number: bool) -> Token | None:
    if kind == "word":
        return _word(raw, lang, clause, first, after_number)
    if kind == "money":
        return Token(kind="code", norm=words.CURRENCY[raw], clause=clause)
    if kind in {"iso", "dotted"}:
        return Token(kind="date", norm=_date(raw), clause=clause)
    if kind == "number":
        return Token(kind="number", norm=number(raw), clause=clause)
    if kind == "time":
        hours, _, minutes = raw.partition(":")
        return Token(kind="number", norm=f"{int(hours)}:{minutes}", clause=clause)
    return Token(kind="code", norm=raw.lower().rstrip(".,;:!?)"), clause=clause)


def _word(raw: str, lang: str, clause: int, first: bool, after_number: bool) -> Token | None:
    low = raw.lower()
    if low in words.NEGATION[lang] or low in words.NEGATION["en"] - {"no"} or low.endswith("n't"):
        return Token(kind="negation", norm="not", clause=clause)
    if low in _NEGATIVE:
        return Token(kind="negation", norm=stem(low, lang), clause=clause)
    if low in words.MODAL[lang] and not (low == "may" and raw[0].isupper() and not first):
        return Token(kind="modal", norm=words.MODAL[lang][low], clause=clause)
    if low in words.QUANTIFIER[lang]:
        return Token(kind="quantity", norm=words.QUANTIFIER[lang][low], clause=clause)
    if low in words.CONDITION[lang]:
        return Token(kind="condition", norm=low, clause=clause)
    if low in words.CURRENCY:
        return Token(kind="code", norm=words.CURRENCY[low], clause=clause)
    if raw in {"EUR", "USD", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK"}:
        return Token(kind="code", norm=low, clause=clause)
    if low in words.NUMBERS:
        return Token(kind="number", norm=str(words.NUMBERS[low]), clause=clause)
    if low in words.MONTHS and (low not in {"may", "mai", "mars", "mar", "dec", "mei"} or raw[0].isupper()):
        return Token(kind="date", norm=f"month {words.MONTHS[low]}", clause=clause)
    if low in words.STOP[lang] and not (
        after_number and len(low) <= 2 and low not in {"a", "in", "at", "on", "to"}
    ):
        return None
    norm = stem(words.ALIKE.get(low, low), lang)
    named = raw[0].isupper() and (not first or (raw.isupper() and len(raw) > 1)) and lang != "de"
    return Token(kind="name" if named else "word", norm=norm, clause=clause, first=first)


def _dates(found: list[Token]) -> list[Token]:
    """`24 December 2026` and `December 24, 2026` become what `2026-12-24` is."""
    out: list[Token] = []
    i = 0
    while i < len(found):
        merged = _joined(found, i)
        if merged:
            out.append(merged[0])
            i = merged[1]
        else:
            out.append(found[i])
            i += 1
    return out


def _joined(found: list[Token], i: int) -> tuple[Token, int] | None:
    a = found[i]
    b = found[i + 1] if i + 1 < len(found) else None
    if b is None:
        return None
    day, month = (a, b) if b.norm.startswith("month ") else (b, a)
    if not (
        month.kind == "date"
        and month.norm.startswith("month ")
        and day.kind == "number"
        and day.norm.isdigit()
    ):
        return None
    if not 1 <= int(day.norm) <= 31:
        return None
    c = found[i + 2] if i + 2 < len(found) else None
    m, d = int(month.norm.split()[1]), int(day.norm)
    if c is not None and c.kind == "number" and len(c.norm) == 4 and c.norm.isdigit():
        return replace(a, kind="date", norm=f"{c.norm}-{m:02d}-{d:02d}"), i + 3
    return replace(a, kind="date", norm=f"-{m:02d}-{d:02d}"), i + 2


def number(raw: str) -> str:
    """A number by value, whatever its separators: `1.234,50` and `1,234.5` are both `1234.5`."""
    text = (
        raw.replace("−", "-")
        .replace("–", "")
        .replace("'", "")
        .replace("’", "")
        .replace(" ", "")
        .replace(" ", "")
    )
    last = max(text.rfind(","), text.rfind("."))
    if last >= 0:
        head, tail = text[:last], text[last + 1 :]
        grouped = len(tail) == 3 and head.strip("-") not in {"0", ""}
        head = head.replace(",", "").replace(".", "")
        text = head + tail if grouped else f"{head}.{tail}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = "-" if text.startswith("-") else ""
    return sign + (text.lstrip("-").lstrip("0") or "0").replace("..", ".")


def _date(raw: str) -> str:
    if "-" in raw:
        return raw
    parts = re.split(r"[./]", raw)
    year = parts[2] if len(parts[2]) == 4 else f"20{parts[2]:0>2}"
    return f"{year}-{int(parts[1]):02d}-{int(parts[0]):02d}"


@lru_cache(maxsize=8)
def _stemmer(lang: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_STEMMERS[lang])


@lru_cache(maxsize=20_000)
def stem(word: str, lang: str) -> str:
    """Its Snowball stem in one of `LANGUAGES`; the word itself in others."""
    return str(_stemmer(lang).stemWord(word)) if lang in _STEMMERS else word
