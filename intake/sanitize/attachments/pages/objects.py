"""What a page is made of, and how to paint it with and without some of it."""

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intake.sanitize.attachments.reader import Page, Unreadable

if TYPE_CHECKING:
    import numpy as np

MAX_OBJECTS = 40_000
MAX_PIXELS = 3_000_000
MAX_PAINT = 2_500.0
"""What a page may cost to paint, counted in fills of the whole page: half a second."""
PICTURE, SHADING, BACKDROP = 12e-6, 40.0, 20.0
"""What a picture's pixel, a full shading, and a transparent layer on each one below cost, in such fills."""
MAX_DEPTH = 12
"""Forms in forms."""
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Piece:
    """An object; `frame` maps the coordinates of its form to those of the page."""

    item: Any
    frame: Matrix
    order: int
    """Greater is painted later."""
    depth: int
    """Forms around it."""


@dataclass(slots=True)
class Sheet:
    """A page with its text objects by address."""

    leaf: Any
    raw: Any
    texts: dict[int, Piece] = field(default_factory=dict)
    images: int = 0
    painted: list[Piece] = field(default_factory=list)
    """Objects that are no text: pictures, paths, shadings."""

    def scale(self, wanted: float) -> float:
        """Pixels a point, less on pages of a giant's size."""
        width, height = max(1.0, self.leaf.get_width()), max(1.0, self.leaf.get_height())
        return float(min(wanted, (MAX_PIXELS / (width * height)) ** 0.5))

    def place(self, scale: float) -> Matrix:
        """The affine map from page space to pixels: `m[0] + m[1] x + m[2] y` across, the other three down."""
        width, height = max(1.0, self.leaf.get_width()), max(1.0, self.leaf.get_height())
        big = 10_000
        points = []
        for x, y in ((0, 0), (100, 0), (0, 100)):
            dx, dy = ctypes.c_int(), ctypes.c_int()
            self.raw.FPDF_PageToDevice(self.leaf, 0, 0, big, big, 0, x, y, dx, dy)
            points.append((dx.value * width * scale / big, dy.value * height * scale / big))
        (ox, oy), (ax, ay), (bx, by) = points
        return ox, (ax - ox) / 100, (bx - ox) / 100, oy, (ay - oy) / 100, (by - oy) / 100

    def paint(self, scale: float, *, grey: bool = False) -> "np.ndarray[Any, Any]":
        """The page as signed numbers: rows, columns, and three colours unless grey."""
        bitmap = self.leaf.render(scale=scale, may_draw_forms=True, grayscale=grey)
        try:
            pixels: np.ndarray[Any, Any] = bitmap.to_numpy()
            return (pixels if grey else pixels[:, :, :3]).astype("int16")
        finally:
            bitmap.close()

    def without(
        self, scale: float, keys: "list[int] | None" = None, *, grey: bool = False
    ) -> "np.ndarray[Any, Any]":
        """The painting with these text objects (None: all) switched off."""
        items = (
            [t.item for t in self.texts.values()]
            if keys is None
            else [self.texts[key].item for key in keys if key in self.texts]
        )
        for item in items:
            self.raw.FPDFPageObj_SetIsActive(item, False)
        try:
            return self.paint(scale, grey=grey)
        finally:
            for item in items:
                self.raw.FPDFPageObj_SetIsActive(item, True)

    def remove(self, keys: set[int]) -> bool:
        """Take text objects off the page, those inside forms excepted; whether any was taken."""
        taken = False
        for key in keys:
            piece = self.texts.get(key)
            if piece is None or piece.depth or not self.raw.FPDFPage_RemoveObject(self.leaf, piece.item):
                continue
            self.raw.FPDFPageObj_Destroy(self.texts.pop(key).item)
            taken = True
        return taken

    def points(self, key: int) -> float:
        """The height of a text object's letters on the page, in points."""
        text = self.texts.get(key)
        if text is None:
            return 0.0
        size = ctypes.c_float()
        self.raw.FPDFTextObj_GetFontSize(text.item, size)
        a, b, c, d, _, _ = multiplied(matrix_of(text.item, self.raw), text.frame)
        return float(abs(size.value) * max(abs(d), abs(b), abs(c), abs(a) if not d else 0))


def objects(leaf: Any, raw: Any, page: Page, where: str) -> Sheet:
    """All objects, nested ones too, without the ActualText that would speak in their stead."""
    sheet, effort = Sheet(leaf, raw), _Effort(leaf, raw)
    seen = 0
    count = raw.FPDFPage_CountObjects(leaf)
    if count > MAX_OBJECTS:
        raise Unreadable("limit: too many objects on a page")
    stack: list[tuple[Any, int, Matrix]] = [
        (raw.FPDFPage_GetObject(leaf, i), 0, UNIT) for i in reversed(range(count))
    ]
    while stack:
        item, depth, frame = stack.pop()
        seen += 1
        if not item or seen > MAX_OBJECTS:
            continue
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            sheet.texts[ctypes.cast(item, ctypes.c_void_p).value or 0] = Piece(item, frame, seen, depth)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = min(raw.FPDFFormObj_CountObjects(item), MAX_OBJECTS - seen)
            below = multiplied(matrix_of(item, raw), frame)
            stack += [
                (raw.FPDFFormObj_GetObject(item, i), depth + 1, below) for i in reversed(range(max(0, inner)))
            ]
        else:
            sheet.images += kind == raw.FPDF_PAGEOBJ_IMAGE
            sheet.painted.append(Piece(item, frame, seen, depth))
            effort.add(item, kind, frame)
        for index in range(min(raw.FPDFPageObj_CountMarks(item), 20) - 1, -1, -1):
            mark = raw.FPDFPageObj_GetMark(item, index)
            said = _mark_text(mark, raw)
            if said is not None:
                if said not in {f.text for f in page.findings[-20:]}:
                    page.find("11-actualtext", said, where)
                raw.FPDFPageObj_RemoveMark(item, mark)
    if seen > MAX_OBJECTS:
        raise Unreadable("limit: too many objects on a page")
    return sheet


class _Effort:
    """How long a page takes to paint. PDFium lays a transparent object on a new painting of all below it."""

    def __init__(self, leaf: Any, raw: Any) -> None:
        self._raw = raw
        self._width, self._height = max(1.0, leaf.get_width()), max(1.0, leaf.get_height())
        self._spent = self._clear = 0.0

    def add(self, item: Any, kind: int, frame: Matrix) -> None:
        """Count an object. Raises Unreadable (`limit`)."""
        raw = self._raw
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        raw.FPDFPageObj_GetBounds(item, left, bottom, right, top)
        across = min(abs(right.value - left.value) * (abs(frame[0]) + abs(frame[2])) / self._width, 1.0)
        up = min(abs(top.value - bottom.value) * (abs(frame[1]) + abs(frame[3])) / self._height, 1.0)
        # Odd matrices give no number; such an object counts as a full page.
        area = across * up if 0 <= across * up <= 1 else 1.0
        self._spent += area * (SHADING if kind == raw.FPDF_PAGEOBJ_SHADING else 1.0)
        if raw.FPDFPageObj_HasTransparency(item):
            self._spent += area * BACKDROP * self._clear
            self._clear += area
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            wide, tall = ctypes.c_uint(), ctypes.c_uint()
            raw.FPDFImageObj_GetImagePixelSize(item, wide, tall)
            self._spent += wide.value * tall.value * PICTURE
        if not self._spent <= MAX_PAINT:
            raise Unreadable("limit: a page that takes too long to paint")


def matrix_of(item: Any, raw: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return UNIT
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def multiplied(one: Matrix, other: Matrix) -> Matrix:
    """First `one`, then `other` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _mark_text(mark: Any, raw: Any) -> str | None:
    """The ActualText, Alt or E of a marked-content mark."""
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
