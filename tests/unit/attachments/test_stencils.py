"""Letters cut out of a picture or a gradient are seen where something of it shows in them."""

import io

import pytest
from reportlab.lib.colors import Color, black, white
from reportlab.pdfgen.canvas import Canvas

from intake.sanitize.attachments import sanitize_document


def cut(*fills: tuple[Color, float]) -> bytes:
    """Letters at the height of 700 that cut what is painted then: bars of a colour at a height."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 760, "above")
    canvas.saveState()
    text = canvas.beginText(72, 700)
    text.setFont("Helvetica-Bold", 20)
    text.setTextRenderMode(7)
    text.textOut("Opening")
    canvas.drawText(text)
    for colour, low in fills:
        canvas.setFillColor(colour)
        canvas.rect(60, low, 300, 40, stroke=0, fill=1)
    canvas.restoreState()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("fills", "seen"),
    [
        ([(black, 690.0)], True),
        ([(Color(0.2, 0.4, 0.8), 690.0)], True),
        ([], False),
        ([(white, 690.0)], False),
        ([(black, 400.0)], False),
        ([(black, 690.0), (white, 690.0)], False),
    ],
)
def test_letters_that_only_cut_are_seen_by_what_shows_in_them(
    fills: list[tuple[Color, float]], seen: bool
) -> None:
    document = sanitize_document(cut(*fills), filename="a.pdf", media_type=None)
    assert document.text.split() == (["above", "Opening"] if seen else ["above"])
    assert ("02-render-mode-3" in {f.technique for f in document.findings}) is not seen
