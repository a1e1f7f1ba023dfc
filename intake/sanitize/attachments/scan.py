"""Words in pictures, read by Tesseract within a budget of seconds: scanned pages, photos of letters.

A machine reads ink that no eye does, so a word counts as seen only where it stands out from its ground.
Nothing is asked of a picture but its pixels; its metadata is never read.
"""

import io
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

from intake.sanitize.attachments.reader import Budget, Page, Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 40_000_000
"""Of a picture as it came; a page at 600 dots an inch has 35 million."""
MAX_READ = 2_500
"""Pixels of the longer side that are looked at: a page at 210 dots an inch."""
MIN_CONTRAST = 40
"""Levels of 255 between a word's ink and its ground."""
MIN_CONFIDENCE = 50.0
"""Tesseract's own, of 100; texture that it takes for letters is mostly below."""


def picture(data: bytes) -> "Image":
    """A picture in grey on white. Raises Unreadable (`limit`, `damaged`)."""
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"))
        if image.width * image.height > MAX_PIXELS:
            raise Unreadable("limit: a picture of too many pixels")
        layer = image.convert("RGBA")
    except Image.DecompressionBombError as exc:
        raise Unreadable("limit: a picture of too many pixels") from exc
    except (OSError, SyntaxError, ValueError) as exc:
        raise Unreadable("damaged (image)") from exc
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("L")


def read_words(image: "Image", page: Page, where: str) -> bool:
    """Add the lines of a grey picture, and say that a machine read them; whether there were any."""
    import numpy as np

    program = shutil.which("tesseract")
    if program is None or page.budget.ocr_s <= 0:
        return False
    image.thumbnail((MAX_READ, MAX_READ))
    try:
        table = _asked(program, image, page.budget)
    except subprocess.TimeoutExpired:
        page.find("ocr-limit", "a picture took too long to read", where, "flagged")
        return False
    pixels = np.asarray(image)
    lines: dict[tuple[str, ...], list[str]] = {}
    faint: list[str] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        # level, page, block, paragraph, line, word, left, top, width, height, confidence, text
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip() or float(cells[10]) < MIN_CONFIDENCE:
            continue
        left, top, width, height = (int(v) for v in cells[6:10])
        ink = pixels[top : top + height, left : left + width]
        if not ink.size or int(ink.max()) - int(ink.min()) < MIN_CONTRAST:
            faint.append(cells[11])
        else:
            lines.setdefault(tuple(cells[1:5]), []).append(cells[11])
    if faint:
        page.find("ocr-faint", " ".join(faint), where)
    if not any(c.isalnum() for words in lines.values() for word in words for c in word):
        return False
    blocks: dict[tuple[str, ...], list[str]] = {}
    for place, words in lines.items():
        blocks.setdefault(place[:3], []).append(" ".join(words))
    for block in blocks.values():
        page.add("paragraph", "\n".join(block), location=f"{where} (OCR)")
    page.find("ocr", "read by a machine from a picture", where, "flagged")
    return True


def _asked(program: str, image: "Image", budget: Budget) -> str:
    pixels = io.BytesIO()
    image.save(pixels, "PPM")
    start = time.monotonic()
    try:
        done = subprocess.run(  # noqa: S603 - Tesseract, on pixels
            [program, "stdin", "stdout", "--dpi", "200", "tsv"],
            input=pixels.getvalue(),
            capture_output=True,
            timeout=budget.ocr_s,
        )
    finally:
        budget.ocr_s -= time.monotonic() - start
    return done.stdout.decode("utf-8", "replace")
