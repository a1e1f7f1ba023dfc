"""What the declarations of a box come to: its margins and paddings, its offsets, and what it cuts."""

import re
from collections.abc import Mapping

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.lengths import length, sides, words
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.tree import Node

_FLOWS = frozenset(["overflow-block", "overflow-inline"])
_SIDES = ("top", "right", "bottom", "left")
ROUND_PX = 24.0
"""A corner that is no rounder leaves a part of each letter in it."""


def edges(won: Won) -> dict[str, dict[str, str]]:
    """The margins and paddings that stand in the end, a shorthand and its longhands in the order written."""
    edges: dict[str, dict[str, str]] = {"margin": {}, "padding": {}}
    for name, value in won.items():
        if name[:6] != "margin" and name[:7] != "padding":
            continue
        kind, _, side = name.partition("-")
        if kind not in edges:
            continue
        if not side:
            edges[kind] = dict(zip(_SIDES, sides(value), strict=True))
        elif side in _SIDES:
            edges[kind][side] = value
        else:
            pair = words(value) or ["0"]
            both = ("top", "bottom") if side == "block" else ("left", "right")
            edges[kind].update(zip(both, (pair[0], pair[-1]), strict=True))
    return edges


def framed_by(won: Won, font: float, both: tuple[str, str] = ("top", "bottom")) -> float:
    """What border and padding take at most on two sides of a box."""
    told = edges(won)["padding"]
    return 2 * widest_border(won, font) + sum(
        length(told.get(side, "0"), font, 1000.0) or 0.0 for side in both
    )


def widest_border(won: Won, font: float) -> float:
    """The widest border that is declared on any side."""
    named = (
        (n, v) for n, v in won.items() if n.startswith("border") and not n.endswith(("radius", "spacing"))
    )
    sizes = (length(word, font, None) for _, value in named for word in words(value))
    return max((size for size in sizes if size is not None), default=0.0)


def offsets_of(won: dict[str, str]) -> dict[str, str]:
    """`top`, `right`, `bottom` and `left` as they stand in the end."""
    offsets: dict[str, str] = {}
    for name, value in won.items():
        if name == "inset":
            offsets.update(zip(("top", "right", "bottom", "left"), sides(value), strict=True))
        elif name in ("inset-block", "inset-inline"):
            pair = words(value) or ["auto"]
            keys = ("top", "bottom") if name == "inset-block" else ("left", "right")
            offsets.update(zip(keys, (pair[0], pair[-1]), strict=True))
        elif name in ("top", "right", "bottom", "left"):
            offsets[name] = value
    return offsets


def is_stretched(won: Won) -> bool:
    """Whether a box is as high as what it is placed by leaves between its `top` and its `bottom`."""
    if won.get("position") not in ("absolute", "fixed") or won.get("height", "auto") not in OFF:
        return False
    told = offsets_of(won)
    return all(told.get(side, "auto") not in OFF for side in ("top", "bottom"))


def overflow_of(won: Won) -> dict[str, str]:
    """`overflow-x` and `overflow-y`, as `x` and `y`."""
    overflow = {"x": "visible", "y": "visible"}
    for name, value in won.items():
        if name == "overflow":
            both = words(value)
            overflow["x"], overflow["y"] = both[0], both[-1]
        elif name in ("overflow-x", "overflow-y"):
            overflow[name[-1]] = value
    return overflow


def may_scroll(won: Won) -> bool:
    """Whether a scroll bar may take a part of the box."""
    told = set(overflow_of(won).values())
    return not (told <= {"hidden", "clip"} or told <= {"visible", "clip"}) or bool(_FLOWS & won.keys())


def overflow_words(won: Won) -> set[str]:
    """All that is said of overflow, of whichever side."""
    return {word for name, value in won.items() if name.startswith("overflow") for word in words(value)}


def may_cut_below(won: Won) -> bool:
    """Whether a box may show nothing above and below itself."""
    told = overflow_of(won)
    plain = told["x"] in ("visible", "clip") and told["y"] == "visible"
    return not plain or contains_paint(won.get("contain", "")) or "overflow-block" in won


def overflows_not(won: Won) -> bool:
    """Whether what sticks out of it is not simply painted."""
    return any(name.startswith("overflow") and value != "visible" for name, value in won.items())


def is_page(node: Node, styled: Mapping[int, Styled]) -> bool:
    """Whether what is said of overflow is said of the page, which is scrolled (CSS Overflow 3, 3.3)."""
    own, around = styled.get(id(node)), styled.get(id(node.parent))
    if node.tag == "html":
        return own is None or "contain" not in own.won
    if node.tag != "body" or (own is not None and "contain" in own.won):
        return False
    told = around.won if around is not None and around.node.tag == "html" else {}
    return "contain" not in told and not overflows_not(told)


def contains_paint(contain: str) -> bool:
    return contain != "" and any(word in contain for word in ("paint", "strict", "content"))


def rounds_off(won: Won, font: float) -> bool:
    """Whether the corners of a box are so round that a word may have no room in one of them."""
    told = edges(won)["padding"]
    left, right, top, bottom = (
        length(told.get(side, "0"), font, None) or 0.0 for side in ("left", "right", "top", "bottom")
    )
    high = length(won.get("height", "auto"), font, None)
    # A corner takes no more than half of a box.
    most = float("inf") if high is None else (high + top + bottom) / 2 + widest_border(won, font)
    for name, value in won.items():
        if name.startswith("border") and name.endswith("radius"):
            for word in words(value.replace("/", " ")):
                size = length(word, font, None)
                size = min(most, float("inf") if size is None and word not in OFF else size or 0.0)
                if size > ROUND_PX and not _clears(size, min(left, right), min(top, bottom) + ROUND_PX / 6):
                    return True
    return False


def _clears(radius: float, across: float, down: float) -> bool:
    """Whether what is so far from both sides of a corner stands within its curve."""
    if down >= radius:
        return True
    return radius < 10_000 and radius - (radius**2 - (radius - down) ** 2) ** 0.5 <= across


def beyond(told: str, most: int) -> bool:
    """Whether a size in an attribute is larger, in pixels."""
    digits = re.match(r"\s*\+?(\d{1,12})(?![\d%])", told)
    return digits is not None and int(digits[1]) > most


def far(told: str) -> bool:
    """Whether a size in an attribute may lay what comes next beside the page."""
    digits = re.match(r"\s*\+?0*(\d*)", told)
    return digits is not None and len(digits[1]) > 2


_TURNED = {"direction": "ltr", "writing-mode": "horizontal-tb"}
MOST_AROUND = 60
"""Boxes around a row that are asked which way they are written."""


def may_turn(node: Node, won: Won, styled: Mapping[int, Styled]) -> bool:
    """Whether rows may begin at the right, and reach beyond the left edge where they have no room."""
    for _ in range(MOST_AROUND):
        turned = any(won.get(name, usual) not in (usual, *OFF) for name, usual in _TURNED.items())
        if turned or "all" in won or node.attrs.get("dir", "ltr").lower() != "ltr":
            return True
        if node.parent is None:
            return False
        node = node.parent
        around = styled.get(id(node))
        won = around.won if around is not None else {}
    return True
