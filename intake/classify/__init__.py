"""Which workflow a mail belongs to, what it asks, and in which language.

`LinearClassifier` learns from the owners' examples in seconds; `questions` takes a mail's requests apart.
"""

from intake.classify.linear import LinearClassifier
from intake.classify.questions import in_context, leans, questions
from retrieval.language import detect as language

__all__ = ["LinearClassifier", "in_context", "language", "leans", "questions"]
