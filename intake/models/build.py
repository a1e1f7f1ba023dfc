"""The configured classifier and writer."""

from intake.config import ModelSettings, Settings
from intake.draft import Alike, ExtractiveWriter
from intake.models.spending import Spent, nothing_spent
from intake.ports import Classifier, Writer


def build_writer(settings: Settings, alike: Alike | None = None, *, spent: Spent = nothing_spent) -> Writer:
    """The extractive writer, or a model's with the fallback that `models.on_failure` names."""
    if settings.models.draft.extractive:
        return ExtractiveWriter(alike)
    from intake.models.writer import ModelWriter

    return ModelWriter(settings, spent=spent)


def build_classifier(settings: Settings, linear: Classifier, *, spent: Spent = nothing_spent) -> Classifier:
    """The linear classifier, or a model's that is cross-checked by it."""
    if settings.models.classify.extractive:
        return linear
    from intake.models.classifier import ModelClassifier

    return ModelClassifier(settings, linear, spent=spent)


def prompts(settings: Settings) -> tuple[str, ...]:
    """The instructions that the configured models get, for the guard; none where no model is configured."""
    chosen = (settings.models.classify, settings.models.draft, settings.models.fallback)
    if all(m is None or m.extractive for m in chosen):
        return ()
    from intake.models.prompt import CLASSIFY, DRAFT, REPAIR

    return (CLASSIFY, DRAFT, REPAIR)


def probe(model: ModelSettings) -> None:
    """Ask the model for one word. Raises Misconfigured, Refused or ModelFailed."""
    if model.extractive:
        return
    from intake.models.call import Caller

    Caller(model, cache=None).text("Answer with the one word: ready", "{}")
