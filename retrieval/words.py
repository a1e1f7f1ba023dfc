"""Texts as words for ranking: stems by language, codes whole, scripts without spaces in pairs."""

import functools
import re
import unicodedata
from typing import Any

_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[^\W_]{1,40}(?:[-_/.:+#][^\W_]{1,40}){0,8}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_]){1,5}\b\.?")
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip
_STOPWORDS = {
    "de": "STOPWORDS_GERMAN", "fr": "STOPWORDS_FRENCH", "es": "STOPWORDS_SPANISH", "it": "STOPWORDS_ITALIAN",
    "nl": "STOPWORDS_DUTCH", "pt": "STOPWORDS_PORTUGUESE", "ru": "STOPWORDS_RUSSIAN",
    "sv": "STOPWORDS_SWEDISH",
    "nb": "STOPWORDS_NORWEGIAN", "da": "STOPWORDS_DANISH", "tr": "STOPWORDS_TURKISH",
}  # fmt: skip
_LEFTOVERS = frozenset(["s", "t", "d", "l", "m", "n", "c", "j", "qu", "re", "ve", "ll"])
"""What apostrophes leave behind: customer's, don't, l'article."""


def stems(text: str, language: str) -> list[str]:
    """Stemmed words of the text in order, codes once more as a whole, stop words left out.

    Where all words are stop words they are all kept: "to be or not to be" is a question too.
    """
    text = unicodedata.normalize("NFKC", text)
    plain = [w for w in _split(text.casefold()) if w not in _LEFTOVERS]
    drop = _stopwords(language)
    kept = [w for w in plain if w not in drop] or plain
    return [_stem(w, language) for w in kept] + codes(text)


def codes(text: str) -> list[str]:
    """Order numbers, part numbers, versions: runs with a digit and a letter or separator, or of four digits.

    Written in one way, whatever separators and case the sender took: `so-104233` and `SO 104233` differ
    still, `SO-104233` and `so104233` do not.
    """
    found = []
    for match in _CODE.finditer(text):
        run = match[0]
        if run.isalpha():  # nearly all words
            continue
        bare = "".join(c for c in run.casefold() if c.isalnum())
        digits = sum(c.isdigit() for c in bare)
        if digits and len(bare) >= 2 and (digits < len(bare) or len(bare) < len(run) or digits >= 4):
            found.append("#" + bare)
    return found


def _split(text: str) -> list[str]:
    words: list[str] = []
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)  # U.N., S.p.A., z.B., 5 p.m.
    for word in _WORD.findall(text):
        if _UNSPACED.search(word):
            words += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        else:
            words.append(word[:64])
    return words


@functools.lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    # English marks nothing by accents: Schrödinger and Schrodinger have to end alike before they are cut.
    begin = (_plain(word) or word) if language == "en" else word
    return _plain(stemmer.stemWord(begin) if stemmer else begin) or word


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _stemmer(language: str) -> Any:
    import snowballstemmer

    # A stemmer holds its word while it works, so each call has its own; the cache above makes them rare.
    name = _STEMMERS.get(language)
    return snowballstemmer.stemmer(name) if name else None


@functools.cache
def _stopwords(language: str) -> frozenset[str]:
    from bm25s import stopwords

    if language == "en":
        return frozenset(stopwords.STOPWORDS_EN)
    name = _STOPWORDS.get(language)
    return frozenset(getattr(stopwords, name)) if name else frozenset()
