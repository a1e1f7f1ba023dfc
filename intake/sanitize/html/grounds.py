"""Painted boxes and letters that may lie over what stands elsewhere, and their colours."""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import BLACK, RGBA, WHITE, legacy_colour, parse_colour, split_commas
from intake.sanitize.css.lengths import length, words
from intake.sanitize.elements import LAID, names
from intake.sanitize.html.context import OFF, Context, Ground, Page, Styled
from intake.sanitize.html.declared import edges, widest_border
from intake.sanitize.html.frames import borders, framed_by_attribute
from intake.sanitize.html.gradients import MOST_STOPS, graded, stops_of
from intake.sanitize.tree import Node

MOST_SPREAD_PX = 30.0
"""Shadows and outlines of mails are thinner; a wider one may be painted over its neighbours."""
SPREADS = frozenset(
    ["outline", "outline-width", "outline-offset", "box-shadow", "-webkit-box-shadow", "border-image-outset"]
)
_BLOCKS = re.compile(
    "[\u2500-\u27bf\u2800-\u28ff\u2b00-\u2bff\ue000-\uf8ff\U0001f000-\U0001faff\U000f0000-\U0010ffff]"
)
MOST_AROUND = 100
"""Boxes around one that are asked whether they turn it."""
THICK_PX = 4.0
"""A stroke from which on letters leave little free."""
LARGE_PX, BIG_PX, FEW = 60.0, 24.0, 3
"""Font sizes of which strokes, and blocks, hide usual letters, and how many blocks hide a word."""
LETTER, LEAST_LINE = 1.15, 0.8
"""Height of letters from top to bottom, and the least height of a line that holds them, in font sizes."""
LEAST_LETTER = 0.6
"""Height of a letter, as a share of the font size."""
MOST_COVERED_PX = 4.0
"""A line of which no more than that is covered can be read, unless its letters are small."""
_DRAWN = ("text-decoration", "-webkit-text-decoration", "text-underline")
_SETS = (
    "margin",
    "position",
    "transform",
    "translate",
    "scale",
    "rotate",
    "float",
    "vertical-align",
    "offset",
)
"""What lays a box elsewhere."""
PAINTS = ("background", "border", "backdrop-filter", "-webkit-backdrop", "mask", "content", *SPREADS)
RISES = frozenset(
    ["position", "float", "opacity", "filter", "transform", "translate", "scale", "rotate", "z-index",
     "clip-path", "mix-blend-mode", "isolation", "mask", "mask-image", "perspective", "contain",
     "container-type", "content-visibility", "will-change", "backdrop-filter", "offset-path", "animation",
     "animation-name", "view-transition-name", "-webkit-box-reflect", "transform-style", "all"]
)  # fmt: skip
"""What may paint a box later than the lines around it."""


_TURNS = frozenset(
    ["transform", "rotate", "scale", "offset-path", "writing-mode", "-webkit-writing-mode", "all",
     "animation", "animation-name", "perspective"]
)  # fmt: skip
"""What may lay above a box what is said to be below it."""
MOVERS = SPREADS | names(
    """
    position float margin margin-top margin-bottom margin-left margin-right top right bottom left inset
    transform translate scale rotate offset-path height line-height filter z-index display visibility
    opacity background background-color animation animation-name all
    """
)
"""What may bring a box over another, or stretch it so far."""
SHOWS = frozenset(["display", "visibility", "opacity"])
"""Those of them that only say whether it is there."""
_EDGES = frozenset(
    ["border", "border-top", "border-right", "border-bottom", "border-left", "outline", "box-shadow",
     "-webkit-box-shadow", "border-style", "border-width", "border-top-style", "border-right-style",
     "border-bottom-style", "border-left-style", "border-block", "border-inline", "border-block-style",
     "border-inline-style"]
)  # fmt: skip


_UNINKED = (
    "-collapse", "-spacing", "radius", "-repeat", "-position", "-size", "-attachment", "-origin",
    "-visibility",
)  # fmt: skip
"""What by itself paints nothing; neither does a mask."""
_GROUNDS = frozenset(["bgcolor", "background"])
_UNPAINTED = frozenset(
    ["display-none", "attr-hidden", "head-title-meta", "dialog-closed", "select-datalist", "template",
     "opacity-0", "opacity-near-0", "filter-opacity-0"]
)  # fmt: skip
"""What takes the box away as well as the text."""


def reaches_out(won: Won) -> bool:
    """Whether a part of an element may be painted beside it."""
    return any(name in MOVERS - SHOWS or name.startswith(PAINTS) for name in won)


def ground(styled: Styled, page: Page) -> None:
    """Register a painted box that may lie over, or under, what stands elsewhere."""
    node, won, here = styled.node, styled.won, styled.here
    if is_unpainted(styled):
        return
    if node.tag in LAID and any(name.startswith(_SETS) for name in won):
        # Where it is laid is not told.
        page.strays.append(node)
    if node.tag == "input" and here.display == "inline":
        # A box to tick may be a part of its line then, and its paddings reach over others.
        page.strays.append(node)
    in_line = here.inline and not styled.replaced
    frame = _frame(styled) if in_line else 0.0
    lines = _lines(won, here)
    reach = _spread(won, here) + frame + lines
    wide = reach > MOST_SPREAD_PX
    low = in_line and here.line is not None and here.line < here.font * LEAST_LINE
    # Lines are painted over what stands before them; boxes of the flow are painted below all lines.
    rises = in_line or not RISES.isdisjoint(won) or here.display.startswith("inline-") or here.items
    beside = rises and reach > MOST_COVERED_PX
    moved = here.displaced or here.exceeds or wide or low or beside or lines > 0
    if not (moved or rises or styled.floats or page.pulled):
        return
    if paints(styled):
        outline = any(name.startswith("outline") for name in won)
        below = _below(styled, page) if wide else reach
        page.grounds.append(Ground(styled, reach, outline, wide, moved, below=below + frame + lines))
    elif lines:
        page.grounds.append(Ground(styled, reach, True, wide, True, True))


_FLAT = frozenset(
    ["position", "width", "height", "display", "overflow", "visibility", "top", "left", "right", "bottom"]
)


def is_unpainted(styled: Styled) -> bool:
    """Whether a box is taken away, or cut off, with all that it paints."""
    node, here = styled.node, styled.here
    if node.tag == "svg" and _is_flat(styled):
        return True
    away = here.gone in _UNPAINTED and not (node.tag in LAID and here.gone_at is node)
    # A column is no box, and paints cells.
    column = here.display.startswith("table-column") and here.gone_at in (node, node.parent)
    away = away and not column
    return here.blank or away or here.clip != "" or here.visible != "visible"


def _is_flat(drawing: Styled) -> bool:
    """Whether a drawing has no width or no height, and so cuts off all that it holds (SVG 2, 8.2)."""
    won, attrs = drawing.won, drawing.node.attrs
    if not won.keys() <= _FLAT or won.get("overflow", "hidden") != "hidden" or "overflow" in attrs:
        return False
    return any(won.get(side, attrs.get(side, "auto")).strip() in ("0", "0px") for side in ("width", "height"))


def paints(styled: Styled) -> bool:
    """Whether a box has a ground, a frame, or a picture of its own."""
    node = styled.node
    if (
        styled.replaced
        or node.tag in ("hr", "mark", *LAID)
        or framed_by_attribute(node) > MOST_COVERED_PX
        or not _GROUNDS.isdisjoint(node.attrs)
    ):
        return True
    return any(
        name.startswith(PAINTS)
        and not name.startswith("mask")
        and not name.endswith(_UNINKED)
        and value not in OFF
        and value not in ("transparent", "0", "0px")
        and (name != "content" or "(" in value)
        for name, value in styled.won.items()
    )


def spread(styled: Styled) -> float:
    """How far beyond its edge a box is painted."""
    return _spread(styled.won, styled.here)


def _frame(styled: Styled) -> float:
    """How far padding and border of a box in a line reach over the lines above and below."""
    here, told = styled.here, edges(styled.won)["padding"]
    sizes = [length(told.get(side, "0"), here.font, 1000.0) for side in ("top", "bottom")]
    most = max(float("inf") if size is None else size for size in sizes) + borders(styled).high
    line = here.line if here.line is not None else here.font * LETTER
    over = most - max(0.0, (line - here.font * LETTER) / 2)
    return over if over > MOST_COVERED_PX else 0.0


def _lines(won: Won, here: Context) -> float:
    """How far thick lines at letters may be painted from these."""
    most = 0.0
    for name, value in won.items():
        if name.startswith(_DRAWN):
            sizes = [abs(length(word, here.font, here.font) or 0.0) for word in words(value)]
            if any(size > THICK_PX for size in sizes):
                # A line through the letters reaches to both sides of their middle.
                most += sum(sizes) / (2 if "line-through" in won.get("text-decoration", "") else 1)
    return most


def _spread(won: Won, here: Context) -> float:
    """How far beyond its edge a box may be painted: outlines, shadows, and what all that it is in casts."""
    found = here.cast
    if any(name.startswith("border") and "dotted" in value for name, value in won.items()):
        # A dot is as large as the border is wide, and may be larger than the box.
        dots = widest_border(won, here.font)
        found += dots if dots > MOST_COVERED_PX else 0.0
    for name, value in won.items():
        if name in SPREADS:
            # A shadow that is inset stays in the box.
            outer = " ".join(part for part in split_commas(value) if "inset" not in words(part))
            lengths = (length(w, here.font, None) for w in words(outer))
            # An outline may be drawn into its box, but becomes no smaller than it is wide (CSS UI 4, 3.5).
            least = 0.0 if name == "outline-offset" else -float("inf")
            found += sum(abs(size) for size in lengths if size is not None and size > least)
        elif name.endswith("border-image") and value.count("/") > 1:
            found = float("inf")
    return found


def _below(styled: Styled, page: Page) -> float:
    """How far below its lower edge a box is painted, where that is told by its shadows alone."""
    won, here = styled.won, styled.here
    around: Styled | None = styled
    for _ in range(MOST_AROUND):
        if around is None or not _TURNS.isdisjoint(around.won):
            break
        around = page.styled.get(id(around.node.parent))
    if (
        around is not None
        or here.cast
        or any(name in SPREADS and name != "box-shadow" for name in won)
        or "border-image" in won
    ):
        return float("inf")
    most = 0.0
    for part in split_commas(won.get("box-shadow", "none")):
        told = [word for word in words(part) if parse_colour(word) is None]
        sizes = [length(word, here.font, None) for word in told if word not in ("inset", "none")]
        if None in sizes or len(sizes) == 1:
            return float("inf")
        if "inset" not in told:
            most = max(most, sum(size or 0.0 for size in sizes[1:]))
    dots = any(name.startswith("border") and "dotted" in value for name, value in won.items())
    return float("inf") if dots else most


def _sizes(value: str, here: Context) -> list[float]:
    """The lengths in a shadow or a stroke."""
    if not value:
        return []
    return [abs(length(word, here.font, None) or 0.0) for word in re.findall(r"-?[\d.]+[a-z]+", value)]


def letters(text: str, here: Context, node: Node, page: Page) -> None:
    """Register letters that may hide others where they lie over them, be they seen or not."""
    blocks = 0 if text.isascii() else len(_BLOCKS.findall(text))
    remapped = page.data_fonts and any(family in here.family for family in page.data_fonts)
    stroke = sum(_sizes(here.stroke, here)) if here.stroke else 0.0
    shadows = len(split_commas(here.shadow)) if here.shadow else 0
    thick = here.font >= LARGE_PX or stroke >= THICK_PX or shadows >= FEW
    if not (thick or blocks >= FEW or (blocks and here.font >= BIG_PX) or remapped):
        return
    if here.blank or here.gone in _UNPAINTED or here.clip or here.visible != "visible":
        return
    styled = page.styled.get(id(node)) or page.styled.get(id(node.parent))
    if styled is None:
        return
    line = here.line if here.line is not None else here.font
    shadow = sum(_sizes(here.shadow, here)) + stroke
    spread = here.cast + shadow + max(0.0, here.font * 1.3 - line)
    moved = (
        here.displaced or here.exceeds or here.tight or spread > here.font / 2
        or here.white in ("nowrap", "pre")
    )  # fmt: skip
    page.grounds.append(Ground(styled, spread, False, spread > MOST_SPREAD_PX, moved, True))


def colours(styled: Styled) -> tuple[RGBA, ...] | None:
    """All colours that a box is painted with; None where they are not told, or a picture is among them."""
    node, won, here = styled.node, styled.won, styled.here
    if here.tinted:
        return None
    found: list[RGBA] = []
    if here.doubt == "animation-end":
        # It may be faded, or have another colour.
        return None
    if "bgcolor" in node.attrs:
        found.extend(filter(None, [legacy_colour(node.attrs["bgcolor"])]))
    if node.tag == "mark":
        found.append((1.0, 1.0, 0.0, 1.0))
    if node.tag in ("button", "input", "select", "textarea"):
        found.extend((*back, 1.0) for back in here.backs)
    elif (styled.replaced and node.tag != "img") or node.attrs.get("src", "")[:5].lower() in (
        "data:",
        "cid:",
    ):
        return None
    if "background" in node.attrs or node.tag == "iframe" or framed_by_attribute(node) > MOST_COVERED_PX:
        return None
    for name, value in won.items():
        if not name.startswith(PAINTS) or value in OFF or (name == "content" and "(" not in value):
            # Letters paint no ground.
            continue
        if (
            name.startswith(("backdrop", "-webkit-backdrop", "mask", "content", "border-image"))
            or "url(" in value
        ):
            return None
        if "(" in value and re.search(r"image\(|image-set\(|element\(|cross-fade\(|paint\(", value):
            return None
        if "gradient(" in value:
            shades = _shades(value)
            if shades is None:
                return None
            found.extend(shades)
        parsed = [parse_colour(word) for part in split_commas(value) for word in words(part)]
        if "unknown" in parsed or (here.colour is None and "currentcolor" in parsed):
            return None
        told = [colour for colour in parsed if isinstance(colour, tuple)]
        if not told and ("currentcolor" in parsed or name in _EDGES):
            # What has no colour of its own has that of the letters.
            told = [here.colour or BLACK]
        found.extend(told)
    return tuple(dict.fromkeys(found))


def _shades(value: str) -> list[RGBA] | None:
    """The colours of the gradients in a value and those between; None where one lets something through."""
    found: list[RGBA] = []
    for part in split_commas(value):
        if "gradient(" not in part:
            continue
        stops = stops_of(part)
        told = tuple(stop for stop in stops if isinstance(stop, tuple) and stop[3] >= 1)
        if not told or len(told) < len(stops) or len(told) > MOST_STOPS:
            return None
        found.extend((*shade, 1.0) for shade in graded(told, (WHITE,)))
    return found


_PLAIN_PAINTS = frozenset(["background", "background-color", "content"])


def veil_of(styled: Styled, looks: tuple[RGBA, ...] | None) -> RGBA | None:
    """The one colour that a box lays over all that is behind it, where that is seen through it."""
    node, won, here = styled.node, styled.won, styled.here
    if looks is None or len(looks) != 1 or here.doubt or here.opacity < 1 or styled.replaced:
        return None
    painted = [name for name, value in won.items() if name.startswith(PAINTS) and value not in OFF]
    if not _PLAIN_PAINTS.issuperset(painted) or not _UNBLENDED.isdisjoint(won) or "bgcolor" in node.attrs:
        return None
    if len(split_commas(won.get("background", ""))) > 1 or won.get("content", '""').strip("\"'"):
        return None
    return looks[0]


_UNBLENDED = frozenset(
    ["mix-blend-mode", "filter", "backdrop-filter", "-webkit-backdrop-filter", "isolation"]
)
