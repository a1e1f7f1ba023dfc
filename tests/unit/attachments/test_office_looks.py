"""Sheets and slides: what styles, themes, places and covers hide, and what only looks like it."""

import io
from typing import Any

import pytest

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document
from intake.sanitize.attachments.numbers import labelled, shown


def read(save: Any, name: str) -> SanitizedDocument:
    out = io.BytesIO()
    save(out)
    document = sanitize_document(out.getvalue(), filename=name, media_type=None)
    assert document.status == "read", document.reason
    return document


def test_a_sheet_hides_by_theme_format_merge_rich_text_and_condition() -> None:
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.colors import Color

    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 12):
        sheet.cell(row, 1, f"shown {row}")
    sheet["B1"], sheet["B1"].font = "secret theme", Font(color=Color(theme=0))
    sheet["B2"], sheet["B2"].font = "secret tint", Font(color=Color(theme=0, tint=-0.01))
    sheet["B3"], sheet["B3"].number_format = 12345, "[White]0"
    sheet["B4"], sheet["B4"].number_format = "secret text", '0;0;0;"shown label"'
    sheet["B5"], sheet["C5"] = "shown merge", "secret merge"
    blank = TextBlock(InlineFont(color="FFFFFFFF"), " secret run")
    sheet["B6"] = CellRichText("shown run", blank)
    sheet["B7"] = "secret condition"
    sheet.conditional_formatting.add("B7", CellIsRule("notEqual", ["1"], font=Font(color="FFFFFFFF")))
    dark = PatternFill("solid", fgColor="FF102040")
    sheet["B8"], sheet["B8"].font, sheet["B8"].fill = "shown on dark", Font(color="FFFFFFFF"), dark
    sheet["B9"], sheet["B9"].font, sheet["B9"].fill = "secret dark", Font(color="FF102040"), dark
    sheet["B10"] = "secret flat"
    sheet.row_dimensions[10].height = 0.2
    sheet["B11"] = "=WEBSERVICE(A1)"
    sheet["D1"] = "secret narrow"
    sheet.column_dimensions["D"].width = 0.1
    other = sheet._cells[(5, 3)]
    sheet.merged_cells.add("B5:C5")
    assert other.value == "secret merge"
    document = read(book.save, "a.xlsx")
    assert "secret" not in document.text
    assert "12345" not in document.text
    for words in ("shown 9", "shown label", "shown merge", "shown run", "shown on dark"):
        assert words in document.text, words
    told = {f.technique: f.action for f in document.findings}
    assert "conditional-format" in told
    assert told["external-link"] == "flagged"


def test_a_table_head_keeps_its_white_words() -> None:
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.worksheet.table import Table, TableStyleInfo

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("shown head", "Price"), ("Lamp", 5)):
        sheet.append(row)
    sheet["A1"].font = Font(color="FFFFFFFF")
    table = Table(displayName="T", ref="A1:B2", tableStyleInfo=TableStyleInfo(name="TableStyleMedium2"))
    sheet.add_table(table)
    assert "shown head: Lamp; Price: 5" in read(book.save, "a.xlsx").text


def test_a_slide_hides_by_theme_cover_group_and_level_and_shows_white_on_dark() -> None:
    from pptx import Presentation
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.util import Inches, Pt

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])

    def box(words: str, top: float, left: float = 1) -> Any:
        shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(0.5))
        shape.text_frame.text = words
        return shape, shape.text_frame.paragraphs[0].runs[0].font

    box("shown plain", 0)
    box("secret theme", 1)[1].color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    box("secret tiny", 1.5)[1].size = Pt(1)
    dark, font = box("shown on dark", 2)
    dark.fill.solid()
    dark.fill.fore_color.rgb = RGBColor(16, 32, 64)
    font.color.rgb = RGBColor(255, 255, 255)
    box("secret covered", 3)
    cover = slide.shapes.add_shape(1, Inches(0.5), Inches(2.9), Inches(5), Inches(1))
    cover.fill.solid()
    cover.fill.fore_color.rgb = RGBColor(255, 255, 255)
    panel = slide.shapes.add_shape(1, Inches(0.5), Inches(4.9), Inches(5), Inches(1))
    panel.fill.solid()
    panel.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    box("shown on a panel", 5)[1].color.rgb = RGBColor(255, 255, 255)
    group = slide.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1))
    inner.text_frame.text = "secret far group"
    group.left = Inches(-30)
    document = read(deck.save, "a.pptx")
    assert "secret" not in document.text
    for words in ("shown plain", "shown on dark", "shown on a panel"):
        assert words in document.text, words
    told = {f.technique for f in document.findings}
    assert {"covered-shape", "p2-off-slide", "p4-white-hiddenshape-alt"} <= told


def test_a_placeholder_inherits_the_ink_of_its_layout() -> None:
    from lxml import etree
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    layout = deck.slide_layouts[1]
    slide = deck.slides.add_slide(layout)
    slide.shapes.title.text = "shown title"
    slide.placeholders[1].text = "secret body"
    assert Inches(1)
    body = next(s for s in layout.placeholders if s.placeholder_format.idx == 1)
    styles = body._element.txBody.find("{http://schemas.openxmlformats.org/drawingml/2006/main}lstStyle")
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    styles.append(
        etree.fromstring(
            f'<a:lvl1pPr xmlns:a="{main}"><a:defRPr><a:solidFill><a:schemeClr val="bg1"/>'
            "</a:solidFill></a:defRPr></a:lvl1pPr>"
        )
    )
    assert read(deck.save, "a.pptx").text == "shown title"


def test_a_dark_master_makes_white_words_readable() -> None:
    from pptx import Presentation
    from pptx.dml.color import RGBColor
    from pptx.util import Inches

    deck = Presentation()
    ground = deck.slide_master.background.fill
    ground.solid()
    ground.fore_color.rgb = RGBColor(10, 10, 40)
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for words, ink, top in (("shown white", 255, 1), ("secret dark", 12, 2)):
        shape = slide.shapes.add_textbox(Inches(1), Inches(top), Inches(3), Inches(0.5))
        shape.text_frame.text = words
        shape.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(ink, ink, min(255, ink + 30))
    assert read(deck.save, "a.pptx").text == "shown white"


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (7, '[<10]"small";"large"', "small"),
        (70, '[<10]"small";"large"', "large"),
        (-3, '[>=0]0" owed";0" paid"', "-3 paid"),
        (5, '[=1]"one";[=2]"two";"many"', "many"),
        (45000, '"due "yyyy-mm-dd" at noon"', "due 2023-03-15 at noon"),
        (0.5, "h:mm", "12:00"),
        (3, '0;-0;"none";@', "3"),
    ],
)
def test_numbers_are_shown_by_the_section_of_their_format(value: float, code: str, seen: str) -> None:
    assert shown(value, code) == seen


@pytest.mark.parametrize(
    ("text", "code", "seen"),
    [
        ("a", '@" and more"', "a and more"),
        ("a", '0;0;0;"mask"', "mask"),
        ("a", '"semi;colon "0;-0', "a"),
        ("a", ";;;", ""),
        ("a", "General", "a"),
    ],
)
def test_texts_are_shown_by_the_section_that_names_them(text: str, code: str, seen: str) -> None:
    assert labelled(code, text) == seen


def test_a_condition_hides_by_what_the_cell_brings_with_it() -> None:
    import openpyxl
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill

    book = openpyxl.Workbook()
    sheet = book.active
    black, green = PatternFill(bgColor="FF000000"), PatternFill(bgColor="FFC6EFCE")
    for row, (words, fill) in enumerate((("secret on black", black), ("shown on green", green)), 1):
        sheet.cell(row, 1, words).font = Font(color="FF000000")
        sheet.conditional_formatting.add(f"A{row}", FormulaRule(["TRUE"], fill=fill))
    document = read(book.save, "a.xlsx")
    assert document.text == "Sheet\nshown on green"
    assert [(f.technique, f.action) for f in document.findings] == [("conditional-format", "withheld")]
