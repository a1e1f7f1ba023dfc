# ruff: noqa: E501 - samples are easier to read on one line
"""OpenDocument texts say what an office shows: styles, fields, lists, margins, frames."""

import io
import zipfile

import pytest

from tests.unit.attachments.opendocument import (
    BLACK,
    FLAT,
    GONE,
    SPACES,
    TEXT,
    WHITE,
    cell,
    letters,
    p,
    packed,
    said,
    seen,
    span,
    style,
)


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
    assert said("text", p(f"a\n   {ruby}{note} end")) == "a base (top)1 end\n1 foot"


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
    lines = f"<table:table-row><table:table-cell>{p('one')}</table:table-cell><table:table-cell>{inner}</table:table-cell><table:covered-table-cell>{p('secret')}</table:covered-table-cell></table:table-row>"
    assert said("text", f'<table:table table:name="secret">{lines}</table:table>') == "one | inner"


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


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["a.fodt", "a.xml", "a.txt"])
def test_a_flat_file_is_known_by_its_content(charset: str, name: str) -> None:
    flat = FLAT.replace("KIND", "text").replace(
        "BODY", f"<office:text>{p('Vaa ' + span('X', 'secret'))}</office:text>"
    )
    document = seen(flat.encode(charset), name)
    assert (document.media_type, document.text) == ("application/vnd.oasis.opendocument.text", "Vaa")


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
