"""The lines that letters and boxes make, and how wide they are at most, whatever the fonts are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from intake.sanitize.css.lengths import length
from intake.sanitize.html.context import OFF, Context, Styled
from intake.sanitize.html.declared import edges
from intake.sanitize.html.frames import ANY, BLANKS, INF, LEAST_FONT_PX, ZERO, Span, borders, frame
from intake.sanitize.tree import Node

SMALL, LATIN, OTHER, ODD = 0.74, 1.15, 2.6, 13.0
"""The most that a letter is wide in a usual font, in font sizes: the small ones of ASCII and digits, the
others of it; up to the end of Hangul; and of all others."""
TAB = 16 * LATIN
_SMALL = re.compile("[a-ln-vx-z0-9 .,:;!'()-]")
_MARGINS = {"body": (8.0, 8.0), "blockquote": (40.0, 40.0), "figure": (40.0, 40.0), "dd": (40.0, 0.0),
            "fieldset": (2.0, 2.0)}  # fmt: skip
"""Left and right, by the browser's own sheet."""
_SETS = ("quotes", "tab-size", "text-align-last", "text-wrap", "white-space-", "hyphenate", "text-justify")
_BREAKS = OFF | {"wrap", "balance", "pretty", "stable", "left", "start"}
_TABLES = frozenset(["table", "td", "th", "tr", "tbody", "thead", "tfoot"])
_LISTS = frozenset(["ul", "ol", "menu", "dir"])
_UNTOLD = frozenset(["leftmargin", "marginwidth", "rightmargin", "hspace"])
_GAP = re.compile(r"[ \t\n\r\f]+")
_WORD = re.compile(r"[^ \t\n\r\f]+")
MOST_TAKEN_PX, LEAST_TAKEN_PX = 1.5, 10.0
"""So little is less than a letter is wide in fonts of that size."""
_ADVANCING = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u024f\u0391-\u03ff\u0410-\u044f"
    "\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac\t\n\r]*"
)
"""Letters that all have a width."""
_GLUED = re.compile("[\u034f\u035c-\u0362\u0f08\u0f0c\u0f12\u180e\u2007\u200d\u2011\u202f\u2060\ufeff]")
"""Beside these no break is made, also where a box stands there (CSS Text 3, 5.1)."""


@lru_cache(maxsize=4096)
def ems(text: str) -> float:
    """How wide a text is at most, in font sizes."""
    if text.isascii():
        small = len(_SMALL.findall(text))
        return SMALL * small + LATIN * (len(text) - small) + (TAB * text.count("\t") if "\t" in text else 0.0)
    total = 0.0
    for char in text:
        code = ord(char)
        if code < 0x80:
            total += TAB if char == "\t" else LATIN
        elif code < 0xE000:
            total += OTHER if code not in (0x2E3A, 0x2E3B) else ODD
        else:
            total += ODD
    return total


def margins(styled: Styled, base: Span) -> tuple[Span | None, Span | None]:
    """Left and right; None stands for `auto`. A percentage is of `base`."""
    told = edges(styled.won)["margin"]
    if styled.here.display.startswith("table-") and styled.here.display != "table-caption":
        return ZERO, ZERO
    if not _UNTOLD.isdisjoint(styled.node.attrs):
        return ANY, ANY
    own = _MARGINS.get(styled.node.tag, (0.0, 0.0))
    left, right = (
        _side(told[side], styled.here.font, base) if side in told else Span(default, default)
        for side, default in zip(("left", "right"), own, strict=True)
    )
    return left, right


def _side(value: str, font: float, base: Span) -> Span | None:
    if value == "auto":
        return None
    if value in ("initial", "unset", "revert", "none", "normal"):
        return ZERO
    return bounded(value, font, base) or ANY


def bounded(value: str, font: float, base: Span) -> Span | None:
    """A length, or a percentage of `base`; None where it cannot be told."""
    sizes = [length(value, font, part if part < INF else None) for part in base]
    return None if sizes[0] is None or sizes[1] is None else Span(*sorted((sizes[0], sizes[1])))


def framed(styled: Styled, base: Span) -> tuple[Span, Span]:
    """Border and padding, left and right."""
    told, own, ruled = edges(styled.won)["padding"], frame(styled.node), True
    if styled.node.tag in _TABLES:
        # Tables and cells have borders of their own by an attribute alone.
        table = styled.node.nearest("table")
        ruled = table is not None and table.attrs.get("border", "0") != "0"
        own = own if ruled or styled.node.tag != "table" else ZERO
    border = borders(styled, own=ruled)
    found = []
    for side in ("left", "right"):
        if side in told:
            size = _side(told[side], styled.here.font, base) or ZERO
            size = Span(max(0.0, size.low), max(0.0, size.high))
        elif side == "left" and styled.node.tag in _LISTS:
            size = Span(40.0, 40.0)
        else:
            edged = styled.replaced and styled.node.tag != "img"
            size = Span(0.0, max(own.high, 24.0 if edged else 0.0))
        found.append(size + border)
    return found[0], found[1]


@dataclass(slots=True)
class Leaf:
    """A text or a box in a line."""

    node: Node
    low: float
    """It begins at least so far from where its line does, if that is not broken,"""
    high: float
    """and at most so far."""
    back: float
    """Negative margins before it, all together."""
    own: float
    """It is at most so wide."""


@dataclass(slots=True)
class Line:
    """What stands between two breaks that surely are made."""

    leaves: list[Leaf] = field(default_factory=list)
    inlines: list[Node] = field(default_factory=list)
    low: float = 0.0
    total: float = 0.0
    """So wide at most, negative margins left out."""
    back: float = 0.0
    longest: float = 0.0
    """What is broken nowhere is at most so wide."""
    unbroken: bool = False
    """No break is made where there is no room."""
    word: float = 0.0
    edges: float = 0.0
    """Of inline boxes, since the last letters or the last box: no break is made between."""
    boxed: bool = False
    first: Node | None = None
    """What a run begins with, or what follows a `br` that stands in no inline box."""


def broken(line: Line, room: float) -> int | None:
    """How many lines one makes at most that may have no room."""
    spare = room - line.longest
    if line.unbroken or spare <= 0 or line.total == INF:
        return None
    # Each but the last is filled until the next word has no room.
    return 1 + int(line.total / spare)


class Lines:
    """Gathers lines, a text or a box after the other."""

    def __init__(self, styled: dict[int, Styled], spaced: Span) -> None:
        self._styled = styled
        self._spaced = spaced
        self.lines = [Line()]
        self._open: list[Node] = []
        self._begins = True

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands in it."""
        leaves = (leaf.node for line in self.lines for leaf in line.leaves)
        return not any(line.inlines for line in self.lines) and not any(
            node.tag or node.text.strip(BLANKS) for node in leaves
        )

    def rest(self) -> "Lines | None":
        """What goes on in inline boxes that a block has cut; nothing where none is open."""
        if not self._open:
            return None
        made = Lines(self._styled, self._spaced)
        made._open = list(self._open)
        made.lines[0].inlines = list(self._open)
        return made

    def take(self, kind: str, node: Node, size: tuple[float, float]) -> None:
        """Add what stands next; `size` says how wide a box is at most, with lines broken and without.

        A generated `box` stands in a line as one; others are letters.
        """
        line = self.lines[-1]
        if self._begins and kind in ("line", "box"):
            line.first, self._begins = node, False
        styled = self._styled.get(id(node))
        if kind in ("open", "close"):
            assert styled is not None
            self._edge(line, styled, opens=kind == "open")
            return
        if node.tag == "br":
            self._break()
            self._begins = not self._open
            return
        if kind == "box" or (node.tag and not node.tag.startswith("::")):
            if styled is not None:
                # It may be drawn over what stands before it.
                pulls = [side.low for side in margins(styled, ANY) if side is not None and side.low < 0]
                line.low += sum(pulls)
                line.back += sum(pulls)
            line.leaves.append(Leaf(node, line.low, line.total, line.back, size[1]))
            line.unbroken = line.unbroken or self._holds(node)
            line.word, line.edges = line.edges, 0.0
            self._word(line, size[0])
            line.boxed = True
            line.total += size[1]
            return
        around = styled or self._styled.get(id(node.parent))
        if around is None:
            line.total = line.longest = INF
            return
        self._text(node, around.here)

    def _edge(self, line: Line, styled: Styled, *, opens: bool) -> None:
        if styled.here.display == "contents":
            return
        if styled.here.zoom != 1 or styled.here.shaky:
            line.low = line.back = -INF
            line.total = line.longest = INF
            return
        side = 0 if opens else 1
        margin = margins(styled, ANY)[side] or ZERO
        edge = framed(styled, ANY)[side]
        # What ends behind a break ends on the line before it.
        size = margin.low + edge.low
        line.low += size if opens or line.leaves else min(0.0, size)
        line.back += min(0.0, margin.low)
        if styled.node.tag == "q":
            # A quotation mark or two.
            edge = edge + Span(0, 3 * max(styled.here.font, LEAST_FONT_PX))
        line.total += max(0.0, margin.high) + edge.high
        line.word += max(0.0, margin.high) + edge.high
        line.edges += max(0.0, margin.high) + edge.high
        line.longest = max(line.longest, line.word)
        if opens:
            line.inlines.append(styled.node)
            self._open.append(styled.node)
        elif styled.node in self._open:
            self._open.remove(styled.node)

    def _holds(self, node: Node) -> bool:
        """Whether what is around a box makes no break beside it."""
        around = self._styled.get(id(node.parent))
        return around is None or around.here.white in ("nowrap", "pre")

    def _break(self) -> None:
        self.lines.append(Line(inlines=list(self._open)))

    def _text(self, node: Node, here: Context) -> None:
        kept = here.white.startswith(("pre", "break"))
        for number, text in enumerate(node.text.split("\n") if kept else [node.text]):
            if number:
                self._break()
            line = self.lines[-1]
            text = text if kept and here.white != "pre-line" else _GAP.sub(" ", text)
            text = text.upper() if here.case in ("uppercase", "capitalize") else text
            font = max(here.font, LEAST_FONT_PX)
            unknown = here.doubt == "first-letter-line" or here.font > 10_000
            if self._spaced.low < 0 and (here.font < LEAST_TAKEN_PX or not _ADVANCING.fullmatch(text)):
                # What follows may be drawn back over what stands before.
                unknown, line.low, line.back = True, -INF, -INF
            own = INF if unknown else ems(text) * font + self._spaced.high * len(text)
            line.leaves.append(Leaf(node, line.low, line.total, line.back, own))
            line.total += own
            if line.boxed:
                line.word, line.boxed = line.edges, False
            line.edges = 0.0
            if here.white in ("nowrap", "pre") or _GLUED.search(text):
                line.unbroken = True
            first = True
            end = 0
            for found in _WORD.finditer(text):
                if not first or found.start():
                    line.word = 0.0
                first, end = False, found.end()
                self._word(line, INF if unknown else ems(found[0]) * font + self._spaced.high * len(found[0]))
            if end < len(text):
                line.word = 0.0

    @staticmethod
    def _word(line: Line, size: float) -> None:
        line.word += size
        line.longest = max(line.longest, line.word)


def spaced(styles: Iterable[Styled]) -> Span | None:
    """The least and the most that is added to a letter of a page; None where letters may change places."""
    least = most = 0.0
    for styled in styles:
        for name in ("letter-spacing", "word-spacing"):
            value = styled.won.get(name, "normal")
            if value in OFF or value == "inherit":
                continue
            size = length(value, styled.here.font, None)
            if size is None or size < -MOST_TAKEN_PX:
                return None
            # A relative size is inherited as it is worked out where it stands.
            least, most = min(least, size), max(most, size)
        if any(value not in _BREAKS for name, value in styled.won.items() if name.startswith(_SETS)):
            return None
    return Span(least, most)
