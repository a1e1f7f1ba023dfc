"""Which texts are in doubt once the whole page is known, and what becomes of them after a second opinion."""

from collections.abc import Mapping

from intake.sanitize.html.pieces import Walk
from intake.sanitize.tree import Node

MOST_COVERS = MOST_SPOILT = 200
LEAST_LINE_PX = 8.0
"""A line of text is hardly lower."""


def covered(walk: Walk) -> None:
    """Texts that a displaced box may lie over, or that a negative margin may pull away, become doubtful."""
    if not walk.page.covers and not walk.page.pulls and not walk.page.spoilt:
        return
    pieces = [p for p in walk.pieces if p.text.strip()]
    for cover in list(walk.page.covers.values())[:MOST_COVERS]:
        low, high = 0, walk.order
        if cover.scope is not None:
            low, high = walk.spans.get(id(cover.scope), (low, high))
        elif cover.below is not None and not walk.page.floats and not walk.page.pulls:
            low = walk.spans.get(id(_outermost(cover.below)), (low, high))[0]
        start, end = walk.spans.get(id(cover.box), (0, 0))
        for piece in pieces:
            if low <= piece.order <= high and not start <= piece.order <= end and not piece.doubt:
                piece.doubt = "cover-zindex"
    if len(walk.page.covers) > MOST_COVERS:
        for piece in pieces:
            piece.doubt = piece.doubt or "cover-zindex"
    for node, technique in walk.page.spoilt[:MOST_SPOILT]:
        low, high = walk.spans.get(id(node), (0, walk.order))
        for piece in pieces:
            if low <= piece.order <= high:
                piece.doubt = piece.doubt or technique
    if len(walk.page.spoilt) > MOST_SPOILT:
        for piece in pieces:
            piece.doubt = piece.doubt or "limit"
    _pulled(walk)


def _pulled(walk: Walk) -> None:
    """Doubt what stands behind a negative margin, unless enough lines stand before to pull it over."""
    pulled, at, lines, fresh = 0.0, 0, 0, True
    pulls = sorted((walk.spans.get(id(node), (0, 0))[0], size) for node, size in walk.page.pulls)
    for piece in walk.pieces:
        while at < len(pulls) and pulls[at][0] <= piece.order:
            pulled += pulls[at][1]
            at += 1
        if piece.break_ in (1, 2):
            fresh = True
        elif piece.text.strip():
            if pulled > lines * LEAST_LINE_PX:
                piece.doubt = piece.doubt or "margin-negative"
            lines += fresh
            fresh = False


def _outermost(node: Node) -> Node:
    """The child of `body` that holds the node."""
    while node.parent is not None and node.parent.tag not in ("body", "html"):
        node = node.parent
    return node


def settled(walk: Walk, root: Node, opinions: Mapping[int, bool] | None) -> tuple[tuple[int, str], ...]:
    """Let opinions stand: what is seen loses its doubt, what is not is hidden. Gives the doubts left."""
    doubtful = {id(piece.at): piece for piece in walk.pieces if piece.doubt and piece.at and not piece.at.tag}
    if not doubtful:
        return ()
    left = []
    for index, node in enumerate(_texts(root)):
        piece = doubtful.get(id(node))
        if piece is None:
            continue
        opinion = (opinions or {}).get(index)
        if opinion is None:
            left.append((index, node.text))
        elif opinion:
            piece.doubt = ""
        else:
            walk.hidden.setdefault((id(node), piece.doubt), []).append(" ".join(piece.text.split()))
            piece.text = piece.doubt = ""
    return tuple(left)


def _texts(root: Node) -> list[Node]:
    """All text nodes in the order of a browser's TreeWalker, which does not look into templates."""
    found, stack = [], [root]
    while stack:
        node = stack.pop()
        if not node.tag:
            found.append(node)
        elif node.tag != "template":
            stack.extend(reversed(node.children))
    return found
