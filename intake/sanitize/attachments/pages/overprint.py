"""Letters printed over other letters: ink of both, and nobody reads either."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.sanitize.attachments.pages.glyphs import Glyph

TECHNIQUE = "covered-by-text"
MUCH = 0.5
"""Of a letter's box that other letters take."""
MOST_IN_A_CELL = 12
"""Letters whose middles lie together; of more than these none is read."""


@dataclass(frozen=True, slots=True)
class _Letter:
    glyph: "Glyph"
    number: int

    def shared(self, other: "_Letter") -> float:
        """Which part of its box another letter takes, where they are of like height.

        Not by a neighbour: on a slanted line their boxes overlap. Nor by the same letter, a poor bold, nor by
        what one glyph tells, such as a ligature, which has one box.
        """
        one, two = self.glyph, other.glyph
        high, wide = one.top - one.bottom, one.right - one.left
        if one.char == two.char or _place(one) == _place(two):
            return 0.0
        if one.owner == two.owner and abs(self.number - other.number) <= 1:
            return 0.0
        if not 0.5 < (two.top - two.bottom) / max(high, 1e-3) < 2:
            return 0.0
        across = min(one.right, two.right) - max(one.left, two.left)
        down = min(one.top, two.top) - max(one.bottom, two.bottom)
        return max(0.0, across) * max(0.0, down) / max(high * wide, 1e-3)


def overprinted(glyphs: "list[Glyph]") -> "Iterator[Glyph]":
    """Letters whose place other letters of like size take."""
    letters = [_Letter(g, n) for n, g in enumerate(glyphs) if g.char.isalnum()]
    cell = max(1.0, sum(one.glyph.top - one.glyph.bottom for one in letters) / max(1, len(letters)))
    cells: dict[tuple[int, int], list[_Letter]] = defaultdict(list)
    for one in letters:
        cells[_middle(one.glyph, cell)].append(one)
    for (x, y), here in cells.items():
        near = [o for dx in (-1, 0, 1) for dy in (-1, 0, 1) for o in cells.get((x + dx, y + dy), ())]
        crowded = len(here) > MOST_IN_A_CELL
        for one in here:
            if crowded or sum(one.shared(other) for other in near[: 9 * MOST_IN_A_CELL]) > MUCH:
                yield one.glyph


def _middle(g: "Glyph", cell: float) -> tuple[int, int]:
    return int((g.left + g.right) / 2 // cell), int((g.bottom + g.top) / 2 // cell)


def _place(g: "Glyph") -> tuple[float, ...]:
    return g.left, g.bottom, g.right, g.top
