"""Slides are read as a current viewer takes their markup: alternatives, formulas, fields."""

import pytest

from tests.unit.attachments.presentations import choice, run, said, shape, solid

NEW, OLD = shape("shown"), shape("secret")


@pytest.mark.parametrize(
    "shapes",
    [
        choice("a14", NEW, OLD),
        choice("other", OLD, NEW),
        choice("a14 other", OLD, NEW),
        choice("", NEW, OLD),
        choice("a14", choice("other", OLD, NEW), OLD),
        shape(f"<a:p>{choice('other', run('secret'), run('shown'))}</a:p>"),
    ],
)
def test_a_choice_counts_where_its_name_spaces_are_known(shapes: str) -> None:
    assert said(shapes) == "shown"


def test_a_prefix_means_what_it_is_bound_to_around_the_choice() -> None:
    elsewhere = '<p:sp xmlns:a14="urn:other"/>'
    assert said(elsewhere + choice("a14", NEW, OLD)) == "shown"
    bound = choice("a14", OLD, NEW).replace("<mc:Choice", '<mc:Choice xmlns:a14="urn:other"')
    assert said(bound) == "shown"


def test_nothing_is_read_of_name_spaces_that_no_viewer_knows() -> None:
    stranger = OLD.replace("<p:sp>", "<other:sp>").replace("</p:sp>", "</other:sp>")
    assert said(stranger + NEW) == "shown"


def formula(look: str = "") -> str:
    run = f"<m:r><m:rPr/><a:rPr>{look}</a:rPr><m:t>shown sum</m:t></m:r>"
    return f"<a14:m><m:oMathPara><m:oMath>{run}</m:oMath></m:oMathPara></a14:m>"


def test_formulas_are_read_where_their_letters_are_seen() -> None:
    assert said(shape(run("a ") + formula())) == "a shown sum"
    assert said(shape(run("a ") + formula(solid("FFFFFF")))) == "a"


@pytest.mark.parametrize(
    ("kind", "text", "seen"),
    [
        ("slidenum", "12", "12"),
        ("slidenum", "‹#›", "‹#›"),
        ("slidenum", "secret", ""),
        ("datetime1", "5 May 2026", "5 May 2026"),
        ("datetimeFigureOut", "secret", ""),
        ("datetime1", "5 secret words that are far too long for a date", ""),
        ("other", "shown", "shown"),
    ],
)
def test_a_field_shows_what_its_kind_puts_in_its_place(kind: str, text: str, seen: str) -> None:
    field = f'<a:fld id="1" type="{kind}"><a:rPr/><a:t>{text}</a:t></a:fld>'
    assert said(shape(field)) == seen
