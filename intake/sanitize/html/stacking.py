"""Which of two things is painted over the other: the painting order of CSS (CSS 2.1, appendix E)."""

import re

from intake.sanitize.css.lengths import number
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.html.pieces import Piece, Walk

Key = tuple[tuple[float, int, int], ...]
"""Layer, `z-index` and place in the document, from the root's stacking context inwards."""
NEGATIVE, BLOCKS, FLOATS, LINES, OUTLINES, PLACED, POSITIVE = 1.0, 2.0, 3.0, 4.0, 4.5, 5.0, 6.0
_ATOMIC = ("inline-block", "inline-table", "inline-flex", "inline-grid")
_STACKS = frozenset(
    [
        "filter",
        "backdrop-filter",
        "-webkit-backdrop-filter",
        "clip-path",
        "mask",
        "mask-image",
        "mix-blend-mode",
    ]
)
_MOVES = frozenset(["transform", "translate", "scale", "rotate", "perspective"])
_UNSURE = frozenset(
    ["will-change", "contain", "container-type", "container", "content-visibility", "offset-path",
     "animation", "animation-name", "order", "all", "view-transition-name", "-webkit-box-reflect"]
)  # fmt: skip
_FLAT = (("content-visibility", "visible"), ("transform-style", "flat"))
"""Of these `auto` does something as well."""
_MOVE = re.compile(r"(?:[a-z0-9]+\([^()]*\)\s*)+|-?[\d.]+[a-z%]*(?:\s+-?[\d.]+[a-z%]*){0,2}")


class Stacking:
    """The painting order of one page."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        # By node: the path of the nearest box painted as a whole, and of the nearest stacking context.
        self._whole: dict[int, Key | None] = {}
        self._context: dict[int, Key | None] = {}
        for styled in walk.page.styled.values():
            self._file(styled)

    def text(self, piece: Piece) -> Key | None:
        """Where a text is painted; None where that cannot be told."""
        if piece.at is None:
            return None
        around = piece.at if id(piece.at) in self._whole else piece.at.parent
        return self._in(id(around), LINES, piece.order)

    def box(self, styled: Styled, *, outline: bool) -> Key | None:
        """Where the background of a box is painted, or its outline; None where that cannot be told."""
        if outline:
            layer = OUTLINES
        elif self._kind(styled):
            layer = 0.0
        else:
            layer = LINES if styled.here.inline or styled.replaced else BLOCKS
        return self._in(id(styled.node), layer, self._order(styled))

    def _in(self, node: int, layer: float, order: int) -> Key | None:
        path = self._whole.get(node, ())
        return None if path is None else (*path, (layer, 0, order))

    def _file(self, styled: Styled) -> None:
        above = id(styled.node.parent)
        whole, context = self._whole.get(above, ()), self._context.get(above, ())
        kind = self._kind(styled)
        if kind == "unsure":
            whole = context = None
        elif kind in ("float", "atomic"):
            layer = FLOATS if kind == "float" else LINES
            whole = None if whole is None else (*whole, (layer, 0, self._order(styled)))
        elif kind:
            index = self._index(styled)
            layer = PLACED if index == 0 else NEGATIVE if index < 0 else POSITIVE
            whole = None if context is None else (*context, (layer, index, self._order(styled)))
            context = whole if kind == "context" else context
        self._whole[id(styled.node)], self._context[id(styled.node)] = whole, context

    def _order(self, styled: Styled) -> int:
        if styled.node.tag == "::after":
            return self._walk.spans[id(styled.node.parent)][1]
        return styled.order

    def _kind(self, styled: Styled) -> str:
        """`context`; `placed`, `float` or `atomic` for what is painted as if it were one; else nothing."""
        won, here = styled.won, styled.here
        if styled.node.parent is None or here.display == "contents":
            return ""
        item = self._is_item(styled)
        position = won.get("position", "static")
        if position == "inherit" or styled.node.tag in ("svg", "math", "foreignobject"):
            return "unsure"
        if any(won[name] not in OFF for name in _UNSURE & won.keys()):
            return "unsure"
        if any(won.get(name, usual) not in ("initial", "unset", usual) for name, usual in _FLAT):
            return "unsure"
        index = won.get("z-index", "auto")
        if (position not in OFF or item) and index not in OFF:
            return "context" if re.fullmatch(r"[+-]?\d{1,9}", index) else "unsure"
        for name in _MOVES & won.keys():
            if won[name] not in OFF and not (styled.untransformed and position in OFF):
                return "context" if _MOVE.fullmatch(won[name]) and not here.inline else "unsure"
        opacity = won.get("opacity", "auto")
        if opacity not in OFF:
            size = number(opacity)
            if size is None:
                return "unsure"
            if size < 1:
                return "context"
        if position in ("fixed", "sticky", "-webkit-sticky") or won.get("isolation") == "isolate":
            return "context"
        if any(won[name] not in OFF for name in _STACKS & won.keys()):
            return "context"
        if position not in OFF:
            return "placed"
        if styled.floats and not item:
            return "float"
        return "atomic" if item or here.display.startswith(_ATOMIC) or styled.node.tag == "button" else ""

    def _is_item(self, styled: Styled) -> bool:
        above = self._walk.page.styled.get(id(styled.node.parent))
        return above is not None and above.here.items

    def _index(self, styled: Styled) -> int:
        index = styled.won.get("z-index", "auto")
        able = styled.won.get("position", "static") not in OFF or self._is_item(styled)
        return int(index) if able and index not in OFF else 0
