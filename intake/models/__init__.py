"""Who classifies and who writes: the offline parts, or a language model through LangChain."""

from intake.models.build import build_classifier, build_writer, probe, prompts
from intake.models.call import ModelFailed

__all__ = ["ModelFailed", "build_classifier", "build_writer", "probe", "prompts"]
