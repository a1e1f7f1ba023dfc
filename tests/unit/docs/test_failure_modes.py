"""docs/explain/failure-modes.md names what exists: ten rows, real commands, real tests."""

import ast
import re
from pathlib import Path

import pytest

from intake.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "explain" / "failure-modes.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]


def functions(file: Path) -> set[str]:
    """The functions of a file of this repository."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_there_are_ten_rows() -> None:
    assert [int(re.match(r"\| (\d+)", row)[1]) for row in ROWS] == list(range(1, 11))  # type: ignore[index]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[2].strip())
def test_each_row_names_a_command_and_tests_that_exist(row: str) -> None:
    _, _, _, feature, commands, tests, _ = row.split("|")
    assert len(feature) > 30
    named = re.findall(r"`mailroom ([a-z-]+)", commands)
    assert named
    assert set(named) <= set(COMMANDS)
    found = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", tests)
    assert len(found) >= 2
    for file, name in found:
        assert name in functions(Path(file)), f"{file}::{name}"
