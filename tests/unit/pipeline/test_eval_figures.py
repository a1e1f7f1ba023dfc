"""The figures of eval are what their names say."""

# ruff: noqa: E501 - tables of cases

import json
from pathlib import Path
from typing import Any

import pytest

from intake.cli.answer import clock, read_mail
from intake.cli.evaluate import load_cases, page, starter_cases
from intake.cli.figures import auroc, figures, regressions
from intake.errors import Misconfigured


def row(workflow: str | None, label: str | None, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": "x", "labels": {"workflow": label}, "workflow": workflow, "in_scope": 0.9 if workflow else 0.1, "sources": [],
        "outcome": "drafted", "reason": None, "leaked": [], "draft": None, "cost": 0.0, "ms": 1.0,
    }  # fmt: skip
    return base | more


def test_each_figure_is_null_without_its_label() -> None:
    found = figures([row("a", None, labels={})])
    names = ["workflow_accuracy", "out_of_scope_auroc", "citation_precision", "citation_recall", "refusal_f1"]
    assert all(found[n] is None for n in [*names, "attack_markers_leaked"])
    assert figures([])["p50_ms"] is None


def test_the_figures_count() -> None:
    rows = [
        row("a", "a"),
        row(None, None),
        row(
            "b",
            "a",
            labels={"workflow": "a", "sources": ["x.md"], "answerable": False},
            sources=["x.md", "y.md"],
        ),
        row("a", "a", labels={"workflow": "a", "attack_markers": ["EVIL"]}, leaked=["EVIL"]),
    ]
    found = figures(rows)
    assert found["workflow_accuracy"] == 0.75
    assert found["out_of_scope_auroc"] == 1.0
    assert (found["citation_precision"], found["citation_recall"]) == (0.5, 1.0)
    assert (found["refusal_f1"], found["attack_markers_leaked"]) == (1.0, 1)
    assert found["confusion"] == {"a": {"a": 2, "b": 1}, "(none)": {"(none)": 1}}
    assert "<script" not in page(found, [row("<script>", "a")])
    assert regressions({"workflow_accuracy": 0.9, "attack_markers_leaked": 0}, found) == [
        "workflow_accuracy",
        "attack_markers_leaked",
    ]
    assert auroc([0.5], [0.5]) == 0.5


def test_cases_are_read_and_bad_ones_name_their_line(tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(b"From: a@b.example\r\n\r\nhello")
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps({"id": 1, "eml": "m.eml"}) + "\n\n" + json.dumps({"text": "hallo ü"}) + "\n")
    assert [c.id for c in load_cases(file)] == ["1", "3"]
    for bad in ("nonsense", "{}", "[]"):
        file.write_text(bad)
        with pytest.raises(Misconfigured, match=":1:"):
            load_cases(file)
    with pytest.raises(Misconfigured):
        load_cases(tmp_path / "none")
    with pytest.raises(Misconfigured):
        read_mail(tmp_path / "none")


def test_starter_cases_come_from_headings_and_questions(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Returns\n\n**How long?**\n\n30 days.\n")
    assert [c["text"] for c in starter_cases(tmp_path)] == ["Can you tell me about: Returns?", "How long?"]
    with pytest.raises(Misconfigured):
        starter_cases(tmp_path / "none")


def test_the_clock_can_be_fixed() -> None:
    assert clock("2026-11-23T09:00:00Z").isoformat() == "2026-11-23T09:00:00+00:00"
    assert clock("2026-11-23T09:00:00").tzinfo is not None
    with pytest.raises(Misconfigured):
        clock("soon")
