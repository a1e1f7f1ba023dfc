"""Boxes that are moved: off the page, behind others, or over them."""

import math
import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import split_commas
from intake.sanitize.css.lengths import length, number, words
from intake.sanitize.html.context import (
    MOST_DRAWN_PX,
    MOST_RAISED_PX,
    Context,
    Page,
)
from intake.sanitize.html.declared import offsets_of
from intake.sanitize.html.shifts import degrees
from intake.sanitize.tree import Node

MOST_STUCK_PX = 200.0
MOST_TOLD, MOST_TOLD_PX = 4.0, 900.0
"""What is scaled, or moved, by more is far away."""
FAR_ORIGIN_PX = 600.0
"""From the corner of a box: about as far as boxes reach."""
LEAST_SCREEN_PX = 500.0
"""Screens, and panes of clients, are at least so high."""
_RAISED = re.compile(r"\+?\d{1,9}|-0+|auto|initial|unset|revert")
"""Values of `z-index` that lay nothing below its neighbours."""
MOST_TURNED, LEAST_SCALED, MOST_SCALED = 2.0, 0.5, 1.002
"""All turns around a text, in degrees, and all scales, that leave it readable."""


def place(node: Node, here: Context, won: Won, blocky: bool, page: Page) -> None:
    position = won.get("position", "static")
    if position == "inherit":
        here.suspect("unknown-property")
    if position in ("inherit", "unset", "initial", "revert"):
        position = "static"
    offsets = offsets_of(won)
    if position in ("absolute", "fixed"):
        here.clip, here.clip_doubt, here.clipper = here.abs_clip, here.abs_clip_doubt, here.abs_clipper
        if position == "fixed":
            here.clip, here.clip_doubt, here.clipper = here.fixed_clip, "", None
        here.displace(node)
        if page.floated and all(offsets.get(side, "auto") == "auto" for side in ("left", "right")):
            # It stands beside what stands at the side, and that may be as wide as the page.
            here.aside = here.aside or "abs-offscreen-left"
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
                if position == "absolute" and percent is not None and 0 < percent <= 1:
                    # The width and the flow tell.
                    here.aside = here.aside or ("abs-offscreen-left" if side in ("left", "right") else "")
                    page.pulled = True
                else:
                    here.suspect("abs-offscreen-left")
                continue
            off = size if position in ("absolute", "fixed") or side in ("left", "top") else -size
            if abs(size) >= 1:
                moved = True
            if -MOST_STUCK_PX < off < 0:
                _step(here, page, off, sideways=side in ("left", "right"))
            if position == "static" or position in ("sticky", "-webkit-sticky"):
                # Where nothing is scrolled, it keeps its distance from the upper and the left edge.
                if side in ("bottom", "right") or size > MOST_STUCK_PX:
                    here.suspect("position-sticky")
                    here.displace(node)
                continue
            if off <= -600:
                if here.aside:
                    # What is around it is far to the right.
                    here.suspect("abs-offscreen-left")
                elif not (side in ("bottom", "right") and position in ("absolute",) and side == "bottom"):
                    name = "abs-offscreen-top" if side == "top" else "abs-offscreen-left"
                    here.hide("fixed-offscreen" if position == "fixed" else name, node)
                else:
                    here.suspect("abs-offscreen-top")
            elif side in ("top", "bottom") and off <= 900:
                # Whether it is pulled off the page, the flow tells.
                page.pulled = page.pulled or off < -4 or side == "bottom"
                if position == "fixed" and (off < -4 if side == "bottom" else off > LEAST_SCREEN_PX):
                    # Below the lower edge of the screen, to which nobody scrolls.
                    here.suspect("fixed-offscreen")
            elif (
                off < (-300 if side == "right" else -4)
                or off > 900
                or (side in ("bottom", "right") and off > 400)
            ):
                if side in ("left", "right"):
                    here.aside = here.aside or "abs-offscreen-left"
                else:
                    here.suspect("abs-offscreen-top")
        if moved and position in ("relative",):
            here.displace(node)
        here.positioned = node
    around = page.styled.get(id(node.parent))
    if position != "static" or (around is not None and around.here.items):
        # Whether something lies over it then, the whole page tells.
        here.sunk = here.sunk or not _RAISED.fullmatch(won.get("z-index", "auto"))


def move(node: Node, here: Context, won: Won, blocky: bool, page: Page) -> None:
    if not blocky and node.tag != "img":
        return
    origin = won.get("transform-origin", won.get("-webkit-transform-origin", "center"))
    for name in ("transform", "translate", "scale", "rotate"):
        value = won.get(name)
        if value in (None, "none", "initial", "unset", "inherit"):
            continue
        assert value is not None
        if name != "translate" and not all(_near(word, here.font) for word in words(origin)):
            # It is swung around a point beside the page.
            here.suspect("translate-off")
        if here.gone == "scale-0" and not here.blank and name != "translate":
            # What is enlarged in a small box may be as large as before.
            here.gone = ""
            here.suspect("scale-0")
        text = value if name == "transform" else f"{name}({','.join(words(value))})"
        for part in re.findall(r"([a-z0-9]+)\(([^()]*(?:\([^()]*\))*[^()]*)\)", text):
            verdict = _transform(part[0], split_commas(part[1]), here.font)
            if verdict in ("hidden", "nothing"):
                here.hide(
                    {"s": "scale-0", "m": "scale-0", "r": "rotate-y-90"}.get(part[0][0], "translate-off"),
                    node,
                    blank=verdict == "nothing",
                )
            elif verdict == "doubt" or (verdict == "told" and not _is_first(node, here, won, page)):
                here.suspect("translate-off")
            elif verdict == "told":
                # Width and flow tell whether it stands on the page.
                here.aside = here.aside or "translate-off"
                page.pulled = True
                if not part[0].startswith("translate"):
                    here.turned = MOST_TURNED
            else:
                _steps(here, page, part[0], split_commas(part[1]))
        here.displace(node)
        if "backface-visibility" in won and won["backface-visibility"] == "hidden":
            here.suspect("rotate-y-90")


def _is_first(node: Node, here: Context, won: Won, page: Page) -> bool:
    """Whether nothing around it is turned or scaled, or held at a place of the screen."""
    if here.turned != 0 or here.scaled != 1 or won.get("position") == "fixed":
        return False
    around = node.parent
    while around is not None:
        styled = page.styled.get(id(around))
        if styled is not None and styled.won.get("position") == "fixed":
            return False
        around = around.parent
    return True


def _near(word: str, font: float) -> bool:
    """Whether a part of an origin is in the box, or about as far away as a box is large."""
    if word in ("left", "right", "top", "bottom", "center", "initial", "unset", "revert"):
        return True
    percent = number(word) if word.endswith("%") else None
    size = length(word, font, None)
    return (percent is not None and 0 <= percent <= 1) or (size is not None and 0 <= size <= FAR_ORIGIN_PX)


def _step(here: Context, page: Page, size: float, *, sideways: bool) -> None:
    """Note a shift to the left, or up, that is too small to hide a text by itself."""
    if sideways:
        here.drawn += size
        if here.drawn < -MOST_DRAWN_PX:
            here.aside = here.aside or "abs-offscreen-left"
    else:
        here.raised += size
        page.pulled = page.pulled or here.raised < -MOST_RAISED_PX


def _steps(here: Context, page: Page, kind: str, values: list[str]) -> None:
    """The same of transforms, of which those around are done as well."""
    if kind.startswith("translate") and kind != "translatez":
        axes = {"translatex": (True,), "translatey": (False,)}.get(kind, (True, False))
        for sideways, value in zip(axes, values, strict=False):
            size = length(value, here.font, None) or 0.0
            if size < 0:
                _step(here, page, size, sideways=sideways)
    elif kind == "matrix":
        _steps(here, page, "translate", [f"{value}px" for value in values[4:6]])
    elif kind in ("rotatex", "rotatey"):
        angle = number(values[0].removesuffix("deg")) or 0.0
        here.scaled *= abs(math.cos(math.radians(angle)))
        if here.scaled < LEAST_SCALED:
            here.suspect("translate-off")
    elif kind in ("rotate", "rotatez"):
        found = re.match(r"-?[\d.]+", values[0])
        here.turned += abs(number(found[0]) or 0.0) if found else MOST_TURNED
        if here.turned > MOST_TURNED:
            here.suspect("translate-off")
    elif kind.startswith("scale"):
        here.scaled *= max(
            (abs(number(value) or 1.0) for value in values[:2]), key=lambda x: abs(x - 1), default=1.0
        )
        if not LEAST_SCALED <= here.scaled <= MOST_SCALED:
            here.suspect("translate-off")


def _transform(kind: str, arguments: list[str], font: float) -> str:
    if kind.startswith("scale"):
        sizes = [number(a) for a in arguments]
        if 0.0 in sizes:
            return "nothing"
        if any(s is not None and abs(s) < 0.1 for s in sizes):
            return "hidden"
        # What is enlarged reaches beyond its place on all sides, and its first letters off the page.
        if all(s is not None and 0.5 <= s <= MOST_SCALED for s in sizes):
            return ""
        return "told" if all(s is not None and 0.5 <= s <= MOST_TOLD for s in sizes) else "doubt"
    if kind == "translatez":
        # Of the depth nothing is seen unless something around gives perspective, which is in doubt by itself.
        return ""
    if kind.startswith("translate"):
        got = [length(a, font, None) for a in arguments[:2]]
        if any(g is not None and g <= -1500 for g in got):
            return "hidden"
        if all(g is not None and -4 <= g <= 200 for g in got):
            return ""
        shares = [number(a) if a.endswith("%") else 0.0 for a in arguments[:2]]
        near = all(g is None or g <= MOST_TOLD_PX for g in got)
        return "told" if near and all(s is not None and abs(s) <= 1 for s in shares) else "doubt"
    if kind in ("rotate", "rotatez") and len(arguments) == 1:
        turn = degrees(arguments[0])
        return "doubt" if turn is None or abs(turn) > 45 else "" if abs(turn) <= 1 else "told"
    if kind.startswith("skew"):
        return "told" if all(abs(degrees(a) or 90.0) <= 45 for a in arguments) else "doubt"
    if kind in ("rotatex", "rotatey"):
        found = re.match(r"(-?\d+)(?:\.\d+)?deg$", arguments[0])
        angle = int(found.group(1)) % 180 if found else None
        return (
            "hidden"
            if angle == 90
            else ("" if angle is not None and (angle <= 20 or angle >= 180) else "doubt")
        )
    if kind in ("rotate", "rotatez") and arguments[:1] in (["x"], ["y"]) and len(arguments) == 2:
        return _transform(f"rotate{arguments[0]}", arguments[1:], font)
    if kind == "matrix" and _flat([number(a) for a in arguments]):
        return "nothing"
    if kind == "matrix" and [number(a) for a in arguments[:4]] == [1, 0, 0, 1]:
        return _transform("translate", [f"{a}px" for a in arguments[4:]], font)
    return "doubt"


def _flat(values: list[float | None]) -> bool:
    """Whether a matrix leaves no area."""
    told = [value for value in values if value is not None]
    return len(told) == len(values) == 6 and told[0] * told[3] == told[1] * told[2]
