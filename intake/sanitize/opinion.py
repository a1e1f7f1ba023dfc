"""Texts of which the style engine cannot tell whether they are seen, and what a browser says of them.

`doubts` names them, an adapter looks at them, and `sanitize(raw, opinions=…)` lets what it saw stand. Both
ends are pure; only the adapter (`chromium.Chromium`) starts a program.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from intake.sanitize.limits import Limits

Seen = bool | tuple[int, ...]
"""Whether a text is seen, or which of its words, by their number."""
Opinions = Mapping[str, Mapping[int, Seen]]
"""By the path of a part: what is seen of its text node of that number. What is missing stays in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulText:
    """A text node by its number among all text nodes of the document, and what it says."""

    index: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulPage:
    """An HTML part with its texts in doubt."""

    part: str
    html: str
    texts: tuple[DoubtfulText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """All pages of a mail that a browser should look at."""

    pages: tuple[DoubtfulPage, ...] = ()


class SecondOpinion(Protocol):
    """Somebody who can look at a rendered page."""

    def opinions(self, doubts: Doubts) -> dict[str, dict[int, Seen]]:
        """Whether each doubtful text is seen, by part and number; what cannot be told is missing."""
        ...


def doubts(raw: bytes, *, limits: Limits = Limits()) -> Doubts:  # noqa: B008
    """The texts of a mail's body that are withheld for now. Never raises."""
    from intake.parse import parse
    from intake.sanitize.html import sanitize_html

    pages = []
    for part in parse(raw).body:
        if part.media_type not in ("text/html", "application/xhtml+xml"):
            continue
        view = sanitize_html(part.text or "", where=part.path, limits=limits)
        if view.doubts:
            texts = tuple(DoubtfulText(index=index, text=text) for index, text in view.doubts)
            pages.append(DoubtfulPage(part=part.path, html=view.source, texts=texts))
    return Doubts(pages=tuple(pages))
