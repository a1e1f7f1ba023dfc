"""Which container a query is asked of, and how wide that is at least and at most."""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.containers import Query, holds
from intake.sanitize.elements import names
from intake.sanitize.html.boxes import SCREEN_PX
from intake.sanitize.html.context import OFF, Page, Styled
from intake.sanitize.html.declared import may_scroll
from intake.sanitize.html.frames import SOME, Span
from intake.sanitize.html.runs import framed, margins
from intake.sanitize.html.sides import SCROLLBAR_PX, limited
from intake.sanitize.tree import Node

_BLOCKS = names(
    """
    html body div section article main header footer aside nav address p center h1 h2 h3 h4 h5 h6 blockquote
    dl dd dt
    """
)
"""Elements whose frames and margins are those that are declared, or told of the browser's own sheet."""
_DISPLAYS = names("block flow-root list-item")
_SIZES = names("width max-width min-width padding padding-left padding-right box-sizing margin")
_ODD = names(
    """
    aspect-ratio writing-mode zoom justify-self justify-items all columns column-count column-width direction
    """
)
_UNTOLD = re.compile(r"\d(?:r?ex|r?ch|r?cap|r?ic|r?lh|cq\w+|[dsl]?v(?:h|b|min|max))\b|[a-z]\(")
_KINDS = names("inline-size size")
_DECLARED = frozenset(["container", "container-name", "container-type"])
_NAME = re.compile(r"[a-zA-Z_-][\w-]*(?:\s+[a-zA-Z_-][\w-]*)*")
MOST_MEASURED = 60
"""Containers of a page whose width is worked out."""
GRAIN_PX = 0.1
"""Sizes that are no whole pixels are rounded."""


class Containers:
    """The containers of a page as far as it has been entered."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._wide: dict[int, Span | None] = {}

    def answer(self, node: Node, query: Query) -> bool | None:
        """Whether a query holds for an element; None where that is not sure."""
        if not _DECLARED.isdisjoint(self._page.animated):
            return None
        around = node.parent
        while around is not None:
            styled = self._page.styled.get(id(around))
            if styled is None or styled.here.doubt:
                return None
            told = _container(styled.won)
            if told is None:
                return None
            called, kind = told
            if kind in _KINDS and query.name in ("", *called):
                return self._asked(styled, query)
            around = around.parent
        return False

    def _asked(self, styled: Styled, query: Query) -> bool | None:
        if styled.here.display not in _DISPLAYS or styled.replaced:
            return None
        if query.by_letters() and (self._page.root is not None or styled.here.font != 16):
            return None
        if id(styled.node) not in self._wide:
            measured = len(self._wide) < MOST_MEASURED
            self._wide[id(styled.node)] = self._width(styled) if measured else None
        wide = self._wide[id(styled.node)]
        return None if wide is None else holds(query, wide.low, wide.high)

    def _width(self, box: Styled) -> Span | None:
        """How wide the content of a block is; None where that is not told."""
        path: list[Styled] = []
        node: Node | None = box.node
        while node is not None:
            styled = self._page.styled.get(id(node))
            if styled is None or styled.here.zoom != 1 or not _ODD.isdisjoint(styled.won):
                return None
            path.append(styled)
            node = node.parent
        # A float makes the block beside it narrower.
        floats = any(styled.floats for styled in self._page.styled.values())
        wide, above = Span(SCREEN_PX - SCROLLBAR_PX, SCREEN_PX), None
        for styled in reversed(path):
            wide = self._within(styled, above, wide, floats=floats)
            above = styled
        whole = wide.low == wide.high and wide.low == round(wide.low)
        return wide if whole else Span(wide.low - GRAIN_PX, wide.high + GRAIN_PX)

    def _within(self, styled: Styled, above: Styled | None, base: Span, *, floats: bool) -> Span:
        """The width of the content of a box in one whose content is as wide as `base`."""
        won, here = styled.won, styled.here
        plain = here.display in _DISPLAYS and styled.node.tag in _BLOCKS
        plain = plain and (above is None or above.here.display in _DISPLAYS)
        plain = plain and won.get("position", "static") in ("static", "relative", *OFF)
        sizes = [value for name, value in won.items() if name in _SIZES or name.startswith("border")]
        if not plain or styled.floats or any(_UNTOLD.search(value) for value in sizes if "rgb" not in value):
            return SOME
        left, right = framed(styled, base)
        rest = left + right
        sides = [side or Span(0.0, 0.0) for side in margins(styled, base)]
        outer = rest + sides[0] + sides[1]
        low = 0.0 if floats else max(0.0, base.low - outer.high)
        wide, _ = limited(styled, Span(low, max(0.0, base.high - outer.low)), 0.0, rest, base, 0.0)
        return Span(max(0.0, wide.low - SCROLLBAR_PX), wide.high) if may_scroll(won) else wide


def _container(won: Won) -> tuple[list[str], str] | None:
    """The names and the kind of a container; None where a declaration is not understood."""
    called, kind = "none", "normal"
    for name, value in won.items():
        if name == "container-name":
            called = value
        elif name == "container-type":
            kind = value
    called = "none" if called in ("initial", "unset", "revert") else called
    kind = "normal" if kind in ("initial", "unset", "revert") else kind
    known = kind in _KINDS or kind == "normal"
    if not known or called.lower() == "inherit" or not _NAME.fullmatch(called):
        return None
    return called.split(), kind
