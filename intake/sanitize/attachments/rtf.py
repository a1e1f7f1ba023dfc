"""Rich text (RTF 1.9.1): a small reader of groups and control words."""

import re
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from intake.sanitize.attachments.colour import WHITE, Rgb, unreadable
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    rb"|([^\\{}\r\n]{1,4096})|[\r\n\\]"
)
MAX_GROUPS, MAX_CELLS = 2_000, 1_000
SKIPPED = frozenset(
    ["fonttbl", "stylesheet", "info", "pict", "object", "listtable", "listoverridetable", "rsidtbl",
     "generator", "themedata", "datastore", "colorschememapping", "latentstyles", "xmlnstbl",
     "fldinst", "filetbl", "revtbl", "bkmkstart", "bkmkend", "annotation", "atnid", "atnauthor",
     "comment", "private", "template", "pgptbl", "mmathPr", "objdata", "panose", "falt", "sp",
     "shprslt", "upr", "xe", "tc", "tcn", "rxe", "blipuid", "nonshppict", "defchp", "defpap"]
)  # fmt: skip
"""Destinations that are no text of the page."""
_STARRED = frozenset(["shptxt", "shpinst", "nesttableprops", "ud"])
"""Those that are, though readers may skip them."""
_SHOWN_IN = {"result": "object", "ud": "upr"}
"""What is shown of a destination that is not."""
_FIRST, _FACING = frozenset(["headerf", "footerf"]), frozenset(["headerl", "footerl"])
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
    unused: bool = False
    """It is a header of pages that the document has not."""
    deleted: bool = False
    ink: int = 0
    ground: int = 0
    paragraph: int = 0
    """The ground of the paragraph, seen where the letters have none;"""
    in_cell: bool = False
    """then comes that of the cell."""
    half_points: int = 24
    percent: int = 100
    fallback: int = 1


S = TypeVar("S")


@dataclass(slots=True)
class Groups(Generic[S]):
    """Where a reader of rich text stands: what holds in the group, and in those around it."""

    first: S
    """What holds outside of all groups."""
    state: S = field(init=False)
    star: bool = False
    """The next word names a destination that readers may skip."""
    pending: int = 0
    """Letters to come that stand for one told by its number."""
    outer: list[S] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = self.first

    def take(self, token: re.Match[bytes]) -> bool:
        """Whether a token of `TOKEN` was a mark of groups. Raises Unreadable where they nest without end."""
        if token[5] == b"{":
            self.outer.append(self.state)
            if len(self.outer) > MAX_GROUPS:
                raise Unreadable("limit: nesting")
        elif token[5] == b"}":
            self.state = self.outer.pop() if self.outer else self.first
            self.star, self.pending = False, 0
        elif token[4] == b"*":
            self.star = True
        else:
            return False
        return True


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "application/rtf" if data[:64].lstrip().startswith(b"{\\rt") else None


def read(source: Source, page: Page) -> None:
    out: list[str] = []
    hidden: dict[str, list[str]] = {}
    colours: list[Rgb | None] = []
    parts = {"red": 0, "green": 0, "blue": 0}
    at, row = Groups(State()), Row()
    unused = frozenset() if b"\\titlepg" in source.data else _FIRST
    unused |= frozenset() if b"\\facingp" in source.data else _FACING
    codec, high = "cp1252", ""
    place = 0
    while token := TOKEN.match(source.data, place):
        place = token.end()
        word = (token[1] or b"").decode("ascii")
        number = int(token[2]) if token[2] else None
        text = ""
        if at.take(token):
            continue
        if word:
            row.take(word, number)
            if at.state.skip and _SHOWN_IN.get(word) == at.state.skip:
                at.state = replace(at.state, skip=None)
            elif word in SKIPPED or (at.star and word not in _STARRED):
                at.state = replace(at.state, skip=word)
                if word in {"object", "objdata", "template"}:
                    page.find(
                        "embedded-object" if word != "template" else "remote-template", word, "rtf", "flagged"
                    )
            elif word == "colortbl":
                at.state = replace(at.state, skip="colortbl")
            elif at.state.skip == "colortbl" and word in parts:
                parts[word] = min(255, max(0, number or 0))
            elif word == "ansicpg" and number:
                codec = codec_of(number)
            elif word == "u" and number is not None:
                at.pending = at.state.fallback
                text = high + chr(number % 65536)
            elif word in CHARS:
                text = CHARS[word]
            elif word == "bin":
                place += max(0, number or 0)
            elif word in unused:
                at.state = replace(at.state, unused=True)
            else:
                at.state = _turn(at.state, word, number)
        elif token[3]:
            byte = bytes.fromhex(token[3].decode("ascii"))
            if at.pending:
                at.pending -= 1
            else:
                text = byte.decode(codec, "replace")
        elif token[4]:
            text = {b"~": "\u00a0", b"_": "-", b"-": ""}.get(token[4], token[4].decode("latin-1"))
        elif token[6]:
            plain = token[6]
            if at.pending:
                plain, at.pending = plain[at.pending :], max(0, at.pending - len(plain))
            text = plain.decode(codec, "replace")
            if at.state.skip == "colortbl":
                for _ in range(plain.count(b";")):
                    colours.append((parts["red"], parts["green"], parts["blue"]) if colours else None)
                    parts = dict.fromkeys(parts, 0)
            if at.state.skip == "fldinst" and "DDE" in text.upper():
                page.find("dde", text, "rtf", "flagged")
            if at.state.skip == "annotation":
                page.find("d7-comment", text, "rtf")
        at.star = False
        if not text or at.state.skip:
            continue
        high = ""
        if 0xD800 <= ord(text[-1]) < 0xDC00:
            high = text
            continue
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        technique = _technique(at.state, colours, row.ground)
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
    if word in {"cb", "chcbpat", "highlight"}:
        return replace(state, ground=number or 0)
    if word == "cbpat":
        return replace(state, paragraph=number or 0)
    if word == "pard":
        return replace(state, paragraph=0, in_cell=False)
    if word == "intbl":
        return replace(state, in_cell=True)
    if word == "fs":
        return replace(state, half_points=number if number is not None else 24)
    if word == "charscalex":
        return replace(state, percent=number if number is not None else 100)
    if word == "uc":
        return replace(state, fallback=min(10, max(0, number or 0)))
    if word == "plain":
        return replace(state, hidden=False, deleted=False, ink=0, ground=0, half_points=24, percent=100)
    return state


@dataclass(slots=True)
class Row:
    """The grounds of the cells of a table row, and which of them is being written."""

    grounds: list[int] = field(default_factory=list)
    at: int = 0
    _told: int = 0

    @property
    def ground(self) -> int:
        return self.grounds[self.at] if self.at < len(self.grounds) else 0

    def take(self, word: str, number: int | None) -> None:
        if word == "trowd":
            self.grounds, self.at, self._told = [], 0, 0
        elif word == "clcbpat":
            self._told = number or 0
        elif word == "cellx" and len(self.grounds) < MAX_CELLS:
            self.grounds.append(self._told)
            self._told = 0
        elif word in {"cell", "nestcell"}:
            self.at += 1
        elif word == "row":
            self.at = 0


def _technique(state: State, colours: list[Rgb | None], cell: int) -> str | None:
    if state.unused:
        return "d8-header-table-field"
    if state.hidden:
        return "d1-vanish"
    if state.deleted:
        return "d4-tracked"
    if state.half_points <= 4 or state.percent <= 12:
        return "d3-1pt"
    ink = colours[state.ink] if 0 < state.ink < len(colours) else None
    told = state.ground or state.paragraph or (cell if state.in_cell else 0)
    ground = colours[told] if 0 < told < len(colours) else None
    return "d2-white" if ink and unreadable(ink, ground or WHITE) else None


def codec_of(page: int) -> str:
    """The name of a code page, the western one where there is none of that number."""
    try:
        b"".decode(f"cp{page}")
    except LookupError:
        return "cp1252"
    return f"cp{page}"


READER = Reader(name="rtf", sniff=sniff, read=read, extensions=("rtf", "doc"))
