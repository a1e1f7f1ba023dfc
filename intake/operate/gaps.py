"""What customers ask and the knowledge does not answer, the most asked first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from intake.ledger.facts import Fact
from intake.operate.likeness import Embed

if TYPE_CHECKING:
    from intake.config import Settings
    from intake.ledger import Ledger

ALIKE: Final = 0.62
"""Cosine from which two questions count as one; below, a topic would swallow its neighbours."""
MAX_QUESTIONS: Final = 2000
EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One topic without a source: how many mails asked, in which words, and which mails."""

    asked: str
    mails: int
    examples: tuple[str, ...]
    ids: tuple[int, ...]
    workflows: tuple[str, ...]
    last: float
    """When it was asked last, seconds since 1970."""

    @property
    def line(self) -> str:
        return f'{self.mails} mails asked "{self.asked}", no source'


def gaps(mails: Sequence[Fact], *, embed: Embed | None, min_answerable: float = 0.5) -> tuple[Gap, ...]:
    """Topics of mails that were not answered for want of knowledge, the most asked first.

    Questions are joined to the first topic that they are like; without `embed` only the same words count.
    """
    asked = [(m, text) for m in mails if _unanswered(m, min_answerable) for text in m.asked[:1]]
    asked = asked[-MAX_QUESTIONS:]
    if not asked:
        return ()
    topics: list[list[int]] = []
    if embed is None:
        by: dict[str, list[int]] = {}
        for i, (_, text) in enumerate(asked):
            by.setdefault(" ".join(text.lower().split()), []).append(i)
        topics = list(by.values())
    else:
        import numpy as np

        vectors = np.asarray(embed([text for _, text in asked]), dtype=np.float32)
        middles: list[int] = []
        for i in range(len(asked)):
            likeness = vectors[middles] @ vectors[i] if middles else np.zeros(0)
            if len(likeness) and float(likeness.max()) >= ALIKE:
                topics[int(likeness.argmax())].append(i)
            else:
                middles.append(i)
                topics.append([i])
    found = [_gap([asked[i] for i in topic]) for topic in topics]
    return tuple(sorted(found, key=lambda g: (-g.mails, -g.last)))


def _unanswered(mail: Fact, least: float) -> bool:
    if mail.outcome != "escalated" or not mail.asked:
        return False
    reason = mail.reason or ""
    refused = "no answer" in reason or "no source" in reason or "no sentence was supported" in reason
    return refused or (mail.answerable is not None and mail.answerable < least and "knowledge" in reason)


def _gap(topic: Sequence[tuple[Fact, str]]) -> Gap:
    texts = list(dict.fromkeys(text for _, text in topic))
    shortest = min(texts, key=len)
    return Gap(
        asked=shortest,
        mails=len({m.id for m, _ in topic}),
        examples=tuple(texts[:EXAMPLES]),
        ids=tuple(m.id for m, _ in topic)[-20:],
        workflows=tuple(sorted({m.workflow for m, _ in topic if m.workflow})),
        last=max(m.received_at for m, _ in topic),
    )


def gaps_of(settings: "Settings", ledger: "Ledger", *, since: float, until: float) -> tuple[Gap, ...]:
    """Topics of the mails received in [since, until), joined by meaning where the model is there."""
    from intake.ledger.facts import facts, snapshot
    from retrieval.embed import embedder

    with snapshot(ledger) as db:
        mails = facts(db, since=since, until=until)
    model = embedder(settings.knowledge)
    return gaps(
        mails,
        embed=(lambda texts: model.embed(list(texts))) if model else None,
        min_answerable=settings.knowledge.min_answerable,
    )
