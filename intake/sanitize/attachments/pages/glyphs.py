"""The close look: each character judged by the pixels that hang on it.

The page is painted as it is, without any text, and without each layer of text objects. Objects that overlap
are put into different layers, so that visible ink never vouches for text below it.
"""

import ctypes
import functools
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from intake.sanitize.attachments.pages.objects import Sheet
from intake.sanitize.attachments.pages.overprint import TECHNIQUE, overprinted
from intake.sanitize.attachments.pages.reasons import reason
from intake.sanitize.attachments.pages.stencils import cut_out, outlines, shows

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCALE = 1.6
MAX_LAYERS = 8
"""Paintings of one page; text that overlaps more often than this is withheld."""
MIN_DIFFERENCE = 24
"""Of 255 levels: about light grey (#e4e4e4) on white."""
MIN_SHARE = 0.04
"""Of a letter's box that must be inked; a sliver that peeps out of a cover is not read."""
MIN_POINTS = 1.5
"""Height of the tallest letter; capitals of a two-point font are lower."""
MOST_OF_A_GLYPH = 4
"""Characters that stand in one place: a ligature is of three, and what a font tells beyond nobody sees."""
Lies = dict[int, frozenset[str]]
"""By the address of a text object: the letters of which its font draws others."""
CELL = 2
"""Pixels of the grid on which overlaps are told."""


@dataclass(slots=True)
class Glyph:
    """A character; where `boxed`, with its box on the upright page in points, y upwards."""

    char: str
    owner: int
    boxed: bool = False
    left: float = 0
    bottom: float = 0
    right: float = 0
    top: float = 0
    seen: bool = True
    technique: str = ""


def judged(sheet: Sheet, text_page: Any, count: int, lies: Lies) -> list[Glyph]:
    """All characters in reading order, those that nobody sees as such marked with the technique."""
    scale = sheet.scale(SCALE)
    glyphs = _glyphs(sheet, text_page, count, sheet.place(scale), scale)
    boxed = [g for g in glyphs if g.boxed]
    if boxed:
        _judge(sheet, boxed, scale)
        _compare(boxed, lies)
        for g in overprinted([g for g in boxed if g.seen]):
            g.seen, g.technique = False, TECHNIQUE
    return glyphs


def _compare(glyphs: list[Glyph], lies: Lies) -> None:
    """Mark what the file tells of ink that shows something else."""
    for _, run in groupby(glyphs, key=lambda g: (g.owner, g.left, g.bottom, g.right, g.top)):
        one = list(run)
        for g in one:
            if g.seen and (len(one) > MOST_OF_A_GLYPH or g.char in lies.get(g.owner, ())):
                g.seen, g.technique = False, "pdf-remapped-glyphs"
                # What one glyph tells is no part of the word before it.
                g.owner = g.owner if len(one) <= MOST_OF_A_GLYPH else 0


def _glyphs(sheet: Sheet, text_page: Any, count: int, place: tuple[float, ...], scale: float) -> list[Glyph]:
    raw = sheet.raw
    ox, xx, xy, oy, yx, yy = (v / scale for v in place)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    glyphs: list[Glyph] = []
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
        owner = raw.FPDFText_GetTextObject(text_page, index)
        key = (ctypes.cast(owner, ctypes.c_void_p).value or 0) if owner else 0
        if not key or char.isspace() or raw.FPDFText_IsGenerated(text_page, index) == 1:
            glyphs.append(Glyph(char, key))
            continue
        raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        a, b, c, d = left.value, right.value, bottom.value, top.value
        xs = (ox + xx * a + xy * c, ox + xx * b + xy * d)
        ys = (oy + yx * a + yy * c, oy + yx * b + yy * d)
        glyphs.append(Glyph(char, key, True, min(xs), -max(ys), max(xs), -min(ys)))
    return glyphs


def _judge(sheet: Sheet, glyphs: list[Glyph], scale: float) -> None:
    import numpy as np

    exact = np.array([(g.left, -g.top, g.right, -g.bottom) for g in glyphs]) * scale
    exact = np.clip(np.nan_to_num(exact, posinf=1e6, neginf=-1e6), -1e6, 1e6)
    layers = _layers(glyphs, exact)
    whole, bare = sheet.paint(scale), sheet.without(scale)
    ink = _difference(whole, bare)
    of = {key: n for n, layer in enumerate(layers) for key in layer}
    owners = np.array([of.get(g.owner, MAX_LAYERS) for g in glyphs])
    shares = np.zeros(len(glyphs))
    for n, layer in enumerate(layers[:MAX_LAYERS]):
        change = ink
        if len(layers) > 1:
            # Its ink makes a pixel differ more from the empty page: white over black does the contrary.
            change = ink - _difference(sheet.without(scale, layer), bare)
        mine = owners == n
        shares[mine] = _shares(change, exact[mine])
    if len(layers) > 1:
        _twins(glyphs, exact, shares, ink)
    small = _small(glyphs, sheet)
    for g, share in zip(glyphs, shares, strict=True):
        g.seen = bool(share >= MIN_SHARE) and g.owner not in small
    _see_cut_out(sheet, glyphs, exact, whole, scale, small)
    _explain(sheet, glyphs, exact, bare, small, set(layers[-1]) if len(layers) > MAX_LAYERS else set())


def _see_cut_out(
    sheet: Sheet,
    glyphs: list[Glyph],
    exact: "NDArray[Any]",
    whole: "NDArray[Any]",
    scale: float,
    small: set[int],
) -> None:
    keys = set(cut_out(sheet, dict.fromkeys(g.owner for g in glyphs if not g.seen and g.owner not in small)))
    if not keys:
        return
    inside = outlines(sheet, sorted(keys), scale)
    for g, box in zip(glyphs, exact.tolist(), strict=True):
        if g.owner in keys:
            g.seen = shows(box, whole, inside)


def _difference(one: "NDArray[Any]", other: "NDArray[Any]") -> "NDArray[Any]":
    """By how much each pixel differs, in the channel that differs most."""
    import numpy as np

    # A plane at a time: numpy is several times slower at the largest of three neighbours.
    planes = [np.abs(one[:, :, n] - other[:, :, n]) for n in range(one.shape[2])]
    return np.asarray(functools.reduce(np.maximum, planes))


def _shares(change: "NDArray[Any]", boxes: "NDArray[Any]") -> "NDArray[Any]":
    """Which share of each box is inked; 0 outside the page."""
    import numpy as np

    height, width = change.shape
    sums = np.zeros((height + 1, width + 1), dtype=np.int32)
    np.cumsum(change >= MIN_DIFFERENCE, axis=1, dtype=np.int32, out=sums[1:, 1:])
    np.cumsum(sums[1:, 1:], axis=0, out=sums[1:, 1:])
    # Half a pixel at either side belongs to the neighbours.
    side = np.where(boxes[:, 2] - boxes[:, 0] > 3, 0.5, 0.0)
    x0, x1 = np.floor(boxes[:, 0] + side), np.ceil(boxes[:, 2] - side)
    y0, y1 = np.floor(boxes[:, 1]), np.ceil(boxes[:, 3])
    area = np.maximum((x1 - x0) * (y1 - y0), 1)
    x0, x1 = (np.clip(v, 0, width).astype(int) for v in (x0, x1))
    y0, y1 = (np.clip(v, 0, height).astype(int) for v in (y0, y1))
    return np.asarray((sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]) / area)


def _layers(glyphs: list[Glyph], exact: "NDArray[Any]") -> list[list[int]]:
    """Objects in groups without overlap; what does not fit into `MAX_LAYERS` of them is in one more."""
    import numpy as np

    boxes: dict[int, list[float]] = {}
    for g, (x0, y0, x1, y1) in zip(glyphs, exact.tolist(), strict=True):
        o = boxes.setdefault(g.owner, [x0, y0, x1, y1])
        o[:] = min(o[0], x0), min(o[1], y0), max(o[2], x1), max(o[3], y1)
    wide, tall = (int(min(8000, max(1.0, exact[:, n].max()))) // CELL + 2 for n in (2, 3))
    layers: list[list[int]] = []
    grids: list[np.ndarray[Any, Any]] = []
    rest: list[int] = []
    for key, (a, b, c, d) in boxes.items():
        # A pixel less at each side: neighbours on a line touch.
        x0, y0 = int(max(0, a + 1)) // CELL, int(max(0, b + 1)) // CELL
        x1, y1 = int(max(0, c - 1)) // CELL + 1, int(max(0, d - 1)) // CELL + 1
        rows, columns = slice(y0, max(y1, y0 + 1)), slice(x0, max(x1, x0 + 1))
        for layer, grid in zip(layers, grids, strict=True):
            if not grid[rows, columns].any():
                layer.append(key)
                grid[rows, columns] = True
                break
        else:
            if len(layers) == MAX_LAYERS:
                rest.append(key)
                continue
            layers.append([key])
            grids.append(np.zeros((tall, wide), dtype=bool))
            grids[-1][rows, columns] = True
    return [*layers, rest] if rest else layers


def _twins(glyphs: list[Glyph], exact: "NDArray[Any]", shares: "NDArray[Any]", ink: "NDArray[Any]") -> None:
    """Letters drawn twice in one place (a poor bold) vouch for none of the two: see the first of them."""
    places: dict[tuple[str, int, int], int] = {}
    for n, g in enumerate(glyphs):
        first = places.setdefault((g.char, int(exact[n, 0]) >> 1, int(exact[n, 1]) >> 1), n)
        if first != n and shares[first] < MIN_SHARE and shares[n] < MIN_SHARE:
            shares[first] = _shares(ink, exact[first : first + 1])[0]


def _small(glyphs: list[Glyph], sheet: Sheet) -> set[int]:
    """Text objects whose letters are too low or too narrow for any eye."""
    heights: dict[int, float] = {}
    widths: dict[int, list[float]] = {}
    for g in glyphs:
        if g.char.isalnum():
            heights[g.owner] = max(heights.get(g.owner, 0.0), g.top - g.bottom)
            widths.setdefault(g.owner, []).append(g.right - g.left)
    small = {k for k, h in heights.items() if h < MIN_POINTS}
    small |= {k for k, w in widths.items() if len(w) > 2 and sum(w) / len(w) < MIN_POINTS / 4}
    for g in glyphs:
        if g.owner not in heights and g.owner not in small and sheet.points(g.owner) < MIN_POINTS:
            small.add(g.owner)
    return small


def _explain(
    sheet: Sheet,
    glyphs: list[Glyph],
    exact: "NDArray[Any]",
    bare: "NDArray[Any]",
    small: set[int],
    rest: set[int],
) -> None:
    """Name the technique of what is unseen."""
    known: dict[int, str] = {}
    for g, box in zip(glyphs, exact.tolist(), strict=True):
        if g.seen:
            continue
        if g.owner not in known:
            known[g.owner] = (
                "05-font-0.1pt" if g.owner in small
                else "covered-by-text" if g.owner in rest
                else reason(sheet, g.owner, box, bare)
            )  # fmt: skip
        g.technique = known[g.owner]
