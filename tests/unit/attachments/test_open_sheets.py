# ruff: noqa: E501 - samples are easier to read on one line
"""OpenDocument sheets show values as their formats have them, and no folded or covered cells."""

import pytest

from tests.unit.attachments.opendocument import WHITE, cell, letters, p, rows, said, style, techniques


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


def test_what_lies_on_a_sheet_is_read_however_far_down_and_not_beside_it() -> None:
    box = '<draw:frame svg:x="{}cm" svg:y="{}cm" svg:width="4cm" svg:height="1cm"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    shapes = f"<table:shapes>{box.format(1, 900, 'Vab')}{box.format(-9, 1, 'secret')}</table:shapes>"
    assert said("spreadsheet", rows(cell("Vaa"), before=shapes)) == "S\nVaa\nVab"


LONG = "Vaa and a remark that does not fit into the narrow cell secret"


@pytest.mark.parametrize(
    ("row", "style_", "cut"),
    [
        (cell(LONG) + cell("next"), "", True),
        (cell(LONG) + cell("") + cell("next"), "", True),
        (cell(LONG), "", False),
        (cell(LONG, 'table:style-name="x"') + cell("next"), 'fo:wrap-option="wrap"', False),
        (cell(LONG, 'table:style-name="x"') + cell("next"), 'style:shrink-to-fit="true"', False),
        (cell(LONG, 'table:number-columns-spanned="9"') + cell("next"), "", False),
        (cell("Vaa short") + cell("secretly next"), "", False),
    ],
)
def test_a_full_neighbour_cuts_a_text_off(row: str, style_: str, cut: bool) -> None:
    auto = style("x", "table-cell", f"<style:table-cell-properties {style_}/>")
    text = said("spreadsheet", rows(row), auto)
    assert "Vaa" in text
    assert ("secret" in text) is not cut
