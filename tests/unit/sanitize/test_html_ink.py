# ruff: noqa: E501 - markup
"""What is painted without words of its own may lie over others: quotation marks, counters, drawings, blank lines."""

import pytest

from tests.unit.sanitize import marks

BLOCKS = "█" * 6
LIDS = {
    "quotation marks of blocks": f"<style>q{{quotes:'{BLOCKS}' '';font:bold 90px/.1 Arial;color:#fff}}</style><p><q></q></p>",
    "quotation marks of a style of their own": f"<style>q::before{{content:open-quote;font-size:90px;color:#fff}}q{{quotes:'{BLOCKS}' ''}}</style><p><q>x</q></p>",
    "marks beside a word that is none": f"<style>q::before{{content:no-open-quote '{BLOCKS}';font-size:90px;color:#fff}}</style><p><q>x</q></p>",
    "a counter of signs": f"<style>@counter-style z{{system:cyclic;symbols:'{BLOCKS}'}}q::before{{content:counter(a,z);font-size:90px;color:#fff}}</style><p><q>x</q></p>",
    "a drawing that leaves its frame": "<svg width=400 height=10 style='overflow:visible'><rect y=-60 width=400 height=60 fill='#fff'/></svg>",
    "the same by an attribute": "<svg width=400 height=10 overflow=visible><rect y=-60 width=400 height=60 fill='#fff'/></svg>",
    "a drawing that is moved": "<svg width=400 height=60 transform='translate(0,-60)'><rect width=400 height=60 fill='#fff'/></svg>",
    "lines of no-break spaces": "<p style='background:#fff;margin-top:-100%'>&nbsp;<br>&nbsp;<br>&nbsp;</p>",
}


@pytest.mark.parametrize("name", LIDS)
def test_what_may_be_covered_is_not_read(name: str) -> None:
    assert "Haa" not in marks.kept(
        f"<!doctype html><body style='font:16px/20px Arial'><p>Haa</p>{LIDS[name]}"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<style>q{quotes:'“' '”' '‘' '’'}</style><p>Vaa <q>Vbb</q></p>",
        r"<style>q{quotes:'\201C' '\201D'}</style><p>Vaa <q>Vbb</q></p>",
        "<style>li::before{content:counter(a,decimal) '. '}</style><p>Vaa</p><ul><li>Vbb</ul>",
        "<svg width=90 height=20 style='overflow:hidden'><rect width=90 height=20 fill='#ccc'/></svg><p>Vaa Vbb</p>",
    ],
)
def test_usual_marks_and_drawings_withhold_nothing(page: str) -> None:
    assert marks.kept(f"<!doctype html>{page}") == ["Vaa", "Vbb"]
