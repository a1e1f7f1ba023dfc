"""What a past answer, kept as a mail, may be cited for: what its author wrote.

Who it went to, the greeting, the signature and the customer's own words below it are no facts of the company:
a draft that cited them would greet another customer by name, or take a customer's claim for an answer.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from intake.mail import Block

MEDIA_TYPES: Final = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
_WRITTEN: Final = "text"
"""Location of the author's paragraphs, as the sanitizer names it."""
_GREETING: Final = re.compile(r"(?:[^\W\d_][^\s\d]*[ \t]+){0,5}[^\W\d_][^\s\d.?]*")
"""A first line of up to six words, without a number or a full stop, that stands before others."""
_LONGEST: Final = 60
_SUBJECT: Final = re.compile(
    r"(?m)^Subject: *(?:(?:re|aw|sv|antw|fwd?|wg|tr|rif|res?p?) ?: *)*(.{1,300})$", re.IGNORECASE
)


def written(text: str, blocks: Sequence[Block]) -> tuple[str | None, tuple[Block, ...]]:
    """The mail's subject, which is the answer's title, and the author's paragraphs without the greeting."""
    head = next((text[b.start : b.end] for b in blocks if b.location == "head"), "")
    subject = _SUBJECT.search(head)
    kept = [b for b in blocks if b.location == _WRITTEN and text[b.start : b.end].strip()]
    if kept:
        first = text[kept[0].start : kept[0].end]
        line, _, rest = first.partition("\n")
        if len(line) <= _LONGEST and _GREETING.fullmatch(line.strip()) and (rest.strip() or len(kept) > 1):
            begin = kept[0].end - len(rest.lstrip()) if rest.strip() else kept[0].end
            kept[0] = replace(kept[0], start=begin)
    return (subject[1].strip() if subject else None), tuple(b for b in kept if b.end > b.start)
