"""The words of HTML with the place of each in the source, for spans that point where the code stands."""

import html as entities
import re
from array import array
from dataclasses import dataclass
from functools import lru_cache

from intake.sanitize.elements import BLOCKS, VOID

_LINES = BLOCKS | {"br", "table", "tbody", "tfoot", "thead", "tr"}
"""They begin a line of text."""
_CELL = frozenset(["td", "th"])
_SKIPPED = frozenset(["style", "script", "title", "template", "xml", "svg"])
_HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|mso-hide\s{0,3}:\s{0,3}all"
    r"|font-size\s{0,3}:\s{0,3}0(?:px|pt|em)?\s{0,3}(?:[;!\"']|$)|max-height\s{0,3}:\s{0,3}0|opacity\s{0,3}:\s{0,3}0\s{0,3}(?:[;\"']|$)",
    re.I,
)
_ALT = re.compile(r"\balt\s{0,9}=\s{0,9}(?:\"([^\"]{0,1000})\"|'([^']{0,1000})')", re.I)
_NAME = re.compile(r"[a-zA-Z][\w:-]{0,30}")
_STOP = re.compile(r"[>\"']")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?")
_NOTHING = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff")
_PIECE = re.compile(
    r"(?P<blank>[ \t\r\n\f\v]+)|["
    + "".join(_NOTHING)
    + r"]+|(?P<word>[^ \t\r\n\f\v"
    + "".join(_NOTHING)
    + r"]+)"
)
MAX_DEPTH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """Text, and for each of its characters where it begins and ends in the source."""

    text: str
    starts: "array[int]"
    ends: "array[int]"
    hidden: tuple[tuple[int, int], ...] = ()
    """Spans of `text` that a style hides; a preheader often repeats the code there."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the source of these characters of the text."""
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=2)
def visible(html: str) -> Visible:
    """Blocks become lines, cells are parted by tabs, pictures stand as their description."""
    scan = _Scan(html)
    scan.run()
    return Visible(
        text="".join(scan.out), starts=scan.starts, ends=scan.ends, hidden=tuple(scan.hidden_spans())
    )


class _Scan:
    def __init__(self, html: str) -> None:
        self.html = html
        self.out: list[str] = []
        self.starts = array("q")
        self.ends = array("q")
        self.open: list[str] = []
        """Elements open since a hidden one, that one first."""
        self.hides: list[int] = []
        """Where hidden text begins and ends, in turn."""
        self.unclosed: set[str] = set()

    def run(self) -> None:
        html, at, end = self.html, 0, len(self.html)
        while at < end:
            mark = html.find("<", at)
            mark = end if mark < 0 else mark
            if mark > at:
                self._text(at, mark)
            at = self._markup(mark) if mark < end else end

    def hidden_spans(self) -> list[tuple[int, int]]:
        edges = self.hides if len(self.hides) % 2 == 0 else [*self.hides, len(self.starts)]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def _markup(self, at: int) -> int:
        html = self.html
        if html.startswith("<!--", at):
            end = html.find("-->", at + 4)
            return len(html) if end < 0 else end + 3
        after = html[at + 1 : at + 2]
        closing = after == "/"
        name = _NAME.match(html, at + 1 + closing)
        if name is None:
            if after in ("!", "?", "/"):
                end = html.find(">", at)
                return len(html) if end < 0 else end + 1
            self._put("<", at, at + 1)
            return at + 1
        end = self._tag_end(name.end())
        tag = name.group().lower()
        if closing:
            self._close(tag, at)
        else:
            self._open(tag, html[name.end() : end], name.end(), at)
            if tag in _SKIPPED and not html.endswith("/>", at, end):
                stop = re.compile(f"</{tag}", re.I).search(html, end)
                return len(html) if stop is None else stop.start()
        return end

    def _tag_end(self, at: int) -> int:
        html = self.html
        while stop := _STOP.search(html, at):
            quote = stop.group()
            if quote == ">":
                return stop.end()
            close = -1 if quote in self.unclosed else html.find(quote, stop.end())
            if close < 0:
                self.unclosed.add(quote)
                at = stop.end()
            else:
                at = close + 1
        return len(html)

    def _open(self, tag: str, attributes: str, base: int, at: int) -> None:
        self._break(tag, at)
        if tag in VOID:
            if tag == "img":
                alt = _ALT.search(attributes)
                if alt is not None:
                    group = 1 if alt.group(1) is not None else 2
                    self._blank(at)
                    self._text(base + alt.start(group), base + alt.end(group))
                    self._blank(at)
            return
        if self.open:
            if len(self.open) < MAX_DEPTH:
                self.open.append(tag)
        elif _HIDDEN.search(attributes[:4000]) or re.search(r"\shidden(?:[\s=>/]|$)", attributes[:1000]):
            self.open.append(tag)
            self.hides.append(len(self.starts))

    def _close(self, tag: str, at: int) -> None:
        self._break(tag, at)
        if self.open and tag in self.open[-100:]:
            while self.open.pop() != tag:
                pass
            if not self.open:
                self.hides.append(len(self.starts))

    def _break(self, tag: str, at: int) -> None:
        if tag in _LINES:
            self._edge("\n", at)
        elif tag in _CELL:
            self._edge("\t", at)

    def _text(self, start: int, end: int) -> None:
        html, at = self.html, start
        while at < end:
            mark = html.find("&", at, end)
            mark = end if mark < 0 else mark
            for piece in _PIECE.finditer(html, at, mark):
                if piece.lastgroup == "blank":
                    self._blank(piece.start())
                elif piece.lastgroup == "word":
                    self._word(piece.group(), piece.start())
            if mark == end:
                return
            found = _ENTITY.match(html, mark, end)
            at = found.end() if found else mark + 1
            for char in entities.unescape(found.group()) if found else "&":
                if char in " \t\r\n\f\v":
                    self._blank(mark)
                elif char not in _NOTHING:
                    self._put(char, mark, at)

    def _word(self, word: str, at: int) -> None:
        end = at + len(word)
        self.out.append(word)
        self.starts.extend(range(at, end))
        self.ends.extend(range(at + 1, end + 1))

    def _put(self, char: str, start: int, end: int) -> None:
        self.out.append(char)
        self.starts.append(start)
        self.ends.append(end)

    def _blank(self, at: int) -> None:
        """White space of the source is one blank."""
        if self.out and self.out[-1] not in (" ", "\n", "\t"):
            self._put(" ", at, at + 1)

    def _edge(self, char: str, at: int) -> None:
        """A line end or a cell's edge, made by a tag."""
        last = self.out[-1] if self.out else "\n"
        if last in (" ", "\t"):
            self.out[-1] = "\n" if "\n" in (char, last) else "\t"
        elif last != "\n":
            self._put(char, at, at)
