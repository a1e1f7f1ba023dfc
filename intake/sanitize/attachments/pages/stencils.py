"""Letters that are cut out of what is painted after them (ISO 32000-1, 9.3.6: rendering mode 7).

They leave no ink of their own, so taking them off the page changes nothing: whether they are seen is told by
comparing what the page shows within their outlines with what it shows around them.
"""

import ctypes
from collections.abc import Iterable
from typing import TYPE_CHECKING

from intake.sanitize.attachments.pages.objects import Sheet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLIP, FILL = 7, 0
MOST = 500
"""Text objects of a page."""
CONTRAST = 40
"""Levels of 255 between the mean within the letters and that around them."""
FEW = 3
"""Pixels that tell nothing."""


def cut_out(sheet: Sheet, keys: Iterable[int]) -> list[int]:
    """Those of the text objects that are for cutting only."""
    mode = sheet.raw.FPDFTextObj_GetTextRenderMode
    return [k for k in keys if k in sheet.texts and mode(sheet.texts[k].item) == CLIP][:MOST]


def outlines(sheet: Sheet, keys: list[int], scale: float) -> "NDArray[np.bool_]":
    """Which pixels of the page lie within the letters of these objects."""
    import numpy as np

    raw, items = sheet.raw, [sheet.texts[k].item for k in keys]
    paintings = []
    kept = [[ctypes.c_uint() for _ in range(4)] for _ in items]
    for item, colour in zip(items, kept, strict=True):
        raw.FPDFPageObj_GetFillColor(item, *colour)
        raw.FPDFTextObj_SetTextRenderMode(item, FILL)
    try:
        for level in (0, 255):
            for item in items:
                raw.FPDFPageObj_SetFillColor(item, level, level, level, 255)
            paintings.append(sheet.paint(scale, grey=True))
    finally:
        for item, colour in zip(items, kept, strict=True):
            raw.FPDFPageObj_SetFillColor(item, *(c.value for c in colour))
            raw.FPDFTextObj_SetTextRenderMode(item, CLIP)
    return np.asarray(np.abs(paintings[0] - paintings[1]).reshape(paintings[0].shape[:2]) > 127)


def shows(box: list[float], whole: "NDArray[np.int16]", inside: "NDArray[np.bool_]") -> bool:
    """Whether a letter stands out from what is around it in its box of pixels."""
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    mask, pixels = inside[y0:y1, x0:x1], whole[y0:y1, x0:x1]
    if min(mask.sum(), (~mask).sum()) < FEW:
        return False
    return bool(abs(pixels[mask].mean(axis=0) - pixels[~mask].mean(axis=0)).max() >= CONTRAST)
