"""Colours that a filter makes of letters and their ground (Filter Effects 1, 9)."""

import re
from collections.abc import Callable

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import RGB
from intake.sanitize.css.lengths import length, number
from intake.sanitize.css.properties import LETTER_LOOKS
from intake.sanitize.elements import names
from intake.sanitize.html.context import Context, Page
from intake.sanitize.tree import Node

_CALL = re.compile(r"([a-z-]+)\(\s*([^()\s]*)\s*\)\s*")
_CHANGES = names("brightness contrast grayscale hue-rotate invert saturate sepia blur")
_PLAIN = (LETTER_LOOKS - {"color"}) | names(
    """
    margin margin-top margin-bottom margin-left margin-right padding padding-top padding-bottom padding-left
    padding-right text-align line-height text-transform letter-spacing font-family mso-line-height-rule
    text-decoration list-style
    """
)
"""What may be declared in a filtered box for what stands in it: nothing that paints or fades by itself."""
_TAGS = names("b br div em h1 h2 h3 h4 i li ol p small span strong sub sup u ul")
_ALLOWED = names("background background-color color filter")
_BARE = frozenset(["none", "transparent"])
_GROUND = re.compile(r"[#a-z0-9]+|rgba?\([^()]*\)")
_LEGACY = frozenset(["bgcolor", "background", "color", "dir"])
_Row = tuple[float, float, float]
_Step = tuple[_Row, _Row, _Row, float]
"""Three rows of a matrix, and what is added to each."""
MOST_STEPS, MOST_BLURRED_PX = 20, 0.5


def changes(value: str) -> bool:
    """Whether a filter changes colours, or blurs them."""
    return any(f"{name}(" in value for name in _CHANGES)


def tint(node: Node, here: Context, won: Won, bare: tuple[RGB, ...], page: Page) -> None:
    """Give the letters of a filtered box, and its ground, the colours that they are seen in.

    `bare` is what stands behind the box. Where the colours cannot be told, the box is in doubt.
    """
    if here.tinted:
        if not (node.tag in _TAGS and won.keys() <= _PLAIN and _LEGACY.isdisjoint(node.attrs)):
            here.suspect("filter-opacity-0")
        return
    here.tinted = True
    steps = _steps(won["filter"], here.font)
    painted = any(won.get(name, "none") not in _BARE for name in ("background", "background-color"))
    grounded = here.solid and len(here.backs) == 1 if painted else here.backs == bare
    fits = node.tag in _TAGS and won.keys() <= _PLAIN | _ALLOWED and _LEGACY.isdisjoint(node.attrs)
    told = fits and grounded and _GROUND.fullmatch(won.get("background", "none")) and _plain(node, here, page)
    if not told or steps is None or here.colour is None:
        here.suspect("filter-opacity-0")
        return
    if painted:
        here.backs = (_through(steps, here.backs[0]),)
        page.lay_ground(here.backs)
    here.colour = (*_through(steps, here.colour[:3]), 1.0)


def _plain(node: Node, here: Context, page: Page) -> bool:
    """Whether nothing but the letters' own colour makes them."""
    around = node.parent
    while around is not None:
        styled = page.styled.get(id(around))
        if styled is None or styled.here.clipped_text:
            return False
        around = around.parent
    return (
        here.colour is not None
        and here.colour[3] >= 1
        and here.fill == ""
        and here.shadow in ("", "none")
        and not here.stroke.strip()
        and not here.back_image
        and not here.clipped_text
        and not here.blended
    )


def _steps(value: str, font: float) -> list[_Step] | None:
    """What a filter does to a colour, one after the other; None where that is not told."""
    steps: list[_Step] = []
    at = 0
    while at < len(value):
        found = _CALL.match(value, at)
        step = _step(found.group(1), found.group(2), font) if found else None
        if found is None or step is None or len(steps) >= MOST_STEPS:
            return None
        steps.append(step)
        at = found.end()
    return steps


_SAME: _Step = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 0.0)


def _step(name: str, told: str, font: float) -> _Step | None:
    if name == "hue-rotate":
        # A turn needs sines, and leaves colours apart that were: it is told by none.
        return _SAME if told in ("", "0", "0deg") else None
    if name == "blur":
        size = length(told or "0", font, None)
        return _SAME if size is not None and size <= MOST_BLURRED_PX else None
    amount = 1.0 if not told else number(told)
    if amount is None or amount < 0:
        return None
    if name == "opacity":
        return _SAME
    make = _MAKES.get(name)
    return (
        make(amount if name in ("brightness", "contrast", "saturate") else min(1.0, amount)) if make else None
    )


def _scaled(by: float, more: float) -> _Step:
    return (by, 0.0, 0.0), (0.0, by, 0.0), (0.0, 0.0, by), more


def _saturated(by: float) -> _Step:
    return (
        (0.213 + 0.787 * by, 0.715 - 0.715 * by, 0.072 - 0.072 * by),
        (0.213 - 0.213 * by, 0.715 + 0.285 * by, 0.072 - 0.072 * by),
        (0.213 - 0.213 * by, 0.715 - 0.715 * by, 0.072 + 0.928 * by),
        0.0,
    )


def _sepia(by: float) -> _Step:
    less = 1 - by
    return (
        (0.393 + 0.607 * less, 0.769 - 0.769 * less, 0.189 - 0.189 * less),
        (0.349 - 0.349 * less, 0.686 + 0.314 * less, 0.168 - 0.168 * less),
        (0.272 - 0.272 * less, 0.534 - 0.534 * less, 0.131 + 0.869 * less),
        0.0,
    )


_MAKES: dict[str, Callable[[float], _Step]] = {
    "brightness": lambda by: _scaled(by, 0.0),
    "contrast": lambda by: _scaled(by, 0.5 - 0.5 * by),
    "grayscale": lambda by: _saturated(1 - by),
    "invert": lambda by: _scaled(1 - 2 * by, by),
    "saturate": _saturated,
    "sepia": _sepia,
}


def _through(steps: list[_Step], colour: RGB) -> RGB:
    for *rows, more in steps:
        red, green, blue = (
            min(1.0, max(0.0, sum(a * b for a, b in zip(row, colour, strict=True)) + more)) for row in rows
        )
        colour = (red, green, blue)
    return colour
