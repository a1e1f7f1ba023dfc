"""Whether the letters that a font draws are those that the file tells.

A font may draw an H where the file tells an i: by its ToUnicode map, its encoding, or a table of its own.
Then a person reads one text and every extractor another. So each Latin letter and digit that a font tells of
is painted once, and compared with the letters of plain faces. Other scripts are not compared; nor is the
second of two glyphs that a font tells to be the same letter.
"""

import ctypes
import functools
import math
import string
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

LETTERS = string.ascii_letters + string.digits
_FACES = (
    "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-Bold", "Times-Italic",
    "Courier", "Courier-Bold",
)  # fmt: skip
"""Of the fonts that PDFium brings."""
_ALIKE = ("ceCE", "o0OQD", "s5S", "z2Z", "u", "il1IjJt7", "f", "g9qy", "m", "nhN", "b68B", "p", "rt", "a4A")
"""Letters that one face draws as others draw the next; the two cases of a letter are taken for one anyway."""
ASPECT = 0.35
"""What a letter twice as wide for its height loses of its likeness, halved by the logarithm."""
MISFIT = 0.15
"""By so much more a letter is like another one where a font draws others throughout."""
CLEAR_MISFIT = 0.25
"""The same where most letters of its font are what they are told to be."""
MOST_MISFITS = 0.4
"""Of a font's letters. Plain faces have 0.00 to 0.06 of them, handwriting 0.16, fonts that lie 0.6 to 0.9."""
LEAST_LETTERS = 4
"""Of fewer nothing is said: most faces have a letter or two of their own."""
MAX_FONTS = 600
"""Of a document; those of more are not compared."""
_CELL, _SIZE, _SIDE, _COLUMNS = 40, 24, 16, 31
_INK = 64
NONE: frozenset[str] = frozenset()


class Fonts:
    """The fonts of a document, each looked at once. To be closed before the document is."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._known: dict[int, frozenset[str]] = {}
        self._held: list[Any] = []

    def lies(self, text: Any) -> frozenset[str]:
        """The letters of which the font of a text object draws others."""
        font = self._raw.FPDFTextObj_GetFont(text)
        key = ctypes.cast(font, ctypes.c_void_p).value
        if not key:
            return NONE
        if key not in self._known:
            if len(self._known) >= MAX_FONTS:
                return NONE
            # An object of ours holds the font, so that its address is given to no other.
            self._held.append(self._raw.FPDFPageObj_CreateTextObj(_scratch(), font, _SIZE))
            self._known[key] = _lies(font, self._raw)
        return self._known[key]

    def close(self) -> None:
        for item in self._held:
            self._raw.FPDFPageObj_Destroy(item)
        self._held.clear()
        self._known.clear()


def lies_of(program: bytes) -> frozenset[str]:
    """The same of a TrueType or OpenType font by itself; none where it is none that PDFium reads."""
    import pypdfium2.raw as raw

    data = (ctypes.c_uint8 * len(program)).from_buffer_copy(program)
    font = raw.FPDFText_LoadFont(_scratch(), data, len(program), raw.FPDF_FONT_TRUETYPE, False)
    if not font:
        return NONE
    try:
        return _lies(font, raw)
    finally:
        raw.FPDFFont_Close(font)


@functools.cache
def _scratch() -> Any:
    """A document of our own, to paint on: those that come are left as they are."""
    import pypdfium2 as pdfium

    return pdfium.PdfDocument.new()


def _lies(font: Any, raw: Any) -> frozenset[str]:
    import numpy as np

    shapes, aspects = _painted(font, raw)
    drawn = np.abs(shapes).any(axis=1)
    # A glyph that stands for many letters is the box that says that there is none.
    told: dict[bytes, int] = {}
    for shape in shapes[drawn]:
        told[shape.tobytes()] = told.get(shape.tobytes(), 0) + 1
    judged = [n for n in np.flatnonzero(drawn) if told[shapes[n].tobytes()] <= 2]
    if len(judged) < LEAST_LETTERS:
        return NONE
    known, known_aspects = _plain()
    # Not by `@`: its threads would wait, busy, for more of so small matrices.
    likeness = np.einsum("ns,ms->nm", shapes[judged], known.reshape(-1, known.shape[2]))
    likeness = likeness.reshape(-1, *known.shape[:2])
    likeness -= ASPECT * np.abs(aspects[judged][:, None, None] - known_aspects[None])
    best = likeness.max(axis=1)
    own = np.where(_same()[judged], best, -9.0).max(axis=1)
    gap = best.max(axis=1) - own
    if float((gap > MISFIT).mean()) >= MOST_MISFITS:
        return frozenset(LETTERS)
    others = [LETTERS[n] for n, far in zip(judged, gap, strict=True) if far > CLEAR_MISFIT]
    return frozenset(others) if len(others) >= LEAST_LETTERS else NONE


@functools.cache
def _plain() -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """Shapes (faces, letters, pixels) and aspects (faces, letters) of the plain faces."""
    import numpy as np
    import pypdfium2.raw as raw

    found = []
    for name in _FACES:
        font = raw.FPDFText_LoadStandardFont(_scratch(), name.encode())
        found.append(_painted(font, raw))
        raw.FPDFFont_Close(font)
    return np.stack([shape for shape, _ in found]), np.stack([aspect for _, aspect in found])


@functools.cache
def _same() -> "np.ndarray[Any, Any]":
    """Which letters (columns) are as good as each letter (rows)."""
    import numpy as np

    groups = [*_ALIKE, *(letter + letter.upper() for letter in string.ascii_lowercase), *string.digits]
    same = np.zeros((len(LETTERS), len(LETTERS)), dtype=bool)
    for group in groups:
        places = [LETTERS.index(letter) for letter in group]
        same[np.ix_(places, places)] = True
    return same


def _painted(font: Any, raw: Any) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """Each of `LETTERS` as a square of pixels of mean 0 and length 1, all 0 where nothing is drawn, and the
    logarithm of its width for its height.
    """
    import numpy as np
    from PIL import Image

    sheet = _sheet(font, raw)
    whole = Image.fromarray(sheet)
    # Cells side by side: letters, pixels down, pixels across.
    cells = sheet.reshape(-1, _CELL, _COLUMNS, _CELL).swapaxes(1, 2).reshape(-1, _CELL, _CELL)
    ink = cells[: len(LETTERS)] > _INK
    rows, columns = np.asarray(ink.any(axis=2)), np.asarray(ink.any(axis=1))
    shapes = np.zeros((len(LETTERS), _SIDE * _SIDE), dtype=np.float32)
    aspects = np.zeros(len(LETTERS), dtype=np.float32)
    drawn = np.flatnonzero(rows.any(axis=1))
    for n in drawn:
        (top, bottom), (left, right) = _ends(rows[n]), _ends(columns[n])
        x, y = n % _COLUMNS * _CELL, n // _COLUMNS * _CELL
        box = (float(x + left), float(y + top), float(x + right), float(y + bottom))
        square = whole.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR, box=box)
        shapes[n] = np.frombuffer(square.tobytes(), dtype=np.uint8)
        aspects[n] = math.log((right - left) / (bottom - top))
    shapes -= shapes.mean(axis=1, keepdims=True)
    return shapes / np.maximum(np.linalg.norm(shapes, axis=1, keepdims=True), 1e-6), aspects


def _ends(marked: "np.ndarray[Any, Any]") -> tuple[int, int]:
    """The first that is marked, and the one after the last."""
    return int(marked.argmax()), len(marked) - int(marked[::-1].argmax())


def _sheet(font: Any, raw: Any) -> "np.ndarray[Any, Any]":
    """A grey painting of `LETTERS` in rows, ink high."""
    import numpy as np

    scratch = _scratch()
    height = -(-len(LETTERS) // _COLUMNS) * _CELL
    leaf = scratch.new_page(_COLUMNS * _CELL, height)
    try:
        for n, letter in enumerate(LETTERS):
            item = raw.FPDFPageObj_CreateTextObj(scratch, font, _SIZE)
            raw.FPDFText_SetText(item, (ctypes.c_ushort * 2)(ord(letter), 0))
            x, y = n % _COLUMNS * _CELL + 8, height - (n // _COLUMNS + 1) * _CELL + 12
            raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, x, y)
            raw.FPDFPage_InsertObject(leaf, item)
        bitmap = leaf.render(scale=1, grayscale=True, may_draw_forms=False)
        try:
            painted = bitmap.to_numpy()
            return np.asarray(255 - painted.reshape(painted.shape[:2]))
        finally:
            bitmap.close()
    finally:
        leaf.close()
        scratch.del_page(0)
