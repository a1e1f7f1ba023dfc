"""Which selectors are none, so that a browser drops their rule, and of which that is not known."""

import pytest

from intake.sanitize.css.selectors import BadSelectorError, parse_list
from tests.unit.sanitize.marks import kept

NONE = [
    ".a:nobody-has-it", ".a::nobody-has-it", ".a:hover()", ".a:hover(b)", ".a:not", ".a::before()",
    ".a::before.b", ".a:has(::before)", ".a:lang()", ".a:dir()", ".a:-webkit-any(:nobody-has-it)", "[b=1]",
    "#1a", ".a:nth-of-type(2 of p)", ".a:lin\u212a",
]  # fmt: skip
UNKNOWN = [
    ".a:heading", ".a:paused", ".a:-moz-any-link", ".a::part(b):hover", ".a::before:hover", ".a:lang(1)",
    ".a:state(1)", ".a:nth-child(1 of :paused)", ".a:first/**/-child",
]  # fmt: skip


@pytest.mark.parametrize("selector", NONE)
def test_a_browser_drops(selector: str) -> None:
    with pytest.raises(BadSelectorError):
        parse_list(selector)


@pytest.mark.parametrize("selector", UNKNOWN)
def test_not_all_browsers_take(selector: str) -> None:
    assert parse_list(selector)[0].novel


@pytest.mark.parametrize("name", ["::-webkit-foo", ":f\\69rst-child", ":HOVER", "::selection"])
def test_browsers_take(name: str) -> None:
    assert not parse_list(f".a{name}")[0].novel


def test_a_forgiving_list_is_rid_of_what_is_no_selector() -> None:
    html = "<style>:is(.a, :nobody-has-it){display:none}</style><p class=a>Haa</p><p>Vaa</p>"
    assert kept(html) == ["Vaa"]


def test_a_comment_in_a_string_is_none() -> None:
    html = "<style>[title='a/*b*/c']{display:none}</style><p title='a/*b*/c'>Haa</p><p>Vaa</p>"
    assert kept(html) == ["Vaa"]


def test_what_a_child_is_counted_of_makes_a_selector_more_specific() -> None:
    html = "<style>p:nth-child(n of .g, #q){display:none} p.g.g.g{display:block}</style><p class=g>Haa</p>Vaa"
    assert kept(html) == ["Vaa"]
