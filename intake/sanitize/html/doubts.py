"""Which texts are in doubt once the whole page is known, and what becomes of them after a second opinion."""

from collections.abc import Callable, Mapping
from functools import cache

from intake.sanitize.html.across import Across
from intake.sanitize.html.astray import cut_off, held_aside, stray
from intake.sanitize.html.banks import beach
from intake.sanitize.html.boxes import SCREEN_PX
from intake.sanitize.html.cells import stacked
from intake.sanitize.html.context import OFF, Context, Styled
from intake.sanitize.html.covers import Scene, Text, lie_over, readable
from intake.sanitize.html.declared import is_page, overflow_words, overflows_not
from intake.sanitize.html.firsts import behind_first
from intake.sanitize.html.frames import INF, Span
from intake.sanitize.html.grounds import MOST_COVERED_PX
from intake.sanitize.html.heads import box_of, head, part
from intake.sanitize.html.overlap import Places
from intake.sanitize.html.pieces import Piece, Walk
from intake.sanitize.html.seen import judge
from intake.sanitize.html.shares import shares_height
from intake.sanitize.html.sides import SCROLLBAR_PX
from intake.sanitize.html.sunk import sink
from intake.sanitize.opinion import Seen
from intake.sanitize.tree import Node

MOST_SPOILT = 200
MOST_WAVERING = 400
"""Elements and texts in what may be shown or not."""
_PLAIN = frozenset(["block", "inline", "list-item", "none"])
_STAYS = frozenset(
    ["position", "float", "height", "max-height", "overflow", "overflow-x", "overflow-y", "contain", "clip",
     "columns", "column-count", "column-width", "transform", "translate", "scale", "rotate", "offset-path",
     "zoom", "clip-path", "filter", "-webkit-line-clamp", "line-clamp", "all", "animation", "animation-name"]
)  # fmt: skip
"""Without these a box stands where the flow has it, and is as high as what it holds."""
MOST_LAID = 4_000
"""Elements of a page that is laid out, some 0.3 ms each."""


def covered(walk: Walk) -> None:
    """Texts that a displaced box may lie over, or that a margin may push away, become doubtful."""
    pieces = [p for p in walk.pieces if p.text.strip()]
    behind_first(walk, pieces)
    for line, node in walk.page.pushed[:MOST_SPOILT]:
        low, high = walk.spans.get(id(node), (0, 0))[0], walk.spans.get(id(line), (0, walk.order))[1]
        for piece in pieces:
            piece.aside = piece.aside or low <= piece.order <= high
    walk.page.spoilt.extend(stacked(walk))
    for node, technique in walk.page.spoilt[:MOST_SPOILT]:
        for piece in _held(walk, pieces, node):
            if technique == "margin-negative":
                piece.aside = True
            else:
                _suspect(piece, technique)
    wavers = walk.page.wavers
    loose = walk.page.pulled or any(ground.moved for ground in walk.page.grounds) or len(wavers) > MOST_SPOILT
    astray = [*walk.page.strays, *(n for n in wavers if loose or not _in_place(n, walk))]
    strays = [walk.spans.get(id(node), (0, walk.order)) for node in astray[:MOST_SPOILT]]
    for low, high in strays:
        for piece in pieces:
            if not low <= piece.order <= high:
                _suspect(piece, "cover-zindex")
    noted = (walk.page.spoilt, walk.page.blended, walk.page.pushed, walk.page.flung, astray)
    if any(len(nodes) > MOST_SPOILT for nodes in noted):
        for piece in pieces:
            _suspect(piece, "limit")
    if loose or astray or any(piece.aside for piece in pieces):
        # They would have another colour on another ground.
        for node in walk.page.blended[:MOST_SPOILT]:
            for piece in _held(walk, pieces, node):
                _suspect(piece, "blend-mode")
    places = cache(lambda: Places(walk)) if len(walk.page.styled) <= MOST_LAID else None
    if places is not None:
        _uncut(walk, pieces, places)
    for node in walk.page.flung[:MOST_SPOILT]:
        low, high = walk.spans.get(id(node), (0, walk.order))
        if places is None or not places().across.fits(node):
            for piece in pieces:
                piece.doubt = piece.doubt or ("nested-clip" if low <= piece.order <= high else "")
    texts = [Text(p, p.at, p.here) for p in pieces if not p.doubt and p.at and p.here]
    for text in texts:
        pushed = text.piece.aside or text.here.aside != ""
        if pushed and (places is None or not _on_page(text, walk, places().across)):
            text.piece.doubt = text.here.aside or "margin-negative"
    cut_off(walk, [p for text in texts if not (p := text.piece).doubt and not p.parted], places)
    stray(walk, [text.piece for text in texts if not text.piece.doubt], places)
    scene = Scene(walk, places)
    sink(scene, [text for text in texts if not text.piece.doubt])
    lie_over(scene, [text for text in texts if not text.piece.doubt])
    beach(scene, [text for text in texts if not text.piece.doubt])


def _held(walk: Walk, pieces: list[Piece], node: Node) -> list[Piece]:
    """The texts that stand in an element."""
    low, high = walk.spans.get(id(node), (0, walk.order))
    return [piece for piece in pieces if low <= piece.order <= high]


_CLIPS = frozenset(["nested-clip", "text-indent-neg"])


def _may_be_cut(piece: Piece) -> bool:
    """Whether it is in doubt only because a box may cut it, or an indent move it, which may be lifted."""
    here = piece.here
    return here is not None and not here.doubt and (piece.doubt in _CLIPS or piece.doubt == here.clip_doubt)


def _suspect(piece: Piece, technique: str) -> None:
    """Doubt a text for a reason of the page, which stays where the doubt about a box that cuts is lifted."""
    if not piece.doubt or (technique not in _CLIPS and _may_be_cut(piece)):
        piece.doubt = technique


def _in_place(top: Node, walk: Walk) -> bool:
    """Whether what may be shown only moves what follows further down then, and covers nothing."""
    low, high = walk.spans.get(id(top), (0, walk.order))
    if high - low > MOST_WAVERING:
        return False
    nodes, around = [top, *top.below()], top.parent
    while around is not None and around.parent is not None:
        nodes.append(around)
        around = around.parent
    return all(
        (styled := walk.page.styled.get(id(node))) is not None
        and _STAYS.isdisjoint(styled.won)
        and not styled.floats
        and styled.here.line is None
        and not styled.here.displaced
        and styled.here.display in _PLAIN
        for node in nodes
    )


def _uncut(walk: Walk, pieces: list[Piece], places: Callable[[], Places]) -> None:
    """Lift the doubt about boxes that cut and lines that are indented where a text surely stands in sight."""
    lifted: dict[int, bool] = {}
    rests: dict[int, Piece] = {}
    for piece in pieces:
        here, node = piece.here, piece.at
        if here is None or node is None or not piece.doubt or not _may_be_cut(piece):
            continue
        if id(here) not in lifted:
            bare = here.inside()
            bare.clip_doubt = bare.indented = ""
            lifted[id(here)] = judge(bare, walk.page) == ("", "")
        if not lifted[id(here)]:
            continue
        if _in_sight(node, here, walk, places()):
            piece.doubt = ""
        elif (end := _head(piece, here, walk, places())) > 0:
            rests[id(piece)] = part(piece, end)
    if rests:
        walk.pieces = [p for piece in walk.pieces for p in (piece, rests.get(id(piece))) if p is not None]


def _head(piece: Piece, here: Context, walk: Walk, places: Places) -> int:
    """How many characters at the head of a text are surely in sight, where a box cuts it along its line."""
    assert piece.at is not None
    box = box_of(piece.at, walk)
    if box is None or not _cuts(box) or is_page(box.node, walk.page.styled):
        return 0
    above = walk.page.styled.get(id(box.node.parent))
    if (above is not None and above.here.items) or not _in_sight(box.node, here, walk, places):
        return 0
    return head(piece, box, walk, places, _below(box, places))


def _cuts(styled: Styled) -> bool:
    return overflows_not(styled.won) or any(styled.won[name] not in OFF for name in _shaped(styled))


def _in_sight(text: Node, here: Context, walk: Walk, places: Places) -> bool:
    """Whether a text stands on the page and in all boxes around that may cut it."""
    shown = _is_on_page(places.across.of(text))
    node = text.parent
    while node is not None:
        styled = walk.page.styled.get(id(node))
        if styled is not None and _cuts(styled) and not is_page(node, walk.page.styled):
            above = walk.page.styled.get(id(node.parent))
            shrinks = above is not None and above.here.items and not _is_whole(styled, above, walk, places)
            # What runs over is put in few words.
            if shrinks or _shaped(styled):
                return False
            held = held_aside(walk, text, node, here, lambda: places)
            if not places.inside(text, node, MOST_COVERED_PX, _below(styled, places), held=held):
                return False
            shown = shown or _is_on_page(places.across.of(node))
        node = node.parent
    return shown


def _is_whole(item: Styled, row: Styled, walk: Walk, places: Places) -> bool:
    """Whether an item is as large as what it holds; elsewhere one that cuts may be shrunk to nothing."""
    around = walk.page.styled.get(id(row.node.parent))
    told = shares_height(row, around) and places.grows(row.node) and places.holds(item.node)
    return told and places.across.fits(item.node)


def _is_on_page(span: Span) -> bool:
    """Whether what stands there is neither to the left of the page nor to its right."""
    return span.low >= -MOST_COVERED_PX and span.high <= SCREEN_PX + MOST_COVERED_PX


def _below(styled: Styled, places: Places) -> float:
    """By how much a text may reach over the lower edge of a box that cuts."""
    values = overflow_words(styled.won)
    if values.isdisjoint(("auto", "scroll", "overlay")):
        return MOST_COVERED_PX
    # Only what has no room is scrolled sideways.
    plain = "scroll" not in values and places.across.fits(styled.node)
    return MOST_COVERED_PX if plain else -SCROLLBAR_PX


def _shaped(styled: Styled) -> list[str]:
    return [
        n for n in styled.won if n.startswith(("contain", "clip", "mask", "text-overflow", "-webkit-line"))
    ]


def _on_page(text: Text, walk: Walk, across: Across) -> bool:
    """Whether a text that is pushed along its line surely stands where it can be seen."""
    span, least, most = across.of(text.at), 0.0, SCREEN_PX
    around = text.at.parent
    while around is not None:
        styled = walk.page.styled.get(id(around))
        box = across.boxes.get(id(around))
        if styled is not None and _cuts(styled) and not is_page(around, walk.page.styled):
            least = max(least, box.left.high if box is not None else INF)
            most = min(most, box.right.low if box is not None else -INF)
        around = around.parent
    if span.low < least - MOST_COVERED_PX or span.high > most + MOST_COVERED_PX:
        return False
    return all(readable(text.here, ((*back, 1.0),), 1.0) for back in walk.page.backgrounds)


def settled(walk: Walk, root: Node, opinions: Mapping[int, Seen] | None) -> tuple[tuple[int, str], ...]:
    """Let opinions stand: what is seen loses its doubt, what is not is hidden. Gives the doubts left."""
    doubtful = {id(piece.at): piece for piece in walk.pieces if piece.doubt and piece.at and not piece.at.tag}
    if not doubtful:
        return ()
    left = []
    for index, node in enumerate(texts(root)):
        piece = doubtful.get(id(node))
        if piece is None:
            continue
        opinion = (opinions or {}).get(index)
        if opinion is None:
            left.append((index, node.text))
            continue
        words = piece.text.split()
        seen = range(piece.before + len(words)) if opinion is True else opinion or ()
        unseen = [word for number, word in enumerate(words, piece.before) if number not in seen]
        if unseen:
            walk.hidden.setdefault((id(node), piece.doubt), []).append(" ".join(unseen))
            kept = " ".join(word for number, word in enumerate(words, piece.before) if number in seen)
            piece.text = f" {kept}" if piece.before else kept
        piece.doubt = ""
    return tuple(left)


def texts(root: Node) -> list[Node]:
    """All text nodes in the order of a browser's TreeWalker, which does not look into templates."""
    found, stack = [], [root]
    while stack:
        node = stack.pop()
        if not node.tag:
            found.append(node)
        elif node.tag != "template":
            stack.extend(reversed(node.children))
    return found
