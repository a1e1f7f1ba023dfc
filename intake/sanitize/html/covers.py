"""Which texts a painted box may lie over, so that they are in doubt."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from intake.sanitize.css.colour import RGBA, blend, contrast
from intake.sanitize.css.lengths import length
from intake.sanitize.html.astray import ground_of
from intake.sanitize.html.context import DOUBTFUL, OFF, Context, Ground
from intake.sanitize.html.declared import edges
from intake.sanitize.html.grounds import LEAST_LETTER, LEAST_LINE, LETTER, MOST_COVERED_PX, colours, veil_of
from intake.sanitize.html.overlap import Places
from intake.sanitize.html.pieces import Piece, Walk
from intake.sanitize.html.stacking import Key, Stacking
from intake.sanitize.tree import Node

MOST_PAIRS = 20_000
"""Of a text and a box that are looked at, some 10 µs each."""
CLEAR = 1.6
"""Contrast that is left to letters behind a pane of glass, so that they can surely be read."""

_USUAL = OFF | {"inherit"}


class Text(NamedTuple):
    """A text with the node and the context that it stands in."""

    piece: Piece
    at: Node
    here: Context

    @property
    def line(self) -> float:
        return self.here.line if self.here.line is not None else self.here.font * LETTER

    @property
    def displaced(self) -> bool:
        """It stands elsewhere than where it would by itself."""
        return self.here.displaced or self.piece.aside

    @property
    def exceeds(self) -> bool:
        """It may stick out of the box that it stands in."""
        return self.here.exceeds or self.line < self.here.font * LEAST_LINE


class Scene:
    """What tells which boxes of a page lie over which texts, each worked out once, where it is asked for."""

    def __init__(self, walk: Walk, places: Callable[[], Places] | None) -> None:
        self.walk = walk
        self.places = places

    @cached_property
    def order(self) -> Stacking:
        return Stacking(self.walk)

    @cached_property
    def folds(self) -> bool:
        """Whether a negative margin brings what stands in the flow of the page nearer together."""
        told: dict[tuple[int, float], bool] = {}
        for styled in self.walk.page.styled.values():
            key = id(styled.won), styled.here.font
            if key not in told:
                margin = edges(styled.won)["margin"]
                values = [margin[s] for s in ("top", "bottom") if margin.get(s, "auto") not in _USUAL]
                sizes = [length(value, styled.here.font, 1000.0) for value in values]
                told[key] = any(size is None or size < 0 for size in sizes)
        return any(told.values())

    def holds(self, ground: Ground, text: Text) -> bool:
        """Whether a text stands in a box."""
        start, end = self.walk.spans.get(id(ground.box.node), (0, 0))
        return start <= text.piece.order <= end or text.at is ground.box.node

    def ground_key(self, text: Text) -> Key | None:
        """Where the ground of a text's own is painted, through which nothing is seen; None without one."""
        own = ground_of(self.walk, text.piece, self.places)
        return None if own is None else self.order.box(own, outline=False)


def lie_over(scene: Scene, texts: list[Text]) -> None:
    """Doubt the texts that a box out of its place may lie over."""
    page = scene.walk.page
    grounds, pulled = page.grounds, page.pulled
    loose = any(g.moved for g in grounds) or (grounds and any(t.displaced or t.exceeds for t in texts))
    if not texts or not (loose or pulled):
        return
    if scene.places is None or len(grounds) * len(texts) > MOST_PAIRS:
        for text in texts:
            text.piece.doubt = "cover-zindex"
        return
    order, places = scene.order, scene.places()
    painted = [
        (g, None, None) if g.letters else (g, order.box(g.box, outline=g.outline), colours(g.box))
        for g in grounds
    ]
    for text in texts:
        if pulled and not places.depth(text.at).low >= -MOST_COVERED_PX:
            # It may stand above the upper edge of the page.
            text.piece.doubt = "margin-negative"
        mine = order.text(text.piece)
        under: list[RGBA] = []
        veil: RGBA | None = None
        for ground, key, looks in painted:
            if text.piece.doubt:
                break
            if scene.holds(ground, text):
                if ground.moved and places.lies_over_itself(ground.box, text.at, text.line):
                    text.piece.doubt = "cover-zindex"
                continue
            if not _meets(text, ground, pulled=pulled):
                continue
            if ground.box.here.gone == "rotate-y-90" and not places.deep:
                # Seen from its edge.
                continue
            above = mine is not None and key is not None and key < mine
            if above and readable(text.here, looks, ground.box.here.opacity):
                under += looks or ()
                continue
            together = not (scene.folds or ground.letters or text.here.sticks)
            if apart(text, ground, places, together=together):
                continue
            own = scene.ground_key(text) if above else None
            if own is not None and key is not None and key < own:
                continue
            # One pane of glass may lie over it; of two it would have to be told what they make together.
            veil, before = veil_of(ground.box, looks), veil
            if veil is None or before is not None:
                text.piece.doubt = "cover-zindex"
        if veil is not None and not text.piece.doubt and not _shines_through(text.here, under, veil):
            text.piece.doubt = "cover-zindex"


def _meets(text: Text, ground: Ground, *, pulled: bool) -> bool:
    """Whether a text and a box that does not hold it could come to lie over another at all."""
    # Letters are about so high; of a line that is covered less something is left to read.
    framed = not ground.letters and ground.spread > text.here.font * LEAST_LETTER
    reaches = ground.wide or framed or ground.box.here.exceeds
    if pulled or text.exceeds or (ground.moved and reaches):
        return True
    # What is displaced together keeps its distance.
    return (ground.moved or text.displaced) and (
        text.piece.aside or text.here.mover is not ground.box.here.mover
    )


def readable(here: Context, looks: tuple[RGBA, ...] | None, opacity: float) -> bool:
    """Whether a text can be read on any of these colours, laid over what is behind it."""
    colour = here.colour if here.fill == "" else here.fill
    if looks is None or not isinstance(colour, tuple):
        return False
    for look in looks:
        for back in here.backs:
            for alpha in (look[3], look[3] * opacity):
                ground = blend((*look[:3], alpha), 1, back)
                if contrast(blend(colour, here.opacity, ground), ground) < DOUBTFUL:
                    return False
    return True


def _shines_through(here: Context, under: list[RGBA], veil: RGBA) -> bool:
    """Whether a text can be read through a pane, on its own ground and on all that may lie under it."""
    colour = here.colour if here.fill == "" else here.fill
    if not isinstance(colour, tuple) or here.clipped_text or here.back_image:
        return False
    grounds = [*here.backs, *(blend(look, 1, back) for look in under for back in here.backs)]
    for ground in grounds:
        letters = blend(colour, here.opacity, ground)
        if contrast(blend(veil, 1, letters), blend(veil, 1, ground)) < CLEAR:
            return False
    return True


def apart(text: Text, ground: Ground, places: Places, *, together: bool) -> bool:
    """Whether a text and a painted box surely do not lie over each other."""
    ink = max(0.0, (text.here.font * LETTER - text.line) / 2)
    most = min(MOST_COVERED_PX, text.here.font / 4) - ink
    box, clipper = ground.box, ground.box.here.clipper
    if clipper is not None and clipper is not box.node and places.apart(text.at, clipper, (0.0, 0.0), most):
        return True
    if not ground.letters and places.beside(text.at, box.node, ground.spread):
        return True
    together = together and not text.piece.aside and text.here.mover is box.here.mover
    reach = ground.spread, min(ground.spread, ground.below)
    return places.apart(text.at, box.node, reach, most, together=together)
