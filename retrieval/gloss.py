"""A foreign mail in rough English words, so that an English model and English documents can be reached.

The offline embedding model knows English; other languages are nearly noise to it. A small glossary of what
customers write about turns "Wo bleibt mein Paket?" into "where arrive my parcel delivery shipment". Names,
numbers and codes stay as they are.
"""

import functools
import re
from importlib.resources import files

from retrieval.words import stems

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ENOUGH = 0.25
"""Share of a text's words that must be known; below it a gloss is noise."""
_MAX_WORDS = 300
_LINKS = ("", "s", "n", "en", "es", "e")


def gloss(text: str, language: str) -> str | None:
    """The text's known words in English and its names and numbers; None where too little is known."""
    known = _glossary().get(language)
    if not known:
        return None
    words = _WORD.findall(text)[:_MAX_WORDS]
    found: list[str] = []
    hits = 0
    for word in words:
        english = (
            known.get(word.casefold()) or known.get(_stem(word, language)) or _parts(word, language, known)
        )
        if english:
            hits += 1
            found += [w for w in english.split() if w not in found[-6:]]
        elif any(c.isdigit() for c in word) or (word[0].isupper() and language != "de"):
            found.append(word)
    return " ".join(found) if hits >= 1 and hits >= _ENOUGH * len(words) else None


def _parts(word: str, language: str, known: dict[str, str]) -> str | None:
    """A compound by its two halves: "Kaffeemaschinengarantie"."""
    if language not in {"de", "nl"} or len(word) < 9:
        return None
    low = word.casefold()
    for cut in range(len(low) - 4, 3, -1):
        tail = known.get(low[cut:]) or known.get(_stem(low[cut:], language))
        if not tail:
            continue
        for link in _LINKS:
            head = low[: cut - len(link)] if low[:cut].endswith(link) else ""
            if len(head) > 3 and (first := known.get(head) or known.get(_stem(head, language))):
                return f"{first} {tail}"
    return None


def _stem(word: str, language: str) -> str:
    return "~" + next(iter(stems(word, language)), word.casefold())


@functools.cache
def _glossary() -> dict[str, dict[str, str]]:
    """By language: words, and stems behind a tilde, to English."""
    found: dict[str, dict[str, str]] = {}
    language = ""
    text = files("retrieval").joinpath("glossary.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            language = line.strip("[]")
            found[language] = {}
        elif "=" in line and not line.startswith("#"):
            words, _, english = line.partition(" = ")
            for word in words.split():
                found[language].setdefault(word.casefold(), english)
                found[language].setdefault(_stem(word, language), english)
    return found
