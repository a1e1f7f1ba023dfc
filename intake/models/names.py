"""Names of people by Microsoft Presidio, an optional extra: `mailroom[presidio]` and a spaCy model."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from intake.errors import Misconfigured

LEAST_SCORE: Final = 0.5
MAX_CHARS: Final = 50_000
MODELS: Final = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""Looked for by default, the best first, then any English one; Presidio would download one otherwise."""


def people(text: str, model: str | None = None) -> Iterator[tuple[int, int]]:
    """Start and end of each person's name. Raises Misconfigured where the extra or its model is missing."""
    analyzer, language = _analyzer(model)
    found = analyzer.analyze(text=text[:MAX_CHARS], language=language, entities=["PERSON"])
    for one in found:
        if one.score >= LEAST_SCORE:
            yield one.start, one.end


def check(model: str | None = None) -> str:
    """Which model finds the names. Raises Misconfigured where the extra or the model is missing."""
    analyzer, language = _analyzer(model)
    meta = analyzer.nlp_engine.nlp[language].meta
    return f"Presidio with {meta['lang']}_{meta['name']}"


@lru_cache(maxsize=2)
def _analyzer(wanted: str | None) -> tuple[Any, str]:
    try:
        from presidio_analyzer import AnalyzerEngine
        from presidio_analyzer.nlp_engine import NlpEngineProvider
        from spacy.util import get_installed_models
    except ImportError as exc:
        raise Misconfigured(
            "guard.redaction.presidio: Presidio is not installed", mend="pip install 'mailroom[presidio]'"
        ) from exc
    there = sorted(get_installed_models())
    models = (*MODELS, *(m for m in there if m.startswith("en_"))) if wanted is None else (wanted,)
    model = next((m for m in models if m in there), None)
    if model is None:
        raise Misconfigured(
            f"guard.redaction.presidio: the spaCy model {wanted or MODELS[-1]} is not installed",
            mend="install it with `python -m spacy download`, or name yours in presidio_model",
        )
    language = model.partition("_")[0]  # as spaCy names its models
    configured = {"nlp_engine_name": "spacy", "models": [{"lang_code": language, "model_name": model}]}
    engine = NlpEngineProvider(nlp_configuration=configured).create_engine()
    return AnalyzerEngine(nlp_engine=engine, supported_languages=[language]), language
