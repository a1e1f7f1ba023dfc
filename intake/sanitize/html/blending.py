"""Letters that are blended with what is behind them (Compositing and Blending 1)."""

from collections.abc import Callable

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import contrast
from intake.sanitize.css.properties import LETTER_LOOKS
from intake.sanitize.elements import names
from intake.sanitize.html.context import DOUBTFUL, OFF, Context, Page
from intake.sanitize.tree import Node

_PLAIN = LETTER_LOOKS | names(
    """
    mix-blend-mode margin margin-top margin-bottom text-align line-height padding padding-top padding-bottom
    """
)
"""What may be declared beside it: letters alone are blended then, and stay where they are."""
_GROUPS = names(
    """
    position z-index opacity transform translate scale rotate perspective transform-style filter
    backdrop-filter -webkit-backdrop-filter clip-path clip mask mask-image -webkit-mask -webkit-mask-image
    mix-blend-mode will-change contain container container-type content-visibility animation
    animation-name offset-path view-transition-name -webkit-box-reflect all float overflow background-clip
    background-attachment columns column-count column-width
    """
)
"""What may make a group of its own, in which nothing is behind the letters."""
_MODES: dict[str, Callable[[float, float], float]] = {
    "multiply": lambda back, front: back * front,
    "screen": lambda back, front: back + front - back * front,
    "darken": min,
    "lighten": max,
    "difference": lambda back, front: abs(back - front),
    "exclusion": lambda back, front: back + front - 2 * back * front,
}


def blended(node: Node, here: Context, won: Won, page: Page) -> bool:
    """Give letters the colour that they are seen in; False where that cannot be told."""
    mix = _MODES.get(won["mix-blend-mode"])
    colour = here.colour
    if mix is None or colour is None or colour[3] < 1 or here.fill != "" or len(here.backs) != 1:
        return False
    if won.get("display", "block") not in ("block", "inline-block"):
        return False
    if not _PLAIN.issuperset(won.keys() - {"display"}) or node.elements():
        return False
    grounded = _grounded(node, page)
    if grounded is None:
        return False
    if (
        here.back_image
        or here.displaced
        or here.exceeds
        or here.sticks
        or here.tight
        or here.shadow not in ("", "none")
        or here.stroke.strip()
        or here.opacity < 1
    ):
        return False
    red, green, blue = (mix(back, front) for back, front in zip(here.backs[0], colour[:3], strict=True))
    if grounded:
        here.colour = (red, green, blue, 1.0)
    elif contrast((red, green, blue), here.backs[0]) < DOUBTFUL:
        # Where nothing is painted behind them they are not blended, or with what a client has there.
        return False
    here.blended = True
    page.blended.append(node)
    return True


def _grounded(node: Node, page: Page) -> bool | None:
    """Whether something is painted behind the letters; None where something around may be a group."""
    around, found = node.parent, False
    while around is not None:
        styled = page.styled.get(id(around))
        if styled is None or styled.replaced or styled.here.items or styled.here.blended:
            return None
        if any(styled.won[name] not in OFF for name in _GROUPS & styled.won.keys()):
            return None
        found = found or styled.here.solid
        if styled.won.get("isolation", "auto") not in OFF and not found:
            # Nothing is behind the letters that is painted outside it.
            return None
        around = around.parent
    return found
