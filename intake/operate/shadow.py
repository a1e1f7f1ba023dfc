"""What a cheaper model would have made of a sample of past mails; nobody gets to see what it wrote."""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from intake.config import AccountSettings, Settings
from intake.ledger import Ledger
from intake.ledger.facts import Fact, facts, snapshot
from intake.ledger.judgements import judged
from intake.ledger.measurements import measure
from intake.mail import Outcome, SanitizedMessage
from intake.operate.stats import Estimate, share

KIND: Final = "shadow"
MAX_TRIED: Final = 300
LISTED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """One trial. Costs are of the mails that were tried, by the present model and by the one on trial."""

    model: str
    tried: int
    same: Estimate
    """Share of mails with the same outcome."""
    lost: tuple[int, ...]
    """Mails whose draft people took, and that the model on trial did not draft."""
    unsupported: int
    """Sentences that it wrote and no source held."""
    failed: int
    """Mails for which it gave no answer."""
    cost: float
    cost_now: float


def shadow(
    settings: Settings,
    ledger: Ledger,
    *,
    since: float,
    sanitize: Callable[[bytes], SanitizedMessage],
    process: Callable[[SanitizedMessage, AccountSettings, datetime], Outcome],
    seed: int = 0,
) -> Shadow:
    """Try `quality.shadow` on a share of the mails since then whose bytes are kept, and keep the result.

    `process` is the pipeline with the model on trial. Mails are judged at the time they came.
    """
    with snapshot(ledger) as db:
        mails = [
            m for m in facts(db, since=since, until=ledger.now() + 1) if m.outcome in {"drafted", "escalated"}
        ]
        fates = judged(db, since=since)
    chosen = random.Random(seed).sample(
        mails, min(MAX_TRIED, _count(len(mails), settings.quality.shadow_share))
    )
    tried: list[tuple[Fact, Outcome]] = []
    for mail in sorted(chosen, key=lambda m: m.id):
        row = ledger.row(mail.id)
        raw = ledger.raw(row.digest) if row is not None else None
        if row is None or raw is None:
            continue
        at = datetime.fromtimestamp(mail.received_at, UTC)
        tried.append((mail, process(sanitize(raw), settings.account(row.account), at)))
    taken = {i for i, j in fates.items() if j.verdict in {"unchanged", "edited"}}
    found = Shadow(
        model=settings.quality.shadow.name if settings.quality.shadow else "extractive",
        tried=len(tried),
        same=share(sum(m.outcome == o.kind for m, o in tried), len(tried)),
        lost=tuple(m.id for m, o in tried if m.id in taken and o.kind != "drafted")[:LISTED],
        unsupported=sum(len(o.dropped) for _, o in tried),
        failed=sum((o.reason or "").startswith("the model gave no answer") for _, o in tried),
        cost=round(sum(o.model.cost for _, o in tried), 6),
        cost_now=round(sum(m.cost for m, _ in tried), 6),
    )
    measure(ledger, KIND, found.model, asdict(found))
    return found


def _count(mails: int, part: float) -> int:
    return min(mails, max(1, round(mails * part))) if mails else 0
