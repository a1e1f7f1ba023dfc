"""The composition root: the only place where ports meet adapters."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from intake.config import AccountSettings, Settings
from intake.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.mail import Outcome, SanitizedMessage
    from intake.mailbox import ImapMailbox
    from intake.models.spending import Spent
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


def build_pipeline(
    settings: Settings, knowledge: "KnowledgeBase | None" = None, *, spent: "Spent | None" = None
) -> "Pipeline":
    """One mail's way from sanitized text to outcome, with the configured classifier and writer.

    `spent` tells what models cost today, for the caps of the day; without it only those of a mail hold.
    """
    from intake.classify import LinearClassifier
    from intake.config.secrets import known_secrets
    from intake.models import build_classifier, build_writer, prompts
    from intake.models.spending import nothing_spent
    from intake.operate.aside import Aside
    from intake.operate.corrections import learned
    from intake.pipeline import Pipeline

    knowledge = knowledge or build_knowledge(settings)
    linear = LinearClassifier.train(
        settings.workflows,
        embedder=knowledge.embedder,
        cache=settings.data_dir / "classifier",
        corrections=learned(settings)[0],
    )
    return Pipeline(
        settings=settings,
        classifier=build_classifier(settings, linear, spent=spent or nothing_spent),
        knowledge=Aside(knowledge, lambda: learned(settings)[1]),
        writer=build_writer(settings, knowledge.alike, spent=spent or nothing_spent),
        secrets=known_secrets(settings),
        prompts=prompts(settings),
    )


def build_agent(
    settings: Settings,
    *,
    events: "Listener | None" = None,
    role: "Role" = "all",
    since: str | None = None,
) -> "Agent":
    """The agent on the configured mailboxes. Its models are loaded once it watches."""
    from intake.mailbox import ImapMailbox
    from intake.models.spending import LedgerSpending
    from intake.operate import errands
    from intake.sanitize.isolated import IsolatedSanitizer
    from intake.workflow import Agent

    knowledge = build_knowledge(settings)
    sanitizer = IsolatedSanitizer(settings.sanitize)
    pipeline = _Later(lambda: build_pipeline(settings, knowledge, spent=LedgerSpending(settings)))

    def mailbox(account: AccountSettings) -> ImapMailbox:
        return ImapMailbox(account, data_dir=settings.data_dir)

    def warm(stop: threading.Event) -> None:
        from intake import memory

        memory.prepared(settings, stop)
        pipeline.made()
        memory.trim()

    return Agent(
        settings,
        pipeline=pipeline,
        knowledge=knowledge,
        sanitizer=sanitizer,
        mailbox_factory=mailbox,
        clock=SystemClock(),
        events=events,
        role=role,
        since=since,
        warm=warm,
        errands=errands.all_of(settings, mailbox, sanitizer),
    )


def learn(settings: Settings) -> None:
    """Train what is not trained and index what is not indexed, for the next one to read."""
    build_pipeline(settings)
    with build_knowledge(settings) as knowledge:
        knowledge.sync()


class _Later:
    """A pipeline that is built when it is first needed, once."""

    def __init__(self, build: "Callable[[], Pipeline]") -> None:
        self._build = build
        self._lock = threading.Lock()
        self._pipeline: Pipeline | None = None

    def made(self) -> "Pipeline":
        with self._lock:
            if self._pipeline is None:
                self._pipeline = self._build()
            return self._pipeline

    def process(
        self, message: "SanitizedMessage", *, account: AccountSettings | None, now: datetime
    ) -> "Outcome":
        return self.made().process(message, account=account, now=now)


def build_dashboard(settings: Settings, *, host: str, agent: "Agent | None" = None) -> tuple[Any, str | None]:
    """The dashboard over the data folder, and the key that opens it while no user is configured.

    Beside a running agent it shares what that has open, and answers its monitors.

    Raises Misconfigured where it would listen to other machines without anybody having to sign in.
    """
    from intake.ledger import open_ledger
    from intake.operate.health import health
    from intake.sanitize.isolated import IsolatedSanitizer
    from intake.web import Desk, dashboard
    from intake.web.app import LOOPBACK

    if host not in LOOPBACK and not (settings.web.users or settings.web.proxy_header):
        raise Misconfigured(
            f"the dashboard would listen on {host} with nobody to sign in",
            mend="add web.users (see `mailroom dashboard --hash-password`), or listen on 127.0.0.1",
        )
    desk = Desk(
        settings=settings,
        ledger=agent.ledger if agent else open_ledger(settings),
        knowledge=cast("KnowledgeBase | None", agent and agent.knowledge) or build_knowledge(settings),
        mailbox=lambda account: _open_mailbox(settings, account),
        sanitizer=agent.sanitizer if agent else IsolatedSanitizer(settings.sanitize),
    )
    return dashboard(desk, health=health(agent) if agent else None), desk.key


@contextmanager
def _open_mailbox(settings: Settings, account: AccountSettings) -> "Iterator[ImapMailbox]":
    from intake.mailbox import ImapMailbox

    box = ImapMailbox(account, data_dir=settings.data_dir)
    try:
        box.connect()
        yield box
    finally:
        box.close()
