"""How fast people answered before: first responses found in Inbox against Sent by thread headers."""

import math
import statistics
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.config import AccountSettings
from intake.mail import RawMessage
from intake.ports import Mailbox

MIN_SAMPLE = 5
"""Below this many answers nothing is said of their times."""
MAX_MAILS = 20_000
"""Newest mails read of one folder."""
MAX_NAMED = 50
"""Message-IDs looked at of one References field."""
TEXT_BYTES = 256 * 1024
"""Of larger mails only the header is read; their subject alone is classified."""
SKEW = timedelta(hours=1)
"""Further apart than this, the date of a header and that of the server do not tell of the same event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A mail that came in: its Message-ID, when it came, what it refers to, its workflow."""

    message_id: str
    at: datetime | None
    names: tuple[str, ...] = ()
    workflow: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A mail that a person sent. `names` are the Message-IDs of In-Reply-To and References."""

    message_id: str
    at: datetime | None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """First-response minutes of one workflow, or of all. Times are None below MIN_SAMPLE answers.

    `n` are answers with a usable time; `left_out` have none (no date, in the future, before the mail).
    """

    workflow: str | None
    received: int
    answered: int
    n: int
    left_out: int
    mean: float | None
    stdev: float | None
    p50: float | None
    p90: float | None
    unanswered: float | None
    """Share, None below MIN_SAMPLE mails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All that was measured. `follow_ups` belong to a conversation counted already."""

    overall: Figures
    workflows: tuple[Figures, ...]
    follow_ups: int


def measure(
    received: Sequence[Received], sent: Sequence[Sent], *, since: datetime, now: datetime
) -> Measured:
    """The first answer to each conversation that began in [since, now], against its first mail.

    A conversation begins with a mail that refers to none that is known; whatever refers to one of its mails
    belongs to it. Percentiles are interpolated; the deviation is the sample's.
    """
    known: dict[str, Received] = {}
    for mail in sorted(received, key=lambda m: (m.at is None, m.at or now)):
        known.setdefault(mail.message_id, mail)
    parent = _parents(known, sent)
    openers = {i: m for i, m in known.items() if _root(parent, i) == i}
    answers: dict[str, list[datetime | None]] = {}
    for reply in sent:
        for root in {_root(parent, name) for name in reply.names if name in parent}:
            answers.setdefault(root, []).append(reply.at)
    groups: dict[str | None, list[tuple[bool, float | None]]] = {}
    for ident, mail in openers.items():
        if mail.at is not None and mail.at < since:
            continue
        replies = answers.get(ident, [])
        groups.setdefault(mail.workflow, []).append((bool(replies), _minutes(mail.at, replies, now)))
    names = sorted(groups, key=lambda name: (name is None, name or ""))
    everything = [pair for group in groups.values() for pair in group]
    return Measured(
        overall=_figures(None, everything),
        workflows=tuple(_figures(name, groups[name]) for name in names),
        follow_ups=len(known) - len(openers),
    )


def _parents(known: dict[str, Received], sent: Sequence[Sent]) -> dict[str, str]:
    """Each mail's earlier one in its conversation; itself where it begins one."""
    parent = {s.message_id: s.message_id for s in sent}
    parent.update((i, i) for i in known)
    # In order of arrival, and never to a later mail: no rings, whatever the headers say.
    order = {ident: n for n, ident in enumerate(known)}
    for ident, mail in known.items():
        earlier = [n for n in mail.names if n in order and order[n] < order[ident]]
        if earlier:
            parent[ident] = _root(parent, earlier[0])
        elif any(n in parent and n not in order for n in mail.names):
            parent[ident] = next(n for n in mail.names if n in parent and n not in order)
    return parent


def _root(parent: dict[str, str], ident: str) -> str:
    while parent[ident] != ident:
        ident = parent[ident]
    return ident


def _minutes(at: datetime | None, replies: Sequence[datetime | None], now: datetime) -> float | None:
    if at is None or at > now:
        return None
    # Two times of one zone are compared by the wall clock, which summer time moves: timestamps are not moved.
    begun, end = at.timestamp(), now.timestamp()
    after = [t for r in replies if r is not None and begun <= (t := r.timestamp()) <= end]
    return (min(after) - begun) / 60 if after else None


def _figures(workflow: str | None, pairs: Sequence[tuple[bool, float | None]]) -> Figures:
    values = sorted(m for _, m in pairs if m is not None)
    answered, n = sum(1 for a, _ in pairs if a), len(values)
    enough = n >= MIN_SAMPLE
    return Figures(
        workflow=workflow,
        received=len(pairs),
        answered=answered,
        n=n,
        left_out=answered - n,
        mean=round(math.fsum(values) / n, 3) if enough else None,
        stdev=round(statistics.stdev(values), 3) if enough else None,
        p50=_percentile(values, 0.5) if enough else None,
        p90=_percentile(values, 0.9) if enough else None,
        unanswered=round(1 - answered / len(pairs), 4) if len(pairs) >= MIN_SAMPLE else None,
    )


def _percentile(values: Sequence[float], q: float) -> float:
    place = q * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return round(values[low] + (values[high] - values[low]) * (place - low), 3)


def happened(
    raw: RawMessage, dated: datetime | None, *, now: datetime, ours: bool = False
) -> datetime | None:
    """When a mail came or went: the server's date, checked against the header's; None where neither can be.

    An import stamps old mail with its own hour, so a header date well before the server's counts. A sender's
    clock that runs ahead does not. For mail of `ours` the header's date is the sending.
    """
    stamp = raw.received_at if raw.received_at.timestamp() > 0 else None
    if dated is not None and dated.tzinfo is None:
        dated = None
    if stamp is None or dated is None:
        found = stamp or dated
    elif dated > stamp + SKEW:
        found = stamp
    elif dated < stamp - SKEW or ours:
        found = dated
    else:
        found = stamp
    return found if found is not None and found <= now else None


def inbox(
    mailbox: Mailbox,
    account: AccountSettings,
    *,
    since: datetime,
    now: datetime,
    classify: Callable[[RawMessage], str | None],
) -> Iterator[Received]:
    """Mails that people sent to the account. Raises what the mailbox raises."""
    from intake.parse import parse

    own = _own(account)
    for folder in account.folders.watch:
        for raw in _read(mailbox, folder, since):
            parsed = parse(raw.raw)
            if parsed.automatic or parsed.from_.address.lower() in own or not parsed.message_id:
                continue
            at = happened(raw, parsed.date, now=now)
            named = _names(parsed.in_reply_to, parsed.references)
            if at is not None and at < since:
                yield Received(message_id=parsed.message_id, at=at, names=named)
                continue
            yield Received(message_id=parsed.message_id, at=at, names=named, workflow=classify(raw))


def outgoing(mailbox: Mailbox, folder: str, *, since: datetime, now: datetime) -> Iterator[Sent]:
    """Mails that people sent, without what a program answered."""
    from intake.parse import parse

    for raw in _read(mailbox, folder, since):
        parsed = parse(raw.raw)
        by_us = any(h.name.lower().startswith("x-mailroom-") for h in parsed.headers)
        if parsed.message_id and not parsed.automatic and not by_us:
            yield Sent(
                message_id=parsed.message_id,
                at=happened(raw, parsed.date, now=now, ours=True),
                names=_names(parsed.in_reply_to, parsed.references),
            )


def _read(mailbox: Mailbox, folder: str, since: datetime) -> Iterator[RawMessage]:
    # SINCE has days without a zone (RFC 9051, 6.4.4); one more day on either side misses none.
    uids = mailbox.uids(folder, since=(since - timedelta(days=1)).date())
    for uid in uids[-MAX_MAILS:]:
        raw = mailbox.fetch(folder, uid)
        if raw is not None:
            yield raw


def _names(in_reply_to: str | None, references: Sequence[str]) -> tuple[str, ...]:
    named = [*([in_reply_to] if in_reply_to else []), *references[-MAX_NAMED:]]
    return tuple(dict.fromkeys(named))


def _own(account: AccountSettings) -> Collection[str]:
    return {account.address.lower(), *(a.lower() for a in account.aliases)}
