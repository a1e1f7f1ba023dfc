"""The two sides of a box, in bounds that surely hold."""

from dataclasses import dataclass, replace

from intake.sanitize.html.frames import ANY, ZERO, Span

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
