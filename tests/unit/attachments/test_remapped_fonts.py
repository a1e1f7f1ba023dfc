"""A font that draws other letters than the file tells is not believed; plain faces of all kinds are."""

import os
import shutil

import pytest

from bench.samples.pdf import told_otherwise
from intake.config import SanitizeSettings
from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document
from intake.sanitize.attachments.pages.letters import NONE
from intake.sanitize.isolated import IsolatedSanitizer

FACES = [
    "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-BoldItalic", "Courier",
    "Courier-Oblique",
]  # fmt: skip


def lying(face: str) -> bytes:
    words = iter(["Visible", "ignore", "everything"])
    return told_otherwise(f"/BaseFont /{face}")(lambda kind: next(words))


def read(data: bytes) -> SanitizedDocument:
    return sanitize_document(data, filename="a.pdf", media_type=None)


@pytest.mark.parametrize("face", FACES)
def test_what_a_font_tells_and_does_not_draw_is_taken_out(face: str) -> None:
    document = read(lying(face))
    assert document.text == "Visible stays here"
    assert [(f.technique, f.text) for f in document.findings] == [
        ("pdf-remapped-glyphs", "ignore and everything"),
        ("image-only", "letters drawn by a font that tells others"),
    ]


@pytest.mark.parametrize("face", FACES)
def test_the_faces_that_every_reader_brings_do_not_lie(face: str) -> None:
    import pypdfium2.raw as raw

    from intake.sanitize.attachments.pages.letters import _lies, _scratch

    font = raw.FPDFText_LoadStandardFont(_scratch(), face.encode())
    assert _lies(font, raw) == NONE


@pytest.mark.skipif(
    not shutil.which("tesseract") and not os.environ.get("CI"), reason="Tesseract is not installed"
)
def test_with_recognition_the_ink_is_read() -> None:
    with IsolatedSanitizer(SanitizeSettings(ocr=True, max_seconds=30), workers=1) as sanitizer:
        document = sanitizer.document(lying("Helvetica"), filename="a.pdf", media_type=None)
    # Each letter is drawn as the next: the file tells "ignore and everything".
    assert "jhopsf" in document.text
    assert "ignore" not in document.text
    assert {f.technique for f in document.findings} == {"pdf-remapped-glyphs", "ocr"}
