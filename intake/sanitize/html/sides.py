"""The two sides of a box, in bounds that surely hold."""

from dataclasses import dataclass, replace

from intake.sanitize.css.lengths import number
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.html.frames import ANY, INF, ZERO, Span

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


def at_least(told: str, base: Span) -> Span | None:
    """A share of what is so wide at least."""
    share = number(told) if told.endswith("%") else None
    return None if share is None or share < 0 else Span(share * base.low, INF)


def aligns(styled: Styled) -> bool:
    """Whether its lines may begin elsewhere than at its left."""
    return styled.here.aligned or styled.node.tag in ("button", "th", "caption", "center")


def is_told(styled: Styled) -> bool:
    """Whether its width is declared."""
    return any(styled.won.get(name, "auto") not in OFF for name in ("width", "min-width"))


def is_limited(styled: Styled) -> bool:
    """Whether it may be narrower, or wider, than the room for it."""
    return is_told(styled) or styled.won.get("max-width", "none") not in OFF or styled.here.display != "block"


def apart(styled: Styled) -> bool:
    """Whether it makes room for boxes at its side."""
    return any(name.startswith(("overflow", "display", "column", "contain")) for name in styled.won)
