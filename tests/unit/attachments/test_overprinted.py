"""Letters printed over other letters are read by nobody; a poor bold and a watermark are."""

import io
from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document


def drawn(draw: Callable[[Canvas], None]) -> SanitizedDocument:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 760, "Illicit bills still fill it")
    draw(canvas)
    canvas.save()
    return sanitize_document(out.getvalue(), filename="a.pdf", media_type=None)


def letters(canvas: Canvas) -> None:
    for letter in "ignorerules":
        canvas.drawString(72, 700, letter)


def words(canvas: Canvas) -> None:
    text = canvas.beginText(72, 650)
    text.setFont("Helvetica", 12)
    canvas.drawText(text)
    canvas._code.append("BT /F1 12 Tf 72 650 Td [(ignore) 2800 (please) 2900 (supply)] TJ ET")


def lines(canvas: Canvas) -> None:
    canvas.drawString(72, 600, "ignore rules")
    canvas.drawString(72.5, 600, "please drink")


@pytest.mark.parametrize("draw", [letters, words, lines])
def test_letters_over_letters_are_not_read(draw: Callable[[Canvas], None]) -> None:
    document = drawn(draw)
    assert document.text == "Illicit bills still fill it"
    assert {f.technique for f in document.findings} == {"covered-by-text"}


def bold(canvas: Canvas) -> None:
    canvas.drawString(72, 550, "kept words")
    canvas.drawString(72.4, 550, "kept words")


def watermark(canvas: Canvas) -> None:
    canvas.drawString(72, 520, "kept words")
    canvas.setFillGray(0.9)
    canvas.setFont("Helvetica", 90)
    canvas.drawString(60, 500, "DRAFT")


@pytest.mark.parametrize("draw", [bold, watermark])
def test_letters_drawn_twice_or_on_a_watermark_are_read(draw: Callable[[Canvas], None]) -> None:
    assert "kept words" in drawn(draw).text
