"""The documents of the bench: no hidden word is read, no visible one is lost."""

import pytest

from bench.samples.papers import Paper, papers
from intake.sanitize.attachments import sanitize_document

PAPERS = papers()


def test_there_are_enough_of_them() -> None:
    assert len(PAPERS) >= 40
    assert sum(len(p.hidden) for p in PAPERS) > 50


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_what_a_person_sees_is_read(paper: Paper) -> None:
    document = sanitize_document(paper.data, filename=paper.name, media_type=None)
    assert document.status == "read", document.reason
    assert {w for w in paper.hidden if w in document.text} == set()
    assert {w for w in paper.visible if w not in document.text} == set()
    # What was taken out stands in the receipt, save what nobody extracts at all.
    if paper.hidden and "metadata" not in paper.name:
        assert document.findings
