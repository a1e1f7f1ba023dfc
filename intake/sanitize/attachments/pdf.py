"""PDF: the text that the page shows, judged by its pixels.

Each page is painted by PDFium once as it is and again with layers of its text objects switched off. A glyph
whose box does not change was not seen: white on white, rendering mode 3, outside the crop box, covered by a
box or picture, transparent, clipped, in optional content that is off. Objects that overlap are put into
different layers, so that visible ink never vouches for text below it.
"""

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

if TYPE_CHECKING:
    import numpy as np

MAX_PAGES = 150
MAX_CHARS = 60_000
"""Characters of one page."""
MAX_OBJECTS = 40_000
MAX_LAYERS = 8
"""Paintings of one page; text that overlaps more often than this is withheld."""
MAX_PIXELS = 3_000_000
SCALE = 1.6
MIN_DIFFERENCE = 24
"""Of 255 levels, on the strongest pixel of a glyph: about light grey (#e4e4e4) on white."""
MIN_POINTS = 1.5
_ERRORS = {4: "encrypted", 5: "encrypted"}


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "application/pdf" if b"%PDF-" in data[:1024] and not data.startswith(b"PK") else None


@dataclass(slots=True)
class Glyph:
    """A character with its box on the painted page, in pixels."""

    char: str
    owner: int
    box: tuple[int, int, int, int] | None
    size: float
    seen: bool = True
    x: float = 0
    y: float = 0
    right: float = 0


def read(source: Source, page: Page) -> None:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        document = pdfium.PdfDocument(source.data)
    except pdfium.PdfiumError as exc:
        code = getattr(exc, "err_code", None)
        encrypted = _ERRORS.get(code) if code is not None else None
        if encrypted or "assword" in str(exc):
            raise Unreadable("encrypted") from exc
        raise Unreadable("damaged (PDF)") from exc
    try:
        _actions(document, raw, page, source.data)
        if raw.FPDF_GetFormType(document):
            document.init_forms()
        count = len(document)
        images = 0
        for number in range(min(count, MAX_PAGES)):
            images += _page(document, number, page)
        if count > MAX_PAGES:
            page.find("page-limit", f"{count - MAX_PAGES} more pages", f"page {MAX_PAGES + 1}", "flagged")
        _files(document, raw, source, page)
        if not page.parts and images:
            raise Unreadable("image only")
        if not page.parts and not page.findings and count == 0:
            raise Unreadable("damaged (no pages)")
    finally:
        document.close()


def _actions(document: Any, raw: Any, page: Page, data: bytes) -> None:
    """What the file would do when opened."""
    if (
        raw.FPDFDoc_GetJavaScriptActionCount(document) > 0
        or b"/JavaScript" in data
        or (b"/JS" in data and b"/S /JS" in data)
    ):
        page.find("script", "JavaScript", "document", "flagged")
    for mark, name in (
        (b"/Launch", "launch-action"),
        (b"/SubmitForm", "submit-action"),
        (b"/GoToR", "external-link"),
        (b"/RichMedia", "embedded-object"),
    ):
        if mark in data:
            page.find(name, mark.decode("ascii").strip("/"), "document", "flagged")


def _files(document: Any, raw: Any, source: Source, page: Page) -> None:
    for index in range(min(20, document.count_attachments())):
        one = document.get_attachment(index)
        name = one.get_name()
        page.find("embedded-file", name, "document", "flagged")
        page.attachments.append(source.nested(bytes(one.get_data()), name, None))


def _page(document: Any, number: int, page: Page) -> int:
    """Add one page's visible text; the number of its pictures."""
    import pypdfium2.raw as raw

    where = f"page {number + 1}"
    sheet = document[number]
    _notes(sheet, raw, page, where)
    # Form fields and annotations become page content, just as far as they are shown.
    if raw.FPDFPage_GetAnnotCount(sheet) > 0 and raw.FPDFPage_Flatten(sheet, raw.FLAT_NORMALDISPLAY) == 1:
        sheet.close()
        sheet = document[number]
    try:
        texts, images = _objects(sheet, raw, page, where)
        text_page = sheet.get_textpage()
        try:
            scale, place = _geometry(sheet, raw)
            glyphs = _glyphs(text_page, raw, texts, place)
            _judge(sheet, raw, texts, glyphs, scale)
            _write(glyphs, page, where)
        finally:
            text_page.close()
    finally:
        sheet.close()
    return images


def _notes(sheet: Any, raw: Any, page: Page, where: str) -> None:
    """Annotations that are closed, hidden or not for the screen: their words are not on the page."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(sheet), 500)):
        annotation = raw.FPDFPage_GetAnnot(sheet, index)
        if not annotation:
            continue
        kind, flags = raw.FPDFAnnot_GetSubtype(annotation), raw.FPDFAnnot_GetFlags(annotation)
        hidden = bool(flags & 0x23)
        for key in (b"Contents", b"V") if hidden else (b"Contents",):
            text = _string(annotation, key, raw)
            if text and (hidden or kind != raw.FPDF_ANNOT_FREETEXT):
                page.find("hidden-annotation" if hidden else "annotation", text, where)
        raw.FPDFPage_CloseAnnot(annotation)


def _string(annotation: Any, key: bytes, raw: Any) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size < 20_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _objects(sheet: Any, raw: Any, page: Page, where: str) -> tuple[dict[int, Any], int]:
    """Text objects by address, nested ones too, without the ActualText that would speak in their stead."""
    texts: dict[int, Any] = {}
    images = seen = 0
    stack = [
        (raw.FPDFPage_GetObject(sheet, i), 0)
        for i in range(min(raw.FPDFPage_CountObjects(sheet), MAX_OBJECTS))
    ]
    while stack:
        item, depth = stack.pop()
        seen += 1
        if not item or seen > MAX_OBJECTS:
            continue
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            images += 1
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 12:
            inner = min(raw.FPDFFormObj_CountObjects(item), MAX_OBJECTS - seen)
            stack += [(raw.FPDFFormObj_GetObject(item, i), depth + 1) for i in range(max(0, inner))]
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            texts[ctypes.cast(item, ctypes.c_void_p).value or 0] = item
        for index in range(min(raw.FPDFPageObj_CountMarks(item), 20) - 1, -1, -1):
            mark = raw.FPDFPageObj_GetMark(item, index)
            said = _mark_text(mark, raw)
            if said is not None:
                if said not in {f.text for f in page.findings[-20:]}:
                    page.find("11-actualtext", said, where)
                raw.FPDFPageObj_RemoveMark(item, mark)
    if seen > MAX_OBJECTS:
        raise Unreadable("limit: too many objects on a page")
    return texts, images


def _mark_text(mark: Any, raw: Any) -> str | None:
    """The ActualText or Alt of a marked-content mark."""
    if not mark:
        return None
    for key in (b"ActualText", b"Alt", b"E"):
        size = ctypes.c_ulong()
        buffer = ctypes.create_string_buffer(4096)
        if raw.FPDFPageObjMark_GetParamStringValue(
            mark, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), 4096, size
        ):
            return buffer.raw[: max(0, min(size.value, 4096) - 2)].decode("utf-16-le", "replace")
    return None


def _geometry(sheet: Any, raw: Any) -> tuple[float, tuple[float, float, float, float, float, float]]:
    """Scale of the painting, and the affine map from page space to its pixels."""
    width, height = max(1.0, sheet.get_width()), max(1.0, sheet.get_height())
    scale = min(SCALE, (MAX_PIXELS / (width * height)) ** 0.5)
    big = 10_000
    points = []
    for x, y in ((0, 0), (100, 0), (0, 100)):
        dx, dy = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(sheet, 0, 0, big, big, 0, x, y, dx, dy)
        points.append((dx.value * width * scale / big, dy.value * height * scale / big))
    (ox, oy), (ax, ay), (bx, by) = points
    return scale, (ox, (ax - ox) / 100, (bx - ox) / 100, oy, (ay - oy) / 100, (by - oy) / 100)


def _glyphs(text_page: Any, raw: Any, texts: dict[int, Any], place: tuple[float, ...]) -> list[Glyph]:
    ox, xx, xy, oy, yx, yy = place
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    count = raw.FPDFText_CountChars(text_page)
    if count > MAX_CHARS:
        raise Unreadable("limit: too many characters on a page")
    glyphs: list[Glyph] = []
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
        owner = raw.FPDFText_GetTextObject(text_page, index)
        key = (ctypes.cast(owner, ctypes.c_void_p).value or 0) if owner else 0
        if not key or char.isspace() or raw.FPDFText_IsGenerated(text_page, index) == 1:
            glyphs.append(Glyph(char, key, None, 0))
            continue
        raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        a, b, c, d = left.value, right.value, bottom.value, top.value
        xs = (ox + xx * a + xy * c, ox + xx * b + xy * d)
        ys = (oy + yx * a + yy * c, oy + yx * b + yy * d)
        box = (int(min(xs)), int(min(ys)), int(max(xs)) + 2, int(max(ys)) + 2)
        glyphs.append(Glyph(char, key, box, max(abs(d - c), abs(b - a)), x=min(xs), y=max(ys), right=max(xs)))
    return glyphs


def _judge(sheet: Any, raw: Any, texts: dict[int, Any], glyphs: list[Glyph], scale: float) -> None:
    """Mark the glyphs that leave no trace on the painted page."""
    boxes: dict[int, tuple[int, int, int, int]] = {}
    for g in glyphs:
        if g.box:
            o = boxes.get(g.owner, g.box)
            boxes[g.owner] = (
                min(o[0], g.box[0]),
                min(o[1], g.box[1]),
                max(o[2], g.box[2]),
                max(o[3], g.box[3]),
            )
    layers = _layers(boxes)
    if not layers:
        return
    whole = _paint(sheet, scale).astype("int16")
    bare = _without(sheet, raw, scale, texts, list(boxes))
    ink = abs(whole - bare).max(axis=2)
    changes: list[Any] = []
    for layer in layers[:MAX_LAYERS]:
        if len(layers) == 1:
            changes.append(ink)
            continue
        # Ink of this layer makes a pixel differ more from the empty page: white over black does the contrary.
        rest = abs(_without(sheet, raw, scale, texts, layer) - bare).max(axis=2)
        changes.append(ink - rest)
    of = {key: n for n, layer in enumerate(layers) for key in layer}
    for g in glyphs:
        if not g.box:
            continue
        n = of.get(g.owner, MAX_LAYERS)
        x0, y0, x1, y1 = (max(0, v) for v in g.box)
        area = changes[n][y0:y1, x0:x1] if n < len(changes) else None
        tiny = g.size < MIN_POINTS and _points(texts.get(g.owner), raw) < MIN_POINTS * 2
        g.seen = area is not None and area.size > 0 and int(area.max()) >= MIN_DIFFERENCE and not tiny
    if len(layers) > 1:
        _twins(glyphs, ink)


def _twins(glyphs: list[Glyph], ink: Any) -> None:
    """Letters drawn twice in one place (a poor bold) vouch for none of the two: see the first of them."""
    places: dict[tuple[str, int, int], Glyph] = {}
    for g in glyphs:
        if g.box is None:
            continue
        first = places.setdefault((g.char, g.box[0] >> 1, g.box[1] >> 1), g)
        if first is not g and not first.seen and not g.seen:
            area = ink[max(0, g.box[1]) : max(0, g.box[3]), max(0, g.box[0]) : max(0, g.box[2])]
            first.seen = bool(area.size) and int(area.max()) >= MIN_DIFFERENCE


def _without(sheet: Any, raw: Any, scale: float, texts: dict[int, Any], keys: list[int]) -> Any:
    """The painting with these text objects switched off, as signed numbers."""
    items = [texts[key] for key in keys if key in texts]
    for item in items:
        raw.FPDFPageObj_SetIsActive(item, False)
    try:
        return _paint(sheet, scale).astype("int16")
    finally:
        for item in items:
            raw.FPDFPageObj_SetIsActive(item, True)


def _points(item: Any, raw: Any) -> float:
    """The height of a text object on the page, in points."""
    if not item:
        return 0.0
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(item, size)
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return float(size.value * max(abs(matrix.d), abs(matrix.b), abs(matrix.c)))


def _layers(boxes: dict[int, tuple[int, int, int, int]]) -> list[list[int]]:
    """Objects in groups without overlap: greedy, over a grid so that it stays linear."""
    layers: list[list[int]] = []
    taken: list[set[tuple[int, int]]] = []
    for key, (x0, y0, x1, y1) in boxes.items():
        # Glyph boxes are widened by two pixels; neighbours on a line must not count as overlapping.
        columns = range(max(0, x0 + 2) >> 2, (min(6000, max(x0 + 3, x1 - 2)) >> 2) + 1)
        rows = range(max(0, y0 + 2) >> 2, (min(6000, max(y0 + 3, y1 - 2)) >> 2) + 1)
        cells = {(x, y) for x in columns for y in rows}
        for layer, used in zip(layers, taken, strict=True):
            if used.isdisjoint(cells):
                layer.append(key)
                used |= cells
                break
        else:
            layers.append([key])
            taken.append(cells)
            if len(layers) > MAX_LAYERS:
                taken[-1] = set()
    return layers


def _paint(sheet: Any, scale: float) -> "np.ndarray[Any, Any]":
    bitmap = sheet.render(scale=scale, may_draw_forms=True)
    try:
        pixels: np.ndarray[Any, Any] = bitmap.to_numpy()[:, :, :3].copy()
        return pixels
    finally:
        bitmap.close()


def _write(glyphs: list[Glyph], page: Page, where: str) -> None:
    """Words seen go to paragraphs by their lines; words unseen to the receipt."""
    lines: list[list[Glyph]] = [[]]
    hidden: list[str] = []
    word: list[Glyph] = []

    def close() -> None:
        if word:
            inked = [g for g in word if g.char.isalnum()] or word
            if sum(g.seen for g in inked) * 2 >= len(inked):
                lines[-1].extend(word)
            else:
                hidden.append("".join(g.char for g in word))
            word.clear()

    for g in glyphs:
        if g.box is not None and (not word or word[-1].owner == g.owner or word[-1].seen == g.seen):
            word.append(g)
            continue
        close()
        if g.box is not None:
            word.append(g)
        elif g.char in "\r\n":
            lines.append([])
        elif lines[-1]:
            lines[-1].append(g)
    close()
    if hidden:
        page.find("pdf-hidden-text", " ".join(hidden), where)
    for text in _paragraphs([line for line in lines if any(g.box for g in line)]):
        page.add("paragraph", text, location=where)


def _paragraphs(lines: list[list[Glyph]]) -> list[str]:
    """Lines joined where one runs on into the next: full width, no gap."""
    out: list[str] = []
    edge = max((g.right for line in lines for g in line if g.box), default=0)
    low = min((g.x for line in lines for g in line if g.box), default=0)
    before: tuple[float, float, float] | None = None
    for line in lines:
        marked = [g for g in line if g.box]
        y, height, right = max(g.y for g in marked), max(g.size for g in marked) * SCALE, marked[-1].right
        text = "".join(g.char for g in line).replace("\u0002", "-").replace("\ufffe", "-").strip()
        gap = y - before[0] if before else 0
        if before and 0 < gap <= 2.2 * max(height, before[1]):
            full = before[2] >= low + (edge - low) * 0.8
            out[-1] += (" " if full and not out[-1].endswith(":") else "\n") + text
        else:
            out.append(text)
        before = (y, height, right)
    return out


READER = Reader(name="pdf", sniff=sniff, read=read, extensions=("pdf",))
