"""The threat model says what is true."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", TEXT)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_each_control_names_a_test_that_exists(file: str, name: str) -> None:
    """A renamed or deleted test is noticed here."""
    source = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {name or 'test_'}", source, re.MULTILINE), f"{file}::{name}"


def test_every_control_has_a_test_and_every_risk_a_control() -> None:
    """Rows are numbered without gaps; OWASP's ten are all there and point at rows."""
    rows = re.findall(r"^\| (\d+) \|.*\| `tests/", TEXT, re.MULTILINE)
    assert [int(n) for n in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 25
    for n in range(1, 11):
        (line,) = re.findall(rf"^\| LLM{n:02d} .*$", TEXT, re.MULTILINE)
        pointed = [int(c) for c in re.findall(r"\d+", line.rsplit("|", 2)[1])]
        assert pointed, line
        assert all(1 <= c <= len(rows) for c in pointed), line
    for function in ("Govern", "Map", "Measure", "Manage"):
        assert f"| {function} |" in TEXT
