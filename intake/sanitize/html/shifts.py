"""How far what is painted of a box is moved from where it stands, in bounds that surely hold."""

import math
import re
from collections.abc import Iterable, Mapping

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import split_commas
from intake.sanitize.css.lengths import length, number, words
from intake.sanitize.html.boxes import SCREEN_PX
from intake.sanitize.html.context import OFF, Context, Styled
from intake.sanitize.html.declared import edges, offsets_of
from intake.sanitize.html.frames import ANY, INF, SOME, ZERO, Span
from intake.sanitize.html.piles import Box
from intake.sanitize.tree import Node

TRANSFORMS = frozenset(["transform", "translate", "scale", "rotate", "perspective"])
_MOVES = ("transform", "translate", "scale", "rotate", "offset-path")
_CONTAINS = frozenset(["filter", "backdrop-filter"]) | TRANSFORMS
"""What makes a box the one that absolutely placed boxes in it are placed by."""
_MAY_CONTAIN = frozenset(["contain", "will-change", "container-type", "container", "content-visibility"])
_CALLS = re.compile(r"([a-z0-9]+)\(([^()]*(?:\([^()]*\))*[^()]*)\)")
_DEGREES = re.compile(r"(-?(?:\d{1,3}(?:\.\d+)?|\.\d+))deg|0")
_TRANSLATIONS = frozenset(["translate", "translatex", "translatey", "translatez"])


def moved(styled: Styled, own: Box | None, leaf: Context | None, *, deep: bool, wide: float) -> Span:
    """How much a transform moves any of its points up or down; `deep` where something gives perspective.

    No box of the page is wider than `wide`.
    `leaf` is the context of what is painted in the box, None for the box itself.
    """
    won = styled.won
    total = ZERO
    if styled.untransformed:
        return total
    if any(name.startswith("offset-") and value not in OFF for name, value in won.items()):
        return ANY
    if (styled.here.inline and not styled.replaced) or "transform-origin" in won:
        return ZERO if all(won.get(name, "none") in OFF for name in TRANSFORMS) else ANY
    parts = calls(won)
    if parts is None:
        return ANY
    for count, (kind, inside) in enumerate(parts, 1):
        turned = kind == "rotatey" or (kind == "rotate" and inside.replace(" ", "")[:2] == "y,")
        if kind not in _TRANSLATIONS and (deep or not turned):
            # What is turned or scaled is turned and scaled again by what is around; what sticks out of the
            # box, or is moved within it, goes farther than its edges do.
            inner = leaf is not None and (leaf.mover is not styled.node or leaf.exceeds or leaf.indent != 0)
            if count < len(parts) or inner:
                return ANY
        total = total + _transformed(styled, own, kind, split_commas(inside), deep=deep, wide=wide)
    return total


def calls(won: Won) -> list[tuple[str, str]] | None:
    """The functions of all transforms with what they are given; None where one cannot be read to its end.

    In the order in which they are laid upon another, the outermost first.
    """
    parts: list[tuple[str, str]] = []
    for name in ("translate", "rotate", "scale", "transform"):
        value = won.get(name, "none")
        if value in OFF:
            continue
        text = value if name == "transform" else f"{name}({','.join(words(value))})"
        found = _CALLS.findall(text)
        if not found or _CALLS.sub("", text).strip():
            return None
        parts += found
    return parts


def _share(value: str, base: Span) -> Span | None:
    """A percentage of what is between two sizes; None of what is none."""
    share = number(value) if value.endswith("%") else None
    if share is None:
        return None
    return ZERO if share == 0 else Span(*sorted((share * base.low, share * base.high)))


def _transformed(
    styled: Styled, own: Box | None, kind: str, values: list[str], *, deep: bool, wide: float
) -> Span:
    font = styled.here.font
    if kind in ("rotate", "rotatex", "rotatey") and values[:1] in (["x"], ["y"]):
        kind, values = "rotate" + values[0], values[1:]
    if kind in ("translatex", "skewx") or (kind == "skew" and len(values) == 1):
        return ZERO
    if kind in ("skew", "skewy"):
        turn = degrees(values[-1])
        most = INF if turn is None or abs(turn) > 45 else math.tan(math.radians(abs(turn))) * wide / 2
        return Span(-most, most)
    if kind in ("rotatey", "translatez"):
        return ANY if deep else ZERO
    if kind == "rotatex" and own is not None and own.grows and not deep:
        # Around its middle line, so no point goes beyond the edges.
        return Span(-own.size.high, own.size.high)
    if kind in ("scale", "scaley") and own is not None and own.grows:
        times = number(values[-1])
        most = INF if times is None or times < 0 else abs(1 - times) / 2 * own.size.high
        return Span(-most, most)
    if kind in ("translate", "translatey"):
        value = values[-1] if kind == "translatey" else values[1] if len(values) > 1 else "0"
        size = length(value, font, None)
        if size is not None:
            return Span(size, size)
        share = _share(value, own.size if own is not None else SOME)
        return ANY if share is None or (own is None and share != ZERO) else share
    if kind in ("rotate", "rotatez") and own is not None and len(values) == 1:
        told = degrees(values[0])
        if told is None or abs(told) > 45:
            return ANY
        turn = math.radians(abs(told))
        # Around its middle.
        most = (math.sin(turn) * wide + (1 - math.cos(turn)) * own.size.high) / 2
        return Span(-most, most)
    return ANY


def container(styles: Mapping[int, Styled], node: Node, *, fixed: bool) -> Node | None:
    """The box that an absolutely placed one is placed by; None where it cannot be told."""
    above = node.parent
    while above is not None and above.parent is not None:
        styled = styles.get(id(above))
        if styled is not None:
            won = styled.won
            if not _MAY_CONTAIN.isdisjoint(won):
                return None
            able = _CONTAINS - TRANSFORMS if styled.untransformed else _CONTAINS
            if any(won[name] not in OFF for name in able & won.keys()):
                return above
            if not fixed and won.get("position", "static") not in OFF:
                return above
        above = above.parent
    return above


def across(styled: Styled, wide: Span, high: float = INF) -> Span:
    """How far to the right it is painted from where it stands in the flow.

    `wide` is its width; `high` the most that it is high, where nothing that it holds sticks out of it.
    """
    won, font = styled.won, styled.here.font
    total = ZERO
    position, offsets = won.get("position", "static"), offsets_of(won)
    if position not in (*OFF, "absolute", "fixed"):
        told = [(side, offsets[side]) for side in ("left", "right") if offsets.get(side, "auto") not in OFF]
        if told:
            size = length(told[0][1], font, None)
            if position != "relative" or size is None:
                return ANY
            total = Span(size, size) if told[0][0] == "left" else Span(-size, -size)
    if styled.untransformed:
        return total
    if won.get("perspective", "none") not in OFF or "transform-style" in won:
        return ANY
    parts = calls(won)
    if parts is None:
        return ANY
    for count, (kind, inside) in enumerate(parts, 1):
        values = split_commas(inside)
        if kind in TURNS:
            # What is turned is turned again by what is around; it is turned around its middle.
            alone = count == len(parts) and "transform-origin" not in won and high < INF
            total = total + (_swung(kind, values, wide.high, high) if alone else ANY)
        else:
            total = total + _sideways(kind, values, font, wide)
    return total


TURNS = frozenset(["rotate", "rotatez", "skew", "skewx", "skewy", "scale", "scalex", "scaley"])


def _swung(kind: str, values: list[str], wide: float, high: float) -> Span:
    """How far a point of a box goes to a side that is turned, slanted or scaled around its middle."""
    if kind == "scaley":
        return ZERO
    if kind.startswith("scale"):
        times = number(values[0])
        most = INF if times is None else abs(1 - times) / 2 * wide
        return Span(-most, most)
    turn = degrees(values[0])
    if turn is None or abs(turn) > 45 or (kind.startswith("rotate") and len(values) > 1):
        return ANY
    rise = math.radians(abs(turn))
    if kind == "skewy":
        return ZERO
    most = (
        math.tan(rise) * high
        if kind.startswith("skew")
        else math.sin(rise) * high + (1 - math.cos(rise)) * wide
    )
    return Span(-most / 2, most / 2)


def degrees(value: str) -> float | None:
    """An angle that is told in degrees."""
    found = _DEGREES.fullmatch(value.strip())
    return float(found[1] or 0) if found else None


def _sideways(kind: str, values: list[str], font: float, wide: Span) -> Span:
    if kind in ("translatey", "rotatex"):
        return ZERO
    if kind not in ("translate", "translatex"):
        return ANY
    size = length(values[0], font, None)
    if size is not None:
        return Span(size, size)
    share = _share(values[0], wide)
    return ANY if share is None or wide.high == INF else share


def widest(styles: Iterable[Styled]) -> float:
    """The most that any box of a page is wide: what is declared, and what negative margins add."""
    most = more = 0.0
    for styled in styles:
        for name, value in styled.won.items():
            if not name.startswith(("width", "min-width", "margin", "padding", "text-indent")):
                continue
            for word in words(value):
                size = length(word, styled.here.font, SCREEN_PX)
                if size is None:
                    more += INF if word not in OFF else 0.0
                elif not name.endswith("width"):
                    more += abs(size)
                else:
                    most = INF if word.endswith("%") and size > SCREEN_PX else max(most, size)
    return max(SCREEN_PX, most) + more


def moves(styled: Styled, *, only: tuple[str, ...] = ("top", "bottom", "left", "right")) -> bool:
    """Whether it stands elsewhere than in the flow of the box around it, by what is said of `only` these."""
    won, font = styled.won, styled.here.font
    position, offsets = won.get("position", "static"), offsets_of(won)
    if position not in OFF and (
        position != "relative" or any(offsets.get(side, "auto") not in OFF for side in only)
    ):
        return True
    if any(won.get(name, "none") not in OFF for name in _MOVES):
        return True
    if (styled.here.indent or 0.0) < 0 or styled.here.indent is None:
        return True
    told = edges(won)["margin"]
    sizes = [
        length(told[side], font, 1000.0) for side in only if told.get(side, "auto") not in ("auto", *OFF)
    ]
    return any(size is None or size < 0 for size in sizes)
