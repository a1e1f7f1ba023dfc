"""HTML that Outlook packed into rich text, as it was (MS-OXRTFEX, 2.1.3)."""

import html
from dataclasses import dataclass, replace
from itertools import islice

from intake.sanitize.attachments.rich.tokens import (
    CHARS,
    SKIPPED,
    TOKEN,
    Groups,
    codec_of,
    codec_of_font,
    tokens,
)

FIRST = 10
_BREAKS = {"par": "\r\n", "line": "\r\n", "tab": "\t"}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group."""

    skip: bool = False
    tag: bool = False
    """Its letters are markup, not text."""
    rich: bool = False
    """For readers of rich text alone."""
    fonts: bool = False
    fallback: int = 1
    codec: str | None = None


def is_packed(rich: bytes) -> bool:
    """Whether rich text was made of HTML: the sign of it is among its first ten words and groups."""
    tokens = (token for token in TOKEN.finditer(rich) if token[1] or token[5] == b"{")
    return any(token[1] == b"fromhtml" and token[2] in (None, b"1") for token in islice(tokens, FIRST))


def unpack_html(rich: bytes) -> str:
    """The HTML that rich text was made of. Raises Unreadable where groups nest without end."""
    out: list[str] = []
    fonts: dict[int, str] = {}
    at = Groups(_State())
    codec, font, high = "cp1252", 0, ""
    for token in tokens(rich):
        word, number = (token[1] or b"").decode("ascii"), int(token[2]) if token[2] else None
        text = ""
        if at.take(token):
            continue
        if word == "ansicpg" and number:
            codec = codec_of(number)
        elif word == "u" and number is not None:
            text, at.pending = high + chr(number % 65536), at.state.fallback
        elif word in _BREAKS or word in CHARS:
            text = _BREAKS.get(word) or CHARS[word]
        elif word:
            if word == "f" and at.state.fonts:
                font = number or 0
            elif word == "fcharset" and at.state.fonts and (known := codec_of_font(number)):
                fonts[font] = known
            at.state = _turned(at.state, word, number, fonts, star=at.star)
        elif token[3] or token[6]:
            raw = bytes.fromhex(token[3].decode("ascii")) if token[3] else token[6]
            raw, at.pending = raw[at.pending :], max(0, at.pending - len(raw))
            text = raw.decode(at.state.codec or codec, "replace")
        elif token[4]:
            text = {b"~": "\u00a0", b"_": "\u2011", b"-": ""}.get(token[4], token[4].decode("latin-1"))
        at.star = False
        if not text or at.state.skip or at.state.fonts or (at.state.rich and not at.state.tag):
            continue
        high = text if 0xD800 <= ord(text[-1]) < 0xDC00 else ""
        if not high:
            whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            out.append(whole if at.state.tag else html.escape(whole, quote=False))
    return "".join(out)


def _turned(state: _State, word: str, number: int | None, fonts: dict[int, str], *, star: bool) -> _State:
    if word == "htmltag" and star:
        return replace(state, tag=True)
    if word == "htmlrtf":
        return replace(state, rich=number != 0)
    if word == "fonttbl":
        return replace(state, fonts=True)
    if word in SKIPPED or word == "colortbl" or star:
        return replace(state, skip=True)
    if word == "uc":
        return replace(state, fallback=min(10, max(0, number or 0)))
    if word == "f" and not state.fonts:
        return replace(state, codec=fonts.get(number or 0))
    return replace(state, codec=None) if word == "plain" else state
