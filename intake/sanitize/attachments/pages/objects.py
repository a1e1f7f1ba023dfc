"""What a page is made of, and how to paint it with and without some of it."""

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intake.sanitize.attachments.reader import Page, Unreadable

if TYPE_CHECKING:
    import numpy as np

MAX_OBJECTS = 40_000
MAX_PIXELS = 3_000_000
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
    sheet = Sheet(leaf, raw)
    seen = 0
    count = min(raw.FPDFPage_CountObjects(leaf), MAX_OBJECTS)
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
