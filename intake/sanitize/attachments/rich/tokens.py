"""Tokens and groups of rich text (RTF 1.9.1), for all who read it."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from intake.sanitize.attachments.reader import Unreadable

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    rb"|([^\\{}\r\n]{1,4096})|[\r\n\\]"
)
MAX_GROUPS = 2_000
SKIPPED = frozenset(
    [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "listtable", "listoverridetable",
        "rsidtbl", "generator", "themedata", "datastore", "colorschememapping", "latentstyles",
        "xmlnstbl", "fldinst", "filetbl", "revtbl", "bkmkstart", "bkmkend", "annotation", "atnid",
        "atnauthor", "comment", "private", "template", "pgptbl", "mmathPr", "objdata", "panose", "falt",
        "xe", "tc", "tcn", "rxe", "txe", "pxe", "pntxta", "pntxtb", "pn", "pnseclvl", "nonshppict",
        "nonesttables", "shprslt", "sp", "sn", "sv", "shp", "shpgrp", "shpinst", "do", "upr",
        "formfield", "datafield", "docvar", "userprops", "propname", "staticval", "linkval", "ftnsep",
        "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "atnref", "atndate", "atntime", "atnicn",
        "atnparent", "atrfstart", "atrfend", "objclass", "objname", "objalias", "objsect", "objtime",
        "mmathPict", "background", "leveltext", "levelnumbers", "listname", "liststylename", "fontemb",
        "fontfile", "passwordhash", "protusertbl", "mailmerge", "xmlattrname", "xmlattrvalue",
        "xmlname", "hlinkbase", "windowcaption", "wgrffmtfilter", "gridtbl", "oldcprops", "oldpprops",
        "oldtprops", "oldsprops", "blipuid", "picprop", "keycode", "defchp", "defpap", "fchars",
        "lchars", "nextfile", "title", "subject", "doccomm", "keywords", "category", "manager",
        "company", "operator", "author", "fldtype",
    ]
)  # fmt: skip
"""Groups of these words hold what is said about the text, not text."""
CHARS = {
    "par": "\n", "line": "\n", "lbr": "\n", "sect": "\n", "page": "\n", "column": "\n", "row": "\n",
    "nestrow": "\n", "tab": "\t", "cell": " | ", "nestcell": " | ", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ",
    "enspace": " ", "qmspace": " ",
}  # fmt: skip
_CHARSETS = {0: 1252, 77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254,
             163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437,
             255: 850}  # fmt: skip
"""Code pages by the `fcharset` of a font."""
SIGNS = 2
"""The `fcharset` of fonts of signs."""
_NAMES = {10000: "mac_roman", 10001: "shift_jis", 10007: "mac_cyrillic", 65001: "utf-8", 1361: "johab"}
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
            self.pending = 0
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


def tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    """The tokens of rich text, without the bytes behind `\\bin`, whatever they spell."""
    at = 0
    while token := TOKEN.search(data, at):
        yield token
        at = token.end()
        if token[1] == b"bin" and token[2]:
            at += max(0, min(int(token[2]), len(data)))


def codec_of(page: int) -> str:
    """The name of a code page, the western one where there is none of that number."""
    name = _NAMES.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def codec_of_font(charset: int | None) -> str | None:
    """The code page of the letters of a font, where its `fcharset` names one."""
    return codec_of(_CHARSETS[charset]) if charset in _CHARSETS else None
