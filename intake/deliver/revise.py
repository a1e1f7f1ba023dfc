"""A draft with another reply above its cut line: what a reviewer writes in the dashboard."""

import re
from typing import Final

from intake.deliver import mime
from intake.deliver.left import normal
from intake.deliver.review import CUT_LINE, MAX_BODY_CHARS, ReviewText, review_html, without_tokens
from intake.parse import parse

_BODY_HEADERS: Final = ("content-", "mime-version:")


def revised(raw: bytes, reply: str) -> bytes:
    """The draft `raw` with `reply` as its text; headers, Message-ID and everything below the cut line stay.

    Pure. Raises ValueError where `raw` has no cut line, so that nobody loses what stands below it.
    """
    text = _plain(raw)
    cut = text.find(CUT_LINE)
    if cut < 0:
        raise ValueError("the draft has no cut line")
    new = ReviewText(
        reply=without_tokens(mime.several_lines(normal(reply), MAX_BODY_CHARS)), below=text[cut:]
    )
    head = _kept_headers(raw)
    parts = [mime.text_part(new.whole), mime.text_part(review_html(new), "html")]
    body = mime.multipart("alternative", parts, str(len(head)))
    return (head + "MIME-Version: 1.0\r\n" + body).encode("utf-8", "surrogateescape")


def reply_of(raw: bytes) -> str:
    """The text above the cut line, as it stands in the plain part."""
    return _plain(raw).partition(CUT_LINE)[0].rstrip("\n") + "\n"


def _plain(raw: bytes) -> str:
    parsed = parse(raw)
    texts = (p.text for p in (*parsed.alternatives, *parsed.body) if p.media_type == "text/plain" and p.text)
    return next(texts, "").replace("\r\n", "\n")


def _kept_headers(raw: bytes) -> str:
    """The header block without the fields that describe the body, line ends as CRLF."""
    block = re.split(r"\r?\n\r?\n", raw.decode("utf-8", "surrogateescape"), maxsplit=1)[0]
    fields = re.split(r"\r?\n(?![ \t])", block)
    kept = [re.sub(r"\r?\n", "\r\n", f) for f in fields if not f.lower().startswith(_BODY_HEADERS)]
    return "".join(f"{f}\r\n" for f in kept)
