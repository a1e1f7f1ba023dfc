"""Slides are read as a current viewer takes their markup: alternatives, formulas, fields."""

import pytest

from tests.unit.attachments.presentations import choice, run, said, shape

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
