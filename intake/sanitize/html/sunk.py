"""Texts of a negative `z-index`: what is painted after them may lie over them (CSS 2.2, appendix E).

Of a stacking context its own ground is painted first, then what has a negative `z-index`, then the blocks of
the flow. So the blocks between such a text and the box that makes its stacking context lie over it.
"""

from intake.sanitize.html.context import Ground, Styled
from intake.sanitize.html.covers import Scene, Text, apart
from intake.sanitize.html.grounds import is_unpainted, paints, spread
from intake.sanitize.html.stacking import Key

MOST_COMPARED, MOST_LOOKS = 200_000, 20_000
"""Pairs of a text and a painted box, less than 1 µs each, and those of them that are laid out, some 10 µs."""


def sink(scene: Scene, texts: list[Text]) -> None:
    """Doubt the texts of a negative `z-index` that something may lie over."""
    sunk = [text for text in texts if text.here.sunk]
    if not sunk:
        return
    painted = list(_painted(scene))
    looks = MOST_LOOKS
    if scene.places is None or len(painted) * len(sunk) > MOST_COMPARED:
        painted = [(ground, None) for ground, _ in painted]
        looks = 0
    for text in sunk:
        mine = scene.order.text(text.piece)
        for ground, key in painted:
            if mine is not None and key is not None and key < mine:
                continue
            looks -= 1
            if looks < 0 or scene.holds(ground, text) or not _apart(scene, text, ground):
                text.piece.doubt = "z-index-minus"
                break


def _apart(scene: Scene, text: Text, ground: Ground) -> bool:
    together = not (scene.folds or text.here.sticks)
    return scene.places is not None and apart(text, ground, scene.places(), together=together)


def _painted(scene: Scene) -> list[tuple[Ground, Key | None]]:
    """The boxes that paint something, and where they are painted as a whole at the latest."""
    found: list[tuple[Ground, Key | None]] = []
    for styled in scene.walk.page.styled.values():
        if is_unpainted(styled) or not paints(styled) or _is_canvas(scene, styled):
            continue
        outline = any(name.startswith("outline") for name in styled.won)
        column = styled.here.display.startswith("table-column")
        # A column paints the cells of its table.
        key = None if column else scene.order.box(styled, outline=outline)
        found.append((Ground(styled, spread(styled), outline, False, False), key))
    return found


def _is_canvas(scene: Scene, styled: Styled) -> bool:
    """Whether all that a box paints is the ground of the page (CSS Backgrounds 3, 2.11)."""
    node = styled.node
    if node.tag not in ("html", "body") or styled.here.display in ("contents", "none"):
        return False
    if any(
        name.startswith(("border", "outline", "box-shadow", "background-clip", "contain", "all"))
        for name in styled.won
    ):
        return False
    around = scene.walk.page.styled.get(id(node.parent))
    if node.tag == "html":
        return True
    if around is None or around.node.tag != "html" or around.here.display != "block":
        return False
    return not paints(around) and not any(name.startswith("contain") for name in around.won)
