"""Whether a person sees a text in its context."""

import re

from intake.sanitize.css.colour import RGB, RGBA, blend, contrast, parse_colour
from intake.sanitize.css.lengths import length
from intake.sanitize.html.context import DOUBTFUL, SMALL_PX, TINY_PX, UNREADABLE, Context, Page

MOST_ZOOMED = 0.5
FLAT_PX = 2.0
_RECOLOURED = frozenset(
    [
        "first-letter-line",
        "blend-mode",
        "filter-opacity-0",
        "color-near-bg",
        "animation-end",
        "unknown-property",
    ]
)
"""Doubts by which letters of the colour of their ground may be seen after all."""
MOST_BEHIND = 64
"""Painted boxes that are asked whether letters can be read on them."""
LEAST_OUTLINE = 2.5
"""Contrast of a shadow or a stroke that letters can be read by; a shadow is blurred."""


def judge(here: Context, page: Page) -> tuple[str, str]:
    """The technique that hides a text here, or else why it cannot be told; both empty where it is seen."""
    if here.gone:
        return here.gone, ""
    if here.visible != "visible":
        return f"visibility-{here.visible}", ""
    if here.clip:
        return here.clip, ""
    if here.font < TINY_PX and not (here.soft and here.font > 0):
        if here.zoom < MOST_ZOOMED:
            return "zoom-tiny", ""
        return ("font-size-0" if here.font < 0.5 else "font-size-1px-white"), ""
    if here.indented == "hidden":
        return "text-indent-neg", ""
    doubt = here.doubt or here.clip_doubt or ("text-indent-neg" if here.indented else "")
    doubt = doubt or ("first-letter-line" if here.first else "")
    if here.line is not None and here.line <= FLAT_PX and here.clipper is not None:
        # Lines without height add none to the box that cuts.
        doubt = doubt or "line-height-0-clip"
    if here.font < SMALL_PX:
        doubt = doubt or "font-size-0"
    colour = here.colour if here.fill == "" else here.fill
    if colour is None or isinstance(colour, str):
        return "", doubt or "color-near-bg"
    ratios = [contrast(_rounded(blend(colour, here.opacity, back)), _rounded(back)) for back in here.backs]
    if here.clipped_text:
        ratios = ratios if here.fill == "" and colour[3] > 0 else [1.0]
    best, worst = max(ratios), min(ratios)
    if best < UNREADABLE:
        if here.shadow not in ("", "none") or _is_stroked(here):
            return "", (_outline(here) and (doubt or "color-currentcolor-shadow")) or doubt
        if here.back_image:
            return "", doubt or "bg-gradient-image"
        moved = here.displaced and any(back != page.canvas for back in here.backs)
        if doubt in _RECOLOURED or here.first or moved or _may_lie_on_another(colour, here, page):
            # The first line has a colour of its own; what is displaced may stand beside its ground.
            return "", doubt or "color-near-bg"
        return _colour_technique(colour, best, here), ""
    if here.opacity < 1 and not all(
        _through(colour, here.opacity, b, o) for b in here.backs for o in here.outer
    ):
        doubt = doubt or "opacity-near-0"
    if worst < DOUBTFUL:
        doubt = doubt or ("bg-gradient-image" if len(ratios) > 1 else "color-near-bg")
    if here.back_image:
        doubt = doubt or "bg-gradient-image"
    return "", doubt


def _may_lie_on_another(colour: RGBA, here: Context, page: Page) -> bool:
    """Whether letters could be read on a box out of its place, which may lie behind them."""
    for other in page.grounds[-MOST_BEHIND:]:
        behind = other.box.here
        # What is displaced together keeps its distance.
        apart = (other.moved or here.displaced) and behind.mover is not here.mover
        if apart and behind is not here and not other.letters:
            for back in behind.backs:
                if contrast(_rounded(blend(colour, here.opacity, back)), _rounded(back)) >= UNREADABLE:
                    return True
    return False


def _through(colour: RGBA, opacity: float, back: RGB, outer: RGB) -> bool:
    """Whether letters can be told from their ground where both are seen through one opacity."""
    letter = blend((*blend(colour, 1, back), 1.0), opacity, outer)
    ground = blend((*back, 1.0), opacity, outer)
    return contrast(_rounded(letter), _rounded(ground)) >= DOUBTFUL


def _is_stroked(here: Context) -> bool:
    """Whether a line may be drawn around the letters: a colour by itself draws none."""
    return any(
        word in ("thin", "medium", "thick") or "(" in word or (length(word, here.font, None) or 0.0) > 0
        for word in re.sub(r"[a-z]+\([^()]*\)", "", here.stroke).split()
    )


def _outline(here: Context) -> bool:
    """Whether shadow or stroke leave it doubtful that the letters can be read; True unless one is plain to see."""  # noqa: E501
    for word in re.findall(r"#[0-9a-f]{3,8}|[a-z]+\([^)]*\)|[a-z]+", f"{here.shadow} {here.stroke}"):
        colour = parse_colour(word)
        if colour == "currentcolor":
            continue
        if isinstance(colour, tuple) and all(
            contrast(_rounded(blend(colour, here.opacity, b)), _rounded(b)) >= LEAST_OUTLINE
            for b in here.backs
        ):
            lengths = [
                length(w, here.font, None)
                for w in re.findall(r"(?<![\w#(.])-?[\d.]+(?:px|em|pt)?", here.shadow or here.stroke)
            ]
            return not all(v is not None and abs(v) <= 3 for v in lengths[:3])
    return True


def _rounded(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    return (round(colour[0], 3), round(colour[1], 3), round(colour[2], 3))


def _colour_technique(colour: tuple[float, float, float, float], ratio: float, here: Context) -> str:
    if here.fill != "":
        return "text-fill-transparent"
    if colour[3] == 0:
        return "color-transparent"
    if colour[3] < 0.1:
        return "color-rgba-0"
    if here.opacity < 0.3:
        return "opacity-near-0"
    return "color-eq-bg-inherit" if ratio < 1.01 else "color-near-bg"
