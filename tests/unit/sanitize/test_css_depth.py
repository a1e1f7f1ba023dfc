# ruff: noqa: E501 - markup
"""What is nested deeper, or grows larger, than it is read is in doubt, and ends nothing."""

import pytest

from intake.sanitize import sanitize_html

DEEP = 3000
BRACKETS = {
    "round": ("(" * DEEP, ")" * DEEP),
    "never closed": ("(" * DEEP, ""),
    "calls": ("calc(" * DEEP, ")" * DEEP),
    "selectors": (":not(" * DEEP, ")" * DEEP),
    "mixed": ("([{" * DEEP, ""),
}
PLACES = (
    "<style>p{color:%}</style><p>x</p>",
    "<style>p%{color:red}</style><p>x</p>",
    "<style>p{--a:%;color:var(--a)}</style><p>x</p>",
    "<style>@media %{p{color:red}}</style><p>x</p>",
    "<style>@scope %{p{color:red}}</style><p>x</p>",
    "<style>@import %;</style><p>x</p>",
    "<style>@keyframes a{to{color:%}}p{animation:a 1s}</style><p>x</p>",
    '<p style="width:%">x</p>',
    '<style media="%">p{color:red}</style><p>x</p>',
    '<link rel=stylesheet href="data:text/css,@media %{p{color:red}}"><p>x</p>',
)


@pytest.mark.parametrize("brackets", BRACKETS)
def test_brackets_in_brackets_raise_nothing(brackets: str) -> None:
    start, end = BRACKETS[brackets]
    for place in PLACES:
        sanitize_html(place.replace("%", f"{start}1px{end}"), where="sample")


def nested(start: str, inner: str, times: int) -> str:
    return start * times + inner + ")" * times


HIDING = {
    "a selector": f"<style>{nested(':is(', 'p', 12)}{{display:none}}</style><p>Hidden</p>",
    "a rule in rules": "<style>" + "div{" * 30 + "p{display:none}" + "}" * 30 + "</style>" + "<div>" * 40 + "<p>Hidden</p>",
    "a condition": f"<style>@media {nested('(', 'width>1px', DEEP)}{{p{{display:none}}}}</style><p>Hidden</p>",
    "fallbacks": f"<p style='--a:0;opacity:{nested('var(--x,', 'var(--a)', 30)}'>Hidden</p>",
    "a long value": f"<style>p{{--a:calc(0*({'+'.join('1' * 15_000)}));opacity:var(--a)}}</style><p>Hidden</p>",
    "a long value that is passed on": (
        f"<style>div{{--a:calc(0*({'+'.join('1' * 15_000)}))}}p{{opacity:var(--a)}}</style><div><p>Hidden</p></div>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HIDING)
def test_what_is_not_read_to_the_end_may_hide(name: str) -> None:
    view = sanitize_html(HIDING[name], where="sample")
    assert "Hidden" not in view.text
    assert any(finding.action == "withheld" for finding in view.findings)
