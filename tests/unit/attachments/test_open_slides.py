# ruff: noqa: E501 - samples are easier to read on one line
"""OpenDocument slides show what stands on them and on their masters."""

import pytest

from tests.unit.attachments.opendocument import (
    AWAY,
    BLACK,
    FLAT,
    WHITE,
    cell,
    frame,
    letters,
    p,
    rows,
    said,
    seen,
    span,
    style,
)

SLIDES = f"""<office:automatic-styles>{letters("white", WHITE)}<style:style style:name="dark" style:family="drawing-page"><style:drawing-page-properties draw:fill="solid" draw:fill-color="#000000"/></style:style><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><draw:layer-set><draw:layer draw:name="off" draw:display="none"/></draw:layer-set>
<style:master-page style:name="M" style:page-layout-name="L" draw:style-name="dark"><draw:frame svg:x="1cm" svg:y="19cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>{span("white", "Vmaster")}</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="title" svg:x="1cm" svg:y="1cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>secret prompt</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="footer" svg:x="9cm" svg:y="19cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>{span("white", "<presentation:footer/>")}</text:p></draw:text-box></draw:frame></style:master-page>
<style:master-page style:name="U" style:page-layout-name="L"><draw:frame><draw:text-box><text:p>secret</text:p></draw:text-box></draw:frame></style:master-page></office:master-styles>"""


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
