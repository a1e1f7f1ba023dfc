"""Letters printed over other letters: ink of both, and nobody reads either."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.sanitize.attachments.pages.glyphs import Glyph

TECHNIQUE = "covered-by-text"
MUCH = 0.5
"""Of a letter's box that other letters take."""
MOST_IN_A_CELL = 12
"""Letters whose middles lie together; of more than these none is read."""


def overprinted(glyphs: "list[Glyph]") -> "Iterator[Glyph]":
    """Letters whose place other letters of like size take.

    The same letter twice is a poor bold, and what one glyph tells, such as a ligature, has one box.
    """
    letters = [g for g in glyphs if g.char.isalnum()]
    cell = max(1.0, sum(g.top - g.bottom for g in letters) / max(1, len(letters)))
    cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for g in letters:
        cells[_middle(g, cell)].append(g)
    for (x, y), here in cells.items():
        near = [g for dx in (-1, 0, 1) for dy in (-1, 0, 1) for g in cells.get((x + dx, y + dy), ())]
        crowded = len(here) > MOST_IN_A_CELL
        for g in here:
            if crowded or sum(_shared(g, other) for other in near[: 9 * MOST_IN_A_CELL]) > MUCH:
                yield g


def _middle(g: "Glyph", cell: float) -> tuple[int, int]:
    return int((g.left + g.right) / 2 // cell), int((g.bottom + g.top) / 2 // cell)


def _shared(one: "Glyph", other: "Glyph") -> float:
    """Which part of the first letter's box the second one takes, where they are of like height."""
    high, wide = one.top - one.bottom, one.right - one.left
    same = one.char == other.char or _place(one) == _place(other)
    if same or not 0.5 < (other.top - other.bottom) / max(high, 1e-3) < 2:
        return 0.0
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.top, other.top) - max(one.bottom, other.bottom)
    return max(0.0, across) * max(0.0, down) / max(high * wide, 1e-3)


def _place(g: "Glyph") -> tuple[float, ...]:
    return g.left, g.bottom, g.right, g.top
