"""Why a text object of a PDF is not seen: the technique for the receipt. Pixels alone decide."""

import ctypes
from typing import TYPE_CHECKING, Any

from intake.sanitize.attachments.colour import Rgb, unreadable
from intake.sanitize.attachments.pages.objects import Sheet, multiplied

if TYPE_CHECKING:
    from numpy.typing import NDArray

OTHER = "pdf-hidden-text"


def reason(sheet: Sheet, key: int, box: list[float], bare: "NDArray[Any]") -> str:
    """The likeliest technique by which the object is hidden; `box` is a letter's, in pixels of `bare`."""
    text = sheet.texts.get(key)
    if text is None:
        return OTHER
    raw = sheet.raw
    if raw.FPDFTextObj_GetTextRenderMode(text.item) in {3, 7}:
        return "02-render-mode-3"
    if _optional(text.item, raw):
        return "14-optional-content-off"
    height, width = bare.shape[:2]
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if not (0 <= x < width and 0 <= y < height):
        return "13-outside-cropbox" if _on_medium(sheet, key) else "03-off-mediabox"
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if raw.FPDFPageObj_GetFillColor(text.item, red, green, blue, alpha):
        if alpha.value < 16:
            return "08-alpha-0"
        b, g, r = (int(v) for v in bare[int(y), int(x)])
        ground: Rgb = (r, g, b)
        ink: Rgb = (red.value, green.value, blue.value)
        if unreadable(ink, ground):
            return "01-white-text" if min(ground) > 200 else "10-colour-on-dark-fill"
    cover = _cover(sheet, key)
    if cover:
        return cover
    clip = raw.FPDFPageObj_GetClipPath(text.item)
    return "09-clipped" if clip and raw.FPDFClipPath_CountPaths(clip) > 0 else OTHER


def _optional(item: Any, raw: Any) -> bool:
    """Whether the object stands in optional content (ISO 32000-1, 8.11.3)."""
    buffer = ctypes.create_string_buffer(64)
    size = ctypes.c_ulong()
    for index in range(min(raw.FPDFPageObj_CountMarks(item), 20)):
        mark = raw.FPDFPageObj_GetMark(item, index)
        wide = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
        if mark and raw.FPDFPageObjMark_GetName(mark, wide, 64, size) and buffer.raw[:4] == b"O\0C\0":
            return True
    return False


def _on_medium(sheet: Sheet, key: int) -> bool:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not sheet.raw.FPDFPage_GetMediaBox(sheet.leaf, left, bottom, right, top):
        return False
    x, y = _middle(sheet, sheet.texts[key].item, sheet.texts[key].frame)
    return left.value <= x <= right.value and bottom.value <= y <= top.value


def _middle(sheet: Sheet, item: Any, frame: tuple[float, ...]) -> tuple[float, float]:
    left, bottom, right, top = _bounds(sheet, item, frame)
    return (left + right) / 2, (bottom + top) / 2


def _bounds(sheet: Sheet, item: Any, frame: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    sheet.raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    corners = [
        multiplied((1, 0, 0, 1, x, y), frame)[4:]
        for x in (left.value, right.value)
        for y in (bottom.value, top.value)
    ]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _cover(sheet: Sheet, key: int) -> str | None:
    """What is painted later over the middle of the object."""
    text = sheet.texts[key]
    x, y = _middle(sheet, text.item, text.frame)
    for other in sheet.painted[:2000]:
        if other.order <= text.order:
            continue
        left, bottom, right, top = _bounds(sheet, other.item, other.frame)
        if left <= x <= right and bottom <= y <= top:
            image = sheet.raw.FPDFPageObj_GetType(other.item) == sheet.raw.FPDF_PAGEOBJ_IMAGE
            return "06-covered-image" if image else "04-covered-rect"
    return None
