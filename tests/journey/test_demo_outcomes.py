"""The sample company's mails go in by SMTP, and each comes out as its expectation says."""

import imaplib
import json
import sys
from pathlib import Path

import pytest

from intake.bootstrap import build_agent
from intake.cli.demo import collect, deliver, differences, load_samples, rehearsal

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_each_sample_mail_has_its_expected_outcome_and_at_most_one_artefact(tmp_path: Path) -> None:
    samples = load_samples(ROOT / "examples" / "mails")
    with rehearsal(ROOT / "examples" / "fernweh.yaml", tmp_path) as (settings, box):
        deliver(samples, box, settings.accounts[0].address)
        build_agent(settings).run_once()
        results = collect(samples, settings)
        assert {r.sample.name: r.misses for r in results if r.misses} == {}
        due = sum(r.outcome in {"drafted", "escalated", "quarantined", "failed"} for r in results)
        laid = _count(box.imap_port, settings.accounts[0].address)
        assert sum(laid[name] for name in ("Review", "Escalated", "Quarantine")) == due
        assert laid["INBOX"] == len(samples)
        build_agent(settings).run_once()
        assert _count(box.imap_port, settings.accounts[0].address) == laid


def _count(port: int, address: str) -> dict[str, int]:
    client = imaplib.IMAP4("127.0.0.1", port)
    client.login(address, "any")
    counts = {}
    for name in ("INBOX", "Review", "Escalated", "Quarantine"):
        status, data = client.select(name, readonly=True)
        counts[name] = int(data[0] or 0) if status == "OK" else 0
    client.logout()
    return counts


def test_what_differs_from_an_expectation_is_named() -> None:
    expected = {
        "outcome": "drafted", "workflow": "a", "reason_contains": "x", "missing": ["n"],
        "draft_contains": ["yes"], "absent": ["no"], "finding": "display-none",
    }  # fmt: skip
    found = {
        "outcome": "escalated",
        "workflow": "b",
        "reason": None,
        "missing": [],
        "findings": [],
        "body": "no",
    }
    assert len(list(differences(expected, found))) == 7


def test_every_sample_has_an_expectation_that_is_one() -> None:
    for file in sorted((ROOT / "examples" / "mails").glob("*.eml")):
        expected = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        assert expected["outcome"] in {"drafted", "escalated", "quarantined", "ignored", None}


def test_the_generated_reference_is_true() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    from generate import HERE, pages

    for name, text in pages().items():
        assert (HERE / name).read_text(encoding="utf-8") == text, "run `make docs`"
