"""`mailroom eval` from a terminal: figures, a page for people, and exit 1 where a change made it worse."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.cli.main import main
from tests.servers.browser import faults

FACTS = {
    "hours": "We are open from Tuesday to Friday from 10:00 to 18:30.",
    "returns": "You can return unused items within 30 days of delivery.",
    "shipping": "Shipping to Austria costs 9.90 EUR.",
    "vouchers": "A gift voucher is valid for three years.",
    "repairs": "A zip repair costs 25 EUR and takes two weeks.",
    "rental": "Renting a tent costs 15 EUR for each day.",
}
ASKED = {
    "hours": "When are you open?",
    "returns": "How long can I return unused items?",
    "shipping": "What does shipping to Austria cost?",
    "vouchers": "How long is a gift voucher valid?",
    "repairs": "What does a zip repair cost?",
    "rental": "What does renting a tent cost?",
}


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    (tmp_path / "knowledge").mkdir()
    for name, fact in FACTS.items():
        (tmp_path / "knowledge" / f"{name}.md").write_text(f"# {name.title()}\n\n{fact}\n")
    lines = [
        {"id": name, "text": text, "answerable": True, "sources": [f"{name}.md"]}
        for name, text in ASKED.items()
    ]
    lines.append(
        {"id": "none", "text": "Do you sell spaceships to Mars?", "answerable": False, "sources": []}
    )
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def config(folder: Path, name: str, min_answerable: float) -> Path:
    knowledge = {"folder": str(folder / "knowledge"), "embeddings": "none", "min_answerable": min_answerable}
    flow = {
        "name": "shop",
        "owner": "a@b.test",
        "purpose": "p",
        "trigger": "asks about the shop",
        "done_when": "d",
        "kpi": {"name": "k", "unit": "minutes", "baseline": {"mean": 1, "stdev": 1}, "target": 1},
        "acceptance": {},
        "examples": [*ASKED.values()],
    }
    file = folder / f"{name}.yaml"
    file.write_text(
        yaml.safe_dump({"data_dir": str(folder / name), "knowledge": knowledge, "workflows": [flow]})
    )
    return file


def evaluated(
    capsys: pytest.CaptureFixture[str], file: Path, *args: object
) -> tuple[int, dict[str, Any], str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(file), "eval", *map(str, args)])
    out = capsys.readouterr()
    assert out.out, out.err
    return int(ended.value.code or 0), json.loads(out.out), out.err


@pytest.mark.chromium
def test_a_change_for_the_worse_is_a_regression(
    tmp_path: Path, cases: Path, capsys: pytest.CaptureFixture[str], browser: Any
) -> None:
    page, base = tmp_path / "page.html", tmp_path / "base.json"
    code, found, _ = evaluated(capsys, config(tmp_path, "good", 0.05), cases, "--html", page)
    assert code == 0
    assert found["citation_recall"] >= 0.5
    base.write_text(json.dumps(found))
    assert evaluated(capsys, config(tmp_path, "again", 0.05), cases, "--compare", base)[0] == 0

    code, worse, told = evaluated(capsys, config(tmp_path, "silent", 1.0), cases, "--compare", base)
    assert code == 1
    assert worse["citation_recall"] == 0.0
    assert "regression against" in told
    assert "citation_recall" in told

    for width, scheme in ((1280, "light"), (390, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        tab = context.new_page()
        tab.goto(page.as_uri())
        assert faults(tab) == []
        context.close()
