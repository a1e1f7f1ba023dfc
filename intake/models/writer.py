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
from intake.ports import WritingRequest


class ModelWriter:
    """The Writer port on `models.draft`, then `models.fallback`, then what `models.on_failure` says."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        cache = AnswerCache() if settings.models.cache else None
        chain = [settings.models.draft, *([settings.models.fallback] if settings.models.fallback else [])]
        self._callers = [(m, Caller(m, cache=cache)) for m in chain if not m.extractive]

    def write(self, request: WritingRequest) -> Proposal:
        """The model's sentences. Raises Throttled where a failing model is to be waited for."""
        if not any(q.passages for q in request.questions):
            return Proposal(sentences=())
        spent, kind = ModelUse(name=self._settings.models.draft.name), "unreachable"
        for model, caller in self._callers:
            try:
                return self._asked(model, caller, request, spent)
            except ModelFailed as failed:
                kind, spent = failed.kind, _sum(spent, failed.use)
        if self._settings.models.on_failure == "queue":
            raise Throttled(f"the model gave no answer: {kind}", retry_after_s=60)
        if self._settings.models.on_failure == "escalate":
            return Proposal(sentences=(), use=spent, failure=kind)
        return replace(ExtractiveWriter().write(request), use=replace(spent, name="extractive"))

    def _asked(
        self, model: ModelSettings, caller: Caller, request: WritingRequest, spent: ModelUse
    ) -> Proposal:
        redaction = self._settings.guard.redaction
        redactor = Redactor(redaction, names=(request.message.from_.name,))
        hide = wanted(model, redaction)
        data = draft_data(request)
        answer, use = caller.ask(DRAFT, redactor.hide(data) if hide else data, DraftAnswer)
        back = redactor.restore if hide else str
        sentences = tuple(
            Sentence(
                text=" ".join(back(s.text).split()),
                quotes=tuple(Quote(passage_id=back(q.passage_id), quote=back(q.quote)) for q in s.quotes),
                question=s.question
                if s.question is not None and 0 <= s.question < len(request.questions)
                else None,
            )
            for s in answer.sentences
            if s.text.strip()
        )
        return Proposal(sentences=sentences, use=_sum(spent, use))


def _sum(a: ModelUse, b: ModelUse) -> ModelUse:
    return ModelUse(
        name=b.name,
        input_tokens=a.input_tokens + b.input_tokens,
        output_tokens=a.output_tokens + b.output_tokens,
        cost=a.cost + b.cost,
    )
