"""Rich text (RTF 1.9.1): a small reader of groups and control words."""

import re
from dataclasses import dataclass, replace

from intake.sanitize.attachments.colour import WHITE, Rgb, unreadable
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    rb"|([^\\{}\r\n]{1,4096})|[\r\n\\]"
)
MAX_GROUPS = 2_000
SKIPPED = frozenset(
    [
        "fonttbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "themedata",
        "datastore",
        "colorschememapping",
        "latentstyles",
        "xmlnstbl",
        "fldinst",
        "filetbl",
        "revtbl",
        "bkmkstart",
        "bkmkend",
        "annotation",
        "atnid",
        "atnauthor",
        "comment",
        "private",
        "template",
        "pgptbl",
        "mmathPr",
        "objdata",
        "panose",
        "falt",
    ]
)
CHARS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "tab": "\t",
    "cell": " | ",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
}


@dataclass(frozen=True, slots=True)
class State:
    """What holds inside a group."""

    skip: str | None = None
    hidden: bool = False
    deleted: bool = False
    ink: int = 0
    ground: int = 0
    half_points: int = 24
    percent: int = 100
    fallback: int = 1


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "application/rtf" if data[:64].lstrip().startswith(b"{\\rt") else None


def read(source: Source, page: Page) -> None:
    out: list[str] = []
    hidden: dict[str, list[str]] = {}
    colours: list[Rgb | None] = []
    parts = {"red": 0, "green": 0, "blue": 0}
    stack: list[State] = []
    state, codec, pending, star = State(), "cp1252", 0, False
    high = ""
    for token in TOKEN.finditer(source.data):
        word = (token[1] or b"").decode("ascii")
        number = int(token[2]) if token[2] else None
        text = ""
        if token[5] == b"{":
            stack.append(state)
            if len(stack) > MAX_GROUPS:
                raise Unreadable("limit: nesting")
            continue
        if token[5] == b"}":
            state, star, pending = (stack.pop() if stack else State()), False, 0
            continue
        if token[4] == b"*":
            star = True
            continue
        if word:
            if word in SKIPPED or (star and word not in {"shptxt", "shpinst", "nesttableprops"}):
                state = replace(state, skip=word)
                if word in {"object", "objdata", "template"}:
                    page.find(
                        "embedded-object" if word != "template" else "remote-template", word, "rtf", "flagged"
                    )
            elif word == "colortbl":
                state = replace(state, skip="colortbl")
            elif state.skip == "colortbl" and word in parts:
                parts[word] = min(255, max(0, number or 0))
            elif word == "ansicpg" and number:
                codec = codec_of(number)
            elif word == "u" and number is not None:
                pending = state.fallback
                text = high + chr(number % 65536)
            elif word in CHARS:
                text = CHARS[word]
            elif word == "bin":
                raise Unreadable("binary objects in RTF")
            else:
                state = _turn(state, word, number)
        elif token[3]:
            byte = bytes.fromhex(token[3].decode("ascii"))
            if pending:
                pending -= 1
            else:
                text = byte.decode(codec, "replace")
        elif token[4]:
            text = {b"~": "\u00a0", b"_": "-", b"-": ""}.get(token[4], token[4].decode("latin-1"))
        elif token[6]:
            plain = token[6]
            if pending:
                plain, pending = plain[pending:], max(0, pending - len(plain))
            text = plain.decode(codec, "replace")
            if state.skip == "colortbl":
                for _ in range(plain.count(b";")):
                    colours.append((parts["red"], parts["green"], parts["blue"]) if colours else None)
                    parts = dict.fromkeys(parts, 0)
            if state.skip == "fldinst" and "DDE" in text.upper():
                page.find("dde", text, "rtf", "flagged")
            if state.skip == "annotation":
                page.find("d7-comment", text, "rtf")
        star = False
        if not text or state.skip:
            continue
        high = ""
        if 0xD800 <= ord(text[-1]) < 0xDC00:
            high = text
            continue
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        technique = _technique(state, colours)
        if technique and text.strip():
            hidden.setdefault(technique, []).append(text)
        else:
            out.append(text)
    for technique, texts in hidden.items():
        page.find(technique, "".join(texts), "rtf")
    for line in "".join(out).split("\n"):
        page.add("paragraph", line.strip().removesuffix("|").rstrip())


def _turn(state: State, word: str, number: int | None) -> State:
    on = number != 0
    if word in {"v", "webhidden"}:
        return replace(state, hidden=on)
    if word == "deleted":
        return replace(state, deleted=on)
    if word == "cf":
        return replace(state, ink=number or 0)
    if word in {"cb", "chcbpat", "highlight", "clcbpat"}:
        return replace(state, ground=number or 0)
    if word == "fs":
        return replace(state, half_points=number if number is not None else 24)
    if word == "charscalex":
        return replace(state, percent=number if number is not None else 100)
    if word == "uc":
        return replace(state, fallback=min(10, max(0, number or 0)))
    if word == "plain":
        return replace(state, hidden=False, deleted=False, ink=0, ground=0, half_points=24, percent=100)
    return state


def _technique(state: State, colours: list[Rgb | None]) -> str | None:
    if state.hidden:
        return "d1-vanish"
    if state.deleted:
        return "d4-tracked"
    if state.half_points <= 4 or state.percent <= 12:
        return "d3-1pt"
    ink = colours[state.ink] if 0 < state.ink < len(colours) else None
    ground = colours[state.ground] if 0 < state.ground < len(colours) else None
    return "d2-white" if ink and unreadable(ink, ground or WHITE) else None


def codec_of(page: int) -> str:
    """The name of a code page, the western one where there is none of that number."""
    try:
        b"".decode(f"cp{page}")
    except LookupError:
        return "cp1252"
    return f"cp{page}"


READER = Reader(name="rtf", sniff=sniff, read=read, extensions=("rtf", "doc"))
