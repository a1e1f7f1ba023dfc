"""What `mailroom run` does beside the mails. A new one is a function, here or elsewhere, and a line."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from intake import memory
from intake.config import AccountSettings, Settings
from intake.ledger.store import Ledger
from intake.mailbox import ImapMailbox
from intake.operate.alerts import Alert
from intake.operate.approvals import approving
from intake.operate.autonomy import sending_alone
from intake.operate.duties import of_owner
from intake.sanitize.isolated import IsolatedSanitizer
from intake.workflow.errands import Errand
from intake.workflow.events import Event, Listener

ALERTS_S = 30.0
APPROVALS_S = 10.0
"""How long a draft lies in Approved before it is looked at."""
RECONCILE_S = 3600.0
THRIFT_S = 20.0
SURROUNDINGS_S = 6 * 3600.0
JOURNAL_FIRST_S = 600.0
JOURNAL_KEPT_S = 86_400.0
"""The journal is for runs in hand; what is done stands in the ledger and its audit log."""


def all_of(
    settings: Settings, mailbox: Callable[[AccountSettings], ImapMailbox], sanitizer: IsolatedSanitizer
) -> tuple[Errand, ...]:
    """Every errand that these settings ask for. `mailbox` makes a connection of the errand's own."""
    desks = [
        Errand(name=f"approvals:{a.name}", every_s=APPROVALS_S, work=approving(settings, a, mailbox))
        for a in settings.accounts
    ]
    alone = [
        Errand(name=f"autonomy:{a.name}", every_s=APPROVALS_S, work=sending_alone(settings, a, mailbox))
        for a in settings.accounts
        if any(w.autonomy.enabled for w in settings.workflows)
    ]
    return (
        *desks,
        *alone,
        *of_owner(settings, mailbox),
        Errand(name="alerts", every_s=ALERTS_S, first_s=ALERTS_S, work=Alerting(settings, mailbox)),
        Errand(
            name="reconcile", every_s=RECONCILE_S, first_s=RECONCILE_S, work=_reconcile(settings, mailbox)
        ),
        Errand(name="journal", every_s=RECONCILE_S, first_s=JOURNAL_FIRST_S, work=_tidied(settings)),
        Errand(name="thrift", every_s=THRIFT_S, work=lambda *_: _thrift(sanitizer), alone=False),
    )


def _thrift(sanitizer: IsolatedSanitizer) -> None:
    sanitizer.thin()
    memory.trim()


class Alerting:
    """Looks for what is wrong; what lies outside the ledger is looked at once in six hours."""

    def __init__(self, settings: Settings, mailbox: Callable[[AccountSettings], ImapMailbox]) -> None:
        self._settings = settings
        self._mailbox = mailbox
        self._around: dict[str, str] = {}
        self._looked_at: float | None = None
        self._unwritten: dict[str, Alert] = {}

    def __call__(self, ledger: Ledger, tell: Listener) -> None:
        from intake.operate import alerting, alerts, papers, surroundings, watching

        now = time.monotonic()
        if self._looked_at is None or now - self._looked_at > SURROUNDINGS_S:
            looks = (surroundings.expiring, surroundings.unused, surroundings.stale, papers.faults)
            self._around = {key: line for look in looks for key, line in look(self._settings).items()}
            self._looked_at = now
        wrong = {**alerts.conditions(self._settings, ledger), **self._around, **watching.standing(ledger)}
        told = self._due(ledger, wrong)

        def log(text: str) -> None:
            tell(Event(kind="notice", text=text))

        for alert, why in alerting.send(self._settings, told, log, self._mailbox):
            log(f"alert {alert.key} not told: {why}")
            if not alert.over and "webhook" in why:
                alerts.untold(ledger, alert)

    def _due(self, ledger: Ledger, wrong: dict[str, str]) -> list[Alert]:
        """What is to be told now, by the ledger's account of what was told.

        Where nothing can be written, as on a full disk, that is kept here: once each, and the end of it.
        """
        from intake.operate import alerts

        try:
            told = alerts.check(self._settings, ledger, wrong)
        except SQLAlchemyError:
            new = {k: Alert(key=k, text=t, since=ledger.now()) for k, t in wrong.items()}
            told = [alert for key, alert in new.items() if key not in self._unwritten]
            self._unwritten |= {alert.key: alert for alert in told}
            return told
        over = [
            replace(a, text=f"over: {a.text}", over=True)
            for k, a in self._unwritten.items()
            if k not in wrong
        ]
        told = [a for a in told if a.over or a.key not in self._unwritten]
        self._unwritten.clear()
        return [*told, *over]


def _reconcile(
    settings: Settings, mailbox: Callable[[AccountSettings], ImapMailbox]
) -> Callable[[Ledger, Listener], None]:
    def work(ledger: Ledger, tell: Listener) -> None:
        from intake.operate.reconcile import reconcile

        report = reconcile(settings, ledger, lambda account: contextlib.closing(mailbox(account)))
        counted = Counter((d.kind, d.mended) for d in report.differences)
        for (kind, mended), n in sorted(counted.items()):
            text = f"reconcile: {n} {kind}{', mended' if mended else '; see `mailroom reconcile`'}"
            tell(Event(kind="notice", text=text, fields={"kind": kind, "count": n, "mended": mended}))

    return work


def _tidied(settings: Settings) -> Callable[[Ledger, Listener], None]:
    from intake.workflow.journal import forgetting

    forget = forgetting(settings, JOURNAL_KEPT_S)
    return lambda ledger, _tell: (forget(ledger.now()), None)[1]
