"""Which elements a `@scope` block reaches, and which of two scopes wins."""

import pytest

from tests.unit.sanitize.marks import kept

PAGE = "<div class=a><p>Vaa</p><div class=b><p>Vbb</p></div></div><p>Vcc</p>"
INSIDE = {
    "@scope (.a) to (.b) {p {display: none}}": ["Vbb", "Vcc"],
    "@scope (.a) {> p {display: none}}": ["Vbb", "Vcc"],
    "@scope (.a) {:scope > p {display: none}}": ["Vbb", "Vcc"],
    "@scope (.a) {& > p {display: none}}": ["Vbb", "Vcc"],
    "@scope (.a) to (> p) {p {display: none}}": ["Vaa", "Vcc"],
    "@scope (.a) {.a p, body p {display: none}}": ["Vaa", "Vbb", "Vcc"],
    "@scope (.b) {display: none}": ["Vaa", "Vcc"],
    "@scope (.b) {p {display: block}} @scope (.a) {p {display: none}}": ["Vbb", "Vcc"],
    "@scope (.a) {p {display: block}} p {display: none}": ["Vaa", "Vbb"],
    "@scope (.a:nobody-has-it) {p {display: none}}": ["Vaa", "Vbb", "Vcc"],
}


@pytest.mark.parametrize(("sheet", "seen"), INSIDE.items())
def test_rules_hold_within_their_scope(sheet: str, seen: list[str]) -> None:
    assert kept(f"<style>{sheet}</style>{PAGE}") == seen


@pytest.mark.parametrize(
    "sheet",
    [
        ".a {@scope (.b) {p {display: none}}}",
        "@scope (.a) {@scope (.b) {p {display: none}}}",
        "@scope (.a) {@scope (> .b) {> p {display: none}}}",
        "@scope (.a) {> .b {& p {display: none}}}",
    ],
)
def test_what_a_scope_in_another_one_hides_is_not_kept(sheet: str) -> None:
    assert "Vbb" not in kept(f"<style>{sheet}</style>{PAGE}")
