"""What the winning declarations make of an element: a context that its texts and children live in.

A property that is not known to leave text readable makes its subtree uncertain; so does geometry
that cannot be computed here.
"""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import BLACK, blend, legacy_colour
from intake.sanitize.css.lengths import font_shorthand, font_size, length, number, words
from intake.sanitize.css.properties import REVERTS, WIDE
from intake.sanitize.css.values import UNKNOWN
from intake.sanitize.elements import ALIGNED, LAID, LAID_ASIDE, REPLACED
from intake.sanitize.html.animation import ended
from intake.sanitize.html.boxes import cut, push
from intake.sanitize.html.careful import weigh
from intake.sanitize.html.cells import AREAS, name_area, put_first
from intake.sanitize.html.context import Behind, Context, Page, Styled, default_display
from intake.sanitize.html.declared import beyond, far
from intake.sanitize.html.edging import EDGES, edged
from intake.sanitize.html.grounds import ground
from intake.sanitize.html.paint import fade, paint
from intake.sanitize.html.places import move, place
from intake.sanitize.html.plainly import WORDY, plainly
from intake.sanitize.html.resolve import resolve
from intake.sanitize.html.scheme import (
    SHEETED,
    darkened,
    is_dark,
    link_colour,
    own_sheet,
    paint_choice,
    paint_field,
)
from intake.sanitize.html.shapes import may_come, shape
from intake.sanitize.html.tinting import changes, tint
from intake.sanitize.tree import Node

_HEADINGS = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}

_FONT_SIZES = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}

_RELATIVE = ("em", "%", "smaller", "larger", "ex", "ch", "lh")
_MOVES = frozenset(["transform", "translate", "scale", "rotate"])
_INHERITED = (
    "color", "font", "letter-spacing", "line-height", "text-", "visibility", "white-space", "word-",
    "direction", "list-style", "quotes", "cursor", "overflow-wrap", "hyphens", "tab-size", "display",
    "-webkit-text-",
)  # fmt: skip

_AWAY = frozenset(
    ["abs-offscreen-left", "abs-offscreen-top", "fixed-offscreen", "margin-negative", "translate-off",
     "text-indent-neg"]
)  # fmt: skip
"""Techniques that put a box beside the page."""
_COLUMNS = frozenset(["bgcolor", "background"])
_GIANT = (("width", 2_000), ("hspace", 2_000), ("height", 10_000), ("vspace", 10_000))
"""Sizes in attributes beyond which nobody finds what stands behind them."""
_OFFSETS = frozenset(["top", "right", "bottom", "left", "inset"])
_MOVERS = (
    "left", "right", "top", "bottom", "inset", "margin", "padding", "translate", "transform", "text-indent",
)  # fmt: skip
_BOXED = (REPLACED | LAID) - {"button", "math"}
"""Elements that are not shown where they make no box (CSS Display 3, appendix B)."""
LEAST_BACK_PX = 300.0


def enter(node: Node, parent: Context, won: Won, page: Page, order: int) -> Context:
    """The context inside `node`."""
    here = parent.inside()
    here.clipped_text = False
    if parent.blended:
        here.suspect("blend-mode")
    unknown = UNKNOWN in won
    if unknown:
        # Where it is dropped, what stood before it may hide the text.
        here.suspect("unknown-property")
    raw = won
    won = resolve(node, raw, here, page)
    if "animation" in won:
        won = ended(raw, won, page.frames, quirky=page.quirky)
    if node.tag in SHEETED:
        won = {**{n: v for n, v in own_sheet(node).items() if n not in won}, **won}
    here.dark = is_dark(won, parent, page)
    won = darkened(won) if here.dark else won
    if not WORDY.isdisjoint(won):
        won = plainly(won)
    if not EDGES.isdisjoint(won):
        won = edged(won)
    _show(node, here, won)
    blocky = _display(node, here, parent, won, page)
    if AREAS in won:
        won = name_area(node, here, won, page)
    if parent.items and any(name.startswith("grid-") for name in won):
        won = put_first(node, here, won, page)
    if blocky and parent.inline and not here.display.startswith("inline"):
        here.backs, here.behind = parent.block_backs, parent.block_behind
    folds = here.display.startswith("table-") or parent.items
    if folds and (parent if here.display == "table-cell" else here).visible == "collapse":
        # Rows fold up with all they hold, those around cells as well that no element stands for
        # (CSS 2.2, 17.2.1 and 17.5.5): what is visible in them may not be.
        here.suspect("visibility-collapse")
    _presentation(node, here, page)
    _type(node, here, parent, won, page)
    if here.display == "contents":
        # No box: only what is inherited has an effect.
        won = {name: value for name, value in won.items() if name.startswith(_INHERITED)}
    if "-webkit-line-clamp" in won and not here.display.startswith("-webkit-"):
        # It counts in a box of the old kind alone (CSS Overflow 4, 5.3).
        won = {n: value for n, value in won.items() if n != "-webkit-line-clamp"}
    here.inline = not blocky
    if here.inline and here.doubt == "letter-spacing" and not parent.doubt:
        page.spoil_line(node, "letter-spacing")
    before = parent.block_backs if here.behind is not parent.behind else parent.backs
    if "opacity" in won or "filter" in won:
        fade(node, here, won)
    paint(node, here, parent, won, page, before)
    if here.tinted or changes(won.get("filter", "none")):
        tint(node, here, won, before, page)
    if node.tag in ("rt", "rtc") and here.backs != parent.block_backs:
        # It stands above the ground of its line.
        here.suspect("color-near-bg")
    if here.visible != "visible":
        # Nothing of the box is painted; letters in it may be.
        here.backs, here.solid = before, False
    if (here.solid or here.backs != before) and not (here.behind is None and node.tag in ("html", "body")):
        here.behind = Behind(before, here.solid, here.behind, here.behind.depth + 1 if here.behind else 1)
    page.ink = here.colour if node.tag == "body" else page.ink
    if won.get("table-layout") == "fixed":
        # Without a width of its own a table is laid out by what it holds.
        here.fixed_table = node.tag != "table" or won.get("width", node.attrs.get("width", "auto")) != "auto"
    if blocky:
        here.block_backs, here.block_behind = here.backs, here.behind
    if "position" in won or "z-index" in won:
        if parent.edged and won.get("position", "static") not in ("static", "relative"):
            # It may be told its place from further out, and is cut nevertheless.
            here.suspect("clip-path-inset")
        place(node, here, won, blocky, page)
    cut(node, here, parent, won, blocky, page)
    if not _MOVES.isdisjoint(won):
        move(node, here, won, blocky, page)
    if here.gone in _AWAY:
        _comes_back(node, here, won)
    if parent.narrow:
        push(node, here, parent.narrow, won, page)
    shape(node, here, parent, won, page)
    weigh(node, here, won, page, blocky)
    if unknown:
        may_come(node, here, parent)
    styled = page.styled[id(node)] = Styled(node, won, here, order)
    if parent.shallow and styled.floats:
        # The box that cuts is no higher for it.
        here.suspect("nested-clip")
    ground(styled, page)
    return here


def _comes_back(node: Node, here: Context, won: Won) -> None:
    """Doubt whether what stands in a box off the page stands there as well."""
    # A place of its own may be told from another box than the one that is off the page.
    placed = won.get("position") == "absolute" and not _OFFSETS.isdisjoint(won) and here.gone_at is not node
    far = (
        won.get("position") == "fixed"
        or placed
        or any(
            (length(word, here.font, 1000.0) or 0.0) > LEAST_BACK_PX
            for name, value in won.items()
            if name.startswith(_MOVERS)
            for word in words(value.replace("(", " ").replace(")", " ").replace(",", " "))
        )
    )
    if far:
        here.suspect(here.gone)
        here.gone, here.gone_at = "", None


def _presentation(node: Node, here: Context, page: Page) -> None:
    attrs, tag = node.attrs, node.tag
    if tag == "table" and page.quirky:
        # In quirks mode a table inherits type from nobody, and its colour from `body`.
        here.font, here.white, here.line, here.times = 16.0 * here.zoom, "normal", None, None
        here.colour, here.soft, here.middle = page.ink, False, False
    if tag == "table":
        if any(far(attrs.get(name, "")) for name in ("cellspacing", "cellpadding", "border")):
            here.suspect("margin-negative")
            page.strays.append(node)
        # Cells stand on what their columns paint.
        columns = [c for e in node.elements() if e.tag in ("col", "colgroup") for c in (e, *e.elements())]
        here.back_image = here.back_image or any(
            not _COLUMNS.isdisjoint(c.attrs) or "background" in c.attrs.get("style", "").lower()
            for c in columns
        )
        # Its letters are not indented by what is around it.
        here.fixed_table, here.indent, here.indented = False, 0.0, ""
    if any(name in attrs and beyond(attrs[name], most) for name, most in _GIANT):
        # What stands in it, beside it or below it is too far away to be found.
        here.suspect("overflow-scroll-far")
        page.strays.append(node)
    if "bgcolor" in attrs and tag in ("body", "table", "tr", "td", "th", "tbody", "thead", "tfoot"):
        colour = legacy_colour(attrs["bgcolor"])
        if colour:
            here.backs = tuple(blend(colour, 1, back) for back in here.backs)
            page.lay_ground(here.backs)
    if "background" in attrs and tag in ("body", "table", "td", "th", "tr"):
        here.back_image = here.back_image or attrs["background"][:5].lower() in ("data:", "")
    if tag == "body" and "text" in attrs:
        here.colour = legacy_colour(attrs["text"]) or here.colour
    if tag == "font":
        if "color" in attrs:
            here.colour = legacy_colour(attrs["color"]) or here.colour
        size = attrs.get("size", "").strip()
        if size[:1] in ("+", "-"):
            size = str(min(7, max(1, 3 + int(size)))) if re.fullmatch(r"[+-]\d", size) else ""
        here.font = _FONT_SIZES[size] * here.zoom if size in _FONT_SIZES else here.font
    if tag == "body" and "link" in attrs:
        page.link = legacy_colour(attrs["link"]) or page.link
    if tag == "a" and "href" in attrs:
        here.colour = page.link or link_colour(here)
    if tag == "mark":
        here.backs, here.colour = ((1.0, 1.0, 0.0),), BLACK
    if tag in ("button", "input", "select", "textarea"):
        here.font, here.line, here.indent, here.case = 13.33 * here.zoom, None, 0.0, "none"
        paint_field(node, here)
    elif tag in ("option", "optgroup"):
        paint_choice(node, here)
    if tag == "center" or ("align" in attrs and tag not in LAID_ASIDE):
        here.aligned = tag == "center" or attrs["align"].lower() != "left"
        here.middle = tag == "center" or (tag in ALIGNED and attrs["align"].lower() in ("center", "middle"))
    if tag in _HEADINGS:
        here.font *= _HEADINGS[tag]
    elif tag in ("small", "sub", "sup"):
        here.font, here.soft = here.font / 1.2, True
    elif tag == "big":
        here.font *= 1.2
    if tag in ("pre", "listing", "xmp", "plaintext"):
        here.white = "pre"
    elif tag == "textarea":
        here.white = "pre-wrap"
    if tag == "nobr" or (tag in ("td", "th") and "nowrap" in attrs):
        here.white = "nowrap"


def _type(node: Node, here: Context, parent: Context, won: Won, page: Page) -> None:
    undone = not REVERTS.isdisjoint((won.get("font"), won.get("font-size")))
    own = here.inside() if undone and node.tag != "font" else parent
    for name, value in won.items():
        if name == "font" and value in WIDE:
            like = Context() if value == "initial" else own if value in REVERTS else parent
            here.font, here.soft, here.family = like.font, like.soft, like.family
            here.times, here.line = like.times, like.line
        elif name == "font":
            found = font_shorthand(value)
            if found:
                size = font_size(found[0], parent.font)
                here.soft = found[0].endswith(_RELATIVE)
                here.font = (
                    size * (here.zoom if not found[0].endswith(("em", "%")) else 1)
                    if size is not None
                    else here.font
                )
                here.times, here.line = _line(found[1], here.font)
                here.family = value
        elif name == "font-size":
            if value in ("inherit", "unset"):
                here.font = parent.font
            elif value in REVERTS:
                here.font = own.font
            elif value == "initial":
                here.font = 16.0
            else:
                size = font_size(value, parent.font)
                if size is None:
                    here.suspect("font-size-0")
                    page.strays.append(node)
                elif size >= 0:
                    here.soft = value.endswith(_RELATIVE) or "(" in value
                    here.font = size if here.soft else size * parent.zoom
        elif name == "line-height":
            here.times, here.line = _line(value, here.font)
        elif name == "font-family":
            here.family = value.lower()
        elif name == "white-space":
            here.white = (
                {"inherit": parent.white}.get(value, value) if value not in ("initial",) else "normal"
            )
        elif name == "text-transform":
            here.case = value if value not in ("inherit", "unset") else parent.case
        elif name == "text-indent":
            # More than a length is an indent of other lines than the first.
            told = None if len(words(value)) > 1 else length(value, here.font, None)
            here.indent = parent.indent if value in ("inherit", "unset") else told
        elif name == "text-align":
            here.aligned = value not in ("left", "start", "justify", "initial")
            here.middle = value in ("center", "-webkit-center")
        elif name == "text-shadow":
            here.shadow = value
        elif name.startswith("-webkit-text-stroke"):
            here.stroke = f"{here.stroke} {value}"
        elif name in ("letter-spacing", "word-spacing"):
            size = length(value, here.font, here.font)
            if (size is not None and (size < -0.35 * here.font or size > 200)) or (
                size is None and value not in ("normal", "inherit", "initial", "unset")
            ):
                here.suspect("letter-spacing")
    if "zoom" in won:
        # It enlarges what all other declarations come to.
        size = number(won["zoom"])
        if size:
            here.zoom *= size
            here.font *= size
        elif "(" in won["zoom"]:
            here.suspect("zoom-tiny")
    if here.times is not None:
        here.line = here.times * here.font
    if node.tag == "html" and (here.font != 16 or here.line is not None):
        page.root = here.font, here.line or here.font * 1.15
    if page.data_fonts and any(f in here.family for f in page.data_fonts):
        here.suspect("font-remapped")


def _line(value: str, font: float) -> tuple[float | None, float | None]:
    """As a multiple of the font size, and as a length."""
    size = None if value.endswith("%") else number(value)
    return (size, size * font) if size is not None else (None, length(value, font, font))


def _show(node: Node, here: Context, won: Won) -> None:
    value = won.get("visibility")
    if value in ("visible", "hidden", "collapse"):
        here.visible = value
    elif value in ("initial", "revert"):
        here.visible = "visible"
    if node.attrs.get("hidden", "").lower() == "until-found" and "content-visibility" not in won:
        here.hide("content-visibility", node)
    if won.get("content-visibility") == "hidden":
        # It has no effect on what is not a box of its own.
        if won.get("display", default_display(node)) == "inline":
            here.suspect("content-visibility")
        else:
            here.hide("content-visibility", node)


def _display(node: Node, here: Context, parent: Context, won: Won, page: Page) -> bool:
    value = won.get("display", "")
    standard = default_display(node)
    if value in ("", "revert", "revert-layer"):
        hides = node.attrs.get("hidden", "until-found").lower() != "until-found"
        if hides and value:
            # What goes back to the browser's own sheet leaves attributes behind; a layer does not.
            here.suspect("attr-hidden")
            hides = False
        value = "none" if hides else standard
        if (value == "none" and "hidden" in node.attrs) or ("popover" in node.attrs and "display" not in won):
            here.hide("attr-hidden", node)
    elif value in ("initial", "unset"):
        value = "inline"
    elif value == "inherit":
        value = parent.display
    if node.tag == "legend" and value.startswith("inline"):
        # Of whatever kind, it is a block (HTML, 15.3.13).
        value = value.removeprefix("inline-") if "-" in value else "block"
    if value == "contents" and node.tag in _BOXED:
        value = "none"
    floated = won.get("float", "none") not in ("none", "inherit", "initial", "unset")
    placed = won.get("position") in ("absolute", "fixed")
    page.floated = page.floated or floated
    if value.startswith("table-") and (floated or placed or parent.items):
        value = "block"
    if value == "none" or value.startswith("table-column"):
        # Columns style the cells that stand in them and show nothing that they hold.
        here.hide(_why_not_shown(node, standard), node)
    if (
        standard == "none"
        and value != "none"
        and node.tag not in ("title", "head", "style", "script", "dialog")
    ):
        here.hide(_why_not_shown(node, standard), node)
    if value.startswith("ruby") and node.tag not in ("ruby", "rb", "rt", "rtc", "rp"):
        # It may stand above its line, and so beside its ground.
        here.suspect("unknown-property")
    here.display = value
    if value not in ("contents",):
        here.items = "flex" in value or "grid" in value
    return (
        value not in ("inline", "contents", "ruby", "ruby-text", "flow") or floated or placed or parent.items
    )


def _why_not_shown(node: Node, standard: str) -> str:
    if standard != "none":
        return "display-none"
    return {
        "head": "head-title-meta", "title": "head-title-meta", "template": "template", "datalist": "select-datalist",  # noqa: E501
        "dialog": "dialog-closed", "iframe": "iframe-video-fallback", "video": "iframe-video-fallback",
        "audio": "iframe-video-fallback", "input": "textarea-input-value",
    }.get(node.tag, "head-title-meta")  # fmt: skip
