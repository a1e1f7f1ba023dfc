"""From a sanitized mail to an outcome: the values that each later step adds."""

from dataclasses import dataclass
from typing import Literal

from intake.mail.finding import Finding

OutcomeKind = Literal["drafted", "escalated", "quarantined", "ignored", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """What the language model was asked and what it cost, in the currency of the price table."""

    name: str = "extractive"
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0

    def plus(self, other: "ModelUse") -> "ModelUse":
        """Both together, under the name of the other."""
        return ModelUse(
            name=other.name,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost=self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """Which owned workflow a mail belongs to, or None of them."""

    workflow: str | None
    confidence: float
    """Calibrated probability of `workflow`, or of "none of them"."""
    language: str
    """ISO 639-1 of the new text, `und` where it cannot be told."""
    alternatives: tuple[tuple[str, float], ...] = ()
    """Other workflows that the mail may also touch, best first."""
    why: tuple[str, ...] = ()
    """The nearest examples, best first, for the reviewer."""
    questions: tuple[str, ...] = ()
    """The requests found in the mail, in order, each a slice of its text."""
    use: ModelUse = ModelUse()
    """What a model that classified was asked and cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A required value found in the mail: `raw` is `text[start:end]` of the source it names."""

    name: str
    value: str
    """Normalised: ISO date, E.164 phone, IBAN without spaces."""
    raw: str
    start: int
    end: int
    where: str = "text"
    """`subject`, `text` or `attachment NAME`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A condition under which nothing is drafted and a person takes over."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractResult:
    fields: tuple[Field, ...] = ()
    missing: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A citable slice of a knowledge document: `text` is exactly `[start:end]` of its extracted text."""

    id: str
    source: str
    """Path below the knowledge folder, with forward slashes."""
    title: str
    location: str
    start: int
    end: int
    text: str
    score: float
    language: str = "und"
    priority: float = 0.0
    """Of two that contradict each other the higher wins: newer, or more important."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing the sender asks, with what the knowledge holds about it."""

    text: str
    passages: tuple[Passage, ...] = ()
    answerable: float = 0.0
    """Calibrated probability that the passages answer it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """`quote` stands word for word at `[start:end]` of the extracted text of `source`."""

    n: int
    source: str
    start: int
    end: int
    quote: str
    title: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence of a draft that states something."""

    text: str
    citations: tuple[Citation, ...]
    supported: bool
    verdict: str = ""
    """Why it is or is not supported: `quote`, `number-differs`, `negation-differs`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A reply for a person to approve. `body` is what the customer would read, without markers."""

    to: tuple[str, ...]
    subject: str
    in_reply_to: str | None
    references: tuple[str, ...]
    body: str
    claims: tuple[Claim, ...]
    marked_body: str = ""
    """`body` with the numbered markers `[1]` of its citations."""
    notes: tuple[str, ...] = ()
    """What the reviewer should know: unanswered questions, contradictions, dropped sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The one thing that happened to a mail."""

    kind: OutcomeKind
    reason: str | None = None
    workflow: str | None = None
    confidence: float = 0.0
    classification: Classification | None = None
    contract: ContractResult = ContractResult()
    questions: tuple[Question, ...] = ()
    draft: Draft | None = None
    dropped: tuple[Claim, ...] = ()
    """Sentences that were written and not supported; never delivered, kept for the audit."""
    findings: tuple[Finding, ...] = ()
    model: ModelUse = ModelUse()
    duration_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a writer says supports its sentence; nothing is believed until `verify` has found it."""

    passage_id: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a proposed reply."""

    text: str
    quotes: tuple[Quote, ...] = ()
    question: int | None = None
    """Index into the request's questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a writer would answer, unchecked."""

    sentences: tuple[Sentence, ...]
    use: ModelUse = ModelUse()
    failure: str | None = None
    """Why the writer gave nothing (`timeout`, `malformed`, `refused`), else None."""
