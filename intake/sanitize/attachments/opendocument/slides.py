"""Slides and drawings: shape by shape in painting order, on the ground of the page or its master."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.drawings import Drawings
from intake.sanitize.attachments.opendocument.lists import Lists
from intake.sanitize.attachments.opendocument.looks import PAPER, Ground, Look, Properties
from intake.sanitize.attachments.opendocument.markup import get, is_on, name, words
from intake.sanitize.attachments.opendocument.masters import Masters
from intake.sanitize.attachments.opendocument.shapes import (
    FORMS,
    GROUPS,
    Place,
    hides,
    meet,
    on_page,
    place_of,
    undrawn,
)
from intake.sanitize.attachments.reader import Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from intake.sanitize.attachments.opendocument.walk import Walk

MAX_SLIDES = 500
MAX_SHAPES = 2_000
MAX_DEPTH = 60
SLIDE: Place = (0.0, 0.0, 793.7, 595.3)
_PROMPTS = frozenset(
    [
        "title",
        "outline",
        "subtitle",
        "text",
        "graphic",
        "object",
        "chart",
        "table",
        "orgchart",
        "notes",
        "page",
        "handout",
    ]
)
"""Kinds of place holders: on a master they are for whoever writes the slides."""
_SWITCHED = {"header": "display-header", "footer": "display-footer", "date-time": "display-date-time",
             "page-number": "display-page-number"}  # fmt: skip
_DECLARED = {"header": "header-decl", "footer": "footer-decl", "date-time": "date-time-decl"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape in its place; `apart` where it stands on a master."""

    element: "Element"
    drawings: Drawings
    place: Place | None
    solid: bool
    apart: bool


@dataclass(slots=True)
class _Deck:
    """What all slides share."""

    walk: "Walk"
    masters: Masters
    declared: dict[str, str]
    told: set[int] = field(default_factory=set)
    """Shapes of masters whose words were put once."""


def put_slides(body: "Element", walk: "Walk", masters: Masters) -> None:
    declared = {f"{name(e.tag)} {get(e, 'presentation:name')}": words(e) for e in body}
    deck = _Deck(walk, masters, declared)
    used: set[str] = set()
    slides = 0
    for one in body:
        kind = name(one.tag)
        if kind == "draw:page" and slides < MAX_SLIDES:
            slides += 1
            used.add(get(one, "draw:master-page-name") or "")
            _slide(one, deck)
        elif not kind.endswith(("-decl", "settings")) and (text := words(one)):
            # Shapes that stand on no page, and what a page cannot show.
            walk.find("hidden-shape", text)
    for called, element in masters.pages.items():
        if called not in used and (text := words(element)):
            walk.page.find("d8-header-table-field", text, "unused master page")


def _slide(page: "Element", deck: _Deck) -> None:
    walk, called = deck.walk, get(page, "draw:master-page-name") or ""
    where = f"slide {get(page, 'draw:name') or ''}".strip()
    own = walk.styles.properties("drawing-page", get(page, "draw:style-name"))
    drawn = own.get("style:drawing-page-properties", {})
    if drawn.get("presentation:visibility") == "hidden":
        walk.page.find("p1-hidden-slide", words(page), where)
        return
    for one in page:
        if name(one.tag) == "presentation:notes" and (text := words(one)):
            walk.page.find("p3-notes", text, where)
        elif name(one.tag) == "office:annotation":
            walk.page.find("d7-comment", words(one), where)
    walk.fields.slide = {
        kind: deck.declared.get(f"presentation:{decl} {get(page, f'presentation:use-{kind}-name')}", "")
        for kind, decl in _DECLARED.items()
    }
    other = replace(walk, location=where, top=False)
    master = deck.masters.pages.get(called)
    area = deck.masters.area(called) or SLIDE
    ground = _ground(own, master, deck)
    below = _master_shapes(master, drawn, deck, where)
    shapes = below + _gathered(page, other, where, apart=False)
    for index, shape in enumerate(shapes):
        if shape.apart and id(shape.element) in deck.told:
            continue
        if shape.apart:
            deck.told.add(id(shape.element))
        _put(index, shapes, other, deck, area, ground)


def _put(index: int, shapes: list[Shape], walk: "Walk", deck: _Deck, area: Place, ground: Ground) -> None:
    shape = shapes[index]
    place = shape.place
    text = words(shape.element)
    if place is not None and not on_page(place, area):
        walk.find("p2-off-slide", text)
        return
    if (
        place is not None
        and text
        and any(o.solid and o.place and hides(o.place, place) for o in shapes[index + 1 :])
    ):
        walk.find("covered-shape", text)
        return
    if shape.apart:
        walk = walk.apart(deck.masters.styles, walk.location, Lists(deck.masters.styles.lists))
    behind = _behind(shape, shapes[:index], ground)
    shape.drawings.inside(shape.element, walk, shape.drawings.look(shape.element, Look(ground=behind)), 0)


def _behind(shape: Shape, below: list[Shape], ground: Ground) -> Ground:
    """The colours that a shape lies on: those of what it stands on, or of the slide."""
    for other in reversed(below):
        if other.place and shape.place and meet(other.place, shape.place):
            fill = other.drawings.look(other.element, Look(ground=())).ground
            if fill == () and name(other.element.tag) == "draw:frame" and other.solid:
                fill = None
            if fill != () or other.solid:
                return fill if other.solid and fill and hides(other.place, shape.place) else None
    return ground


def _ground(own: Properties, master: "Element | None", deck: _Deck) -> Ground:
    """The slide's fill, or that of its master."""
    drawn = own.get("style:drawing-page-properties", {})
    if drawn.get("presentation:background-visible") == "false":
        return PAPER
    if drawn.get("draw:fill", "none") != "none":
        return deck.walk.styles.ground(drawn, PAPER)
    if master is None:
        return PAPER
    styles = deck.masters.styles
    inherited = styles.properties("drawing-page", get(master, "draw:style-name"))
    return styles.ground(inherited.get("style:drawing-page-properties", {}), PAPER)


def _master_shapes(master: "Element | None", drawn: dict[str, str], deck: _Deck, where: str) -> list[Shape]:
    """What a master puts on the slide, without the place holders."""
    if master is None:
        return []
    if drawn.get("presentation:background-objects-visible") == "false":
        if text := words(master):
            deck.walk.page.find("d8-header-table-field", text, where)
        return []
    walk = deck.walk.apart(deck.masters.styles, where, Lists(deck.masters.styles.lists))
    out: list[Shape] = []
    for shape in _gathered(master, walk, where, apart=True):
        kind = get(shape.element, "presentation:class") or ""
        switch = _SWITCHED.get(kind)
        if kind in _PROMPTS or (switch and drawn.get(f"presentation:{switch}") != "true"):
            continue
        out.append(shape)
    return out


def _gathered(page: "Element", walk: "Walk", where: str, *, apart: bool) -> list[Shape]:
    """All shapes of a page, the lowest first; hidden ones go to the receipt at once."""
    found: list[Element] = []
    _gather(page, walk, where, found, 0, told=not apart)
    order = [get(one, "draw:z-index") or "" for one in found]
    if all(one.isascii() and one.isdigit() and len(one) < 9 for one in order):
        found = [
            one
            for _, _, one in sorted(
                (int(z), at, one) for at, (z, one) in enumerate(zip(order, found, strict=True))
            )
        ]
    out: list[Shape] = []
    for one in found:
        place, upright = place_of(one)
        out.append(Shape(one, walk.drawings, place, upright and walk.drawings.is_solid(one), apart))
    return out


def _gather(
    parent: "Element", walk: "Walk", where: str, found: "list[Element]", depth: int, *, told: bool
) -> None:
    if depth > MAX_DEPTH or len(found) > MAX_SHAPES:
        raise Unreadable("limit: nesting")
    for one in parent:
        kind = name(one.tag)
        if kind not in FORMS and kind not in GROUPS:
            continue
        technique = undrawn(one, walk.drawings.layers_off)
        if not technique and is_on(one, "presentation:placeholder"):
            technique = "hidden-shape"
        if technique:
            if told and (text := words(one)):
                walk.page.find(technique, text, where)
        elif kind in GROUPS:
            _gather(one, walk, where, found, depth + 1, told=told)
        else:
            found.append(one)
