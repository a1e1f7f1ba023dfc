"""The composition root: the only place where ports meet adapters."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from intake.config import AccountSettings, Settings

if TYPE_CHECKING:
    from intake.pipeline import Pipeline
    from intake.workflow import Agent
    from intake.workflow.agent import Role
    from intake.workflow.events import Listener
    from retrieval import KnowledgeBase


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def build_knowledge(settings: Settings) -> "KnowledgeBase":
    """The knowledge base over the configured folder, not yet synced."""
    from retrieval import KnowledgeBase

    return KnowledgeBase.open(settings)


def build_pipeline(settings: Settings, knowledge: "KnowledgeBase | None" = None) -> "Pipeline":
    """One mail's way from sanitized text to outcome, with the configured classifier and writer."""
    from intake.classify import LinearClassifier
    from intake.models import build_classifier, build_writer
    from intake.pipeline import Pipeline
    from retrieval.embed import embedder

    knowledge = knowledge or build_knowledge(settings)
    linear = LinearClassifier.train(
        settings.workflows, embedder=embedder(settings.knowledge), cache=settings.data_dir / "classifier"
    )
    return Pipeline(
        settings=settings,
        classifier=build_classifier(settings, linear),
        knowledge=knowledge,
        writer=build_writer(settings),
    )


def build_agent(
    settings: Settings,
    *,
    events: "Listener | None" = None,
    role: "Role" = "all",
    since: str | None = None,
) -> "Agent":
    """The agent on the configured mailboxes."""
    from intake.mailbox import ImapMailbox
    from intake.sanitize.isolated import IsolatedSanitizer
    from intake.workflow import Agent

    knowledge = build_knowledge(settings)

    def mailbox(account: AccountSettings) -> ImapMailbox:
        return ImapMailbox(account, data_dir=settings.data_dir)

    return Agent(
        settings,
        pipeline=build_pipeline(settings, knowledge),
        knowledge=knowledge,
        sanitizer=IsolatedSanitizer(settings.sanitize),
        mailbox_factory=mailbox,
        clock=SystemClock(),
        events=events,
        role=role,
        since=since,
    )
