"""What `mailroom run` does beside the mails. A new one is a function, here or elsewhere, and a line."""

from collections.abc import Callable

from intake import memory
from intake.config import AccountSettings, Settings
from intake.ledger.store import Ledger
from intake.mailbox import ImapMailbox
from intake.sanitize.isolated import IsolatedSanitizer
from intake.workflow.errands import Errand
from intake.workflow.events import Event, Listener

ALERTS_S = 30.0
RECONCILE_S = 3600.0
THRIFT_S = 20.0


def all_of(
    settings: Settings, mailbox: Callable[[AccountSettings], ImapMailbox], sanitizer: IsolatedSanitizer
) -> tuple[Errand, ...]:
    """Every errand that these settings ask for. `mailbox` makes a connection of the errand's own."""
    return (
        Errand(name="alerts", every_s=ALERTS_S, first_s=ALERTS_S, work=_alerts(settings)),
        Errand(name="thrift", every_s=THRIFT_S, work=lambda *_: _thrift(sanitizer), alone=False),
    )


def _thrift(sanitizer: IsolatedSanitizer) -> None:
    sanitizer.thin()
    memory.trim()


def _alerts(settings: Settings) -> Callable[[Ledger, Listener], None]:
    def work(ledger: Ledger, tell: Listener) -> None:
        from intake.operate import alerts

        told = alerts.check(settings, ledger)
        for line in alerts.send(settings, told, lambda text: tell(Event(kind="notice", text=text))):
            tell(Event(kind="notice", text=line))

    return work
