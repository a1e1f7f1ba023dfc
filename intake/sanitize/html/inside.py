"""What stands in a box, in reading order: blocks, what stands in its lines, and what is placed by itself."""

from collections.abc import Iterator

from intake.sanitize.elements import LAID
from intake.sanitize.html.context import Styled
from intake.sanitize.html.pieces import Walk
from intake.sanitize.tree import Node

_ATOMIC = ("inline-block", "inline-table", "inline-flex", "inline-grid")


def is_laid(styled: Styled) -> bool:
    """Whether it takes room, though none of the letters in it are shown by a mail client."""
    node = styled.node
    return node.tag in LAID and styled.won.get("display") != "none" and "hidden" not in node.attrs


def breaks(styled: Styled) -> bool:
    """Whether a `br` makes a break, as one that has no box does not."""
    return styled.here.display not in ("none", "contents")


def in_row_of(around: Styled | None) -> bool:
    """Whether a flexible box lays its items side by side."""
    if around is None or around.here.display not in ("flex", "inline-flex") or around.here.shaky:
        return False
    return not any(name.startswith(("flex-direction", "flex-flow", "writing")) for name in around.won)


def in_column(styled: Styled) -> bool:
    """Whether a flexible box lays its items one below the other, as high as they are."""
    won = styled.won
    flow = f"{won.get('flex-direction', '')} {won.get('flex-flow', '')}"
    plain = "column" in flow and "reverse" not in flow and "wrap" not in flow
    return plain and not any(n in won for n in ("height", "max-height"))


class Inside:
    """The boxes of a page by what they hold."""

    def __init__(self, walk: Walk) -> None:
        self._styled = walk.page.styled
        self._fakes = walk.page.generated

    def splices(self, styled: Styled) -> bool:
        """Whether the children of an element stand in the lines, or among the blocks, of its container."""
        return styled.here.inline and styled.node.parent is not None and not styled.replaced

    def of(self, top: Node) -> Iterator[tuple[str, Node]]:
        """`block`; `line` for a text or a box in a line; `place` for what takes no room.

        An element whose children count as those of `top` begins with `open` and ends with `close`.
        """
        if top.tag.startswith("::"):
            yield "line", top
        stack = [(child, False) for child in reversed(self._below(top))]
        while stack:
            node, ends = stack.pop()
            styled = self._styled.get(id(node))
            if ends:
                yield "close", node
            elif not node.tag or (node.tag == "br" and styled is not None and breaks(styled)):
                yield "line", node
            elif styled is None or (styled.here.display == "none" and not is_laid(styled)):
                continue
            elif styled.here.display.startswith("table-column"):
                # A column shows nothing; in a line an empty table is made around it.
                if self._is_atomic(styled):
                    yield "line", node
            elif styled.won.get("position") in ("absolute", "fixed"):
                yield "place", node
            elif is_laid(styled):
                yield "line", node
            elif styled.here.display == "contents" or self.splices(styled):
                yield "open", node
                if node.tag.startswith("::"):
                    yield "line", node
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(self._below(node)))
            elif self._is_atomic(styled):
                parent = self._styled.get(id(node.parent))
                yield "block" if parent and parent.here.items else "line", node
            else:
                yield "block", node

    def _is_atomic(self, styled: Styled) -> bool:
        """Whether it stands in a line as one box, or a table is made around it that does."""
        display = styled.here.display
        if styled.replaced and styled.floats:
            # It stands at the side by an attribute as well.
            return False
        if display.startswith(_ATOMIC) or (styled.replaced and styled.here.inline):
            return True
        around = self._styled.get(id(styled.node.parent))
        return display.startswith("table-") and around is not None and self.splices(around)

    def _below(self, node: Node) -> list[Node]:
        before, after = self._fakes.get(id(node), ((), ()))
        return [*before, *node.children, *after] if before or after else node.children
