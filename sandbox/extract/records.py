"""What is extracted."""

from dataclasses import dataclass
from typing import Literal

LinkKind = Literal["verify", "magic-login", "reset", "unsubscribe", "tracking", "other"]

MAX_CHARS = 60_000
"""Characters of a part that are searched for codes: ten thousand words; a code stands near the top."""
MAX_SOURCE = 400_000
"""Characters of HTML source that are looked at, and of text that is searched for links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time code."""

    value: str
    """As it is typed in: without the blanks and dashes between groups of digits."""
    score: float
    """0..1, how likely it is the code."""
    span: tuple[int, int]
    """Characters of the part: of the subject, of `text`, or of the HTML source for `html`."""
    part: str
    """`subject`, `text` or `html` (image descriptions included)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a mail."""

    value: str
    """As it stands in the mail, tracking wrapper included: what a click opens."""
    score: float
    span: tuple[int, int]
    """Characters of the part: of `text`, or of the HTML source for `html`."""
    part: str
    kind: LinkKind
    text: str = ""
    """What a reader sees of it."""
