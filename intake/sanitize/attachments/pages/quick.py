"""Whether all text of a page is surely seen, told from one or two small grey paintings.

Sure means: each text object stands apart from the others, inside the page, upright, of a readable size, and
has ink of its own along its whole length. Anything else is for the close look. What is painted is compared
with the page without its text, so that lines, boxes and pictures never vouch for words.
"""

import ctypes
from dataclasses import dataclass
from typing import Any

from intake.sanitize.attachments.pages.objects import Matrix, Sheet, matrix_of, multiplied

SCALE = 1.0
MIN_POINTS = 4.0
INK = 48
"""Levels of 255 between a stroke and its ground; fainter words get the close look."""
MAX_GAP = 0.8
"""Of the letters' height: a blank is a third, and a word of two letters with its blanks is more than this."""
MAX_QUICK = 4_000
"""Text objects; single letters by the thousand are for the close look."""
MAX_BLANKS = 400
"""Text objects without a box, or drawn twice. To ask one for its text costs a pass over all."""
MAX_PLACES = 2_000
"""Looked at for letters where there is no ink, on one page."""
MOST_EDGE = 0.4
"""Of the ink: an edge that is half covered is three quarters covered when it is drawn again."""


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Where letters are said to stand on a page, and how its pixels lie."""

    raw: Any
    text: Any
    place: Matrix


def all_seen(sheet: Sheet, text_page: Any) -> bool:
    """True where the close look could only say the same."""
    import numpy as np

    raw = sheet.raw
    if not sheet.texts or len(sheet.texts) > MAX_QUICK:
        return False
    scale = sheet.scale(SCALE)
    place = sheet.place(scale)
    if place[2] or place[4] or place[1] <= 0 or place[5] >= 0:
        return False  # a turned page
    whole = sheet.paint(scale, grey=True)
    bare = sheet.without(scale, grey=True) if sheet.painted else 255
    height, width = whole.shape[:2]
    depth = np.abs(whole - bare).reshape(height, width)
    ink = depth >= INK
    taken = np.zeros((height, width), dtype=np.uint8)
    bands: list[tuple[int, int, int, int, int, float]] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    blanks, steps = 0, MAX_PLACES
    drawn: set[tuple[int, ...]] = set()
    twins: list[int] = []
    for key, text in sheet.texts.items():
        a, b, c, d, _, _ = multiplied(matrix_of(text.item, raw), text.frame)
        if abs(b) + abs(c) > 0.01 * (abs(a) + abs(d)) or a <= 0 or d <= 0 or not 0.4 < a / d < 2.5:
            return False
        if not raw.FPDFPageObj_GetBounds(text.item, left, bottom, right, top):
            return False
        g, _, _, j, e, f = text.frame
        x0, x1 = (place[0] + place[1] * (g * v + e) for v in (left.value, right.value))
        y0, y1 = (place[3] + place[5] * (j * v + f) for v in (top.value, bottom.value))
        tall = y1 - y0
        if x1 - x0 < 0.3 or tall < 0.3:
            blanks += 1
            if blanks > MAX_BLANKS or not _blank(text.item, text_page, raw):
                return False
            continue
        low = tall < MIN_POINTS * scale
        if (
            (low and sheet.points(key) < MIN_POINTS)
            or x0 < 0
            or y0 < 0
            or x1 > width
            or y1 > height
            or x1 <= x0
        ):
            return False
        if (corners := tuple(round(4 * v) for v in (x0, y0, x1, y1))) in drawn:
            # Of words that are the same pdfium gives the first alone; what says other ones is looked at.
            blanks += 1
            if blanks > MAX_BLANKS or not _blank(text.item, text_page, raw):
                return False
            twins.append(key)
            continue
        drawn.add(corners)
        # Others may not reach into the middle of this one; edges of neighbours touch.
        columns, rows = (
            slice(round(x0 + 1), max(round(x0 + 1) + 1, round(x1 - 1))),
            slice(round(y0), round(y1)),
        )
        taken[rows, columns] += 1
        if low:
            # A full stop, a dash: no letters, or low ones, of a readable size.
            around = ink[max(0, round(y0) - 1) : round(y1) + 1, max(0, round(x0) - 1) : round(x1) + 1]
            if not around.any():
                return False
            continue
        bands.append((key, round(x0), round(x1), round(y0 + tall / 4), round(y1 - tall / 4), tall))
    # Words drawn again in the same place, for a bold, change only the edges of letters.
    more = np.abs(whole - sheet.without(scale, twins, grey=True)).reshape(height, width) if twins else None
    looked = _Lookup(raw, text_page, place)
    for key, x0, x1, y0, y1, tall in bands:
        if more is not None:
            rows, columns = (
                slice(max(0, round(y0 - tall / 2)), round(y1 + tall / 2)),
                slice(max(0, x0 - 1), x1 + 1),
            )
            if more[rows, columns].max(initial=0) > MOST_EDGE * depth[rows, columns].max(initial=0):
                return False
        y1 = max(y1, y0 + 1)
        if taken[y0:y1, x0 + 1 : max(x0 + 2, x1 - 1)].max(initial=0) > 1:
            return False
        marked = np.flatnonzero(ink[y0:y1, x0:x1].any(axis=0))
        if not marked.size:
            return False
        # Words may be set far apart, as in a table of contents: where no ink is, no letter may stand either.
        edges = np.concatenate(([-1], marked, [x1 - x0]))
        for at in np.flatnonzero(np.diff(edges) > max(2.0, MAX_GAP * tall)):
            before, after = edges[at : at + 2].tolist()
            gap = x0 + before + 1.0, x0 + after - 1.0
            steps -= _letters_at(key, gap, (y0 + y1) / 2, tall, looked)
            if steps < 0:
                return False
    return bool(bands)


def _letters_at(key: int, gap: tuple[float, float], middle: float, tall: float, page: _Lookup) -> int:
    """How many places were looked at in a gap between pixels of a line; more than all where the text object
    has a letter there.
    """
    raw, place = page.raw, page.place
    step = max(1.0, tall / 4)
    box = [ctypes.c_double() for _ in range(4)]
    at, tried = gap[0], 0
    while at <= gap[1] and tried < MAX_PLACES:
        x, y = (at - place[0]) / place[1], (middle - place[3]) / place[5]
        tried += 1
        at += step
        index = raw.FPDFText_GetCharIndexAtPos(page.text, x, y, step / place[1], tall / 2 / place[1])
        if index < 0 or not chr(max(0, raw.FPDFText_GetUnicode(page.text, index))).isalnum():
            continue
        owner = raw.FPDFText_GetTextObject(page.text, index)
        if not owner or ctypes.cast(owner, ctypes.c_void_p).value != key:
            continue
        raw.FPDFText_GetCharBox(page.text, index, *box)
        # Those at the sides are the ones that the ink is of.
        if gap[0] < place[0] + place[1] * (box[0].value + box[1].value) / 2 < gap[1]:
            return MAX_PLACES + 1
    return tried


def _blank(item: Any, text_page: Any, raw: Any) -> bool:
    """Whether a text object holds nothing but blanks."""
    buffer = ctypes.create_string_buffer(64)
    wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    size = raw.FPDFTextObj_GetText(item, text_page, wide, 64)
    return 0 < size <= 64 and not buffer.raw[: size - 2].decode("utf-16-le", "replace").strip("\0 \t\r\n")
