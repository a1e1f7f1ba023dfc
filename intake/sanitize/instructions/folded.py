"""Disguised spellings undone: spaced letters, digits for letters, look-alike and full-width letters."""

import bisect
import re
import unicodedata
from dataclasses import dataclass

_SPACED = re.compile(r"(?:(?<=\s)|^)(?:\w[ .\-_*|]{1,3}){5,400}\w(?!\w)", re.MULTILINE)
_LEET_WORD = re.compile(r"[A-Za-z013457@$!|]{4,40}")
_LEET = str.maketrans("013457@$!|", "oieastasil")
# Cyrillic and Greek letters that look Latin (Unicode confusables.txt, the lower-case and capital ones).
_LOOKS = str.maketrans(
    "аеорсухіјѕһԁɡոАВЕКМНОРСТХІЅοαεινρτυκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijshdgnABEKMHOPCTXISoaeivptukABEZHIKMNOPTYX"
)
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_MIXED = re.compile(
    r"[A-Za-z\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
MAX_FOLDED = 100_000
"""Characters folded of one text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A plain spelling of the text, with the way back to it."""

    name: str
    text: str
    marks: tuple[int, ...]
    """Offsets in `text` where a piece starts, ascending."""
    origins: tuple[int, ...]
    """The piece's offset in the original."""

    def start_of(self, at: int) -> int:
        n = max(0, bisect.bisect_right(self.marks, at) - 1)
        return self.origins[n]

    def end_of(self, at: int) -> int:
        n = bisect.bisect_left(self.marks, at)
        return self.origins[min(n, len(self.origins) - 1)]


def folds(text: str) -> tuple[Fold, ...]:
    """Plain spellings of what is disguised in the text; empty for ordinary text."""
    text = text[:MAX_FOLDED]
    found = [_spaced(text), _letters(text), _leet(text)]
    return tuple(fold for fold in found if fold is not None)


def _fold(name: str, pieces: list[tuple[str, int, int]]) -> Fold:
    marks, origins, out, at = [], [], [], 0
    for plain, start, _ in pieces:
        marks.append(at)
        origins.append(start)
        out.append(plain)
        at += len(plain)
    marks.append(at)
    origins.append(pieces[-1][2])
    return Fold(name=name, text="".join(out), marks=tuple(marks), origins=tuple(origins))


def _spaced(text: str) -> Fold | None:
    """`i g n o r e   a l l`: two blanks or more part the words."""
    pieces: list[tuple[str, int, int]] = []
    for run in _SPACED.finditer(text):
        for letter in re.finditer(r"(\w)([ .\-_*|]{0,3})", run.group()):
            gap = letter.group(2)
            plain = letter.group(1) + (" " if len(gap) >= 2 else "")
            pieces.append((plain, run.start() + letter.start(), run.start() + letter.end()))
        pieces.append((" ", run.end(), run.end()))
    return _fold("spaced-letters", pieces) if pieces else None


def _leet(text: str) -> Fold | None:
    pieces: list[tuple[str, int, int]] = []
    changed = False
    at = 0
    for word in _LEET_WORD.finditer(text):
        spelled = word.group()
        if spelled.isalpha() or sum(map(str.isalpha, spelled)) * 2 < len(spelled):
            continue
        pieces.append((text[at : word.start()], at, word.start()))
        pieces.append((spelled.translate(_LEET), word.start(), word.end()))
        at = word.end()
        changed = True
    pieces.append((text[at:], at, len(text)))
    return _spread("digits-for-letters", pieces) if changed else None


def _letters(text: str) -> Fold | None:
    """Look-alike letters and full-width forms, and invisible characters taken out."""
    if text.isascii():
        return None
    pieces: list[tuple[str, int, int]] = []
    changed = False
    for word in re.finditer(r"\S{1,200}|\s{1,200}", text):
        plain = word.group()
        # Words of other scripts that are in normal form already have nothing to undo.
        if not plain.isascii() and (_MIXED.search(plain) or not unicodedata.is_normalized("NFKC", plain)):
            plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", plain))
            latin = any("a" <= c.lower() <= "z" for c in plain)
            if latin:
                plain = plain.translate(_LOOKS)
            changed |= plain != word.group()
        pieces.append((plain, word.start(), word.end()))
    return _fold("look-alike-letters", pieces) if changed and pieces else None


def _spread(name: str, pieces: list[tuple[str, int, int]]) -> Fold:
    """Pieces of equal length, one mark a character, as their offsets agree."""
    text = "".join(plain for plain, _, _ in pieces)
    marks = tuple(range(len(text) + 1))
    return Fold(name=name, text=text, marks=marks, origins=marks)
