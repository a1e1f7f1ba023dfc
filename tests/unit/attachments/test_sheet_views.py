# ruff: noqa: E501 - samples are easier to read on one line
"""Sheets show formulas, zeros and as much of a text as their view and their cells have room for."""

import pytest

from tests.unit.attachments.workbooks import cell, formats, formula, number, packed, row, said, seen

VIEW = '<sheetViews><sheetView {}/><sheetView showFormulas="1"/></sheetViews>'
FORMULAS = VIEW.format('showFormulas="1"')


def test_a_view_of_formulas_shows_them_in_place_of_their_results() -> None:
    rows = row(1, formula("A1", 'UPPER("shown")', "secret"), cell("B1", "plain"))
    assert said(rows, FORMULAS) == '=UPPER("shown") | plain'
    assert said(rows, VIEW.format("")) == "secret | plain"


def test_a_view_of_formulas_shows_shared_ones_and_no_formats() -> None:
    first = formula("A1", 'LOWER("shown")', "secret", 't="shared" si="0" ref="A1:A2"')
    rows = (
        row(1, first) + row(2, formula("A2", "", "secret", 't="shared" si="0"')) + row(3, number("A3", 7, 1))
    )
    assert said(rows, FORMULAS, styles=formats('<xf numFmtId="9"/>')) == '=LOWER("shown")\n=LOWER("shown")\n7'


def test_zeros_are_not_seen_where_the_view_has_none() -> None:
    rows = row(1, number("A1", 0), number("B1", 10))
    assert said(rows, VIEW.format('showZeros="0"')) == "10"
    assert said(rows) == "0 | 10"


LONG = "these are some words that go on and on and on and on and on and on to the end"
NARROW = '<cols><col min="1" max="3" width="10" customWidth="1"/></cols>'


def test_a_text_ends_where_a_full_neighbour_begins() -> None:
    text = said(row(1, cell("A1", LONG), cell("B1", "full")), NARROW)
    assert text.startswith("these are some")
    assert text.endswith("| full")
    assert "the end" not in text


def test_words_that_are_cut_off_are_in_the_receipt() -> None:
    found = seen(packed(row(1, cell("A1", LONG), cell("B1", "full")), NARROW)).findings
    assert [(one.technique, one.text.endswith("the end")) for one in found] == [("x2-hidden-row-col", True)]


@pytest.mark.parametrize(
    ("cells", "before"),
    [
        (cell("A1", LONG), NARROW),
        (cell("A1", LONG) + '<c r="B1"/><c r="C1"><v></v></c>', NARROW),
        (cell("A1", LONG) + cell("J1", "far"), NARROW),
        (cell("A1", LONG, 1) + cell("B1", "full"), NARROW),
        (cell("A1", LONG, 3) + cell("B1", "full"), NARROW),
        (cell("A1", LONG) + cell("B1", "full"), '<cols><col min="1" max="1" width="60"/></cols>'),
        (cell("A1", LONG) + cell("B1", "full"), NARROW.replace("/></cols>", '/><col min="2" max="2" width="0"/></cols>').replace('max="3"', 'max="1"')),
        (cell("A1", LONG) + cell("B1", "full"), VIEW.format('rightToLeft="1"') + NARROW),
    ],
)  # fmt: skip
def test_a_text_with_room_is_read_to_its_end(cells: str, before: str) -> None:
    styles = formats('<xf><alignment wrapText="1"/></xf>', "<xf/>", '<xf><alignment textRotation="90"/></xf>')
    assert LONG in said(row(1, cells), before, styles=styles)


def test_a_text_that_is_set_on_the_right_goes_on_to_the_left() -> None:
    styles = formats('<xf><alignment horizontal="right"/></xf>')
    cut = said(row(1, cell("B1", "full"), cell("C1", LONG, 1)), NARROW, styles=styles)
    assert cut.startswith("full | ")
    assert cut.endswith("the end")
    assert "these" not in cut


def test_a_text_of_a_merged_cell_stays_in_it() -> None:
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    assert "the end" not in said(row(1, cell("A1", LONG)), NARROW, merged)
    assert LONG in said(row(1, cell("A1", LONG)), NARROW.replace("10", "40"), merged)


LINES = "first\nsecond\nthird\nfourth\nfifth\nsixth"


@pytest.mark.parametrize(
    ("style", "high", "text"),
    [
        (1, 'ht="15" customHeight="1"', "first"),
        (1, 'ht="30" customHeight="1"', "first second"),
        (1, 'ht="15"', "first second third fourth fifth sixth"),
        (2, 'ht="15" customHeight="1"', "first fifth sixth"),
        (3, 'ht="15" customHeight="1"', "first second third fourth fifth sixth"),
        (1, 'ht="2" customHeight="1"', ""),
    ],
)
def test_a_row_of_a_fixed_height_shows_as_many_lines_as_it_holds(style: int, high: str, text: str) -> None:
    wraps = '<xf><alignment wrapText="1" vertical="{}"/></xf>'
    styles = formats(*(wraps.format(one) for one in ("top", "bottom", "center")))
    assert " ".join(said(row(1, cell("A1", LINES, style), more=high), styles=styles).split()) == text


def test_a_gradient_of_one_colour_is_the_ground_of_a_cell() -> None:
    stop = '<stop position="{}"><color rgb="FF0000{}"/></stop>'
    fill = f"<fill><gradientFill>{stop.format(0, '10')}{stop.format(1, '11')}</gradientFill></fill>"
    white = (
        '<font><sz val="11"/><color rgb="FFFFFFFF"/></font><font><sz val="11"/><color rgb="FF000010"/></font>'
    )
    styles = formats('<xf fontId="1" fillId="1"/>', '<xf fontId="2" fillId="1"/>', fonts=white, fills=fill)
    assert said(row(1, cell("A1", "shown", 1), cell("B1", "secret", 2)), styles=styles) == "shown"


@pytest.mark.parametrize("size", ["nan", "inf", "-1e400", "1e308", "-5"])
def test_sizes_that_are_none_are_taken_for_the_usual_ones(size: str) -> None:
    columns = f'<cols><col min="1" max="99999" width="{size}"/></cols>'
    wraps = '<xf fontId="1"><alignment wrapText="1" vertical="top"/></xf>'
    styles = formats(wraps, fonts=f'<font><sz val="{size}"/></font>')
    tall = row(1, cell("A1", "shown", 1), more=f'ht="{size}" customHeight="1"')
    assert said(tall, columns, styles=styles) == "shown"
