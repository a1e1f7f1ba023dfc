"""Tokens and money: counted from what the provider says, and estimated before a call is made."""

from typing import Any, Final

from intake.config import ModelSettings
from intake.mail import ModelUse

CHARS_A_TOKEN: Final = 2.0
"""A cautious guess for an estimate: prose has three to four, numbers and foreign scripts fewer."""
MAX_TOKENS: Final = 10_000_000
"""Of one answer's account; a provider that says more is not believed."""


def counted(answer: Any, model: ModelSettings) -> ModelUse:
    """What one answer used, from its `usage_metadata`; zeros where the provider gives none."""
    usage = getattr(answer, "usage_metadata", None) or {}
    given, made = _number(usage.get("input_tokens")), _number(usage.get("output_tokens"))
    details = usage.get("input_token_details") or {}
    cached = min(given, _number(details.get("cache_read")))
    cached_price = model.input_price if model.cached_price is None else model.cached_price
    money = (given - cached) * model.input_price + cached * cached_price + made * model.output_price
    return ModelUse(name=model.name, input_tokens=given, output_tokens=made, cost=money / 1e6)


def worst(model: ModelSettings, chars: int) -> float:
    """The most that a call with so many characters of prompt can cost."""
    return (chars / CHARS_A_TOKEN * model.input_price + model.max_output_tokens * model.output_price) / 1e6


def _number(value: Any) -> int:
    try:
        return min(MAX_TOKENS, max(0, int(value or 0)))
    except (TypeError, ValueError, OverflowError):
        return 0
