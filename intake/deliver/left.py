"""What a reviewer left of a draft: its text above the cut line, and where it would go."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from intake.deliver.review import REF_TOKEN
from intake.mail import Address, ParsedMessage, Part
from intake.parse import parse

MAX_TEXT_CHARS: Final = 500_000
"""A reply is short; whatever is longer was not left by a reviewer."""

TAGS: Final = (
    "wrong-workflow",
    "wrong-source",
    "wrong-fact",
    "wrong-tone",
    "missing-knowledge",
    "should-escalate",
    "spam",
    "wrong-facts",
    "missing-facts",
    "tone",
    "should-not-be-answered",
    "other",
)
"""What a reviewer can write as `#tag words` on a line of its own above the cut line."""

_CUT = re.compile(r"(?i)mailroom[-\u00ad\u2010-\u2015\u2212]cut")
_REF = re.compile(rf"(?i){re.escape(REF_TOKEN)}\s{{0,10}}([0-9a-f]{{64}})")
_TAG = re.compile(rf"(?im)^[ \t>]{{0,20}}#({'|'.join(TAGS)})\b[ \t:]{{0,5}}([^\n]{{0,200}})$\n?")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_BLOCKS: Final = frozenset(
    (
        "p",
        "div",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "hr",
    )
)
_SILENT: Final = frozenset(("style", "script", "title", "template"))
_HTML_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A draft as it lies in a folder after people had it in their clients."""

    text: str
    """Above the cut line, tags taken out, markers still in."""
    cut: bool
    """Whether the cut line is still there."""
    digest: str | None
    """Of the mail that the draft answers: from its header, else from the reference below the cut line."""
    subject: str
    to: tuple[Address, ...]
    others: tuple[Address, ...]
    """Cc and Bcc."""
    tags: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...]
    """Names of files that the reviewer added."""
    differs: bool
    """Whether the text and HTML parts say different things, so that nobody knows which one was meant."""


def read_left(raw: bytes) -> Left:
    """Read a draft as a client saved it. Never raises; whatever is missing is empty.

    Thunderbird, Outlook and Apple Mail drop unknown headers, rewrite the Message-ID, wrap lines and save
    HTML alone; so nothing but the text itself is relied upon.
    """
    parsed = parse(raw)
    shown = _joined(parsed.body)
    plain = _joined([p for p in parsed.alternatives if p.media_type == "text/plain"])
    whole = plain if plain.strip() else shown
    differs = bool(plain.strip() and shown.strip()) and _words(_above(plain)[0]) != _words(_above(shown)[0])
    text, cut = _above(whole)
    tags = tuple((m[1].lower(), " ".join(m[2].split())) for m in _TAG.finditer(text))
    return Left(
        text=_TAG.sub("", text).strip("\n "),
        cut=cut,
        digest=_digest(parsed, whole),
        subject=parsed.subject,
        to=parsed.to,
        others=(*parsed.cc, *_bcc(parsed)),
        tags=tags,
        attachments=tuple(p.filename or p.media_type for p in parsed.attachments),
        differs=differs,
    )


def normal(text: str) -> str:
    """Text with the differences that mail clients make taken out: line ends, spaces, invisible characters."""
    lines = (
        _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\u00a0", " ").split("\n")
    )
    joined = "\n".join(line.rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def html_text(html: str) -> str:
    """The text of a draft's HTML as a client saved it, one line a block. For drafts, not for strangers.

    Anything can be moved into Approved, and both the standard library's parser and a true HTML5 tree take
    quadratic time on hostile markup; this reads each character once.
    """
    html = html[: 2 * MAX_TEXT_CHARS]
    pieces: list[str] = []
    at = 0
    while at < len(html):
        start = html.find("<", at)
        if start < 0:
            start = len(html)
        # Line ends inside HTML text are spaces; those that count are elements.
        pieces.append(re.sub(r"\s", " ", unescape(html[at:start])))
        at = _after_tag(html, start, pieces)
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _after_tag(html: str, start: int, pieces: list[str]) -> int:
    """Where the text goes on after what begins at `start`; its line breaks are put into `pieces`."""
    if html.startswith("<!--", start):
        end = html.find("-->", start + 4)
        return end + 3 if end >= 0 else len(html)
    tag = _HTML_TAG.match(html, start)
    if tag is None and html[start + 1 : start + 2] not in ("!", "?"):
        pieces.append(html[start : start + 1])
        return start + 1
    end = html.find(">", start)
    if end < 0:
        return len(html)
    if tag is None:
        return end + 1
    name = tag[2].lower()
    if name in _SILENT and not tag[1]:
        close = re.compile(f"</{name}", re.IGNORECASE).search(html, end)
        return close.start() if close else len(html)
    if name in _BLOCKS or name == "br":
        pieces.append("\n\n" if name in {"p", "blockquote"} else "\n")
    return end + 1


def _joined(parts: "tuple[Part, ...] | list[Part]") -> str:
    texts = [
        html_text(p.text) if p.media_type == "text/html" else p.text
        for p in parts
        if p.text is not None and p.media_type.startswith("text/")
    ]
    return normal("\n\n".join(texts)[:MAX_TEXT_CHARS])


def _above(text: str) -> tuple[str, bool]:
    found = _CUT.search(text)
    if found is None:
        return text, False
    # The ornament before the token belongs to the cut line, and so does a quoting mark put before it.
    return re.sub(r"[~\s>]{1,200}\Z", "", text[: found.start()]), True


def _words(text: str) -> list[str]:
    """Letters and digits alone: clients turn bold into asterisks and lists into dashes or numbers."""
    bare = re.sub(r"(?m)^[ \t]{0,20}(?:[-*•]|\d{1,2}[.)])[ \t]", "", text)
    return re.findall(r"[^\W_]+", re.sub(r"<?https?://\S+", "", bare))


def _digest(parsed: ParsedMessage, text: str) -> str | None:
    header = (parsed.header("X-Mailroom-Digest") or "").strip().removeprefix("sha256:")
    if re.fullmatch(r"[0-9a-f]{64}", header):
        return header
    found = _REF.search(re.sub(r"[ \t]{0,5}\n[ \t>]{0,20}", " ", text)) or _REF.search(text)
    return found[1].lower() if found else None


def _bcc(parsed: ParsedMessage) -> tuple[Address, ...]:
    from intake.parse.address import addresses

    return addresses(parsed.header("Bcc"))
