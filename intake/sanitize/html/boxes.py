"""Boxes that cut what they hold, and what pushes a text out of them."""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.lengths import length, number, sides, words
from intake.sanitize.html.context import (
    MOST_DRAWN_PX,
    MOST_RAISED_PX,
    OFF,
    Context,
    Page,
    default_display,
)
from intake.sanitize.html.declared import (
    contains_paint,
    edges,
    framed_by,
    is_page,
    overflow_of,
    rounds_off,
    widest_border,
)
from intake.sanitize.html.measure import Size
from intake.sanitize.tree import Node

LEAST_COLUMN_PX = 200.0
"""Narrower boxes may cut what stands in them; mails set their columns wider."""

SCREEN_PX = 1000.0
MOST_AWAY_PX = 20_000.0
WIDEST_PX = 700.0
"""Mails are 600 to 700 px wide."""

MOST_SHIFT_PX = 100.0
"""Paddings and margins of mails stay below; a larger one may push text out of a clipping box."""

_HEIGHTS = frozenset(
    ["height", "min-height", "padding", "padding-top", "padding-bottom", "margin", "margin-top",
     "margin-bottom", "line-height", "font", "font-size", "border", "border-top", "border-width",
     "border-top-width", "float", "position", "display", "vertical-align", "top", "inset", "transform",
     "translate", "columns", "gap"]
)  # fmt: skip
"""What may move a text down in a box that cuts at its lower edge."""
_CUTS = frozenset(["hidden", "clip", "scroll", "auto", "overlay"])
_OFFSETS = frozenset(["left", "right", "top", "bottom", "inset", "text-indent", "translate"])


def fits(size: Size, wide: float | None, high: float | None, here: Context) -> bool:
    """Whether the text below surely stays inside a box of that size."""
    width = wide if wide is not None else 600.0
    if size.word * here.font * 0.75 > width:
        return False
    if here.white in ("nowrap", "pre") and size.chars * here.font * 0.75 > width:
        return False
    if high is None:
        return True
    line = max(here.line or 0.0, here.font * 1.25)
    lines = size.lines + size.chars * here.font * 0.62 / max(width, 1)
    if size.bare and here.white == "normal" and size.chars * here.font <= width:
        lines = 1.0
    return lines * line <= high + line * 0.2


def cut(node: Node, here: Context, parent: Context, won: Won, blocky: bool, page: Page) -> None:
    table = here.display.startswith("table") or (node.tag in ("td", "th", "tr", "table"))
    overflow = overflow_of(won)
    contain = won.get("contain", "")
    if is_page(node, page.styled) and not contain:
        overflow = {"x": "visible", "y": "visible"}
    clips = overflow["x"] in _CUTS or overflow["y"] in _CUTS or contains_paint(contain)
    here_clip = ""
    doubt = ""
    if clips and parent.items:
        # An item that cuts may be shrunk to nothing by its neighbours.
        doubt = "zero-box-overflow"
    if clips and blocky:
        here_clip, found = _clipped(node, here, won, table, page, overflow)
        if here_clip and (parent.items or won.get("overflow-clip-margin", "initial") not in OFF):
            # It may grow beyond the size that is declared, or show what stands beside it.
            here_clip, found = "", here_clip
        doubt = doubt or found
        if any(w in contain for w in ("size", "strict")) or "container-type" in won:
            # Sized as if it were empty, so that what it holds is cut.
            doubt = doubt or "zero-box-overflow"
    if clips and any("radius" in name for name in won) and rounds_off(won, here.font):
        # A short word in a corner of it is cut off with the corner.
        here.suspect("nested-clip")
    if won.get("-webkit-line-clamp", won.get("line-clamp", "none")) != "none":
        doubt = doubt or "max-height-0"
    if clips and blocky and not table and _cuts_below(overflow, contain) and node.tag not in ("html", "body"):
        here.clipper = node
        here.shallow = here.shallow or overflow["y"] == "clip"
    if here_clip and not here.clip:
        here.clip = here_clip
    if doubt and not here.clip_doubt:
        here.clip_doubt = doubt
    _room(node, here, won, table)
    if blocky and not table and not _LIMITS.isdisjoint(won):
        _exceeds(node, here, won, page)
    if blocky and _SIZED.search(f"{contain} {won.get('container-type', '')}"):
        # It is laid out as if it were empty, and so may be what is around it.
        here.exceeds = here.sticks = True
    wide = length(won.get("width", ""), here.font, None) or length(won.get("min-width", ""), here.font, None)
    if wide is not None and wide > SCREEN_PX:
        _aside(node, here, parent, won, page)
    holds = ("transform", "filter", "perspective") if blocky else ("filter",)
    # What is placed inside stands where such a box does (CSS Containment 2, 3.2 and 3.3).
    contained = blocky and ("layout" in contain or contains_paint(contain))
    transformed = contained or any(won.get(name, "none") != "none" for name in holds)
    if here.positioned is node or transformed:
        here.abs_clip, here.abs_clip_doubt, here.abs_clipper = here.clip, here.clip_doubt, here.clipper
        if transformed:
            here.fixed_clip = here.clip
    if blocky and here.indent is not None:
        away = here.indent + here.drawn < -MOST_DRAWN_PX or here.indent > WIDEST_PX
        here.indented = "doubt" if away and here.indent != 0 else ""
        if here.indent <= -500 and _is_one_line(node) and "float" not in won and not (table or here.aligned):
            here.indented = "hidden"
    elif here.indent is None:
        here.indented = "doubt"
    if parent.indented and _in_line(here, won):
        # Whatever its own lines are indented by, it stands on a line that is.
        if parent.indented == "hidden":
            here.hide("text-indent-neg", node)
        here.aside = here.aside or "text-indent-neg"
    for name, final in edges(won).items():
        if name == "margin" and here.display.startswith("table-") and here.display != "table-caption":
            # Cells and rows have none.
            continue
        for side, one in final.items():
            size = length(one, here.font, None)
            if size is None:
                percent = number(one) if one.endswith("%") else None
                far = percent is not None and (percent < 0 or percent > 0.8)
                if far and side in ("left", "right"):
                    here.displace(node)
                    here.aside = here.aside or "margin-negative"
                elif far or (percent is None and one not in ("auto", "inherit", "initial", "unset")):
                    here.suspect("margin-negative")
                    page.strays.append(node)
                continue
            if abs(size) > MOST_AWAY_PX:
                # What comes next is too far down to be found.
                page.strays.append(node)
            if name.startswith("margin") and size < 0 and (blocky or side in ("left", "right")):
                if size <= -700 and side in ("left", "right"):
                    hangs = here.aligned or not {"float", "direction", "right", "inset"}.isdisjoint(won)
                    padded = length(edges(won)["padding"].get(side, "0"), here.font, None)
                    hangs = hangs or (padded or 0.0) >= -size - MOST_DRAWN_PX
                    if side == "right" or hangs or (not blocky and node.elements()):
                        # Of an inline box only its own letters move; what hangs from the right stays there.
                        here.aside = here.aside or "margin-negative"
                    else:
                        here.hide("margin-negative", node)
                elif side == "left" or (side == "right" and not blocky):
                    here.drawn += size
                    if here.drawn < -MOST_DRAWN_PX:
                        here.aside = here.aside or "margin-negative"
                elif side == "top":
                    here.raised += size
                    page.pulled = page.pulled or here.raised < -MOST_RAISED_PX
                if size < -4:
                    here.displace(node)
                    page.pulled = page.pulled or side in ("top", "bottom")
                if here.display.startswith("inline") and side in ("left", "right"):
                    page.slip(node, size)
            elif size > WIDEST_PX and side in ("left", "right"):
                here.aside = here.aside or "margin-negative"
                _aside(node, here, parent, won, page)


def _room(node: Node, here: Context, won: Won, table: bool) -> None:
    """Note the width that a box gives to what stands in it."""
    if table:
        # It grows with what it holds.
        here.room = None
    for name in ("width", "max-width"):
        size = length(won.get(name, "auto"), here.font, here.room)
        if size is not None and not table and not here.inline:
            here.room = size if name == "width" or here.room is None else min(size, here.room)
    if here.room is not None and won.get("box-sizing") == "border-box":
        padding = edges(won)["padding"]
        here.room -= sum(length(padding.get(x, "0"), here.font, 600.0) or 0.0 for x in ("left", "right"))


def _cuts_below(overflow: dict[str, str], contain: str) -> bool:
    """Whether nothing is painted above and below the box."""
    return (
        overflow["y"] in _CUTS
        or (overflow["x"] in _CUTS and overflow["x"] != "clip")
        or contains_paint(contain)
    )


def _in_line(here: Context, won: Won) -> bool:
    """Whether a box stands where the text of its line has come to."""
    placed = won.get("position") in ("absolute", "fixed") and not {"left", "right", "inset"} & won.keys()
    return here.display.startswith("inline-") or placed


def _is_one_line(node: Node) -> bool:
    """Whether nothing in a block begins a second line, which is not indented."""
    stack = list(node.elements())
    while stack:
        child = stack.pop()
        if child.tag == "br" or default_display(child) not in ("inline", "none"):
            return False
        stack.extend(child.elements())
    return True


_SIZED = re.compile(r"size|strict")
_LIMITS = frozenset(["height", "max-height", "width"])


def _exceeds(node: Node, here: Context, won: Won, page: Page) -> None:
    """Note where what a box holds may be higher than the box."""
    size = page.size_of(node)
    wide = length(won.get("width", ""), here.font, None)
    if wide is not None and won.get("box-sizing") == "border-box":
        wide = max(0.0, wide - framed_by(won, here.font, ("left", "right")))
    for name in ("height", "max-height"):
        told = won.get(name, "auto")
        if told in OFF or (told.endswith("%") and node.tag in ("html", "body")):
            continue
        high = length(told, here.font, None)
        if high is not None and won.get("box-sizing") == "border-box":
            # Border and padding take their part of it.
            high = max(0.0, high - framed_by(won, here.font))
        if high is None or size.awkward or not fits(size, wide, high, here):
            here.exceeds = True
    if wide is not None and not fits(size, wide, None, here):
        here.exceeds = here.sticks = True


def _aside(node: Node, here: Context, parent: Context, won: Won, page: Page) -> None:
    """What stands beside a box that is wide, or pushed far to the right, is pushed off the page by it."""
    page.wide += 1
    in_line = here.inline or here.display.startswith("inline") or here.display == "table-cell"
    if parent.items or parent.aligned or "float" in won or "position" in won:
        page.spoil_line(node, "margin-negative")
    elif in_line:
        page.pushed.append((page.line_of(node), node))
    while node.parent is not None and node.parent.tag != "body":
        node = node.parent
        if node.parent is not None and node.parent.tag == "table":
            page.spoil_line(node, "margin-negative")


def _clipped(
    node: Node, here: Context, won: Won, table: bool, page: Page, overflow: dict[str, str]
) -> tuple[str, str]:
    size = page.size_of(node)
    doubt = ""
    pads = {"padding-right": 0.0, "padding-bottom": 0.0}
    for name, value in won.items():
        if name == "padding":
            _, right, bottom, _ = sides(value)
            pads["padding-right"], pads["padding-bottom"] = (
                length(x, here.font, 600.0) or 0.0 for x in (right, bottom)
            )
        elif name in pads:
            pads[name] = length(value, here.font, 600.0) or 0.0
    boxes: dict[str, float | None] = {"height": None, "width": None}
    for axis in boxes:
        for name in (f"max-{axis}", axis):
            value = won.get(name, "auto")
            if value in (
                None,
                "auto",
                "none",
                "100%",
                "inherit",
                "initial",
                "unset",
                "fit-content",
                "max-content",
            ):
                continue
            if value in ("min-content", "-webkit-fill-available", "stretch"):
                continue
            share = value.endswith("%")
            base = 0.0 if share and value.startswith(("0", ".", "1%", "2%")) else None
            # A share of a height counts only where the box around has one.
            got = None if share and axis == "height" else length(value, here.font, base)
            if got is None:
                percent = number(value) if value.endswith("%") else None
                if axis == "width" and percent is not None and percent >= 0.3:
                    got = percent * 600
                elif axis == "height" and percent is not None:
                    doubt = doubt or "nested-clip"
                    continue
                else:
                    doubt = doubt or "zero-box-overflow"
                    continue
            known = boxes[axis]
            boxes[axis] = got if known is None else min(known, got)
    for axis, told in boxes.items():
        least = won.get(f"min-{axis}", "auto")
        if told is not None and least not in OFF:
            size_px = length(least, here.font, None)
            doubt = doubt or ("zero-box-overflow" if size_px is None else "")
            boxes[axis] = None if size_px is None else max(told, size_px)
    if not _cuts_below(overflow, won.get("contain", "")):
        boxes["height"] = None
    high, wide = boxes["height"], boxes["width"]
    if won.get("box-sizing") == "border-box":
        # Letters begin behind border and padding.
        before = edges(won)["padding"]
        line = widest_border(won, here.font)
        top, left = (
            line + (length(before.get(side, "0"), here.font, 600.0) or 0.0) for side in ("top", "left")
        )
        high, wide = None if high is None else high - top, None if wide is None else wide - left
    if here.room is not None and not table and not fits(size, max(0.0, here.room), None, here):
        # Wide enough by its own declarations, if there are any; the box around is not.
        doubt = doubt or "zero-box-overflow"
    if "aspect-ratio" in won or (here.fixed_table and node.tag in ("td", "th")):
        doubt = doubt or "zero-box-overflow"
    if table:
        # Rows and cells grow with what they hold; a height there is a least height.
        high = None
        if wide is not None and wide < 20:
            doubt = doubt or "zero-box-overflow"
        wide = None
    if here.line is not None and here.line <= 2 and high is None and won.get("min-height", "auto") not in OFF:
        # Half of the letters stand in a box that is higher than its lines.
        doubt = doubt or "line-height-0-clip"
    elif here.line is not None and here.line <= 2 and high is None:
        high = here.line * max(1, size.lines)
    for axis, box, pad in (("height", high, pads["padding-bottom"]), ("width", wide, pads["padding-right"])):
        if box is not None and box <= 3 and size.chars:
            if pad <= 3 and not (axis == "height" and here.display.startswith("table")):
                technique = (
                    "max-height-0" if won.get(f"max-{axis}") and not won.get(axis) else "zero-box-overflow"
                )
                if here.line is not None and here.line <= 2:
                    technique = "line-height-0-clip"
                    if node.elements():
                        # They may have a line height of their own.
                        return "", technique
                # A legend stands on the border.
                return ("", technique) if node.tag == "fieldset" else (technique, doubt)
            doubt = doubt or "zero-box-overflow"
    if (high is not None or wide is not None) and not fits(size, wide, high, here):
        doubt = doubt or "overflow-scroll-far"
    if high is not None:
        here.bounded = node
    bounded = high is not None or (wide is not None and wide < LEAST_COLUMN_PX)
    if size.awkward if bounded else size.shifts:
        doubt = doubt or "nested-clip"
    here.narrow = min(x for x in (wide, here.narrow or WIDEST_PX) if x is not None)
    return "", doubt


def push(node: Node, here: Context, narrow: float, won: Won, page: Page) -> None:
    """Doubt what may stand beyond the edge of the clipping box around it."""
    if here.white in ("nowrap", "pre"):
        size = page.size_of(node)
        if size.chars * here.font * 0.75 > narrow:
            _pushed(here)
    if here.bounded is not None and here.bounded is not node and not _HEIGHTS.isdisjoint(won):
        page.spoilt.append((here.bounded, "nested-clip"))
    values: list[tuple[str, str]] = [(name, won[name]) for name in ("width", "min-width") if name in won]
    if "width" in node.attrs:
        values.append(("width", node.attrs["width"]))
    for name, value in won.items():
        if name in _OFFSETS or name.startswith(("margin", "padding")):
            values.extend((name, x) for x in words(value))
    for name, value in values:
        most = narrow if name.endswith("width") else MOST_SHIFT_PX
        size_px = length(value, here.font, narrow)
        if size_px is not None and abs(size_px) > most:
            _pushed(here)


def _pushed(here: Context) -> None:
    """What stands there, and what is placed from there, may be beyond the edge of the box that cuts."""
    here.clip_doubt = here.clip_doubt or "nested-clip"
    here.abs_clip_doubt = here.abs_clip_doubt or "nested-clip"
