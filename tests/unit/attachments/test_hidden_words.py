# ruff: noqa: E501 - samples are easier to read on one line
"""Hidden words never reach the text of a document, and visible words always do."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document


def seen(data: bytes, name: str, kind: str | None = None) -> SanitizedDocument:
    return sanitize_document(data, filename=name, media_type=kind)


def pdf(draw: Callable[[Any], None], **options: Any) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 400), **options)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(40, 350, "Visible words stay here")
    draw(canvas)
    canvas.save()
    return out.getvalue()


def white(c: Any) -> None:
    c.setFillColorRGB(1, 1, 1)
    c.drawString(40, 300, "secret payload")


def mode3(c: Any) -> None:
    text = c.beginText(40, 300)
    text.setTextRenderMode(3)
    text.textOut("secret payload")
    c.drawText(text)


def off_page(c: Any) -> None:
    c.drawString(40, 900, "secret payload")


def covered(c: Any) -> None:
    c.drawString(40, 300, "secret payload")
    c.setFillColorRGB(1, 1, 1)
    c.rect(30, 290, 300, 30, fill=1, stroke=0)


def tiny(c: Any) -> None:
    c.setFont("Helvetica", 0.1)
    c.drawString(40, 300, "secret payload")


def alpha(c: Any) -> None:
    c.setFillAlpha(0)
    c.drawString(40, 300, "secret payload")


def clipped(c: Any) -> None:
    path = c.beginPath()
    path.rect(0, 0, 5, 5)
    c.clipPath(path, stroke=0, fill=0)
    c.drawString(40, 300, "secret payload")


def dark_on_dark(c: Any) -> None:
    c.setFillColorRGB(0.1, 0.1, 0.4)
    c.rect(30, 290, 300, 30, fill=1, stroke=0)
    c.drawString(40, 300, "secret payload")


def below_visible(c: Any) -> None:
    c.setFillColorRGB(1, 1, 1)
    c.drawString(40, 350, "secret payload")


def crop_box(c: Any) -> None:
    c.setCropBox((0, 320, 400, 400))
    c.drawString(40, 100, "secret payload")


@pytest.mark.parametrize(
    "draw", [white, mode3, off_page, covered, tiny, alpha, clipped, dark_on_dark, below_visible, crop_box]
)
def test_a_pdf_shows_what_its_pixels_show(draw: Callable[[Any], None]) -> None:
    document = seen(pdf(draw), "a.pdf", "application/pdf")
    assert document.status == "read", document.reason
    assert "Visible words stay here" in document.text
    assert "secret" not in document.text
    assert "payload" not in document.text


def test_small_grey_print_in_a_pdf_is_read() -> None:
    def grey(c: Any) -> None:
        c.setFont("Helvetica", 6)
        c.setFillColorRGB(0.5, 0.5, 0.5)
        c.drawString(40, 300, "legit small print")

    document = seen(pdf(grey), "a.pdf")
    assert "legit small print" in document.text
    assert document.blocks[0].location == "page 1"


def test_actual_text_does_not_speak_for_the_glyphs() -> None:
    def lie(c: Any) -> None:
        c._code.append("/Span << /ActualText (secret payload) >> BDC")
        c.drawString(40, 300, "honest glyphs")
        c._code.append("EMC")

    document = seen(pdf(lie), "a.pdf")
    assert "honest glyphs" in document.text
    assert "secret" not in document.text


def test_a_form_field_is_read_and_a_picture_only_page_is_said_to_be_one() -> None:
    def form(c: Any) -> None:
        c.acroForm.textfield(name="n", value="filled value", x=40, y=200, width=200, height=24)

    assert "filled value" in seen(pdf(form), "a.pdf").text
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "red")), 10, 10)
    canvas.save()
    assert seen(out.getvalue(), "scan.pdf").reason == "image only"


def test_an_encrypted_pdf_says_so() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    assert seen(pdf(white, encrypt=StandardEncryption("pw")), "a.pdf").reason == "encrypted"


def docx_bytes() -> bytes:
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    document.add_heading("Big heading", 1)
    paragraph = document.add_paragraph("Visible words. ")
    paragraph.add_run("secret vanish").font.hidden = True
    paragraph.add_run("secret white").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("secret tiny").font.size = Pt(1)
    style = document.styles.add_style("Ghost", 2)
    style.font.hidden = True
    paragraph.add_run("secret style", style="Ghost")
    for tag, text, words in (("w:ins", "w:t", " inserted words"), ("w:del", "w:delText", "secret deletion")):
        change, run, leaf = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text)
        leaf.text = words
        leaf.set(qn("xml:space"), "preserve")
        run.append(leaf)
        change.append(run)
        paragraph._p.append(change)
    document.core_properties.comments = "secret property that is long enough"
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "cell one", "cell two"
    document.sections[0].header.paragraphs[0].text = "header words"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_shows_its_final_text() -> None:
    document = seen(docx_bytes(), "a.docx")
    assert document.status == "read", document.reason
    for words in ("Big heading", "Visible words.", "inserted words", "cell one | cell two", "header words"):
        assert words in document.text
    assert "secret" not in document.text
    found = {f.technique for f in document.findings}
    assert {
        "d1-vanish",
        "d5-vanish-by-style",
        "d2-white",
        "d3-1pt",
        "d4-tracked",
        "d6-docprops",
    } <= found
    heading = next(b for b in document.blocks if b.kind == "heading")
    assert document.text[heading.start : heading.end] == "Big heading"
    assert heading.level == 1


def test_a_workbook_shows_facts_as_they_are_formatted() -> None:
    from datetime import date

    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Prices"
    for row in (("Product", "Price", "Since", "Share"), ("Lamp", 1234.5, date(2026, 3, 4), 0.25)):
        sheet.append(row)
    sheet["B2"].number_format = '#,##0.00 "EUR"'
    sheet["D2"].number_format = "0%"
    sheet["A3"], sheet["A4"], sheet["F1"], sheet["A5"] = (
        "secret row",
        "secret white",
        "secret column",
        "secret fmt",
    )
    sheet.row_dimensions[3].hidden = True
    sheet["A4"].font = Font(color="FFFFFFFF")
    sheet["A5"].number_format = ";;;"
    sheet.column_dimensions["F"].hidden = True
    sheet["A1"].comment = Comment("secret comment", "x")
    other = book.create_sheet("Ghost")
    other["A1"] = "secret sheet"
    other.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    document = seen(out.getvalue(), "a.xlsx")
    assert document.status == "read", document.reason
    assert "Product: Lamp; Price: 1,234.50 EUR; Since: 2026-03-04; Share: 25%" in document.text
    assert "secret" not in document.text
    assert any(b.location == "sheet Prices, row 2" for b in document.blocks)
    assert {f.technique for f in document.findings} == {
        "x1-hidden-sheet",
        "x2-hidden-row-col",
        "x3-white-format-comment",
    }


def test_a_presentation_shows_its_slides_only() -> None:
    from pptx import Presentation
    from pptx.dml.color import RGBColor
    from pptx.util import Inches

    deck = Presentation()
    for index in range(2):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        for place, words in ((1, "Visible slide" if not index else "secret slide"), (40, "secret outside")):
            box = slide.shapes.add_textbox(Inches(place), Inches(1), Inches(3), Inches(1))
            box.text_frame.text = words
        run = box.text_frame.paragraphs[0].runs[0]
        pale = slide.shapes.add_textbox(Inches(1), Inches(3), Inches(3), Inches(1))
        pale.text_frame.text = "secret white"
        pale.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)
        slide.notes_slide.notes_text_frame.text = "secret notes"
        assert run
    deck.slides[1]._element.set("show", "0")
    out = io.BytesIO()
    deck.save(out)
    document = seen(out.getvalue(), "a.pptx")
    assert document.text == "Visible slide", document.reason
    assert {"p1-hidden-slide", "p2-off-slide", "p3-notes", "p4-white-hiddenshape-alt"} <= {
        f.technique for f in document.findings
    }


def odf(kind: str, body: str, styles: str) -> bytes:
    out = io.BytesIO()
    names = ("office", "text", "table", "style", "fo")
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{ {"fo": "xsl-fo-compatible"}.get(n, n) }:1.0"'
        for n in names
    )
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        z.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body>{body}</office:body></office:document-content>",
        )
    return out.getvalue()


def test_open_documents_leave_hidden_styles_and_rows_out() -> None:
    ghost = '<style:style style:name="G"><style:text-properties text:display="none"/></style:style>'
    ghost += '<style:style style:name="W"><style:text-properties fo:color="#ffffff"/></style:style>'
    text = '<office:text><text:h text:outline-level="2">Top</text:h><text:p>Shown<text:s text:c="2"/>'
    text += (
        '<text:span text:style-name="G">secret</text:span><text:span text:style-name="W">secret</text:span>'
    )
    text += ' words</text:p><text:p text:style-name="G">secret</text:p></office:text>'
    document = seen(odf("text", text, ghost), "a.odt")
    assert document.text == "Top\nShown   words"
    rows = "".join(
        f"<table:table-row{mark}><table:table-cell><text:p>{a}</text:p></table:table-cell>"
        f"<table:table-cell><text:p>{b}</text:p></table:table-cell></table:table-row>"
        for mark, a, b in (
            ("", "Name", "Price"),
            ("", "Lamp", "5"),
            (' table:visibility="collapse"', "secret", "6"),
        )
    )
    sheet = f'<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    document = seen(odf("spreadsheet", sheet, ""), "a.ods")
    assert "Name: Lamp; Price: 5" in document.text
    assert "secret" not in document.text


def test_rich_text_loses_its_hidden_runs() -> None:
    rtf = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red255\green255\blue255;}Gr\'fc\'dfe \u8364?{\v secret}"
    rtf += rb"{\cf1 secret}{\fs2 secret}{\deleted secret}{\*\generator secret;}\par next}"
    assert seen(rtf, "a.rtf").text == "Grüße €\nnext"


def test_a_pdf_names_how_words_are_hidden() -> None:
    """The ids are those of docs/reference/techniques.md."""
    for draw, technique in (
        (white, "01-white-text"),
        (mode3, "02-render-mode-3"),
        (off_page, "03-off-mediabox"),
        (covered, "04-covered-rect"),
        (tiny, "05-font-0.1pt"),
        (alpha, "08-alpha-0"),
        (clipped, "09-clipped"),
        (dark_on_dark, "10-colour-on-dark-fill"),
        (crop_box, "13-outside-cropbox"),
    ):
        found = [f for f in seen(pdf(draw), "a.pdf").findings if "secret" in f.text]
        assert [f.technique for f in found] == [technique]


def test_a_plain_page_gets_a_quick_look_that_says_what_the_close_one_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from intake.sanitize.attachments.pages import page

    def table(c: Any) -> None:
        for row in range(20):
            c.rect(30, 300 - row * 14, 340, 14)
            for column in range(3):
                c.drawString(34 + column * 110, 304 - row * 14, f"Cell {row} of column {column}")

    data = pdf(table)
    quick = seen(data, "a.pdf").text
    monkeypatch.setattr(page, "all_seen", lambda *_: False)
    assert seen(data, "a.pdf").text == quick
    assert "Cell 19 of column 2" in quick


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (("public", 0, 0), ("public", 0, 0), "public"),
        (("public", 0, 0), ("secret", 0, 3), "public"),
        (("secret", 0, 3), ("public", 0, 0), ""),
        (("secret", 1, 0), ("public", 0, 0), "public"),
        (("public", 0, 0), ("secret", 1, 0), "public"),
    ],
)
def test_words_drawn_in_one_place_are_told_apart(
    first: tuple[str, int, int], second: tuple[str, int, int], kept: str
) -> None:
    """A word, its grey level and its render mode, twice: the quick look vouches for the same words alone."""

    def draw(c: Any) -> None:
        for word, grey, mode in (first, second):
            c.setFillColorRGB(grey, grey, grey)
            text = c.beginText(40, 300)
            text.setFont("Courier", 14)
            text.setTextRenderMode(mode)
            text.textOut(word)
            c.drawText(text)

    text = seen(pdf(draw), "a.pdf").text
    assert "secret" not in text
    assert kept in text
