"""What the agent may know, ask and do: knowledge, models, sanitizing and the guard."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from intake.config.base import Section, secret


class KnowledgeSettings(Section):
    """The company's documents, searched with Chroma."""

    folder: Path = Path("knowledge")
    chroma: str = "embedded"
    """embedded, or the address of a Chroma server: http://host:port."""
    embeddings: str = "minilm"
    """minilm (offline), none (words only), or provider:model through LangChain."""
    dense_weight: float = Field(default=0.6, ge=0, le=1)
    """Weight of meaning against words when both rankings are fused."""
    passages: int = Field(default=8, ge=1, le=50)
    """Passages looked at for each question."""
    min_answerable: float = Field(default=0.4, ge=0, le=1)
    """Below this estimate a question counts as not answered by the knowledge."""
    max_document_bytes: int = Field(default=50_000_000, gt=0)


class ModelSettings(Section):
    """One language model."""

    name: str = "extractive"
    """extractive (offline, writes with the sources' own sentences), or provider:model through LangChain."""
    base_url: str | None = None
    api_key_env: str | None = None
    api_key_file: Path | None = None
    input_price: float = Field(default=0.0, ge=0)
    """Price of a million input tokens."""
    output_price: float = Field(default=0.0, ge=0)
    cached_price: float | None = Field(default=None, ge=0)
    timeout_s: float = Field(default=30, gt=0)
    max_output_tokens: int = Field(default=1500, gt=0)
    temperature: float | None = 0.0
    retries: int = Field(default=2, ge=0, le=10)
    requests_per_minute: int | None = Field(default=None, gt=0)
    concurrency: int = Field(default=4, ge=1, le=64)
    """Calls of this model at once."""
    options: dict[str, str | int | float | bool] = {}
    """Further options of its LangChain class, such as api_version (Azure) or region_name (Bedrock)."""
    redact: bool | None = None
    """Hide personal data from it; by default yes, unless it runs on this machine."""

    def api_key(self) -> str | None:
        return secret(self.api_key_env, self.api_key_file, f"api key of {self.name}")

    @property
    def extractive(self) -> bool:
        return self.name == "extractive"


class ModelsSettings(Section):
    """A small model to classify, a larger one to write; both extractive until you name others."""

    classify: ModelSettings = ModelSettings()
    draft: ModelSettings = ModelSettings()
    fallback: ModelSettings | None = None
    on_failure: Literal["extractive", "queue", "escalate"] = "extractive"
    """When no model answers or the budget is spent."""
    cache: bool = True
    """Same model, same prompt, same answer."""


class SanitizeSettings(Section):
    """What a person sees."""

    second_opinion: Literal["none", "browser"] = "none"
    """browser: put mails with uncertain text before a headless Chromium."""
    browser: Path | None = None
    """Path of Chromium, found by itself when not given."""
    ocr: bool = False
    """Read scanned pages with Tesseract, where it is installed."""
    max_seconds: float = Field(default=10, gt=0)
    max_memory_mb: int = Field(default=512, ge=64)
    max_attachments: int = Field(default=50, ge=0)
    max_uncertain: float = Field(default=0.5, gt=0, le=1)
    """A mail of which a larger part is uncertain is escalated."""


class Caps(Section):
    """Limits that hold for the whole program; None is none."""

    drafts_per_sender_hour: int | None = 10
    drafts_per_thread_day: int | None = 5
    runs_per_day: int | None = 10_000
    runs_per_sender_day: int | None = 50
    sends_per_hour: int | None = 60
    tokens_per_day: int | None = 5_000_000
    cost_per_day: float | None = 10.0
    cost_per_outcome: float | None = 0.5
    """Most that one mail may cost; a call that could cost more is not made."""
    on_reached: Literal["queue", "escalate", "stop"] = "escalate"


class Redaction(Section):
    """Personal data hidden from remote models and restored in the draft only."""

    enabled: bool = True
    kinds: list[Literal["email", "phone", "iban", "card", "national_id", "name", "order_number"]] = [
        "email",
        "phone",
        "iban",
        "card",
        "national_id",
        "name",
    ]
    names: list[str] = []
    order_pattern: str | None = None
    presidio: bool = False
    """Find further names with Microsoft Presidio, an extra."""
    presidio_model: str | None = None
    """Package of its spaCy model, such as de_core_news_sm; by default an English one that is installed."""


class GuardSettings(Section):
    """What a draft may hold and what the program may do: all else is refused."""

    actions: list[Literal["draft", "route", "tag", "escalate", "send"]] = [
        "draft",
        "route",
        "tag",
        "escalate",
    ]
    """Allowlist. `send` has to be named here as well as in the workflow."""
    allowed_links: list[str] = []
    """Hosts that a draft may link to besides those of its sources."""
    canaries: list[str] = []
    """Strings that must never leave; a draft holding one in any encoding is stopped."""
    max_draft_chars: int = Field(default=8000, gt=0)
    people: dict[str, Literal["viewer", "reviewer", "owner", "admin"]] = {}
    """Who may do what, by login name. While it is empty, whoever runs the program is admin; then all
    others are viewers."""
    caps: Caps = Caps()
    redaction: Redaction = Redaction()
    transparency: str | None = None
    """A line under each reply that says how it was written."""
