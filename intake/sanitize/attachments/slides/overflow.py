"""Lines of a box that run out of it where it cuts, or out of the slide (ECMA-376-1, 21.1.2.1.1).

Lines are taken for as low as they may be, so what is out by this count is out in every viewer.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import child, local
from intake.sanitize.attachments.slides.looks import Template, number
from intake.sanitize.attachments.slides.places import Place

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

EMU = 127.0
"""EMU of a hundredth of a point."""
LINE = 0.8
"""Height of a line to the size of its letters, at least, where nothing sets lines closer."""
_CUTS = frozenset(["clip", "ellipsis"])


@dataclass(slots=True)
class Column:
    """The lines of a box from its top; `limit` is where surely nothing is seen any more."""

    limit: float
    closer: float
    used: float = 0.0

    def is_out(self) -> bool:
        return self.used >= self.limit

    def take(self, paragraph: "Element", sizes: list[int], usual: int) -> None:
        """Count the lines of a paragraph whose runs have these sizes."""
        own = [e for e in paragraph.iter() if local(e.tag) == "lnSpc"]
        end = child(paragraph, "endParaRPr")
        told = number(end.get("sz")) if end is not None else 0
        size = min(sizes or [told or usual])
        lines = 1 + sum(local(one.tag) == "br" for one in paragraph)
        self.used += lines * max(size, 0) * EMU * LINE * min(self.closer, *(_part(one) for one in own), 1.0)


def column(shape: "Element", place: Place | None, bottom: float, template: Template) -> Column | None:
    """The column of a box, None where it cannot be told where its lines stand."""
    bodies = template.inherited(shape, "txBody", "bodyPr")

    def told(name: str) -> str:
        return next((value for one in bodies if (value := one.get(name))), "")

    turned = any(one.get("rot") not in {None, "0"} for one in template.inherited(shape, "spPr", "xfrm")[:1])
    plain = told("anchor") in {"", "t"} and told("vert") in {"", "horz"} and told("numCol") in {"", "1"}
    fits = [local(one.tag) for body in bodies for one in body if local(one.tag).endswith("utofit")]
    if place is None or turned or not plain or told("rot") not in {"", "0"} or fits[:1] == ["normAutofit"]:
        return None
    limit = bottom - place[1]
    if told("vertOverflow") in _CUTS and fits[:1] != ["spAutoFit"]:
        limit = min(limit, place[3] - place[1])
    styles = [e for one in template.inherited(shape, "txBody", "lstStyle") for e in one.iter()]
    styles += [e for root in template.levels[-1:] for e in (child(root, "txStyles") or ()) for e in e.iter()]
    closer = min((_part(one) for one in styles if local(one.tag) == "lnSpc"), default=1.0)
    return Column(limit, closer)


def _part(spacing: "Element") -> float:
    """Which part of the usual height a line spacing leaves, as far as it can be told."""
    part = child(spacing, "spcPct")
    value = (part.get("val") or "") if part is not None else ""
    return min(1.0, number(value) / 100_000) if number(value) > 0 else 0.0
