"""A language model writes; nothing it says is believed before `verify`."""

from dataclasses import replace

from intake.config import ModelSettings, Settings
from intake.draft import ExtractiveWriter
from intake.errors import Throttled
from intake.mail import ModelUse, Proposal, Quote, Sentence
from intake.models.answers import DraftAnswer
from intake.models.call import AnswerCache, Caller, ModelFailed
from intake.models.prompt import DRAFT, draft_data
from intake.models.redact import Redactor, wanted
from intake.models.spending import Spent, nothing_spent
from intake.ports import WritingRequest

BUDGET_WAIT_S = 3600.0
"""When a day's money is looked at again, where `models.on_failure` is `queue`."""
_AWAY = frozenset(["unreachable", "throttled", "busy"])
"""Failures that say nothing about the mail, so that it may wait for their end as long as it takes."""


class ModelWriter:
    """The Writer port on `models.draft`, then `models.fallback`, then what `models.on_failure` says.

    A call is only made where it fits the caps of the outcome and of the day.
    """

    def __init__(self, settings: Settings, *, spent: Spent = nothing_spent) -> None:
        self._settings = settings
        self._spent = spent
        cache = AnswerCache() if settings.models.cache else None
        chain = [settings.models.draft, *([settings.models.fallback] if settings.models.fallback else [])]
        self._callers = [(m, Caller(m, cache=cache)) for m in chain if not m.extractive]

    def write(self, request: WritingRequest) -> Proposal:
        """The model's sentences. Raises Throttled where a failing model is to be waited for."""
        if not any(q.passages for q in request.questions):
            return Proposal(sentences=())
        name = self._settings.models.draft.name
        spent, kind, wait, away = ModelUse(name=name), "budget", BUDGET_WAIT_S, True
        if self._spent().within(self._settings.guard.caps):
            for model, caller in self._callers:
                try:
                    return self._asked(model, caller, request, spent)
                except ModelFailed as failed:
                    kind, spent = failed.kind, spent.plus(failed.use)
                    away = kind in _AWAY
                    wait = failed.retry_after_s or 60.0
        if self._settings.models.on_failure == "queue":
            whose = {"service": name} if away else {}
            raise Throttled(f"the model gave no answer: {kind}", retry_after_s=wait, **whose)
        if self._settings.models.on_failure == "escalate":
            return Proposal(sentences=(), use=spent, failure=kind)
        return replace(ExtractiveWriter().write(request), use=replace(spent, name="extractive"))

    def _asked(
        self, model: ModelSettings, caller: Caller, request: WritingRequest, spent: ModelUse
    ) -> Proposal:
        redaction = self._settings.guard.redaction
        redactor = Redactor.of(redaction, request.message)
        hidden = wanted(model, redaction)
        data = draft_data(request, redactor.hide if hidden else str)
        left = None if request.max_cost is None else request.max_cost - spent.cost
        answer, use = caller.ask(DRAFT, data, DraftAnswer, max_cost=left)
        back = redactor.restore if hidden else str
        sentences = tuple(
            Sentence(
                text=" ".join(back(s.text).split()),
                quotes=tuple(Quote(passage_id=q.passage_id, quote=back(q.quote)) for q in s.quotes),
                question=s.question
                if s.question is not None and 0 <= s.question < len(request.questions)
                else None,
            )
            for s in answer.sentences
            if s.text.strip()
        )
        return Proposal(sentences=sentences, use=spent.plus(use))
