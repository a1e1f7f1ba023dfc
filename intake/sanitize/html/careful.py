"""Properties that leave text readable by their ordinary values and hide it by others.

Each has a test of its ordinary values; anything else makes the element uncertain.
"""

import re
from collections.abc import Callable

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.lengths import length, words
from intake.sanitize.html.context import Context, Page
from intake.sanitize.html.declared import may_turn
from intake.sanitize.html.upright import is_upright
from intake.sanitize.tree import Node

Test = Callable[[str, float], bool]
_NOTHING = frozenset(["none", "normal", "auto", "initial", "unset", "inherit", "revert", "0"])
_COMPUTED = re.compile(
    r"(?:^|[\s,(])(?:attr|if|sibling-(?:index|count)|random|inherit|first-valid|env|--[\w-]+)\("
)
_COLOURS = re.compile(r"(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]*\)")
_ENDS = re.compile(r"end|right|center|space-around|space-evenly|baseline")
_UNTOLD = re.compile(r"[a-z]\(|\d(?:cq|[a-z]*lh|cap|ic|ch|ex)")
_MARKS = re.compile(
    r"(?:[\s'\"‘’‚‛“”„‟«»‹›「」『』]|\\\\?(?:20[12][0-9a-f]|00?(?:ab|bb|22|27)|201[89a-f])\\b)*"
)
"""Quotation marks in strings, as they are or by their numbers."""
MOST_COLUMNS = 30
_SPANS = frozenset(["span", "colspan", "rowspan", "dir"])
TIGHT_WIDTH_PX, TIGHT_HEIGHT_PX = 200.0, 60.0
"""What does not fit into such a box may stick out of it to the left or above, and so off the page."""


def _sizes(value: str, font: float) -> list[float]:
    plain = _COLOURS.sub(" ", value).replace(",", " ").replace("/", " ")
    return [size for word in words(plain) if (size := length(word, font, font)) is not None]


def _upto(most: float, *, em: float = 0.0) -> Test:
    """No length in the value is larger than so many px (or so many times the font size), either way."""
    return lambda value, font: (
        "(" not in _COLOURS.sub("", value)
        and all(abs(size) <= max(most, em * font) for size in _sizes(value, font))
    )


def _lines(value: str, font: float) -> bool:
    """Lines through the letters are thin, or there are none."""
    return "blink" not in value and _upto(2.0, em=0.12)(value, font)


ORDINARY: dict[str, Test] = {
    "background-blend-mode": lambda value, font: set(re.split(r"[\s,]+", value)) <= {"normal"},
    "border-image": lambda value, font: "fill" not in value,
    "outline-offset": lambda value, font: all(s >= -3 for s in _sizes(value, font)) and "(" not in value,
    "text-decoration": _lines,
    "text-decoration-thickness": _lines,
    "-webkit-text-decoration": _lines,
    "-webkit-text-stroke": _upto(1.0),
    "-webkit-text-stroke-width": _upto(1.0),
    "vertical-align": _upto(24.0),
    "border-spacing": _upto(60.0),
    "gap": _upto(100.0),
    "row-gap": _upto(100.0),
    "column-gap": _upto(100.0),
    "grid-gap": _upto(100.0),
    "grid-row-gap": _upto(100.0),
    "grid-column-gap": _upto(100.0),
    "quotes": lambda value, font: _MARKS.fullmatch(value) is not None,
    "tab-size": lambda value, font: value.isdigit() and int(value[:6]) <= 16,
    "writing-mode": lambda value, font: value == "horizontal-tb",
    "border": _upto(60.0),
    "border-width": _upto(60.0),
    "border-left": _upto(60.0),
    "border-top": _upto(60.0),
    "border-left-width": _upto(60.0),
    "border-top-width": _upto(60.0),
}  # fmt: skip
_UNLAID = frozenset(
    ["background-blend-mode", "border-image", "outline-offset", "text-decoration-thickness",
     "-webkit-text-stroke", "-webkit-text-stroke-width"]
)  # fmt: skip
"""Whatever their values are, each box stands where it did, and is as large."""
_TECHNIQUES = {
    "text-decoration": "cover-zindex",
}


def weigh(node: Node, here: Context, won: Won, page: Page, blocky: bool) -> None:
    """Make the element uncertain where a value is not known to leave text readable."""
    for name, value in won.items():
        test = ORDINARY.get(name)
        if name == "writing-mode" and is_upright(node, here, won, page):
            continue
        if test is not None and value not in _NOTHING and not test(value, here.font):
            thick = name.startswith("border") and name != "border-spacing" and not _UNTOLD.search(value)
            if thick or name in _UNLAID:
                # Of a thick border it is known how thick it is.
                here.doubt = here.doubt or "unknown-property"
            else:
                here.suspect(_TECHNIQUES.get(name, "unknown-property"))
                page.quotes = page.quotes or name == "quotes"
        elif "(" in value and name not in ("content", "font-family") and _COMPUTED.search(value):
            here.suspect("unknown-property")
    if node.tag in ("col", "colgroup"):
        _column(node, here, won, page)
    _tight(node, here, won, page, blocky)


def _column(node: Node, here: Context, won: Won, page: Page) -> None:
    """A column paints and folds cells that stand elsewhere in the tree."""
    acts = here.visible != "visible" or "visibility" in won or "bgcolor" in node.attrs
    table = node.nearest("table")
    laid = page.styled.get(id(table))
    # Elsewhere a column is as wide as its words.
    fixed = laid is None or laid.here.fixed_table
    narrow = fixed and won.get("width", node.attrs.get("width", "auto")) in ("0", "0px", "1", "1px", "0%")
    if acts or narrow or any(name.startswith(("background", "border")) for name in won):
        cells = _cells(node, table) if table is not None and not narrow else None
        for cell in [table or node] if cells is None else cells:
            page.spoilt.append((cell, "visibility-collapse"))


def _cells(column: Node, table: Node) -> list[Node] | None:
    """The cells that stand in a column; None where that is not plain to see."""
    columns: list[Node] = []
    cells: list[Node] = []
    stack = list(reversed(table.elements()))
    while stack:
        node = stack.pop()
        if not _SPANS.isdisjoint(node.attrs) or (node.tag == "colgroup" and not node.elements()):
            return None
        if node.tag == "col":
            columns.append(node)
            if len(columns) > MOST_COLUMNS:
                return None
        elif node.tag == "tr":
            at, index = 0, columns.index(column) if column in columns else -1
            for cell in node.elements():
                told = re.fullmatch(r"[1-9]\d?", cell.attrs.get("colspan", "1"))
                if cell.tag not in ("td", "th") or "rowspan" in cell.attrs or told is None:
                    return None
                if at <= index < at + int(told[0]):
                    cells.append(cell)
                at += int(told[0])
        elif node.tag in ("colgroup", "thead", "tbody", "tfoot"):
            stack.extend(reversed(node.elements()))
    return cells if column in columns else None


def _tight(node: Node, here: Context, won: Won, page: Page, blocky: bool) -> None:
    """What is laid from the far side of a small box sticks out of it on the near one."""
    if blocky:
        wide = length(won.get("width", won.get("max-width", "")), here.font, None)
        high = length(won.get("height", won.get("max-height", "")), here.font, None)
        if (wide is not None and wide < TIGHT_WIDTH_PX) or (high is not None and high < TIGHT_HEIGHT_PX):
            size = page.size_of(node)
            width = wide if wide is not None else 600.0
            lines = 1 + size.lines + size.chars * here.font * 0.6 / max(width, 1.0)
            here.tight = (
                size.awkward
                or size.word * here.font * 0.75 > width
                or lines * here.font * 1.2 > (high if high is not None else 1e9) + here.font
            )
    if any(name.startswith(("justify-", "place-")) and _ENDS.search(value) for name, value in won.items()):
        page.flung.append(node if here.items or node.parent is None else node.parent)
    elif (here.items and may_turn(node, won, page.styled)) or (
        "reverse" in f"{won.get('flex-direction', '')} {won.get('flex-flow', '')} {won.get('flex-wrap', '')}"
    ):
        page.flung.append(node)
    if not here.tight:
        return
    anchored = any(won.get(side, "auto") not in ("auto", "initial") for side in ("right", "bottom"))
    aligned = {
        name
        for name, value in won.items()
        if name.startswith(("justify-", "align-", "place-")) and _ENDS.search(value)
    }
    if aligned == {"align-items"} and here.display in ("flex", "inline-flex"):
        # Whether the row has room for them, the flow tells.
        here.clip_doubt = here.clip_doubt or "nested-clip"
        page.pulled = True
    elif aligned or (anchored and won.get("position") in ("absolute", "fixed")):
        here.suspect("nested-clip")
    backwards = won.get("float", "").endswith(("right", "end"))
    if backwards or won.get("direction") == "rtl" or node.attrs.get("dir", "").lower() == "rtl":
        here.suspect("nested-clip")
