"""The colours of the browser's own sheet, light and dark: of the page, its links, and its fields."""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import BLACK, RGBA, SYSTEM, WHITE, blend, scheme, split_commas
from intake.sanitize.css.properties import WIDE
from intake.sanitize.css.sheets import inline
from intake.sanitize.html.context import Context, Page
from intake.sanitize.html.controls import rows
from intake.sanitize.html.formulas import in_formula
from intake.sanitize.tree import Node

_DARK: dict[str, str] = {
    **{name: "#ffffff" for name, colour in SYSTEM.items() if colour == BLACK},
    **{name: "#121212" for name, colour in SYSTEM.items() if colour == (1, 1, 1, 1)},
    **dict.fromkeys(["buttonface", "buttonhighlight", "buttonshadow", "threedface"], "#6b6b6b"),
    "field": "#3b3b3b", "linktext": "#9e9eff", "-webkit-link": "#9e9eff", "visitedtext": "#d0adf0",
    "-webkit-activelink": "#ff9e9e", "marktext": "#000000",
}  # fmt: skip
"""System colours of a dark scheme, as Chromium has them."""
_NAMED = re.compile(rf"(?<![\w#.-])(?:{'|'.join(sorted(_DARK, key=len, reverse=True))})(?![\w(-])")
_COLOURED = (
    "color", "background", "border", "outline", "box-shadow", "-webkit-", "text-", "column-rule", "fill",
    "stroke", "filter",
)  # fmt: skip
"""Properties in which a colour may stand."""
_EITHER = "light-dark("
MOST_CHOICES = 100
"""Colours of one declaration that the scheme chooses; more are not told."""


def _grey(level: int, alpha: float = 1.0) -> RGBA:
    return (level / 255, level / 255, level / 255, alpha)


# Each for a light scheme and a dark one.
_CANVAS = (WHITE, _grey(18)[:3])
_INK = (BLACK, _grey(255))
_LINK: tuple[RGBA, RGBA] = ((0.0, 0.0, 0.933, 1.0), (158 / 255, 158 / 255, 1.0, 1.0))
_FIELD = (_grey(255), _grey(59))
_BUTTON = (_grey(239), _grey(107))
_PUSHED = (_grey(16, 0.3), _grey(255, 0.3))
"""Letters of a button that is disabled,"""
_UNUSED = (_grey(84), _grey(170))
"""of a field,"""
_GREY = (_grey(128), _grey(170))
"""and of a choice."""
_FAINT = (_grey(239, 0.3), _grey(59, 0.3))
"""The ground of what is disabled."""
_CHOSEN = (_grey(16), _grey(255))
_MARKED = (_grey(206), _grey(84))
"""Letters and ground of what is chosen in a list."""
PLACEHOLDER = _grey(117)
_BUTTONS = frozenset(["submit", "reset", "button", "color"])
_ERROR = {"background-color": "lightyellow", "border": "1px solid red"}
_DIALOG = {"position": "absolute", "background-color": "canvas", "color": "canvastext", "border": "solid"}


SHEETED = frozenset(["dialog", "select", "merror"])


def own_sheet(node: Node) -> Won:
    """What the browser's own sheet declares of a dialog, of a list that is disabled, and of an error."""
    if node.tag == "merror":
        return _ERROR if in_formula(node) else {}
    if node.tag == "dialog":
        return _DIALOG
    return {"opacity": "0.7"} if node.tag == "select" and is_disabled(node) else {}


def first_scheme(told: list[str]) -> str:
    """The scheme of the first `meta` that has one (HTML, 4.2.5.1)."""
    for content in told:
        found = inline(f"color-scheme:{content}")
        if ";" in content or len(found) != 1 or found[0][2]:
            continue
        value = found[0][1].lower()
        if scheme(value) or value in WIDE:
            return scheme(value) or "normal"
    return "normal"


_INHERITING = WIDE - {"initial"}


def page_context(page: Page, root: Won) -> Context:
    """What the root element stands in, by what is declared of it."""
    around = Context(dark=page.scheme == "dark")
    dark = is_dark(root, around, page)
    page.canvas, page.ink = _CANVAS[dark], _INK[dark]
    canvas = (page.canvas,)
    return Context(colour=page.ink, backs=canvas, block_backs=canvas, outer=canvas, dark=dark)


def is_dark(won: Won, around: Context, page: Page) -> bool:
    """Whether an element has dark colours, by what is declared, what is around it, and what the page says."""
    value = won.get("color-scheme", "inherit")
    if value in _INHERITING:
        return around.dark
    found = scheme(value)
    return (page.scheme if found in ("", "normal") else found) == "dark"


def darkened(won: Won) -> Won:
    """The declarations with the colours put in that a dark scheme chooses."""
    if not any(_EITHER in value or _NAMED.search(value) for value in won.values()):
        return won
    return {
        name: _NAMED.sub(lambda found: _DARK[found[0]], _second(value))
        if name.startswith(_COLOURED)
        else value
        for name, value in won.items()
    }


def _second(value: str) -> str:
    """The second of each two colours of which the scheme takes one (CSS Color 5, 11)."""
    for _ in range(MOST_CHOICES):
        start = value.find(_EITHER)
        if start < 0:
            return value
        depth, begin = 1, start + len(_EITHER)
        end = begin
        while end < len(value) and depth:
            depth += (value[end] == "(") - (value[end] == ")")
            end += 1
        value = value[:start] + split_commas(value[begin : end - (depth == 0)])[-1] + value[end:]
    return value.replace(_EITHER, "contrast-color(")


def initial_colour(here: Context) -> RGBA:
    """The colour of letters of which nothing is said."""
    return _INK[here.dark]


def link_colour(here: Context) -> RGBA:
    """The colour of links of which nothing is said."""
    return _LINK[here.dark]


def paint_field(node: Node, here: Context) -> None:
    """Letters and ground of a button or a field of which nothing is declared."""
    tag, dark = node.tag, here.dark
    pushed = tag == "button" or (tag == "input" and node.attrs.get("type", "").lower() in _BUTTONS)
    here.colour = _INK[dark]
    grounds = [_BUTTON if pushed else _FIELD]
    if tag == "select" and rows(node) is None:
        # Where nothing is declared of its frame, the system paints it.
        grounds.append(_BUTTON)
    if is_disabled(node):
        here.colour = (_PUSHED if pushed else _GREY if tag == "select" else _UNUSED)[dark]
        grounds += [_FAINT] if tag != "select" else []
    here.backs = tuple(dict.fromkeys(blend(g[dark], 1, back) for g in grounds for back in here.backs))


def paint_choice(node: Node, here: Context) -> None:
    """Letters and ground of a choice in a list of which nothing is declared."""
    group = node.parent if node.parent is not None and node.parent.tag == "optgroup" else node
    if "selected" in node.attrs:
        field = node.nearest("select")
        plain = here.colour == _INK[here.dark] and here.backs == (_FIELD[here.dark][:3],)
        if not plain and (field is None or "multiple" not in field.attrs):
            # Of several that are selected the last one is.
            here.suspect("select-datalist")
        here.colour, here.backs = _CHOSEN[here.dark], (_MARKED[here.dark][:3],)
        if field is not None and is_disabled(field):
            here.colour = _GREY[here.dark]
    if "disabled" in node.attrs or "disabled" in group.attrs:
        here.colour = _GREY[here.dark]


def is_disabled(field: Node) -> bool:
    """Whether a field takes nothing, by itself or as one of several (HTML, 4.10.19.5)."""
    if "disabled" in field.attrs:
        return True
    inner, around = field, field.parent
    while around is not None:
        if around.tag == "fieldset" and "disabled" in around.attrs:
            legend = next((child for child in around.elements() if child.tag == "legend"), None)
            if inner is not legend:
                return True
        inner, around = around, around.parent
    return False
