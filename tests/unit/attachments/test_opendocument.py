# ruff: noqa: E501 - samples are easier to read on one line
"""OpenDocument markup: lists, ruby, conditions, headers, flat files, and what lies on and off slides."""

import io
import zipfile

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document

NAMES = ("office", "text", "table", "draw", "style", "presentation", "svg", "fo")
CALLED = {"draw": "drawing", "svg": "svg-compatible", "fo": "xsl-fo-compatible"}
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{CALLED.get(name, name)}:1.0"' for name in NAMES
)
SPACES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'


def read(kind: str, body: str, styles: str = "", content: str = "") -> SanitizedDocument:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        z.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{content}</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
        z.writestr("styles.xml", f"<office:document-styles {SPACES}>{styles}</office:document-styles>")
    return sanitize_document(out.getvalue(), filename=f"a.od{kind[0]}", media_type=None)


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def told(document: SanitizedDocument) -> list[tuple[str, str]]:
    return [(f.technique, f.text) for f in document.findings]


def test_a_flat_file_is_read_as_the_packed_one() -> None:
    hidden = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    flat = (
        f'<?xml version="1.0"?><office:document {SPACES} office:mimetype="application/vnd.oasis.opendocument.text"><office:meta>secret</office:meta>'
        f"<office:automatic-styles>{hidden}</office:automatic-styles><office:body><office:text>{p('seen')}"
        f"{p('<text:span text:style-name=' + chr(34) + 'H' + chr(34) + '>secret</text:span>')}</office:text></office:body></office:document>"
    )
    document = sanitize_document(flat.encode(), filename="a.fodt", media_type=None)
    assert (document.media_type, document.text) == ("application/vnd.oasis.opendocument.text", "seen")
    assert told(document) == [("d1-vanish", "secret")]


def test_conditions_and_variables_hide_as_they_say() -> None:
    body = p('<text:hidden-paragraph text:is-hidden="true"/>secret paragraph')
    body += p('<text:hidden-paragraph text:is-hidden="false"/>shown paragraph')
    body += p(
        '<text:hidden-text text:is-hidden="true">secret</text:hidden-text><text:hidden-text text:is-hidden="false">shown text</text:hidden-text>'
    )
    body += p(
        '<text:variable-set text:display="none">secret</text:variable-set><text:variable-get>shown value</text:variable-get>'
    )
    document = read("text", body)
    assert document.text == "shown paragraph\nshown text\nshown value"
    assert {technique for technique, _ in told(document)} == {"d1-vanish"}


def test_lists_have_labels_and_ruby_a_base() -> None:
    level = '<text:list-level-style-number text:level="{}" style:num-prefix="{}" style:num-suffix="{}" style:num-format="{}" text:display-levels="{}"/>'
    styles = f'<text:list-style style:name="L">{level.format(1, "§ ", ".", 1, 1)}{level.format(2, "", ")", "a", 2)}</text:list-style>'
    inner = f"<text:list><text:list-item>{p('two')}</text:list-item></text:list>"
    body = f'<text:list text:style-name="L"><text:list-item>{p("one")}{inner}</text:list-item><text:list-item>{p("three")}{p("more")}</text:list-item></text:list>'
    body += p(
        "<text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>above</text:ruby-text></text:ruby>"
    )
    assert read("text", body, content=styles).text == "§ 1. one\n1.a) two\n§ 2. three\nmore\nbase (above)"


def test_pages_show_the_headers_of_the_masters_in_use() -> None:
    masters = "".join(
        f'<style:master-page style:name="{name}"><style:header>{p(f"head of {name}")}</style:header><style:footer style:display="false">{p("secret")}</style:footer></style:master-page>'
        for name in ("Standard", "Named", "Unused")
    )
    named = '<style:style style:name="N" style:master-page-name="Named"/>'
    document = read(
        "text", p("body") + p("next", "N"), f"<office:master-styles>{masters}</office:master-styles>", named
    )
    assert document.text == "head of Standard\nhead of Named\nbody\nnext"


def test_names_of_tables_are_seen_on_tabs_alone() -> None:
    table = f'<table:table table:name="Sales"><table:table-row><table:table-cell>{p("cell")}</table:table-cell></table:table-row></table:table>'
    notes = f"<table:content-validations><table:help-message>{p('secret')}</table:help-message></table:content-validations>"
    assert read("text", table).text == "cell"
    assert read("spreadsheet", notes + table).text == "Sales\ncell"


def test_cells_hold_lists_and_frames() -> None:
    items = f"<text:list><text:list-item>{p('item')}</text:list-item></text:list>"
    frame = f"<draw:frame><draw:text-box>{p('framed')}</draw:text-box></draw:frame>"
    cell = f"<table:table-cell>{p('cell')}{items}{frame}</table:table-cell>"
    document = read("text", f"<table:table><table:table-row>{cell}</table:table-row></table:table>")
    assert sorted(document.text.split()) == ["cell", "framed", "item"]


def frame(x: float, y: float, text: str, style: str = "", more: str = "") -> str:
    return f'<draw:frame {more} svg:x="{x}cm" svg:y="{y}cm" svg:width="8cm" svg:height="1cm"><draw:text-box>{p(text, style)}</draw:text-box></draw:frame>'


def test_a_slide_is_seen_with_its_master_and_without_what_lies_off_or_under() -> None:
    styles = '<style:style style:name="white"><style:text-properties fo:color="#ffffff"/></style:style>'
    styles += '<style:style style:name="dark"><style:drawing-page-properties draw:fill="solid" draw:fill-color="#102030"/></style:style>'
    styles += '<style:style style:name="cover"><style:graphic-properties draw:fill="solid" draw:fill-color="#ffffff"/></style:style>'
    styles += '<style:style style:name="clear"><style:text-properties fo:color="#000000" loext:opacity="0%"/></style:style>'
    master = f'<style:page-layout><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout><office:master-styles><draw:layer-set><draw:layer draw:name="off" draw:display="none"/></draw:layer-set><style:master-page style:name="M">{frame(1, 19, "on all slides")}{frame(1, 17, "click to edit", more="presentation:class=" + chr(34) + "title" + chr(34))}</style:master-page></office:master-styles>'
    cover = '<draw:rect draw:style-name="cover" svg:x="0cm" svg:y="4cm" svg:width="12cm" svg:height="3cm"/>'
    first = (
        frame(1, 1, "shown")
        + frame(1, 5, "secret under")
        + cover
        + frame(1, 6, "over it")
        + frame(30, 1, "secret beside")
    )
    first += (
        frame(1, -5, "secret above")
        + frame(1, 9, "secret layer", more='draw:layer="off"')
        + frame(1, 11, "secret clear", "clear")
    )
    second = frame(1, 1, "light on dark", "white")
    slides = f'<draw:page draw:name="a" draw:master-page-name="M">{first}</draw:page><draw:page draw:name="b" draw:style-name="dark" draw:master-page-name="M">{second}</draw:page>'
    document = read("presentation", slides, master, styles)
    assert document.text.split("\n") == ["on all slides", "shown", "over it", "light on dark"]
    assert {technique for technique, _ in told(document)} == {
        "covered-shape",
        "p2-off-slide",
        "hidden-shape",
        "d2-white",
    }
