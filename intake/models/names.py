"""Names of people by Microsoft Presidio, an optional extra: `mailroom[presidio]` and a spaCy model."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from intake.errors import Misconfigured

LEAST_SCORE: Final = 0.5
MAX_CHARS: Final = 50_000
MODELS: Final = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""spaCy models that are looked for, the best first; Presidio would download one otherwise."""


def people(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each name of a person. Raises Misconfigured where the extra is not installed."""
    found = _analyzer().analyze(text=text[:MAX_CHARS], language="en", entities=["PERSON"])
    for one in found:
        if one.score >= LEAST_SCORE:
            yield one.start, one.end


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    try:
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NlpEngineProvider
        from spacy.util import is_package
    except ImportError as exc:
        raise Misconfigured(
            "guard.redaction.presidio: Presidio is not installed", mend="pip install 'mailroom[presidio]'"
        ) from exc
    model = next((m for m in MODELS if is_package(m)), None)
    if model is None:
        raise Misconfigured(
            "guard.redaction.presidio: no spaCy model is installed",
            mend=f"install one of {', '.join(MODELS)} with `python -m spacy download`",
        )
    configured = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model}]}
    engine = NlpEngineProvider(nlp_configuration=configured).create_engine()
    return AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
