# ruff: noqa: E501 - samples are easier to read on one line
"""OpenDocument says what an office shows: styles, fields, lists, margins, sheets and slides."""

import io
import zipfile

import pytest

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document

WHITE, BLACK = 'fo:color="#ffffff"', 'fo:color="#000000"'
AWAY = 'svg:x="60cm" svg:y="2cm"'
GONE = 'text:display="none"'
TEXT = 'office:value-type="string"'
NAMES = {n: n for n in ("office", "style", "text", "table", "draw", "presentation", "form", "meta", "chart")}
NAMES |= {"number": "datastyle", "draw": "drawing", "fo": "xsl-fo-compatible", "svg": "svg-compatible"}
SPACES = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in NAMES.items())
SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:e="urn:other"'
SPACES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
SPACES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def packed(kind: str, body: str, auto: str = "", styles: str = "", **parts: str) -> bytes:
    out = io.BytesIO()
    kinds = {"drawing": "graphics"}
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("mimetype", f"application/vnd.oasis.opendocument.{kinds.get(kind, kind)}")
        content = f"<office:automatic-styles>{auto}</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        z.writestr("content.xml", f"<office:document-content {SPACES}>{content}</office:document-content>")
        z.writestr("styles.xml", f"<office:document-styles {SPACES}>{styles}</office:document-styles>")
        for name, text in parts.items():
            z.writestr(name.replace("__", "/") + ".xml", text.replace("SPACES", SPACES))
    return out.getvalue()


def seen(data: bytes, name: str = "a.odt") -> SanitizedDocument:
    return sanitize_document(data, filename=name, media_type=None)


def said(kind: str, body: str, auto: str = "", styles: str = "", **parts: str) -> str:
    document = seen(packed(kind, body, auto, styles, **parts))
    assert document.status == "read", document.reason
    return document.text


def techniques(kind: str, body: str, auto: str = "", styles: str = "") -> set[str]:
    return {f.technique for f in seen(packed(kind, body, auto, styles)).findings}


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>' if style else f"<text:p>{text}</text:p>"


def style(name: str, family: str, properties: str, **more: str) -> str:
    told = "".join(f' style:{k.replace("_", "-")}="{v}"' for k, v in more.items())
    return f'<style:style style:name="{name}" style:family="{family}"{told}>{properties}</style:style>'


def letters(name: str, attributes: str, family: str = "text", **more: str) -> str:
    return style(name, family, f"<style:text-properties {attributes}/>", **more)


def span(name: str, text: str) -> str:
    return f'<text:span text:style-name="{name}">{text}</text:span>'


@pytest.mark.parametrize(
    "attributes",
    [
        GONE,
        WHITE,
        'fo:font-size="1pt"',
        'fo:font-size="5%"',
        'style:text-position="0% 1%"',
        'style:text-scale="3%"',
        'loext:opacity="2%"',
        'fo:letter-spacing="-12pt"',
        'fo:color="#000000" fo:background-color="#000000"',
    ],
)
def test_letters_that_nobody_sees_are_no_text(attributes: str) -> None:
    assert said("text", p(f"Vaa {span('X', 'secret')}"), letters("X", attributes)) == "Vaa"


@pytest.mark.parametrize(
    "attributes",
    [
        'fo:color="#ffffff" fo:background-color="#000000"',
        'fo:color="#ffffff" style:use-window-font-color="true"',
        'fo:color="#ffffff" fo:text-shadow="1pt 1pt"',
        'loext:opacity="60%"',
        'e:display="none"',
    ],
)
def test_letters_that_are_seen_are_kept(attributes: str) -> None:
    assert said("text", p(span("X", "Vaa")), letters("X", attributes)) == "Vaa"


def test_styles_of_two_parts_and_two_families_with_one_name_are_not_mixed() -> None:
    common = "<office:styles/>"
    own = f"<office:automatic-styles>{letters('P1', BLACK, 'paragraph')}</office:automatic-styles>"
    auto = letters("P1", GONE, "paragraph") + letters("P1", BLACK)
    assert said("text", p("secret", "P1") + p(span("P1", "Vaa")), auto, common + own) == "Vaa"


def test_what_a_style_inherits_counts_and_the_size_is_a_part_of_that_of_its_parent() -> None:
    common = letters("A", 'text:display="none" fo:font-size="20pt"', "paragraph")
    common += letters("B", 'fo:font-size="5%" text:display="true"', "paragraph", parent_style_name="A")
    common += letters("C", 'fo:font-size="1000%"', "paragraph", parent_style_name="B")
    body = p("secret", "A") + p("secret", "B") + p("Vaa", "C")
    assert said("text", body, "", f"<office:styles>{common}</office:styles>") == "Vaa"


def test_a_page_and_its_gradient_are_the_ground() -> None:
    layout = '<style:page-layout style:name="L"><style:page-layout-properties draw:fill="gradient" draw:fill-gradient-name="G"/></style:page-layout>'
    fills = '<draw:gradient draw:name="G" draw:start-color="#000000" draw:end-color="#0a0a0a"/>'
    master = '<style:master-page style:name="Standard" style:page-layout-name="L"/>'
    styles = f"<office:styles>{fills}</office:styles><office:automatic-styles>{layout}</office:automatic-styles><office:master-styles>{master}</office:master-styles>"
    auto = letters("W", WHITE) + letters("B", 'fo:color="#050505"')
    assert said("text", p(span("W", "Vaa") + span("B", "secret")), auto, styles) == "Vaa"


def test_conditions_decide_what_is_shown() -> None:
    body = '<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="on" text:name="x"/></text:user-field-decls>'
    body += '<text:section text:display="condition" text:condition="ooow:x == &quot;on&quot;"><text:p>secret</text:p></text:section>'
    body += '<text:section text:display="condition" text:condition="ooow:x EQ &quot;off&quot;"><text:p>Vaa</text:p></text:section>'
    body += p('<text:hidden-paragraph text:condition="ooow:1==1"/>secret')
    body += p('<text:hidden-paragraph text:condition="ooow:1==2"/>Vab')
    body += p('<text:hidden-text text:condition="ooow:FALSE" text:string-value="Vac"/>')
    body += p(
        '<text:conditional-text text:condition="ooow:2 &gt; 1" text:string-value-if-true="Vad" text:string-value-if-false="secret">secret</text:conditional-text>'
    )
    assert said("text", body) == "Vaa\nVab\nVac\nVad"


def test_fields_show_what_an_office_puts_there() -> None:
    body = '<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="Vaa" text:name="x"/></text:user-field-decls>'
    body += p('<text:user-field-get text:name="x">secret</text:user-field-get>')
    body += p(
        '<text:variable-set text:name="v" text:display="none" office:string-value="Vab">secret</text:variable-set>'
    )
    body += p(
        '<text:variable-get text:name="v">secret</text:variable-get> <text:page-number>secret</text:page-number>'
    )
    body += p("<text:page-number>3</text:page-number> <text:title>secret</text:title>")
    body += p(
        "<text:script>secret</text:script><text:page-variable-set>secret</text:page-variable-set><e:p>secret</e:p>"
    )
    meta = "<office:document-meta SPACES><office:meta><dc:title>Vac</dc:title></office:meta></office:document-meta>"
    assert said("text", body, meta=meta) == "Vaa\nVab\n3 Vac"


def test_lists_and_headings_have_their_labels() -> None:
    levels = '<text:list-level-style-number text:level="1" style:num-prefix="Item " style:num-suffix="." style:num-format="A"/>'
    levels += '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/>'
    auto = f'<text:list-style style:name="L">{levels}</text:list-style>'
    outline = '<text:outline-style><text:outline-level-style text:level="1" style:num-format="I" style:num-suffix=")"/></text:outline-style>'
    inner = f"<text:list><text:list-item>{p('inner')}</text:list-item></text:list>"
    body = f'<text:list text:style-name="L"><text:list-item><text:number>secret</text:number>{p("one")}</text:list-item><text:list-item>{p("two")}{p("more")}{inner}</text:list-item></text:list>'
    body = '<text:h text:outline-level="1">Top</text:h>' + body
    assert said("text", body, auto, f"<office:styles>{outline}</office:styles>").split("\n") == [
        "I) Top", "Item A. one", "Item B. two", "more", "B.1 inner",
    ]  # fmt: skip


def test_ruby_and_notes_are_read_and_empty_space_is_one_blank() -> None:
    ruby = "<text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>top</text:ruby-text></text:ruby>"
    note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('foot')}</text:note-body></text:note>"
    assert said("text", p(f"a\n   {ruby}{note} end")) == "a base(top)1 end\n1 foot"


MASTERS = """<office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L" style:next-style-name="Next"><style:header><text:p>Hstandard</text:p></style:header><style:header-first><text:p>Hopening</text:p></style:header-first></style:master-page>
<style:master-page style:name="Next" style:page-layout-name="L"><style:header><text:p>Hnext</text:p></style:header><style:header-left style:display="false"><text:p>Hleft</text:p></style:header-left></style:master-page>
<style:master-page style:name="Other" style:page-layout-name="L"><style:footer><text:p>Hother</text:p></style:footer></style:master-page></office:master-styles>"""


def test_headers_are_read_of_pages_that_the_text_has() -> None:
    auto = style("B", "paragraph", '<style:paragraph-properties fo:break-before="page"/>')
    auto += style("O", "paragraph", "", master_page_name="Other")
    assert said("text", p("body"), auto, MASTERS) == "Hopening\nbody"
    assert said("text", p("body") + p("more", "B"), auto, MASTERS) == "Hopening\nHnext\nbody\nmore"
    assert said("text", p("body", "O"), auto, MASTERS) == "body\nHother"
    assert said("text", p("body ") + f"<table:table><table:table-row><table:table-cell>{p('cell', 'O')}</table:table-cell></table:table-row></table:table>", auto, MASTERS) == "Hopening\nbody\ncell"  # fmt: skip


def test_frames_show_their_first_content_and_stand_on_the_page() -> None:
    graphic = '<style:graphic-properties style:vertical-pos="from-top" style:horizontal-pos="from-left"/>'
    auto = style("F", "graphic", graphic)
    box = '<draw:frame draw:style-name="F" text:anchor-type="paragraph" svg:x="{x}" svg:y="1cm" svg:width="4cm" svg:height="2cm">{inside}</draw:frame>'
    text = "<draw:text-box><text:p>{}</text:p></draw:text-box>"
    body = p(
        "words"
        + box.format(
            x="1cm", inside=text.format("Vaa") + text.format("secret") + "<svg:desc>secret</svg:desc>"
        )
    )
    body += p(
        box.format(x="90cm", inside=text.format("secret"))
        + box.format(x="-40cm", inside=text.format("secret"))
    )
    body += p(box.format(x="1cm", inside="<draw:image/>" + text.format("secret")))
    document = seen(packed("text", body, auto, MASTERS))
    assert document.text == "Hopening\nwords\nVaa"
    assert {"p2-off-slide", "d9-image-alt"} <= {f.technique for f in document.findings}


def test_rows_of_tables_are_read_once_with_what_stands_in_them() -> None:
    inner = f"<table:table><table:table-row><table:table-cell>{p('inner')}</table:table-cell></table:table-row></table:table>"
    rows = f"<table:table-row><table:table-cell>{p('one')}</table:table-cell><table:table-cell>{inner}</table:table-cell><table:covered-table-cell>{p('secret')}</table:covered-table-cell></table:table-row>"
    assert said("text", f'<table:table table:name="secret">{rows}</table:table>') == "one | inner"


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{p(text) if text else ''}</table:table-cell>"


def rows(*cells: str, before: str = "") -> str:
    lines = "".join(f"<table:table-row>{one}</table:table-row>" for one in cells)
    return f'<table:table table:name="S">{before}{lines}</table:table>'


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (cell("secret", 'office:value-type="float" office:value="5"'), "5"),
        (cell("77", 'office:value-type="float" office:value="5"'), "5"),
        (cell("1.234,50 €", 'office:value-type="currency" office:value="1234.5"'), "1.234,50 €"),
        (cell("12,5 %", 'office:value-type="percentage" office:value="0.125"'), "12,5 %"),
        (cell("", 'office:value-type="float" office:value="7"'), "7"),
        (cell("secret", 'office:value-type="string" office:string-value="Vaa"'), "Vaa"),
        (cell("secret words of some length", 'office:value-type="date" office:date-value="2026-01-02"'), "2026-01-02"),
        (cell("2 January 2026", 'office:value-type="date" office:date-value="2026-01-02"'), "2 January 2026"),
        (cell("secret", 'office:value-type="float" office:value="5" table:style-name="mute"'), ""),
        (cell("secret", 'office:value-type="float" office:value="5" table:style-name="white"'), ""),
        (cell("secret", 'office:value-type="string" table:style-name="textless"'), ""),
    ],
)  # fmt: skip
def test_a_cell_shows_its_value_as_its_format_has_it(one: str, text: str) -> None:
    auto = '<number:number-style style:name="N"><number:text/></number:number-style>'
    auto += '<number:text-style style:name="T"><number:text/></number:text-style>'
    auto += '<number:number-style style:name="WW"><style:text-properties fo:color="#ffffff"/><number:number/></number:number-style>'
    auto += style("mute", "table-cell", "", data_style_name="N") + style(
        "textless", "table-cell", "", data_style_name="T"
    )
    auto += style("white", "table-cell", "", data_style_name="WW")
    assert said("spreadsheet", rows(one), auto).split("\n")[1:] == ([text] if text else [])


def test_what_folds_narrows_protects_or_covers_cells_hides_them() -> None:
    auto = style("c", "table-column", '<style:table-column-properties style:column-width="0.01cm"/>')
    auto += style(
        "r",
        "table-row",
        '<style:table-row-properties style:row-height="0.01cm" style:use-optimal-row-height="false"/>',
    )
    auto += style(
        "h", "table-cell", '<style:table-cell-properties style:cell-protect="hidden-and-protected"/>'
    )
    auto += style("g", "graphic", '<style:graphic-properties draw:fill="solid" draw:fill-color="#ffffff"/>')
    columns = '<table:table-column/><table:table-column table:style-name="c"/><table:table-column/>'
    assert (
        said("spreadsheet", rows(cell("Vaa") + cell("secret") + cell("Vab"), before=columns), auto)
        == "S\nVaa | Vab"
    )
    flat = f'<table:table table:name="S"><table:table-row-group table:display="false"><table:table-row>{cell("secret")}</table:table-row></table:table-row-group><table:table-row table:style-name="r">{cell("secret")}</table:table-row></table:table>'
    assert said("spreadsheet", flat, auto) == "S"
    guarded = rows(cell("secret", 'table:style-name="h"') + cell("Vaa"))
    assert (
        said("spreadsheet", guarded.replace("<table:table ", '<table:table table:protected="true" '), auto)
        == "S\nVaa"
    )
    cover = '<table:shapes><draw:rect draw:style-name="g" svg:x="0cm" svg:y="0cm" svg:width="2.3cm" svg:height="0.5cm"/></table:shapes>'
    assert said("spreadsheet", rows(cell("secret") + cell("Vaa"), before=cover), auto) == "S\nVaa"


def test_conditional_formats_hide_or_put_in_doubt() -> None:
    common = f"<office:styles>{letters('gone', WHITE, 'table-cell')}</office:styles>"
    rule = '<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="S.A1:S.A2"><calcext:condition calcext:apply-style-name="gone" calcext:value="{}"/></calcext:conditional-format></calcext:conditional-formats>'
    body = rows(cell("secret"), cell("Vaa")).replace(
        "</table:table>", rule.format("=&quot;secret&quot;") + "</table:table>"
    )
    assert said("spreadsheet", body, "", common) == "S\nVaa"
    body = rows(cell("secret")).replace("</table:table>", rule.format("formula-is([.B1])") + "</table:table>")
    assert "conditional-format" in techniques("spreadsheet", body, "", common)
    assert said("spreadsheet", body, "", common) == "S"


def test_help_texts_and_caches_of_other_files_are_no_cells() -> None:
    help_text = f'<table:content-validations><table:content-validation table:name="v"><table:help-message>{p("secret")}</table:help-message></table:content-validation></table:content-validations>'
    cache = rows(cell("secret")).replace('"S"', "\"'file:///tmp/a.ods'#$Sheet1\"")
    note = (
        f"<table:table-cell><office:annotation>{p('secret')}</office:annotation>{p('Vaa')}</table:table-cell>"
    )
    assert said("spreadsheet", help_text + cache + rows(note)) == "S\nVaa"


SLIDES = f"""<office:automatic-styles>{letters("white", WHITE)}<style:style style:name="dark" style:family="drawing-page"><style:drawing-page-properties draw:fill="solid" draw:fill-color="#000000"/></style:style><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><draw:layer-set><draw:layer draw:name="off" draw:display="none"/></draw:layer-set>
<style:master-page style:name="M" style:page-layout-name="L" draw:style-name="dark"><draw:frame svg:x="1cm" svg:y="19cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>{span("white", "Vmaster")}</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="title" svg:x="1cm" svg:y="1cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>secret prompt</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="footer" svg:x="9cm" svg:y="19cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>{span("white", "<presentation:footer/>")}</text:p></draw:text-box></draw:frame></style:master-page>
<style:master-page style:name="U" style:page-layout-name="L"><draw:frame><draw:text-box><text:p>secret</text:p></draw:text-box></draw:frame></style:master-page></office:master-styles>"""


def frame(text: str, at: str = 'svg:x="2cm" svg:y="2cm"', more: str = "") -> str:
    return f'<draw:frame {at} svg:width="5cm" svg:height="1cm" {more}><draw:text-box>{text}</draw:text-box></draw:frame>'


@pytest.mark.parametrize("kind", ["presentation", "drawing"])
def test_a_slide_has_the_ground_and_the_shapes_of_its_master(kind: str) -> None:
    auto = letters("white", WHITE) + letters("black", BLACK)
    auto += style("dp", "drawing-page", '<style:drawing-page-properties presentation:display-footer="true"/>')
    body = '<presentation:footer-decl presentation:name="f">Vfooter</presentation:footer-decl>'
    body += f'<draw:page draw:style-name="dp" draw:master-page-name="M" presentation:use-footer-name="f">{frame(p(span("white", "Vaa") + span("black", "secret")))}</draw:page>'
    body += frame(p("secret"))
    assert said(kind, body, auto, SLIDES) == "Vmaster\nVfooter\nVaa"


@pytest.mark.parametrize(
    "shape",
    [
        frame(p(span("white", "secret")), AWAY),
        frame(p(span("white", "secret")), 'svg:x="2cm" svg:y="-30cm"'),
        frame(p(span("white", "secret")), 'draw:transform="rotate (0.5) translate (70cm 3cm)"'),
        frame(p(span("white", "secret")), more='draw:layer="off"'),
        frame(p(span("white", "secret")), more='draw:display="none"'),
        frame(p(span("white", "secret")), more='presentation:placeholder="true"'),
        f"<draw:g>{frame(p(span('white', 'secret')), AWAY)}</draw:g>",
        frame(p(span("white", "secret"))) + '<draw:rect draw:style-name="fill" svg:x="1cm" svg:y="1cm" svg:width="9cm" svg:height="5cm"/>',
        frame(p(span("white", "secret"))) + '<draw:frame svg:x="1cm" svg:y="1cm" svg:width="9cm" svg:height="5cm"><draw:image/></draw:frame>',
        '<draw:rect draw:style-name="fill" svg:x="1cm" svg:y="1cm" svg:width="9cm" svg:height="5cm"/>' + frame(p(span("red", "secret"))),
        f"<presentation:notes>{frame(p('secret'))}</presentation:notes>",
    ],
)  # fmt: skip
def test_shapes_that_no_slide_shows_are_no_text(shape: str) -> None:
    auto = letters("white", WHITE) + letters("red", 'fo:color="#ff0000"')
    auto += style(
        "fill", "graphic", '<style:graphic-properties draw:fill="solid" draw:fill-color="#ff0000"/>'
    )
    body = f'<draw:page draw:master-page-name="M">{shape}</draw:page>'
    assert said("presentation", body, auto, SLIDES) == "Vmaster"


def test_fills_that_let_through_cover_nothing() -> None:
    auto = letters("white", WHITE)
    auto += style(
        "thin",
        "graphic",
        '<style:graphic-properties draw:fill="solid" draw:fill-color="#ffffff" draw:opacity="10%"/>',
    )
    over = '<draw:rect draw:style-name="thin" svg:x="1cm" svg:y="1cm" svg:width="9cm" svg:height="5cm"/>'
    body = f'<draw:page draw:master-page-name="M">{frame(p(span("white", "Vaa")))}{over}</draw:page>'
    assert said("presentation", body, auto, SLIDES) == "Vmaster\nVaa"


def test_titles_of_a_chart_are_drawn_and_its_numbers_are_not() -> None:
    chart = f'<office:document-content SPACES><office:body><office:chart><chart:chart><chart:title>{p("Vtitle")}</chart:title><chart:plot-area><chart:axis chart:dimension="x"/></chart:plot-area><table:table><table:table-rows>'
    chart += "".join(
        f"<table:table-row>{''.join(cell(c, TEXT) for c in line)}</table:table-row>"
        for line in (("", "secret"), ("Vcat", ""))
    )
    chart += "</table:table-rows></table:table></chart:chart></office:chart></office:body></office:document-content>"
    body = p('<draw:frame><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame>')
    assert said("text", body, **{"Object 1__content": chart}) == "Vtitle\nVcat"


def test_forms_show_their_values_where_a_shape_stands_for_them() -> None:
    forms = '<office:forms><form:form><form:text form:id="a" form:current-value="Vaa" form:title="secret"/><form:hidden form:id="b" form:value="secret"/></form:form></office:forms>'
    assert (
        said("text", forms + p('<draw:control draw:control="a"/><draw:control draw:control="b"/>')) == "Vaa"
    )


FLAT = f'<?xml version="1.0"?><office:document {SPACES} office:mimetype="application/vnd.oasis.opendocument.KIND"><office:automatic-styles>{letters("X", GONE)}</office:automatic-styles><office:body>BODY</office:body></office:document>'


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["a.fodt", "a.xml", "a.txt"])
def test_a_flat_file_is_known_by_its_content(charset: str, name: str) -> None:
    flat = FLAT.replace("KIND", "text").replace(
        "BODY", f"<office:text>{p('Vaa ' + span('X', 'secret'))}</office:text>"
    )
    document = seen(flat.encode(charset), name)
    assert (document.media_type, document.text) == ("application/vnd.oasis.opendocument.text", "Vaa")


def test_flat_sheets_and_slides_are_read_as_such_and_macros_refused() -> None:
    sheet = FLAT.replace("KIND", "spreadsheet").replace(
        "BODY", f"<office:spreadsheet>{rows(cell('Vaa'))}</office:spreadsheet>"
    )
    assert seen(sheet.encode(), "a.fods").text == "S\nVaa"
    slide = FLAT.replace("KIND", "presentation").replace(
        "BODY", f"<office:presentation><draw:page>{frame(p('Vaa'))}</draw:page></office:presentation>"
    )
    assert seen(slide.encode(), "a.fodp").text == "Vaa"
    script = '<office:scripts xmlns:ooo="http://openoffice.org/2004/office"><ooo:module>x</ooo:module></office:scripts><office:body>'
    assert seen(sheet.replace("<office:body>", script).encode(), "a.fods").status == "refused"


def test_a_package_without_its_type_in_front_is_known_by_its_manifest() -> None:
    out = io.BytesIO()
    told = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/></m:manifest>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("META-INF/manifest.xml", told)
        z.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:text>{p('Vaa')}</office:text></office:body></office:document-content>",
        )
    document = seen(out.getvalue())
    assert (document.status, document.text, document.attachments) == ("read", "Vaa", ())
