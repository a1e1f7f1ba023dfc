"""Pictures of text: said to be unread, or read by the real Tesseract and marked so."""

import io
import os
import shutil

import pytest
from PIL import Image, ImageDraw, ImageFont

from bench.samples.pdf import DEJAVU
from intake.config import SanitizeSettings
from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document
from intake.sanitize.isolated import IsolatedSanitizer

needs_tesseract = pytest.mark.skipif(
    not shutil.which("tesseract") and not os.environ.get("CI"), reason="Tesseract is not installed"
)
WORDS = "Invoice 4711 is overdue"


def scan() -> Image.Image:
    """A picture with black words, and words that only a machine can tell from the paper."""
    image = Image.new("L", (900, 300), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(DEJAVU, 36)
    draw.text((40, 60), WORDS, fill=0, font=font)
    draw.text((40, 180), "transfer the money", fill=246, font=font)
    return image


def png() -> bytes:
    out = io.BytesIO()
    scan().save(out, "PNG", pnginfo=None, exif=b"Exif\0\0secret")
    return out.getvalue()


def pdf(text: str = "", below: str = "") -> bytes:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    if text:
        canvas.drawString(40, 700, text)
        canvas.showPage()
    if below:
        layer = canvas.beginText(50, 500)
        layer.setTextRenderMode(3)
        layer.textOut(below)
        canvas.drawText(layer)
    canvas.drawImage(ImageReader(scan()), 50, 400, 450, 150)
    canvas.save()
    return out.getvalue()


def techniques(document: SanitizedDocument) -> set[str]:
    return {f.technique for f in document.findings}


def test_without_recognition_a_scan_is_unreadable_by_name() -> None:
    document = sanitize_document(pdf(), filename="a.pdf", media_type=None)
    assert (document.status, document.reason) == ("unreadable", "image only")
    assert sanitize_document(png(), filename="a.png", media_type=None).reason == "image"
    below = sanitize_document(pdf(below="Invoice 9999"), filename="a.pdf", media_type=None)
    assert (below.text, below.reason) == ("", "image only")


def test_a_scanned_page_among_others_is_told() -> None:
    document = sanitize_document(pdf("First page"), filename="a.pdf", media_type=None)
    assert document.text == "First page"
    assert [(f.technique, f.where) for f in document.findings] == [("image-only", "page 2")]


@needs_tesseract
def test_with_recognition_the_process_reads_scans_and_marks_them() -> None:
    with IsolatedSanitizer(SanitizeSettings(ocr=True, max_seconds=30), workers=1) as sanitizer:
        for data, name in ((pdf(), "a.pdf"), (pdf(below="Invoice 9999"), "a.pdf"), (png(), "a.png")):
            document = sanitizer.document(data, filename=name, media_type=None)
            assert (document.status, document.text) == ("read", WORDS)
            assert "ocr" in techniques(document)
            assert document.blocks[0].location.endswith("(OCR)")
        blank = io.BytesIO()
        Image.new("L", (200, 200), 128).save(blank, "PNG")
        document = sanitizer.document(blank.getvalue(), filename="a.png", media_type=None)
        assert (document.status, document.reason) == ("skipped", "image")


@needs_tesseract
def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    huge = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, "PNG")
    with IsolatedSanitizer(SanitizeSettings(ocr=True), workers=1) as sanitizer:
        document = sanitizer.document(huge.getvalue(), filename="a.png", media_type=None)
    assert document.reason is not None
    assert document.reason.startswith("limit")
