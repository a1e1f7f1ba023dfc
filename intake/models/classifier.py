"""A language model classifies, among the owned workflows only, with the linear model beside it."""

from dataclasses import replace

from intake.config import Settings
from intake.mail import Classification, SanitizedMessage
from intake.models.answers import LabelAnswer
from intake.models.call import AnswerCache, Caller, ModelFailed
from intake.models.prompt import CLASSIFY, classify_data
from intake.models.redact import Redactor, wanted
from intake.ports import Classifier

DISAGREED = 0.4
"""Confidence that is left where the two differ: below the default threshold, so a person decides."""


class ModelClassifier:
    """The Classifier port; a failing model or an unknown label leaves the linear model's answer."""

    def __init__(self, settings: Settings, linear: Classifier) -> None:
        self._settings = settings
        self._linear = linear
        self._caller = Caller(
            settings.models.classify, cache=AnswerCache() if settings.models.cache else None
        )
        self._labels = {w.name: w.trigger for w in settings.workflows}

    def classify(self, message: SanitizedMessage) -> Classification:
        linear = self._linear.classify(message)
        redaction = self._settings.guard.redaction
        data = classify_data(message, self._labels)
        if wanted(self._settings.models.classify, redaction):
            data = Redactor(redaction, names=(message.from_.name,)).hide(data)
        try:
            answer, _ = self._caller.ask(CLASSIFY, data, LabelAnswer)
        except ModelFailed:
            return linear
        if answer.workflow is not None and answer.workflow not in self._labels:
            return linear
        if answer.workflow == linear.workflow:
            return replace(linear, confidence=max(linear.confidence, answer.confidence))
        return replace(linear, workflow=answer.workflow, confidence=min(DISAGREED, answer.confidence))
