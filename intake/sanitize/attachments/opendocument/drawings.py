"""Frames and shapes of texts and sheets: those that are drawn are read, each behind what it hangs on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.looks import Look
from intake.sanitize.attachments.opendocument.markup import first, get, name, words
from intake.sanitize.attachments.opendocument.shapes import GROUPS, Place, held, on_page, place_of, undrawn
from intake.sanitize.attachments.opendocument.styles import Styles, is_opaque
from intake.sanitize.attachments.reader import Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from intake.sanitize.attachments.opendocument.walk import Walk

MAX_DEPTH = 60
FAR = 1_700.0
"""Points beyond the edge of an A2 page; where the page is not known, frames stand nearer."""
_NOTHING = frozenset(
    [
        "draw:glue-point",
        "draw:contour-polygon",
        "draw:contour-path",
        "office:event-listeners",
        "draw:enhanced-geometry",
    ]
)
_LABELS = {"form:button": "form:label", "form:fixed-text": "form:label", "form:checkbox": "form:label",
           "form:radio": "form:label", "form:frame": "form:label"}  # fmt: skip
_SECRET = frozenset(["form:hidden", "form:password", "form:file", "form:image", "form:generic-control"])


@dataclass(slots=True)
class Drawings:
    """What shapes share; `area` is the page, `chart` reads a chart that is put in."""

    styles: Styles
    area: Place | None = None
    layers_off: frozenset[str] = frozenset()
    controls: "dict[str, Element]" = field(default_factory=dict)
    chart: "Callable[[Element, Walk], None] | None" = None
    covered: set[int] = field(default_factory=set)
    """Shapes and paragraphs, by identity, that lie under others."""

    def put(self, shape: "Element", walk: "Walk", look: Look, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Unreadable("limit: nesting")
        technique = self._unseen(shape)
        if technique:
            walk.find(technique, words(shape))
        elif name(shape.tag) in GROUPS:
            for one in shape:
                if name(one.tag).startswith(("draw:", "dr3d:")):
                    self.put(one, walk, look, depth + 1)
                else:
                    walk.blocks([one], look, depth + 1)  # type: ignore[arg-type]
        else:
            self.inside(shape, walk, self.look(shape, look), depth)

    def look(self, shape: "Element", look: Look) -> Look:
        """The look of text in a shape that lies on the ground of `look`."""
        family, style = style_of(shape)
        own = self.styles.properties(family, style)
        graphic = own.get("style:graphic-properties", {})
        ground = self.styles.ground(graphic, look.ground)
        frame = name(shape.tag) == "draw:frame"
        if not frame and "draw:fill" not in graphic and "fo:background-color" not in graphic:
            ground = None
        if frame and self.styles.flowing:
            return Look(ground=ground)
        own = {k: v for k, v in own.items() if k in {"style:text-properties", "style:paragraph-properties"}}
        dressed = self.styles.applied(own, Look(ground=ground))
        called = get(shape, "draw:text-style-name")
        return self.styles.dressed("paragraph", called, dressed) if called else dressed

    def inside(self, shape: "Element", walk: "Walk", look: Look, depth: int) -> None:
        """The content of one shape."""
        kind = name(shape.tag)
        if kind == "draw:control":
            self._control(shape, walk)
            return
        content, others = held(shape) if kind == "draw:frame" else (shape, [])
        for one in others:
            # A picture of an object stands for it where it cannot be shown.
            walk.find("d8-header-table-field", words(one))
        if kind == "draw:frame":
            for one in shape:
                if name(one.tag) in {"svg:title", "svg:desc"}:
                    walk.find("d9-image-alt", words(one))
        if content is None:
            return
        held_kind = name(content.tag)
        if held_kind == "table:table":
            walk.blocks([content], look, depth + 1)  # type: ignore[arg-type]
        elif held_kind == "draw:object":
            if self.chart:
                self.chart(content, walk)
        elif held_kind not in {"draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame"}:
            parts = [one for one in content if name(one.tag) not in _NOTHING]
            walk.blocks(parts, look, depth + 1)  # type: ignore[arg-type]

    def _unseen(self, shape: "Element") -> str | None:
        if id(shape) in self.covered:
            return "covered-shape"
        kind = name(shape.tag)
        technique = undrawn(shape, self.layers_off)
        if technique or kind in GROUPS or get(shape, "text:anchor-type") == "as-char":
            return technique
        own = self.properties(shape)
        place, _ = place_of(shape)
        if place is None:
            return None
        across = own.get("style:horizontal-pos", "from-left").startswith("from")
        down = own.get("style:vertical-pos", "from-top").startswith("from")
        area = self.area or (-FAR / 2, -FAR / 2, FAR, FAR)
        left, top = place[0] if across else area[0], place[1] if down else area[1]
        moved = (left, top, left + place[2] - place[0], top + place[3] - place[1])
        return None if on_page(moved, self._bounds(shape, own, area)) else "p2-off-slide"

    def _bounds(self, shape: "Element", own: dict[str, str], area: Place) -> Place:
        """Where a shape may stand: what counts from the text may reach into the margins, or a page up."""
        by_page = get(shape, "text:anchor-type") == "page"
        wide, high = area[2] - area[0], area[3] - area[1]
        left = 0.0 if by_page or own.get("style:horizontal-rel") == "page" else wide / 4
        up = 0.0 if by_page or own.get("style:vertical-rel") == "page" else high
        return area[0] - left, area[1] - up, area[2], area[3]

    def properties(self, shape: "Element") -> dict[str, str]:
        return self.styles.properties(*style_of(shape)).get("style:graphic-properties", {})

    def is_solid(self, shape: "Element") -> bool:
        """Whether nothing is seen through a shape: a fill over all of its box, or a picture."""
        kind = name(shape.tag)
        if kind == "draw:frame":
            content, _ = held(shape)
            if content is not None and name(content.tag) != "draw:text-box":
                return True
            own = self.properties(shape)
            return ("draw:fill" in own or "fo:background-color" in own) and is_opaque(own)
        full = kind == "draw:rect"
        if kind == "draw:custom-shape":
            geometry = first(shape, "draw:enhanced-geometry")
            form = (get(geometry, "draw:type") or "") if geometry is not None else ""
            full = form in {"rectangle", "mso-spt1", "ooxml-rect", "round-rectangle", "flowchart-process"}
        return full and is_opaque(self.properties(shape))

    def _control(self, shape: "Element", walk: "Walk") -> None:
        """What a field of a form shows: its label, or its value."""
        control = self.controls.get(get(shape, "draw:control") or "")
        kind = name(control.tag) if control is not None else ""
        if control is None or kind in _SECRET:
            return
        if kind in _LABELS:
            walk.page.add("paragraph", get(control, _LABELS[kind]) or "", location=walk.location)
            return
        value = get(control, "form:current-value") or get(control, "form:value") or ""
        walk.page.add("paragraph", value, location=walk.location)
        for one in control:
            if name(one.tag) in {"form:option", "form:item"}:
                chosen = get(one, "form:current-selected") or get(one, "form:selected")
                if chosen == "true":
                    walk.page.add("paragraph", get(one, "form:label") or "", location=walk.location)
            elif name(one.tag) == "text:p":
                walk.page.add("paragraph", words(one), location=walk.location)


def style_of(shape: "Element") -> tuple[str, str | None]:
    """Family and name of a shape's style."""
    placeholder = get(shape, "presentation:style-name")
    return ("presentation", placeholder) if placeholder else ("graphic", get(shape, "draw:style-name"))


def controls_of(root: "Element") -> "dict[str, Element]":
    """The fields of all forms, by the names that shapes call them."""
    found: dict[str, Element] = {}
    for one in root.iter():
        if name(one.tag).startswith("form:"):
            for key in ("{http://www.w3.org/XML/1998/namespace}id", "form:id"):
                called = one.get(key) if key[0] == "{" else get(one, key)
                if called:
                    found[called] = one
    return found


def layers_off(root: "Element | None") -> frozenset[str]:
    """Layers that are not on the screen."""
    found = [e for e in root.iter() if name(e.tag) == "draw:layer"] if root is not None else []
    return frozenset(
        get(e, "draw:name") or "" for e in found if get(e, "draw:display") in {"none", "printer"}
    )
