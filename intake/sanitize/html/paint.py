"""Colour of the letters, what lies behind them, and how opaque they are."""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import BLACK, RGB, RGBA, WHITE, blend, contrast, parse_colour, split_commas
from intake.sanitize.css.lengths import length, number, words
from intake.sanitize.css.properties import REVERTS, WIDE
from intake.sanitize.html.boxes import fits
from intake.sanitize.html.context import DOUBTFUL, Context, Page
from intake.sanitize.html.gradients import MOST_STOPS, graded, is_nothing, size_of, stops_of
from intake.sanitize.html.grounds import MOST_COVERED_PX
from intake.sanitize.html.scheme import initial_colour
from intake.sanitize.html.tinting import changes
from intake.sanitize.tree import Node

_LOOSE = frozenset(
    ["background-size", "background-position", "background-position-x", "background-position-y",
     "background-repeat", "background-attachment", "background-origin"]
)  # fmt: skip
_LOOSE_WORDS = re.compile(r"no-repeat|round|space|/|(?<![\w(.#%-])-?\d[\d.]*(?:px|%|em)(?![^()]*\))|fixed")
_RESET = WIDE - {"inherit"}
MOST_BACKS = 48
"""Colours behind letters that are told; more are a picture."""
UNSEEN = 0.03
"""Product of opacities below which no letter is seen."""


def fade(node: Node, here: Context, won: Won) -> None:
    if here.opacity >= 1:
        here.outer = here.backs
    value = won.get("opacity")
    if value is not None and value not in ("initial", "unset", "revert"):
        size = number(value)
        if size is None:
            here.suspect("opacity-0")
        else:
            here.opacity *= min(1.0, max(0.0, size))
    value = won.get("filter", "none")
    if value not in ("none", "initial", "unset"):
        for told in re.findall(r"opacity\(\s*([^)]*)\)", value):
            size = number(told)
            if size is not None:
                here.opacity *= min(1.0, max(0.0, size))
                if here.opacity < UNSEEN:
                    here.hide("filter-opacity-0", node)
        if not changes(value) and not re.fullmatch(
            r"\s*(?:opacity\([^()]*\)|drop-shadow\((?:[^()]|\([^()]*\))*\)|\s)*", value
        ):
            here.suspect("filter-opacity-0")
    if here.opacity < UNSEEN:
        here.hide("opacity-0" if here.opacity == 0 else "opacity-near-0", node)


def _colour(value: str, current: RGBA | None, inherited: RGBA | None) -> RGBA | None:
    if value in ("inherit", "unset"):
        return inherited
    colour = parse_colour(value)
    if colour == "currentcolor":
        return current
    return colour if isinstance(colour, tuple) else None


def paint(node: Node, here: Context, parent: Context, won: Won, page: Page, bare: tuple[RGB, ...]) -> None:
    """Colours of the letters and of their ground; `bare` is what stands behind the element."""
    if "color" in won:
        here.colour = (
            parent.colour
            if won["color"] == "currentcolor"
            else initial_colour(here)
            if won["color"] == "initial"
            else _colour(won["color"], here.colour, parent.colour)
        )
    if "-webkit-text-fill-color" in won:
        value = won["-webkit-text-fill-color"]
        here.fill = (
            ""
            if value in ("currentcolor", "initial")
            else _colour(value, here.colour, here.colour if isinstance(parent.fill, str) else parent.fill)
        )
    before = here.backs
    here.solid = "bgcolor" in node.attrs or here.backs != parent.backs
    if "background" in won or "background-color" in won:
        # What an attribute or the browser's own sheet would have painted is not painted then.
        before, here.solid = bare, False
    clips_text = False
    painted: list[tuple[RGBA, ...]] = []
    base: RGBA | None = None
    unpainted = False
    for name, value in won.items():
        if name == "background-size":
            unpainted = is_nothing(value)
        if name == "background-clip":
            clips_text = "text" in value
        elif name == "background":
            painted, base = [], None
            unpainted = is_nothing(size_of(value))
            clips_text = bool(re.search(r"(?:^|\s)text(?:\s|$)", value))
            if value in REVERTS:
                here.suspect("color-near-bg")
            for part in split_commas(value):
                _paint(part, painted, here)
                for word in words(part):
                    colour = parse_colour(word)
                    if colour == "unknown":
                        here.suspect("color-near-bg")
                    elif colour is not None:
                        base = (
                            here.colour
                            if colour == "currentcolor"
                            else colour
                            if isinstance(colour, tuple)
                            else base
                        )
        elif name == "background-color":
            base = None if value in _RESET else _colour(value, here.colour, None)
            if base is None and value not in ("initial", "unset", "inherit"):
                here.suspect("color-near-bg")
        elif name == "background-image":
            painted = []
            for part in split_commas(value):
                _paint(part, painted, here)
    painted = [] if unpainted else painted
    backs = before if base is None else tuple(dict.fromkeys(blend(base, 1, b) for b in before))
    if "content-box" in f"{won.get('background-clip', '')} {won.get('background', '')}":
        # It ends where the padding begins, and letters may stand there.
        backs = tuple(dict.fromkeys(backs + before))
    plain = backs
    for stops in reversed(painted):
        # The first of them is painted last.
        backs = graded(stops, backs)[: 2 * MOST_BACKS]
    if painted and (not _LOOSE.isdisjoint(won) or _LOOSE_WORDS.search(won.get("background", ""))):
        # A gradient that is not laid over the whole box leaves what is behind it.
        backs = tuple(dict.fromkeys(backs + plain))
        if clips_text:
            here.suspect("bg-gradient-image")
    inner = [told for part in split_commas(won.get("box-shadow", "none")) if "inset" in (told := words(part))]
    for told in inner:
        # It is painted over the ground, from the edges inwards, and below all that the box holds.
        drawn = _shadowed(told, here)
        backs = tuple(dict.fromkeys((*(blend(c, 1, b) for c in drawn for b in backs), *backs)))[
            : 2 * MOST_BACKS
        ]
    if won.get("box-shadow") == "inherit":
        here.suspect("cover-zindex")
    if len(backs) > MOST_BACKS:
        here.back_image, backs = True, backs[:MOST_BACKS]
    if base is not None and base[3] >= 1:
        here.solid = True
        here.back_image = here.back_image and bool(painted)
    if clips_text and inner:
        # There it is painted over the letters.
        here.suspect("cover-zindex")
    if clips_text:
        # The letters are cut out of the background: seen when that differs from what is behind.
        here.clipped_text = base is not None or bool(painted)
        if here.clipped_text:
            clear = all(contrast(x, y) >= DOUBTFUL for x in backs for y in before)
            here.fill, here.colour = ("", (*backs[0], 1.0)) if clear else ("", here.colour)
        return
    here.backs = backs
    if backs != before:
        page.lay_ground(backs)
        small = [won.get(n) for n in ("height", "width", "max-height", "max-width")]
        grows = node.tag in ("td", "th", "tr", "table", "html")
        if not grows and any(v not in (None, "auto", "100%", "none") for v in small):
            size = page.size_of(node)
            wide = length(small[1] or small[3] or "", here.font, None)
            high = length(small[0] or small[2] or "", here.font, None)
            if not fits(size, wide, high, here):
                here.backs = tuple(dict.fromkeys(backs + before))


def _shadowed(told: list[str], here: Context) -> list[RGBA]:
    """The colours that an inset shadow may give to what lies behind letters."""
    parsed = list(map(parse_colour, told))
    found = [colour for colour in parsed if isinstance(colour, tuple)]
    if "unknown" in parsed:
        here.suspect("color-near-bg")
    sizes = (length(word, here.font, None) for word in told)
    if not found and here.colour is not None and sum(abs(size or 0.0) for size in sizes) > MOST_COVERED_PX:
        # What has no colour of its own has that of the letters.
        found.append(here.colour)
    return found


def _paint(part: str, painted: list[tuple[RGBA, ...]], here: Context) -> None:
    if "gradient(" in part:
        stops = stops_of(part)
        if not stops:
            here.suspect("bg-gradient-image")
            return
        told = [here.colour if stop == "currentcolor" else stop for stop in stops]
        known = tuple(stop for stop in told if isinstance(stop, tuple))[:MOST_STOPS]
        if len(known) < len(stops):
            here.back_image = True
        painted.append(known or (BLACK, (*WHITE, 1.0)))
    elif "url(" in part or "image(" in part or "image-set(" in part or "element(" in part:  # noqa: SIM102
        if re.search(r"url\(\s*[\"']?(?:data|cid):", part) or "url(" not in part:
            here.back_image = True
