"""The figures of eval are what their names say."""

# ruff: noqa: E501 - tables of cases

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intake.cli.answer import clock, read_mail
from intake.cli.evaluate import load_cases, starter_cases
from intake.cli.evaluation import page
from intake.cli.figures import auroc, compared, figures, intervals, threshold
from intake.errors import Misconfigured

TODAY = date(2026, 11, 23)


def row(workflow: str | None, label: str | None, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": "x", "labels": {"workflow": label}, "workflow": workflow, "in_scope": 0.9 if workflow else 0.1, "sources": [],
        "outcome": "drafted", "reason": None, "leaked": [], "draft": None, "cost": 0.0, "ms": 1.0, "answered": False,
        "text": "Where is it?", "confidence": 0.9, "answerable": None,
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
    assert auroc([0.5], [0.5]) == 0.5


def result_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return figures(rows) | {"intervals": intervals(rows), "judged": rows}


def test_a_regression_is_named_with_the_interval_of_its_difference() -> None:
    good = [row("a", "a", id=n) for n in range(40)]
    bad = [row("b", "a", id=n) if n < 12 else r for n, r in enumerate(good)]
    change = compared(result_of(good), result_of(bad))["workflow_accuracy"]
    assert (change["before"], change["now"], change["regression"]) == (1.0, 0.7, True)
    assert change["beyond_chance"]
    assert change["interval"][0] < -0.3 < change["interval"][1] < 0
    one = compared(result_of(good), result_of([row("b", "a", id=0), *good[1:]]))["workflow_accuracy"]
    assert one["regression"]
    assert not one["beyond_chance"]
    assert not compared(result_of(bad), result_of(good))["workflow_accuracy"]["regression"]
    assert not compared({"p50_ms": 1.0}, result_of(good) | {"p50_ms": 1.4})["p50_ms"]["regression"]
    assert compared({"attack_markers_leaked": 0}, result_of(good) | {"attack_markers_leaked": 1})[
        "attack_markers_leaked"
    ]["regression"]


def test_an_interval_covers_its_figure_and_is_wide_for_few_cases() -> None:
    few, many = ([row("a", "a" if n % 5 else "b", id=n) for n in range(count)] for count in (20, 400))
    low, high = intervals(few)["workflow_accuracy"]
    assert low < 0.8 < high
    narrow = intervals(many)["workflow_accuracy"]
    assert narrow[1] - narrow[0] < (high - low) / 2
    assert intervals([])["workflow_accuracy"] is None


def test_the_threshold_is_the_lowest_that_keeps_the_precision() -> None:
    rows = [
        row("a", "a", answerable=score, labels={"answerable": has})
        for score, has in ((0.9, True), (0.8, True), (0.6, False), (0.5, True), (0.2, False))
    ]
    assert threshold(rows, 0.95) == {"threshold": 0.8, "precision": 1.0, "answered": 0.4}
    assert threshold(rows, 0.7) == {"threshold": 0.5, "precision": 0.75, "answered": 0.8}
    assert threshold([row("a", "a")], 0.9) is None


def test_the_page_has_its_plots_and_the_worst_cases_side_by_side() -> None:
    rows = [
        row("a", "a", id=n, answerable=0.7, labels={"workflow": "a", "answerable": True}, answered=True)
        for n in range(9)
    ]
    rows.append(
        row(
            "b",
            "a",
            id="wrong <b>",
            labels={"workflow": "a"},
            text="<script>Where is my tent?",
            reason="none",
        )
    )
    rows.append(
        row(
            "a", "a", id="lie", labels={"answerable": False}, answered=True, draft={"body": "It costs 5 EUR."}
        )
    )
    shown = page(result_of(rows), rows)
    for title in (
        "Workflow: labels",
        "Risk by coverage: workflows",
        "Risk by coverage: answers",
        "Confidence against",
    ):
        assert title in shown
    assert shown.count("<svg") == 5
    assert shown.index("answered, and there is no answer") < shown.index("workflow b, not a")
    assert "wrong &lt;b&gt;" in shown
    assert "<script" not in shown
    assert "It costs 5 EUR." in shown


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
    assert [c["text"] for c in starter_cases(tmp_path, TODAY)] == [
        "Can you tell me about: Returns?",
        "How long?",
    ]
    (tmp_path / "b.md").write_text("---\naudience: internal\n---\n# Margins\n\nThey are 40 %.\n")
    (tmp_path / "c.html").write_text("<h1>Versand</h1><p>Der Versand dauert drei Tage und ist kostenlos.</p>")
    found = starter_cases(tmp_path, TODAY)
    assert [(c["text"], c["answerable"]) for c in found[2:]] == [
        ("Can you tell me about: Margins?", False),
        ("Können Sie mir etwas zu „Versand“ sagen?", True),
    ]
    assert found[2]["sources"] == []
    with pytest.raises(Misconfigured):
        starter_cases(tmp_path / "none", TODAY)


def test_the_clock_can_be_fixed() -> None:
    assert clock("2026-11-23T09:00:00Z").isoformat() == "2026-11-23T09:00:00+00:00"
    assert clock("2026-11-23T09:00:00").tzinfo is not None
    with pytest.raises(Misconfigured):
        clock("soon")
