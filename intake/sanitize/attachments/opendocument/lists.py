"""What stands before the items of an OpenDocument list (ODF 1.3, part 3, 16.30)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import attribute, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_LEVELS = 10


@dataclass(slots=True)
class Lists:
    """The list styles of a document, and the lists that are open at the moment."""

    styles: "dict[str, dict[int, Element]]" = field(default_factory=dict)
    open: list[tuple[str, int]] = field(default_factory=list)
    """Style and count of each list around, the outermost first."""

    def add(self, style: "Element") -> None:
        levels = {}
        for one in style:
            level = attribute(one, "level") or ""
            if local(one.tag).startswith("list-level-style") and level.isdigit() and len(level) < 3:
                levels[int(level)] = one
        self.styles[attribute(style, "name") or ""] = levels

    def enter(self, element: "Element") -> None:
        name = attribute(element, "style-name") or (self.open[-1][0] if self.open else "")
        self.open.append((name, 0))

    def leave(self) -> None:
        self.open.pop()

    def label(self, item: "Element") -> str:
        """The label of the next item of the innermost list; empty for bullets and list headers."""
        if not self.open or local(item.tag) != "list-item":
            return ""
        name, count = self.open[-1]
        start = attribute(item, "start-value") or ""
        style = self.styles.get(name, {}).get(len(self.open))
        first = attribute(style, "start-value") if style is not None else None
        if start.isdigit() and len(start) < 6:
            count = int(start)
        elif count == 0 and first and first.isdigit() and len(first) < 6:
            count = int(first)
        else:
            count += 1
        self.open[-1] = (name, count)
        if style is None or local(style.tag) != "list-level-style-number":
            return ""
        shown = attribute(style, "display-levels") or "1"
        many = min(int(shown), MOST_LEVELS) if shown.isdigit() and len(shown) < 3 else 1
        numbers = [self._number(depth) for depth in range(len(self.open))][-many:]
        text = ".".join(n for n in numbers if n)
        return f"{attribute(style, 'num-prefix') or ''}{text}{attribute(style, 'num-suffix') or ''}".strip()

    def _number(self, depth: int) -> str:
        name, count = self.open[depth]
        style = self.styles.get(name, {}).get(depth + 1)
        kind = (attribute(style, "num-format") or "") if style is not None else ""
        if kind in {"a", "A"} and 0 < count <= 26:
            letter = chr(ord("a") + count - 1)
            return letter if kind == "a" else letter.upper()
        return str(count) if kind else ""
