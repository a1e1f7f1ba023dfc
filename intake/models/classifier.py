"""A language model classifies, among the owned workflows only, with the linear model beside it."""

from dataclasses import replace
from typing import Final

from intake.config import Settings
from intake.mail import Classification, SanitizedMessage
from intake.models.answers import LabelAnswer
from intake.models.call import AnswerCache, Caller, ModelFailed
from intake.models.prompt import CLASSIFY, Hide, classify_data
from intake.models.redact import Redactor, wanted
from intake.models.spending import Spent, nothing_spent
from intake.ports import Classifier

DISAGREED: Final = 0.3
"""Confidence that is left where the two differ: below the default threshold, so a person decides."""


class ModelClassifier:
    """The Classifier port; a failing model or an unknown label leaves the linear model's answer."""

    def __init__(self, settings: Settings, linear: Classifier, *, spent: Spent = nothing_spent) -> None:
        self._settings = settings
        self._linear = linear
        self._spent = spent
        self._caller = Caller(
            settings.models.classify, cache=AnswerCache() if settings.models.cache else None
        )
        self._labels = {w.name: w.trigger for w in settings.workflows}

    def classify(self, message: SanitizedMessage) -> Classification:
        linear = self._linear.classify(message)
        caps, redaction = self._settings.guard.caps, self._settings.guard.redaction
        if not self._spent().within(caps):
            return linear
        hide: Hide = str
        if wanted(self._settings.models.classify, redaction):
            hide = Redactor.of(redaction, message).hide
        data = classify_data(message, self._labels, hide)
        try:
            answer, use = self._caller.ask(CLASSIFY, data, LabelAnswer, max_cost=caps.cost_per_outcome)
        except ModelFailed as failed:
            return replace(linear, use=failed.use)
        linear = replace(linear, use=use)
        if answer.workflow is not None and answer.workflow not in self._labels:
            return linear
        if answer.workflow == linear.workflow:
            return replace(linear, confidence=max(linear.confidence, answer.confidence))
        return replace(linear, workflow=answer.workflow, confidence=min(DISAGREED, answer.confidence))
