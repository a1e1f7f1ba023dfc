# ruff: noqa: E501 - samples are easier to read on one line
"""Where things stand on the pages of a Word document, and the labels of its lists."""

import pytest

from intake.mail import SanitizedDocument
from tests.unit.attachments.test_word_markup import run, word

WP = 'xmlns:wp="urn:wp" xmlns:a="urn:a" xmlns:wps="urn:wps"'
INCH = 914_400
SOLID = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
SECTION = '<w:sectPr>{}<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:left="1440" w:right="1440" w:top="1440" w:bottom="1440"/></w:sectPr>'  # fmt: skip


def paragraph(text: str, *more: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}{''.join(more)}</w:p>"


def told(document: SanitizedDocument) -> list[tuple[str, str]]:
    """What was taken out of the document itself."""
    return [(f.technique, f.text) for f in document.findings if f.technique != "remote-template"]


def anchor(
    x: float,
    y: float,
    wide: float,
    high: float,
    *,
    inside: str = "",
    fill: str = "<a:noFill/>",
    order: int = 1,
    base: str = "page",
    wrap: str = "wrapNone",
) -> str:
    box = f"<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>" if inside else ""
    return (
        f'<w:r><w:drawing><wp:anchor {WP} behindDoc="0" relativeHeight="{order}">'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{int(x * INCH)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="{base}"><wp:posOffset>{int(y * INCH)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{int(wide * INCH)}" cy="{int(high * INCH)}"/><wp:{wrap}/>'
        f"<wps:wsp><wps:spPr>{fill}</wps:spPr>{box}</wps:wsp></wp:anchor></w:drawing></w:r>"
    )


@pytest.mark.parametrize(("x", "y", "seen"), [(-4, 2, False), (9, 2, False), (1, 12, False), (1, 2, True)])
def test_a_box_beside_the_page_is_not_seen(x: float, y: float, seen: bool) -> None:
    document = word(paragraph("body", anchor(x, y, 3, 1, inside=paragraph("boxed"))) + SECTION.format(""))
    assert ("boxed" in document.text) is seen
    assert ("hidden-shape" in {f.technique for f in document.findings}) is not seen


def test_a_box_under_a_later_one_is_not_seen() -> None:
    below = anchor(1, 5, 3, 1, inside=paragraph("under"), order=5)
    beside = anchor(5, 5, 3, 1, inside=paragraph("beside"), order=5)
    cover = anchor(0.9, 4.9, 3.3, 1.3, fill=SOLID, order=9)
    document = word(paragraph("body", below, beside, cover) + SECTION.format(""))
    assert document.text == "body\nbeside"
    assert told(document) == [("covered-shape", "under")]


def test_paragraphs_behind_a_shape_are_withheld_and_those_on_other_pages_and_below_are_read() -> None:
    cover = anchor(0, 0, 8.5, 2, fill=SOLID)
    body = paragraph("behind", cover) + "".join(paragraph(f"line {n}") for n in range(40))
    body += paragraph("next page", properties="<w:pageBreakBefore/>")
    document = word(body + SECTION.format(""))
    assert "behind" not in document.text
    assert "line 39" in document.text
    assert "next page" in document.text
    assert {technique for technique, _ in told(document)} == {"covered-shape"}


@pytest.mark.parametrize(
    "shape",
    [
        anchor(0, 0, 8.5, 2),
        anchor(0, 0, 8.5, 0.9, fill=SOLID),
        anchor(0, 0, 8.5, 2, fill=SOLID, wrap="wrapSquare"),
        anchor(7.6, 0, 0.8, 9, fill=SOLID),
        anchor(0, 1, 8.5, 2, fill=SOLID, base="paragraph"),
    ],
    ids=["no fill", "above the text", "text flows around", "beside the text", "below the paragraph"],
)
def test_shapes_that_cover_nothing_take_nothing(shape: str) -> None:
    assert "body" in word(paragraph("body", shape) + SECTION.format("")).text


def test_a_shape_hangs_from_its_paragraph() -> None:
    body = paragraph("first") + paragraph("second", anchor(0, -0.1, 8.5, 0.4, fill=SOLID, base="paragraph"))
    document = word(body + "".join(paragraph(f"line {n}") for n in range(9)) + SECTION.format(""))
    assert "second" not in document.text
    assert "line 8" in document.text


LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/><w:rPr>{}</w:rPr></w:lvl>'


def item(text: str, level: int = 0, number: int = 1) -> str:
    return paragraph(
        text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def test_items_have_the_labels_that_the_list_gives_them() -> None:
    levels = LEVEL.format(0, 3, "decimal", "§ %1", "") + LEVEL.format(1, 1, "lowerLetter", "%1.%2)", "")
    levels += LEVEL.format(2, 1, "bullet", "\uf0b7", "") + LEVEL.format(
        3, 1, "upperRoman", "%4", "<w:vanish/>"
    )
    lists = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    lists += '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    body = item("one") + item("two", 1) + item("three", 1) + item("four", 2) + item("five", 3) + item("six")
    document = word(body + item("seven", 1) + item("eight", 0, 2) + item("none", 0, 0), numbering=lists)
    assert document.text.splitlines() == [
        "§ 3 one", "3.a) two", "3.b) three", "four", "five", "§ 4 six", "4.a) seven", "§ 1 eight", "none",
    ]  # fmt: skip
    assert told(document) == [("d1-vanish", "I")]


def test_a_header_of_later_pages_is_not_seen_on_a_single_one() -> None:
    headers = '<w:headerReference w:type="default" w:id="r0"/><w:titlePg/>'
    short = word(paragraph("body") + SECTION.format(headers), header=paragraph("later"))
    long = paragraph("body") * 40
    assert short.text == "body"
    assert "later" in word(long + SECTION.format(headers), header=paragraph("later")).text


def test_of_alternatives_the_one_that_word_knows_is_shown() -> None:
    def either(space: str) -> str:
        return (
            f'<mc:AlternateContent xmlns:mc="urn:mc" xmlns:q="{space}"><mc:Choice Requires="q">{run("choice")}'
            f"</mc:Choice><mc:Fallback>{run('fallback')}</mc:Fallback></mc:AlternateContent>"
        )

    known = "http://schemas.microsoft.com/office/word/2010/wordml"
    assert word(f"<w:p>{either(known)}</w:p>").text == "choice"
    assert word(f"<w:p>{either('http://example.com/x')}</w:p>").text == "fallback"


def test_what_a_field_in_the_code_of_another_gives_is_not_shown() -> None:
    def field(code: str, result: str) -> str:
        marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
        return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{result}{marks[2]}"

    inner = field("QUOTE x", run("inner"))
    assert (
        word(f"<w:p>{field(f'IF </w:instrText></w:r>{inner}<w:r><w:instrText>', run('outer'))}</w:p>").text
        == "outer"
    )


def test_ruby_and_lettering_are_read() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('above')}</w:rt><w:rubyBase>{run('base')}</w:rubyBase></w:ruby></w:r>"
    art = '<w:r><w:pict><v:shape xmlns:v="urn:v" fillcolor="{}"><v:textpath string="{}"/></v:shape></w:pict></w:r>'
    document = word(f"<w:p>{ruby}{art.format('black', 'art')}{art.format('white', 'secret')}</w:p>")
    assert document.text == "base (above)\nart"
    assert told(document) == [("d2-white", "secret")]
