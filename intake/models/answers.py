"""What a model may answer: pydantic shapes, bounded, with a way to say that it cannot tell."""

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore")


class QuoteAnswer(_Shape):
    passage_id: str = Field(max_length=300)
    quote: str = Field(max_length=4000)


class SentenceAnswer(_Shape):
    text: str = Field(max_length=2000)
    quotes: list[QuoteAnswer] = Field(default=[], max_length=5)
    question: int | None = None


class DraftAnswer(_Shape):
    """Sentences with their quotes; none where the passages do not answer."""

    sentences: list[SentenceAnswer] = Field(max_length=40)


class LabelAnswer(_Shape):
    """One of the labels given, or null."""

    workflow: str | None = Field(max_length=100)
    confidence: float = Field(ge=0, le=1)
