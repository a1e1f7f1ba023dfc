"""Clips, masks, blending, animation, and every property that nobody knows."""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import split_commas
from intake.sanitize.css.lengths import length, sides, words
from intake.sanitize.css.properties import HARMLESS, knows
from intake.sanitize.elements import REPLACED
from intake.sanitize.html.blending import blended
from intake.sanitize.html.columns import MOST_COLUMNS_PX, columns_of
from intake.sanitize.html.context import SMALL_PX, Context, Page
from intake.sanitize.html.declared import may_turn
from intake.sanitize.html.edging import masks_nothing, points_nowhere, takes_edges
from intake.sanitize.html.tracks import ROWS, grid_of, rows_of, strays_in
from intake.sanitize.tree import Node

_IN_PLACE = frozenset(["color", "opacity", "visibility"])
"""What an animation may change of a box that is laid already, without laying it over others."""
_BOXES = frozenset(["offset-path", "offset", "perspective", "transform-style"])
"""They have no effect on what stands in a line as a part of it."""

_SHIFTS = (
    "left", "right", "inset", "margin", "padding", "translate", "transform", "text-indent", "width",
    "min-width", "border", "letter-spacing", "word-spacing", "gap", "column-gap", "flex", "columns",
)  # fmt: skip
_SIZES = ("width", "hspace", "cellspacing", "cellpadding", "border")
_FAR = frozenset(
    ["margin", "margin-top", "margin-bottom", "padding", "padding-top", "padding-bottom", "padding-left",
     "height", "min-height", "border", "border-width", "border-top", "border-top-width", "border-bottom",
     "border-bottom-width", "border-left", "border-spacing", "row-gap", "gap", "flex-basis", "width",
     "min-width", "line-height", "font-size", "font"]
)  # fmt: skip
_SIDEWAYS = frozenset(["padding-left", "border-left", "width", "min-width"])
MOST_FAR_PX, MOST_FONT_PX = 3_000.0, 600.0
"""Of one length, and of letters; nobody looks for what stands beyond, or behind it."""
_UNLIMITED = frozenset(["auto", "none", "100%"])
_BY_LINE = re.compile(r"\dr?lh\b")
MOST_ENLARGED_PX = 100.0
"""Of a length where lengths are enlarged; each side has a few of them at most."""


def shape(node: Node, here: Context, parent: Context, won: Won, page: Page) -> None:
    if here.zoom > 1:
        _enlarged(node, here, won, page)
    if here.font > MOST_FONT_PX or (here.line or 0) > MOST_FAR_PX or not _FAR.isdisjoint(won):
        _far_away(node, here, parent, won, page)
    if parent.items and strays_in(won) and grid_of(node, page.styled) is not None:
        # It may stand elsewhere than in the next row.
        here.suspect("unknown-property")
        page.strays.append(node)
    if parent.items and any(won.get(name, "auto") not in _UNLIMITED for name in ("min-width", "max-width")):
        # It may be narrower than what it holds, which goes on below what stands beside it.
        here.exceeds = here.sticks = True
    in_line = here.inline and here.display == "inline" and node.tag not in REPLACED
    for name, value in won.items():
        if in_line and name in _BOXES:
            continue
        if name in HARMLESS:
            continue
        if name == "filter" and "drop-shadow(" in value:
            here.cast += sum(abs(length(x, here.font, None) or 0.0) for x in re.findall(r"[-\w.%]+", value))
        elif name == "filter" and "blur(" in value:
            # It is spread by three times its radius.
            here.cast += 3 * sum(length(x, here.font, None) or 0.0 for x in re.findall(r"[\w.]+", value))
        elif name == "offset-path" and value not in ("none", "initial", "unset"):
            here.displace(node)
        elif name == "-webkit-box-reflect" and value not in ("none", "initial", "unset"):
            here.cast = float("inf")
        if (
            name == "clip"
            and won.get("position") in ("absolute", "fixed")
            and value not in ("auto", "initial")
        ):
            parts = [
                length(x, here.font, None) for x in re.findall(r"[-\w.%]+", value.removeprefix("rect"))[:4]
            ]
            numbers = [p for p in parts if p is not None]
            if len(numbers) == 4 and (numbers[2] - numbers[0] <= 2 or numbers[1] - numbers[3] <= 2):
                here.hide("clip-rect", node, blank=True)
            else:
                here.suspect("clip-rect")
        elif name == "clip-path" and value not in ("none", "initial", "unset"):
            if not points_nowhere(value, node, page):
                _clip_path(value, node, here, won)
        elif name in ("mask", "mask-image") and value not in ("none", "initial", "unset"):
            if not (masks_nothing(value) and takes_edges(node, here, won)):
                here.suspect("mask-none")
        elif name == "mix-blend-mode" and value not in ("normal", "initial", "unset"):
            if not blended(node, here, won, page):
                here.suspect("blend-mode")
        elif name in ("animation", "animation-name"):
            if value not in ("none", "initial") and page.keyframes:
                _animate(node, here, parent, page)
        elif name in ("column-count", "columns", "column-width") and any(
            n in won for n in ("height", "max-height")
        ):
            here.suspect("columns")
        elif name == "all":
            # Here it undoes attributes as well, which is not worked out.
            here.suspect("unknown-property")
            may_come(node, here, parent)
        elif name == "content" and node.tag and value.lower() not in ("normal", "none", "initial"):
            if node.tag != "img" and re.match(r"\s*(?:url|image|[a-z-]*gradient)\(", value, re.I):
                here.hide("content-replace", node)
        elif name in ROWS:
            _rows(node, here, parent, won, page)
        elif name == "grid-template-columns":
            _columns(node, won, here, page)
        elif not knows(name):
            here.suspect("unknown-property")


def _animate(node: Node, here: Context, parent: Context, page: Page) -> None:
    """Doubt what an animation may change, and those around it where that may lay a box over them."""
    in_place = page.animated <= _IN_PLACE
    if in_place:
        # Before all others, since it tells of colours as well.
        here.doubt = "animation-end"
    else:
        here.suspect("animation-end")
    if here.display != "none":
        may_come(node, here, parent)
    # A box of which nothing was painted so far is not looked at otherwise.
    if not in_place or here.gone or here.visible != "visible":
        page.strays.append(node)


def _rows(node: Node, here: Context, parent: Context, won: Won, page: Page) -> None:
    """What stands in rows of a given height may stick out of them, and lie over what follows."""
    if here.display not in ("grid", "inline-grid"):
        return
    rows = rows_of(won, here.font) if here.display == "grid" and not parent.items else None
    if rows is None:
        here.suspect("unknown-property")
        page.strays.append(node)
    elif not rows.holds:
        here.exceeds = True


def _columns(node: Node, won: Won, here: Context, page: Page) -> None:
    """What stands in columns of a given width may stick out of them, and lie under what stands beside it."""
    columns = columns_of(won["grid-template-columns"], here.font)
    if (
        columns is None
        or columns.wide > MOST_COLUMNS_PX
        or (columns.told and may_turn(node, won, page.styled))
    ):
        here.suspect("unknown-property")
    elif not columns.holds and "grid" in here.display:
        here.exceeds = here.sticks = True


def _far_away(node: Node, here: Context, parent: Context, won: Won, page: Page) -> None:
    """Doubt what is too large to be overlooked: what stands in it, and behind it, is far away."""
    far = here.font > MOST_FONT_PX or (here.line or 0) > MOST_FAR_PX
    for name in won.keys() & _FAR:
        value = won[name]
        by_line = (here.line or parent.line) is not None and _BY_LINE.search(value) is not None
        far = far or by_line or "infinity" in value
        far = far or any((length(w, here.font, None) or 0.0) > MOST_FAR_PX for w in words(value))
    if far:
        here.suspect("overflow-scroll-far")
        if not won.keys().isdisjoint(_FAR - _SIDEWAYS):
            page.strays.append(node)


def _enlarged(node: Node, here: Context, won: Won, page: Page) -> None:
    """Doubt what small lengths, many times enlarged, may bring beside the page."""
    told = [
        length(word, here.font, 1000.0) or 0.0
        for name, value in won.items()
        if name.startswith(_SHIFTS)
        for word in words(value.replace("(", " ").replace(")", " ").replace(",", " "))
    ]
    told += [length(node.attrs.get(name, ""), here.font, None) or 0.0 for name in _SIZES]
    if any(size < 0 or size * here.zoom > MOST_ENLARGED_PX for size in told):
        here.suspect("zoom-tiny")
        page.strays.append(node)
        page.spoilt.append((page.line_of(node), "zoom-tiny"))


def may_come(node: Node, here: Context, parent: Context) -> None:
    """Take back what hides an element by itself, since it may be shown after all: it is in doubt instead."""
    if here.gone_at is node:
        here.gone, here.gone_at = "", None
    here.opacity, here.visible, here.clip = parent.opacity, parent.visible, parent.clip
    here.font = max(here.font, min(parent.font, SMALL_PX))


def _clip_path(value: str, node: Node, here: Context, won: Won) -> None:
    found = re.match(r"(inset|circle|ellipse|polygon|rect|xywh)\(\s*([^)]*)\)", value)
    if not found:
        here.suspect("clip-path-inset")
        return
    kind, inside = found.groups()
    first = words(inside.split(" at ")[0].split(" round")[0])
    sizes = [length(w, here.font, 100.0) for w in first]
    if kind == "inset":
        top, right, bottom, left = (length(x, here.font, 100.0) for x in sides(" ".join(first)))
        percent = all(w.endswith("%") or w.strip("0px.") == "" for w in first)
        if (
            percent
            and None not in (top, right, bottom, left)
            and ((top or 0) + (bottom or 0) >= 100 or (right or 0) + (left or 0) >= 100)
        ):
            here.hide("clip-path-inset", node, blank=True)
            return
        if sizes and all(s is not None and s <= 0 for s in sizes) and takes_edges(node, here, won):
            return
    elif kind in ("circle", "ellipse") and sizes and any(s is not None and s <= 1 for s in sizes):
        here.hide("clip-path-circle0", node, blank=0.0 in sizes)
        return
    elif kind == "polygon":
        points = [words(point) for point in split_commas(inside)]
        if all(len(point) == 2 for point in points) and any(
            len({point[axis] for point in points}) == 1 for axis in (0, 1)
        ):
            # All corners on one line hold no area.
            here.hide("clip-path-inset", node, blank=True)
            return
    here.suspect("clip-path-inset")
