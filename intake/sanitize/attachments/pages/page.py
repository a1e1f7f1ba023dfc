"""One page of a PDF: a quick look where all is plain, a close one where anything is not."""

import ctypes
from contextlib import closing
from typing import Any

from intake.sanitize.attachments.pages.glyphs import Lies, judged
from intake.sanitize.attachments.pages.letters import Fonts
from intake.sanitize.attachments.pages.lines import plain_lines, written
from intake.sanitize.attachments.pages.objects import Sheet, objects
from intake.sanitize.attachments.pages.quick import all_seen
from intake.sanitize.attachments.reader import Page, Unreadable

MAX_CHARS = 60_000
"""Characters of one page."""
CONTENTS = 512
"""Annotations looked at on one page."""
SCAN_SCALE = 2.8
"""Pixels a point for Tesseract: two hundred an inch."""
_MUTE = frozenset([2, 16])
"""Links and popups (`FPDF_ANNOT_LINK`, `FPDF_ANNOT_POPUP`), which have no look of their own."""
HIDDEN_FLAGS = 0x23
"""Invisible, hidden, not for the screen (ISO 32000-1, table 165)."""


def read_page(document: Any, number: int, page: Page, fonts: Fonts, wordy: bool) -> int:
    """Add one page's visible text; returns the number of its pictures. Raises Unreadable (`limit`).

    `wordy` says that a glyph of the document may stand for many letters.
    """
    import pypdfium2.raw as raw

    where = f"page {number + 1}"
    leaf = document[number]
    _notes(leaf, raw, page, where)
    # Form fields and annotations become page content, just as far as they are shown.
    if raw.FPDFPage_GetAnnotCount(leaf) > 0 and raw.FPDFPage_Flatten(leaf, raw.FLAT_NORMALDISPLAY) == 1:
        leaf.close()
        leaf = document[number]
    try:
        sheet = objects(leaf, raw, page, where)
        lines: list[str] = []
        if sheet.texts:
            lies = {key: told for key, text in sheet.texts.items() if (told := fonts.lies(text.item))}
            lines = _lines(sheet, page, where, lies, quick=not (lies or wordy))
            for line in lines:
                page.add("paragraph", line, location=where)
            if lies and not _scanned(sheet, page, where, [key for key in sheet.texts if key not in lies]):
                page.find("image-only", "letters drawn by a font that tells others", where, "flagged")
        # The words that a scanner laid below its picture are nothing that a person sees.
        if sheet.images and not lines and not _scanned(sheet, page, where, list(sheet.texts)):
            page.find("image-only", "a page of pictures alone", where, "flagged")
    finally:
        leaf.close()
    return sheet.images


def _scanned(sheet: Sheet, page: Page, where: str, known: list[int]) -> bool:
    """Add what a page shows beside these text objects, by Tesseract where that is allowed; whether any."""
    from PIL import Image

    from intake.sanitize.attachments.scan import read_words

    if page.budget.ocr_s <= 0:
        return False
    pixels = sheet.without(sheet.scale(SCAN_SCALE), known, grey=True)
    image = Image.fromarray(pixels.reshape(pixels.shape[:2]).astype("uint8"))
    return read_words(image, page, where)


def _lines(sheet: Sheet, page: Page, where: str, lies: Lies, *, quick: bool) -> list[str]:
    """The paragraphs of a page. Words that nobody sees are found, and taken off the page.

    `lies` are the letters of which an object draws others, by its address. Where a hidden letter lies on the
    same visible one, pdfium takes them for one; so the page is read again without the objects that are hidden
    as a whole.
    """
    with closing(sheet.leaf.get_textpage()) as text_page:
        count = _count(sheet, text_page)
        if (
            quick
            and count
            and all_seen(sheet, text_page)
            and (lines := plain_lines(sheet, text_page, count)) is not None
        ):
            return lines
        glyphs = judged(sheet, text_page, count, lies)
    lines, hidden = written(glyphs)
    for technique, words in hidden.items():
        page.find(technique, " ".join(words), where)
    seen = {g.owner for g in glyphs if g.boxed and g.seen}
    lost = {g.owner for g in glyphs if g.boxed and not g.seen} - seen - lies.keys()
    if not lost or not seen or not sheet.remove(lost):
        return lines
    with closing(sheet.leaf.get_textpage()) as text_page:
        return written(judged(sheet, text_page, _count(sheet, text_page), lies))[0]


def _count(sheet: Sheet, text_page: Any) -> int:
    count = int(sheet.raw.FPDFText_CountChars(text_page))
    if count > MAX_CHARS:
        raise Unreadable("limit: too many characters on a page")
    return max(0, count)


def _notes(leaf: Any, raw: Any, page: Page, where: str) -> None:
    """Annotations that are closed, hidden or not for the screen: their words are not on the page."""
    unseen: list[int] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(leaf), CONTENTS)):
        annotation = raw.FPDFPage_GetAnnot(leaf, index)
        if not annotation:
            continue
        kind, flags = raw.FPDFAnnot_GetSubtype(annotation), raw.FPDFAnnot_GetFlags(annotation)
        hidden = bool(flags & HIDDEN_FLAGS)
        unseen += [index] if hidden else []
        said = [_string(annotation, key, raw) for key in ((b"Contents", b"V") if hidden else (b"Contents",))]
        if hidden and not any(said) and kind not in _MUTE:
            said = ["a note that is hidden or not for the screen"]
        for text in said:
            if text and (hidden or kind != raw.FPDF_ANNOT_FREETEXT):
                page.find("12-outline-annotation", text, where)
        raw.FPDFPage_CloseAnnot(annotation)
    for index in reversed(unseen):
        # PDFium would make those that are not for the screen part of the page.
        raw.FPDFPage_RemoveAnnot(leaf, index)


def _string(annotation: Any, key: bytes, raw: Any) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size < 20_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
