"""Rows of rich text: what they say of their cells, which may come before the cells or behind them."""

from dataclasses import dataclass, field, replace

from intake.sanitize.attachments.rich.state import Shade
from intake.sanitize.attachments.rich.story import FLAT, Cell

MAX_CELLS = 200
WORDS = frozenset(
    [
        "trowd",
        "clcbpat",
        "clcfpat",
        "clshdng",
        "trcbpat",
        "trcfpat",
        "trshdng",
        "clvmrg",
        "clmrg",
        "trrh",
        "cellx",
    ]
)
_MERGED = "d8-header-table-field"


@dataclass(slots=True)
class Row:
    """A row's definition as it grows."""

    shade: Shade | None = None
    base: Shade | None = None
    swallowed: bool = False
    right: int | None = None
    height: int = 0
    cells: list[tuple[Shade | None, str | None]] = field(default_factory=list)

    def take(self, word: str, number: int | None) -> None:
        value = number or 0
        if word == "trowd":
            self.shade = self.base = self.right = None
            self.swallowed, self.height = False, 0
            self.cells.clear()
        elif word == "clcbpat":
            self.shade = replace(self.shade or Shade(), fill=value)
        elif word == "clcfpat":
            self.shade = replace(self.shade or Shade(), ink=value)
        elif word == "clshdng":
            self.shade = replace(self.shade or Shade(), hundredths=value)
        elif word == "trcbpat":
            self.base = replace(self.base or Shade(), fill=value)
        elif word == "trcfpat":
            self.base = replace(self.base or Shade(), ink=value)
        elif word == "trshdng":
            self.base = replace(self.base or Shade(), hundredths=value)
        elif word in {"clvmrg", "clmrg"}:
            self.swallowed = True
        elif word == "trrh":
            self.height = value
        elif word == "cellx" and len(self.cells) < MAX_CELLS:
            narrow = self.right is not None and value - self.right <= FLAT
            technique = _MERGED if self.swallowed or narrow else None
            self.cells.append((self.shade or self.base, technique))
            self.shade, self.swallowed, self.right = None, False, value

    def settle(self, cells: list[Cell]) -> None:
        """Tell the cells of a row what it says of them."""
        flat = _MERGED if -FLAT <= self.height < 0 else None
        for cell, (shade, technique) in zip(cells, self.cells, strict=False):
            cell.ground, cell.technique = shade, technique or flat
        for cell in cells[len(self.cells) :]:
            cell.technique = flat
