"""Letters that may leave the ground on which they can be read: white ones beside their dark box."""

from collections.abc import Callable, Iterable, Iterator

from intake.sanitize.css.colour import RGB, blend, contrast
from intake.sanitize.html.context import DOUBTFUL, OFF, Behind, Context, Styled
from intake.sanitize.html.declared import (
    contains_paint,
    is_page,
    is_stretched,
    may_cut_below,
    overflows_not,
)
from intake.sanitize.html.overlap import Places
from intake.sanitize.html.pieces import Piece, Walk
from intake.sanitize.html.shifts import container, moves
from intake.sanitize.tree import Node

MOST_OUT_PX = 4.0
"""Letters that reach over the edge by no more can be read."""
MOST_STEPS = 30_000
"""Grounds of texts that are looked at, each with the elements between."""
MOST_AROUND = 200_000
"""Elements around texts that stand in boxes that cut, some 7 µs each."""
MOST_LARGER = 1.4
SURE_PX = 400.0
LEAST_LINE = 0.6
"""Lines that are lower, in font sizes, leave their letters beside the box around them."""
_HOLDS = ("table", "inline-", "flow-root", "flex", "grid")
_FREE = frozenset(
    ["position", "float", "transform", "translate", "scale", "rotate", "offset-path", "width", "max-width",
     "min-width", "height", "max-height", "white-space", "text-indent", "display", "letter-spacing",
     "direction", "word-spacing", "columns", "column-count", "column-width", "contain", "zoom", "margin",
     "margin-left", "margin-right", "margin-top", "margin-bottom", "padding", "padding-left", "text-wrap",
     "overflow", "vertical-align", "writing-mode"]
)  # fmt: skip
"""Without these what stands in a box stays in it, as long as its words are short."""
_ON_LINE = frozenset(["baseline", "inherit", "initial", "unset", "sub", "super"])
_SIDEWAYS = ("width", "max-width")
_LIMITS = frozenset(["height", "max-height"])
_WHOLE = OFF | {"100%"}
_UNCUT = frozenset(["table-row", "table-row-group", "table-header-group", "table-footer-group", "contents"])
"""Boxes that cut nothing, whatever is declared."""


def stray(walk: Walk, pieces: list[Piece], places: Callable[[], Places] | None) -> None:
    """Doubt letters that need a ground which they may leave; without `places` all that may."""
    known: dict[tuple[int, object, float], list[tuple[Behind, bool]]] = {}
    steps = MOST_STEPS
    for piece in pieces:
        here, node = piece.here, piece.at
        if here is None or node is None or here.behind is None or here.clipped_text:
            continue
        key = (id(here.behind), here.fill or here.colour, here.opacity)
        if key not in known:
            known[key] = _grounds(here)
        for behind, needed in known[key]:
            top = _box(walk, node, behind)
            if id(top) not in walk.page.styled:
                break
            steps -= here.behind.depth
            if steps < 0:
                piece.doubt = "limit"
                break
            box = walk.page.styled[id(top)].here
            if box.inline and here.font > box.font * MOST_LARGER:
                # The ground of a box in a line is as high as its own letters.
                piece.doubt = piece.doubt or ("color-near-bg" if needed else "")
                continue
            stays = _plain(walk, node, top, piece) or _held(walk, node, top, here, places)
            if needed and not stays:
                piece.doubt = "color-near-bg"
                break
            if stays and behind.solid:
                break
            node = top if stays else node


def cut_off(walk: Walk, pieces: list[Piece], places: Callable[[], Places] | None) -> None:
    """Doubt letters that may leave a box around them which cuts what it does not hold."""
    styles = walk.page.styled
    cutting = {id(s.node) for s in _cutting(styles.values()) if not is_page(s.node, styles)}
    if not cutting:
        return
    known: dict[int, tuple[list[Node], int]] = {}
    left = MOST_AROUND
    for piece in pieces:
        here, node = piece.here, piece.at
        if here is None or node is None:
            continue
        if id(node.parent) not in known:
            known[id(node.parent)] = _cutters(walk, node, cutting)
        cutters, depth = known[id(node.parent)]
        left -= depth if cutters else 0
        if left < 0:
            piece.doubt = "limit" if cutters else ""
            continue
        for top in cutters:
            box = walk.page.styled[id(top)]
            # A table is as high as what it holds, whatever is declared.
            low = not _LIMITS.isdisjoint(box.won) and not box.here.display.startswith("table")
            low = low or is_stretched(box.won)
            aside = (
                not may_cut_below(box.won) and places is not None and places().between(node, top, MOST_OUT_PX)
            )
            plain = not _squeezed(box, places) and _plain(walk, node, top, piece)
            stays = aside or (not low and (plain or _held(walk, node, top, here, places)))
            if not (stays or (places is not None and _inside(walk, node, top, here, places))):
                piece.doubt = "nested-clip"
                break
            # Where it stays in this one, it is this one that must stay in the next.
            node = top


def _squeezed(box: Styled, places: Callable[[], Places] | None) -> bool:
    """Whether boxes at the side may leave it no room: it stands beside them, however narrow it is there."""
    if places is None or box.floats or box.here.display not in ("block", "list-item"):
        return False
    beside = places().across.beside
    return beside.floats(beside.of(box.node))


def _inside(walk: Walk, node: Node, top: Node, here: Context, places: Callable[[], Places]) -> bool:
    held = held_aside(walk, node, top, here, places)
    return places().inside(node, top, MOST_OUT_PX, MOST_OUT_PX, held=held)


def _cutters(walk: Walk, node: Node, cutting: set[int]) -> tuple[list[Node], int]:
    """The boxes around a text that cut what they do not hold, the innermost first; and how deep it stands."""
    found: list[Node] = []
    depth = 0
    above = node.parent
    while above is not None:
        depth += 1
        styled = walk.page.styled.get(id(above))
        if styled is not None:
            if id(above) in cutting:
                found.append(above)
            position = styled.won.get("position")
            if position in ("absolute", "fixed"):
                # Boxes up to the one that it is placed by do not cut it.
                above = container(walk.page.styled, above, fixed=position == "fixed") or above.parent
                continue
        above = above.parent
    return found, depth


def _cutting(boxes: Iterable[Styled]) -> Iterator[Styled]:
    """Those that may cut what stands in them."""
    # Elements share their declarations.
    told: dict[int, bool] = {}
    for box in boxes:
        won = box.won
        cuts = told.get(id(won))
        if cuts is None:
            cuts = told[id(won)] = overflows_not(won) or contains_paint(won.get("contain", ""))
        if cuts and not box.untransformed and box.here.display not in _UNCUT:
            yield box


def _box(walk: Walk, node: Node, behind: Behind) -> Node:
    """The box around that paints a ground."""
    top, here = node, node.parent
    while here is not None:
        styled = walk.page.styled.get(id(here))
        if styled is not None:
            around = styled.here.behind
            if around is None or around.depth < behind.depth:
                break
            top = here
        here = here.parent
    return top


def _grounds(here: Context) -> list[tuple[Behind, bool]]:
    """The boxes behind letters from the innermost outwards, and whether these can be read beside them.

    It ends with the last one without which they could not be.
    """
    found: list[tuple[Behind, bool]] = []
    behind = here.behind
    while behind is not None:
        found.append((behind, not all(_readable(here, back) for back in behind.before)))
        behind = behind.outer
    while found and not found[-1][1]:
        found.pop()
    return found


def _readable(here: Context, back: RGB) -> bool:
    colour = here.colour if here.fill == "" else here.fill
    if not isinstance(colour, tuple):
        return False
    return contrast(blend(colour, here.opacity, back), back) >= DOUBTFUL


def ground_of(walk: Walk, piece: Piece, places: Callable[[], Places] | None) -> Styled | None:
    """The box whose ground lies behind all letters of a text, and lets nothing through; None without one."""
    here, node = piece.here, piece.at
    if here is None or node is None or here.behind is None or here.opacity < 1 or here.clipped_text:
        return None
    box = walk.page.styled.get(id(_box(walk, node, here.behind)))
    if box is None or not here.behind.solid or (box.here.inline and here.font > box.here.font * MOST_LARGER):
        return None
    stays = _plain(walk, node, box.node, piece) or _held(walk, node, box.node, here, places)
    return box if stays else None


def _between(walk: Walk, node: Node, top: Node) -> Iterator[Styled]:
    """The elements around a text, up to the box that it needs."""
    here: Node | None = node
    while here is not None and here is not top:
        styled = walk.page.styled.get(id(here))
        if styled is not None:
            yield styled
        here = here.parent


def _plain(walk: Walk, node: Node, top: Node, piece: Piece) -> bool:
    """Whether it is plain to see that a text stays in a box."""
    box = walk.page.styled[id(top)]
    here = piece.here
    assert here is not None
    flat = here.line is not None and here.line < here.font * LEAST_LINE
    if flat or here.exceeds or here.fixed_table or here.room is not None or box.here.items:
        return False
    if any(not _FREE.isdisjoint(styled.won) or styled.floats for styled in _between(walk, node, top)):
        return False
    longest = max((len(word) for word in piece.text.split(" ")), default=0)
    short = here.white not in ("nowrap", "pre") and longest * here.font < SURE_PX
    return box.here.inline or (
        short and _FREE.isdisjoint(box.won.keys() - {"padding", "margin", "padding-left"})
    )


def _held(walk: Walk, node: Node, top: Node, here: Context, places: Callable[[], Places] | None) -> bool:
    """Whether nothing brings a text out of a box: neither a place of its own nor want of room."""
    if places is None:
        return False
    box = walk.page.styled[id(top)]
    floating: Styled | None = None
    if not box.here.inline and here.line is not None and here.line < here.font * LEAST_LINE:
        return False
    stays = not here.exceeds
    for styled in _between(walk, node, top):
        floating = styled if styled.floats else None if contains(walk, styled, floating) else floating
        raised = box.here.inline and styled.won.get("vertical-align", "baseline") not in _ON_LINE
        stays = stays and not raised and not moves(styled) and _fits(walk, styled, places)
    stays = stays and (floating is None or contains(walk, box, floating)) and _fits(walk, box, places)
    return stays or places().inside(node, top, MOST_OUT_PX, MOST_OUT_PX)


def held_aside(walk: Walk, node: Node, top: Node, here: Context, places: Callable[[], Places]) -> bool:
    """Whether neither a place of its own nor want of room brings a text out of a box at its sides."""
    box = walk.page.styled[id(top)]
    if here.sticks or box.here.inline or box.here.indent is None or box.here.indent < 0:
        return False
    around = [box, *_between(walk, node, top)]
    moved = any(styled.floats or moves(styled, only=("left", "right")) for styled in around[1:])
    return not moved and all(_fits(walk, styled, places) for styled in around)


def contains(walk: Walk, box: Styled, floating: Styled | None) -> bool:
    """Whether it is as high as a box at the side in it."""
    if (
        box.floats
        or box.here.display.startswith(_HOLDS)
        or box.won.get("position") in ("absolute", "fixed")
        or overflows_not(box.won)
    ):
        return True
    return floating is not None and _cleared(walk, box.node) > floating.order


def _cleared(walk: Walk, node: Node) -> float:
    """The place in the document of the last thing in a box that stands below all boxes at the side."""
    known = walk.cleared.get(id(node))
    if known is None:
        _, after = walk.page.generated.get(id(node), ((), ()))
        known = max((float("inf") for fake in after if clears(walk, fake)), default=-1.0)
        inner = (child for child in node.children if clears(walk, child))
        known = max((known, *(walk.page.styled[id(child)].order for child in inner)))
        walk.cleared[id(node)] = known
    return known


def clears(walk: Walk, node: Node) -> bool:
    """Whether it stands below all boxes at the side before it."""
    styled = walk.page.styled.get(id(node))
    return styled is not None and (
        "both" in styled.won.get("clear", "") or node.attrs.get("clear", "").lower() in ("all", "both")
    )


def _fits(walk: Walk, styled: Styled, places: Callable[[], Places]) -> bool:
    """Whether all that stands in it surely has room from its left to its right; asked once of each box."""
    known = walk.roomy.get(id(styled.node))
    if known is None:
        known = walk.roomy[id(styled.node)] = _has_room(walk, styled, places)
    return known


def _has_room(walk: Walk, styled: Styled, places: Callable[[], Places]) -> bool:
    here: Styled | None = styled
    while here is not None and here.node.parent is not None:
        told = any(here.won.get(name, "auto") not in _WHOLE for name in _SIDEWAYS)
        limited = here.won.get("max-width", "none") not in OFF
        if here.here.display.startswith("table") and not (here.here.fixed_table or limited):
            return True
        if told or here.here.items:
            break
        if here.floats or here.here.display == "inline-block":
            # It grows with what it holds.
            return True
        here = walk.page.styled.get(id(here.node.parent))
    return (styled.here.inline and not styled.replaced) or places().across.fits(styled.node)
