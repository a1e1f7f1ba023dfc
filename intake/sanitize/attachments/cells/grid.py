"""The widths and heights of a sheet, and where its drawings are anchored (ECMA-376-1, 20.5.2)."""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import child
from intake.sanitize.attachments.slides.looks import number
from intake.sanitize.attachments.slides.places import Place

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_COLUMN = 16_384
MAX_RANGES = 2_000
EMU_PER_POINT, EMU_PER_LETTER = 12_700.0, 7 * 9_525.0
"""A letter is a digit of the usual font, seven pixels wide."""
WIDTH, HEIGHT = 9.14, 15.0
"""Letters of a column, and points of a row, of which nothing is told."""


@dataclass(slots=True)
class Grid:
    """Columns and rows by their sizes; hidden ones have none."""

    width: float = WIDTH
    height: float = HEIGHT
    columns: list[tuple[int, int, float]] = field(default_factory=list)
    """First and last column, and letters."""
    rows: dict[int, float] = field(default_factory=dict)
    """Points, by number."""
    lefts: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    shifts: list[float] = field(default_factory=list)

    def column(self, low: int, high: int, wide: float) -> None:
        if len(self.columns) < MAX_RANGES:
            self.columns.append((low, high, wide))

    def letters(self, first: int, last: int | None = None) -> float:
        """The width of a column, or of some."""
        self._measure()
        last = min(last or first, MAX_COLUMN)
        return (self.lefts[last] - self.lefts[min(first, MAX_COLUMN) - 1]) / EMU_PER_LETTER

    def place(self, anchor: "Element") -> Place | None:
        """Where a drawing lies on the sheet, in EMU."""
        start, end, extent = (child(anchor, name) for name in ("from", "to", "ext"))
        at = child(anchor, "pos")
        if at is not None:
            left, top = float(number(at.get("x"))), float(number(at.get("y")))
        elif start is not None:
            left, top = self._corner(start)
        else:
            return None
        if end is not None:
            return left, top, *self._corner(end)
        if extent is None:
            return None
        return left, top, left + number(extent.get("cx")), top + number(extent.get("cy"))

    def cell(self, at: tuple[int, int]) -> Place:
        """Where a cell lies, by row and column from 1."""
        self._measure()
        row, column = at[0], min(at[1], MAX_COLUMN)
        return self.lefts[column - 1], self._top(row - 1), self.lefts[column], self._top(row)

    def _corner(self, corner: "Element") -> tuple[float, float]:
        column, across, row, down = (
            number((one.text or "").strip()) if (one := child(corner, name)) is not None else 0
            for name in ("col", "colOff", "row", "rowOff")
        )
        self._measure()
        column = min(max(column, 0), MAX_COLUMN - 1)
        left, right = self.lefts[column], self.lefts[column + 1]
        top, bottom = self._top(row), self._top(row + 1)
        return min(left + max(across, 0), right), min(top + max(down, 0), bottom)

    def _top(self, row: int) -> float:
        """Where a row, counted from 0, begins. Asked for when all rows are known."""
        if not self.shifts:
            self.numbers = sorted(self.rows)
            differences = ((self.rows[one] - self.height) * EMU_PER_POINT for one in self.numbers)
            self.shifts = list(accumulate(differences, initial=0.0))
        return row * self.height * EMU_PER_POINT + self.shifts[bisect_left(self.numbers, row + 1)]

    def _measure(self) -> None:
        if self.lefts:
            return
        widths = [self.width] * MAX_COLUMN
        # Where columns are told of twice, the narrower counts.
        for low, high, wide in sorted(self.columns, key=lambda one: -one[2]):
            low, high = max(low, 1), min(high, MAX_COLUMN)
            widths[low - 1 : high] = [wide] * max(0, high - low + 1)
        self.lefts = list(accumulate((wide * EMU_PER_LETTER for wide in widths), initial=0.0))
