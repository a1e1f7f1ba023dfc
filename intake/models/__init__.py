"""Who classifies and who writes: the offline parts, or a language model through LangChain."""

from intake.models.build import build_classifier, build_writer, probe, prompts

__all__ = ["build_classifier", "build_writer", "probe", "prompts"]
