"""The daily look for drift, over the ledger, and what stands of it until the next one."""

from typing import Any, Final

from intake.config import Settings
from intake.config.base import duration_s
from intake.ledger import Ledger
from intake.ledger.facts import facts, snapshot
from intake.ledger.judgements import judged
from intake.ledger.measurements import measure, measured
from intake.operate.changes import changes
from intake.operate.drift import WINDOW_S, Looked, conditions, look
from intake.operate.likeness import Embed

DRIFT: Final = "drift"
CANARY: Final = "canary"
KEPT_S: Final = 3 * 86_400.0
"""A look that is older than this stands for nothing any more."""


def watch_drift(settings: Settings, ledger: Ledger, *, embed: Embed | None = None) -> Looked:
    """Look now, and keep what was found; `standing` gives it to the alerts."""
    now = ledger.now()
    start = now - WINDOW_S - duration_s(settings.quality.reference)
    with snapshot(ledger) as db:
        mails = facts(db, since=start, until=now)
        fates = judged(db, since=start)
    renamed = {old: w.name for w in settings.workflows for old in w.renamed_from}
    if renamed:
        from dataclasses import replace

        mails = [replace(m, workflow=renamed.get(m.workflow or "", m.workflow)) for m in mails]
    found = look(
        mails,
        fates,
        now=now,
        workflows=[w.name for w in settings.workflows],
        false_alarms=settings.quality.false_alarms,
        changes=changes(ledger, since=start),
        standing=set(standing(ledger, DRIFT)),
        embed=embed,
    )
    measure(
        ledger, DRIFT, "conditions", {"conditions": conditions(found), "tests": found.tests, "why": found.why}
    )
    return found


def standing(ledger: Ledger, *kinds: str) -> dict[str, str]:
    """Alerts by key that the newest looks of these kinds (drift and canaries by default) found."""
    wrong: dict[str, Any] = {}
    for kind in kinds or (DRIFT, CANARY):
        newest = measured(ledger, kind, key="conditions", since=ledger.now() - KEPT_S, limit=1)
        if newest:
            wrong |= newest[0].body.get("conditions") or {}
    return {str(k): str(v) for k, v in wrong.items()}
