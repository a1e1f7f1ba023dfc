"""One mail through the real pipeline: a shelf of passages, a classifier that says, and a mail."""

# ruff: noqa: E501 - tables of cases

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from intake.config import Settings
from intake.draft import ExtractiveWriter
from intake.mail import Address, Classification, Passage, SanitizedMessage
from intake.pipeline import Pipeline

TEXT = "Returns are accepted within 30 days. Return shipping costs 4.90 EUR. Call us at +49 30 1234567."
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ADA = Address(name="Ada Byron", address="ada.byron@customer.example")


def passage(**more: Any) -> Passage:
    base = Passage(
        id="r1",
        source="returns.md",
        title="Returns",
        location="",
        start=0,
        end=len(TEXT),
        text=TEXT,
        score=0.9,
        language="en",
        priority=1.0,
    )
    return replace(base, **more)


class Shelf:
    def __init__(self, *passages: Passage, sure: float = 0.9) -> None:
        self.passages, self.sure = list(passages), sure

    def search(self, query: str, k: int = 8, **_: Any) -> list[Passage]:
        return self.passages

    def answerable(self, question: str, passages: Sequence[Passage]) -> float:
        return self.sure

    def extracted(self, source: str) -> str | None:
        return next((p.text for p in self.passages if p.source == source), None)


class Says:
    def __init__(
        self, workflow: str | None = "returns", confidence: float = 0.9, language: str = "en"
    ) -> None:
        self.found = Classification(
            workflow=workflow,
            confidence=confidence,
            language=language,
            questions=("Within how many days are returns accepted?",),
        )

    def classify(self, message: SanitizedMessage) -> Classification:
        return self.found


def settings(workflow: dict[str, Any] | None = None, **more: Any) -> Settings:
    base = {
        "name": "returns", "owner": "ana@shop.example", "purpose": "p", "trigger": "t", "done_when": "d",
        "kpi": {"name": "k", "unit": "minutes", "baseline": {"mean": 1, "stdev": 1}, "target": 1},
        "acceptance": {}, "examples": ["a", "b"],
    }  # fmt: skip
    account = {
        "name": "s",
        "address": "help@shop.example",
        "signature": "The shop",
        "authserv_id": "mx.shop.example",
        "staff": ["Ana Lindner"],
        "imap": {"host": "127.0.0.1", "username": "x"},
    }
    return Settings.model_validate({"workflows": [base | (workflow or {})], "accounts": [account], **more})


def mail(text: str = "Within how many days are returns accepted?", **more: Any) -> SanitizedMessage:
    base = SanitizedMessage(
        message_id="<m@customer.example>", digest="d" * 64, subject="A question", from_=ADA, reply_to=(), to=(), cc=(), date=NOW,
        in_reply_to=None, references=("<r@x>",), automatic=None, text=text, quoted="", signature="", verdict="clean", findings=(),
        attachments=(), defects=(), authentication=("mx.shop.example; dmarc=pass",),
    )  # fmt: skip
    return replace(base, **more)


def run(
    message: SanitizedMessage,
    *,
    conf: Settings | None = None,
    shelf: Shelf | None = None,
    says: Says | None = None,
    writer: Any = None,
) -> Any:
    conf = conf or settings()
    pipeline = Pipeline(
        settings=conf,
        classifier=says or Says(),
        knowledge=shelf or Shelf(passage()),
        writer=writer or ExtractiveWriter(),
    )
    return pipeline.process(message, account=conf.accounts[0], now=NOW)
