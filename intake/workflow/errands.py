"""What is done beside the mails, again and again: approvals, alerts, reconciliation, housekeeping.

An errand is a name, a pace and a function. The agent gives each a thread of its own, so that a slow one
delays nobody; over several machines one of them does it at a time.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from intake.ledger.store import Ledger
from intake.workflow.events import Event, Listener
from intake.workflow.lease import TERM_S, Lease

Work = Callable[[Ledger, Listener], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """`work` is called every `every_s` seconds, the first time after `first_s`; it may fail and be late.

    Whatever it raises is told as a notice, and it is tried again at its next time.
    """

    name: str
    every_s: float
    work: Work
    first_s: float = 1.0
    alone: bool = True
    """Whether one machine at a time does it; False for what concerns this process."""


def pursue(errand: Errand, ledger: Ledger, tell: Listener, stop: threading.Event, owner: str | None) -> None:
    """Do the errand at its pace until `stop` is set. Without `owner` there is nobody else to agree with."""
    term_s = max(TERM_S, errand.every_s + TERM_S)
    lease = Lease(ledger, f"errand:{errand.name}", owner, term_s=term_s) if owner and errand.alone else None
    failed, wait_s = "", errand.first_s
    while not stop.wait(wait_s):
        wait_s = errand.every_s
        if lease is not None and not lease.hold():
            wait_s = min(errand.every_s, TERM_S)
            continue
        try:
            errand.work(ledger, tell)
            failed = ""
        except Exception as exc:  # noqa: BLE001 - a thread that dies silently is the bug people report most
            text = f"{errand.name}: {type(exc).__name__}: {exc}"
            if text != failed:
                tell(Event(kind="notice", text=text))
            failed = text
