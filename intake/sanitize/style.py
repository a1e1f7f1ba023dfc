"""What the winning declarations make of an element: a context that its texts and children live in.

A property that is not known to leave text readable makes its subtree uncertain; so does geometry
that cannot be computed here.
"""

import re
from copy import copy
from dataclasses import dataclass, field

from intake.sanitize.cascade import Won, substitute
from intake.sanitize.colour import (
    BLACK,
    RGB,
    RGBA,
    WHITE,
    blend,
    contrast,
    legacy_colour,
    parse_colour,
    split_commas,
)
from intake.sanitize.tree import Node
from intake.sanitize.values import LOGICAL, font_shorthand, font_size, knows, length, number, sides, words

UNREADABLE = 1.2
"""Contrast below which a person reads nothing; `#e9e9e9` on white."""
DOUBTFUL = 1.3
TINY_PX, SMALL_PX = 3.0, 5.0
LEAST_COLUMN_PX = 200.0
"""Narrower boxes may cut what stands in them; mails set their columns wider."""
WIDEST_PX = 700.0
"""Mails are 600 to 700 px wide."""
MOST_SHIFT_PX = 100.0
"""Paddings and margins of mails stay below; a larger one may push text out of a clipping box."""
_OFFSETS = frozenset(["left", "right", "top", "bottom", "inset", "text-indent", "translate"])
_TRACKS = re.compile(
    r"(?:(?:repeat\(\d+,)?\s*(?:auto|[1-9]\d{0,2}(?:\.\d+)?fr|[2-9]\d{1,2}px)\s*\)?\s*){1,12}"
)
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "summary",
        "ul",
        "xmp",
    ]
)
_TABLE = {"table": "table", "tr": "table-row", "td": "table-cell", "th": "table-cell", "tbody": "table-row-group",  # noqa: E501
          "thead": "table-row-group", "tfoot": "table-row-group", "caption": "table-caption", "col": "table-column",  # noqa: E501
          "colgroup": "table-column-group"}  # fmt: skip
_NEVER_SHOWN = frozenset(
    [
        "head",
        "title",
        "meta",
        "link",
        "base",
        "style",
        "script",
        "template",
        "datalist",
        "area",
        "param",
        "source",
        "track",
        "rp",
        "noembed",
        "noframes",
        "canvas",
        "audio",
        "video",
        "iframe",
        "embed",
        "progress",
        "meter",
    ]
)
_HEADINGS = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
_FONT_SIZES = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
_REPLACED = frozenset(["img", "input", "select", "textarea", "button", "svg", "object"])


@dataclass(slots=True)
class Size:
    """How much text stands below a node."""

    chars: int = 0
    lines: int = 0
    word: int = 0
    awkward: bool = False
    """Something below has a size or a place of its own."""
    shifts: bool = False
    """Something below may be pushed out of a box that grows with what it holds."""
    styled: bool = False
    """The node itself has a size or a place; it makes what is above it awkward."""
    pushes: bool = False
    """The node itself may push its texts or its neighbours aside."""


@dataclass(slots=True)
class Context:
    """Inherited and accumulated state at a place in the tree."""

    colour: RGBA | None = BLACK
    fill: RGBA | str | None = ""
    font: float = 16.0
    line: float | None = None
    visible: str = "visible"
    white: str = "normal"
    case: str = "none"
    indent: float | None = 0.0
    shadow: str = ""
    stroke: str = ""
    family: str = ""
    opacity: float = 1.0
    backs: tuple[RGB, ...] = (WHITE,)
    gone: str = ""
    gone_at: Node | None = None
    doubt: str = ""
    clip: str = ""
    clip_doubt: str = ""
    narrow: float = 0.0
    """Width of the clipping box around, in px; 0 where nothing clips."""
    abs_clip: str = ""
    abs_clip_doubt: str = ""
    fixed_clip: str = ""
    indented: str = ""
    display: str = "block"
    items: bool = False
    clipped_text: bool = False
    displaced: bool = False
    positioned: Node | None = None
    zoom: float = 1.0
    back_image: bool = False
    variables: Won = field(default_factory=dict)
    mobile: bool = False

    def hide(self, technique: str, node: Node) -> None:
        if not self.gone:
            self.gone, self.gone_at = technique, node

    def suspect(self, technique: str) -> None:
        if not self.doubt:
            self.doubt = technique


@dataclass(slots=True)
class Page:
    """What the styles need to know of the whole document."""

    quirky: bool
    sizes: dict[int, Size]
    keyframes: set[str]
    data_fonts: set[str]
    backgrounds: set[RGB] = field(default_factory=set)
    covers: list[tuple[Node | None, Node]] = field(default_factory=list)
    """Boxes that may lie over what stands elsewhere in the first node."""


def default_display(node: Node) -> str:
    tag = node.tag
    if tag in _NEVER_SHOWN or (tag == "dialog" and "open" not in node.attrs):
        return "none"
    if tag == "object" or (tag == "input" and node.attrs.get("type", "").lower() == "hidden"):
        return "none" if tag == "input" else "inline"
    if tag in _BLOCK:
        return "block"
    return _TABLE.get(tag, "inline-block" if tag in _REPLACED else "inline")


def enter(node: Node, parent: Context, won: Won, page: Page) -> Context:
    """The context inside `node`."""
    here = copy(parent)
    here.clipped_text = False
    won = _resolve(won, here)
    _presentation(node, here, page)
    _type(node, here, parent, won, page)
    _show(node, here, won)
    blocky = _display(node, here, parent, won)
    _opacity(node, here, won)
    _colours(node, here, parent, won, page)
    _place(node, here, won, blocky, page)
    _boxes(node, here, parent, won, blocky, page)
    _moves(node, here, won, blocky, page)
    if parent.narrow:
        _pushed(node, here, parent.narrow, won, page)
    _rest(node, here, won, page)
    return here


def _resolve(won: Won, here: Context) -> Won:
    own = {n: v for n, v in won.items() if n.startswith("--")}
    if own:
        here.variables = {**here.variables, **own}
        for name, value in own.items():
            if "var(" in value.lower():
                put = substitute(value, {k: v for k, v in here.variables.items() if k != name})
                if put is None:
                    here.variables.pop(name, None)
                else:
                    here.variables[name] = put
    out: Won = {}
    for name, value in won.items():
        if name.startswith("--"):
            continue
        if "var(" in value.lower():
            put = substitute(value, here.variables)
            if put is None:
                put = "unset"
            value = put.strip()
        name = LOGICAL.get(name, name)
        out.pop(name, None)
        out[name] = value if name in ("content", "font-family") else value.lower()
    return out


def _presentation(node: Node, here: Context, page: Page) -> None:
    attrs, tag = node.attrs, node.tag
    if tag == "table" and page.quirky:
        here.font, here.white, here.line = 16.0 * here.zoom, "normal", None
    if "bgcolor" in attrs and tag in ("body", "table", "tr", "td", "th", "tbody", "thead", "tfoot"):
        colour = legacy_colour(attrs["bgcolor"])
        if colour:
            here.backs = tuple(blend(colour, 1, back) for back in here.backs)
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
        here.font = _FONT_SIZES.get(size, here.font) if size else here.font
    if tag == "a" and "href" in attrs:
        here.colour, here.fill = (0.0, 0.0, 0.933, 1.0), ""
    if tag == "mark":
        here.backs, here.colour = ((1.0, 1.0, 0.0),), BLACK
    if tag in ("button", "input", "select", "textarea"):
        here.colour, here.font, here.fill, here.line, here.indent = BLACK, 13.33 * here.zoom, "", None, 0.0
        here.backs = ((0.937, 0.937, 0.937),) if tag == "button" else (WHITE,)
        here.case = "none"
    if tag in _HEADINGS:
        here.font *= _HEADINGS[tag]
    elif tag in ("small", "sub", "sup"):
        here.font /= 1.2
    elif tag == "big":
        here.font *= 1.2
    if tag in ("pre", "listing", "xmp", "plaintext"):
        here.white = "pre"
    elif tag == "textarea":
        here.white = "pre-wrap"
    if tag == "nobr" or (tag in ("td", "th") and "nowrap" in attrs):
        here.white = "nowrap"


def _type(node: Node, here: Context, parent: Context, won: Won, page: Page) -> None:
    for name, value in won.items():
        if name == "font":
            found = font_shorthand(value)
            if found:
                size = font_size(found[0], parent.font)
                here.font = (
                    size * (here.zoom if not found[0].endswith(("em", "%")) else 1)
                    if size is not None
                    else here.font
                )
                here.line = _line(found[1], here.font)
                here.family = value
        elif name == "font-size":
            if value in ("inherit", "unset"):
                here.font = parent.font
            elif value in ("initial", "revert"):
                here.font = 16.0
            else:
                size = font_size(value, parent.font)
                if size is None:
                    here.suspect("font-size-0")
                elif size >= 0:
                    here.font = size
        elif name == "line-height":
            here.line = _line(value, here.font)
        elif name == "font-family":
            here.family = value.lower()
        elif name == "white-space":
            here.white = (
                {"inherit": parent.white}.get(value, value) if value not in ("initial",) else "normal"
            )
        elif name == "text-transform":
            here.case = value if value not in ("inherit", "unset") else parent.case
        elif name == "text-indent":
            here.indent = (
                parent.indent if value in ("inherit", "unset") else length(value.split()[0], here.font, None)
            )
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
        elif name == "zoom":
            size = number(value)
            if size:
                here.zoom *= size
                here.font *= size
    if page.data_fonts and any(f in here.family for f in page.data_fonts):
        here.suspect("font-remapped")


def _line(value: str, font: float) -> float | None:
    size = number(value)
    if size is not None:
        return size * font
    return length(value, font, font)


def _show(node: Node, here: Context, won: Won) -> None:
    value = won.get("visibility")
    if value in ("visible", "hidden", "collapse"):
        here.visible = value
    elif value in ("initial", "revert"):
        here.visible = "visible"
    if node.attrs.get("hidden", "").lower() == "until-found" and "content-visibility" not in won:
        here.hide("content-visibility", node)
    if won.get("content-visibility") == "hidden":
        here.hide("content-visibility", node)


def _display(node: Node, here: Context, parent: Context, won: Won) -> bool:
    value = won.get("display", "")
    standard = default_display(node)
    if value in ("", "revert", "revert-layer"):
        value = (
            "none" if "hidden" in node.attrs and node.attrs["hidden"].lower() != "until-found" else standard
        )
        if (value == "none" and "hidden" in node.attrs) or ("popover" in node.attrs and "display" not in won):
            here.hide("attr-hidden", node)
    elif value in ("initial", "unset"):
        value = "inline"
    elif value == "inherit":
        value = parent.display
    if value == "none":
        here.hide(_why_not_shown(node, standard), node)
    if (
        standard == "none"
        and value != "none"
        and node.tag not in ("title", "head", "style", "script", "dialog")
    ):
        here.hide(_why_not_shown(node, standard), node)
    here.display = value
    if value not in ("contents",):
        here.items = "flex" in value or "grid" in value
    floated = won.get("float", "none") not in ("none", "inherit", "initial", "unset")
    placed = won.get("position") in ("absolute", "fixed")
    return (
        value not in ("inline", "contents", "ruby", "ruby-text", "flow") or floated or placed or parent.items
    )


def _why_not_shown(node: Node, standard: str) -> str:
    if standard != "none":
        return "display-none"
    return {
        "head": "head-title-meta", "title": "head-title-meta", "template": "template", "datalist": "select-datalist",  # noqa: E501
        "dialog": "dialog-closed", "iframe": "iframe-video-fallback", "video": "iframe-video-fallback",
        "audio": "iframe-video-fallback", "canvas": "iframe-video-fallback", "input": "textarea-input-value",
    }.get(node.tag, "head-title-meta")  # fmt: skip


def _opacity(node: Node, here: Context, won: Won) -> None:
    value = won.get("opacity")
    if value is not None and value not in ("initial", "unset", "revert"):
        size = number(value)
        if size is None:
            here.suspect("opacity-0")
        else:
            here.opacity *= min(1.0, max(0.0, size))
    value = won.get("filter", "none")
    if value not in ("none", "initial", "unset"):
        found = re.search(r"opacity\(\s*([^)]*)\)", value)
        size = number(found.group(1)) if found else None
        if size is not None:
            here.opacity *= min(1.0, max(0.0, size))
        if not re.fullmatch(
            r"\s*(?:(?:opacity|grayscale)\([^()]*\)|drop-shadow\((?:[^()]|\([^()]*\))*\)|\s)*", value
        ):
            here.suspect("filter-opacity-0")
    if here.opacity < 0.03:
        here.hide("opacity-0" if here.opacity == 0 else "opacity-near-0", node)


def _colour(value: str, current: RGBA | None, inherited: RGBA | None) -> RGBA | None:
    if value in ("inherit", "unset"):
        return inherited
    if value in ("initial", "revert"):
        return BLACK
    colour = parse_colour(value)
    if colour == "currentcolor":
        return current
    return colour if isinstance(colour, tuple) else None


def _colours(node: Node, here: Context, parent: Context, won: Won, page: Page) -> None:
    if "color" in won:
        here.colour = (
            parent.colour
            if won["color"] == "currentcolor"
            else _colour(won["color"], here.colour, parent.colour)
        )
    if "-webkit-text-fill-color" in won:
        value = won["-webkit-text-fill-color"]
        here.fill = (
            ""
            if value in ("currentcolor", "initial")
            else _colour(value, here.colour, here.colour if isinstance(parent.fill, str) else parent.fill)
        )
    before = here.backs
    clips_text = "text" in won.get("background-clip", "") or bool(
        re.search(r"(?:^|\s)text(?:\s|$)", won.get("background", ""))
    )
    painted: list[tuple[RGBA, ...]] = []
    base: RGBA | None = None
    for name, value in won.items():
        if name == "background":
            painted, base = [], None
            for part in split_commas(value):
                _paint(part, painted, here)
                for word in words(part):
                    colour = parse_colour(word)
                    if colour is not None:
                        base = (
                            here.colour
                            if colour == "currentcolor"
                            else colour
                            if isinstance(colour, tuple)
                            else base
                        )
        elif name == "background-color":
            base = None if value in ("initial", "unset") else _colour(value, here.colour, None)
            if base is None and value not in ("initial", "unset", "inherit"):
                here.suspect("color-near-bg")
        elif name == "background-image":
            painted = []
            for part in split_commas(value):
                _paint(part, painted, here)
    backs = before if base is None else tuple(dict.fromkeys(blend(base, 1, b) for b in before))
    for stops in painted:
        backs = tuple(dict.fromkeys(blend(s, 1, b) for s in stops for b in backs))[:24]
    if base is not None and base[3] >= 1 and not painted:
        here.back_image = False
    if clips_text:
        # The letters are cut out of the background: seen when that differs from what is behind.
        here.clipped_text = base is not None or bool(painted)
        if here.clipped_text:
            clear = all(contrast(x, y) >= DOUBTFUL for x in backs for y in before)
            here.fill, here.colour = ("", (*backs[0], 1.0)) if clear else ("", here.colour)
        return
    here.backs = backs
    if backs != before:
        page.backgrounds.update(backs[:24])
        small = [won.get(n) for n in ("height", "width", "max-height", "max-width")]
        if any(v not in (None, "auto", "100%", "none") for v in small):
            size = page.sizes.get(id(node), Size())
            wide = length(small[1] or small[3] or "", here.font, None)
            high = length(small[0] or small[2] or "", here.font, None)
            if not _fits(size, wide, high, here) and node.tag not in (
                "td",
                "th",
                "tr",
                "table",
                "body",
                "html",
            ):
                here.backs = tuple(dict.fromkeys(backs + before))


def _paint(part: str, painted: list[tuple[RGBA, ...]], here: Context) -> None:
    found = re.search(r"gradient\((.*)\)", part)
    if found:
        stops: list[RGBA] = []
        for stop in split_commas(found.group(1)):
            for word in words(stop)[:1] + words(stop)[-1:]:
                colour = parse_colour(word)
                if isinstance(colour, tuple) and colour not in stops:
                    stops.append(colour)
        if stops:
            painted.append(tuple(stops[:8]))
        else:
            here.suspect("bg-gradient-image")
    elif "url(" in part or "image(" in part or "image-set(" in part or "element(" in part:  # noqa: SIM102
        if re.search(r"url\(\s*[\"']?(?:data|cid):", part) or "url(" not in part:
            here.back_image = True


def _fits(size: Size, wide: float | None, high: float | None, here: Context) -> bool:
    """Whether the text below surely stays inside a box of that size."""
    width = wide if wide is not None else 600.0
    if size.word * here.font * 0.75 > width:
        return False
    if here.white in ("nowrap", "pre") and size.chars * here.font * 0.75 > width:
        return False
    if high is None:
        return True
    line = max(here.line or 0.0, here.font * 1.25)
    return (size.lines + size.chars * here.font * 0.62 / max(width, 1)) * line <= high + line * 0.2


def _place(node: Node, here: Context, won: Won, blocky: bool, page: Page) -> None:
    position = won.get("position", "static")
    if position in ("inherit", "unset", "initial"):
        position = "static"
    offsets: dict[str, str] = {}
    for name, value in won.items():
        if name == "inset":
            offsets.update(zip(("top", "right", "bottom", "left"), sides(value), strict=True))
        elif name in ("inset-block", "inset-inline"):
            pair = words(value) or ["auto"]
            keys = ("top", "bottom") if name == "inset-block" else ("left", "right")
            offsets.update(zip(keys, (pair[0], pair[-1]), strict=True))
        elif name in ("top", "right", "bottom", "left"):
            offsets[name] = value
    scope = here.positioned
    if position in ("absolute", "fixed"):
        here.clip, here.clip_doubt = here.abs_clip, here.abs_clip_doubt
        if position == "fixed":
            here.clip, here.clip_doubt = here.fixed_clip, ""
        here.displaced = True
        _cover(node, here, won, page, None if position == "fixed" else scope)
    if position != "static":
        moved = False
        for side, value in offsets.items():
            if value in ("auto", "inherit", "initial", "unset"):
                continue
            size = length(value, here.font, None)
            if size is None:
                percent = number(value)
                if position == "relative" and percent is not None and abs(percent) < 0.02:
                    continue
                here.suspect("abs-offscreen-left")
                continue
            off = size if position in ("absolute", "fixed") or side in ("left", "top") else -size
            if abs(size) >= 1:
                moved = True
            if position == "static" or position in ("sticky", "-webkit-sticky"):
                if size < 0:
                    here.suspect("position-sticky")
                continue
            if off <= -600:
                if not (side in ("bottom", "right") and position in ("absolute",) and side == "bottom"):
                    name = "abs-offscreen-top" if side == "top" else "abs-offscreen-left"
                    here.hide("fixed-offscreen" if position == "fixed" else name, node)
                else:
                    here.suspect("abs-offscreen-top")
            elif off < -4 or off > 900 or (side in ("bottom", "right") and abs(size) > 400):
                here.suspect("abs-offscreen-left" if side in ("left", "right") else "abs-offscreen-top")
        if moved and position in ("relative",):
            here.displaced = True
            _cover(node, here, won, page, scope)
        here.positioned = node
    index = won.get("z-index", "auto")
    if (
        index.startswith("-")
        and (position != "static" or here.items)
        and index != "-0"
        and (
            (len(set(here.backs)) and any(b != WHITE for b in here.backs))
            or page.backgrounds - {WHITE}
            or _coloured_above(node)
        )
    ):
        here.suspect("z-index-minus")


def _coloured_above(node: Node) -> bool:
    above = node.parent
    while above is not None:
        if "bgcolor" in above.attrs or ("style" in above.attrs and "background" in above.attrs["style"]):
            return True
        above = above.parent
    return False


def _cover(node: Node, here: Context, won: Won, page: Page, scope: Node | None) -> None:
    painted = any(
        n.startswith("background") and v not in ("none", "transparent", "initial") for n, v in won.items()
    )
    replaced = node.tag in (
        "img",
        "svg",
        "video",
        "iframe",
        "object",
        "button",
        "input",
        "textarea",
        "select",
    )
    inner = any(
        c.tag in ("img", "svg") or "bgcolor" in c.attrs or "background" in c.attrs.get("style", "")
        for c in _some(node)
    )
    filtered = any(
        n in won
        for n in (
            "backdrop-filter",
            "-webkit-backdrop-filter",
            "border",
            "box-shadow",
            "outline",
            "border-top",
            "border-width",
        )
    )
    if (painted or replaced or inner or filtered or node.classes) and not won.get("z-index", "").startswith(  # noqa: SIM102
        "-"
    ):
        if painted or replaced or inner or filtered:
            page.covers.append((scope, node))


def _some(node: Node, most: int = 200) -> list[Node]:
    found: list[Node] = []
    stack = list(node.children)
    while stack and len(found) < most:
        child = stack.pop()
        if child.tag:
            found.append(child)
            stack.extend(child.children)
    return found


def _boxes(node: Node, here: Context, parent: Context, won: Won, blocky: bool, page: Page) -> None:
    table = here.display.startswith("table") or (node.tag in ("td", "th", "tr", "table"))
    overflow = {"x": "visible", "y": "visible"}
    for name, value in won.items():
        if name == "overflow":
            both = words(value)
            overflow["x"], overflow["y"] = both[0], both[-1]
        elif name in ("overflow-x", "overflow-y"):
            overflow[name[-1]] = value
    clips = any(v in ("hidden", "clip", "scroll", "auto", "overlay") for v in overflow.values())
    contain = won.get("contain", "")
    if any(w in contain for w in ("paint", "strict", "content")):
        clips = True
    here_clip = ""
    doubt = ""
    if clips and blocky:
        here_clip, doubt = _clipped(node, here, won, table, page, overflow)
        if any(w in contain for w in ("size", "strict")) or "container-type" in won:
            # Sized as if it were empty, so that what it holds is cut.
            doubt = doubt or "zero-box-overflow"
    elif won.get("-webkit-line-clamp", "none") != "none":
        doubt = "max-height-0"
    if here_clip and not here.clip:
        here.clip = here_clip
    if doubt and not here.clip_doubt:
        here.clip_doubt = doubt
    transformed = any(n in won and won[n] != "none" for n in ("transform", "filter", "perspective")) or bool(
        contain
    )
    if here.positioned is node or transformed:
        here.abs_clip, here.abs_clip_doubt = here.clip, here.clip_doubt
        if transformed:
            here.fixed_clip = here.clip
    if blocky and here.indent is not None and here.display != "inline":
        here.indented = (
            "hidden" if here.indent <= -500 else ("doubt" if here.indent < -40 or here.indent > 700 else "")
        )
    elif here.indent is None:
        here.indented = "doubt"
    for name, value in won.items():
        if not name.startswith(("margin", "padding")):
            continue
        for side, one in (
            zip(("top", "right", "bottom", "left"), sides(value), strict=True)
            if name in ("margin", "padding")
            else [(name.rpartition("-")[2], w) for w in words(value)]
        ):
            size = length(one, here.font, None)
            if size is None:
                percent = number(one) if one.endswith("%") else None
                if (percent is not None and (percent < 0 or percent > 0.8)) or (
                    percent is None and one not in ("auto", "inherit", "initial", "unset")
                ):
                    here.suspect("margin-negative")
                continue
            if name.startswith("margin") and size < 0 and (blocky or side in ("left", "right")):
                if size <= -700 and side in ("left", "top", "right"):
                    if side == "right":
                        here.suspect("margin-negative")
                    else:
                        here.hide("margin-negative", node)
                elif size < -32 or (size < -16 and node.parent is not None and node.parent.tag == "body"):
                    here.suspect("margin-negative")
                here.displaced = here.displaced or size < -4
                if size < -4:
                    _cover(node, here, won, page, node.parent)
            elif size > 700 and side in ("left", "right"):
                here.suspect("margin-negative")


def _clipped(
    node: Node, here: Context, won: Won, table: bool, page: Page, overflow: dict[str, str]
) -> tuple[str, str]:
    size = page.sizes.get(id(node), Size())
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
            got = length(
                value,
                here.font,
                0.0 if value.startswith(("0", ".", "1%", "2%")) and value.endswith("%") else None,
            )
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
    high, wide = boxes["height"], boxes["width"]
    if table:
        # Rows and cells grow with what they hold; a height there is a least height.
        high = None
        if wide is not None and wide < 20:
            doubt = doubt or "zero-box-overflow"
        wide = None
    if here.line is not None and here.line <= 2 and high is None:
        high = here.line * max(1, size.lines)
    for axis, box, pad in (("height", high, pads["padding-bottom"]), ("width", wide, pads["padding-right"])):
        if box is not None and box <= 3 and size.chars:
            if pad <= 3 and not (axis == "height" and here.display.startswith("table")):
                technique = (
                    "max-height-0" if won.get(f"max-{axis}") and not won.get(axis) else "zero-box-overflow"
                )
                if here.line is not None and here.line <= 2:
                    technique = "line-height-0-clip"
                return technique, doubt
            doubt = doubt or "zero-box-overflow"
    if (high is not None or wide is not None) and not _fits(size, wide, high, here):
        doubt = doubt or "overflow-scroll-far"
    bounded = high is not None or (wide is not None and wide < LEAST_COLUMN_PX)
    if size.awkward if bounded else size.shifts:
        doubt = doubt or "nested-clip"
    here.narrow = min(x for x in (wide, here.narrow or WIDEST_PX) if x is not None)
    return "", doubt


def _pushed(node: Node, here: Context, narrow: float, won: Won, page: Page) -> None:
    """Doubt what may stand beyond the edge of the clipping box around it."""
    if here.white in ("nowrap", "pre"):
        size = page.sizes.get(id(node), Size())
        if size.chars * here.font * 0.75 > narrow:
            here.suspect("nested-clip")
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
            here.suspect("nested-clip")


def _moves(node: Node, here: Context, won: Won, blocky: bool, page: Page) -> None:
    if not blocky and node.tag != "img":
        return
    for name in ("transform", "translate", "scale", "rotate"):
        value = won.get(name)
        if value in (None, "none", "initial", "unset", "inherit"):
            continue
        assert value is not None
        text = value if name == "transform" else f"{name}({','.join(words(value))})"
        for part in re.findall(r"([a-z0-9]+)\(([^()]*(?:\([^()]*\))*[^()]*)\)", text):
            self_judge = _transform(part[0], split_commas(part[1]), here.font)
            if self_judge == "hidden":
                here.hide(
                    {"s": "scale-0", "m": "scale-0", "r": "rotate-y-90"}.get(part[0][0], "translate-off"),
                    node,
                )
            elif self_judge == "doubt":
                here.suspect("translate-off")
        here.displaced = True
        _cover(node, here, won, page, here.positioned)
        if "backface-visibility" in won and won["backface-visibility"] == "hidden":
            here.suspect("rotate-y-90")


def _transform(kind: str, arguments: list[str], font: float) -> str:
    if kind.startswith("scale"):
        sizes = [number(a) for a in arguments[:2]]
        if any(s is not None and abs(s) < 0.1 for s in sizes):
            return "hidden"
        return "" if all(s is not None and 0.5 <= s <= 2 for s in sizes) else "doubt"
    if kind.startswith("translate"):
        got = [length(a, font, None) for a in arguments[:2]]
        if any(g is not None and g <= -1500 for g in got):
            return "hidden"
        return "" if all(g is not None and -4 <= g <= 200 for g in got) else "doubt"
    if kind in ("rotate", "rotatez") and len(arguments) == 1:
        found = re.match(r"(-?[\d.]+)deg$", arguments[0])
        return (
            "" if found and abs(float(found.group(1) if found.group(1).strip("-.") else 0)) <= 10 else "doubt"
        )
    if kind in ("rotatex", "rotatey"):
        found = re.match(r"(-?\d+)(?:\.\d+)?deg$", arguments[0])
        angle = int(found.group(1)) % 180 if found else None
        return (
            "hidden"
            if angle == 90
            else ("" if angle is not None and (angle <= 20 or angle >= 180) else "doubt")
        )
    if kind == "matrix" and [number(a) for a in arguments[:4]] == [1, 0, 0, 1]:
        return _transform("translate", [f"{a}px" for a in arguments[4:]], font)
    return "doubt"


def _rest(node: Node, here: Context, won: Won, page: Page) -> None:
    for name, value in won.items():
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
                here.hide("clip-rect", node)
            else:
                here.suspect("clip-rect")
        elif name == "clip-path" and value not in ("none", "initial", "unset"):
            _clip_path(value, node, here)
        elif name in ("mask", "mask-image") and value not in ("none", "initial", "unset"):
            here.suspect("mask-none")
        elif name == "mix-blend-mode" and value not in ("normal", "initial", "unset"):
            here.suspect("blend-mode")
        elif name in ("animation", "animation-name"):
            if value not in ("none", "initial") and any(k.lower() in value for k in page.keyframes):
                here.suspect("animation-end")
        elif name in ("column-count", "columns", "column-width") and any(
            n in won for n in ("height", "max-height")
        ):
            here.suspect("columns")
        elif name == "all":
            here.suspect("unknown-property")
        elif name == "content" and node.tag and value.lower() not in ("normal", "none", "initial"):
            if node.tag != "img" and re.match(r"\s*(?:url|image|[a-z-]*gradient)\(", value, re.I):
                here.hide("content-replace", node)
        elif name == "grid-template-columns" and (value == "none" or _TRACKS.fullmatch(value)):
            continue
        elif not knows(name):
            here.suspect("unknown-property")


def _clip_path(value: str, node: Node, here: Context) -> None:
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
            here.hide("clip-path-inset", node)
            return
        if sizes and all(s is not None and s <= 0 for s in sizes):
            return
    elif kind in ("circle", "ellipse") and sizes and any(s is not None and s <= 1 for s in sizes):
        here.hide("clip-path-circle0", node)
        return
    here.suspect("clip-path-inset")
