"""Knowledge drifts too: documents that contradict each other, links that lead nowhere."""

import json
from pathlib import Path

import pytest
from docx import Document

from intake.cli.main import main
from intake.config import Settings
from intake.operate import papers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "returns.md").write_text(
        "# Returns\n\nUnused items can be returned within 30 days. See [costs](shop/costs.md#by-country), "
        "[the form](form.pdf), [rules](https://example.com/gone) and [above](#returns).\n"
    )
    (tmp_path / "shop" / "costs.md").write_text(
        "# Costs\n\n## By country\n\nBack to [returns](../returns.md).\n"
    )
    return tmp_path


def faults(folder: Path) -> dict[str, str]:
    return papers.faults(Settings.model_validate({"knowledge": {"folder": folder}}))


def test_a_link_to_what_is_not_there_is_named(folder: Path) -> None:
    """A missing file and a missing heading; a link into the world, and out of the folder, is left alone."""
    assert faults(folder) == {"knowledge-links": "links lead nowhere: returns.md: form.pdf"}
    (folder / "form.pdf").write_bytes(b"%PDF")
    assert faults(folder) == {}
    (folder / "shop" / "costs.md").write_text("# Costs\n\n[up](../../outside.md)\n")
    assert faults(folder) == {"knowledge-links": "links lead nowhere: returns.md: shop/costs.md#by-country"}


@pytest.mark.parametrize(
    ("title", "text", "contradicts"),
    [
        ("Returns abroad", "Unused items can be returned within 14 days.", True),
        ("Returns", "Unused items cannot be returned within 30 days.", True),
        ("Returns", "Unused items can be returned within 30 days.", False),
        ("Repairs", "Unused items can be returned within 14 days.", False),
        ("Returns", "The parcel shop is open 14 hours a day.", False),
    ],
)
def test_two_documents_that_cannot_both_be_right(
    folder: Path, title: str, text: str, contradicts: bool
) -> None:
    (folder / "form.pdf").write_bytes(b"%PDF")
    (folder / "other.md").write_text(f"---\ntitle: {title}\n---\n{text}\n")
    found = faults(folder)
    assert (list(found) == ["knowledge-contradictions"]) is contradicts
    if contradicts:
        assert "other.md" in found["knowledge-contradictions"]
        assert "within 30 days" in found["knowledge-contradictions"]


def test_the_sample_company_contradicts_itself_nowhere() -> None:
    assert papers.faults(Settings.model_validate({"knowledge": {"folder": Path("knowledge")}})) == {}


def test_no_folder_has_no_faults(tmp_path: Path) -> None:
    assert faults(tmp_path / "none") == {}


def test_the_status_compares_documents_of_every_type(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Word file against Markdown; and a person reads the same lines as a program."""
    file = Document()
    file.core_properties.title = "Returns"
    file.add_heading("Returns", 1)
    file.add_paragraph("Unused items can be returned within 14 days.")
    file.save(str(folder / "old.docx"))
    config = tmp_path_factory.mktemp("config") / "mailroom.yaml"
    config.write_text(f"data_dir: data\nknowledge: {{folder: {folder}, embeddings: none}}\n")
    with pytest.raises(SystemExit):
        main(["--config", str(config), "--json", "knowledge", "status"])
    against, link = json.loads(capsys.readouterr().out)["drift"]
    assert against.startswith("contradict each other: ")
    assert all(word in against for word in ("old.docx", "14 days", "returns.md", "30 days"))
    assert link == "leads nowhere: returns.md: form.pdf"
    with pytest.raises(SystemExit):
        main(["--config", str(config), "knowledge", "status"])
    shown = capsys.readouterr().out
    assert f"drift: {link}" in shown
    assert "old.docx" in shown, "no name is cut"
