"""Fonts of signs: whichever letter is written in one, a sign is seen."""

import re

SIGN_FONTS = frozenset(
    ["wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol", "marlett", "mt extra",
     "zapfdingbats", "zapf dingbats", "itc zapf dingbats"]
)  # fmt: skip
"""Names in lower case."""
SIGN = "•"
TECHNIQUE = "remapped-font"
_WORD = re.compile(r"\w{3}")


def as_seen(text: str, technique: str | None) -> str | None:
    """What a reader sees of a text, for which a technique speaks or none; None where that is nothing.

    Of letters in a font of signs it is as many signs, unless they were to be a word.
    """
    if technique != TECHNIQUE:
        return None if technique else text
    return None if _WORD.search(text) else "".join(c if c.isspace() else SIGN for c in text)
