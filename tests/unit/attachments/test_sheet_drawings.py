# ruff: noqa: E501 - samples are easier to read on one line
"""Boxes on a sheet are read where they are anchored, on what they lie on, and unless something hides them."""

import pytest

from tests.unit.attachments.workbooks import cell, formats, packed, row, said, seen

GROUP = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="99999" cy="99999"/><a:chOff x="0" y="0"/><a:chExt cx="99999" cy="99999"/></a:xfrm>'
STYLED = '<xdr:style><a:fillRef idx="1"><a:srgbClr val="204080"/></a:fillRef><a:fontRef idx="minor"><a:schemeClr val="lt1"/></a:fontRef></xdr:style>'


def solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def box(text: str = "", fill: str = "", ink: str = "", more: str = "", style: str = "") -> str:
    place = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="99999" cy="99999"/></a:xfrm>'
    body = (
        f"<xdr:txBody><a:p><a:r><a:rPr>{ink}</a:rPr><a:t>{text}</a:t></a:r></a:p></xdr:txBody>"
        if text
        else ""
    )
    return f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="b" {more}/></xdr:nvSpPr><xdr:spPr>{place}<a:prstGeom prst="rect"/>{fill}</xdr:spPr>{style}{body}</xdr:sp>'


def group(*shapes: str, more: str = "") -> str:
    return f'<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="3" name="g" {more}/></xdr:nvGrpSpPr><xdr:grpSpPr>{GROUP}</xdr:grpSpPr>{"".join(shapes)}</xdr:grpSp>'


def on(cells: tuple[int, int, int, int], shape: str) -> str:
    """A shape from one column and row to others."""
    ends = [f"<xdr:col>{c}</xdr:col><xdr:row>{r}</xdr:row>" for c, r in (cells[:2], cells[2:])]
    return f"<xdr:twoCellAnchor><xdr:from>{ends[0]}</xdr:from><xdr:to>{ends[1]}</xdr:to>{shape}</xdr:twoCellAnchor>"


AT = (1, 1, 4, 4)


@pytest.mark.parametrize(
    "drawing",
    [
        on(AT, box("secret", more='hidden="1"')),
        on(AT, group(box("secret"), more='hidden="1"')),
        on(AT, group(group(box("secret")), more='hidden="1"')),
        on(AT, box("secret", ink=solid("FFFFFF"))),
        on(AT, box("secret", solid("204080"), solid("204080"))),
        on(AT, box("secret", "<a:noFill/>", style=STYLED)),
        on(AT, box("secret", solid("000000"))),
        on(AT, box("secret")) + on((1, 1, 5, 5), box(fill=solid("FF0000"))),
        on(AT, box("secret")) + on((1, 1, 5, 5), group(box(fill=solid("FF0000")))),
        on((1, 1, 1, 1), box("secret")),
        on((7, 1, 9, 4), box("secret")),
        on((1, 20, 3, 22), box("secret")),
        f'<xdr:absoluteAnchor><xdr:pos x="-999999" y="0"/><xdr:ext cx="99999" cy="99999"/>{box("secret")}</xdr:absoluteAnchor>',
        f'<mc:AlternateContent><mc:Choice Requires="other">{on(AT, box("secret"))}</mc:Choice></mc:AlternateContent>',
    ],
)
def test_what_a_box_hides_is_not_read(drawing: str) -> None:
    columns = '<cols><col min="8" max="9" width="9" hidden="1"/></cols>'
    rows = row(1, cell("A1", "shown")) + "".join(row(n, more='hidden="1"') for n in (21, 22))
    assert said(rows, columns, drawing=drawing) == "shown"


@pytest.mark.parametrize(
    "shape",
    [
        box("shown"),
        box("shown", solid("204080"), solid("FFFFFF")),
        box("shown", style=STYLED),
        group(group(box("shown"))),
        box("shown") + "<other:sp/>",
    ],
)
def test_what_stands_in_a_box_is_read(shape: str) -> None:
    drawing = on(AT, shape) + on((0, 0, 9, 9), box(fill="<a:noFill/>"))
    assert said("", drawing=drawing) == "shown"


def test_white_letters_on_painted_cells_are_read() -> None:
    styles = formats('<xf fillId="1"/>', fills='<fill><patternFill patternType="solid"><fgColor rgb="FF204080"/></patternFill></fill>')  # fmt: skip
    white = box("shown", "<a:noFill/>", solid("FFFFFF"))
    assert said(row(3, cell("C3", "1", 1)), styles=styles, drawing=on(AT, white)).endswith("shown")
    assert said(row(9, cell("C9", "1", 1)), styles=styles, drawing=on(AT, white)) == "1"


@pytest.mark.parametrize("lid", [box(style=STYLED), group(box(fill=solid("FF0000")))])
def test_cells_under_a_box_are_covered_by_any_fill(lid: str) -> None:
    document = seen(packed(row(3, cell("C3", "secret"), cell("J3", "shown")), drawing=on(AT, lid)))
    assert document.text == "S\nshown"
    assert [one.technique for one in document.findings] == ["covered-shape"]
