"""The pipeline over past mail, touching no mailbox: what it would have drafted beside what people sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from intake.config import AccountSettings
from intake.deliver.feedback import levenshtein
from intake.mail import Outcome, RawMessage, SanitizedMessage
from intake.operate.stats import Estimate, mean, share
from intake.ports import Mailbox

MAX_MAILS: Final = 500
MAX_TEXT: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One past mail: what would have become of it, and what people sent (None: no answer was found)."""

    message_id: str
    subject: str
    received_at: datetime
    outcome: str
    workflow: str | None
    reason: str | None
    draft: str | None
    sent: str | None
    similarity: float | None
    """Of draft and answer, 0..1, where there are both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """All that was tried. Shares and means come with their intervals, or not at all."""

    mails: tuple[Tried, ...]
    outcomes: tuple[tuple[str, int], ...]
    drafted_of_answered: Estimate
    """Of mails that people answered: the share that would have had a draft."""
    similarity: Estimate


def simulate(
    mailbox: Mailbox,
    account: AccountSettings,
    sent_folder: str,
    *,
    since: datetime,
    now: datetime,
    sanitize: Callable[[bytes], SanitizedMessage],
    process: Callable[[SanitizedMessage, datetime], Outcome],
    limit: int = MAX_MAILS,
) -> Trial:
    """Run past mails as if each had just come; nothing is written, moved or flagged.

    Each mail is judged at its own time, so that a document that was not valid then is not cited.
    """
    tried = [
        _tried(mailbox, raw, sent_folder, sanitize, process)
        for raw in _past(mailbox, account, since=since, now=now, limit=limit)
    ]
    counts: dict[str, int] = {}
    for one in tried:
        counts[one.outcome] = counts.get(one.outcome, 0) + 1
    answered = [t for t in tried if t.sent is not None]
    return Trial(
        mails=tuple(tried),
        outcomes=tuple(sorted(counts.items(), key=lambda pair: -pair[1])),
        drafted_of_answered=share(sum(t.draft is not None for t in answered), len(answered)),
        similarity=mean([t.similarity for t in tried if t.similarity is not None]),
    )


def _past(
    mailbox: Mailbox, account: AccountSettings, *, since: datetime, now: datetime, limit: int
) -> Iterator[RawMessage]:
    own = {account.address.lower(), *(a.lower() for a in account.aliases)}
    left = limit
    from intake.parse import parse

    for folder in account.folders.watch:
        for uid in reversed(mailbox.uids(folder, since=(since - timedelta(days=1)).date())):
            raw = mailbox.fetch(folder, uid) if left > 0 else None
            if raw is None or not since <= raw.received_at <= now:
                continue
            if parse(raw.raw).from_.address.lower() not in own:
                left -= 1
                yield raw


def _tried(
    mailbox: Mailbox,
    raw: RawMessage,
    sent_folder: str,
    sanitize: Callable[[bytes], SanitizedMessage],
    process: Callable[[SanitizedMessage, datetime], Outcome],
) -> Tried:
    message = sanitize(raw.raw)
    outcome = process(message, raw.received_at.astimezone(UTC))
    draft = outcome.draft.body if outcome.draft else None
    sent = _answer(mailbox, sent_folder, message.message_id)
    similarity = None
    if draft is not None and sent is not None:
        a, b = " ".join(draft.split()), " ".join(sent.split())
        similarity = max(0.0, 1 - levenshtein(a[:MAX_TEXT], b[:MAX_TEXT]) / max(len(a), len(b), 1))
    return Tried(
        message_id=message.message_id or "",
        subject=message.subject,
        received_at=raw.received_at,
        outcome=outcome.kind,
        workflow=outcome.workflow,
        reason=outcome.reason,
        draft=draft,
        sent=sent,
        similarity=similarity,
    )


def _answer(mailbox: Mailbox, sent_folder: str, message_id: str | None) -> str | None:
    """What people wrote in the first answer of the thread, without what they quoted."""
    from intake.deliver.left import read_left
    from intake.parse import split_reply

    for uid in mailbox.find_header(sent_folder, "In-Reply-To", message_id)[:1] if message_id else ():
        raw = mailbox.fetch(sent_folder, uid)
        if raw is not None:
            text = read_left(raw.raw).text
            parts = split_reply(text)
            return (parts.written + parts.signature).strip()[:MAX_TEXT] or text[:MAX_TEXT]
    return None
