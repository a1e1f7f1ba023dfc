"""Grounds of the flow that a text may come to lie on where it leaves its place: dark letters on a dark block.

A text that is moved, or sticks out of its box, may come to lie on any of them. A block is as wide as what it
stands in, so that its ground lies behind what stands at the side before it as well (CSS 2.2, 9.5).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from intake.sanitize.css.colour import RGBA
from intake.sanitize.html.astray import clears, contains
from intake.sanitize.html.beside import Beside, holds_floats
from intake.sanitize.html.context import Context, Ground, Styled
from intake.sanitize.html.covers import Scene, Text, apart, readable
from intake.sanitize.html.grounds import MOST_COVERED_PX, colours, is_unpainted, paints, spread
from intake.sanitize.html.overlap import Places
from intake.sanitize.html.stacking import Key
from intake.sanitize.tree import Node

MOST_GLANCES, MOST_LOOKS, MOST_CONTRASTS = 200_000, 20_000, 10_000
"""Pairs of a text and a ground on which it may not be read, some 4 µs each, those of them that are laid out,
some 10 µs, and pairs of their colours, some 40 µs; texts beyond them are in doubt."""
_BLOCKS = frozenset(["block", "list-item"])


class Bank(NamedTuple):
    """A painted box."""

    ground: Ground
    key: Key | None
    looks: tuple[RGBA, ...] | None
    context: int
    """The formatting context that it stands in,"""
    reaches: bool
    """and whether its ground lies behind what stands at the side there."""

    @property
    def box(self) -> Styled:
        return self.ground.box


class Banks:
    """The painted boxes of a page, and the texts that may come to lie on them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._walk = walk = scene.walk
        self._styled = walk.page.styled
        self._beside = Beside(self._styled.values())
        self._banks = list(self._painted())
        self._told = {id(ground.box.node) for ground in walk.page.grounds if not ground.letters}
        keyed = sorted((bank.key, number) for number, bank in enumerate(self._banks) if bank.key is not None)
        self._keys, self._rising = [key for key, _ in keyed], [number for _, number in keyed]
        self._keyless = [number for number, bank in enumerate(self._banks) if bank.key is None]
        self._unread: dict[tuple[object, ...], dict[int, None]] = {}
        self._clear: dict[int, list[int]] = {}
        self._all = dict.fromkeys(range(len(self._banks)))
        self._glances, self._looks, self._contrasts = MOST_GLANCES, MOST_LOOKS, MOST_CONTRASTS

    def _painted(self) -> Iterator[Bank]:
        for styled in self._styled.values():
            if is_unpainted(styled) or not paints(styled):
                continue
            looks, display = colours(styled), styled.here.display
            if display.startswith("table-column"):
                # It paints the cells of its table.
                above = styled.node.nearest("table")
                styled, looks = self._styled.get(id(above), styled), None
            elif looks is not None:
                looks = (*looks, *((*back, 1.0) for back in styled.here.backs))
            wide = display in _BLOCKS and not (styled.floats or holds_floats(styled) or styled.replaced)
            ground = Ground(styled, spread(styled), False, False, False)
            key, context = self._scene.order.box(styled, outline=False), self._beside.of(styled.node)
            yield Bank(ground, key, looks, context, wide)

    def doubt(self, text: Text) -> None:
        """Doubt a text where it may come to lie on a ground on which it cannot be read."""
        sides = list(self._floats(text.at))
        loose = text.displaced or text.exceeds
        if not (sides or loose):
            return
        mine, ground, asked = self._scene.order.text(text.piece), None, False
        for number in self._risky(text.here, mine):
            bank = self._banks[number]
            self._glances -= 1
            if self._glances < 0:
                text.piece.doubt = "cover-zindex"
                return
            behind = [side for side in sides if self._is_behind(bank, side)]
            meets = loose and self._meets(text, bank.box)
            if not (behind or meets) or self._scene.holds(bank.ground, text):
                continue
            if not asked:
                ground, asked = self._scene.ground_key(text), True
            below = mine is not None and bank.key is not None and bank.key < mine
            if below and ground is not None and bank.key is not None and bank.key < ground:
                # The ground of its own lies between.
                continue
            self._looks -= 1
            told = self._scene.places is not None and self._looks >= 0
            met: list[Styled | None] = [*behind, *([None] if meets else [])]
            if not told or not all(self._misses(text, bank, side) for side in met):
                text.piece.doubt = "cover-zindex"
                return

    def _risky(self, here: Context, mine: Key | None) -> Iterator[int]:
        """The numbers of grounds that letters cannot be read on, or that may be painted after them."""
        unread = self._unreadable(here)
        yield from unread
        start = 0 if mine is None else bisect_left(self._keys, mine)
        yield from (n for n in self._keyless if n not in unread)
        yield from (
            self._rising[at] for at in range(start, len(self._rising)) if self._rising[at] not in unread
        )

    def _is_behind(self, bank: Bank, side: Styled) -> bool:
        """Whether a ground lies behind what stands at the side."""
        return bank.reaches and bank.context == self._beside.of(side.node) and bank.box.order > side.order

    def _floats(self, node: Node | None) -> Iterator[Styled]:
        """The boxes at the side that a text stands in."""
        while node is not None:
            styled, around = self._styled.get(id(node)), self._styled.get(id(node.parent))
            if styled is not None and styled.floats and not (around is not None and around.here.items):
                yield styled
            node = node.parent

    def _meets(self, text: Text, box: Styled) -> bool:
        if id(box.node) in self._told:
            # It is looked at with what may lie over others.
            return False
        return text.exceeds or text.piece.aside or text.here.mover is not box.here.mover

    def _unreadable(self, here: Context) -> dict[int, None]:
        """The numbers of the grounds on which letters cannot be read."""
        look = (here.colour, here.fill, here.opacity, here.backs)
        if look not in self._unread:
            told: dict[tuple[object, ...], bool] = {}
            unread: dict[int, None] = {}
            for number, bank in enumerate(self._banks):
                one = (bank.looks, bank.box.here.opacity)
                if one not in told:
                    self._contrasts -= 1
                    if self._contrasts < 0:
                        return self._all
                    told[one] = readable(here, *one)
                if not told[one]:
                    unread[number] = None
            self._unread[look] = unread
        return self._unread[look]

    def _misses(self, text: Text, bank: Bank, side: Styled | None) -> bool:
        """Whether a text surely does not come to lie on a ground."""
        assert self._scene.places is not None
        places = self._scene.places()
        if side is not None and self._is_past(text, bank, side, places):
            return True
        together = side is None and not (self._scene.folds or text.here.sticks)
        return apart(text, bank.ground, places, together=together)

    def _is_past(self, text: Text, bank: Bank, side: Styled, places: Places) -> bool:
        """Whether a ground begins below the box at the side that a text stands in."""
        box = bank.box
        same = side.here.mover is box.here.mover is text.here.mover
        if self._scene.folds or not same or bank.ground.spread > MOST_COVERED_PX:
            return False
        if not places.inside(text.at, side.node, MOST_COVERED_PX, MOST_COVERED_PX, held=True):
            return False
        around = side.node.parent
        while around is not None and (styled := self._styled.get(id(around))) is not None:
            start, end = self._walk.spans.get(id(around), (0, self._walk.order))
            if start <= box.order <= end:
                return self._is_cleared(box, around, side)
            holds_all = places.grows(around) and contains(self._walk, styled, side)
            if holds_all and places.apart(around, box.node, (0.0, 0.0), MOST_COVERED_PX):
                return True
            around = around.parent
        return False

    def _is_cleared(self, box: Styled, around: Node, side: Styled) -> bool:
        """Whether something in the flow from a box at the side to a ground stands below all of the former."""
        node: Node | None = box.node
        while node is not None and node is not around:
            styled = self._styled.get(id(node))
            orders = self._cleared(node.parent) if node.parent is not None else []
            at = bisect_right(orders, styled.order if styled is not None else -1)
            if at and orders[at - 1] > side.order:
                return True
            node = node.parent
        return False

    def _cleared(self, node: Node) -> list[int]:
        """The places of what stands in the flow of a box, and below all that stands at the side before it."""
        if id(node) not in self._clear:
            inner = (self._styled[id(x)] for x in node.elements() if clears(self._walk, x))
            self._clear[id(node)] = [s.order for s in inner if s.node.tag == "br" or _is_block(s)]
        return self._clear[id(node)]


def _is_block(styled: Styled) -> bool:
    """Whether a box stands among the blocks of the flow, where `clear` has an effect."""
    placed = styled.won.get("position", "static") in ("absolute", "fixed")
    return styled.here.display in (*_BLOCKS, "table") and not (styled.floats or placed)


def beach(scene: Scene, texts: list[Text]) -> None:
    """Doubt texts that may come to lie on a ground on which they cannot be read."""
    aligned = any(styled.floats for styled in scene.walk.page.styled.values())
    if aligned or any(text.displaced or text.exceeds for text in texts):
        banks = Banks(scene)
        for text in texts:
            banks.doubt(text)
