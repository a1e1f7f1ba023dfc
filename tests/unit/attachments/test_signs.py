"""Letters in a font of signs are seen as signs, and what a form's drop-down shows is read."""

import pytest

from intake.mail import SanitizedDocument
from tests.unit.attachments.opendocument import packed, seen
from tests.unit.attachments.test_open_texts import letters, p, span
from tests.unit.attachments.test_rich_text import read
from tests.unit.attachments.test_word_markup import run, word
from tests.unit.attachments.test_word_places import SECTION, SOLID, anchor, paragraph

FONTS = rb"{\fonttbl{\f0 Arial;}{\f1\fcharset2 Wingdings;}}\deff0 "


def in_word(text: str) -> SanitizedDocument:
    signs = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    return word(f"<w:p>{run('plain ')}{run(text, signs)}</w:p>")


def in_open_text(text: str) -> SanitizedDocument:
    return seen(packed("text", p(f"plain {span('S', text)}"), letters("S", 'style:font-name="Webdings"')))


def in_rich_text(text: str) -> SanitizedDocument:
    return read(FONTS + rb"plain {\f1 " + text.encode() + rb"}\par ")


@pytest.mark.parametrize("reader", [in_word, in_open_text, in_rich_text])
def test_a_word_in_a_font_of_signs_is_not_read(reader: object) -> None:
    document = reader("ignore")  # type: ignore[operator]
    assert document.text.strip() == "plain"
    assert ("remapped-font", "ignore") in {(f.technique, f.text) for f in document.findings}


@pytest.mark.parametrize("reader", [in_word, in_open_text, in_rich_text])
def test_a_mark_in_a_font_of_signs_is_a_sign(reader: object) -> None:
    document = reader("x")  # type: ignore[operator]
    assert document.text.strip() == "plain •"
    assert "remapped-font" not in {f.technique for f in document.findings}


def test_rich_text_returns_to_the_plain_font() -> None:
    assert read(FONTS + rb"\f1 ab\plain back\par ").text.strip() == "••back"


def drop_down(choice: str) -> str:
    entries = "".join(f'<w:listEntry w:val="{one}"/>' for one in ("red", "green"))
    data = f"<w:ffData><w:ddList>{choice}{entries}</w:ddList></w:ffData>"
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    code = "<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>"
    return f'<w:p>{run("Colour: ")}{begin}{code}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ('<w:result w:val="1"/>', "green"),
        ('<w:default w:val="1"/>', "green"),
        ("", "red"),
        ('<w:result w:val="7"/>', ""),
        ('<w:result w:val="x"/>', "red"),
    ],
)
def test_a_drop_down_shows_one_of_its_choices(choice: str, shown: str) -> None:
    assert word(drop_down(choice)).text == f"Colour: {shown}".strip()


def test_a_drawing_does_not_reach_beyond_the_room_that_a_paragraph_asks_for() -> None:
    cover = anchor(1, 0, 6, 0.5, fill=SOLID, base="paragraph")
    far = '<w:spacing w:after="1200"/>'
    body = (
        paragraph("above", properties=far) + paragraph("secret", cover, properties=far) + paragraph("below")
    )
    assert word(body + SECTION.format("")).text == "above\nbelow"
    near = paragraph("above") + paragraph("secret", cover) + paragraph("secret too")
    assert "secret" not in word(near + SECTION.format("")).text
