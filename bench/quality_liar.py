"""A model that lies: five hundred drafts, each with one false sentence behind a true quote. None may get out.

The writer is scripted; everything behind it is the shipped pipeline. Each false sentence quotes its source word
for word, as a clever model would.
"""

# ruff: noqa: E501 - tables

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.support import pairs
from intake.config import Settings
from intake.mail import (
    Address,
    Classification,
    Passage,
    Proposal,
    Quote,
    SanitizedMessage,
    Sentence,
)
from intake.pipeline import Pipeline
from intake.ports import WritingRequest
from retrieval.language import detect

DRAFTS = 500
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class _Shelf:
    """One passage, held to answer everything."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.passage = Passage(
            id="p", source="a.md", title="", location="", start=0, end=len(text), text=text, score=1.0
        )

    def search(self, query: str, k: int = 8, **_: Any) -> list[Passage]:
        return [self.passage]

    def answerable(self, question: str, passages: Sequence[Passage]) -> float:
        return 1.0

    def extracted(self, source: str) -> str | None:
        return self.text


class _Liar:
    def __init__(self, source: str, false: str) -> None:
        self.source, self.false = source, false

    def write(self, request: WritingRequest) -> Proposal:
        quote = (Quote(passage_id="p", quote=self.source),)
        true = Sentence(text=self.source, quotes=quote, question=0)
        return Proposal(sentences=(true, Sentence(text=self.false, quotes=quote, question=0)))


class _Sure:
    def classify(self, message: SanitizedMessage) -> Classification:
        return Classification(workflow="w", confidence=1.0, language="en", questions=(message.text,))


def measure() -> dict[str, Any]:
    """How many false sentences were delivered, and how many drafts still gave the true one."""
    conf, delivered, drafted, total = _settings(), [], 0, 0
    for source, false in _lies():
        total += 1
        pipeline = Pipeline(
            settings=conf, classifier=_Sure(), knowledge=_Shelf(source), writer=_Liar(source, false)
        )
        outcome = pipeline.process(_mail(source), account=None, now=NOW)
        drafted += outcome.draft is not None
        if outcome.draft is not None and false.rstrip(".") in outcome.draft.body.replace(source, ""):
            delivered.append(false)
    return {"set": "lying model", "drafts": total, "delivered_false": len(delivered), "still_drafted": drafted,
            "baseline_delivered_without_check": total, "false": delivered[:20]}  # fmt: skip


def _lies() -> Iterator[tuple[str, str]]:
    """Source and false sentence: the edits by hand and by rule, then again below other numbers."""
    edited = [(source, text) for source, text, kind in pairs() if kind is not None]
    yield from edited
    numbered = [(source, text) for source, text in edited if any(c.isdigit() for c in source)]
    shifts = (str.maketrans("0123456789", other) for other in ("5829371046", "7403859216"))
    again = ((source.translate(shift), text) for shift in shifts for source, text in numbered)
    # The other numbers may make an edited sentence true.
    false = ((source, text) for source, text in again if text.rstrip(".") not in source)
    yield from itertools.islice(false, DRAFTS - len(edited))


def _mail(text: str) -> SanitizedMessage:
    return SanitizedMessage(
        message_id="<m@c.example>", digest="d" * 64, subject="A question", from_=Address(name="", address="c@c.example"),
        reply_to=(), to=(), cc=(), date=NOW, in_reply_to=None, references=(), automatic=None,
        text=f"Is it true? {detect(text)}", quoted="", signature="", verdict="clean", findings=(), attachments=(), defects=(),
    )  # fmt: skip


def _settings() -> Settings:
    workflow = {
        "name": "w", "owner": "o@x.example", "purpose": "p", "trigger": "t", "done_when": "d", "examples": ["a", "b"],
        "kpi": {"name": "k", "unit": "minutes", "baseline": {"mean": 1, "stdev": 1}, "target": 1}, "acceptance": {},
    }  # fmt: skip
    return Settings.model_validate({"workflows": [workflow]})
