"""How text looks: its ink, its ground, its size, and why nobody sees it."""

from dataclasses import dataclass, replace

from intake.sanitize.attachments.colour import BLACK, WHITE, Rgb, rgb, unreadable
from intake.sanitize.attachments.opendocument.markup import points, share

TINY_POINTS = 2.0
MIN_WIDTH = 0.12
"""Letters narrowed to this part of their width are strokes."""
MIN_ALPHA = 0.1
Properties = dict[str, dict[str, str]]
"""By element (`style:text-properties`), the attributes that hold after all that is inherited."""
Ground = tuple[Rgb, ...] | None
"""The colours behind a text: one, or those of a gradient; None where it cannot be told."""
PAPER: Ground = (WHITE,)


@dataclass(frozen=True, slots=True)
class Look:
    """`ink` is None where the application chooses it, `marker` the ground of the letters alone."""

    hidden: bool = False
    ink: Rgb | None = None
    alpha: float = 1.0
    shadow: bool = False
    ground: Ground = PAPER
    marker: Rgb | None = None
    points: float = 12
    raised: float = 1.0
    """The part of its size that a text above or below the line has."""
    width: float = 1.0
    spacing: float = 0.0
    line: float | None = None
    """Height of the lines in points, where it is fixed."""

    def unseen(self) -> str | None:
        """The technique that keeps letters of this look from a reader."""
        if self.hidden:
            return "d1-vanish"
        size = self.points * self.raised
        if size <= TINY_POINTS or self.width <= MIN_WIDTH or self.spacing < -0.55 * size:
            return "d3-1pt"
        if self.line is not None and self.line <= TINY_POINTS:
            return "d3-1pt"
        ground = (self.marker,) if self.marker else self.ground
        # Offices write an opacity of nothing beside a colour of their own choice, and mean the whole of it.
        alpha = 1.0 if self.ink is None and self.alpha <= 0 else self.alpha
        if alpha < MIN_ALPHA:
            return "d2-white"
        if self.shadow or ground is None or (self.ink is None and alpha >= 1):
            return None
        return "d2-white" if all(unreadable(self._mixed(one), one) for one in ground) else None

    def _mixed(self, ground: Rgb) -> Rgb:
        ink = self.ink or BLACK
        r, g, b = (round(i * self.alpha + o * (1 - self.alpha)) for i, o in zip(ink, ground, strict=True))
        return r, g, b


def with_letters(look: Look, own: dict[str, str]) -> Look:
    """A look with `style:text-properties` on top."""
    shown = own.get("text:display")
    if shown is not None:
        by_condition = shown == "condition" and own.get("text:condition") == "none"
        look = replace(look, hidden=shown == "none" or by_condition)
    if (ink := rgb(own.get("fo:color"))) is not None:
        look = replace(look, ink=ink)
    if own.get("style:use-window-font-color") == "true":
        look = replace(look, ink=None)
    size, part = points(own.get("fo:font-size")), share(own.get("fo:font-size"))
    if size is not None or part is not None:
        look = replace(look, points=size if size is not None else look.points * (part or 0))
    if marker := own.get("fo:background-color"):
        look = replace(look, marker=rgb(marker))
    if (wide := share(own.get("style:text-scale"))) is not None:
        look = replace(look, width=wide)
    if position := own.get("style:text-position"):
        height = share(position.rpartition(" ")[2]) if " " in position.strip() else None
        look = replace(look, raised=height if height is not None else 1.0)
    if "fo:letter-spacing" in own:
        look = replace(look, spacing=points(own["fo:letter-spacing"]) or 0.0)
    if (clear := share(own.get("loext:opacity"))) is not None:
        look = replace(look, alpha=clear)
    if shadow := own.get("fo:text-shadow"):
        look = replace(look, shadow=shadow != "none")
    return look


def with_lines(look: Look, own: dict[str, str]) -> Look:
    """A look with `style:paragraph-properties` on top."""
    if "fo:line-height" in own:
        look = replace(look, line=points(own["fo:line-height"]))
    return look
