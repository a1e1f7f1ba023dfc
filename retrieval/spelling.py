"""A misspelt word of a question, read as the word of the documents that it is one slip away from."""

import bisect
import functools
import re
from typing import Any

from retrieval.language import UNKNOWN, detect
from retrieval.lexical import Lexical
from retrieval.words import stems

_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{5,24}(?![\w'’-])")
"""Shorter words have too many neighbours that are words as well."""
_SHORTEST_OTHER = 6
"""Letters from which one letter in place of another is a slip."""
_MOST_WORDS = 4
"""Unknown words looked at; a question of people holds one or two."""
_ENDING = 3
"""Letters at a name's end that its stem may lack, or have otherwise."""
_MAX_QUESTION = 2000
_KEPT = 512
"""Questions remembered: each is asked for passages and for its chances more than once."""


class Spelling:
    """What the words of one index mend. Safe to share between threads."""

    def __init__(self, lexical: Lexical) -> None:
        self._lexical = lexical
        self._stems = functools.cache(lambda: sorted(lexical.words()))
        self._remembered = functools.lru_cache(_KEPT)(self._mended)

    def mended(self, question: str) -> str:
        """The first 2,000 characters of a question, with its slips mended.

        A word that neither its language nor any document has becomes a word of the documents that is one
        letter more, less, other or exchanged away (Damerau 1964), or else has one letter in another place:
        of several one of the language, and of those the commonest. What is spelt well is never touched.
        """
        return self._remembered(question[:_MAX_QUESTION])

    def _mended(self, question: str) -> str:
        words, language = dict.fromkeys(_WORD.findall(question)), detect(question)
        if language == UNKNOWN and len(self._lexical.kinds) == 1:
            language = self._lexical.kinds[0]
        unknown = [w for w in words if not self._has(w.casefold(), language)]
        dictionary = _dictionary(language) if unknown else None
        if dictionary is None:
            return question
        unknown = [w for w in unknown if w.casefold() not in dictionary]
        for word in unknown[:_MOST_WORDS]:
            if meant := self._meant(word.casefold(), language, dictionary):
                question = re.sub(rf"\b{word}\b", meant, question)
        return question

    def _meant(self, word: str, language: str, dictionary: Any) -> str | None:
        """The likeliest word for one that nothing knows."""
        slips: set[str] = {s for s in dictionary.edit_distance_1(word) if s.isalpha() and _likely(word, s)}
        words = {s for s in slips if s in dictionary}
        # A name is in no dictionary; there are hundreds of other slips, and stemming them takes long.
        for some in (words, slips - words, _moved(word)):
            there = [s for s in some if (s in words or self._may_have(s)) and self._has(s, language)]
            if there:
                return min(there, key=lambda s: (self._lexical.rarity(_stem(s, language)), s))
        return None

    def _may_have(self, word: str) -> bool:
        """Whether any word of the documents begins alike."""
        known, begin = self._stems(), word[:-_ENDING]
        at = bisect.bisect_left(known, begin)
        return at < len(known) and known[at].startswith(begin)

    def _has(self, word: str, language: str) -> bool:
        # A short question may be taken for another language, so those of the documents count as well.
        return any(self._lexical.knows(_stem(word, one)) for one in (language, *self._lexical.kinds))


def _moved(word: str) -> set[str]:
    """The word with one letter, but the first, in another place."""
    if len(word) < _SHORTEST_OTHER:
        return set()
    without = ((word[:at] + word[at + 1 :], word[at]) for at in range(1, len(word)))
    return {rest[:to] + letter + rest[to:] for rest, letter in without for to in range(1, len(word))}


def _likely(word: str, slip: str) -> bool:
    """Whether the words differ by more than one letter in place of another, or are long enough for that."""
    return len(word) != len(slip) or len(word) >= _SHORTEST_OTHER or sorted(word) == sorted(slip)


def _stem(word: str, language: str) -> str:
    return next(iter(stems(word, language)), "")


@functools.lru_cache(maxsize=2)
def _dictionary(language: str) -> Any:
    """The words of a language, some 30 to 60 megabytes; None where there is none."""
    from spellchecker import SpellChecker

    return SpellChecker(language=language, distance=1) if language in SpellChecker.languages() else None
