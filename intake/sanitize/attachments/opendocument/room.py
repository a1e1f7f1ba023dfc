"""Words of a sheet's texts that their full neighbours surely cut off, as far as a row tells."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.cells.room import Room, Setting, is_rightwards, split
from intake.sanitize.attachments.opendocument.markup import count, get, name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from intake.sanitize.attachments.opendocument.looks import Properties

_ALIGNED = {"start": "left", "left": "left", "end": "right", "right": "right", "center": "center"}
MAX_SPAN = 1000


@dataclass(slots=True)
class Filled:
    """A cell that says something, at its place in the row's texts; `setting` where it may be cut off."""

    at: int
    left: float
    right: float
    points: float
    setting: Setting | None


def setting_of(cell: "Element", own: "Properties") -> Setting | None:
    """How a text on one line is set; None for what shows otherwise where it has no room."""
    cells, lines = own.get("style:table-cell-properties", {}), own.get("style:paragraph-properties", {})
    wraps = cells.get("fo:wrap-option") == "wrap" or cells.get("style:shrink-to-fit") == "true"
    turned = (
        cells.get("style:rotation-angle", "0") not in {"0", "0deg"} or cells.get("style:direction") == "ttb"
    )
    text = (get(cell, "office:value-type") or "string") == "string" and len(cell) == 1
    # A part of the text may be of smaller letters.
    text = text and not any(name(e.tag) == "text:span" for e in cell.iter())
    if wraps or turned or not text or cells.get("style:repeat-content") == "true":
        return None
    if cells.get("style:text-align-source", "fix") == "value-type":
        return Setting(horizontal="left")
    aligned = _ALIGNED.get(lines.get("fo:text-align", "start"))
    return Setting(horizontal=aligned) if aligned else None


def span(cell: "Element") -> int:
    return max(1, count(cell, "table:number-columns-spanned", MAX_SPAN))


def cut(texts: list[str], row: list[Filled]) -> list[str]:
    """Take the words that nobody sees out of the texts of a row, and give them."""
    gone: list[str] = []
    for n, one in enumerate(row):
        text = texts[one.at]
        if one.setting is None or "\n" in text or not is_rightwards(text):
            continue
        left = one.left - row[n - 1].right if n else one.left
        right = row[n + 1].left - one.right if n + 1 < len(row) else float("inf")
        room = Room(max(0.0, left), one.right - one.left, max(0.0, right))
        texts[one.at], lost = split(text, one.setting, one.points, room)
        gone += [lost] if lost else []
    return gone
