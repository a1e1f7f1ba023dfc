"""The two sides of a box, in bounds that surely hold."""

from dataclasses import dataclass, replace

from intake.sanitize.css.lengths import number
from intake.sanitize.html.context import OFF, SIZED, Styled
from intake.sanitize.html.frames import ANY, INF, ZERO, Span
from intake.sanitize.html.runs import bounded

SCROLLBAR_PX = 20.0


@dataclass(frozen=True, slots=True)
class Sides:
    """What a box holds stands between `left` and `right`."""

    left: Span = ANY
    right: Span = ANY
    wide: Span = ANY
    room: float = 0.0
    """What takes no more than that stands on one line."""
    frame: tuple[Span, Span] = (ZERO, ZERO)
    """Border and padding."""
    items: bool = False
    """What stands in it shares its width, and surely reaches over neither side."""
    first: bool = False
    """What comes first in it stands at its left."""
    alone: bool = False
    """A row or a cell in it has all its width."""

    @property
    def hull(self) -> Span:
        """From its outermost left to its outermost right, with border and padding."""
        return Span(self.left.low - self.frame[0].high, self.right.high + self.frame[1].high)

    @property
    def width(self) -> float:
        """It is at most so wide, with border and padding."""
        return self.wide.high + self.frame[0].high + self.frame[1].high

    def moved(self, by: Span) -> "Sides":
        """The same box painted elsewhere."""
        return replace(self, left=self.left + by, right=self.right + by)


UNTOLD = Sides()


def limited(
    styled: Styled, wide: Span, room: float, rest: Span, base: Span, least: float
) -> tuple[Span, float]:
    """Width and room after what is declared of them; what it holds is at `least` so wide."""
    won, font, attrs = styled.won, styled.here.font, styled.node.attrs
    table = styled.here.display.startswith("table")
    own = attrs.get("width", "auto") if styled.node.tag in SIZED else "auto"
    framed_ = table or styled.replaced or won.get("box-sizing", "content-box") == "border-box"
    for name in ("width", "max-width", "min-width"):
        told = won.get(name, own if name == "width" else "auto")
        if told in OFF:
            continue
        size = bounded(told, font, base) or at_least(told, base)
        if size is None:
            wide, room = Span(0.0, INF), 0.0
            continue
        low, high = (max(0.0, x) for x in size)
        low = max(0.0, low - rest.high) if framed_ else low
        if name == "width":
            # A table is as wide as what it holds, at least.
            high = max(high, least) if table else high
            wide, room = Span(low, high), low
        elif name == "max-width":
            most = wide.high
            wide, room = Span(min(wide.low, low), min(most, high)), min(room, low)
            # A table is as wide as what it holds has to be, whatever limits are declared.
            wide = Span(wide.low, max(most, least)) if table else wide
        else:
            wide = Span(wide.low, max(wide.high, high))
    return wide, room


def at_least(told: str, base: Span) -> Span | None:
    """A share of what is so wide at least."""
    share = number(told) if told.endswith("%") else None
    return None if share is None or share < 0 else Span(share * base.low, INF)


def aligns(styled: Styled) -> bool:
    """Whether its lines may begin elsewhere than at its left."""
    return styled.here.aligned or styled.node.tag in ("button", "th", "caption", "center")


def middle(box: Sides, total: float) -> Span:
    """Where a line of at most that width stands in the middle of a box that has room for it."""
    low = box.left.low + max(0.0, box.wide.low - total) / 2
    return Span(low, box.left.high + (box.wide.high + total) / 2)


def is_told(styled: Styled) -> bool:
    """Whether its width is declared."""
    return any(styled.won.get(name, "auto") not in OFF for name in ("width", "min-width"))


def is_limited(styled: Styled) -> bool:
    """Whether it may be narrower, or wider, than the room for it."""
    return is_told(styled) or styled.won.get("max-width", "none") not in OFF or styled.here.display != "block"


def apart(styled: Styled) -> bool:
    """Whether it makes room for boxes at its side."""
    return any(name.startswith(("overflow", "display", "column", "contain")) for name in styled.won)


def is_centred(table: Styled, margins: tuple[Span | None, Span | None]) -> bool | None:
    """Whether a table stands in the middle, or else at the left; None where neither is sure."""
    told = table.node.attrs.get("align", "").lower()
    if margins == (None, None):
        return True
    if None in margins or (told and any(name.startswith("margin") for name in table.won)):
        return None
    return told == "center" if told in ("", "center") else None


def fills(table: Styled) -> bool:
    """Whether a table asks for all the width that there is, and no more."""
    won, share = table.won, {"100%", *OFF}
    told = won.get("width", table.node.attrs.get("width", "auto"))
    limits = (won.get("min-width", "auto"), won.get("max-width", "none"))
    return table.here.display == "table" and told == "100%" and share.issuperset(limits)
