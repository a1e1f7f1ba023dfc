"""The house keeps its rules: short modules, public names that are there, links that lead somewhere."""

import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("intake", "retrieval", "sandbox")
MODULES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
MAX_LINES = 400


def test_no_module_is_longer_than_a_sitting() -> None:
    # What benches install and build lies in bench/results.
    benches = [p for p in (ROOT / "bench").rglob("*.py") if "results" not in p.parts]
    every = [*MODULES, *(ROOT / "tests").rglob("*.py"), *benches]
    long = {str(p.relative_to(ROOT)): n for p in every if (n := len(p.read_text().splitlines())) > MAX_LINES}
    assert long == {}


def test_every_module_says_what_it_is() -> None:
    silent = [str(p.relative_to(ROOT)) for p in MODULES if not _docstring(p)]
    assert silent == []


def _docstring(path: Path) -> bool:
    text = path.read_text(encoding="utf-8").lstrip()
    code = re.sub(r"\A(#[^\n]*\n)+", "", text).lstrip()
    return not code or code.startswith('"""')


@pytest.mark.parametrize("package", sorted({p.parent for p in MODULES if p.name == "__init__.py"}))
def test_the_public_names_of_a_room_are_there(package: Path) -> None:
    name = ".".join(package.relative_to(ROOT).parts)
    room = importlib.import_module(name)
    for public in getattr(room, "__all__", ()):
        assert hasattr(room, public), f"{name}.{public}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_no_secret_or_machine_path_is_kept_in_the_repository() -> None:
    """What a developer's machine is called belongs to nobody else."""
    found = subprocess.run(
        [
            "git",
            "grep",
            "-nIE",
            r"/home/[a-z]+/|/Users/[a-z]+/|BEGIN [A-Z ]*PRIVATE KEY",
            "--",
            ".",
            ":!tests",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
