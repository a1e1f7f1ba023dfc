"""One mail from what a person sees to its outcome: the whole story, a step a paragraph."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from intake.classify import in_context, leans
from intake.config import AccountSettings, Settings, WorkflowSettings
from intake.contract import check as check_contract
from intake.contract import risks
from intake.draft import compose, unmentioned
from intake.draft.conflict import Conflict, conflicts
from intake.guard import check as check_draft
from intake.guard.secrets import WITHHELD, scrubbed
from intake.guard.sender import sender_findings
from intake.mail import Claim, Classification, ModelUse, Outcome, Passage, Question, SanitizedMessage
from intake.ports import Classifier, Knowledge, Writer, WritingRequest
from intake.verify import is_factual, verify

MAX_QUESTIONS = 10
_STRONGEST_EVIDENCE = 9.0
"""Odds that an answerable question may add: what is clearly none of ours stays so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """The steps joined. Its ports are the only things with effects; none of them touches a mailbox."""

    settings: Settings
    classifier: Classifier
    knowledge: Knowledge
    writer: Writer
    secrets: tuple[str, ...] = ()
    """Strings besides `guard.canaries` that must never leave: keys, passwords."""
    prompts: tuple[str, ...] = ()
    """Our own instructions to a model, of which no stretch may leave."""

    def process(
        self, message: SanitizedMessage, *, account: AccountSettings | None, now: datetime
    ) -> Outcome:
        """The outcome of one mail. Raises only what the ports raise (`Temporary`: try again)."""
        started = time.perf_counter()
        outcome = self._decide(message, account, now)
        findings = (*message.findings, *sender_findings(message, account))
        if outcome.kind == "drafted" and outcome.draft is not None:
            warned = [f"{f.technique}: {f.text}" for f in findings if f not in message.findings]
            outcome = replace(outcome, draft=replace(outcome.draft, notes=(*outcome.draft.notes, *warned)))
        return replace(outcome, findings=findings, duration_ms=(time.perf_counter() - started) * 1000)

    def _decide(self, message: SanitizedMessage, account: AccountSettings | None, now: datetime) -> Outcome:
        if message.automatic is not None:
            return Outcome(kind="ignored", reason=message.automatic)
        if message.verdict == "quarantined":
            return Outcome(kind="quarantined", reason=_worst(message))
        if message.uncertain_share > self.settings.sanitize.max_uncertain:
            return Outcome(kind="escalated", reason="most of the mail may not be visible to a person")
        if not message.text.strip() and any(
            a.status in {"unreadable", "refused"} for a in message.attachments
        ):
            return Outcome(
                kind="escalated", reason="the question may be in an attachment that cannot be read"
            )

        classified = self._weighed(message, account, self.classifier.classify(message), now)
        workflow = self.settings.workflow(classified.workflow)
        known = Outcome(
            kind="escalated",
            workflow=workflow.name if workflow else None,
            confidence=classified.confidence,
            classification=classified,
            model=classified.use,
        )
        if workflow is None:
            danger = next((s.reason for s in risks(message)), None)
            return replace(known, reason=f"high risk: {danger}" if danger else "none of the workflows fits")
        contract = check_contract(message, workflow)
        known = replace(known, contract=contract)
        if contract.stops:
            return replace(known, reason=f"{contract.stops[0].kind}: {contract.stops[0].reason}")
        if classified.confidence < workflow.stop.min_confidence:
            return replace(known, reason=f"low confidence ({classified.confidence:.2f}) in {workflow.name}")
        if (
            workflow.action != "draft"
            # Of high risk, a draft is only written where two people have to approve it.
            or (workflow.risk == "high" and not workflow.send)
            or "draft" not in self.settings.guard.actions
        ):
            return replace(known, reason=_handed(workflow, self.settings.guard.actions))
        if any(f.where == "quoted" for f in contract.fields):
            quoted = ", ".join(f.name for f in contract.fields if f.where == "quoted")
            known = replace(known, contract=contract)
            notes = [f"taken from the quoted history, check it: {quoted}"]
        else:
            notes = []
        return self._answer(message, account, now, workflow, known, notes)

    def _weighed(
        self,
        message: SanitizedMessage,
        account: AccountSettings | None,
        classified: Classification,
        now: datetime,
    ) -> Classification:
        """An unsure classification, with what the knowledge says: a question that it answers is ours.

        Bayes' rule, the answerability's odds being the evidence for the best workflow that may draft.
        """
        name, chance = classified.workflow, classified.confidence
        if name is None and classified.alternatives:
            name, chance = classified.alternatives[0]
        workflow = self.settings.workflow(name)
        sure = classified.workflow is not None and chance >= 0.5
        if sure or workflow is None or workflow.action != "draft" or workflow.risk == "high":
            return classified
        language = _language(classified, account)
        questions = self._retrieve(message, classified, workflow, language, now)
        held = max((q.answerable for q in questions), default=0.0)
        if held < self.settings.knowledge.min_answerable:
            return classified
        odds = min(_STRONGEST_EVIDENCE, held / max(1e-6, 1 - held))
        weighed = chance * odds / (chance * odds + 1 - chance)
        if weighed < 0.5:
            return classified
        why = (*classified.why, "the knowledge answers what it asks")
        return replace(classified, workflow=workflow.name, confidence=weighed, alternatives=(), why=why)

    def _answer(
        self,
        message: SanitizedMessage,
        account: AccountSettings | None,
        now: datetime,
        workflow: WorkflowSettings,
        known: Outcome,
        notes: list[str],
    ) -> Outcome:
        language = _language(known.classification, account)
        questions = self._retrieve(message, known.classification, workflow, language, now)
        known = replace(known, questions=questions)
        open_ = [q for q in questions if not self._may_answer(q)]
        request = WritingRequest(
            message=message,
            questions=tuple(q if self._may_answer(q) else replace(q, passages=()) for q in questions),
            language=language,
            workflow=workflow.name,
            purpose=workflow.purpose,
            max_cost=self._left(workflow, known.model),
        )
        proposal = self.writer.write(request)
        known = replace(known, model=known.model.plus(proposal.use))
        if proposal.failure is not None:
            return replace(known, reason=f"the model gave no answer: {proposal.failure}")

        passages = [p for q in request.questions for p in q.passages]
        checked = [
            (s.question, verify(s, passages, _cached(self.knowledge)))
            for s in proposal.sentences
            if is_factual(s.text)
        ]
        dropped = self._scrubbed(c for _, c in checked if not c.supported)
        kept, disputes = _settled(checked, passages)
        known = replace(known, dropped=dropped)
        if any(d.open for d in disputes):
            return replace(known, reason=f"sources contradict each other: {disputes[0].note}")
        if not kept and not known.contract.missing:
            return replace(known, reason=self._gap(questions, language, dropped, workflow))
        answered = {index for index, _ in kept}
        notes += [
            f"not answered: {q.text[:200]}"
            for i, q in enumerate(questions)
            if q in open_ or i not in answered
        ]
        notes += dict.fromkeys(d.note for d in disputes)
        notes += [f"left out, not supported ({c.verdict}): {c.text[:200]}" for c in dropped]

        draft = compose(
            message,
            kept,
            workflow=workflow,
            contract=known.contract,
            language=language,
            account=account,
            guard=self.settings.guard,
            notes=notes,
        )
        violations = check_draft(
            draft,
            message,
            guard=self.settings.guard,
            workflow=workflow,
            account=account,
            language=language,
            secrets=self.secrets,
            prompts=self.prompts,
        )
        if violations:
            return replace(known, reason=f"guard: {violations[0].name}: {violations[0].detail}")
        return replace(known, kind="drafted", draft=draft)

    def _retrieve(
        self,
        message: SanitizedMessage,
        classified: Classification | None,
        workflow: WorkflowSettings,
        language: str,
        now: datetime,
    ) -> tuple[Question, ...]:
        asked = (classified.questions if classified else ()) or (
            f"{message.subject}\n{message.text}"[:500].strip(),
        )
        found = []
        for text in dict.fromkeys(asked[:MAX_QUESTIONS]):
            alone = self._looked_up(text, workflow, language, now)
            context = in_context(message.text, text)
            if context is not None and (leans(text) or not self._may_answer(alone)):
                wider = self._looked_up(context, workflow, language, now)
                if not leans(text):
                    # What was told may be answered well and the question not at all.
                    own = self.knowledge.answerable(text, wider.passages)
                    wider = replace(wider, answerable=math.sqrt(own * wider.answerable))
                if wider.answerable > alone.answerable:
                    # What stays without an answer is told in its own words: those around it may have theirs.
                    alone = wider if self._may_answer(wider) else replace(wider, text=text)
            found.append(alone)
        return tuple(found)

    def _left(self, workflow: WorkflowSettings, spent: ModelUse) -> float | None:
        caps = (self.settings.guard.caps.cost_per_outcome, workflow.budget.cost_per_outcome)
        known = [c for c in caps if c is not None]
        return max(0.0, min(known) - spent.cost) if known else None

    def _scrubbed(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        """What a model wrote without support is told to the reviewer and kept; a secret in it is not."""
        hidden = (*self.settings.guard.canaries, *self.secrets)
        out = []
        for claim in claims:
            held = "\n".join((claim.text, *(c.quote for c in claim.citations)))
            clean = scrubbed(held, hidden, self.prompts) == held
            out.append(claim if clean else replace(claim, text=WITHHELD, citations=()))
        return tuple(out)

    def _looked_up(self, text: str, workflow: WorkflowSettings, language: str, now: datetime) -> Question:
        passages = self.knowledge.search(
            text,
            self.settings.knowledge.passages,
            scopes=tuple(workflow.knowledge),
            language=language,
            today=now.date(),
        )
        same = tuple(p for p in passages if p.language in {language, "und"})
        return Question(
            text=text,
            passages=same or tuple(passages),
            answerable=self.knowledge.answerable(text, same) if same else 0.0,
        )

    def _may_answer(self, question: Question) -> bool:
        return question.answerable >= self.settings.knowledge.min_answerable

    def _gap(
        self,
        questions: Sequence[Question],
        language: str,
        dropped: Sequence[Claim],
        workflow: WorkflowSettings,
    ) -> str:
        asked = "; ".join(q.text[:120] for q in questions)
        nearest = ", ".join(dict.fromkeys(p.source for q in questions for p in q.passages[:2]))
        foreign = any(q.passages for q in questions) and all(
            p.language not in {language, "und"} for q in questions for p in q.passages
        )
        if foreign:
            why = f"no source in {language}"
        elif dropped:
            why = "no sentence was supported by the sources"
        else:
            why = "the knowledge has no answer"
        near = f"; nearest: {nearest}" if nearest else ""
        absent = unmentioned(" ".join(q.text for q in questions), [p for q in questions for p in q.passages])
        lacking = f"; nothing there on: {', '.join(absent)}" if absent and nearest and not foreign else ""
        return f"{why}; asked: {asked}{near}{lacking}; suggested owner: {workflow.owner}"


def _worst(message: SanitizedMessage) -> str:
    worst = next((f for f in message.findings if f.action == "quarantined"), None)
    return f"{worst.technique} in {worst.where}" if worst else "hidden text that reads as an instruction"


def _handed(workflow: WorkflowSettings, actions: Sequence[str]) -> str:
    if workflow.action not in actions:
        return f"action {workflow.action} is not on the allowlist"
    if workflow.action == "route":
        return f"route to {workflow.route_to or workflow.owner}"
    if workflow.action == "tag":
        return f"tag {workflow.name}; for {workflow.owner}"
    if workflow.action == "escalate":
        return f"workflow {workflow.name} goes to a person: {workflow.owner}"
    return f"risk of {workflow.name} is high: {workflow.owner} decides"


def _language(classified: Classification | None, account: AccountSettings | None) -> str:
    told = classified.language if classified else "und"
    return told if told != "und" else (account.language if account else "en")


def _cached(knowledge: Knowledge) -> Callable[[str], str | None]:
    return lru_cache(maxsize=64)(knowledge.extracted)


def _settled(
    checked: Sequence[tuple[int | None, Claim]], passages: Sequence[Passage]
) -> tuple[list[tuple[int | None, Claim]], list[Conflict]]:
    """The supported claims less those that a better source contradicts, in the order of the questions."""
    supported = [(i, c) for i, c in checked if c.supported]
    disputes = conflicts([c for _, c in supported], passages)
    losers = {id(d.loser) for d in disputes}
    kept = [(i, c) for i, c in supported if id(c) not in losers]
    return sorted(kept, key=lambda pair: 99 if pair[0] is None else pair[0]), disputes
