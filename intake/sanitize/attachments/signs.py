"""Fonts of signs: whichever letter is written in one, a sign is seen."""

import re

SIGN_FONTS = frozenset(
    ["wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol", "marlett", "mt extra",
     "zapfdingbats", "zapf dingbats", "itc zapf dingbats"]
)  # fmt: skip
"""Names in lower case."""
SIGN = "•"
_WORD = re.compile(r"\w{3}")


def as_signs(text: str) -> str | None:
    """What is shown of letters in a font of signs: as many of them; None where they were to be a word."""
    return None if _WORD.search(text) else "".join(c if c.isspace() else SIGN for c in text)
