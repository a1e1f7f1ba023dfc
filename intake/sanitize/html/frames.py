"""Heights, margins, paddings and borders, in bounds that surely hold."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from intake.sanitize.css.lengths import length, words
from intake.sanitize.html.context import OFF, SIZED, Styled
from intake.sanitize.html.declared import is_stretched
from intake.sanitize.tree import Node

INF = float("inf")
BLANKS = " \t\n\r\f"
"""Between elements these make no line; other spaces do (CSS Text 3, 4.1)."""
SPACING_PX = 2.0
"""Between cells, by the browser's own sheet."""


Reach = tuple[float, float]
"""How far beyond its edges a box is painted, and how far below the lower one."""


class Span(NamedTuple):
    """At least and at most so many px."""

    low: float
    high: float

    def __add__(self, other: "Span") -> "Span":  # type: ignore[override]
        return Span(self.low + other.low, self.high + other.high)


def minus(size: Span) -> Span:
    """So much less."""
    return Span(-size.high, -size.low)


ZERO, ANY, SOME = Span(0, 0), Span(-INF, INF), Span(0, INF)


class Edge(NamedTuple):
    """A margin: of all that collapse into it the largest, and the least below zero (CSS 2.2, 8.3.1)."""

    plus: Span
    minus: Span

    @property
    def low(self) -> float:
        return self.plus.low + self.minus.low

    @property
    def high(self) -> float:
        return self.plus.high + self.minus.high

    @property
    def span(self) -> Span:
        return Span(self.low, self.high)

    @property
    def loose(self) -> Span:
        """Where it is not known whether it counts at all."""
        return Span(self.minus.low, self.plus.high)

    def joined(self, other: "Edge") -> "Edge":
        """What both make when they collapse."""
        return Edge(Span(*map(max, self.plus, other.plus)), Span(*map(min, self.minus, other.minus)))

    def perhaps(self, other: "Edge") -> "Edge":
        """What both make where it is not known whether they do."""
        both = self.joined(other)
        return Edge(Span(self.plus.low, both.plus.high), Span(both.minus.low, self.minus.high))


NO_EDGE, ANY_EDGE = Edge(ZERO, ZERO), Edge(SOME, Span(-INF, 0))


def edge(size: Span) -> Edge:
    """The margin of so many px."""
    return Edge(Span(*(max(0.0, x) for x in size)), Span(*(min(0.0, x) for x in size)))


_GAPS = {"p": 1.0, "dl": 1.0, "ul": 1.0, "ol": 1.0, "menu": 1.0, "dir": 1.0, "pre": 1.0, "blockquote": 1.0,
         "figure": 1.0, "xmp": 1.0, "listing": 1.0, "hr": 0.5, "h1": 0.67, "h2": 0.83, "h3": 1.0, "h4": 1.33,
         "h5": 1.67, "h6": 2.33, "form": 1.0, "fieldset": 0.1}  # fmt: skip
"""Margins of the browser's own sheet, in em."""
_SURE = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6"])
"""Lists in lists, and forms in quirks mode, have none."""
_FRAMES = {"td": 1.0, "th": 1.0, "fieldset": 12.0, "button": 4.0, "input": 4.0, "textarea": 4.0,
           "select": 4.0, "iframe": 2.0, "dialog": 20.0, "table": 4.0, "hr": 2.0, "summary": 4.0}  # fmt: skip
"""The most that its borders and paddings are, in px, above and below."""
_STYLED = re.compile(r"(?!none$|hidden$)[a-z#][^(]*")
_WIDE = {"thin": 1.0, "medium": 3.0, "thick": 5.0}
_CONTENT = frozenset(["min-content", "max-content", "fit-content"])
_SHAPED = frozenset(
    ["aspect-ratio", "contain", "container-type", "flex", "flex-basis", "flex-grow", "grid-area", "grid-row",
     "writing-mode", "line-clamp", "-webkit-line-clamp", "align-self", "place-self",
     "content-visibility"]
)  # fmt: skip
"""What may give a box another height than its content and `height` do."""
_FLEXED = frozenset(["flex", "flex-basis", "flex-grow"])
LEAST_FONT_PX = 6.0
"""Relative font sizes are no smaller than that in a browser."""
LEAST_CONTROL_PX, LEAST_AREA_PX = 60.0, 400.0
"""A control, or an image that is not loaded, is hardly higher."""


def sized(styled: Styled, held: Span, rest: Span, *, in_row: bool = False) -> tuple[Span, bool]:
    """The height of a box that holds so much, and whether it grows with that. `rest` is what frames it.

    What an item `in_row` gets of its line is a width.
    """
    won, node, font = styled.won, styled.node, styled.here.font
    table = styled.here.display.startswith(("table", "inline-table"))
    size, grows = held + rest, True
    if not (_SHAPED - _FLEXED if in_row else _SHAPED).isdisjoint(won) or is_stretched(won):
        return SOME, False
    if styled.replaced:
        size = Span(
            0, max(held.high, LEAST_AREA_PX if node.tag == "textarea" else LEAST_CONTROL_PX) + rest.high
        )
        drawn = node.tag in ("svg", "object") or node.attrs.get("type", "").lower() == "image"
        if drawn or (node.tag == "img" and ("width" in {*won, *node.attrs} or loads(node))):
            size = SOME
    attribute = (
        node.attrs.get("size" if node.tag == "hr" else "height", "auto") if node.tag in SIZED else "auto"
    )
    told = won.get("height", attribute)
    if told not in OFF and told not in _CONTENT:
        high = length(told, font, None)
        if high is None:
            # Of a table it is a least height as well.
            size, grows = (Span(size.low, INF), True) if table else (SOME, False)
        elif table:
            # A least height.
            size = Span(size.low, max(size.high, high + rest.high))
        else:
            framed = won.get("box-sizing") == "border-box" or node.tag in ("button", "input", "select")
            more = Span(0, max(0.0, rest.high - high)) if framed else rest
            size, grows = Span(max(0.0, high), max(0.0, high)) + more, False
    if table:
        # They are as high as what they hold, whatever limits are declared.
        least = length(won.get("min-height", "0"), font, None)
        return Span(size.low, INF if least is None else max(size.high, least + rest.high)), grows
    if won.get("max-height", "none") not in OFF:
        most = length(won["max-height"], font, None)
        size = Span(0 if most is None else min(size.low, most), size.high)
        size = size if most is None else Span(size.low, min(size.high, max(most, 0.0) + rest.high))
        grows = False
    if won.get("min-height", "auto") not in OFF:
        least = length(won["min-height"], font, None)
        high = INF if least is None else max(size.high, least + rest.high)
        size = Span(size.low if least is None else max(size.low, least), high)
    return size, grows


def cap(styled: Styled) -> float:
    """How high the one limit lets a box grow that is as high as what it holds otherwise, at least."""
    limit = styled.won.get("max-height", "none")
    most = length(limit, styled.here.font, None) if limit not in OFF else None
    if most is None:
        return -INF
    bare = {name: value for name, value in styled.won.items() if name != "max-height"}
    return max(most, 0.0) if sized(replace(styled, won=bare), ZERO, ZERO)[1] else -INF


def loads(image: Node) -> bool:
    """Whether a picture comes with the mail, and so with a size of its own."""
    within = image.attrs.get("src", "").strip()[:5].lower() in ("data:", "cid:") or "srcset" in image.attrs
    return within or (image.parent is not None and image.parent.tag == "picture")


def margin(styled: Styled, told: str | None) -> Span:
    """A margin above or below; without a declaration that of the browser's own sheet."""
    tag, font = styled.node.tag, styled.here.font
    if told is None:
        gap = _GAPS.get(tag, 0.0) * font + (8 if tag == "body" else 0)
        sure = tag in _SURE or (tag == "body" and not styled.node.attrs)
        return Span(gap if sure else 0.0, gap)
    if told in ("auto", "initial", "unset"):
        return ZERO
    size = length(told, font, None)
    if size is not None:
        return Span(size, size)
    percent = length(told, font, 1000.0) if told.endswith("%") else None
    return ANY if percent is None else Span(min(0.0, percent), max(0.0, percent))


def frame(node: Node) -> Span:
    """Padding of the browser's own sheet, or by the attribute of a table."""
    told = _spacing(node)
    return Span(told if told < INF else 0.0, _FRAMES.get(node.tag, 0.0) + told)


def borders(styled: Styled, *, own: bool = True) -> Span:
    """A border on any side; without its `own` where the browser's sheet gives the element none."""
    most = max(_FRAMES.get(styled.node.tag, 0.0) if own else 0.0, framed_by_attribute(styled.node))
    for name, value in styled.won.items():
        if not name.startswith("border") or name.endswith(
            ("radius", "color", "style", "collapse", "spacing")
        ):
            continue
        for word in words(value):
            size = _WIDE.get(word, length(word, styled.here.font, None))
            most = max(most, size or 0.0, 3.0 if _STYLED.fullmatch(word) else 0.0)
            most = INF if "(" in word and size is None and "calc" in word else most
    return Span(0, most)


def framed_by_attribute(node: Node) -> float:
    """The border that an attribute gives a table (HTML, 15.3.10)."""
    told = re.match(r"\s*\+?0*(\d{1,9})", node.attrs.get("border", "")) if node.tag == "table" else None
    return float(told[1]) if told is not None else 0.0


def line(styled: Styled) -> Span:
    """How high a line of its letters is."""
    here = styled.here
    if here.line is not None:
        return Span(max(0.0, here.line), max(0.0, here.line))
    # Relative font sizes have a least size.
    return Span(here.font, max(here.font, LEAST_FONT_PX if here.soft else 0.0) * 1.6)


def padding(value: str, font: float) -> Span:
    """A padding as declared."""
    size = length(value, font, None)
    if size is not None:
        return Span(max(0.0, size), max(0.0, size))
    percent = length(value, font, 1000.0)
    return SOME if percent is None else Span(0, max(0.0, percent))


ROW_GAPS = ("gap", "row-gap", "grid-gap", "grid-row-gap")
COLUMN_GAPS = ("gap", "column-gap", "grid-gap", "grid-column-gap")


def gap(styled: Styled, spacing: float, names: tuple[str, ...] = ROW_GAPS) -> float:
    """The most that stands between two items of a grid, a flexible box or a table of so much spacing."""
    most = spacing if styled.here.display.startswith("table") else 0.0
    for name in names:
        for word in words(styled.won.get(name, "")):
            size = length(word, styled.here.font, 1000.0)
            most = max(most, INF if size is None and word not in OFF else size or 0.0)
    return most


def spacing(styles: Iterable[Styled]) -> float:
    """The most that stands between two cells of any table of a page."""
    most = SPACING_PX
    for styled in styles:
        told = styled.node.attrs.get("cellspacing", "0") if styled.node.tag == "table" else "0"
        most = max(most, float(told) if re.fullmatch(r"\d{1,4}", told) else INF if told else 0.0)
        for word in words(styled.won.get("border-spacing", "")):
            size = length(word, styled.here.font, None)
            most = max(most, INF if size is None and word not in OFF else size or 0.0)
    return most


def _spacing(node: Node) -> float:
    """Padding that the attribute of a table gives to its cells."""
    if node.tag not in ("td", "th"):
        return 0.0
    above = node.nearest("table")
    told = above.attrs.get("cellpadding", "") if above is not None else ""
    return float(told) if re.fullmatch(r"\d{1,4}", told) else 0.0 if not told else INF
