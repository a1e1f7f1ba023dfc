"""Where drawings stand on the pages of a Word document, as far as the file says (ECMA-376-1, 20.4)."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import attribute, child, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

EMU_PER_POINT = 12_700
LEAST_SEEN = 0.5
"""Of a box that must stand on the page for its words to count as seen."""
_NUMBER = re.compile(r"-?\d{1,12}")
_STYLE = re.compile(r"([a-z-]{3,40})\s*:\s*([^;]{1,60})")
_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?)(pt|in|cm|mm|px)?$")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, None: 0.75}
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paper:
    """The largest page of a document with its narrowest margins, in points."""

    width: float = 612
    height: float = 792
    left: float = 72
    right: float = 72
    top: float = 72
    bottom: float = 72

    @classmethod
    def of(cls, root: "Element") -> "Paper":
        sections = [e for e in root.iter() if local(e.tag) == "sectPr"][:200]
        sizes = [child(e, "pgSz") for e in sections]
        edges = [child(e, "pgMar") for e in sections]
        told = {
            "width": max((_twips(e, "w") for e in sizes), default=0.0),
            "height": max((_twips(e, "h") for e in sizes), default=0.0),
        } | {side: min((abs(_twips(e, side)) for e in edges), default=0.0) for side in _SIDES}
        return cls(**{name: value for name, value in told.items() if value > 0})

    def bases(self, relative: str, *, across: bool) -> Span:
        """Between which places on the page an offset may count from what it is relative to."""
        size, near, far = (
            (self.width, self.left, self.right) if across else (self.height, self.top, self.bottom)
        )
        exact = {
            "page": 0.0, "margin": near, "leftMargin": 0.0, "topMargin": 0.0, "insideMargin": 0.0,
            "rightMargin": size - far, "bottomMargin": size - far, "outsideMargin": size - far,
        }  # fmt: skip
        at = exact.get(relative)
        return (at, at) if at is not None else (0.0, size)


_SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Place:
    """A drawing in points from the left and upper edge of what it is `relative` to; None where not told."""

    across: Span | None
    down: Span | None
    relative: tuple[str, str]

    def off(self, paper: Paper) -> bool:
        """Whether it surely stands beside the page, for the most part of it."""
        for span, relative, size, across in (
            (self.across, self.relative[0], paper.width, True),
            (self.down, self.relative[1], paper.height, False),
        ):
            if span is None:
                continue
            least, most = paper.bases(relative, across=across)
            enough = LEAST_SEEN * (span[1] - span[0])
            # Its far edge when it counts from the far side, its near edge when from the near one.
            if span[1] + most < enough or size - (span[0] + least) < enough:
                return True
        return False


def anchored(anchor: "Element") -> Place:
    """The place of a `wp:anchor`."""
    extent = child(anchor, "extent")
    if (attribute(anchor, "simplePos") or "0") in {"1", "true"}:
        simple = child(anchor, "simplePos")
        return Place(_span(simple, "x", extent, "cx"), _span(simple, "y", extent, "cy"), ("page", "page"))
    spans: list[Span | None] = []
    relative: list[str] = []
    for name, size in (("positionH", "cx"), ("positionV", "cy")):
        position = child(anchor, name)
        offset = child(position, "posOffset")
        start = points((offset.text or "").strip() if offset is not None else "")
        long = points(extent.get(size) if extent is not None else None) or 0.0
        spans.append((start, start + long) if start is not None else None)
        relative.append((attribute(position, "relativeFrom") or "") if position is not None else "")
    return Place(spans[0], spans[1], (relative[0], relative[1]))


def styled(style: str) -> tuple[dict[str, str], Place]:
    """What the inline style of a VML shape says, and the place that it gives."""
    told = {key: value.strip() for key, value in _STYLE.findall(style.lower()[:2000])}
    if told.get("position") not in {"absolute", "relative"}:
        return told, Place(None, None, ("", ""))
    spans: list[Span | None] = []
    for side, size in (("left", "width"), ("top", "height")):
        starts = [length(told.get(name)) for name in (f"margin-{side}", side)]
        known = [s for s in starts if s is not None]
        spans.append((sum(known), sum(known) + (length(told.get(size)) or 0.0)) if known else None)
    relative = tuple(
        told.get(f"mso-position-{axis}-relative", "").replace("left-margin-area", "leftMargin")
        for axis in ("horizontal", "vertical")
    )
    return told, Place(spans[0], spans[1], (relative[0], relative[1]))


def length(text: str | None) -> float | None:
    """A length of a VML style in points."""
    found = _LENGTH.match(text or "")
    return float(found[1]) * _UNITS[found[2]] if found else None


def _span(at: "Element | None", key: str, extent: "Element | None", size: str) -> Span | None:
    start = points(at.get(key) if at is not None else None)
    long = points(extent.get(size) if extent is not None else None) or 0.0
    return (start, start + long) if start is not None else None


def points(text: str | None) -> float | None:
    """A measure in EMU in points."""
    return int(text) / EMU_PER_POINT if text and _NUMBER.fullmatch(text) else None


def _twips(element: "Element | None", name: str) -> float:
    text = (attribute(element, name) or "") if element is not None else ""
    return int(text) / 20 if _NUMBER.fullmatch(text) else 0.0
