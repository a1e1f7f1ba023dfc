"""Whether a sentence is held by its sources: quotes looked up, then compared, without a model."""

from intake.verify.check import is_factual, locate, score, supported, verify
from intake.verify.sentences import Span, plain, sentences

__all__ = ["Span", "is_factual", "locate", "plain", "score", "sentences", "supported", "verify"]
