# ruff: noqa: E501 - samples are easier to read on one line
"""Conditional formats hide where they hold; where that cannot be told, what they may hide is withheld."""

import pytest

from tests.unit.attachments.workbooks import cell, formats, number, packed, row, said, seen

WHITE, RED = (
    '<dxf><font><color rgb="FFFFFFFF"/></font></dxf>',
    '<dxf><font><color rgb="FFFF0000"/></font></dxf>',
)
DARK, NONE = (
    '<dxf><fill><patternFill><bgColor rgb="FF101010"/></patternFill></fill></dxf>',
    '<dxf><numFmt numFmtId="170" formatCode=";;;"/></dxf>',
)
STYLES = formats(
    '<xf fontId="1"/>',
    fonts='<font><sz val="11"/><color rgb="FFFFFFFF"/></font>',
    differences=WHITE + RED + DARK + NONE,
)


def rule(kind: str, formula: str = "", look: int = 0, more: str = "", priority: int = 1) -> str:
    told = "".join(f"<formula>{one}</formula>" for one in formula.split("|") if one)
    return f'<cfRule type="{kind}" dxfId="{look}" priority="{priority}" {more}>{told}</cfRule>'


def over(*rules: str, area: str = "A1") -> str:
    return f'<conditionalFormatting sqref="{area}">{"".join(rules)}</conditionalFormatting>'


SEARCH = 'NOT(ISERROR(SEARCH("word",A1)))'


@pytest.mark.parametrize(
    ("one", "seen"),
    [
        (rule("expression", "TRUE"), False),
        (rule("expression", "FALSE"), True),
        (rule("expression", "1=2"), True),
        (rule("expression", "1+1=2"), False),
        (rule("expression", 'A1="a word"'), False),
        (rule("expression", '$A$1="other"'), True),
        (rule("expression", "B1=1"), False),
        (rule("expression", "LEN(A1)&gt;0"), False),
        (rule("expression", "NOT(ISBLANK(A1))"), False),
        (rule("expression", "ISNUMBER(A1)"), True),
        (rule("expression", "TRUE", 1), True),
        (rule("expression", "TRUE", 2), False),
        (rule("expression", "TRUE", 3), False),
        (rule("cellIs", '"other"', more='operator="equal"'), True),
        (rule("cellIs", '"other"', more='operator="notEqual"'), False),
        (rule("containsText", SEARCH, more='operator="containsText" text="word"'), False),
        (rule("containsText", SEARCH.replace("word", "none"), more='text="none"'), True),
        (rule("containsText", SEARCH, more='text="none"'), False),
        (rule("duplicateValues"), False),
    ],
)
def test_a_condition_hides_where_it_holds_or_may_hold(one: str, seen: bool) -> None:
    assert said(row(1, cell("A1", "a word")), after=over(one), styles=STYLES) == ("a word" if seen else "")


@pytest.mark.parametrize(
    ("one", "seen"),
    [
        (rule("cellIs", "5", more='operator="greaterThan"'), False),
        (rule("cellIs", "9", more='operator="greaterThan"'), True),
        (rule("cellIs", "1|9", more='operator="between"'), False),
        (rule("cellIs", "1|9", more='operator="notBetween"'), True),
        ('<cfRule type="iconSet" priority="1"><iconSet showValue="0"/></cfRule>', False),
        ('<cfRule type="dataBar" priority="1"><dataBar/></cfRule>', True),
    ],
)
def test_numbers_are_compared_and_signs_stand_in_their_place(one: str, seen: bool) -> None:
    assert said(row(1, number("A1", 7)), after=over(one), styles=STYLES) == ("7" if seen else "")


def test_the_first_of_two_rules_counts_and_may_stop_the_others() -> None:
    both = rule("expression", "TRUE", 0, priority=5), rule("expression", "TRUE", 1, priority=2)
    assert said(row(1, cell("A1", "shown")), after=over(*both), styles=STYLES) == "shown"
    stop = '<cfRule type="expression" priority="1" stopIfTrue="1"><formula>TRUE</formula></cfRule>'
    assert said(row(1, cell("A1", "shown")), after=over(both[0], stop), styles=STYLES) == "shown"


def test_a_rule_may_show_what_its_cell_hides() -> None:
    dark = over(rule("expression", "TRUE", 2))
    assert said(row(1, cell("A1", "shown", 1)), after=dark, styles=STYLES) == "shown"


def test_formulas_are_written_for_the_corner_of_their_area() -> None:
    rows = row(1, cell("A1", "a")) + row(2, cell("A2", "b"))
    one = over(rule("expression", 'A1="b"'), area="A1:A2")
    assert said(rows, after=one, styles=STYLES) == "a"


def test_rules_of_the_extension_bring_their_own_looks() -> None:
    one = '<x14:cfRule type="expression" priority="1"><xm:f>TRUE</xm:f><x14:dxf><font><color rgb="FFFFFFFF"/></font></x14:dxf></x14:cfRule>'
    after = f"<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting>{one}<xm:sqref>A1</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    document = seen(packed(row(1, cell("A1", "secret"), cell("B1", "shown")), after=after, styles=STYLES))
    assert document.text == "S\nshown"
    assert [(one.technique, one.action) for one in document.findings] == [("conditional-format", "withheld")]
