"""The alternative text of an image that does not load, in the box that the image has (HTML, 15.4.3)."""

import re

from intake.mail import Finding
from intake.sanitize.css.cascade import Won
from intake.sanitize.css.lengths import length, number
from intake.sanitize.html.context import OFF, Context, Page, Styled
from intake.sanitize.html.pieces import Walk, put_text
from intake.sanitize.tree import Node

TRACKING_PX = 3.0
SPECK_PX = 4.0
"""Of less nothing can be read."""
SIGN_PX, FRAME_PX = 16.0, 4.0
"""The sign of a broken image, and what the frame around takes of a box."""
MOST_CUT = 1.5
"""Of a word that is wider than its line, as far as these widths tell, most is seen."""
CUT_LINE = 0.3
"""The share of the last line that may be cut from below."""
LEAST_SHARE = 0.1
USUAL_PX = 300.0
"""The width that a box has at least where none is declared; a text that needs more is in doubt."""
NARROW, LETTER, LINE = 0.35, 0.6, 1.125
"""The width of letters, at least and at most, and the height of a line, in font sizes."""
_INF = float("inf")
_SPACES = re.compile(r"[ \t\n\f\r]+")
_ATTRIBUTE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)(%?)")
_IN_LINE = frozenset(["inline", "initial", "unset", "revert", "revert-layer"])
_BROKEN = frozenset(["word-break", "overflow-wrap", "word-wrap", "hyphens", "line-break", "white-space"])
_OPEN = frozenset(["none", "auto", "hidden", "clip"])
_STRETCHED = (
    "min-", "overflow", "writing-mode", "flex", "align-", "justify-", "place-", "grid-", "inset", "top",
    "bottom", "aspect-ratio",
)  # fmt: skip
"""What makes a box larger, or smaller, than it is declared to be."""


def put_image(walk: Walk, node: Node, here: Context) -> None:
    """Put the alternative text of an `img`, or of a button that is an image, as far as its box shows it."""
    styled = walk.page.styled[id(node)]
    alt = _SPACES.sub(" ", node.attrs.get("alt", "")).strip(" ")
    source = node.attrs.get("src", "")
    wide, high = (_declared(styled, side, here.room) for side in ("width", "height"))
    if min(wide or _INF, high or _INF) <= TRACKING_PX or 0.0 in (wide, high):
        walk.extra.append(Finding.of("tracking-pixel", source[:200], walk.where, "removed"))
    if not alt.strip():
        return
    free, item = is_free(styled, walk.page), _is_item(styled, walk.page)
    sizes = [_limit(styled, side, here.room) for side in ("max-width", "max-height")]
    if not free:
        sizes = [_least(wide, sizes[0]), _least(high, sizes[1])]
    # What lays out items may give them any size that they do not declare.
    seen = None if item and _INF in sizes else _seen(alt, styled, sizes, free=free, quirky=walk.page.quirky)
    if seen is False or source[:5].lower() == "data:":
        walk.hidden.setdefault((id(node), "img-alt-blocked"), []).append(alt)
        return
    if seen is None:
        # The context may be that of other images as well.
        here = styled.here = here.inside()
        here.suspect("img-alt-blocked")
    put_text(walk, alt, node, here)


def is_free(styled: Styled, page: Page) -> bool:
    """Whether a line with the text stands for an image, whatever its size; with quirks it never does."""
    return (
        not (page.quirky or _is_item(styled, page))
        and styled.won.get("display", "inline") in _IN_LINE
        and styled.won.get("position", "static") in ("static", "relative", "sticky")
        and not styled.floats
    )


def _is_item(styled: Styled, page: Page) -> bool:
    around = page.styled.get(id(styled.node.parent))
    return around is not None and around.here.items


def _declared(styled: Styled, side: str, room: float | None) -> float | None:
    """A side of the box in px; None where it is not told, and infinite where it is what the text needs."""
    attribute = _ATTRIBUTE.match(styled.node.attrs.get(side, ""))
    told = styled.won.get(side, attribute[1] + attribute[2] if attribute else "auto")
    return _size(told, styled, side == "width", room)


def _limit(styled: Styled, name: str, room: float | None) -> float | None:
    return _size(styled.won.get(name, "none"), styled, name == "max-width", room)


def _size(told: str, styled: Styled, across: bool, room: float | None) -> float | None:
    if told in OFF or not told:
        return _INF
    if told.endswith("%"):
        share = number(told)
        if share is None:
            return None
        if not across:
            # Of a height that nothing around declares it is none (CSS 2.2, 10.5).
            return None if _measured(styled.node.parent) else _INF
        if room is None:
            return _INF if share >= LEAST_SHARE else None
        return share * room
    return length(told, styled.here.font, None)


def _measured(node: Node | None) -> bool:
    """Whether a box around may have a height of its own."""
    while node is not None:
        if "height" in node.attrs or "height" in node.attrs.get("style", "") or "class" in node.attrs:
            return True
        node = node.parent
    return False


def _least(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else min(one, other)


def _seen(alt: str, styled: Styled, sizes: list[float | None], *, free: bool, quirky: bool) -> bool | None:
    """Whether a box shows the text; None where that is not told."""
    here, won = styled.here, styled.won
    wide, high = sizes
    loose = any(name.startswith(_STRETCHED) and value not in _OPEN for name, value in won.items())
    if wide is not None and high is not None and min(wide, high) < SPECK_PX:
        return None if loose else False
    if wide is None or high is None:
        return None
    if free and wide == high == _INF:
        return True
    framed = any(name.startswith(("padding", "border")) for name in won)
    if loose or (framed and won.get("box-sizing") == "border-box"):
        return None
    # With quirks a box that has no room for the sign of a broken image and its frame has neither.
    sign = 0.0 if quirky and min(wide, high) < SIGN_PX + 2 else SIGN_PX
    frame = FRAME_PX if quirky and sign else 0.0
    room = min(wide - frame, USUAL_PX if here.room is None else here.room)
    line = max(here.font * LINE, here.line or 0.0)
    first = len(alt.partition(" ")[0]) * here.font * NARROW
    if sign and high - frame - line < SPECK_PX and sign + first > room and _breaks(won, here):
        # What does not fit beside the sign stands in the second line, of which nothing is seen.
        return False
    lines = _lines(alt, here, room, sign)
    return True if lines is not None and (lines - CUT_LINE) * line <= high - frame else None


def _breaks(won: Won, here: Context) -> bool:
    """Whether a text is broken between words and nowhere else."""
    return here.white in ("", "normal") and _BROKEN.isdisjoint(won)


def _lines(alt: str, here: Context, room: float, used: float) -> int | None:
    """The lines that a text takes at most; None where a word may be wider than its line."""
    widths = [len(word) * here.font * LETTER for word in alt.split(" ")]
    if here.white not in ("", "normal"):
        return 1 if used + sum(widths) + len(widths) * here.font * LETTER <= room else None
    lines = 1
    for width in widths:
        if width > room * MOST_CUT:
            return None
        if used + width > room:
            lines, used = lines + 1, 0.0
        used += width + here.font * LETTER
    return lines
