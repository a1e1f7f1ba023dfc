"""Which boxes may stand beside those at the side: all of one formatting context (CSS 2.2, 9.4.1 and 9.5)."""

from collections.abc import Iterable

from intake.sanitize.html.context import Styled
from intake.sanitize.html.declared import overflow_words
from intake.sanitize.tree import Node

_SCROLLS = frozenset(["hidden", "auto", "scroll", "overlay"])
_ROOTS = ("inline-", "table-cell", "table-caption", "flow-root", "flex", "grid")


class Beside:
    """The formatting contexts of a page, and what floats in them."""

    def __init__(self, styles: Iterable[Styled]) -> None:
        self._roots: set[int] = set()
        self._around: dict[int, int] = {}
        self._floated: set[int] = set()
        for styled in styles:
            node, above = id(styled.node), id(styled.node.parent)
            begins = above in self._roots or above not in self._around
            self._around[node] = above if begins else self._around[above]
            if styled.floats:
                self._floated.add(self._around[node])
            if holds_floats(styled):
                self._roots.add(node)

    def of(self, node: Node) -> int:
        """The formatting context that a box stands in, as a number."""
        return self._around.get(id(node), 0)

    def within(self, node: Node) -> int:
        """The one that what the box holds stands in."""
        return id(node) if id(node) in self._roots else self.of(node)

    def floats(self, context: int) -> bool:
        """Whether anything stands at the side there."""
        return context in self._floated


def holds_floats(styled: Styled) -> bool:
    """Whether a box surely has floats of its own: they do not reach out of it, nor others into it."""
    here, won = styled.here, styled.won
    if here.shaky:
        return False
    if styled.floats or won.get("position") in ("absolute", "fixed") or here.display.startswith(_ROOTS):
        return True
    return here.display in ("block", "list-item") and scrolls(styled)


def scrolls(styled: Styled) -> bool:
    """Whether a box scrolls what it holds, by itself and not as the page."""
    return not _SCROLLS.isdisjoint(overflow_words(styled.won)) and styled.node.tag not in ("html", "body")
