"""Tags of a mail, as Mailpit has them: by header, by plus-address, by hand."""

import re
from collections.abc import Sequence

from sandbox.message import Head, decode_words, header_lines, split_head

_TAG_NOISE = re.compile(r"[^a-zA-Z0-9\-_.@]+")
MAX_TAGS = 100


def clean_tag(text: str) -> str:
    """A tag of letters, digits, blanks and `-_.@`, at most 100 of them; other signs become blanks."""
    return _TAG_NOISE.sub(" ", text).strip()[:100].strip()


def clean_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Clean tags in order of the alphabet, each once whatever its case."""
    unique: dict[str, str] = {}
    for tag in tags[:MAX_TAGS]:
        clean = clean_tag(tag)
        if clean:
            unique.setdefault(clean.lower(), clean)
    return tuple(sorted(unique.values(), key=str.lower))


def mail_tags(raw: bytes, head: Head) -> tuple[str, ...]:
    """Tags that a mail brings along: its X-Tags header, and what stands behind a `+` in its addresses."""
    out: list[str] = []
    top = split_head(raw)[0]
    if b"x-tags" in top.lower():
        for name, value in header_lines(top + b"\r\n\r\n"):
            if name.lower() == "x-tags":
                out += decode_words(value).split(",")
    for box in (*head.to, *head.cc, *head.bcc, *((head.from_,) if head.from_ else ())):
        local, at, _ = box.address.rpartition("@")
        if at and "+" in local:
            out += local.split("+")[1:]
    return tuple(out)
