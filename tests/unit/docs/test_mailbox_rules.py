"""docs/explain/mailbox-rules.md names tests that exist, for each rule."""

import re
from pathlib import Path

import pytest

from tests.unit.docs.test_failure_modes import ROOT, functions

PAGE = (ROOT / "docs" / "explain" / "mailbox-rules.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]


def test_the_rules_are_numbered_without_a_gap() -> None:
    assert [int(row.split("|")[1]) for row in ROWS] == list(range(1, 26))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_each_rule_is_held_by_tests_that_exist(row: str) -> None:
    found = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row.split("|")[4])
    assert found
    for file, name in found:
        assert name in functions(Path(file)), f"{file}::{name}"
